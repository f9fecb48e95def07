"""Shuffled variants from a seed: the same order on every machine, so that what was answered on one can
be printed, read aloud and marked again on another. Pure.

Order goes by SHA-256 of seed and key: nothing depends on a language's own random numbers, and a phone
computes the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from tungngo.quizzes.rules.questions import LETTERS, ONE_RIGHT, Kind, Question

#: The variant in which questions and choices stand as in the bank.
AS_WRITTEN = 0
T = TypeVar("T")


def _rank(seed: str, *parts: object) -> bytes:
    return hashlib.sha256("\x1f".join([seed, *map(str, parts)]).encode()).digest()


def questions_shown(questions: Sequence[Question], seed: str, variant: int) -> list[Question]:
    """The questions in the order of a variant. What a helper observes stays together at the end."""
    if variant == AS_WRITTEN:
        asked = list(questions)
    else:
        asked = sorted(questions, key=lambda one: _rank(seed, variant, one.key))
    return sorted(asked, key=lambda one: one.kind == Kind.OBSERVATION)


def choices_shown(question: Question, seed: str, variant: int) -> list[int]:
    """The places of a question's choices (from 0, as in the bank) in the order of a variant.

    An ordering question is never shown solved; what a helper observes stays in its order.
    """
    places = list(range(len(question.choices)))
    if question.kind == Kind.OBSERVATION:
        return places
    if variant == AS_WRITTEN and question.kind != Kind.ORDERING:
        return places
    shown = sorted(places, key=lambda place: _rank(seed, variant, question.key, place))
    if question.kind == Kind.ORDERING and shown == places:
        shown = [*shown[1:], shown[0]]
    return shown


def places_of(question: Question, seed: str, variant: int, letters: str) -> list[int] | None:
    """The choices behind letters of an answer sheet ("BD", "b, d"); None when they cannot be meant."""
    shown = choices_shown(question, seed, variant)
    written = [one for one in letters.upper() if not one.isspace() and one not in ",;.-"]
    if len(set(written)) < len(written) or not set(written) <= set(LETTERS[: len(shown)]):
        return None
    if question.kind in ONE_RIGHT and len(written) > 1:
        return None
    return [shown[LETTERS.index(one)] for one in written]


def letters_of(question: Question, seed: str, variant: int, places: Iterable[int]) -> str:
    """The letters under which these choices stand in a variant; in the order given."""
    shown = choices_shown(question, seed, variant)
    return "".join(LETTERS[shown.index(place)] for place in places)


def right_places(question: Question) -> list[int]:
    """The places of the right answer: in order where order counts."""
    if question.kind in (Kind.ORDERING, Kind.OBSERVATION):
        return list(range(len(question.choices)))
    return [place for place, one in enumerate(question.choices) if one.right]
