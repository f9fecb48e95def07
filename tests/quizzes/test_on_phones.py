"""Quizzes of the sessions a phone knows: what travels down, and who may read them aloud."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tests.points.test_came import Lesson
from tests.quizzes.bank import single
from tungngo.field import shapes
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.points.actions import put_on_duty
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import QuizPlan
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.rules.questions import Choice, Kind, Question
from tungngo.teams.actions import make_team
from tungngo.teams.queries import reach_of

pytestmark = pytest.mark.django_db
ALL = Reach.everything()
LOCK = Question(
    "p", Kind.PICTURE, "?", (Choice("Khoá", True, "lock"), Choice("Thư", False, "envelope"))
)
SEEN = Question("s", Kind.OBSERVATION, "Tự đăng nhập", (Choice("Mở"), Choice("Gõ mật khẩu")))


def quizzes_of(lesson: Lesson, **plans: QuizPlan) -> list[Quiz]:
    """Quizzes of one bank, each asking what its plan says."""
    bank = actions.load_bank(
        actor=None, area=lesson.group7, name="Thử", language="vi",
        questions=[single("a"), LOCK, SEEN, single("z")],
    )  # fmt: skip
    version = queries.version_of(ALL, bank)
    return [
        actions.plan_quiz(actor=None, area=lesson.group7, version=version, plan=plan)
        for plan in plans.values()
    ]


def told(lesson: Lesson) -> shapes.Quizzes:
    """What the member's phone is told, read as docs/wire.md has it."""
    _fp, body = world_of(reach_of(lesson.member), lesson.member, lesson.phone)["quizzes"]
    return msgspec.json.decode(msgspec.json.encode(body), type=shapes.Quizzes)


def test_a_phone_has_the_quizzes_of_its_sessions_and_no_answers() -> None:
    lesson, at = Lesson(), clock.now() + dt.timedelta(hours=1)
    quizzes_of(
        lesson,
        after=QuizPlan("Sau", at, "after", ["a", "p"], 3, 20, lesson.lesson.id),
        before=QuizPlan("Trước", at, "before", ["s"], gathering_id=lesson.lesson.id),
        elsewhere=QuizPlan("Khác", at, gathering_id=uuid7()),
        alone=QuizPlan("Lẻ", at),
    )
    seen = told(lesson)
    assert [(one.title, one.keys, one.minutes) for one in seen.quizzes] == [
        ("Trước", ["s"], None),
        ("Sau", ["a", "p"], 20),
    ]
    [version] = seen.versions
    assert sorted(one.key for one in version.questions) == ["a", "p", "s"], "each version once"
    assert seen.pictures.keys() == {"lock", "envelope"}
    assert "right" not in str(msgspec.to_builtins(seen))
    assert world_of(ALL, lesson.admin, lesson.phone)["quizzes"][1]["quizzes"] == []


def test_who_helps_at_a_session_of_another_group_reads_its_quizzes() -> None:
    lesson = Lesson()
    at = clock.now() + dt.timedelta(hours=1)
    of_session, alone = quizzes_of(
        lesson, one=QuizPlan("Sau", at, gathering_id=lesson.lesson.id), two=QuizPlan("Lẻ", at)
    )
    lesson.team = make_team(actor=None, area=lesson.group8, name="Tổ 8")
    helper, phone = lesson.volunteer("Người Tổ Khác")
    put_on_duty(actor=None, gathering=lesson.lesson, account=helper)
    said = lesson.push(
        *(
            lesson.op(
                {"id": str(uuid7()), "quiz": str(quiz.id), "answers": {"a": [0]}, "number": 5,
                 "at": clock.now().isoformat()},
                kind="quiz.attempt",
            )
            for quiz in (of_session, alone)
        ),
        phone=phone,
    )  # fmt: skip
    assert [one.code or one.verdict for one in said] == ["accepted", "quiz.out_of_reach"]
    assert Attempt.objects.get().via == Attempt.Via.PHONE
