"""Households that may be on the list twice. Only likely: a person decides, the machine merges nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from tungngo.lib import lookups, text
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
    """Pairs at or under `path` (a commune, or a group), those with the strongest reason first.

    A ward is read whole, so by keys (lib.lookups), and doors are compared by their place in the list.
    """
    here = reach.within(path)
    listed = here.filter(Household.objects.filter(ended_on=None))
    columns = ("origin", "id", "lane_key", "house", "head_name")
    doors = sorted(lookups.every(listed.values_list(*columns)))
    places = {door[:2]: place for place, door in enumerate(doors)}
    people = here.filter(Resident.objects.filter(ended_on=None, birth_year__isnull=False))
    named = people.exclude(folded="").values_list("origin", "household_id", "folded", "birth_year")
    common = Counter(
        _alike(
            # Whoever is listed behind a door that is not has a place after all the others.
            (places.setdefault((origin, door), len(places)), (origin, name, year))
            for origin, door, name, year in lookups.every(named)
        )
    )
    houses = [(origin, lane, house) for origin, _id, lane, house, _head in doors]
    known = ((place, one) for place, one in enumerate(houses) if one[1] and one[2])
    fold = cache(text.fold)
    found = []
    for pair in {*common, *_alike(known)}:
        this, that = pair
        if that >= len(doors):
            continue
        at_one = houses[this] == houses[that] and all(houses[this])
        if at_one or common[pair] > 1:
            one, other = (fold(doors[place][-1]) for place in pair)
            why = rules.likely_double(
                same_door=at_one,
                same_head=bool(one) and one == other,
                people_alike=common[pair],
            )
            if why:
                found.append((rules.LIKELY.index(why), pair))
    chosen = sorted(found)[:most]
    keys = {place: _key(doors[place]) for _why, pair in chosen for place in pair}
    rows = _rows(here, keys.values())
    likely = []
    for why_at, pair in chosen:
        first, second = sorted((rows[keys[place]] for place in pair), key=attrgetter("listed_at"))
        likely.append(Likely(first, second, rules.LIKELY[why_at]))
    return likely


def _key(door: Sequence[Any]) -> tuple[str, UUID]:
    """What names a door read by key."""
    return door[0], lookups.key_to_uuid(door[1])


def _alike(found: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, int]]:
    """Pairs of doors that share something; what more than a few share is left out."""
    by_what: dict[Any, list[int]] = defaultdict(list)
    for door, what in found:
        by_what[what].append(door)
    for doors in by_what.values():
        if len(doors) > 1:
            once = sorted(set(doors))
            if len(once) <= MOST_ALIKE:
                yield from combinations(once, 2)


def _rows(reach: Reach, keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Household]:
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in keys:
        by_origin[origin].append(id_)
    return {
        (row.origin, row.id): row
        for origin, ids in by_origin.items()
        for row in reach.filter(Household.objects.filter(origin=origin, id__in=ids))
    }
