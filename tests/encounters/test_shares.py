"""What members' phones show adds up to what the ward's board shows."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.encounters.street import Street
from tungngo.accounts.models import Account
from tungngo.campaigns.actions import assign_group, move_household
from tungngo.encounters.queries import reached_by_member, reached_by_team
from tungngo.encounters.world import doors_document
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import actions as progress
from tungngo.progress.queries import board
from tungngo.teams.queries import memberships_of, reach_of
from tungngo.territory.actions import end_household

ALL = Reach.everything()


@pytest.fixture
def street(db: None) -> Street:
    return Street(doors=12)


def counts(street: Street, account: Account) -> dict[str, int]:
    reach = reach_of(account)
    return doors_document(reach, account, street.campaign, list(memberships_of(reach, account)))[
        "counts"
    ]


def on_the_board(street: Street) -> tuple[int, int]:
    progress.recount_stale()
    shown = board(ALL, street.group7, street.campaign, [], clock.today())
    return shown.doors.part, shown.doors.whole


def test_members_and_doors_of_nobody_add_up_to_the_board(street: Street) -> None:
    other, phone = street.volunteer("Lê Thị Hoa")
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    for nth, sender in [(0, None), (3, phone), (7, None), (10, phone)]:
        street.push(street.op(street.encounter(street.doors[nth])), phone=sender)
    nobodys = street.doors[5]
    move_household(actor=None, campaign=street.campaign, household=nobodys, membership=None)
    street.push(street.op(street.encounter(nobodys)))
    street.push(street.op(street.encounter(street.doors[8], result="absent")))
    early = (clock.now() - dt.timedelta(days=3)).isoformat()
    street.push(street.op(street.encounter(street.doors[0], at=early)))
    mine, theirs = counts(street, street.member), counts(street, other)
    assert (mine["shared"], theirs["shared"]) == (False, False)
    reached, doors = on_the_board(street)
    assert mine["reached"] + theirs["reached"] + 1 == reached == 5
    assert mine["doors"] + theirs["doors"] + 1 == doors == 12


def test_a_door_that_left_the_list_is_in_nobodys_figure(street: Street) -> None:
    """What the leader's phone and the league say of a member is what the member's phone says."""
    other, _phone = street.volunteer("Lê Thị Hoa")
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    for door in street.doors:
        street.push(street.op(street.encounter(door)))
    for door in street.doors[:5]:
        end_household(actor=None, household=door, reason="moved")
    shares = reached_by_member(ALL, street.campaign, street.group7.path)
    for account in (street.member, other):
        [member] = memberships_of(reach_of(account), account)
        mine = counts(street, account)
        assert shares[member.id] == (mine["reached"], mine["doors"])
    [team] = reached_by_team(ALL, street.campaign, street.group7.path).values()
    assert team == on_the_board(street) == (7, 7)


def test_before_the_split_every_member_sees_the_teams_figure_and_is_told_so(street: Street) -> None:
    other, _phone = street.volunteer("Lê Thị Hoa")
    street.push(street.op(street.encounter(street.doors[2])))
    mine, theirs = counts(street, street.member), counts(street, other)
    assert mine == theirs == {"doors": 12, "reached": 1, "shared": True}
    assert on_the_board(street) == (1, 12)
