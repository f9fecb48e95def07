"""How many doors and people are listed at each place: the denominators, for many places at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q

from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


class Doors(NamedTuple):
    """Households that count at exactly a path, and those of them with priority."""

    path: str
    doors: int
    priority: int


class People(NamedTuple):
    """Residents of one segment that count at exactly a path."""

    path: str
    segment: str
    people: int


def doors_listed(reach: Reach, paths: Collection[str]) -> list[Doors]:
    """Doors at each of `paths` that has some. One query."""
    found = reach.filter(Household.objects.filter(path__in=list(paths), ended_on=None))
    counted = found.values_list("path").annotate(
        Count("id"), priority_doors=Count("id", filter=Q(priority__gt=0))
    )
    return [Doors(*row) for row in counted.order_by()]


def people_listed(reach: Reach, paths: Collection[str]) -> list[People]:
    """People by segment at each of `paths` that has some. One query."""
    found = reach.filter(Resident.objects.filter(path__in=list(paths), ended_on=None))
    return [People(*row) for row in found.values_list("path", "segment").annotate(Count("id"))]
