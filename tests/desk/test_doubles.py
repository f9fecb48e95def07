"""Doubles at the desk: likely ones are listed, two are compared side by side, merged, taken apart."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries.doubles import likely_doubles
from tungngo.territory.rules import likely_double
from tungngo.upkeep.models import Doubling

ALL = Reach.everything()


@pytest.fixture
def street(db: Any, client: Client) -> Street:
    """Three doors; the first two at one house of one lane, their heads written otherwise."""
    there = Street(doors=3)
    here = Household.objects.filter(id__in=[door.id for door in there.doors[:2]])
    here.update(lane_key="ngo 281", lane_name="Ngõ 281", house="9", code="")
    for door, head in zip(
        there.doors, ("Nguyễn Văn An", "NGUYEN VAN AN", "Lê Thị Bưởi"), strict=True
    ):
        Household.objects.filter(id=door.id).update(head_name=head)
    Resident.objects.update(folded="")
    client.force_login(there.admin)
    return there


def say(answer: Any) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_likely_is_who_shares_a_house_and_a_name_or_several_names_and_years() -> None:
    assert likely_double(same_door=True, same_head=True, people_alike=0) == "door_and_head"
    assert likely_double(same_door=True, same_head=False, people_alike=1) == "door_and_person"
    assert likely_double(same_door=False, same_head=True, people_alike=2) == "people"
    assert not likely_double(same_door=True, same_head=False, people_alike=0), "a house of many"
    assert not likely_double(same_door=False, same_head=True, people_alike=1), "a common name"


def test_likely_ones_are_found_within_reach(street: Street) -> None:
    first, second, third = street.doors
    [found] = likely_doubles(ALL, street.ward.path)
    assert ({found.first.id, found.second.id}, found.why) == (
        {first.id, second.id},
        "door_and_head",
    )
    for door in (first, third):
        for n, person in enumerate(street.people(door)):
            Resident.objects.filter(id=person.id).update(folded=f" nguoi {n}", birth_year=1960 + n)
    pairs = {frozenset((one.first.id, one.second.id)): one.why for one in likely_doubles(ALL, "")}
    assert pairs[frozenset((first.id, third.id))] == "people"
    assert likely_doubles(Reach((street.elsewhere.path,)), street.ward.path) == []


def test_compared_merged_seen_and_taken_apart(street: Street, client: Client) -> None:
    first, second, _third = street.doors
    listed = say(client.get(reverse("doubles", args=["00322"])))
    assert f"?with={second.id}" in listed or f"?with={first.id}" in listed
    url = reverse("household_double", args=["00322", first.id])
    assert str(second.id) in say(client.get(url)), "at the same house"
    page = say(client.get(url, {"with": str(second.id)}))
    for words in ("Nguyễn Văn An", "NGUYEN VAN AN", "Người 2.0", "Người 1.1"):
        assert words in page
    who, twin = street.people(second)[0], street.people(first)[0]
    versions = dict(Household.objects.values_list("id", "version"))
    form = {
        "with": str(second.id), "take-head_name": "double", f"same-{who.id}": str(twin.id),
        "seen": f"{versions[first.id]}.{versions[second.id]}",
    }  # fmt: skip
    after = say(client.post(url, form, follow=True))
    assert "undo-bar" in after
    assert "NGUYEN VAN AN" in after
    assert Household.objects.get(id=second.id).kept_id == first.id
    assert str(first.id) in say(client.get(reverse("household", args=["00322", second.id])))
    undo = reverse("doubling_undo", args=["00322", Doubling.objects.get().id])
    assert undo in say(client.get(reverse("doubles", args=["00322"])))
    client.post(undo)
    assert Household.objects.get(id=second.id).ended_on is None
    listed = say(client.get(reverse("doubles", args=["00322"])))
    assert "?with=" not in listed, "who was taken apart is not proposed again"


def test_two_entries_of_a_person_at_the_desk(street: Street, client: Client) -> None:
    kept, double = street.people(street.doors[0])
    url = reverse("resident_double", args=["00322", kept.id])
    assert double.full_name in say(client.get(url))
    assert "1990" in say(client.get(url, {"who": str(double.id)}))
    client.post(url, {"who": str(double.id), "take-birth": "double"})
    double.refresh_from_db()
    assert double.kept_id == kept.id
    stranger = street.people(street.doors[1])[0]
    assert client.get(url, {"who": str(stranger.id)}).status_code == 404
