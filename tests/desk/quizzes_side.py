"""What the matrix of roles × pages needs of quizzes: a bank, a quiz, and answers that came late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from tests.quizzes.bank import quiz_in, single
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.quizzes import actions
from tungngo.quizzes.actions import Handed
from tungngo.quizzes.models import Bank, Quiz
from tungngo.territory.models import Area

#: What makes the forms of banks and quizzes say yes.
POSTED = {
    **{"take": "1", "questions": "::z::Ai? {=một ~hai}", "purpose": "other", "variants": 1},
    **{"closes": "21:00", "closes_on": (clock.today() + dt.timedelta(2)).isoformat()},
}
#: Pages that change nothing when posted to, each with its reason.
QUIET = dict.fromkeys(
    ["quizzes", "quiz", "quiz_print", "bank", "bank_template", "bank_gift", "bank_xlsx"],
    "only shows",
)


def things_of(ward: Area, group: Area, mark: str) -> dict[str, Any]:
    """The ids that stand in addresses about quizzes, of one side."""
    quiz = quiz_in(group, msgspec.structs.replace(single("a"), skill="vneid"))
    Quiz.objects.filter(id=quiz.id).update(title=f"{mark} bài")
    bank = quiz.version.bank
    Bank.objects.filter(id=bank.id).update(path=ward.path, name=f"{mark} ngân hàng")
    late = Handed({}, quiz.closes_at + dt.timedelta(hours=1), id=uuid7())
    attempt = actions.give_attempt(actor=None, quiz=quiz, handed=late)
    return {"bank_id": bank.id, "quiz_id": quiz.id, "attempt_id": attempt.id}
