"""Shuffled variants that can be marked again, and credit for parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quizzes.bank import banks, single
from tungngo.quizzes.rules.marking import is_possible, mark, marks, unknown_keys
from tungngo.quizzes.rules.questions import Choice, Kind, Question
from tungngo.quizzes.rules.shuffling import (
    choices_shown,
    letters_of,
    places_of,
    questions_shown,
    right_places,
)


def of(kind: Kind, *choices: str) -> Question:
    """A question whose right choices are written in capitals."""
    return Question("q", kind, "?", tuple(Choice(one, one.isupper()) for one in choices))


@settings(max_examples=40, deadline=None)
@given(banks, st.text(max_size=5), st.integers(0, 20))
def test_letters_of_any_variant_lead_back_to_the_same_marks(
    bank: list[Question], seed: str, variant: int
) -> None:
    shown = questions_shown(bank, seed, variant)
    assert sorted(one.key for one in shown) == sorted(one.key for one in bank)
    for question in bank:
        letters = letters_of(question, seed, variant, right_places(question))
        again = places_of(question, seed, variant, letters.lower())
        assert again == right_places(question)
        assert mark(question, again) == 1
        assert mark(question, []) == 0


def test_a_variant_is_the_same_on_every_machine_and_never_shows_the_answer() -> None:
    bank = [single(f"q{number}") for number in range(6)]
    assert [one.key for one in questions_shown(bank, "seed", 1)] == [
        "q2", "q1", "q4", "q3", "q0", "q5",
    ]  # fmt: skip
    assert choices_shown(bank[0], "seed", 1) == [2, 0, 3, 1]
    assert [one.key for one in questions_shown(bank, "seed", 0)] == [one.key for one in bank]
    steps = of(Kind.ORDERING, "a", "b")
    assert [choices_shown(steps, "any", variant) for variant in range(9)] == [[1, 0]] * 9


@pytest.mark.parametrize(
    ("question", "answer", "credit"),
    [
        (of(Kind.SINGLE, "a", "B"), [1], 1),
        (of(Kind.SINGLE, "a", "B"), [0], 0),
        (of(Kind.MULTIPLE, "A", "B", "c", "d"), [0, 1], 1),
        (of(Kind.MULTIPLE, "A", "B", "c", "d"), [0], 0.5),
        (of(Kind.MULTIPLE, "A", "B", "c", "d"), [0, 1, 2], 0.5),
        (of(Kind.MULTIPLE, "A", "B", "c", "d"), [0, 1, 2, 3], 0),
        (of(Kind.ORDERING, "a", "b", "c"), [0, 1, 2], 1),
        (of(Kind.ORDERING, "a", "b", "c"), [1, 0, 2], pytest.approx(1 / 3)),
        (of(Kind.ORDERING, "a", "b", "c"), [2, 1, 0], 0),
        (of(Kind.ORDERING, "a", "b", "c"), [0, 1], 0),
        (of(Kind.OBSERVATION, "a", "b", "c", "d"), [0, 3], 0.5),
    ],
)
def test_credit_for_parts(question: Question, answer: list[int], credit: float) -> None:
    assert mark(question, answer) == credit


def test_what_cannot_be_an_answer_is_found() -> None:
    bank = [single("a"), of(Kind.MULTIPLE, "A", "b")]
    assert unknown_keys(bank, {"a": [3], "q": [0, 1]}) == []
    assert unknown_keys(bank, {"a": [4], "q": [0, 0], "z": []}) == ["a", "q", "z"]
    assert not is_possible(bank[0], [0, 1])
    assert marks(bank, {"a": [0]}) == [1, 0]
    assert places_of(bank[0], "s", 1, "AB") is None
    assert places_of(bank[0], "s", 1, "E") is None
    assert places_of(bank[1], "s", 0, "a, b") == [0, 1]
