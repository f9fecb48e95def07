"""Doors and people by key or by path: the set-wise reads that intake and recounts live on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


def paths_of(
    reach: Reach, origin: str, ids: Iterable[uuid.UUID], *, lock: bool = False
) -> dict[uuid.UUID, str]:
    """household id → where it lies today, for those of `ids` that exist in `origin` within reach.

    `lock` holds the rows until the transaction ends, in key order, so that two batches about one
    door fold its facts one after the other (SQLite has one writer anyway).
    """
    doors = reach.filter(Household.objects.filter(origin=origin, id__in=list(ids)))
    if lock and connection.features.has_select_for_update:
        doors = doors.select_for_update(no_key=True).order_by("id")
    return dict(doors.values_list("id", "path"))


def known_residents(reach: Reach, origin: str, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `ids` that are residents listed in `origin` within reach, present or past."""
    people = reach.filter(Resident.objects.filter(origin=origin, id__in=list(ids)))
    return set(people.values_list("id", flat=True))


class Door(NamedTuple):
    """A household as a recount sees it."""

    id: uuid.UUID
    origin: str
    priority: int


class Person(NamedTuple):
    """A resident as a recount sees them."""

    id: uuid.UUID
    origin: str
    household_id: uuid.UUID
    segment: str
    birth_year: int | None


def doors_at(reach: Reach, path: str) -> list[Door]:
    """Households that count at exactly `path` (one residential group), in no order."""
    doors = reach.filter(Household.objects.filter(path=path, ended_on=None))
    return [Door(*row) for row in doors.values_list("id", "origin", "priority")]


def people_at(reach: Reach, path: str) -> list[Person]:
    """Residents that count at exactly `path`, in no order."""
    people = reach.filter(Resident.objects.filter(path=path, ended_on=None))
    return [
        Person(*row)
        for row in people.values_list("id", "origin", "household_id", "segment", "birth_year")
    ]
