"""What phones say of quizzes: `quiz.attempt` (docs/wire.md)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import NO_NUL, Moment
from tungngo.lib.reach import Reach, commune_path
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import Handed
from tungngo.quizzes.models import Quiz
from tungngo.quizzes.refusals import SENTENCES
from tungngo.quizzes.rules.marking import unknown_keys
from tungngo.quizzes.rules.questions import LETTERS, MOST_QUESTIONS
from tungngo.quizzes.rules.timing import is_late
from tungngo.teams.work import Work, work_of
from tungngo.territory.named import people_named

#: Whether somebody may speak of a quiz is judged operation by operation, by day.
EVERYTHING = Reach.everything()
QuestionKey = Annotated[str, Meta(max_length=40, pattern=NO_NUL)]
ChoicePlace = Annotated[int, Meta(ge=0, lt=len(LETTERS))]
Chosen = Annotated[list[ChoicePlace], Meta(max_length=len(LETTERS))]


class AttemptBody(Struct):
    """What one learner answered: question → places of choices (from 0, as in the bank). `at` is when they
    finished; `resident` or `number` say who, as far as they want to be known."""

    id: uuid.UUID
    quiz: uuid.UUID
    at: Moment
    answers: Annotated[dict[QuestionKey, Chosen], Meta(max_length=MOST_QUESTIONS)]
    resident: uuid.UUID | None = None
    number: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    variant: Annotated[int, Meta(ge=0, le=1_000)] = 0


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Give each attempt that cannot be taken its code; `item.found` becomes (quiz, who stands for the
    resident). The quizzes are locked, so that a learner counts once whichever phones speak of them."""
    bodies: list[AttemptBody] = [item.body for item in items]
    quizzes = queries.locked_quizzes(EVERYTHING, origin, {body.quiz for body in bodies})
    people = _people(origin, bodies, quizzes)
    there = queries.attempts_named(EVERYTHING, origin, [body.id for body in bodies])
    counted = queries.counted_learners(EVERYTHING, quizzes.values())
    work = batch.once("work", lambda: work_of(batch.actor))
    vouched = batch.once("worked_at", lambda: work.might)
    for item in items:
        body, quiz = item.body, quizzes.get(item.body.quiz)
        moment = _moment(batch, item)
        learner = people.get((body.quiz, body.resident)) if body.resident else body.number
        item.found = (quiz, learner)
        if quiz is None:
            item.code = "quiz.unknown"
        elif not (vouched(quiz.path, moment) or _works_below(work, _where(quiz), moment)):
            item.code = "quiz.out_of_reach"
        else:
            item.code = _refusal(body, quiz, learner, moment, there, counted)
        if not item.code:
            there.add(body.id)
            counted |= {(body.quiz, learner)} if learner is not None else set()


def _people(
    origin: str, bodies: Sequence[AttemptBody], quizzes: Mapping[uuid.UUID, Quiz]
) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """(quiz, resident) → who stands for them, of everybody named who is listed under the origin of the
    quiz or in its commune: communes are merged, and people keep their origins."""
    by_commune: dict[str, set[uuid.UUID]] = defaultdict(set)
    for body in bodies:
        if body.resident and (quiz := quizzes.get(body.quiz)):
            by_commune[commune_path(quiz.path)].add(body.resident)
    known = {
        commune: people_named(EVERYTHING, origin, commune, named)
        for commune, named in by_commune.items()
    }
    return {
        (body.quiz, body.resident): found.id
        for body in bodies
        if body.resident and (quiz := quizzes.get(body.quiz))
        if (found := known[commune_path(quiz.path)].get(body.resident))
    }


def _refusal(
    body: AttemptBody,
    quiz: Quiz,
    learner: Any,
    moment: datetime,
    there: set[uuid.UUID],
    counted: set[tuple[uuid.UUID, Any]],
) -> str:
    if body.id in there:
        return "quiz.attempt_taken"
    if unknown_keys(queries.asked_in(EVERYTHING, quiz), body.answers):
        return "quiz.answers_unknown"
    if body.resident and learner is None:
        return "quiz.learner_unknown"
    if is_late(moment, quiz.closes_at):
        return "quiz.late"
    return "quiz.double" if (quiz.id, learner) in counted else ""


def _where(quiz: Quiz) -> str:
    """Whose members may read a quiz aloud: a session is helped at by members of any team of its commune."""
    commune = commune_path(quiz.path)
    return commune if quiz.gathering_id else quiz.path


def _works_below(work: Work, path: str, moment: datetime) -> bool:
    """A class of the whole commune is helped at by members of any of its teams."""
    return work.now.touches(path) or any(
        mine.startswith(path) and (until is None or moment <= until)
        for mine, _team, until in work.teams
    )


def _moment(batch: Batch, item: Item) -> datetime:
    """When the learner finished by the phone's corrected clock, never later than ours."""
    return min(item.at or batch.received_at, batch.received_at)


def take(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    by_quiz: dict[uuid.UUID, list[Item]] = defaultdict(list)
    for item in items:
        by_quiz[item.body.quiz].append(item)
    for mine in by_quiz.values():
        quiz, _learner = mine[0].found
        handed = [_handed(batch, item) for item in mine]
        actions.take_attempts(
            actor=batch.actor, quiz=quiz, handed=handed, received_at=batch.received_at
        )


def _handed(batch: Batch, item: Item) -> Handed:
    body, (_quiz, learner) = item.body, item.found
    return Handed(
        answers=body.answers,
        happened_at=_moment(batch, item),
        id=body.id,
        number=None if body.resident else body.number,
        resident_id=learner if body.resident else None,
        variant=body.variant,
    )


ATTEMPT = Kind("quiz.attempt", AttemptBody, judge, take, SENTENCES)
