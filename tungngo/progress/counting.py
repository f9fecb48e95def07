"""Counting: what there is to count at a leaf, and the sums of what lies below an area. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tungngo.campaigns.terms import Terms, counted_over
from tungngo.encounters import queries as encounters
from tungngo.encounters.rules import in_force
from tungngo.lib.reach import Reach
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts, basic_day, door_path, level_of, origin_of, total
from tungngo.territory.doors import Person, doors_at, leaves_under, people_at

EVERYTHING = Reach.everything()
Days = dict[date, Counts]


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


def leaves_counted(reach: Reach) -> list[str]:
    """Every path within reach where something is or was counted: doors, facts, or rows left behind."""
    counted: set[str] = set()
    for model in (Tally, Population):
        rows = reach.filter(model.objects.filter(level=3))
        counted.update(door_path(path) for path in rows.values_list("path", flat=True).distinct())
    return sorted({*leaves_under(reach), *encounters.paths_with_facts(reach), *counted})


def campaigns_at(path: str) -> set[uuid.UUID]:
    """Campaigns with a tally at exactly `path`."""
    rows = Tally.objects.filter(path=path, level=level_of(path))
    return set(rows.values_list("campaign_id", flat=True).distinct())


def campaigns_below(path: str) -> set[uuid.UUID]:
    """Campaigns with a tally directly below `path`."""
    rows = Reach((path,)).filter(Tally.objects.filter(level=level_of(path) + 1))
    return set(rows.values_list("campaign_id", flat=True).distinct())


def misplaced(reach: Reach, model: type[Tally] | type[Population]) -> list[tuple[str, str, int]]:
    """(origin, path, level) of rows whose level or origin is not their path's: no sum finds them."""
    rows = reach.filter(model.objects.all()).values_list("origin", "path", "level").distinct()
    return [row for row in rows if (row[2], row[0]) != (level_of(row[1]), origin_of(row[1]))]


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
