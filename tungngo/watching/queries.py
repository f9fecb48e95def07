"""Reads about the system itself: its workers and its queue of jobs. Numbers only, no persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django_tasks_db.models import DBTaskResult

from tungngo.lib.reach import Reach
from tungngo.watching.models import Beat


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs that wait (and since when the oldest does), run, and failed within the days they are kept."""

    waiting: int = 0
    oldest_at: datetime | None = None
    running: int = 0
    failed: int = 0


def beats(reach: Reach) -> Sequence[Beat]:
    """The workers' signs of life, last seen first. They are of no area: any reach may know."""
    return list(Beat.objects.order_by("-seen_at")) if reach.paths else []


def queue_of_jobs(reach: Reach) -> Queue:
    """The queue of jobs of the whole installation, in numbers."""
    if not reach.paths:
        return Queue()
    waiting = DBTaskResult.objects.ready().aggregate(count=Count("id"), since=Min("enqueued_at"))
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(count=Count("id")))
    return Queue(
        waiting["count"], waiting["since"], counts.get("RUNNING", 0), counts.get("FAILED", 0)
    )
