"""How made-up people answer questions, so that the figures look as those of a real class do. Pure.

An item response model: whether somebody knows a thing goes by how far their ability lies above the
question's difficulty, and how sharply the question tells people apart (Birnbaum 1968). Abilities lie around
0; who does not know, guesses, one wrong choice more often than the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from tungngo.quizzes.rules.questions import ONE_RIGHT, Kind, Question


@dataclass(frozen=True, slots=True)
class Nature:
    """What a question is like: `difficulty` on the scale of abilities, `slope` how sharply it tells apart.
    `lure` is the place of a wrong choice that who knows the matter takes: its key is wrong."""

    difficulty: float
    slope: float = 1.5
    lure: int | None = None


#: Key of a question of the demo → its nature; others are as hard as their level.
NATURES = {
    "vneid-muc-2": Nature(0.2),
    "vneid-tai-ung-dung": Nature(-1.1),
    "vneid-mat-khau": Nature(-0.5),
    "vneid-doi-may": Nature(1.0),
    "vneid-lam-duoc": Nature(0.3),
    "vneid-thu-tu": Nature(0.5),
    "vneid-hinh": Nature(-1.7),
    "vneid-tu-lam": Nature(0.4, 2.0),
    "lua-dao-otp": Nature(-0.7, 2.0),
    "lua-dao-cong-an": Nature(0.0),
    "lua-dao-duong-dan": Nature(-0.8),
    "lua-dao-dau-hieu": Nature(0.4),
    "lua-dao-thu-tu": Nature(0.8),
    "lua-dao-hinh": Nature(-1.6),
    "dvc-ket-qua": Nature(0.0, lure=1),
    "dvc-le-phi": Nature(0.7),
    "dvc-ho-so": Nature(-0.6),
}
#: Of those who do not know, who leaves a question out; and how often the first wrong choice tempts.
_LEFT_OUT, _TEMPTING = 0.05, 0.5
#: How many swaps of neighbours there are in an order that somebody does not know.
_SWAPPED = 0.55


def ability_of(age: int, chance: Random) -> float:
    """What somebody of an age brings along: the young more, the very old less, everybody differently."""
    return 0.5 - max(age - 30, 0) / 32 + chance.gauss(0, 0.85)


def sheet(questions: Sequence[Question], ability: float, chance: Random) -> dict[str, list[int]]:
    """What somebody of an ability answers: key → places of choices. What is left out is not there."""
    given = {question.key: _answer(question, ability, chance) for question in questions}
    return {key: answer for key, answer in given.items() if answer}


def _answer(question: Question, ability: float, chance: Random) -> list[int]:
    nature = NATURES.get(question.key, Nature(0.5 * question.level - 0.9))
    knows = 1 / (1 + exp(-nature.slope * (ability - nature.difficulty)))
    if question.kind == Kind.ORDERING:
        return _order(len(question.choices), knows, chance)
    if question.kind == Kind.OBSERVATION:
        # Whoever falls over one step seldom gets past it.
        return _steps(len(question.choices), knows, chance)
    if chance.random() < _LEFT_OUT * (1 - knows):
        return []
    if question.kind in ONE_RIGHT:
        return [_one(question, nature, knows, chance)]
    marked = [
        place
        for place, one in enumerate(question.choices)
        if one.right == (chance.random() < 0.35 + 0.65 * knows)
    ]
    return marked or [chance.randrange(len(question.choices))]


def _one(question: Question, nature: Nature, knows: float, chance: Random) -> int:
    right = next(place for place, one in enumerate(question.choices) if one.right)
    wrong = [place for place in range(len(question.choices)) if place != right]
    if chance.random() < knows:
        return right if nature.lure is None else nature.lure
    if chance.random() < 1 / (len(wrong) + 1):
        return right
    return wrong[0] if chance.random() < _TEMPTING else chance.choice(wrong)


def _order(count: int, knows: float, chance: Random) -> list[int]:
    order = list(range(count))
    if chance.random() < knows:
        return order
    for place in range(count - 1):
        if chance.random() < _SWAPPED:
            order[place], order[place + 1] = order[place + 1], order[place]
    return order


def _steps(count: int, knows: float, chance: Random) -> list[int]:
    seen = []
    for step in range(count):
        if chance.random() > 0.25 + 0.75 * knows:
            break
        seen.append(step)
    return seen
