"""Tasks deleted: long after they were closed, and with whoever is erased."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.advice import queries
from tungngo.advice.models import Task
from tungngo.advice.reading import carrying
from tungngo.lib.reach import Reach
from tungngo.tickets import actions as tickets

EVERYTHING = Reach.everything()


@transaction.atomic
def forget_tasks(*, actor: Account | None, before: datetime) -> int:
    """Delete tasks closed before a moment; how many."""
    past = queries.tasks_past(EVERYTHING, before)
    count = past.count()
    past.delete()
    if count:
        journal.write(actor=actor, verb="task.forgotten", count=count)
    return count


@transaction.atomic
def erase_tasks(
    *,
    actor: Account | None,
    people: Collection[UUID],
    mentions: Callable[[str], bool],
) -> int:
    """Delete the tasks that name somebody, as who learns or who teaches, and what calls for help say of
    them; how many."""
    named = queries.tasks_naming(EVERYTHING, people)
    for origin in {one.origin for one in named}:
        tasks = [one for one in named if one.origin == origin]
        calls = carrying(EVERYTHING, tasks).values()
        for at in {call.origin for call in calls}:
            tickets.erase_calls(
                actor=actor,
                origin=at,
                doors=(),
                phones=(),
                mentions=mentions,
                beside=[call.id for call in calls if call.origin == at],
            )
        Task.objects.filter(origin=origin, id__in=[one.id for one in tasks]).delete()
    return len(named)
