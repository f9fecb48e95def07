"""Reads about banks, quizzes and attempts. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib import lookups
from tungngo.lib.lookups import Key
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach, commune_path
from tungngo.quizzes.models import Attempt, Bank, BankVersion, Quiz
from tungngo.quizzes.rules.marking import marks
from tungngo.quizzes.rules.questions import Question
from tungngo.quizzes.rules.statistics import (
    Asked,
    Figures,
    Gain,
    ItemFigures,
    figures,
    gain,
    item_figures,
)
from tungngo.territory.named import origins_at, people_named

EVERYTHING = Reach.everything()
COUNTED = Attempt.Standing.COUNTED

# ------------------------------------------------------------------------------------------- banks


def _above(path: str) -> list[str]:
    """The paths at and above one: the nation's first."""
    parts = path.split(".")[:-1]
    return ["".join(f"{part}." for part in parts[:count]) for count in range(len(parts) + 1)]


def banks_at(reach: Reach, path: str) -> QuerySet[Bank]:
    """Banks that may be used at `path`: set there or above, by name. Questions are nobody's secret, but
    banks of other communes are their own affair."""
    if not reach.touches(path):
        return Bank.objects.none()
    return Bank.objects.filter(path__in=_above(path)).order_by("name", "language")


def bank_of(reach: Reach, bank_id: UUID) -> Bank:
    """One bank that may be used somewhere within reach. Raises NotReached `bank.unknown`."""
    above = {upper for path in reach.paths for upper in _above(path)}
    found = Bank.objects.filter(id=bank_id)
    one = found.filter(reach.q() | Q(path__in=above)).first() if reach.paths else None
    if one is None:
        raise NotReached("bank.unknown", _("There is no such bank, or it belongs to another area."))
    return one


def version_of(reach: Reach, bank: Bank, number: int | None = None) -> BankVersion:
    """A version of a bank, the newest unless `number` says which. Raises NotReached `bank.unknown`."""
    wanted = bank.version if number is None else number
    version = bank.versions.filter(number=wanted).first() if reach.paths else None
    if version is None:
        raise NotReached("bank.unknown", _("There is no such version of this bank."))
    return version


def questions_in(reach: Reach, version: BankVersion) -> list[Question]:
    """The questions of a version, in order."""
    return msgspec.convert(version.questions, list[Question]) if reach.paths else []


# ----------------------------------------------------------------------------------------- quizzes


def quizzes_under(reach: Reach, path: str) -> QuerySet[Quiz]:
    """Quizzes at or under `path`, newest first."""
    found = reach.within(path).filter(Quiz.objects.select_related("version__bank"))
    return found.order_by("-planned_at", "-id")


def quiz_of(reach: Reach, origin: str, quiz_id: UUID) -> Quiz:
    """One quiz with its version and bank. Raises NotReached `quiz.unknown`."""
    rows = Quiz.objects.select_related("version__bank").filter(origin=origin, id=quiz_id)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached(
            "quiz.unknown", _("There is no such quiz, or it lies outside your own area.")
        )
    return found


def quizzes_at(reach: Reach, origin: str, gatherings: Iterable[UUID]) -> list[Quiz]:
    """The quizzes of these sessions, oldest first."""
    found = Quiz.objects.filter(origin=origin, gathering_id__in=list(gatherings))
    return list(reach.filter(found).order_by("planned_at", "id"))


def before_session(reach: Reach, origin: str, gathering_id: UUID) -> Quiz | None:
    """The last quiz that was set up before a session."""
    found = quizzes_at(reach, origin, [gathering_id])
    return next((one for one in found[::-1] if one.purpose == Quiz.Purpose.BEFORE), None)


def quiz_by_token(reach: Reach, origin: str, token: str) -> Quiz:
    """The quiz whose public address ends in `token`. Raises NotReached `quiz.unknown`."""
    rows = Quiz.objects.select_related("version__bank").filter(origin=origin, token=token)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached("quiz.unknown", _("There is no such quiz. Check the address."))
    return found


def locked_quizzes(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, Quiz]:
    """Quizzes of a commune by id with their questions, held until the transaction ends: of two attempts
    of one learner the second is told."""
    if not reach.paths:
        return {}
    rows = Quiz.objects.filter(origin=origin, id__in=list(ids)).order_by("id")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(no_key=True)
    found = {quiz.id: quiz for quiz in rows}
    versions = BankVersion.objects.in_bulk({quiz.version_id for quiz in found.values()})
    for quiz in found.values():
        quiz.version = versions[quiz.version_id]
    return found


def asked_in(reach: Reach, quiz: Quiz) -> list[Question]:
    """The questions of a quiz, in the order of the bank."""
    keys = set(quiz.keys)
    return [one for one in questions_in(reach, quiz.version) if one.key in keys]


def attempt_counts(reach: Reach, quizzes: Sequence[Quiz]) -> dict[UUID, int]:
    """Quiz id → how many attempts count."""
    found: dict[UUID, int] = {}
    shown = [quiz for quiz in quizzes if reach.covers(quiz.path)]
    for origin in {quiz.origin for quiz in shown}:
        ids = [quiz.id for quiz in shown if quiz.origin == origin]
        rows = Attempt.objects.filter(origin=origin, quiz_id__in=ids, standing=COUNTED)
        found |= dict(rows.values_list("quiz_id").annotate(count=Count("id")).order_by())
    return found


# ---------------------------------------------------------------------------------------- attempts


def attempts_at(reach: Reach, quiz: Quiz) -> list[Attempt]:
    """Every attempt at a quiz in the order they came, those that do not count too."""
    if not reach.covers(quiz.path):
        return []
    return list(
        Attempt.objects.filter(origin=quiz.origin, quiz_id=quiz.id)
        .select_related("recorded_by")
        .order_by("received_at", "id")
    )


def attempt_of(reach: Reach, origin: str, attempt_id: UUID) -> Attempt:
    """One attempt with its quiz. Raises NotReached `attempt.unknown`."""
    rows = Attempt.objects.select_related("quiz").filter(origin=origin, id=attempt_id)
    found = rows.first()
    if found is None or not reach.covers(found.quiz.path):
        raise NotReached("attempt.unknown", _("There is no such attempt."))
    return found


def own_attempt(reach: Reach, quiz: Quiz, attempt_id: UUID) -> Attempt:
    """What a learner handed in on their own phone, by the id only they know. Raises NotReached
    `attempt.unknown`."""
    found = attempt_of(reach, quiz.origin, attempt_id)
    if found.quiz_id != quiz.id or found.via != Attempt.Via.OWN:
        raise NotReached("attempt.unknown", _("There is no such attempt."))
    return found


def attempts_of_residents(reach: Reach, ids: Iterable[UUID]) -> list[Attempt]:
    """Attempts of people whom the caller reaches, with their quizzes, oldest first; also at quizzes of
    all of the commune, under whichever origin those were set up."""
    if not reach.paths:
        return []
    rows = Attempt.objects.select_related("quiz").filter(resident_id__in=list(ids))
    return list(rows.order_by("happened_at", "id"))


def handed_in_at(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Attempt → when it was finished, for those of `ids` that exist."""
    wanted = list(ids)
    if not wanted or not reach.paths:
        return {}
    found = Attempt.objects.filter(origin=origin, id__in=wanted)
    return dict(found.values_list("id", "happened_at"))


class Achieved(NamedTuple):
    """What somebody on the list got at a quiz that counts, attempt and resident by key; `bank` is the shipped
    bank's code without its language, else the bank's name."""

    attempt: Key
    resident: Key
    happened_at: datetime
    bank: str
    points: float
    most: int


def achieved_by(
    reach: Reach, origins: Iterable[str], residents: Collection[UUID] | None = None
) -> list[Achieved]:
    """What people whom the caller reaches got, oldest first: `residents`, at whichever quiz; or all who
    are named at quizzes of `origins`. Two queries."""
    if not reach.paths:
        return []
    found = Attempt.objects.filter(resident_id__isnull=False, standing=COUNTED)
    if residents is None:
        found = found.filter(origin__in=list(origins))
    else:
        found = found.filter(resident_id__in=list(residents))
    columns = ("origin", "id", "resident_id", "happened_at", "points", "quiz_id")
    rows = lookups.every(found.order_by("happened_at", "id").values_list(*columns))
    quizzes = Quiz.objects.filter(origin__in={origin for origin, *_said in rows}).values_list(
        "id", "keys", "version__bank__shipped", "version__bank__name"
    )
    asked = {
        id_: (shipped.partition(".")[0] or name, len(keys))
        for id_, keys, shipped, name in (lookups.every(quizzes) if rows else ())
    }
    return [
        Achieved(id_, who, at, asked[at_quiz][0], points, asked[at_quiz][1])
        for _origin, id_, who, at, points, at_quiz in rows
    ]


def bank_names(reach: Reach) -> set[str]:
    """What banks are called in `Achieved`: codes of shipped ones, names of all others."""
    if not reach.paths:
        return set()
    rows = Bank.objects.values_list("shipped", "name")
    return {shipped.partition(".")[0] or name for shipped, name in rows}


def counted_learners(reach: Reach, quizzes: Iterable[Quiz]) -> set[tuple[UUID, Any]]:
    """(quiz, resident id or number) of every attempt that counts; of a double also who stands for it."""
    if not reach.paths:
        return set()
    by_id = {quiz.id: quiz for quiz in quizzes}
    said = []
    for origin in {quiz.origin for quiz in by_id.values()}:
        ids = [quiz.id for quiz in by_id.values() if quiz.origin == origin]
        rows = Attempt.objects.filter(origin=origin, quiz_id__in=ids, standing=COUNTED)
        for id_, who, number in rows.values_list("quiz_id", "resident_id", "number"):
            said.append((by_id[id_], who, number))
    stands = learners_of(EVERYTHING, [(quiz, who) for quiz, who, _number in said])
    return {
        (quiz.id, learner)
        for quiz, who, number in said
        for learner in (who, stands.get(who) if who else None, number)
        if learner is not None
    }


def learners_of(reach: Reach, named: Iterable[tuple[Quiz, UUID | None]]) -> dict[UUID, UUID]:
    """Resident whom an attempt at a quiz names → who stands for them today. Who may read the answers may
    know that two entries are one person."""
    by_place: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for quiz, who in named:
        if who and reach.touches(quiz.path):
            by_place[quiz.origin, commune_path(quiz.path)].add(who)
    return {
        who: found.id
        for (origin, commune), ids in by_place.items()
        for who, found in people_named(EVERYTHING, origin, commune, ids).items()
    }


def attempts_named(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are attempts already."""
    if not reach.paths:
        return set()
    found = Attempt.objects.filter(origin=origin, id__in=list(ids))
    return set(found.values_list("id", flat=True))


def attempts_counting(reach: Reach, origins: Iterable[str], ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are attempts at quizzes of `origins` and count."""
    wanted = list(ids)
    if not wanted or not reach.paths:
        return set()
    found = Attempt.objects.filter(origin__in=list(origins), id__in=wanted, standing=COUNTED)
    return set(found.values_list("id", flat=True))


# ----------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a quiz. `gain` is None without a quiz before it."""

    questions: list[Question]
    attempts: list[Attempt]
    figures: Figures
    gain: Gain | None


def results_of(reach: Reach, quiz: Quiz) -> Results:
    """The results of a quiz, marked anew from the answers."""
    questions, attempts = asked_in(reach, quiz), attempts_at(reach, quiz)
    by_learner = _counted(reach, quiz, attempts)
    counted = [one for _learner, one in by_learner]
    scores = [marks(questions, one.answers) for one in counted]
    chosen = [[one.answers.get(question.key, ()) for question in questions] for one in counted]
    return Results(
        questions, attempts, figures(questions, scores, chosen), _gain(reach, quiz, by_learner)
    )


Learner = UUID | int | None


def _counted(
    reach: Reach, quiz: Quiz, attempts: Iterable[Attempt]
) -> list[tuple[Learner, Attempt]]:
    """The attempts that count, each with its learner: residents by who stands for them, others by the
    number on their slip. Of somebody who was listed twice and answered as both the first counts."""
    counting = [one for one in attempts if one.standing == COUNTED]
    stands = learners_of(reach, [(quiz, one.resident_id) for one in counting])
    found: list[tuple[Learner, Attempt]] = []
    seen: set[Learner] = set()
    for one in counting:
        who = stands.get(one.resident_id, one.resident_id) if one.resident_id else None
        learner = who or one.number
        if learner is None or learner not in seen:
            seen.add(learner)
            found.append((learner, one))
    return found


def _before(reach: Reach, quiz: Quiz) -> Quiz | None:
    """The quiz it is compared with, where there is one within reach; perhaps of another origin of the
    commune."""
    if quiz.before_id is None:
        return None
    found = reach.filter(Quiz.objects.filter(origin=quiz.origin, id=quiz.before_id)).first()
    if found is None:
        origins = origins_at(EVERYTHING, quiz.path)
        found = reach.filter(Quiz.objects.filter(origin__in=origins, id=quiz.before_id)).first()
    return found


def _gain(reach: Reach, quiz: Quiz, after: Sequence[tuple[Learner, Attempt]]) -> Gain | None:
    """Against the quiz before, each learner's own."""
    before = _before(reach, quiz)
    if before is None:
        return None
    first = {
        learner: one.points / len(before.keys)
        for learner, one in _counted(reach, before, attempts_at(reach, before))
        if learner is not None
    }
    return gain(
        [
            (first[learner], one.points / len(quiz.keys))
            for learner, one in after
            if learner in first
        ]
    )


def bank_figures(reach: Reach, version: BankVersion) -> dict[str, ItemFigures]:
    """Key → how a question of a version fared in every quiz within reach that asked it in these words."""
    questions = {one.key: one for one in questions_in(reach, version)}
    rows = Quiz.objects.filter(version__bank_id=version.bank_id).select_related("version")
    asked: dict[str, Asked] = defaultdict(Asked)
    for quiz in reach.filter(rows):
        mine = asked_in(reach, quiz)
        same = [
            (place, one) for place, one in enumerate(mine) if questions.get(one.key) == one
        ]  # fmt: skip
        for _learner, attempt in _counted(reach, quiz, attempts_at(reach, quiz)) if same else ():
            credits = marks(mine, attempt.answers)
            for place, one in same:
                asked[one.key].add(place, credits, attempt.answers.get(one.key, ()))
    return {key: item_figures(questions[key], found) for key, found in asked.items()}
