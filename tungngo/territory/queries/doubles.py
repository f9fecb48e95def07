"""Households that may be on the list twice. Only likely: a person decides, the machine merges nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

from tungngo.lib import text
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.models import Household, Resident

#: More households than this with one name, or behind one door, say nothing about any two of them.
MOST_ALIKE = 6


class Likely(NamedTuple):
    """Two households of one origin that may be one, and why (rules.likely_double); those listed first."""

    first: Household
    second: Household
    why: str


def likely_doubles(reach: Reach, path: str, *, most: int = 200) -> list[Likely]:
    """Pairs at or under `path` (a commune, or a group), those with the strongest reason first."""
    here = reach.within(path)
    columns = ("origin", "id", "lane_key", "house", "head_name")
    doors = {
        (origin, id_): (lane, house, text.fold(head))
        for origin, id_, lane, house, head in here.filter(
            Household.objects.filter(ended_on=None)
        ).values_list(*columns)
    }
    people = here.filter(Resident.objects.filter(ended_on=None, birth_year__isnull=False))
    named = people.values_list("origin", "household_id", "folded", "birth_year")
    common: Counter[tuple[Any, Any]] = Counter()
    for pair in _alike(((o, door), (o, name, year)) for o, door, name, year in named if name):
        common[pair] += 1
    at_one = _alike(
        (key, (key[0], lane, house))
        for key, (lane, house, _head) in doors.items()
        if lane and house
    )
    whys: dict[tuple[Any, Any], str] = {}
    for pair in {*at_one, *common}:
        this, that = (doors.get(key) for key in pair)
        if this is None or that is None or pair[0][0] != pair[1][0]:
            continue
        why = rules.likely_double(
            same_door=bool(this[0] and this[1]) and this[:2] == that[:2],
            same_head=bool(this[2]) and this[2] == that[2],
            people_alike=common[pair],
        )
        if why:
            whys[pair] = why
    chosen = sorted(whys.items(), key=lambda one: (rules.LIKELY.index(one[1]), one[0]))[:most]
    rows = _rows(here, {key for pair, _why in chosen for key in pair})
    found = []
    for (one, other), why in chosen:
        first, second = sorted((rows[one], rows[other]), key=lambda row: row.listed_at)
        found.append(Likely(first, second, why))
    return found


def _alike(found: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Pairs of doors that share something; what more than a few share is left out."""
    by_what: dict[Any, set[Any]] = defaultdict(set)
    for door, what in found:
        by_what[what].add(door)
    for doors in by_what.values():
        if 1 < len(doors) <= MOST_ALIKE:
            yield from combinations(sorted(doors), 2)


def _rows(reach: Reach, keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Household]:
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in keys:
        by_origin[origin].append(id_)
    return {
        (row.origin, row.id): row
        for origin, ids in by_origin.items()
        for row in reach.filter(Household.objects.filter(origin=origin, id__in=ids))
    }
