"""A group's walk corrected by whoever walks it: once, for everybody, in whatever order it arrives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tungngo.campaigns.actions import assign_group, renumber_walks
from tungngo.campaigns.models import Assignment
from tungngo.campaigns.queries import walk_of
from tungngo.encounters.world import doors_document
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of, reach_of
from tungngo.territory.models import Household, WalkOrder
from tungngo.territory.walks import doors_along

ALL = Reach.everything()


@pytest.fixture
def street(db: None) -> Street:
    """Doors 1–3 in lane a, 4–6 in lane b; 1, 3 and 5 have priority."""
    made = Street(doors=6)
    for number, door in enumerate(made.doors, start=1):
        lane = "a" if number <= 3 else "b"
        Household.objects.filter(id=door.id).update(lane_key=lane, lane_name=lane.upper())
    return made


def reorder(street: Street, **said: Any) -> dict[str, Any]:
    """The operation, a minute ago unless `minutes` says otherwise; doors by number."""
    at = clock.now() - dt.timedelta(minutes=said.pop("minutes", 1))
    doors = {
        lane: [str(street.doors[n - 1].id) for n in numbers]
        for lane, numbers in said.pop("doors", {}).items()
    }
    body = {"id": str(uuid7()), "path": street.group7.path, "at": at.isoformat(), "doors": doors}
    return street.op(body | said, kind="walk.reorder")


def along(street: Street) -> str:
    return "".join(door.house for door in doors_along(ALL, street.group7.path))


def on_the_phone(street: Street, account: Any = None) -> str:
    account = account or street.member
    reach = reach_of(account)
    memberships = list(memberships_of(reach, account))
    document = doors_document(reach, account, street.campaign, memberships)
    return "".join(door["house"] for door in document["doors"])


def codes(verdicts: list[Any]) -> list[str]:
    return [verdict.code for verdict in verdicts]


def test_every_phone_the_list_and_the_next_split_follow(street: Street) -> None:
    other, _phone = street.volunteer("Lê Thị Hoa")
    assert codes(street.push(reorder(street, lanes=["b", "a"], doors={"b": [6, 5, 4]}))) == [""]
    assert along(street) == "654123"
    assert on_the_phone(street) == on_the_phone(street, other) == "654123"
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    walks = [on_the_phone(street, account) for account in (street.member, other)]
    assert sorted(walks) == ["132", "564"], "priority first, each pass in the corrected order"


def test_walks_there_are_already_are_numbered_anew(street: Street) -> None:
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    assert on_the_phone(street) == "135246"
    street.push(reorder(street, lanes=["b", "a"]))
    assert on_the_phone(street) == "513462", "at once on the phone"
    renumber_walks(actor=None, path=street.group7.path)
    rows = walk_of(ALL, street.campaign, street.member)
    assert "".join(row.household.house for row in rows) == "513462", "and on paper"
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]


def test_a_part_of_a_walk_changes_places_only_with_itself(street: Street) -> None:
    street.push(reorder(street, doors={"a": [3, 1]}))
    assert along(street) == "321456"


def test_corrections_of_different_lanes_both_hold_though_one_had_not_seen_the_other(
    street: Street,
) -> None:
    street.push(reorder(street, doors={"a": [3, 2, 1]}), reorder(street, doors={"b": [6, 5, 4]}))
    assert along(street) == "321654"
    assert WalkOrder.objects.get().version == 2


@pytest.mark.parametrize("late_first", [False, True])
def test_of_two_that_did_not_see_each_other_the_later_holds_in_whatever_order_they_come(
    street: Street, late_first: bool
) -> None:
    early = reorder(street, doors={"a": [3, 2, 1]}, minutes=60)
    late = reorder(street, doors={"a": [2, 1, 3]}, minutes=5)
    for op in (late, early) if late_first else (early, late):
        assert codes(street.push(op)) == [""]
    assert along(street) == "213456"


def test_who_saw_the_other_order_overrides_it_whatever_the_clocks_say(street: Street) -> None:
    street.push(reorder(street, doors={"a": [3, 2, 1]}, minutes=1))
    street.push(reorder(street, doors={"a": [1, 2, 3]}, minutes=30, seen=1))
    assert along(street) == "123456"


def test_a_door_listed_since_keeps_its_place_by_address(street: Street) -> None:
    street.push(reorder(street, doors={"a": [3, 2, 1]}))
    new = street.door(street.group7, 7)
    Household.objects.filter(id=new.id).update(lane_key="a", walk_key="0001x")
    assert along(street) == "372" + "1456"


def test_sent_twice_counts_once(street: Street) -> None:
    op = reorder(street, lanes=["b", "a"])
    street.push(op)
    assert [verdict.verdict for verdict in street.push(op)] == ["had"]
    assert WalkOrder.objects.get().version == 1


def test_a_group_that_is_not_there_or_not_theirs_is_refused(street: Street) -> None:
    unknown = reorder(street, path="01.00322.99.", lanes=["a"])
    ward = reorder(street, path=street.ward.path, lanes=["a"])
    elsewhere = reorder(street, path=street.group8.path, lanes=["a"])
    assert codes(street.push(unknown, ward, elsewhere)) == [
        "walk.group_unknown", "walk.group_unknown", "walk.out_of_reach",
    ]  # fmt: skip
    assert not WalkOrder.objects.exists()


def test_who_left_the_team_corrects_nothing_any_more(street: Street) -> None:
    Membership.objects.update(until_at=clock.now() - dt.timedelta(hours=2))
    assert codes(street.push(reorder(street, lanes=["b"]))) == ["walk.out_of_reach"]
    assert codes(street.push(reorder(street, lanes=["b"], minutes=180))) == [""]


def test_an_ended_campaign_keeps_its_walks(street: Street) -> None:
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    street.campaign.state = "ended"
    street.campaign.save()
    before = list(
        Assignment.objects.order_by("household_id").values_list("household_id", "position")
    )
    street.push(reorder(street, lanes=["b", "a"]))
    assert renumber_walks(actor=None, path=street.group7.path) == 0
    after = list(
        Assignment.objects.order_by("household_id").values_list("household_id", "position")
    )
    assert after == before
