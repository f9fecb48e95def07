"""Who taught whom among residents, and where people were met: said once, kept right, counted by recount."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.encounters.street import Street
from tungngo.encounters.models import Encounter, PlaceKind
from tungngo.encounters.spread import generations, spread_of
from tungngo.encounters.teaching import links_taught
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Population
from tungngo.territory.models import Household, Resident
from tungngo.upkeep.actions import merge_households, merge_people, undo_doubling

ALL = Reach.everything()


# ------------------------------------------------------------------------------------ pure figures


@pytest.mark.parametrize(("links", "counts", "chain", "rings"), [
    ([], [], 0, 0),
    (["ab", "ab", "ac", "bd"], [1, 2, 1], 2, 0),
    (["ab", "bc", "ac"], [1, 2], 2, 0),  # c learnt from both: one step away, though the line has two
    (["ab", "ba"], [2], 0, 2),  # each other
    (["ab", "bc", "ca", "cd"], [3, 1], 1, 3),  # a ring begins together, and taught one on
    (["xa", "ab", "ba", "bd"], [1, 1, 1, 1], 2, 2),
    (["aa"], [], 0, 0),
])  # fmt: skip
def test_how_far_teaching_went(links: list[str], counts: list[int], chain: int, rings: int) -> None:
    found = spread_of([(one[0], one[1]) for one in links])
    assert (found.generations, found.chain, found.rings) == (counts, chain, rings)


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_everybody_stands_in_one_generation_and_order_does_not_matter(links: Any) -> None:
    found = spread_of(sorted(links))
    edges = [(a, b) for a, b in links if a != b]
    people = {one for edge in edges for one in edge}
    assert sum(found.generations) == len(people)
    assert found == spread_of(sorted(links, reverse=True))
    assert found.chain < max(len(people), 1)
    at = generations(edges)
    assert all(at[b] <= at[a] + 1 for a, b in edges)


# --------------------------------------------------------------------------------------- the facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return Street(doors=3)


def shown(street: Street, door: Household, teacher: Resident, **more: Any) -> dict[str, Any]:
    """At a door its first resident was taught by somebody else's resident."""
    learner = str(street.people(door)[0].id)
    taught = [[learner, "vneid", "resident", str(teacher.id)]]
    body = street.encounter(door, outcomes=[[learner, "vneid", 2]], taught=taught, **more)
    return street.op(body)


def said(street: Street) -> list[tuple[str, str, str]]:
    names = dict(Resident.objects.values_list("id", "full_name"))
    found = links_taught(ALL, street.ward.path)
    return sorted((names[one.teacher], names[one.learner], one.near) for one in found)


def counted(street: Street) -> dict[str, int]:
    """What the ward's board counts, once the recount of every tally from the facts agrees."""
    while recount_stale():
        pass
    assert [str(one) for one in check(Reach((street.ward.path,)))] == []
    rows = Population.objects.filter(path=street.ward.path, campaign_id=street.campaign.id)
    counts = rows.get().counts
    return {key: number for key, number in counts.items() if key.startswith(("e", "t."))}


def test_a_neighbour_who_taught_is_named_once_and_goes_with_the_record(street: Street) -> None:
    first, second, third = street.doors
    hoa = street.people(first)[0]
    op = shown(street, second, hoa)
    assert [one.verdict for one in street.push(op, op, shown(street, second, hoa))] == [
        *("accepted", "had", "accepted")
    ]
    street.push(shown(street, third, street.people(second)[0]))
    street.push(shown(street, first, street.people(first)[1]))
    expected = [
        ("Người 1.0", "Người 2.0", "near"),
        ("Người 1.1", "Người 1.0", "home"),
        ("Người 2.0", "Người 3.0", "near"),
    ]
    assert said(street) == expected
    assert counted(street) == {"e": 4, "t.near": 2, "t.home": 1}
    edges = [(one.teacher, one.learner) for one in links_taught(ALL, street.ward.path)]
    assert (spread_of(edges).generations, spread_of(edges).chain) == ([1, 1, 1, 1], 3)

    # Put right: the team taught; taken back: nobody did. What was said a second time still stands.
    fix = street.op(op["body"] | {"id": str(uuid7()), "amends": op["body"]["id"], "taught": []})
    assert street.push(fix)[0].verdict == "accepted"
    assert said(street) == expected
    said_first = op["body"]["id"]
    again = (
        Encounter.objects.filter(household_id=second.id, amends_id=None)
        .exclude(id=said_first)
        .get()
    )
    gone = op["body"] | {"id": str(uuid7()), "amends": str(again.id), "withdrawn": True}
    assert street.push(street.op(gone))[0].verdict == "accepted"
    assert said(street) == [expected[1], expected[2]]
    assert counted(street) == {"e": 3, "t.near": 1, "t.home": 1}


def test_only_a_resident_of_the_commune_can_have_taught(street: Street) -> None:
    stranger = street.people(street.far_door)[0]
    self_taught = street.people(street.doors[0])[0]
    codes = [
        one.code
        for one in street.push(
            shown(street, street.doors[0], stranger), shown(street, street.doors[0], self_taught)
        )
    ]
    assert codes == ["encounter.teacher_unknown"] * 2
    Resident.objects.filter(id=stranger.id).update(origin="00322")
    assert street.push(shown(street, street.doors[1], stranger))[0].code == codes[0]


def test_doubles_and_moves_keep_the_link_with_the_right_people(street: Street) -> None:
    first, second, _third = street.doors
    hoa, twin = street.people(first)
    street.push(shown(street, second, hoa), shown(street, second, twin))
    assert counted(street) == {"e": 2, "t.near": 1}, "one learner, whoever else taught them"
    done = merge_people(actor=street.admin, kept=hoa, double=twin)
    assert said(street) == [("Người 1.0", "Người 2.0", "near")]
    assert counted(street)["t.near"] == 1
    undo_doubling(actor=street.admin, doubling=done)
    assert len(said(street)) == 2
    # Somebody who taught moves away: they still taught.
    Resident.objects.filter(id=hoa.id).update(path=street.group8.path)
    assert len(said(street)) == 2
    assert counted(street) == {"e": 2, "t.near": 1}


def test_a_person_counts_once_whatever_the_place_and_contacts_by_each(street: Street) -> None:
    """Door, point, class from a phone, the one-stop desk from the officer's page; then the board."""
    door = street.doors[0]
    person = str(street.people(door)[0].id)
    ops = [
        street.op(street.encounter(door, place=place, outcomes=[[person, "vneid", 2]]))
        for place in ("door", "point", "class")
    ]
    assert {one.verdict for one in street.push(*ops)} == {"accepted"}
    desk = Client()
    desk.force_login(street.admin)
    desk.cookies["django_language"] = "en"
    page = f"/desk/household/{door.origin}/{door.id}/"
    form = {
        **{"came": [person], "place_kind": "desk", "skill": "vneid", "level": "3", "teacher": ""},
        **{"met_on": clock.today().isoformat(), "op": str(uuid7())},
    }
    for _twice in range(2):
        assert desk.post(f"{page}met/new/", form).status_code == 302
    late = form | {"met_on": (clock.today() + dt.timedelta(3)).isoformat(), "op": str(uuid7())}
    refused = desk.post(f"{page}met/new/", late)
    assert refused.status_code == 422
    assert "encounter.in_the_future" in refused.content.decode()
    assert counted(street) == {"e": 4, "e.point": 1, "e.class": 1, "e.desk": 1}
    board = desk.get("/desk/areas/00322/").content.decode()
    assert "<b>1</b> person guided, in" in board
    for kind in PlaceKind:
        assert f"<b>1</b> {kind.label}" in board

    # A correction may say another place; what the desk wrote, its author takes back.
    moved = ops[0]["body"] | {"id": str(uuid7()), "amends": ops[0]["body"]["id"], "place": "point"}
    assert street.push(street.op(moved))[0].verdict == "accepted"
    fact = Encounter.objects.get(place_kind="desk")
    undone = desk.post(f"/desk/encounter/{fact.origin}/{fact.id}/take-back/", follow=True)
    assert "The meeting was taken back." in undone.content.decode()
    assert counted(street) == {"e": 3, "e.point": 2, "e.class": 1}


def test_the_page_of_who_taught_whom_names_within_reach_alone(street: Street) -> None:
    first, second, _third = street.doors
    street.push(shown(street, second, street.people(first)[0]))
    desk = Client()
    desk.force_login(street.admin)
    page = desk.get("/desk/areas/00322/spread/").content.decode()
    assert page.count("Người 1.0") == 2  # in the picture and in the table
    assert "Người 2.0" in page
    away = Client()
    away.force_login(street.staff("xa", "Cán Bộ Xa", "officer", street.elsewhere))
    assert away.get("/desk/areas/00322/spread/").status_code == 404
    counted(street)
    board = desk.get("/desk/areas/00322/").content.decode()
    assert "/desk/areas/00322/spread/" in board


def test_what_was_taught_behind_a_double_is_taken_back_in_the_name_of_the_door(
    street: Street,
) -> None:
    kept, double, third = street.doors
    op = shown(street, double, street.people(third)[0])
    street.push(op)
    merge_households(actor=street.admin, kept=kept, double=double)
    assert counted(street) == {"e": 1, "t.near": 1}
    changed = {"id": str(uuid7()), "amends": op["body"]["id"], "household": str(kept.id)}
    assert (
        street.push(street.op(op["body"] | changed | {"withdrawn": True}))[0].verdict == "accepted"
    )
    assert said(street) == []
    assert counted(street) == {}
