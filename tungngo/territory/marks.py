"""The marks on areas whose tallies are older than their facts, in numbers: how far behind counts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Sum

from tungngo.lib.reach import Reach
from tungngo.territory.models import StaleArea


@dataclass(frozen=True, slots=True)
class Waiting:
    """Areas that wait for a recount, new encounters in them, and since when the oldest waits."""

    areas: int = 0
    encounters: int = 0
    since_at: datetime | None = None


def waiting(reach: Reach) -> Waiting:
    """What within reach waits for a recount; no areas when every count is up to date."""
    found = reach.filter(StaleArea.objects.all()).aggregate(
        areas=Count("path"), encounters=Sum("waiting"), since_at=Min("since_at")
    )
    return Waiting(found["areas"], found["encounters"] or 0, found["since_at"])


def waiting_at(reach: Reach) -> dict[str, int]:
    """Path → how many new encounters wait there for a recount, of the places within reach where some do."""
    marks = reach.filter(StaleArea.objects.filter(waiting__gt=0))
    return dict(marks.values_list("path").annotate(Sum("waiting")).order_by())


class Mark(NamedTuple):
    """That the counts at `path` are older than its facts, as it stood when it was read.

    `touched` grows with every mark made there, also one that brings no encounter.
    """

    origin: str
    path: str
    since_at: datetime
    touched: int
    waiting: int


def oldest_marks(*, most: int) -> list[Mark]:
    """The communes that have waited longest, all marks of each, until there are `most` or more.

    Whole communes, because all that changed in one is summed up together.
    """
    communes = StaleArea.objects.values("origin").annotate(
        since=Min("since_at"), areas=Count("path")
    )
    wanted: list[str] = []
    found = 0
    for one in communes.order_by("since", "origin")[:most]:
        if found >= most:
            break
        wanted.append(one["origin"])
        found += one["areas"]
    marks = StaleArea.objects.filter(origin__in=wanted)
    return [Mark(*row) for row in marks.order_by("origin", "path").values_list(*Mark._fields)]
