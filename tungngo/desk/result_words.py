"""Results, advice and tasks as pages show them: figures as words, and who is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tungngo.advice.models import Task
from tungngo.advice.reading import Advised, Behind, behind
from tungngo.advice.rules.advising import Advice, Kind, Near
from tungngo.advice.rules.gains import Gained
from tungngo.campaigns.queries import skill_names
from tungngo.desk.forms.households import REASON_WORDS
from tungngo.desk.quiz_words import coefficient
from tungngo.lib.reach import Reach, commune_path
from tungngo.look.words import day, number, percent
from tungngo.points.models import Gathering
from tungngo.points.queries import gatherings_named
from tungngo.territory.models import Segment

NEAR_WORDS: Mapping[str, Any] = {
    Near.HOUSEHOLD: gettext_lazy("in the same household"),
    Near.LANE: gettext_lazy("in the same lane"),
    Near.GROUP: gettext_lazy("in the same group"),
}
#: How the state of a task looks; shape and colour come from look.
SIGNS = {"open": "waiting", "done": "done", "dismissed": "ahead"}


@dataclass(frozen=True, slots=True)
class GainedLine:
    """What was gained, in words: shares before and after, and the share of what was still to be gained; of
    how many people, who came how often, and how they were compared."""

    gained: Gained
    before: str
    after: str
    share: str
    people: str
    of: str


def gained_line(sums: Gained) -> GainedLine:
    """One row of a table of gains."""
    people = ngettext("%(count)s person", "%(count)s people", sums.n) % {"count": number(sums.n)}
    if sums.times != sums.n:
        times = _("who came %(count)s times together") % {"count": number(sums.times)}
        people = f"{people}, {times}"
    of = _("matched by person") if sums.people else _("compared by class")
    if sums.people and sums.by_class:
        matched = _("%(count)s matched by person") % {"count": number(sums.people)}
        compared = _("%(count)s compared by class") % {"count": number(sums.by_class)}
        of = f"{matched}, {compared}"
    return GainedLine(
        gained=sums,
        before=percent(sums.before, 1),
        after=percent(sums.after, 1),
        share=coefficient(sums.normalised),
        people=people,
        of=of,
    )


def segment_words(code: str) -> str:
    """A segment or a reason for priority, in words."""
    words = REASON_WORDS.get(code) or (Segment(code).label if code in Segment.values else code)
    return str(words)


# ------------------------------------------------------------------------------------------- advice


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A piece of advice as a card: what to do, for whom, and why with its figures."""

    advice: Advice
    heading: str
    where: str
    url: str
    why: str
    teacher: str = ""
    teacher_url: str = ""

    @property
    def button(self) -> str:
        """What accepting does, in words."""
        return {
            Kind.REPEAT: _("Plan it again"),
            Kind.VISIT: _("Send a helper"),
            Kind.PAIR: _("Have the team ask both"),
        }[self.advice.kind]


def advice_lines(reach: Reach, found: Advised) -> list[AdviceLine]:
    """The advice in the order of the rules."""
    names = skill_names(reach, {skill for one in found.advice for skill in one.skills})
    return [_advice_line(one, found, names) for one in found.advice]


def _advice_line(one: Advice, found: Advised, names: Mapping[str, str]) -> AdviceLine:
    skills = ", ".join(names.get(skill, skill) for skill in one.skills)
    if one.kind == Kind.REPEAT:
        lesson = found.gatherings[one.cause]
        return AdviceLine(
            advice=one,
            heading=_("Repeat the lesson: %(skills)s") % {"skills": skills},
            where=_lesson_words(lesson),
            url=reverse("gathering", args=[lesson.origin, lesson.id]),
            why="; ".join(_class_why(names.get(s, s), n) for s, n in one.points.items()),
        )
    learner = found.people[one.resident] if one.resident else None
    quiz = found.quizzes.get(one.quiz) if one.quiz else None
    earned = "; ".join(_person_why(names.get(s, s), n) for s, n in one.points.items())
    who = learner.person.full_name if learner else ""
    heading = _("Visit %(name)s at home: %(skills)s")
    teacher = found.people.get(one.teacher) if one.teacher else None
    if teacher:
        heading = _("Pair %(name)s with somebody near: %(skills)s")
    return AdviceLine(
        advice=one,
        heading=heading % {"name": who, "skills": skills},
        where=_where(learner),
        url=_door_url(learner),
        why=f"{earned} ({quiz.title}, {day(quiz.closes_at)})" if quiz else earned,
        teacher=_teacher_words(teacher, one.near) if teacher else "",
        teacher_url=_door_url(teacher),
    )


def _class_why(skill: str, figures: Sequence[float]) -> str:
    return _("%(skill)s is weak for %(weak)s of %(of)s who answered") % {
        "skill": skill,
        "weak": number(figures[0]),
        "of": number(figures[1]),
    }


def _person_why(skill: str, figures: Sequence[float]) -> str:
    return _("%(skill)s: %(earned)s of %(asked)s points") % {
        "skill": skill,
        "earned": number(figures[0]),
        "asked": number(figures[1]),
    }


def _lesson_words(lesson: Gathering) -> str:
    return f"{lesson.title} · {day(lesson.starts_at)} · {lesson.point.words}"


def _where(one: Behind | None) -> str:
    return ", ".join(filter(None, (one.door.address, one.door.group))) if one else ""


def _door_url(one: Behind | None) -> str:
    return reverse("household", args=[one.door.origin, one.door.id]) if one else ""


def _teacher_words(teacher: Behind, near: str | None) -> str:
    return _("%(name)s, %(near)s, was seen to teach it to others") % {
        "name": teacher.person.full_name,
        "near": NEAR_WORDS[near] if near else _where(teacher),
    }


# -------------------------------------------------------------------------------------------- tasks


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as a row; `url` leads to what carries it."""

    task: Task
    words: str
    who: str
    teacher: str
    where: str
    url: str
    sign: str


def task_lines(reach: Reach, tasks: Sequence[Task]) -> list[TaskLine]:
    """Tasks as rows, in their order."""
    people: dict[UUID, Behind] = {}
    lessons: dict[UUID, Gathering] = {}
    for origin, commune in {(one.origin, commune_path(one.path)) for one in tasks}:
        mine = [one for one in tasks if (one.origin, commune_path(one.path)) == (origin, commune)]
        named = {who for one in mine for who in (one.resident_id, one.teacher_id) if who}
        people |= behind(reach, origin, commune, named)
        planned = {at for one in mine for at in (one.planned_id, one.gathering_id) if at}
        lessons |= gatherings_named(reach, origin, planned)
    names = skill_names(reach, {skill for one in tasks for skill in one.skills})
    return [_task_line(one, people, lessons, names) for one in tasks]


def _task_line(
    task: Task,
    people: Mapping[UUID, Behind],
    lessons: Mapping[UUID, Gathering],
    names: Mapping[str, str],
) -> TaskLine:
    skills = ", ".join(names.get(skill, skill) for skill in task.skills)
    url = where = ""
    learner = people.get(task.resident_id) if task.resident_id else None
    if task.planned_id and (lesson := lessons.get(task.planned_id)):
        url, where = reverse("gathering", args=[task.origin, lesson.id]), _lesson_words(lesson)
    elif task.call_id:  # kept under the origin of the door
        url = reverse("help_call", args=[(learner.door if learner else task).origin, task.call_id])
    if not where:
        old = lessons.get(task.gathering_id) if task.gathering_id and not learner else None
        where = _lesson_words(old) if old else _where(learner)
    return TaskLine(
        task=task,
        words=f"{task.get_kind_display()}: {skills}",
        who=_name(people, task.resident_id),
        teacher=_name(people, task.teacher_id),
        where=where,
        url=url,
        sign=SIGNS[task.state],
    )


def _name(people: Mapping[UUID, Behind], id_: UUID | None) -> str:
    return people[id_].person.full_name if id_ and id_ in people else ""
