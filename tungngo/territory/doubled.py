"""The pointers that merging leaves: which household, and which person, stands for a double.

A pointer is one hop: merging B into C turns whatever pointed to B. It stays within an origin, and a row
that has one is off the list. Facts keep the key they were recorded under and count by the pointer.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


def kept_doors(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """double → the household that stands for it, for those of `ids` that are doubles."""
    found = Household.objects.filter(origin=origin, id__in=list(ids), kept_id__isnull=False)
    return dict(reach.filter(found).values_list("id", "kept_id"))


def doubles_of(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """double → the household that stands for it, of every double of the households `ids`."""
    found = Household.objects.filter(origin=origin, kept_id__in=list(ids))
    return dict(reach.filter(found).values_list("id", "kept_id"))


def kept_people(reach: Reach, origin: str, households: Iterable[UUID]) -> dict[UUID, UUID]:
    """person listed twice → who stands for them, of those listed behind these households."""
    found = Resident.objects.filter(
        origin=origin, household_id__in=list(households), kept_id__isnull=False
    )
    return dict(reach.filter(found).values_list("id", "kept_id"))
