"""Counting: what there is to count at leaves, and the sums of what lies below an area. Reads only."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, repeat

from tungngo.campaigns.counted import campaigns_counting
from tungngo.encounters import queries as encounters
from tungngo.encounters.counted import doors_standing, facts_counted, people_standing
from tungngo.encounters.models import PlaceKind
from tungngo.encounters.teaching import taught_counted
from tungngo.lib import lookups
from tungngo.lib.reach import Reach
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import (
    Counts,
    door_path,
    firsts_counted,
    level_of,
    origin_of,
    total,
)
from tungngo.territory.doors import leaves_under
from tungngo.territory.listed import doors_listed, people_listed

EVERYTHING = Reach.everything()
Days = dict[date, Counts]


@dataclass(slots=True)
class Leaf:
    """Everything there is to count at one leaf: campaign id → population counts (the list itself under
    the nil id), and campaign id → day → counts."""

    population: dict[uuid.UUID, Counts] = field(default_factory=dict)
    tallies: dict[uuid.UUID, Days] = field(default_factory=dict)


def count_leaves(paths: Collection[str]) -> dict[str, Leaf]:
    """Path → what there is to count there, from lists, facts and standings alone.

    Seven queries, however many paths: a recount is set-wise. Two more where residents taught each other.
    """
    listed: dict[str, Counts] = {path: defaultdict(int) for path in paths}
    for doors in doors_listed(EVERYTHING, paths):
        listed[doors.path] |= {"h": doors.doors, "h.priority": doors.priority}
    for people in people_listed(EVERYTHING, paths):
        listed[people.path][f"r.{people.segment}"] += people.people

    needed = {
        (path, campaign.id): campaign.basic_skills_needed
        for path, found in campaigns_counting(EVERYTHING, paths).items()
        for campaign in found
    }
    now: dict[tuple[str, uuid.UUID], Counts] = {key: defaultdict(int) for key in needed}
    days: dict[tuple[str, uuid.UUID], dict[str, Counts]] = {
        key: defaultdict(lambda: defaultdict(int)) for key in needed
    }
    for alike in doors_standing(EVERYTHING, paths):
        key = (alike.path, alike.campaign_id)
        if key not in needed:
            continue
        if alike.last_result:
            now[key][f"h.{alike.last_result}"] += alike.doors
        if alike.reached_on:
            counts = days[key][alike.reached_on.isoformat()]
            counts["h.reached"] += alike.doors
            counts["h.priority"] += alike.priority
    by_key = {lookups.key(campaign_id): campaign_id for _path, campaign_id in needed}
    for (path, campaign, segment), stood in people_standing(EVERYTHING, paths).items():
        key = (path, by_key.get(campaign, NO_CAMPAIGN))
        if key in needed:
            firsts = chain.from_iterable(map(_firsts, stood, repeat(needed[key])))
            for (learnt_on, what), learners in Counter(firsts).items():
                days[key][learnt_on][what + segment] += learners
    for (path, campaign_id, day, kind), number in facts_counted(EVERYTHING, paths).items():
        if (path, campaign_id) in needed:
            counts = days[path, campaign_id][day.isoformat()]
            counts["e"] += number
            if kind != PlaceKind.DOOR:
                counts[f"e.{kind}"] += number

    for (path, campaign_id, day, near), number in taught_counted(EVERYTHING, paths).items():
        if (path, campaign_id) in needed:
            days[path, campaign_id][day.isoformat()][f"t.{near}"] += number

    leaves = {path: Leaf({NO_CAMPAIGN: total([counts])}) for path, counts in listed.items()}
    for (path, campaign_id), counted in days.items():
        whole = [now[path, campaign_id], *counted.values()]
        leaves[path].population[campaign_id] = total(whole)
        tallies = {date.fromisoformat(day): total([one]) for day, one in counted.items()}
        leaves[path].tallies[campaign_id] = {
            day: counts for day, counts in tallies.items() if counts
        }
    return leaves


@lru_cache(maxsize=100_000)
def _firsts(stood: str, needed: int) -> tuple[tuple[str, str], ...]:
    """(ISO day, what is counted on it, but for the segment) of how somebody stands, as JSON: who learnt
    on one day to do one thing stands like many others, so that this is read seldom."""
    met_on, firsts = json.loads(stood)
    return tuple(firsts_counted(met_on, firsts, needed))


def leaves_counted(reach: Reach) -> list[str]:
    """Every path within reach where something is or was counted: doors, facts, or rows left behind."""
    counted: set[str] = set()
    for model in (Tally, Population):
        rows = reach.filter(model.objects.filter(level=3))
        counted.update(door_path(path) for path in rows.values_list("path", flat=True).distinct())
    return sorted({*leaves_under(reach), *encounters.paths_with_facts(reach), *counted})


def communes_listed(reach: Reach) -> list[str]:
    """The paths of communes within reach whose list has been counted."""
    found = Population.objects.filter(level=2, campaign_id=NO_CAMPAIGN)
    return sorted(reach.filter(found).values_list("path", flat=True))


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


def tallies_at(
    paths: Collection[str], *, days: Collection[date] | None = None
) -> dict[tuple[str, uuid.UUID], Days]:
    """(path, campaign id) → day → counts stored at exactly `paths`; of `days` only, when given."""
    found = Tally.objects.filter(path__in=list(paths))
    if days is not None:
        found = found.filter(day_on__in=list(days))
    stored: dict[tuple[str, uuid.UUID], Days] = defaultdict(dict)
    for path, level, campaign_id, day, counts in found.values_list(
        "path", "level", "campaign_id", "day_on", "counts"
    ):
        if level == level_of(path):
            stored[path, campaign_id][day] = counts
    return stored


def lists_at(paths: Collection[str]) -> dict[str, dict[uuid.UUID, Counts]]:
    """Path → campaign id → population counts stored at exactly `paths`."""
    stored: dict[str, dict[uuid.UUID, Counts]] = defaultdict(dict)
    found = Population.objects.filter(path__in=list(paths))
    for path, level, campaign_id, counts in found.values_list(
        "path", "level", "campaign_id", "counts"
    ):
        if level == level_of(path):
            stored[path][campaign_id] = counts
    return stored


def sums_of_days(
    wanted: Mapping[tuple[str, uuid.UUID], Collection[date] | None],
) -> dict[tuple[str, uuid.UUID], Days]:
    """(path, campaign id) → day → the sum of the tallies directly below; of the days wanted, or all."""
    sums: dict[tuple[str, uuid.UUID], Days] = {}
    for (path, campaign_id), days in wanted.items():
        below = Reach((path,)).filter(Tally.objects.filter(level=level_of(path) + 1))
        below = below.filter(campaign_id=campaign_id)
        if days is not None:
            below = below.filter(day_on__in=list(days))
        parts: dict[date, list[Counts]] = defaultdict(list)
        for day, counts in below.values_list("day_on", "counts"):
            parts[day].append(counts)
        sums[path, campaign_id] = {day: total(counts) for day, counts in parts.items()}
    return sums


def sums_of_lists(paths: Iterable[str]) -> dict[str, dict[uuid.UUID, Counts]]:
    """Path → campaign id → the sum of the populations directly below."""
    sums: dict[str, dict[uuid.UUID, Counts]] = {}
    for path in paths:
        below = Reach((path,)).filter(Population.objects.filter(level=level_of(path) + 1))
        parts: dict[uuid.UUID, list[Counts]] = defaultdict(list)
        for campaign_id, counts in below.values_list("campaign_id", "counts"):
            parts[campaign_id].append(counts)
        sums[path] = {campaign_id: total(counts) for campaign_id, counts in parts.items()}
    return sums
