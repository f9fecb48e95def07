"""The quizzes of a phone's world: what a helper needs to read them aloud where there is no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from tungngo.lib.reach import Reach
from tungngo.quizzes import queries
from tungngo.quizzes.models import Quiz
from tungngo.quizzes.rules.pictures import PICTURES
from tungngo.quizzes.rules.questions import Question

#: Who is on duty at a session may read its quizzes, whichever area they are of.
EVERYTHING = Reach.everything()


def quizzes_document(reach: Reach, gatherings: Iterable[tuple[str, UUID]]) -> dict[str, Any]:
    """The quizzes put to these sessions (origin, id), as docs/wire.md has them (`quizzes`).

    Being on duty at a session is the right to read its quizzes. Which choices are right stays here: nobody
    needs it to ask, and a phone is lent and lost. Each version of a bank is in it once, with the questions
    that at least one of the quizzes asks.
    """
    quizzes = _quizzes_at(gatherings if reach.paths else ())
    asked: dict[UUID, dict[str, Question]] = defaultdict(dict)
    for quiz in quizzes:
        asked[quiz.version_id] |= {one.key: one for one in queries.asked_in(EVERYTHING, quiz)}
    shown = {
        choice.picture
        for questions in asked.values()
        for one in questions.values()
        for choice in one.choices
    }
    languages = {quiz.version_id: quiz.version.bank.language for quiz in quizzes}
    return {
        "quizzes": [_quiz(one) for one in quizzes],
        "versions": [
            {
                "id": version,
                "language": languages[version],
                "questions": [_question(one) for one in questions.values()],
            }
            for version, questions in asked.items()
        ],
        "pictures": {name: PICTURES[name] for name in sorted(shown - {""})},
    }


def _quizzes_at(gatherings: Iterable[tuple[str, UUID]]) -> list[Quiz]:
    """Their quizzes with versions and banks, those before a session first."""
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, gathering in gatherings:
        by_origin[origin].append(gathering)
    found = [
        quiz
        for origin, ids in by_origin.items()
        for quiz in queries.quizzes_at(EVERYTHING, origin, ids)
    ]
    prefetch_related_objects(found, "version__bank")
    return sorted(found, key=lambda quiz: quiz.purpose != Quiz.Purpose.BEFORE)


def _quiz(quiz: Quiz) -> dict[str, Any]:
    return {
        "id": quiz.id,
        "origin": quiz.origin,
        "gathering": quiz.gathering_id,
        "title": quiz.title,
        "purpose": quiz.purpose,
        "version": quiz.version_id,
        "keys": quiz.keys,
        "variants": quiz.variants,
        "seed": quiz.seed,
        "closes_at": quiz.closes_at,
        "minutes": quiz.minutes,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "kind": question.kind,
        "text": question.text,
        "choices": [{"text": one.text, "picture": one.picture} for one in question.choices],
    }
