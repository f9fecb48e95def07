"""The pointers that merging leaves: which household, and which person, stands for a double.

A pointer is one hop: merging B into C turns whatever pointed to B. It stays within an origin, and a row
that has one is off the list. Facts keep the key they were recorded under and count by the pointer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tungngo.forgotten.queries import forgotten_since
from tungngo.lib import lookups
from tungngo.lib.lookups import key, key_to_uuid
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


def kept_people(reach: Reach, origin: str, households: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those listed behind these households."""
    return _pointers(reach, Resident, origin, "household_id", households)


def stands_for(reach: Reach, origin: str, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those of `people` who are doubles."""
    return _pointers(reach, Resident, origin, "id", people)


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
    """household → when somebody listed there, or at what is one with it, was last erased, and who; of
    erasures after a moment."""
    gone = forgotten_since(reach, origin, moment)
    if not gone:
        return {}
    entries = Resident.objects.filter(origin=origin)
    rows = list(entries.filter(Q(id__in=gone) | Q(kept_id__in=gone)))
    found: dict[UUID, tuple[datetime, set[UUID]]] = {}
    for row in rows:
        at = max(gone[one] for one in (row.id, row.kept_id) if one in gone)
        for door in doors_alike(reach, origin, [row.household_id]):
            last, who = found.get(door, (at, set()))
            found[door] = (max(last, at), who | {row.id})
    return found
