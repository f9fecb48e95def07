"""A phone's world: its own doors in walking order, the same fingerprint while nothing changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.encounters.street import Street
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.actions import assign_group
from tungngo.field.world import world_of
from tungngo.teams.queries import reach_of
from tungngo.territory.actions import (
    HouseholdEntry,
    ResidentEntry,
    add_resident,
    edit_household,
    rename_group,
)
from tungngo.territory.models import Household, Resident


@pytest.fixture
def street(db) -> Street:
    return Street(doors=6)


def world(street: Street, account=None):
    account = account or street.member
    return world_of(reach_of(account), account, street.phone)


def doors(street: Street, account=None):
    return world(street, account)["doors"][1]["doors"]


def test_before_the_split_a_member_sees_all_doors_of_the_team_in_walking_order(street):
    assert [door["house"] for door in doors(street)] == ["1", "2", "3", "4", "5", "6"]
    assert [door["position"] for door in doors(street)] == [1, 2, 3, 4, 5, 6]


def test_after_the_split_each_member_sees_their_own_and_together_all(street):
    other, _phone = street.volunteer("Lê Thị Hoa")
    assign_group(actor=street.admin, campaign=street.campaign, area=street.group7, finished=set())
    mine = {door["id"] for door in doors(street)}
    theirs = {door["id"] for door in doors(street, other)}
    assert mine.isdisjoint(theirs)
    assert mine | theirs == {door.id for door in street.doors}
    assert mine
    assert theirs


def test_the_fingerprint_changes_with_what_it_prints_and_only_then(street):
    before = {room: fp for room, (fp, _body) in world(street).items()}
    assert before == {room: fp for room, (fp, _body) in world(street).items()}
    street.push(street.op(street.encounter(street.doors[0])))
    after = {room: fp for room, (fp, _body) in world(street).items()}
    assert {room for room in before if before[room] != after[room]} == {"doors"}


def test_what_is_kept_of_a_group_is_made_anew_when_anything_of_it_changes(street):
    """Put together once for all members, never older than what they could be told."""
    other, _phone = street.volunteer("Lê Thị Hoa")
    assert doors(street) == doors(street, other)
    door = Household.objects.get(id=street.doors[0].id)
    entry = HouseholdEntry(head_name="Chủ Mới", address=door.address, code=door.code)
    edit_household(actor=street.admin, household=door, entry=entry, area=street.group7)
    assert "Chủ Mới" in [one["head"] for one in doors(street, other)]
    rename_group(actor=street.admin, group=street.group7, kind="to_dan_pho", name="số 77")
    assert {one["group"] for one in doors(street)} == {"Tổ dân phố số 77"}
    add_resident(actor=street.admin, household=door, entry=ResidentEntry("Người Mới", 1990))
    behind = [one["name"] for mine in doors(street, other) for one in mine["people"]]
    assert "Người Mới" in behind
    edit_household(actor=street.admin, household=door, entry=entry, area=street.group8)
    assert str(door.id) not in {str(one["id"]) for one in doors(street)}
    doors(street)[0]["position"] = 99
    assert doors(street, other)[0]["position"] == 1


def test_members_of_one_group_ask_for_its_people_once(street):
    other, _phone = street.volunteer("Lê Thị Hoa")
    doors(street)
    with CaptureQueriesContext(connection) as said:
        doors(street, other)
    assert not [one for one in said.captured_queries if 'resident"."full_name"' in one["sql"]]


def test_what_was_pushed_is_in_the_next_world(street):
    [old, _young] = [str(person.id) for person in street.people(street.doors[0])]
    street.push(street.op(street.encounter(street.doors[0], outcomes=[[old, "vneid", 2]])))
    first = doors(street)[0]
    assert first["stand"]["last_result"] == "met"
    assert first["stand"]["reached_on"] is not None
    assert {str(p["id"]): p["levels"] for p in first["people"]}[old] == {"vneid": 2}


def test_marks_come_heaviest_first(street):
    Household.objects.filter(id=street.doors[0].id).update(poor=True)
    Resident.objects.filter(household_id=street.doors[0].id).update(reasons=["merit", "disabled"])
    first = doors(street)[0]
    assert list(first["reasons"]) == ["elderly", "disabled", "poor", "merit"]


def test_doors_of_other_wards_are_nobodys_here(street):
    assert street.far_door.id not in {door["id"] for door in doors(street)}


def test_every_door_says_what_is_due_there_and_from_which_day(street):
    [old, _young] = [str(person.id) for person in street.people(street.doors[0])]
    days = street.campaign.practise_after
    street.push(
        street.op(street.encounter(street.doors[0], outcomes=[[old, "vneid", 2]])),
        street.op(street.encounter(street.doors[1], result="absent", come_back_on="2030-01-05")),
        street.op(street.encounter(street.doors[2], result="refused")),
        street.op(street.encounter(street.doors[3], outcomes=[])),
    )
    first = doors(street)[0]
    met_on = first["stand"]["last_met_on"]
    assert met_on == first["stand"]["reached_on"]
    assert [door["due"] for door in doors(street)] == [
        [("practise", met_on + dt.timedelta(days=days))],
        [("promised", dt.date(2030, 1, 5))],
        [],
        [],
        [("never", None)],
        [("never", None)],
    ]


def test_places_count_along_the_lanes_also_where_the_walk_takes_priority_first(street):
    assign_group(actor=street.admin, campaign=street.campaign, area=street.group7, finished=set())
    found = doors(street)
    assert [door["house"] for door in found] == ["1", "3", "5", "2", "4", "6"]
    assert [door["place"] for door in found] == [1, 3, 5, 2, 4, 6]


def test_doors_nobody_has_yet_are_said_to_be_shared(street):
    assert world(street)["doors"][1]["counts"] == {"doors": 6, "reached": 0, "shared": True}
    assign_group(actor=street.admin, campaign=street.campaign, area=street.group7, finished=set())
    assert world(street)["doors"][1]["counts"]["shared"] is False


@pytest.mark.parametrize(("order", "held"), [("pause", 6), ("end", 0)])
def test_names_leave_phones_with_the_campaign_and_stay_while_it_pauses(
    street: Street, order: str, held: int
) -> None:
    command = {"pause": campaigns.pause_campaign, "end": campaigns.end_campaign}[order]
    command(actor=street.admin, campaign=street.campaign)
    world = world_of(reach_of(street.member), street.member, street.phone)
    assert len(world["doors"][1]["doors"]) == held
    assert (world["campaign"][1] is None) == (held == 0)
