"""`recount --check`: proves that every tally equals a recount from the facts, or says where not."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tungngo.encounters import queries as encounters
from tungngo.encounters.models import HouseholdStanding
from tungngo.encounters.rules import Stand, fold
from tungngo.lib.reach import Reach
from tungngo.progress.counting import EVERYTHING, count_leaf, sum_of_days, sum_of_lists
from tungngo.progress.models import Population, Tally
from tungngo.progress.rules import leaf_path, level_of, parent_path
from tungngo.territory.doors import leaves_under


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what is stored and what the facts give disagree."""

    what: str
    path: str
    key: str
    stored: object
    counted: object

    def __str__(self) -> str:
        return f"{self.what} at {self.path or 'VN'} {self.key}: {self.stored} ≠ {self.counted}"


def check(reach: Reach) -> Iterator[Difference]:
    """Every difference within `reach`: standings against facts, leaves against standings, sums."""
    above: set[str] = set()
    for path in leaves_under(reach):
        yield from _check_standings(path)
        leaf = leaf_path(path)
        population, tallies = count_leaf(path)
        yield from _check_lists(leaf, population)
        for campaign_id, days in tallies.items():
            yield from _check_days(leaf, campaign_id, days)
        while leaf:
            leaf = parent_path(leaf)
            above.add(leaf)
    for path in sorted(above, key=level_of, reverse=True):
        if not reach.covers(path):
            continue
        yield from _check_lists(path, sum_of_lists(path))
        campaigns = Tally.objects.filter(path=path, level=level_of(path))
        for campaign_id in set(campaigns.values_list("campaign_id", flat=True)):
            yield from _check_days(path, campaign_id, sum_of_days(path, campaign_id))


def _check_standings(path: str) -> Iterator[Difference]:
    """Facts of the doors met at `path`, folded again, against the standings kept for those doors."""
    doors = encounters.doors_with_facts(EVERYTHING, path)
    for origin in {origin for origin, _household in doors}:
        mine = [household for at, household in doors if at == origin]
        told = encounters.facts_of(EVERYTHING, origin, mine)
        for campaign_id in {campaign_id for campaign_id, _household in told}:
            kept = encounters.household_standings(EVERYTHING, origin, campaign_id, mine)
            people = encounters.resident_standings(EVERYTHING, origin, campaign_id, mine)
            behind: dict[uuid.UUID, dict[str, object]] = defaultdict(dict)
            for resident, row in people.items():
                behind[row.household_id][str(resident)] = (row.met_on, row.levels)
            for (campaign, household), facts in told.items():
                if campaign == campaign_id:
                    yield from _compare(
                        path, household, fold(facts), kept.get(household), behind[household]
                    )


def _compare(
    path: str,
    household: uuid.UUID,
    stand: Stand,
    kept: HouseholdStanding | None,
    people: dict[str, object],
) -> Iterator[Difference]:
    """One door's standings against what its facts add up to."""
    stored = (kept.reached_on, kept.attempts, kept.last_result) if kept else None
    counted = (stand.reached_on, stand.attempts, stand.last_result)
    if stored != counted:
        yield Difference("standing of a household", path, str(household), stored, counted)
    for resident in people.keys() | stand.residents.keys():
        was, is_now = people.get(resident), stand.residents.get(resident)
        if was != is_now:
            yield Difference("standing of a resident", path, resident, was, is_now)


def _check_days(path: str, campaign_id: uuid.UUID, counted: dict) -> Iterator[Difference]:
    mine = Tally.objects.filter(path=path, campaign_id=campaign_id, level=level_of(path))
    stored = dict(mine.values_list("day_on", "counts"))
    for day in sorted(stored.keys() | counted.keys()):
        if stored.get(day) != counted.get(day):
            yield Difference("tally", path, f"{day}", stored.get(day), counted.get(day))


def _check_lists(path: str, counted: dict) -> Iterator[Difference]:
    mine = Population.objects.filter(path=path, level=level_of(path))
    stored = dict(mine.values_list("campaign_id", "counts"))
    for key in stored.keys() | counted.keys():
        if (stored.get(key) or {}) != (counted.get(key) or {}):
            yield Difference("population", path, str(key), stored.get(key), counted.get(key))
