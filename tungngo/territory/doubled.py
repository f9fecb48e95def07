"""The pointers that merging leaves: which household, and which person, stands for a double.

A pointer is one hop: merging B into C turns whatever pointed to B. It stays within an origin, and a row
that has one is off the list. Facts keep the key they were recorded under and count by the pointer.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

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


def kept_people(reach: Reach, origin: str, households: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those listed behind these households."""
    return _pointers(reach, Resident, origin, "household_id", households)


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
