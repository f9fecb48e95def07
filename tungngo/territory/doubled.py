"""The pointers that merging leaves: which household, and which person, stands for a double.

A pointer is one hop: merging B into C turns whatever pointed to B. It stays within an origin, and a row
that has one is off the list. Facts keep the key they were recorded under and count by the pointer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from tungngo.forgotten.queries import forgotten_since
from tungngo.lib import lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


def kept_doors(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """double → the household that stands for it, for those of `ids` that are doubles."""
    return _pointers(reach, Household, origin, "id", ids)


def doubles_of(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """double → the household that stands for it, of every double of the households `ids`."""
    return _pointers(reach, Household, origin, "kept_id", ids)


def doors_alike(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """The households `ids`, what stands for those that are doubles, and every double of these."""
    asked = set(ids)
    stands_for = kept_doors(reach, origin, asked)
    stand = {stands_for.get(one, one) for one in asked}
    return asked.union(stand, doubles_of(reach, origin, stand))


def once_one(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, dict[UUID, datetime]]:
    """household → households that were one with it for a while, each with until when: over any number of
    merges undone, and with their doubles. Of households without any, nothing. Two queries where nobody
    undid a merge."""
    asked = set(ids)
    edges: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    seen: set[UUID] = set()
    front = asked
    while front := front - seen:
        seen |= front
        rows = Household.objects.filter(Q(id__in=front) | Q(kept_id__in=front), origin=origin)
        found: set[UUID] = set()
        for id_, kept, once in reach.filter(rows).values_list("id", "kept_id", "once"):
            if kept:  # still one
                edges[id_][kept] = edges[kept][id_] = _STILL
                found |= {id_, kept}
            for other, until in (once or {}).items():
                edges[id_][UUID(other)] = datetime.fromisoformat(until)
                found.add(UUID(other))
        front = found
    return {id_: others for id_ in asked if (others := _once_with(edges, id_))}


#: Later than any moment: of what is one to this day.
_STILL = datetime.max.replace(tzinfo=UTC)


def _once_with(edges: Mapping[UUID, Mapping[UUID, datetime]], start: UUID) -> dict[UUID, datetime]:
    """Whatever is connected with `start`, each until the latest moment of the best way there; without what
    is one with it now. Pure."""
    best = {start: _STILL}
    front = [start]
    while front:
        at = front.pop()
        for other, until in edges.get(at, {}).items():
            together = min(best[at], until)
            if other not in best or best[other] < together:
                best[other] = together
                front.append(other)
    return {id_: until for id_, until in best.items() if until != _STILL}


def doors_parted(reach: Reach, path: str) -> set[tuple[str, UUID]]:
    """(origin, id) of every household at exactly `path` that was one with another for a while."""
    found = reach.filter(Household.objects.filter(path=path, once__isnull=False))
    return set(found.values_list("origin", "id"))


def kept_people(reach: Reach, origin: str, households: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those listed behind these households."""
    return _pointers(reach, Resident, origin, "household_id", households)


def stands_for(reach: Reach, origin: str, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those of `people` who are doubles."""
    return _pointers(reach, Resident, origin, "id", people)


def listed_at(reach: Reach, origin: str, household: UUID) -> dict[UUID, UUID]:
    """person → who stands for them, of everybody listed behind a household or what is one with it."""
    doors = doors_alike(reach, origin, [household])
    found = reach.filter(Resident.objects.filter(origin=origin, household_id__in=doors))
    return {id_: kept or id_ for id_, kept in found.values_list("id", "kept_id")}


def people_standing(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, for those of `ids` that are."""
    return _pointers(reach, Resident, origin, "id", ids)


def doubles_listed(reach: Reach, origin: str) -> dict[Key, Key]:
    """person listed twice → who stands for them (keys), of everybody of a commune within reach."""
    found = reach.filter(Resident.objects.filter(origin=origin, kept_id__isnull=False))
    return dict(lookups.every(found.values_list("id", "kept_id")))


def doubles_of_people(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of all the doubles of `ids`, wherever they are listed."""
    return _pointers(reach, Resident, origin, "kept_id", ids)


def _pointers(
    reach: Reach, model: type[Household | Resident], origin: str, column: str, ids: Iterable[UUID]
) -> dict[UUID, UUID]:
    """row → the row that stands for it, of the doubles whose `column` is one of `ids`. Every correction
    asks for these, hence by hand."""
    among = (column, map(key, ids))
    found = lookups.find(
        model, ("id", "kept_id", "path"), among=among, filled="kept_id", origin=origin
    )
    return {
        key_to_uuid(double): key_to_uuid(stands)
        for double, stands, path in found
        if reach.covers(path)
    }


def erased_behind(
    reach: Reach, origin: str, moment: datetime
) -> dict[UUID, tuple[datetime, set[UUID]]]:
    """household → when somebody listed there, or at what is or was one with it, was last erased, and who;
    of erasures after a moment."""
    gone = forgotten_since(reach, origin, moment)
    if not gone:
        return {}
    entries = Resident.objects.filter(origin=origin)
    rows = list(entries.filter(Q(id__in=gone) | Q(kept_id__in=gone)))
    found: dict[UUID, tuple[datetime, set[UUID]]] = {}
    for row in rows:
        at = max(gone[one] for one in (row.id, row.kept_id) if one in gone)
        once = once_one(reach, origin, [row.household_id])
        for door in doors_alike(reach, origin, [row.household_id]).union(*once.values()):
            last, who = found.get(door, (at, set()))
            found[door] = (max(last, at), who | {row.id})
    return found
