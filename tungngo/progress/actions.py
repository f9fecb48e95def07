"""Recounting: tallies are counted again from the facts, never incremented.

A leaf (a residential group) is counted from its doors, people and standings; every area above is
the sum of what lies directly below it. Only rows that differ are written.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from tungngo.accounts.models import Account
from tungngo.campaigns.terms import Terms, counted_over
from tungngo.encounters import queries as encounters
from tungngo.encounters.rules import in_force
from tungngo.lib import clock, rows
from tungngo.lib.reach import Reach
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts, basic_day, total
from tungngo.territory.actions.stale import take_stale
from tungngo.territory.doors import Person, doors_at, people_at

EVERYTHING = Reach.everything()
Days = dict[date, Counts]


def recount_stale(*, actor: Account | None = None, most: int = 200) -> int:
    """Recount up to `most` areas whose facts are newer than their tallies; how many there were.

    The marks are taken away in the same transaction and before the facts are read: facts that
    arrive meanwhile set a new mark, so nothing is missed and nothing is counted half.
    """
    with transaction.atomic():
        paths = take_stale(most=most)
        if paths:
            recount(actor=actor, paths=paths)
    return len(paths)


@transaction.atomic
def recount(*, actor: Account | None = None, paths: Iterable[str]) -> None:
    """Recount the leaves at `paths` (groups, or communes for doors in no group) and all above."""
    dirty: dict[tuple[str, uuid.UUID], set[date]] = defaultdict(set)
    changed_lists: set[str] = set()
    for path in sorted(set(paths)):
        leaf = leaf_path(path)
        population, tallies = count_leaf(path)
        for campaign_id, days in tallies.items():
            changed = _write_days(leaf, campaign_id, days)
            dirty[parent_path(leaf), campaign_id] |= changed
        if _write_population(leaf, population):
            changed_lists.add(parent_path(leaf))
    _fold_up(dirty, changed_lists)


def leaf_path(path: str) -> str:
    """Where doors at `path` are counted: their group, or the commune's own leaf without a group."""
    return path if level_of(path) == 3 else path + "_."


def level_of(path: str) -> int:
    """0 nation, 1 province, 2 commune, 3 residential group."""
    return path.count(".")


def parent_path(path: str) -> str:
    """The path one step up; the nation's is empty."""
    return path[: path[:-1].rfind(".") + 1]


def origin_of(path: str) -> str:
    """The origin under which an area's tallies are kept: its commune, or itself above communes."""
    codes = path.split(".")[:-1]
    return codes[min(len(codes), 2) - 1] if codes else "VN"


def count_leaf(path: str) -> tuple[dict[uuid.UUID, Counts], dict[uuid.UUID, Days]]:
    """Everything there is to count at one leaf, from facts and standings alone.

    Gives (campaign id → population counts, the list itself under the nil id) and
    (campaign id → day → counts).
    """
    doors = doors_at(EVERYTHING, path)
    people = people_at(EVERYTHING, path)
    listed: Counts = defaultdict(int, {"h": len(doors)})
    listed["h.priority"] = sum(1 for door in doors if door.priority)
    for person in people:
        listed[f"r.{person.segment}"] += 1
    population = {NO_CAMPAIGN: total([listed])}
    tallies: dict[uuid.UUID, Days] = {}
    facts = encounters.facts_at(EVERYTHING, path)
    for terms in counted_over(EVERYTHING, path):
        days: Days = defaultdict(lambda: defaultdict(int))
        now: Counts = defaultdict(int)
        for origin in {door.origin for door in doors}:
            mine = [door for door in doors if door.origin == origin]
            standings = encounters.household_standings(
                EVERYTHING, origin, terms.id, [door.id for door in mine]
            )
            for door in mine:
                if (standing := standings.get(door.id)) is None:
                    continue
                if standing.last_result:
                    now[f"h.{standing.last_result}"] += 1
                if standing.reached_on:
                    days[standing.reached_on]["h.reached"] += 1
                    if door.priority:
                        days[standing.reached_on]["h.priority"] += 1
        _count_people(people, terms, days)
        for (campaign_id, _household), told in facts.items():
            if campaign_id == terms.id:
                for fact in in_force(told):
                    days[fact.day]["e"] += 1
        population[terms.id] = total([now])
        tallies[terms.id] = {day: total([counts]) for day, counts in days.items()}
    return population, tallies


def _count_people(people: Iterable[Person], terms: Terms, days: Days) -> None:
    """Add the first days of each person's meetings, levels and basic skill to `days`."""
    by_origin: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_origin[person.origin].append(person)
    for origin, persons in by_origin.items():
        standings = encounters.resident_standings(
            EVERYTHING, origin, terms.id, {person.household_id for person in persons}
        )
        for person in persons:
            if (standing := standings.get(person.id)) is None:
                continue
            segment = person.segment
            if standing.met_on:
                days[standing.met_on][f"r.met.{segment}"] += 1
            for skill, firsts in standing.levels.items():
                for level, day in enumerate(firsts, start=1):
                    if day:
                        days[date.fromisoformat(day)][f"r.{skill}.{level}.{segment}"] += 1
            if day := basic_day(standing.levels, terms.basic_skills_needed):
                days[date.fromisoformat(day)][f"r.basic.{segment}"] += 1


def _write_days(path: str, campaign_id: uuid.UUID, days: Mapping[date, Counts]) -> set[date]:
    """Make the tallies of `path` say `days` and nothing else; the days that changed."""
    mine = Tally.objects.filter(path=path, campaign_id=campaign_id, level=level_of(path))
    before = dict(mine.values_list("day_on", "counts"))
    return _write_changed(path, campaign_id, before, days)


def _write_changed(
    path: str, campaign_id: uuid.UUID, before: Mapping[date, Counts], after: Mapping[date, Counts]
) -> set[date]:
    changed = {day for day, counts in after.items() if before.get(day) != counts}
    gone = set(before) - set(after)
    if gone:
        Tally.objects.filter(path=path, campaign_id=campaign_id, day_on__in=gone).delete()
    rows.insert(
        Tally,
        ["origin", "path", "level", "campaign_id", "day_on", "counts"],
        [
            (origin_of(path), path, level_of(path), campaign_id, day, after[day])
            for day in sorted(changed)
        ],
        conflict=["origin", "path", "campaign_id", "day_on"],
        update=["counts"],
    )
    return changed | gone


def _write_population(path: str, population: Mapping[uuid.UUID, Counts]) -> bool:
    """Make the populations of `path` say `population`; whether anything changed."""
    mine = Population.objects.filter(path=path, level=level_of(path))
    before = dict(mine.values_list("campaign_id", "counts"))
    changed = {key: counts for key, counts in population.items() if before.get(key) != counts}
    gone = set(before) - set(population)
    if gone:
        mine.filter(campaign_id__in=gone).delete()
    rows.insert(
        Population,
        ["origin", "path", "level", "campaign_id", "counts", "counted_at"],
        [
            (origin_of(path), path, level_of(path), key, counts, clock.now())
            for key, counts in sorted(changed.items())
        ],
        conflict=["origin", "path", "campaign_id"],
        update=["counts", "counted_at"],
    )
    return bool(changed or gone)


def _fold_up(dirty: dict[tuple[str, uuid.UUID], set[date]], lists: set[str]) -> None:
    """Sum what lies directly below, level by level up to the nation, where something changed."""
    for level in (2, 1, 0):
        for (path, campaign_id), days in [*dirty.items()]:
            if level_of(path) != level or not days:
                continue
            mine = Tally.objects.filter(path=path, level=level, campaign_id=campaign_id)
            before = dict(mine.filter(day_on__in=days).values_list("day_on", "counts"))
            changed = _write_changed(
                path, campaign_id, before, sum_of_days(path, campaign_id, days)
            )
            if level:
                dirty[parent_path(path), campaign_id] |= changed
        for path in [*lists]:
            if level_of(path) == level and _write_population(path, sum_of_lists(path)) and level:
                lists.add(parent_path(path))


def sum_of_days(
    path: str, campaign_id: uuid.UUID, days: Iterable[date] | None = None
) -> dict[date, Counts]:
    """Day → the sum of the tallies directly below `path` (all days when `days` is None)."""
    below = Reach((path,)).filter(Tally.objects.filter(level=level_of(path) + 1))
    below = below.filter(campaign_id=campaign_id)
    if days is not None:
        below = below.filter(day_on__in=days)
    parts: dict[date, list[Counts]] = defaultdict(list)
    for day, counts in below.values_list("day_on", "counts"):
        parts[day].append(counts)
    return {day: total(counts) for day, counts in parts.items()}


def sum_of_lists(path: str) -> dict[uuid.UUID, Counts]:
    """Campaign id → the sum of the populations directly below `path`."""
    below = Reach((path,)).filter(Population.objects.filter(level=level_of(path) + 1))
    parts: dict[uuid.UUID, list[Counts]] = defaultdict(list)
    for campaign_id, counts in below.values_list("campaign_id", "counts"):
        parts[campaign_id].append(counts)
    return {campaign_id: total(counts) for campaign_id, counts in parts.items()}
