"""Attempts as marked: what each learner earned, skill by skill. For whoever adds up over many quizzes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tungngo.lib.reach import Reach
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.queries import questions_in
from tungngo.quizzes.rules.marking import marks
from tungngo.quizzes.rules.questions import Question

#: Quizzes that are added up at once: the newest.
MOST_QUIZZES = 600


class Earned(NamedTuple):
    """Credit for so many questions."""

    credit: float
    asked: int

    @property
    def share(self) -> float:
        return self.credit / self.asked if self.asked else 0.0


class Marked(NamedTuple):
    """One attempt that counts. `by_skill` leaves out questions about no skill."""

    id: UUID
    quiz: Quiz
    resident_id: UUID | None
    number: int | None
    at: datetime
    whole: Earned
    by_skill: Mapping[str, Earned]

    @property
    def learner(self) -> UUID | int | None:
        """By what somebody is found again in another quiz of the class."""
        return self.resident_id or self.number


@dataclass(slots=True)
class Sat:
    """A quiz and the attempts that count, in the order they came."""

    quiz: Quiz
    attempts: list[Marked] = field(default_factory=list)


def sat_under(reach: Reach, path: str, since: datetime) -> list[Sat]:
    """Quizzes at or under `path` that closed after a moment, newest first (MOST_QUIZZES at most), and
    the quizzes they are compared with; each with its attempts."""
    rows = Quiz.objects.select_related("version", "trainer").filter(closes_at__gte=since)
    found = list(reach.within(path).filter(rows).order_by("-planned_at", "-id")[:MOST_QUIZZES])
    here = {one.id for one in found}
    missing = {one.before_id for one in found if one.before_id and one.before_id not in here}
    earlier = Quiz.objects.select_related("version", "trainer").filter(id__in=missing)
    found += list(reach.filter(earlier.filter(origin__in={one.origin for one in found})))
    sat = {one.id: Sat(one) for one in found}
    for origin in {one.origin for one in found}:
        ids = [one.id for one in found if one.origin == origin]
        for marked in _marked(reach, Attempt.objects.filter(origin=origin, quiz_id__in=ids), sat):
            sat[marked.quiz.id].attempts.append(marked)
    return list(sat.values())


def attempts_marked(
    reach: Reach, origin: str, residents: Iterable[UUID], since: datetime
) -> list[Marked]:
    """Attempts of these people since a moment, at whatever quiz of their commune, oldest first."""
    mine = Attempt.objects.filter(
        origin=origin, resident_id__in=list(residents), happened_at__gte=since
    )
    ids = set(mine.values_list("quiz_id", flat=True))
    rows = Quiz.objects.select_related("version").filter(origin=origin, id__in=ids)
    sat = {one.id: Sat(one) for one in rows}
    return sorted(_marked(reach, mine, sat), key=lambda one: (one.at, one.id))


def _marked(reach: Reach, rows: QuerySet[Attempt], sat: Mapping[UUID, Sat]) -> Iterable[Marked]:
    if not reach.paths:
        return
    asked: dict[UUID, list[Question]] = {}
    by_version: dict[UUID, list[Question]] = {}
    for sitting in sat.values():
        quiz = sitting.quiz
        if quiz.version_id not in by_version:
            by_version[quiz.version_id] = questions_in(reach, quiz.version)
        keys: Collection[str] = set(quiz.keys)
        asked[quiz.id] = [one for one in by_version[quiz.version_id] if one.key in keys]
    counted = rows.filter(standing=Attempt.Standing.COUNTED).order_by("received_at", "id")
    columns = ("id", "quiz_id", "resident_id", "number", "happened_at", "answers")
    for id_, quiz_id, resident, number, at, answers in counted.values_list(*columns):
        questions = asked[quiz_id]
        credits = marks(questions, answers)
        yield Marked(
            *(id_, sat[quiz_id].quiz, resident, number, at),
            Earned(sum(credits), len(credits)),
            _by_skill(questions, credits),
        )


def _by_skill(questions: Sequence[Question], credits: Sequence[float]) -> dict[str, Earned]:
    sums: dict[str, list[float]] = defaultdict(list)
    for question, credit in zip(questions, credits, strict=True):
        if question.skill:
            sums[question.skill].append(credit)
    return {skill: Earned(sum(found), len(found)) for skill, found in sums.items()}
