"""Attempts as marked: what each learner earned, skill by skill. For whoever adds up over many quizzes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tungngo.lib.reach import Reach, commune_path
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.queries import learners_of, questions_in
from tungngo.quizzes.rules.marking import marks
from tungngo.quizzes.rules.questions import Question
from tungngo.territory.named import origins_at

EVERYTHING = Reach.everything()

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
    """One attempt that counts. `resident_id` is who stands for whom it names; `by_skill` leaves out
    questions about no skill."""

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
    """A quiz and the attempts that count, in the order they came, each learner's first."""

    quiz: Quiz
    attempts: list[Marked] = field(default_factory=list)


def sat_under(reach: Reach, path: str, since: datetime) -> list[Sat]:
    """Quizzes at or under `path` that closed after a moment, newest first (MOST_QUIZZES at most), and
    the quizzes they are compared with; each with its attempts."""
    rows = Quiz.objects.select_related("version", "trainer").filter(closes_at__gte=since)
    found = list(reach.within(path).filter(rows).order_by("-planned_at", "-id")[:MOST_QUIZZES])
    here = {one.id for one in found}
    missing = {one.before_id for one in found if one.before_id and one.before_id not in here}
    earlier = reach.filter(Quiz.objects.select_related("version", "trainer").filter(id__in=missing))
    before = list(earlier.filter(origin__in={one.origin for one in found}))
    if lost := missing - {one.id for one in before}:  # of another origin of the commune, perhaps
        communes = {commune_path(one.path) for one in found if one.before_id in lost}
        origins = {at for path in communes for at in origins_at(EVERYTHING, path)}
        before += [one for one in earlier.filter(origin__in=origins) if one.id in lost]
    found += before
    sat = {one.id: Sat(one) for one in found}
    for origin in {one.origin for one in found}:
        ids = [one.id for one in found if one.origin == origin]
        for marked in _marked(reach, Attempt.objects.filter(origin=origin, quiz_id__in=ids), sat):
            sat[marked.quiz.id].attempts.append(marked)
    stands = learners_of(
        reach, [(one.quiz, one.resident_id) for sitting in sat.values() for one in sitting.attempts]
    )
    for sitting in sat.values():
        sitting.attempts = _once_each(sitting.attempts, stands)
    return list(sat.values())


def _once_each(attempts: Iterable[Marked], stands: Mapping[UUID, UUID]) -> list[Marked]:
    """The attempts by who stands for whom they name. Of somebody who was listed twice and answered as both
    the first counts, as it would have then."""
    found: list[Marked] = []
    seen: set[UUID | int] = set()
    for one in attempts:
        if one.resident_id and one.resident_id in stands:
            one = one._replace(resident_id=stands[one.resident_id])
        if one.learner is None:
            found.append(one)
        elif one.learner not in seen:
            seen.add(one.learner)
            found.append(one)
    return found


def attempts_marked(reach: Reach, residents: Iterable[UUID], since: datetime) -> list[Marked]:
    """Attempts of these people since a moment, at whatever quiz, oldest first; `resident_id` as said."""
    mine = Attempt.objects.filter(resident_id__in=list(residents), happened_at__gte=since)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for origin, quiz in mine.values_list("origin", "quiz_id"):
        asked[origin].add(quiz)
    sat = {
        one.id: Sat(one)
        for origin, ids in asked.items()
        for one in Quiz.objects.select_related("version").filter(origin=origin, id__in=ids)
    }
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
