"""Advice accepted or turned down, and taken back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.advice.models import Task
from tungngo.advice.reading import Behind, behind, carrying
from tungngo.advice.rules.advising import Advice, Kind, hours_to_try
from tungngo.campaigns.queries import skill_names
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points.models import Duty, Gathering
from tungngo.points.queries import duties_at, gathering_of, series_lines
from tungngo.territory.queries import area_at, household_of
from tungngo.tickets import actions as tickets
from tungngo.tickets.models import ClosedWhy, HelpCall, Via

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
    if (
        locked.call_id
        and (call := carrying(EVERYTHING, [locked]).get(locked.call_id))
        and call.is_waiting
    ):
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
    known = behind(EVERYTHING, advice.origin, advice.path, named)
    learner = known.get(advice.resident) if advice.resident else None
    if learner is None or named - known.keys():
        raise Refused("advice.gone", _("Whom this is about is not on the list any more."))
    teacher = known.get(advice.teacher) if advice.teacher else None
    door = household_of(EVERYTHING, learner.door.origin, learner.door.id).household
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
