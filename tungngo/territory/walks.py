"""The doors of an area as somebody walks them: what a split, a strip of doors and a paper list need."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.db.models import Count

from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


class WalkDoor(NamedTuple):
    """A household on its lane. `people` counts the residents listed behind the door."""

    id: uuid.UUID
    origin: str
    path: str
    code: str
    lane_key: str
    lane_name: str
    house: str
    walk_key: str
    priority: int
    head_name: str
    people: int


def doors_along(reach: Reach, path: str) -> list[WalkDoor]:
    """Households that count at or under `path`, in walking order. Two queries for any number."""
    here = reach.within(path)
    people = {
        (origin, household_id): count
        for origin, household_id, count in here.filter(Resident.objects.filter(ended_on=None))
        .values_list("origin", "household_id")
        .annotate(Count("id"))
        .order_by()
    }
    doors = (
        here.filter(Household.objects.filter(ended_on=None))
        .order_by("path", "walk_key", "id")
        .values_list(*WalkDoor._fields[:-1])
    )
    return [WalkDoor(*(*row, people.get((row[1], row[0]), 0))) for row in doors]
