"""Questions: their kinds, and what makes one sound. Pure; a fault is a code with its details."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from msgspec import Struct

from tungngo.lib.text import nfc
from tungngo.quizzes.rules.pictures import PICTURES

#: Letters that choices go by on paper.
LETTERS = "ABCDEFGHIJ"
MOST_TEXT, MOST_CHOICE, MOST_LEVEL = 600, 240, 4
#: Questions in one bank.
MOST_QUESTIONS = 500
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    PICTURE = "picture"
    #: Steps a helper sees somebody do.
    OBSERVATION = "observation"


ONE_RIGHT = (Kind.SINGLE, Kind.PICTURE)
#: Every choice of these belongs to the right answer: all in this order, or all of them seen.
ALL_RIGHT = (Kind.ORDERING, Kind.OBSERVATION)


class Choice(Struct, frozen=True):
    """One thing to choose, put in order, or see done. `picture` is a name of `pictures.PICTURES`."""

    text: str
    right: bool = False
    picture: str = ""


class Question(Struct, frozen=True):
    """`key` stays the same from version to version. `level` is the rung it asks about, 0 when any.
    Choices of an ordering question stand in their right order. `why` explains the answer."""

    key: str
    kind: Kind
    text: str
    choices: tuple[Choice, ...]
    skill: str = ""
    level: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: a line of text, or the row (from 1) and column (letters) of a sheet."""

    line: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, or worth knowing, about a file of questions."""

    code: str
    place: Place = Place()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a file held. Nothing of it is taken while there are `faults`; `notes` say what was left out."""

    questions: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def tidy(written: str) -> str:
    """A text as it is kept: composed letters, nothing invisible, single spaces."""
    return " ".join(nfc(written).split())


def key_of(text: str) -> str:
    """The key of a question that came without one: the same text gets the same again."""
    return "q" + hashlib.sha256(text.casefold().encode()).hexdigest()[:10]


def faults_of(
    question: Question, place: Place = Place(), skills: Iterable[str] | None = None
) -> Iterator[Fault]:
    """What is wrong with one question. `skills` are the codes of the catalogue, None: not looked at."""

    def fault(code: str, **details: Any) -> Fault:
        return Fault(f"question.{code}", place, {"key": question.key} | details)

    choices = question.choices
    if not KEY.fullmatch(question.key):
        yield fault("key_unreadable")
    if not question.text:
        yield fault("no_text")
    if max(len(question.text), len(question.why)) > MOST_TEXT:
        yield fault("too_long", most=MOST_TEXT)
    if any(len(one.text) > MOST_CHOICE for one in choices):
        yield fault("choice_too_long", most=MOST_CHOICE)
    least = 1 if question.kind == Kind.OBSERVATION else 2
    if not least <= len(choices) <= len(LETTERS):
        yield fault("choice_count", least=least, most=len(LETTERS))
    if any(not one.text for one in choices):
        yield fault("choice_empty")
    [(most, times)] = Counter(one.text.casefold() for one in choices).most_common(1) or [("", 0)]
    if most and times > 1:
        written = next(one.text for one in choices if one.text.casefold() == most)
        yield fault("choice_twice", choice=written)
    right = sum(one.right for one in choices)
    if question.kind in ALL_RIGHT:
        right = len(choices)
    if not right:
        yield fault("no_right")
    if question.kind in ONE_RIGHT and right > 1:
        yield fault("two_right", count=right)
    if question.kind == Kind.PICTURE:
        unknown = next((one.picture for one in choices if one.picture not in PICTURES), None)
        if unknown is not None:
            yield fault("picture_unknown", picture=unknown, known=", ".join(sorted(PICTURES)))
    elif any(one.picture for one in choices):
        yield fault("picture_misplaced")
    if not 0 <= question.level <= MOST_LEVEL:
        yield fault("level_unknown", most=MOST_LEVEL)
    if skills is not None and question.skill and question.skill not in skills:
        yield fault("skill_unknown", skill=question.skill)


def faults_together(found: Iterable[tuple[Question, Place]]) -> Iterator[Fault]:
    """What is wrong with questions of one bank beside each other."""
    first: dict[str, Place] = {}
    count = 0
    for question, place in found:
        count += 1
        if question.key in first:
            other = first[question.key].line
            yield Fault("question.key_twice", place, {"key": question.key, "other": other})
        first.setdefault(question.key, place)
    if not count:
        yield Fault("bank.empty")
    if count > MOST_QUESTIONS:
        yield Fault("bank.too_many", details={"most": MOST_QUESTIONS, "count": count})
