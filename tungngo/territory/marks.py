"""The marks on areas whose tallies are older than their facts, in numbers: how far behind counts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
