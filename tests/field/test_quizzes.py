"""A quiz on a helper's phone: the order of a variant, and what a learner's taps become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tungngo.quizzes.rules.questions import Choice, Kind, Question
from tungngo.quizzes.rules.shuffling import choices_shown, questions_shown
from tungngo.quizzes.rules.timing import GRACE

Call = Callable[..., Any]
QUESTIONS = [
    Question(f"k{n}.Đ", kind, f"{kind}?", tuple(Choice(f"{n}-{place}") for place in range(2 + n)))
    for n, kind in enumerate([*Kind, Kind.ORDERING, Kind.SINGLE])
]
QUIZ = {"id": "z", "variants": 3, "minutes": 20, "closes_at": "2026-08-05T13:00:00Z"}


@pytest.mark.parametrize("seed", ["x7Kd", "một"])
def test_a_phone_asks_in_the_order_of_the_desk(in_module: Call, seed: str) -> None:
    asked = msgspec.to_builtins(QUESTIONS)
    for variant in range(4):
        paper = in_module("later/quiz/order", "paperOf", asked, seed, variant)
        assert [(one["key"], one["places"]) for one in paper] == [
            (one.key, choices_shown(one, seed, variant))
            for one in questions_shown(QUESTIONS, seed, variant)
        ], variant


def test_taps_become_places_of_the_bank(in_module: Call) -> None:
    def after(kind: str, *taps: int) -> list[int]:
        chosen: list[int] = []
        for place in taps:
            chosen = in_module("later/quiz/attempt", "chosenAfter", {"kind": kind}, chosen, place)
        return chosen

    assert after("single", 2, 1) == [1]
    assert after("picture", 0, 0) == [0]
    assert after("multiple", 2, 0, 3, 2) == [0, 3]
    assert after("ordering", 2, 0, 1) == [2, 0, 1]
    assert after("ordering", 2, 0, 2, 2) == [0, 2]
    assert after("observation", 1, 0) == [0, 1]


def test_a_draft_says_who_what_and_in_which_order(in_module: Call) -> None:
    def body(learner: dict[str, Any], nth: int = 0) -> dict[str, Any]:
        draft = in_module("later/quiz/attempt", "begun", QUIZ, learner, nth, "i1")
        draft["answers"] = {"a": [2, 1], "b": []}
        return in_module("later/quiz/attempt", "bodyOf", QUIZ, draft, "now")

    said = {"id": "i1", "quiz": "z", "at": "now", "variant": 1, "answers": {"a": [2, 1]}}
    assert body({"resident": "p1", "name": "Hoà"}) == said | {"resident": "p1"}
    assert body({"number": 7}, 4) == said | {"number": 7, "variant": 2}
    assert body({}) == said


def test_time_is_said_and_never_taken(in_module: Call) -> None:
    def left(minutes: float) -> int:
        return in_module("later/quiz/attempt", "minutesLeft", QUIZ, minutes * 60_000)

    assert [left(minutes) for minutes in (0, 0.5, 19.5, 20, 20.5, 22)] == [20, 20, 1, -1, -1, -2]
    assert in_module("later/quiz/attempt", "minutesLeft", QUIZ | {"minutes": None}, 5) is None
    closed = 1_785_934_800_000
    grace = int(GRACE.total_seconds() * 1000)
    assert not in_module("later/quiz/attempt", "isLate", QUIZ, closed + grace)
    assert in_module("later/quiz/attempt", "isLate", QUIZ, closed + grace + 1)


def test_who_has_handed_in_is_not_asked_again(in_module: Call) -> None:
    def row(state: str, code: str = "", **who: Any) -> dict[str, Any]:
        return {"kind": "quiz.attempt", "state": state, "code": code, "body": {"quiz": "z"} | who}

    rows = [
        row("waiting", resident="p1"), row("refused", "quiz.double", resident="p2"),
        row("refused", "quiz.late", resident="p3"), row("counted", number=7), row("sent"),
        {"kind": "encounter.record", "state": "sent", "body": {"outcomes": []}},
    ]  # fmt: skip
    mine = in_module("later/quiz/attempt", "attemptsAt", rows, QUIZ)
    assert len(mine) == 5
    assert in_module("later/quiz/attempt", "handedIn", mine) == ["p1", "p2", 7]
