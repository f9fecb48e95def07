"""Whose name went after the campaign still has rights: their row is found, erased, and stays away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.encounters.street import Street
from tests.privacy.test_erasing import counted, demanded, everything_written
from tests.privacy.test_keeping import HEADING, LANE, ROWS
from tests.territory.lists import codes, committed
from tungngo.accounts.models import JournalLine
from tungngo.encounters.models import Encounter
from tungngo.forgotten.models import Forgotten, Unnamed
from tungngo.learning.models import PlatformResult
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.privacy.actions import delete_past, erase_person
from tungngo.privacy.models import Demand, Erasure
from tungngo.territory.models import Household, Resident
from tungngo.territory.nameless import AskedName, nameless_doors

ALL = Reach.everything()
NAME = ROWS[0][1]


@pytest.fixture
def street(db: None, monkeypatch: pytest.MonkeyPatch) -> Street:
    """A street whose names have gone; two results of the first person of the list were kept."""
    street = Street(doors=1)
    committed(street, ROWS, HEADING)
    person = Resident.objects.get(full_name=NAME)
    door = Household.objects.get(id=person.household_id)
    street.push(street.op(street.encounter(door, outcomes=[(str(person.id), "vneid", 2)])))
    last = dt.datetime.combine(street.campaign.ends_on, dt.time(5), dt.UTC)
    monkeypatch.setenv("TUNGNGO_NOW", (last + dt.timedelta(days=420)).isoformat())
    PlatformResult.objects.create(
        **{"origin": person.origin, "id": uuid7(), "resident_id": person.id, "skill": "vneid"},
        **{"path": person.path, "what": "course", "course": "VNeID", "reference": "HV-4711"},
        **{"earned_on": clock.today(), "recorded_by": street.admin},
        **{"recorded_at": clock.now(), "received_at": clock.now()},
    )
    assert delete_past(actor=None)["names"]
    person.refresh_from_db()
    assert not person.full_name
    street.first = person  # type: ignore[attr-defined]
    return street


def found(street: Street, place: str, name: str, year: int | None = None) -> list[Any]:
    return [
        [row.id for row, is_theirs in one.people if is_theirs]
        for one in nameless_doors(ALL, street.ward.path, place, AskedName(name, year))
    ]


def test_a_row_is_found_by_its_place_and_told_by_its_name(street: Street) -> None:
    first: Resident = street.first  # type: ignore[attr-defined]
    assert found(street, f"12 {LANE}", NAME.upper(), 1950) == [[first.id]]
    assert found(street, "", NAME) == [[first.id]]
    assert found(street, "", NAME, 1951) == []
    assert found(street, "", "Quach Thi My Uyen", 1950) == [[first.id]], (
        "without marks, by the year"
    )
    assert found(street, f"3 {LANE}", NAME) == [[]], "the door, and nobody of that name"
    assert found(street, "Ngõ không có", NAME) == []
    elsewhere = nameless_doors(Reach.of([street.elsewhere.path]), "", "", AskedName(NAME))
    assert elsewhere == []


def test_what_is_left_is_erased_counts_stay_and_no_list_brings_it_back(street: Street) -> None:
    first: Resident = street.first  # type: ignore[attr-defined]
    before = counted()
    rows, doors = Resident.objects.count(), Household.objects.count()
    demand = demanded(street, first)

    def refused(asked: AskedName | None) -> str:
        with pytest.raises(Refused) as no:
            erase_person(actor=street.admin, person=first, demand=demand, asked=asked)
        return no.value.code

    assert refused(None) == "erasure.name_missing"
    assert refused(AskedName(ROWS[1][1], 1990)) == "erasure.other_name"
    assert Demand.objects.get().state == "open"
    asked = AskedName(NAME, 1950)
    proof = erase_person(actor=street.admin, person=first, demand=demand, asked=asked)
    assert (proof.counts["people"], proof.counts["results"]) == (1, 1)
    assert counted() == before
    for word in (NAME, "HV-4711"):
        assert word not in everything_written()
    assert not Unnamed.objects.filter(row_id__in=[first.id, first.household_id]).exists()
    assert found(street, "", NAME) == []
    assert refused(asked) == "resident.erased_already"

    listed = committed(street, ROWS, HEADING)
    assert "resident.was_erased" in codes(listed)
    assert NAME not in everything_written()
    assert (Resident.objects.count(), Household.objects.count()) == (rows, doors)
    assert Resident.objects.filter(full_name=ROWS[1][1]).exists(), "the others are back"
    assert not Household.objects.get(id=first.household_id).head_name
    counted()


def test_an_officer_who_is_sure_erases_under_another_name(street: Street) -> None:
    first: Resident = street.first  # type: ignore[attr-defined]
    asked = AskedName("Quách Thị Mỹ Duyên", 1950, is_sure=True)
    erase_person(actor=street.admin, person=first, demand=demanded(street, first), asked=asked)
    assert Forgotten.objects.get().resident_id == first.id


def test_the_desk_finds_writes_down_and_hands_out_the_proof(street: Street) -> None:
    first: Resident = street.first  # type: ignore[attr-defined]
    desk = Client()
    desk.force_login(street.admin)
    page = "/desk/areas/00322/privacy/nameless/"
    assert desk.post(page, {}).status_code == 422
    asked = {"full_name": NAME, "birth_year": "1950", "place": f"12 {LANE}"}
    body = desk.post(page, asked).content.decode()
    at = f"/desk/resident/{first.origin}/{first.id}"
    assert body.index("tên này từng ghi ở đây") < body.index("tên khác")
    assert f"{at}/demand/" in body
    line = JournalLine.objects.get(verb="nameless.sought")
    assert (line.actor, line.details) == (street.admin, {"doors": 1})
    said = {
        **{"right": "erase", "asker": NAME, "identity": "đã xem căn cước"},
        **{"demand_via": "person", "received_on": f"{clock.today()}", "asked_as": "self"},
    }
    assert desk.post(f"{at}/demand/", said).status_code == 302
    demand = Demand.objects.get()
    assert demand.resident_id == first.id
    other = desk.post(f"{at}/erase/", {"full_name": "Lê Thị Dung"})
    assert other.status_code == 422
    assert "erasure.other_name" in other.content.decode()
    proof = desk.post(f"{at}/erase/", {"full_name": NAME}, follow=True)
    erasure = Erasure.objects.get()
    assert proof.redirect_chain == [(f"/desk/erasure/{first.origin}/{erasure.id}/", 302)]
    paper = proof.content.decode()
    for word in (f"{demand.number[:3]} {demand.number[3:]}", str(first.id), "Độc lập"):
        assert word in paper, word
    assert NAME not in everything_written()
    assert desk.get(f"{at}/erase/").status_code == 302
    assert Encounter.objects.get().outcomes, "what was learnt goes on to count"
