"""Reads about tasks. `reach` comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.advice.models import Task
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach

NO_ADVICE = _("Nothing is advised there any more: somebody decided, or what was missing is there.")


def tasks_under(reach: Reach, path: str, *, closed: bool = False) -> QuerySet[Task]:
    """Tasks at or under `path`: those that are open, oldest first; or the closed, newest first."""
    found = reach.within(path).filter(Task.objects.select_related("decided_by"))
    if closed:
        return found.exclude(state=Task.State.OPEN).order_by("-closed_at", "-id")
    return found.filter(state=Task.State.OPEN).order_by("decided_at", "id")


def task_of(reach: Reach, origin: str, task_id: UUID) -> Task:
    """One task. Raises NotReached `task.unknown`."""
    found = reach.filter(Task.objects.filter(origin=origin, id=task_id)).first()
    if found is None:
        raise NotReached(
            "task.unknown", _("There is no such task, or it lies outside your own area.")
        )
    return found


def tasks_open(reach: Reach, origins: Iterable[str]) -> list[Task]:
    """Every open task kept under these origins. Who reads it reaches something there: nobody is asked
    twice because the first task lies in another group."""
    if not reach.paths:
        return []
    return list(Task.objects.filter(origin__in=list(origins), state=Task.State.OPEN))


def causes_settled(reach: Reach, origins: Iterable[str], causes: Iterable[UUID]) -> dict[UUID, str]:
    """Cause → the state of its task, for those of `causes` that somebody decided on."""
    if not reach.paths:
        return {}
    found = Task.objects.filter(origin__in=list(origins), cause__in=list(causes))
    return dict(found.values_list("cause", "state"))


def tasks_naming(reach: Reach, people: Iterable[UUID]) -> list[Task]:
    """Tasks that name somebody, whom the caller reaches, as who learns or who teaches, oldest first; under
    whichever origin the quiz was set up that they came of."""
    if not reach.paths:
        return []
    ids = list(people)
    named = Q(resident_id__in=ids) | Q(teacher_id__in=ids)
    return list(Task.objects.filter(named).order_by("decided_at", "id"))


def waiting(reach: Reach, kinds: Collection[str] | None = None) -> dict[str, list[Task]]:
    """Origin → its open tasks within reach, all of them or of these kinds."""
    found: dict[str, list[Task]] = {}
    rows = reach.filter(Task.objects.filter(state=Task.State.OPEN))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    for one in rows.order_by("decided_at"):
        found.setdefault(one.origin, []).append(one)
    return found


def is_waiting(reach: Reach) -> bool:
    """Whether a task within reach is open."""
    return reach.filter(Task.objects.filter(state=Task.State.OPEN)).exists()


def tasks_past(reach: Reach, before: datetime) -> QuerySet[Task]:
    """Tasks within reach that were closed before a moment."""
    return reach.filter(Task.objects.filter(closed_at__lt=before))
