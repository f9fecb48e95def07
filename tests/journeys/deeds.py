"""What the desk does while phones are away, and what the server has to show: run by `office.Office`.

Each function is a deed that takes and gives what JSON can say.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.field.lane import ORIGIN, furnish, lay
from tungngo.accounts import actions as accounts
from tungngo.accounts.models import Account, Badge, Device
from tungngo.campaigns.actions import merge_groups, move_household
from tungngo.campaigns.models import Assignment, Campaign
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.encounters.rules import highest
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything
from tungngo.progress.check import check
from tungngo.progress.queries import board
from tungngo.teams import actions as teams
from tungngo.teams.models import Membership, Team
from tungngo.territory.actions import add_group
from tungngo.territory.models import Area, Household, Kind, Resident

ALL = Reach.everything()
LANE = "Ngõ 12 Phố Tân Mai"


def campaign() -> str:
    """Lay the ward's campaign; its id."""
    return str(lay()["campaign"].id)


def street(doors: int = 4, members: int = 1, leader: bool = False) -> dict[str, Any]:
    """A group of its own with a team: each journey's figures are its own. The first member may lead."""
    number = 20 + Team.objects.count()
    group = add_group(
        actor=None,
        commune=Area.objects.get(code=ORIGIN),
        kind=Kind.URBAN_GROUP,
        name=f"số {number}",
    )
    team = teams.make_team(actor=None, area=group, name=f"Tổ {number}")
    there = furnish(group, {LANE: [str(n + 1) for n in range(doors)]}, f"TM{number}")
    parts = ["leader" if leader and n == 0 else "member" for n in range(members)]
    people = [
        teams.add_member(actor=None, team=team, full_name=f"Người {number}.{n}", part=part).account
        for n, part in enumerate(parts)
    ]
    return {
        "path": group.path,
        "doors": [f"{ORIGIN}/{door.id}" for door in there],
        "people": [_people(door) for door in there],
        "accounts": [str(one.id) for one in people],
        "badges": [badge(str(one.id)) for one in people],
        "campaign": str(Campaign.objects.get().id),
    }


def _people(door: Household) -> list[str]:
    found = Resident.objects.filter(household_id=door.id).order_by("place_in_household")
    return [str(one) for one in found.values_list("id", flat=True)]


def badge(account: str) -> str:
    """One more badge for somebody: its secret."""
    one = Account.objects.get(pk=account)
    return accounts.issue_badges(actor=None, accounts=[one])[0][1]


def revoke(account: str) -> None:
    for one in Badge.objects.filter(account=account, revoked_at=None):
        accounts.revoke_badge(actor=None, badge=one)


def _door(key: str) -> Household:
    return Household.objects.get(origin=key.split("/")[0], id=key.split("/")[1])


def _membership(account: str) -> Membership:
    return Membership.objects.filter(account=account).latest("since_at")


def give(doors: list[str], account: str) -> None:
    """These doors are somebody's from now on."""
    for key in doors:
        move_household(
            actor=None,
            campaign=Campaign.objects.get(),
            household=_door(key),
            membership=_membership(account),
        )


def merge(path: str, into: str) -> None:
    groups = [Area.objects.get(path=path)]
    merge_groups(actor=None, groups=groups, into=Area.objects.get(path=into))


def dissolve(path: str) -> None:
    teams.dissolve_team(actor=None, team=Team.objects.get(path=path))


def end_member(account: str) -> None:
    teams.end_member(actor=None, membership=_membership(account))


def no_leader(account: str) -> None:
    one = _membership(account)
    teams.change_member(actor=None, membership=one, part="member", force=one.force)


def begin_campaign(days_ago: int) -> None:
    """The campaign began so many days ago."""
    Campaign.objects.update(starts_on=clock.today() - timedelta(days=days_ago))


def look(path: str, accounts: list[str]) -> dict[str, Any]:
    """What the server has of a street, counted anew, and of what these people sent."""
    recount_everything(reach=ALL)
    area = Area.objects.get(path=path)
    shown = board(ALL, area, Campaign.objects.get(), [], clock.today())
    phones = Device.objects.filter(account__in=accounts)
    receipts = Receipt.objects.filter(device_id__in=phones.values("id"))
    facts = Encounter.objects.filter(account_id__in=accounts).order_by("received_at", "id")
    doors = {door.id: f"{door.origin}/{door.id}" for door in Household.objects.filter(path=path)}
    return {
        "differences": [str(one) for one in check(ALL)],
        "board": [shown.doors.part, shown.doors.whole],
        "receipts": dict(Counter(receipts.values_list("verdict", flat=True))),
        "codes": sorted(receipts.exclude(code="").values_list("code", flat=True)),
        "facts": [
            {
                "door": f"{fact.origin}/{fact.household_id}",
                "who": accounts.index(str(fact.account_id)),
                "result": fact.result,
                "at": clock_of(fact.happened_at),
                "path": fact.path,
                "amends": bool(fact.amends_id),
                "withdrawn": fact.withdrawn,
            }
            for fact in facts
        ],
        "stands": {
            doors[one.household_id]: [one.attempts, one.last_result, one.reached_on is not None]
            for one in HouseholdStanding.objects.filter(household_id__in=doors)
        },
        "levels": {
            str(UUID(who)): highest(levels)
            for one in HouseholdStanding.objects.filter(household_id__in=doors)
            for who, (_met_on, levels) in one.residents.items()
        },
        "given": {
            f"{one.origin}/{one.household_id}": str(one.membership.account_id)
            for one in Assignment.objects.filter(household_id__in=doors).exclude(membership=None)
        },
        "waiting": sum(phones.values_list("waiting", flat=True)),
    }


def clock_of(moment: datetime) -> str:
    """A moment as the phone would write it: 2026-08-05T09:05:12+07:00."""
    return moment.astimezone(clock.VIETNAM).isoformat(timespec="seconds")


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
