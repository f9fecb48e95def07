"""Writes about tasks: advice accepted or turned down, taken back, and closed by what happened since.

Journal lines hold codes and ids, never a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.advice import queries
from tungngo.advice.models import Task
from tungngo.advice.reading import Behind, behind, points_of
from tungngo.advice.rules.advising import Advice, Kind, has_learnt, hours_to_try
from tungngo.campaigns.queries import skill_names
from tungngo.encounters.gathered import came_to
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points.models import Duty, Gathering
from tungngo.points.queries import (
    duties_at,
    gathering_of,
    gatherings_named,
    heads_at,
    series_lines,
)
from tungngo.quizzes.marked import attempts_marked
from tungngo.quizzes.queries import attempt_counts, quizzes_at
from tungngo.territory.doubled import people_standing
from tungngo.territory.queries import area_at, household_of
from tungngo.tickets import actions as tickets
from tungngo.tickets.models import ClosedWhy, HelpCall, Via
from tungngo.tickets.queries import calls_named

EVERYTHING = Reach.everything()
State, Why = Task.State, Task.Why
#: Letters of what a team is told.
MOST_WORDS = 300


@transaction.atomic
def accept_advice(*, actor: Account | None, advice: Advice) -> Task:
    """Make a task of advice, at the right team. A visit and a pairing become a call for help at the door,
    which the phones of the team there show; a lesson becomes a session planned at the same point, weekday
    and hour, with the same trainer, not yet published.

    Raises Refused `advice.decided`, `advice.gone` (whom it is about has left the list), `advice.no_hour`,
    and what planning a session raises.
    """
    task = _decided(actor, advice, State.OPEN)
    if advice.kind == Kind.REPEAT:
        task.planned_id = _plan_again(actor, advice).id
    else:
        task.call_id = _send_there(actor, advice).id
    task.save(update_fields=["planned_id", "call_id"])
    _journal(actor, "task.made", task, kind=str(task.kind))
    return task


@transaction.atomic
def dismiss_advice(*, actor: Account | None, advice: Advice) -> Task:
    """Turn advice down: it is not given again. Raises Refused `advice.decided`."""
    task = _decided(actor, advice, State.DISMISSED)
    _journal(actor, "task.turned_down", task, kind=str(task.kind))
    return task


@transaction.atomic
def take_task_back(*, actor: Account, task: Task) -> None:
    """Undo what was decided: the call for help is closed, the session goes, and the advice is given again
    while it holds. Raises Refused `task.closed`, `series.begun`."""
    locked = Task.objects.select_for_update().get(origin=task.origin, id=task.id)
    if locked.closed_why not in ("", Why.TURNED_DOWN):
        raise Refused("task.closed", _("This task is closed already: see what became of it."))
    if locked.call_id and (call := _calls([locked]).get(locked.call_id)) and call.is_waiting:
        tickets.close_help(actor=actor, call=call, why=ClosedWhy.NOT_NEEDED)
    if locked.planned_id:
        planned = gathering_of(EVERYTHING, locked.origin, locked.planned_id)
        if planned.series_id and planned.state == Gathering.State.PLANNED:
            points.undo_series(actor=actor, origin=locked.origin, series_id=planned.series_id)
    _journal(actor, "task.taken_back", locked, kind=str(locked.kind))
    locked.delete()


def _decided(actor: Account | None, advice: Advice, state: str) -> Task:
    """The task of advice, written first: of two who decide on it at once the second is told."""
    now = clock.now()
    is_closed = state != State.OPEN
    try:
        with transaction.atomic():
            return Task.objects.create(
                origin=advice.origin,
                path=advice.path,
                kind=advice.kind,
                cause=advice.cause,
                skills=list(advice.skills),
                points={skill: list(figures) for skill, figures in advice.points.items()},
                quiz_id=advice.quiz,
                gathering_id=advice.gathering,
                resident_id=advice.resident,
                teacher_id=advice.teacher,
                state=state,
                decided_at=now,
                decided_by=actor,
                closed_at=now if is_closed else None,
                closed_why=Why.TURNED_DOWN if is_closed else "",
            )
    except IntegrityError as twice:
        raise Refused(
            "advice.decided", _("Somebody has decided on this already. Nothing else needs doing.")
        ) from twice


def _journal(actor: Account | None, verb: str, task: Task, **details: Any) -> None:
    journal.write(actor=actor, verb=verb, subject=task.id, path=task.path, **details)


# -------------------------------------------------------------------------------- visits and pairs


def _send_there(actor: Account | None, advice: Advice) -> HelpCall:
    """The call for help that has a helper of the team go to the learner's door."""
    named = {one for one in (advice.resident, advice.teacher) if one}
    known = behind(EVERYTHING, advice.origin, named)
    learner = known.get(advice.resident) if advice.resident else None
    if learner is None or named - known.keys():
        raise Refused("advice.gone", _("Whom this is about is not on the list any more."))
    teacher = known.get(advice.teacher) if advice.teacher else None
    door = household_of(EVERYTHING, advice.origin, learner.door.id).household
    return tickets.ask_help(
        actor=actor,
        area=area_at(EVERYTHING, door.path),
        entry=tickets.HelpEntry(
            name=learner.person.full_name,
            skills=list(advice.skills),
            words=_words(advice, teacher),
        ),
        via=Via.RESULTS,
        household=door,
    )


def _words(advice: Advice, teacher: Behind | None) -> str:
    """What the team is told, in the language of the place: that nobody rang, why, and whom to ask."""
    names = skill_names(EVERYTHING, advice.skills)
    with translation.override("vi"):
        earned = ", ".join(
            gettext("%(skill)s %(right)s of %(asked)s")
            % {
                "skill": names.get(skill, skill),
                "right": f"{points:.1f}".removesuffix(".0").replace(".", ","),
                "asked": asked,
            }
            for skill, (points, asked) in advice.points.items()
        )
        if teacher is None:
            words = gettext("By the quiz, nobody rang: %(earned)s. Show it again at home.")
            return (words % {"earned": earned})[:MOST_WORDS]
        words = gettext(
            "By the quiz, nobody rang: %(earned)s. %(name)s (%(where)s) can teach it: ask both first."
        )
        where = teacher.door.address or f"{teacher.door.house} {teacher.door.lane_name}".strip()
        said = {"earned": earned, "name": teacher.person.full_name, "where": where}
        return (words % said)[:MOST_WORDS]


# --------------------------------------------------------------------------------- lessons repeated


def _plan_again(actor: Account | None, advice: Advice) -> Gathering:
    """The session planned anew, in the first free hour."""
    first = gathering_of(EVERYTHING, advice.origin, advice.cause)
    duties = duties_at(EVERYTHING, [first]).get(first.id, [])
    trainer = next((one.account for one in duties if one.part == Duty.Part.TRAINER), None)
    hours = hours_to_try(first.starts_at, first.ends_at, clock.now())
    lines = series_lines(EVERYTHING, first.point, trainer, hours)
    free = next((line for line in lines if line.is_free), None)
    if free is None:
        raise Refused(
            "advice.no_hour",
            _("No hour like that is free in the next weeks. Plan the session by hand."),
        )
    names = skill_names(EVERYTHING, advice.skills)
    with translation.override("vi"):
        skills = ", ".join(names.get(one, one) for one in advice.skills)
        title = gettext("Once more: %(skills)s") % {"skills": skills}
    plan = points.Plan(
        title=title[:120],
        starts_at=free.starts_at,
        ends_at=free.ends_at,
        topics=list(advice.skills),
        audience=first.audience,
        capacity=first.capacity,
    )
    # A series of one: it can be taken back as if it had never been planned.
    [made] = points.plan_series(actor=actor, point=first.point, plans=[plan], trainer=trainer)
    return made


# ------------------------------------------------------------------------------------ what happened


@transaction.atomic
def settle_tasks(*, actor: Account | None, reach: Reach) -> int:
    """Close the open tasks within reach that were answered since: somebody was met there, the lesson was
    held, a later quiz shows that it is known, or it was called off. How many."""
    closed = 0
    for origin, found in queries.waiting(reach).items():
        # Whoever takes one of these back at this moment holds it.
        rows = Task.objects.select_for_update().filter(origin=origin, state=State.OPEN)
        tasks = list(rows.filter(id__in=[one.id for one in found]).order_by("id"))
        if not tasks:
            continue
        calls, learnt, held = _calls(tasks), _learnt(origin, tasks), _held(origin, tasks)
        for task in tasks:
            why = held.get(task.id, "")
            call = calls.get(task.call_id) if task.call_id else None
            if call is not None and not call.is_waiting:
                is_done = call.state == HelpCall.State.DONE
                why = Why.VISITED if is_done else Why.DROPPED
            elif task.id in learnt:
                why = Why.LEARNT
                if call is not None:
                    with suppress(Refused):  # closed by somebody at this moment
                        tickets.close_help(actor=actor, call=call, why=ClosedWhy.NOT_NEEDED)  # type: ignore[arg-type]
            if why:
                _close(task, why)
                _journal(actor, "task.closed", task, why=str(why))
                closed += 1
    return closed


def _close(task: Task, why: str) -> None:
    is_done = why in (Why.VISITED, Why.HELD, Why.LEARNT)
    task.state = State.DONE if is_done else State.DISMISSED
    task.closed_at, task.closed_why = clock.now(), why
    task.save(update_fields=["state", "closed_at", "closed_why"])


def _calls(tasks: Sequence[Task]) -> dict[UUID, HelpCall]:
    """The calls that carry tasks of one commune."""
    ids = [one.call_id for one in tasks if one.call_id]
    return calls_named(EVERYTHING, tasks[0].origin, ids) if ids else {}


def _learnt(origin: str, tasks: Iterable[Task]) -> set[UUID]:
    """Tasks whose learner did a later quiz and knows all of it now."""
    named = [(one.resident_id, one) for one in tasks if one.resident_id]
    if not named:
        return set()
    stands = people_standing(EVERYTHING, origin, {who for who, _task in named})
    mine: dict[UUID, list[Task]] = defaultdict(list)
    for who, task in named:
        mine[stands.get(who, who)].append(task)
    since = min(task.decided_at for _who, task in named)
    return {
        task.id
        for marked in attempts_marked(EVERYTHING, origin, {*mine, *stands}, since)
        if marked.resident_id
        for task in mine.get(stands.get(marked.resident_id, marked.resident_id), ())
        if marked.at > task.decided_at and has_learnt(points_of(marked), task.skills)
    }


def _held(origin: str, tasks: Iterable[Task]) -> dict[UUID, str]:
    """Task → what became of its lesson: held once it is over and somebody came to it or answered a quiz
    of it, or called off."""
    mine = {one.planned_id: one for one in tasks if one.planned_id}
    found: dict[UUID, str] = {}
    now = clock.now()
    for id_, planned in gatherings_named(EVERYTHING, origin, mine).items():
        if planned.state != Gathering.State.PLANNED:
            found[mine[id_].id] = Why.CANCELLED
        elif planned.ends_at <= now and _somebody_came(planned):
            found[mine[id_].id] = Why.HELD
    return found


def _somebody_came(planned: Gathering) -> bool:
    if came_to(EVERYTHING, planned.origin, planned.id):
        return True
    if any(one.heads for one in heads_at(EVERYTHING, planned)):
        return True
    quizzes = quizzes_at(EVERYTHING, planned.origin, [planned.id])
    return any(attempt_counts(EVERYTHING, quizzes).values())


# -------------------------------------------------------------------------------------- forgetting


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
    origin: str,
    people: Collection[UUID],
    mentions: Callable[[str], bool],
) -> int:
    """Delete the tasks that name somebody, as who learns or who teaches, and what calls for help say of
    them; how many."""
    named = queries.tasks_naming(EVERYTHING, origin, people)
    calls = [one.call_id for one in named if one.call_id]
    tickets.erase_calls(
        actor=actor, origin=origin, doors=(), phones=(), mentions=mentions, beside=calls
    )
    Task.objects.filter(origin=origin, id__in=[one.id for one in named]).delete()
    return len(named)
