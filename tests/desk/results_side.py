"""What the matrix of roles × pages needs of results: advice, and a task somebody decided on."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.quizzes.bank import quiz_in, single
from tungngo.advice.actions import dismiss_advice
from tungngo.advice.reading import advised
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.quizzes import actions
from tungngo.quizzes.actions import Handed
from tungngo.territory.models import Area, Resident

#: Pages that change nothing when posted to, each with its reason.
QUIET = dict.fromkeys(["results", "questions", "advice"], "only shows")


def things_of(group: Area, people: list[Resident]) -> dict[str, Any]:
    """The ids that stand in addresses about results, of one side: two people got everything wrong."""
    questions = [msgspec.structs.replace(single(key), skill="vneid") for key in "ab"]
    quiz = quiz_in(group, *questions)
    handed = [
        Handed({"a": [1], "b": [1]}, clock.now(), id=uuid7(), resident_id=one.id) for one in people
    ]
    actions.take_attempts(actor=None, quiz=quiz, handed=handed, received_at=clock.now())
    first, second = advised(Reach.everything(), group.path).advice
    task = dismiss_advice(actor=None, advice=second)
    return {"cause": first.cause, "task_id": task.id}
