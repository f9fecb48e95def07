"""Writes about banks, quizzes and attempts. Journal lines hold codes and counts, never who answered what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.ids import token, uuid7
from tungngo.lib.language_tags import language_tag
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.quizzes import queries
from tungngo.quizzes.models import Attempt, Bank, BankVersion, Quiz
from tungngo.quizzes.refusals import SENTENCES, sentence
from tungngo.quizzes.rules import gift
from tungngo.quizzes.rules.marking import marks, unknown_keys
from tungngo.quizzes.rules.questions import Place, Question, faults_of, faults_together
from tungngo.quizzes.rules.timing import is_late
from tungngo.territory.models import Area

EVERYTHING = Reach.everything()
SHIPPED = files("tungngo.quizzes") / "data" / "banks"
#: Bytes of the secrets in public addresses and of seeds.
TOKEN, SEED = 9, 6
Answers = Mapping[str, Sequence[int]]

# ------------------------------------------------------------------------------------------- banks


@transaction.atomic
def load_bank(
    *,
    actor: Account | None,
    area: Area,
    name: str,
    language: str,
    questions: Sequence[Question],
) -> Bank:
    """A new bank for everybody at and below `area`.

    Raises Refused `bank.language_unreadable`, or the code of what is wrong with a question.
    """
    _check(questions)
    bank = Bank.objects.create(
        path=area.path, name=name.strip(), language=_tag(language), made_at=clock.now()
    )
    _add_version(bank, 1, questions)
    _journal_bank(actor, "bank.loaded", bank, questions)
    return bank


@transaction.atomic
def renew_bank(*, actor: Account | None, bank: Bank, questions: Sequence[Question]) -> bool:
    """The next version of a bank; False when the newest holds just these questions. Quizzes go on asking
    the version they were made with. Raises Refused with the code of what is wrong with a question."""
    _check(questions)
    locked = Bank.objects.select_for_update().get(pk=bank.pk)
    if locked.versions.filter(number=locked.version, digest=_digest(questions)).exists():
        return False
    locked.version += 1
    _add_version(locked, locked.version, questions)
    locked.save(update_fields=["version"])
    _journal_bank(actor, "bank.renewed", locked, questions)
    return True


@transaction.atomic
def install_banks(*, actor: Account | None = None) -> int:
    """Bring the shipped example banks up to date; how many changed. May be called any number of times."""
    changed = 0
    for file in sorted(SHIPPED.iterdir(), key=lambda file: file.name):
        code, dot, ending = file.name.rpartition(".")
        if not dot or ending != "gift":
            continue
        text = file.read_text(encoding="utf-8")
        name = text.partition("\n")[0].removeprefix("//").strip()
        language = code.rpartition(".")[2]
        questions = gift.read(text, language).questions
        bank = Bank.objects.filter(shipped=code).first()
        if bank is None:
            _check(questions)
            bank = Bank.objects.create(
                name=name, language=_tag(language), shipped=code, made_at=clock.now()
            )
            _add_version(bank, 1, questions)
            _journal_bank(actor, "bank.loaded", bank, questions)
            changed += 1
        else:
            changed += renew_bank(actor=actor, bank=bank, questions=questions)
    return changed


def _tag(language: str) -> str:
    try:
        return language_tag(language)
    except ValueError as wrong:
        raise Refused(
            "bank.language_unreadable",
            _("“%(written)s” is not a language tag. Examples: vi, en, hmn-Latn-VN."),
            {"written": language},
            place="language",
        ) from wrong


def _check(questions: Sequence[Question]) -> None:
    """Raises Refused with the first fault of a question, or of all together."""
    placed = [(question, Place(number)) for number, question in enumerate(questions, 1)]
    for question, place in placed:
        for fault in faults_of(question, place):
            raise Refused(fault.code, sentence(fault), place=str(place.line))
    for fault in faults_together(placed):
        raise Refused(fault.code, sentence(fault), place=str(fault.place.line))


def _digest(questions: Sequence[Question]) -> str:
    return hashlib.sha256(msgspec.json.encode(questions)).hexdigest()


def _add_version(bank: Bank, number: int, questions: Sequence[Question]) -> None:
    BankVersion.objects.create(
        bank=bank,
        number=number,
        questions=msgspec.to_builtins(questions),
        count=len(questions),
        digest=_digest(questions),
        loaded_at=clock.now(),
    )


def _journal_bank(
    actor: Account | None, verb: str, bank: Bank, questions: Sequence[Question]
) -> None:
    journal.write(
        actor=actor, verb=verb, subject=bank.id, path=bank.path,
        version=bank.version, count=len(questions),
    )  # fmt: skip


# ----------------------------------------------------------------------------------------- quizzes


@dataclass(frozen=True, slots=True)
class QuizPlan:
    """A quiz as typed. `keys` of the questions asked; none: all of the version. `origin`: of the session it
    belongs to, under which the quiz is kept, too; empty: the commune's own code."""

    title: str
    closes_at: datetime
    purpose: str = Quiz.Purpose.OTHER
    keys: Sequence[str] = ()
    variants: int = 0
    minutes: int | None = None
    gathering_id: UUID | None = None
    before_id: UUID | None = None
    trainer: Account | None = None
    origin: str = ""


@transaction.atomic
def plan_quiz(*, actor: Account | None, area: Area, version: BankVersion, plan: QuizPlan) -> Quiz:
    """Put questions of a version to a class in `area`, a group or the commune. A quiz after a session is
    compared with the one before it, unless the plan says with which.

    Raises Refused `quiz.closed_before` for an end gone by, `quiz.no_questions`.
    """
    now = clock.now()
    if plan.closes_at <= now:
        raise _closed_before()
    wanted = set(plan.keys)
    known = [one.key for one in queries.questions_in(EVERYTHING, version)]
    keys = [key for key in known if not wanted or key in wanted]
    if not keys:
        raise Refused("quiz.no_questions", _("No question was chosen."), place="skills")
    origin = plan.origin or area.commune_code
    quiz = Quiz.objects.create(
        origin=origin,
        path=area.path,
        title=plan.title.strip(),
        purpose=plan.purpose,
        gathering_id=plan.gathering_id,
        trainer=plan.trainer,
        version=version,
        keys=keys,
        variants=plan.variants,
        seed=token(SEED),
        token=token(TOKEN),
        closes_at=plan.closes_at,
        minutes=plan.minutes,
        before_id=plan.before_id or _before(origin, plan.purpose, plan.gathering_id),
        planned_at=now,
    )
    _journal(actor, "quiz.planned", quiz, count=len(keys))
    return quiz


def _before(origin: str, purpose: str, gathering_id: UUID | None) -> UUID | None:
    """The quiz before a session that one after it is compared with."""
    if purpose != Quiz.Purpose.AFTER or gathering_id is None:
        return None
    first = queries.before_session(EVERYTHING, origin, gathering_id)
    return first.id if first else None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a quiz belongs: the session, who taught there, and whether it is done before or after."""

    purpose: str
    gathering_id: UUID | None = None
    trainer: Account | None = None


@transaction.atomic
def change_quiz(
    *,
    actor: Account,
    quiz: Quiz,
    title: str,
    closes_at: datetime,
    sitting: Sitting | None = None,
) -> None:
    """Give a quiz another title or end, or say where it belongs; what was refused for being late may be
    taken again then."""
    quiz.title, quiz.closes_at = title.strip(), closes_at
    fields = ["title", "closes_at"]
    if sitting is not None:
        quiz.purpose, quiz.gathering_id = sitting.purpose, sitting.gathering_id
        quiz.trainer = sitting.trainer
        fields += ["purpose", "gathering_id", "trainer"]
        if (
            quiz.before_id is None
            and sitting.purpose == Quiz.Purpose.AFTER
            and sitting.gathering_id
        ):
            first = queries.before_session(EVERYTHING, quiz.origin, sitting.gathering_id)
            quiz.before_id = first.id if first and first.id != quiz.id else None
            fields.append("before_id")
    quiz.save(update_fields=fields)
    _journal(actor, "quiz.changed", quiz)


def _closed_before() -> Refused:
    return Refused("quiz.closed_before", _("The end has already gone by."), place="closes_on")


def _journal(actor: Account | None, verb: str, quiz: Quiz, **details: Any) -> None:
    journal.write(actor=actor, verb=verb, subject=quiz.id, path=quiz.path, **details)


# ---------------------------------------------------------------------------------------- attempts


@dataclass(frozen=True, slots=True)
class Handed:
    """What one learner handed in."""

    answers: Answers
    happened_at: datetime
    id: UUID | None = None
    number: int | None = None
    resident_id: UUID | None = None
    variant: int = 0


@transaction.atomic
def take_attempts(
    *, actor: Account | None, quiz: Quiz, handed: Sequence[Handed], received_at: datetime
) -> None:
    """Attempts from a phone; the caller holds the quiz locked and has judged them."""
    _insert(actor, quiz, handed, Attempt.Via.PHONE, received_at)
    _journal(actor, "attempt.taken", quiz, count=len(handed))


@transaction.atomic
def type_attempt(*, actor: Account, quiz: Quiz, handed: Handed) -> Attempt:
    """An answer sheet typed at the desk. Paper is filled in the room: it counts as done in time.

    Raises Refused `quiz.double` when an attempt under that number counts already, and
    `quiz.answers_unknown`.
    """
    locked = _locked(quiz)
    if (locked.id, handed.number) in queries.counted_learners(EVERYTHING, [locked]):
        raise Refused("quiz.double", SENTENCES["quiz.double"], place="number")
    _check_answers(locked, handed)
    [attempt] = _insert(actor, locked, [handed], Attempt.Via.PAPER, clock.now())
    _journal(actor, "attempt.typed", locked, count=1)
    return attempt


@transaction.atomic
def give_attempt(*, actor: Account | None, quiz: Quiz, handed: Handed) -> Attempt:
    """A learner hands in on their own phone; sent twice it is one. Late or doubled it is kept, does not
    count, and says so (`standing`). Raises Refused `quiz.answers_unknown`, `quiz.attempt_taken`."""
    locked = _locked(quiz)
    _check_answers(locked, handed)
    if handed.id and (there := _attempt(quiz, handed.id)):
        return there
    standing = Attempt.Standing.COUNTED
    if is_late(handed.happened_at, locked.closes_at):
        standing = Attempt.Standing.LATE
    elif (locked.id, handed.number) in queries.counted_learners(EVERYTHING, [locked]):
        standing = Attempt.Standing.DOUBLE
    [attempt] = _insert(
        actor, locked, [handed], Attempt.Via.OWN, clock.now(), standing
    )  # fmt: skip
    _journal(actor, "attempt.given", locked, standing=str(standing))
    return attempt


@transaction.atomic
def count_attempt(*, actor: Account, attempt: Attempt) -> None:
    """Have an attempt count that came late. Raises Refused `quiz.double` when the learner has another
    that counts."""
    quiz = _locked(attempt.quiz)
    stands = queries.learners_of(EVERYTHING, [(quiz, attempt.resident_id)])
    learners = {attempt.number, attempt.resident_id, *stands.values()} - {None}
    counted = queries.counted_learners(EVERYTHING, [quiz])
    if counted & {(quiz.id, learner) for learner in learners}:
        raise Refused("quiz.double", SENTENCES["quiz.double"])
    attempt.standing = Attempt.Standing.COUNTED
    attempt.save(update_fields=["standing"])
    _journal(actor, "attempt.counted", quiz)


def _attempt(quiz: Quiz, attempt_id: UUID) -> Attempt | None:
    """An attempt of that id. Raises Refused `quiz.attempt_taken` when it is one at another quiz."""
    there = Attempt.objects.filter(origin=quiz.origin, id=attempt_id).first()
    if there is not None and there.quiz_id != quiz.id:
        raise Refused("quiz.attempt_taken", SENTENCES["quiz.attempt_taken"])
    return there


def _locked(quiz: Quiz) -> Quiz:
    return queries.locked_quizzes(EVERYTHING, quiz.origin, [quiz.id])[quiz.id]


def _check_answers(quiz: Quiz, handed: Handed) -> None:
    """Raises Refused `quiz.answers_unknown`, its place the first key in question."""
    if unknown := unknown_keys(queries.asked_in(EVERYTHING, quiz), handed.answers):
        code = "quiz.answers_unknown"
        raise Refused(code, SENTENCES[code], place=unknown[0])


def _insert(
    actor: Account | None,
    quiz: Quiz,
    handed: Sequence[Handed],
    via: str,
    received_at: datetime,
    standing: str = Attempt.Standing.COUNTED,
) -> list[Attempt]:
    questions = queries.asked_in(EVERYTHING, quiz)
    return Attempt.objects.bulk_create(
        Attempt(
            origin=quiz.origin,
            id=one.id or uuid7(),
            quiz_id=quiz.id,
            resident_id=one.resident_id,
            number=one.number,
            variant=one.variant,
            answers={key: list(answer) for key, answer in one.answers.items() if answer},
            points=sum(marks(questions, one.answers)),
            standing=standing,
            via=via,
            happened_at=one.happened_at,
            received_at=received_at,
            recorded_by=actor,
        )
        for one in handed
    )
