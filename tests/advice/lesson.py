"""A lesson held yesterday at a point in group 7, a quiz after it, and people who answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from tests.encounters.street import Street
from tests.quizzes.bank import single
from tungngo.advice.reading import Advised, advised
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points.models import Duty, Gathering
from tungngo.points.rules import moment_of
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import Handed, QuizPlan
from tungngo.quizzes.models import Quiz

ALL = Reach.everything()
RIGHT, WRONG = [0], [1]


class Lesson(Street):
    """`after` is the quiz after the lesson, of four questions about VNeID; the member of the team was its
    trainer."""

    def __init__(self, doors: int = 4) -> None:
        super().__init__(doors=doors)
        questions = [msgspec.structs.replace(single(key), skill="vneid") for key in "abcd"]
        self.bank = actions.load_bank(
            actor=self.admin, area=self.ward, name="VNeID", language="vi", questions=questions
        )
        self.point = points.open_point(
            actor=self.admin,
            area=self.group7,
            entry=points.PointEntry(kind="fixed", name="Nhà văn hóa tổ 7"),
        )
        self.lesson = self.planned(clock.today() - dt.timedelta(1))
        self.after = self.asked("after", self.lesson)

    def planned(self, day: dt.date, trainer: bool = True) -> Gathering:
        at = moment_of(day, dt.time(8))
        plan = points.Plan("Lớp VNeID", at, at + dt.timedelta(hours=2), topics=["vneid"])
        found = points.plan_gathering(actor=self.admin, point=self.point, plan=plan)
        if trainer:
            points.put_on_duty(
                actor=self.admin, gathering=found, account=self.member, part=Duty.Part.TRAINER
            )
        return found

    def asked(self, purpose: str, lesson: Gathering | None, **plan: Any) -> Quiz:
        version = queries.version_of(ALL, self.bank)
        given = {"closes_at": clock.now() + dt.timedelta(hours=2)} | plan
        return actions.plan_quiz(
            actor=self.admin,
            area=self.group7,
            version=version,
            plan=QuizPlan(
                title=f"{purpose} quiz",
                purpose=purpose,
                gathering_id=lesson.id if lesson else None,
                **given,
            ),
        )

    def hand(self, quiz: Quiz, right: int, at: dt.datetime | None = None, **who: Any) -> None:
        """Answers of somebody who has so many of the four right."""
        answers = {key: RIGHT if n < right else WRONG for n, key in enumerate("abcd")}
        handed = Handed(answers, at or clock.now() - dt.timedelta(minutes=1), **who)
        actions.take_attempts(
            actor=self.member, quiz=quiz, handed=[handed], received_at=clock.now()
        )

    @property
    def advised(self) -> Advised:
        return advised(ALL, self.ward.path)
