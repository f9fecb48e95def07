"""Reads about the system itself: its workers and its queue of jobs. Numbers only, no persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Sum
from django_tasks_db.models import DBTaskResult

from tungngo.intake.tray import waiting_by_code
from tungngo.lib.reach import Reach
from tungngo.teams.queries import phones_carrying, phones_under
from tungngo.territory.marks import Waiting, waiting
from tungngo.watching.models import Beat


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs that wait (and since when the oldest does), run, and failed within the days they are kept."""

    waiting: int = 0
    oldest_at: datetime | None = None
    running: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """What of an area is on its way: marks that wait for a recount, records still on phones (and since
    when the phone that was silent longest has not been heard of), and refused ones by code."""

    marks: Waiting
    on_phones: int
    phones: int
    silent_since_at: datetime | None
    refused: dict[str, int]

    @property
    def refused_count(self) -> int:
        return sum(self.refused.values())


def behind(reach: Reach, path: str) -> Behind:
    """What at or under `path`, within reach, is not counted yet, and why."""
    carrying = (
        phones_carrying(reach, path)
        .order_by()
        .aggregate(records=Sum("waiting"), phones=Count("id"), since=Min("seen_at"))
    )
    here = reach.within(path)
    # Of the whole nation nobody needs to ask whose phones they are.
    devices = None if "" in here.paths else phones_under(reach, path).order_by().values("id")
    return Behind(
        waiting(here),
        carrying["records"] or 0,
        carrying["phones"],
        carrying["since"],
        waiting_by_code(here, devices),
    )


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
