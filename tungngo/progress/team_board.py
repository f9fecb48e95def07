"""The board of a team: the same figures as an area's, counted from its doors on the spot.

A team has a few hundred doors, shared out anew whenever somebody likes: nothing is kept of it, everything
is counted when it is asked for. A team's milestones are those of its area, of its own doors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import Series
from tungngo.campaigns.shares import DoorGiven, doors_of_team
from tungngo.encounters.models import HouseholdStanding
from tungngo.lib import lookups
from tungngo.lib.lookups import Key
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.league import Below, LeagueRow, row_of
from tungngo.progress.queries import Board, fill
from tungngo.progress.rules import Counts, firsts_counted
from tungngo.progress.sight import EVERYTHING, Sight
from tungngo.teams.models import Team
from tungngo.territory.models import Resident


@dataclass(slots=True)
class Walk:
    """What one member's doors add up to: the list, and day → counts, as tallies have them."""

    listed: Counts = field(default_factory=dict)
    days: dict[date, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member's doors as a row; `membership_id` None: doors that nobody in the team has."""

    membership_id: UUID | None
    row: LeagueRow


def team_board(
    reach: Reach,
    team: Team,
    campaign: Campaign,
    path: str,
    today: date,
    *,
    sight: Sight = EVERYTHING,
) -> tuple[Board, list[MemberRow]]:
    """The board of a team's doors at or under `path`, and its members' rows, which add up to it. Three
    queries for the doors, however many."""
    walks = _walks(reach, campaign, doors_of_team(reach, campaign, path, team.id))
    listed = rules.total(walk.listed for walk in walks.values())
    days: dict[date, Counts] = {}
    for walk in walks.values():
        for day, counts in walk.days.items():
            if day <= today:
                rules.add(days.setdefault(day, {}), counts)
    page = Board.of_list(team.area, campaign, listed, today, (), sight)
    fill(reach, page, days, listed)
    asked = (sight.indicator, sight.segment)
    held = campaigns.targets_at(reach, campaign, team.path)
    series = next((one for one in held if (one.indicator, one.segment) == asked), None)
    rows = [
        MemberRow(who, _row(walk, series, campaign, today, sight)) for who, walk in walks.items()
    ]
    return page, rows


def _row(
    walk: Walk, series: Series | None, campaign: Campaign, today: date, sight: Sight
) -> LeagueRow:
    until = {day: counts for day, counts in walk.days.items() if day <= today}
    below = Below(
        walk.listed,
        rules.total(counts for day, counts in until.items() if sight.holds(day)),
        rules.total(counts for day, counts in until.items() if not sight.holds(day)),
    )
    return row_of(None, below, series, campaign, today, sight)


def _walks(reach: Reach, campaign: Campaign, doors: Sequence[DoorGiven]) -> dict[UUID | None, Walk]:
    """membership id → what stands at their doors."""
    walks: dict[UUID | None, Walk] = defaultdict(Walk)
    by_origin: dict[str, dict[Key, DoorGiven]] = {}
    for door in doors:
        by_origin.setdefault(door.origin, {}).update({lookups.key(door.household_id): door})
    for origin, given in by_origin.items():
        for at in given.values():
            listed = walks[at.membership_id].listed
            rules.add(listed, {"h": 1, "h.priority": int(at.priority > 0)})
        segments: dict[Key, dict[Key, str]] = defaultdict(dict)
        columns: tuple[str, ...] = ("id", "household_id", "segment", "ended_on")
        for who, door, segment, ended_on in lookups.find(
            Resident, columns, among=("household_id", given), origin=origin
        ):
            if ended_on is None:
                segments[door][who] = segment
                rules.add(walks[given[door].membership_id].listed, {f"r.{segment}": 1})
        columns = ("household_id", "reached_on", "residents")
        among = ("household_id", given)
        for door, reached_on, residents in lookups.find(
            HouseholdStanding, columns, among=among, origin=origin, campaign_id=campaign.id
        ):
            days = walks[given[door].membership_id].days
            for day, counts in counts_of_door(
                given[door].priority,
                reached_on,
                residents,
                segments[door],
                campaign.basic_skills_needed,
            ):
                rules.add(days.setdefault(day, {}), counts)
    return dict(walks)


def counts_of_door(
    priority: int,
    reached_on: date | None,
    residents: Mapping[Key, Any],
    segments: Mapping[Key, str],
    needed: int,
) -> Iterable[tuple[date, Counts]]:
    """(day, counts) of one door, as a tally counts them. `residents` as in HouseholdStanding.residents;
    `segments` are of those who are listed there now, the others count no more."""
    if reached_on:
        yield reached_on, {"h.reached": 1, "h.priority": int(priority > 0)}
    for who, (met_on, levels) in residents.items():
        if segment := segments.get(who):
            for day, what in firsts_counted(met_on, levels, needed):
                yield date.fromisoformat(day), {f"{what}{segment}": 1}
