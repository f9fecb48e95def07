"""What should be done after a quiz, by plain rules. Pure: the same answers give the same advice.

* A **skill is weak** for somebody who earned less than 60 % of the points for it, of at least two
  questions about it.
* **repeat**: at least five of a class answered, and a skill is weak for half of them or more. The
  lesson is repeated for the class.
* For everybody else who is on the list, by the last quiz they did about a skill, not by one before a session,
  unless somebody was met at their door on a later day:
  **pair** where somebody teaches all their weak skills to others already (level 4, seen by a helper): in the
  same household, else in the same lane, else in the same group; nobody is asked for more than three at a
  time;
  **visit** where there is nobody such, and always where somebody is disabled or moves with difficulty.
* Whoever is in a class whose lesson is repeated gets neither, for its skills; but who is disabled or moves
  with difficulty is visited anyway.

The numbers are the project's own, written in no regulation; they are changed here and nowhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tungngo.lib.clock import day_of

#: Share of a skill's points under which it is weak, and questions it takes to say so.
PASS, LEAST_ASKED = 0.6, 2
#: People it takes to speak of a class, and the share of them for whom a skill is weak.
LEAST_CLASS, MANY = 5, 0.5
#: Learners one neighbour is asked for at a time.
MOST_PUPILS = 3
#: Somebody with one of these reasons is visited at home.
AT_HOME = frozenset({"disabled", "mobility"})
#: Weeks in which a free hour for a repeated lesson is looked for.
MOST_WEEKS = 8


class Kind(StrEnum):
    """What is advised."""

    REPEAT = "repeat"
    VISIT = "visit"
    PAIR = "pair"


class Near(StrEnum):
    """How near a neighbour who teaches is, the nearest first."""

    HOUSEHOLD = "household"
    LANE = "lane"
    GROUP = "group"


#: Skill → points earned and questions asked.
Points = Mapping[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One attempt after teaching. `gathering` and `resident` are None where nobody said."""

    id: UUID
    quiz: UUID
    gathering: UUID | None
    resident: UUID | None
    at: datetime
    points: Points


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list who answered. `lane` is "" where none is known; `met_on` the last day somebody
    was met at their door."""

    id: UUID
    household: UUID
    path: str
    lane: str
    reasons: Collection[str] = ()
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody seen to teach skills to others."""

    id: UUID
    household: UUID
    path: str
    lane: str
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do and its figures. `cause` is the gathering to repeat or the attempt that was weak:
    nothing is advised twice for it. `points` of a person: skill → earned, asked; of a class: skill → for how
    many it is weak, of how many."""

    kind: Kind
    origin: str
    cause: UUID
    path: str
    skills: tuple[str, ...]
    points: Points = field(default_factory=dict)
    quiz: UUID | None = None
    gathering: UUID | None = None
    resident: UUID | None = None
    household: UUID | None = None
    teacher: UUID | None = None
    near: Near | None = None


def weak_skills(points: Points) -> set[str]:
    """The skills that are weak in what somebody answered."""
    return {
        skill
        for skill, (earned, asked) in points.items()
        if asked >= LEAST_ASKED and earned < PASS * asked - 1e-9
    }


def class_weak(attempts: Sequence[Answered]) -> dict[str, tuple[float, int]]:
    """Skill → for how many of a class it is weak, and of how many, where the lesson should be repeated."""
    asked: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    for one in attempts:
        asked.update(skill for skill, (_e, n) in one.points.items() if n >= LEAST_ASKED)
        weak.update(weak_skills(one.points))
    return {
        skill: (count, asked[skill])
        for skill, count in sorted(weak.items())
        if asked[skill] >= LEAST_CLASS and count >= MANY * asked[skill]
    }


def advise(
    attempts: Iterable[Answered],
    people: Mapping[UUID, Person],
    teachers: Iterable[Teacher],
    places: Mapping[UUID, str],
    *,
    origins: Mapping[UUID, str],
    settled: Collection[UUID] = (),
    turned_down: Collection[UUID] = (),
    busy: Collection[UUID] = (),
    pupils: Mapping[UUID, int] | None = None,
) -> list[Advice]:
    """What to do in a commune: lessons first, then people in the order they answered.

    `origins`: cause (gathering, attempt) → the origin it is kept under. `places`: gathering → where it is;
    those that are over. `settled`: causes already accepted or turned down; `turned_down`: lessons that are
    not repeated. `busy`: people somebody goes to already. `pupils`: teacher → learners they are asked for
    now.
    """
    every = sorted(attempts, key=lambda one: (one.at, one.id))
    classes: dict[UUID, list[Answered]] = defaultdict(list)
    for one in every:
        if one.gathering is not None:
            classes[one.gathering].append(one)
    repeated = {
        at: weak
        for at, those in classes.items()
        if at not in turned_down and (weak := class_weak(those))
    }
    advice = [
        Advice(
            *(Kind.REPEAT, origins[at], at, places[at], tuple(weak), weak),
            quiz=classes[at][-1].quiz,
            gathering=at,
        )
        for at, weak in repeated.items()
        if at in places and at not in settled
    ]
    asked = Counter(pupils or {})
    known = list(teachers)
    for attempt, lacks in _last_weak(every):
        person = people.get(attempt.resident) if attempt.resident else None
        if person is None or person.id in busy or attempt.id in settled:
            continue
        if person.met_on and is_visit(person.met_on, attempt.at):
            continue
        comes = bool(AT_HOME & set(person.reasons))
        if attempt.gathering is not None and not comes:
            lacks = lacks - set(repeated.get(attempt.gathering, ()))
        if not lacks:
            continue
        found = None if comes else _teacher_for(person, lacks, known, asked)
        teacher, near = found or (None, None)
        if teacher is not None:
            asked[teacher.id] += 1
        advice.append(
            Advice(
                Kind.PAIR if teacher else Kind.VISIT,
                origins[attempt.id],
                attempt.id,
                person.path,
                tuple(sorted(lacks)),
                {skill: attempt.points[skill] for skill in sorted(lacks)},
                quiz=attempt.quiz,
                gathering=attempt.gathering,
                resident=person.id,
                household=person.household,
                teacher=teacher.id if teacher else None,
                near=near,
            )
        )
    return advice


def _last_weak(every: Sequence[Answered]) -> list[tuple[Answered, set[str]]]:
    """Of each named person the last attempt with a skill that is weak and was asked about no later."""
    last: dict[tuple[UUID, str], Answered] = {}
    for one in every:
        for skill, (_earned, count) in one.points.items():
            if one.resident is not None and count >= LEAST_ASKED:
                last[one.resident, skill] = one
    weak: dict[UUID, tuple[Answered, set[str]]] = {}
    for (who, skill), one in last.items():
        if skill not in weak_skills(one.points):
            continue
        there = weak.get(who)
        if there is None or (one.at, one.id) > (there[0].at, there[0].id):
            weak[who] = (one, {skill})
        elif there[0].id == one.id:
            there[1].add(skill)
    return sorted(weak.values(), key=lambda found: (found[0].at, found[0].id))


def _teacher_for(
    person: Person, weak: Collection[str], teachers: Iterable[Teacher], asked: Mapping[UUID, int]
) -> tuple[Teacher, Near] | None:
    """The nearest who teaches all the weak skills and is not asked for too many yet."""
    near: list[tuple[int, int, str, Teacher, Near]] = []
    for one in teachers:
        if not one.skills.issuperset(weak) or one.id == person.id or one.path != person.path:
            continue
        if asked.get(one.id, 0) >= MOST_PUPILS:
            continue
        how = Near.GROUP
        if one.household == person.household:
            how = Near.HOUSEHOLD
        elif one.lane and one.lane == person.lane:
            how = Near.LANE
        near.append((list(Near).index(how), asked.get(one.id, 0), str(one.id), one, how))
    best = min(near, key=lambda one: one[:3], default=None)
    return (best[3], best[4]) if best else None


def hours_to_try(
    starts_at: datetime, ends_at: datetime, now: datetime
) -> list[tuple[datetime, datetime]]:
    """When a lesson may be repeated: the same weekday and hour, from tomorrow on, week after week."""
    week, length = timedelta(days=7), ends_at - starts_at
    first = starts_at
    while first < now + timedelta(days=1):
        first += week
    return [(first + week * n, first + week * n + length) for n in range(MOST_WEEKS)]


def is_visit(met_on: date, answered_at: datetime) -> bool:
    """Whether somebody who was met on a day was visited since they answered: on a later day, so that whom
    one met at the lesson itself is no visit."""
    return met_on > day_of(answered_at)


def has_learnt(points: Points, skills: Iterable[str]) -> bool:
    """Whether a later attempt shows that somebody knows all of these now."""
    return all(
        skill in points
        and points[skill][1] >= LEAST_ASKED
        and points[skill][0] >= PASS * points[skill][1] - 1e-9
        for skill in skills
    )
