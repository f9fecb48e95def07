"""Tasks closed by what happened since: each once, whenever the news of it comes in.

What settles a task is newer than the answers that caused it, by its own clock: a phone may bring it days
after somebody decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.advice import queries
from tungngo.advice.models import Task
from tungngo.advice.reading import carrying, points_of
from tungngo.advice.rules.advising import has_learnt, is_visit
from tungngo.encounters.gathered import came_to
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.points.models import Gathering
from tungngo.points.queries import gatherings_named, heads_at
from tungngo.quizzes.marked import attempts_marked
from tungngo.quizzes.queries import attempt_counts, handed_in_at, quizzes_at
from tungngo.territory.doubled import doubles_of_people
from tungngo.territory.named import people_named
from tungngo.tickets import actions as tickets
from tungngo.tickets.models import ClosedWhy, HelpCall

EVERYTHING = Reach.everything()
State, Why = Task.State, Task.Why


@transaction.atomic
def settle_tasks(
    *, actor: Account | None, reach: Reach, kinds: Collection[str] | None = None
) -> int:
    """Close the open tasks within reach (of these kinds alone) that were answered: somebody was met
    there, the lesson was held, a later quiz shows that it is known, or it was called off. How many.

    Two who look at one moment hold the tasks one after the other: each is closed once.
    """
    closed = 0
    for origin, found in queries.waiting(reach, kinds).items():
        # Whoever takes one of these back at this moment holds it.
        rows = Task.objects.select_for_update().filter(origin=origin, state=State.OPEN)
        tasks = list(rows.filter(id__in=[one.id for one in found]).order_by("id"))
        if tasks:
            closed += _settle(actor, origin, tasks)
    return closed


def _settle(actor: Account | None, origin: str, tasks: Sequence[Task]) -> int:
    calls = carrying(EVERYTHING, tasks)
    answered_at = handed_in_at(EVERYTHING, origin, [one.cause for one in tasks if one.resident_id])
    since = {one.id: answered_at.get(one.cause, one.decided_at) for one in tasks}
    learnt = _learnt(origin, tasks, since)
    visited = _visited(tasks, calls, since)
    held = _held(origin, tasks)
    closed = 0
    for task in tasks:
        call = calls.get(task.call_id) if task.call_id else None
        why = held.get(task.id, "")
        if call is not None and not call.is_waiting:
            why = Why.VISITED if call.state == HelpCall.State.DONE else Why.DROPPED
        elif task.id in visited:
            why = Why.VISITED
            _close_call(actor, call, ClosedWhy.MET)
        elif task.id in learnt:
            why = Why.LEARNT
            _close_call(actor, call, ClosedWhy.NOT_NEEDED)
        if why:
            _close(task, why)
            journal.write(
                actor=actor, verb="task.closed", subject=task.id, path=task.path, why=str(why)
            )
            closed += 1
    return closed


def _close_call(actor: Account | None, call: HelpCall | None, why: str) -> None:
    if call is not None:
        with suppress(Refused):  # closed by somebody at this moment
            tickets.close_help(actor=actor, call=call, why=why)  # type: ignore[arg-type]


def _close(task: Task, why: str) -> None:
    is_done = why in (Why.VISITED, Why.HELD, Why.LEARNT)
    task.state = State.DONE if is_done else State.DISMISSED
    task.closed_at, task.closed_why = clock.now(), why
    task.save(update_fields=["state", "closed_at", "closed_why"])


def _learnt(origin: str, tasks: Iterable[Task], since: Mapping[UUID, datetime]) -> set[UUID]:
    """Tasks whose learner did a later quiz and knows all of it now."""
    named = [(one.resident_id, one) for one in tasks if one.resident_id]
    if not named:
        return set()
    stands: dict[UUID, UUID] = {}
    for path in {commune_path(task.path) for _who, task in named}:
        people = people_named(EVERYTHING, origin, path, {who for who, _task in named})
        stands |= {who: one.id for who, one in people.items() if one.id != who}
        # An attempt may name somebody as a double that the task does not know.
        for at in {one.origin for one in people.values()}:
            meant = {one.id for one in people.values() if one.origin == at}
            stands |= doubles_of_people(EVERYTHING, at, meant)
    mine: dict[UUID, list[Task]] = defaultdict(list)
    for who, task in named:
        mine[stands.get(who, who)].append(task)
    earliest = min(since[task.id] for _who, task in named)
    return {
        task.id
        for marked in attempts_marked(EVERYTHING, {*mine, *stands}, earliest)
        if marked.resident_id
        for task in mine.get(stands.get(marked.resident_id, marked.resident_id), ())
        if marked.at > since[task.id] and has_learnt(points_of(marked), task.skills)
    }


def _visited(
    tasks: Iterable[Task],
    calls: Mapping[UUID, HelpCall],
    since: Mapping[UUID, datetime],
) -> set[UUID]:
    """Tasks at whose door somebody had been before they were decided on, which nobody knew yet: the phone
    had no network. A visit after the decision closes the call, and the task with it."""
    doors: dict[str, dict[UUID, list[Task]]] = defaultdict(dict)
    for task in tasks:
        call = calls.get(task.call_id) if task.call_id else None
        # Opened again, only what happens from then on counts.
        if (
            call
            and call.is_waiting
            and call.household_id
            and call.waiting_since_at == call.asked_at
        ):
            doors[call.origin].setdefault(call.household_id, []).append(task)
    found: set[UUID] = set()
    for origin, here in doors.items():
        for (_campaign, door), facts in facts_of(EVERYTHING, origin, here).items():
            met = [one.day for one in in_force(facts) if one.result == "met"]
            found |= {
                task.id for task in here[door] if any(is_visit(day, since[task.id]) for day in met)
            }
    return found


def _held(origin: str, tasks: Iterable[Task]) -> dict[UUID, str]:
    """Task → what became of its lesson: held once somebody came to it, was counted there, or answered a
    quiz of it since it began; or called off."""
    mine = {one.planned_id: one for one in tasks if one.planned_id}
    found: dict[UUID, str] = {}
    for id_, planned in gatherings_named(EVERYTHING, origin, mine).items():
        if planned.state != Gathering.State.PLANNED:
            found[mine[id_].id] = Why.CANCELLED
        elif _somebody_came(planned):
            found[mine[id_].id] = Why.HELD
    return found


def _somebody_came(planned: Gathering) -> bool:
    if came_to(EVERYTHING, planned.origin, planned.id, planned.path):
        return True
    if any(one.heads for one in heads_at(EVERYTHING, planned)):
        return True
    if planned.starts_at > clock.now():  # a quiz before a lesson may be done days before
        return False
    quizzes = quizzes_at(EVERYTHING, planned.origin, [planned.id])
    return any(attempt_counts(EVERYTHING, quizzes).values())
