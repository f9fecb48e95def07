"""Questions for tests, and how to make any."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import QuizPlan
from tungngo.quizzes.models import Quiz
from tungngo.quizzes.rules.pictures import PICTURES
from tungngo.quizzes.rules.questions import ALL_RIGHT, ONE_RIGHT, Choice, Kind, Question, tidy
from tungngo.territory.models import Area

#: Every letter GIFT, HTML or a spreadsheet could stumble over, and Vietnamese.
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"))
_TEXT = st.text(st.sampled_from("\\~=#{}:%/[]$>&<\"'ăĐ a1-+@") | _LETTERS, min_size=1, max_size=30)
texts = _TEXT.map(tidy).filter(bool)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any sound question."""
    kind = draw(st.sampled_from(Kind))
    said = draw(st.lists(texts, min_size=2, max_size=6, unique_by=str.casefold))
    if kind in ONE_RIGHT:
        place = draw(st.integers(0, len(said) - 1))
        right = [number == place for number in range(len(said))]
    elif kind in ALL_RIGHT:
        right = [False] * len(said)
    else:
        right = [
            True,
            *draw(st.lists(st.booleans(), min_size=len(said) - 1, max_size=len(said) - 1)),
        ]
    names = [draw(st.sampled_from(sorted(PICTURES))) if kind == Kind.PICTURE else "" for _ in said]
    return Question(
        key=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)),
        kind=kind,
        text=draw(texts),
        choices=tuple(map(Choice, said, right, names)),
        skill=draw(st.sampled_from(["", "vneid"])),
        level=draw(st.integers(0, 4)),
        why=draw(st.just("") | texts),
    )


banks = st.lists(questions(), min_size=1, max_size=4, unique_by=lambda one: one.key)


def single(key: str, right: int = 0, choices: int = 4) -> Question:
    """A single-choice question whose right answer stands at a place."""
    return Question(
        key,
        Kind.SINGLE,
        f"Question {key}?",
        tuple(Choice(f"{key} choice {place}", place == right) for place in range(choices)),
    )


def quiz_in(area: Area, *questions: Question) -> Quiz:
    """A quiz in an area that closes in two hours; of one question "a" unless others are given."""
    bank = actions.load_bank(
        actor=None, area=area, name="Thử", language="vi", questions=questions or [single("a")]
    )
    plan = QuizPlan("Cuối buổi", clock.now() + dt.timedelta(hours=2))
    version = queries.version_of(Reach.everything(), bank)
    return actions.plan_quiz(actor=None, area=area, version=version, plan=plan)
