"""Banks, quizzes and attempts: loaded in versions, taken exactly once, kept when they do not count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from tests.encounters.street import ORIGIN, Street
from tests.quizzes.bank import single
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.actions import install_skills
from tungngo.campaigns.queries import skill_codes
from tungngo.intake.actions import take_again, take_ops
from tungngo.intake.models import Receipt
from tungngo.intake.wire import Verdict
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import Handed, QuizPlan
from tungngo.quizzes.models import Attempt, Bank, Quiz
from tungngo.quizzes.rules import gift
from tungngo.quizzes.rules.timing import GRACE
from tungngo.upkeep.actions import merge_people

pytestmark = pytest.mark.django_db
ALL = Reach.everything()
QUESTIONS = [single("a"), single("b", right=1)]
RIGHT = {"a": [0], "b": [1]}


class Class(Street):
    """A street with a bank and a quiz for all of the ward."""

    def __init__(self) -> None:
        super().__init__(doors=2)
        self.bank = actions.load_bank(
            actor=self.admin, area=self.ward, name="Thử", language="vi", questions=QUESTIONS
        )
        self.quiz = self.asked()

    def asked(self, **plan: Any) -> Quiz:
        given = {"title": "Cuối buổi", "closes_at": clock.now() + dt.timedelta(hours=2)} | plan
        version = queries.version_of(ALL, self.bank)
        return actions.plan_quiz(
            actor=self.admin, area=self.ward, version=version, plan=QuizPlan(**given)
        )

    def sent(self, *bodies: dict[str, Any]) -> list[Verdict]:
        """What became of attempts a phone sent in one call."""
        ops = []
        for body in bodies:
            said = {
                "id": str(uuid7()), "quiz": str(self.quiz.id), "answers": RIGHT,
                "at": clock.now().isoformat(),
            }  # fmt: skip
            op = {"op": str(uuid7()), "kind": "quiz.attempt", "origin": ORIGIN, "body": said | body}
            ops.append(msgspec.Raw(msgspec.json.encode(op)))
        return take_ops(
            actor=self.member, device=self.phone, sent_at=clock.now(), waiting=0, ops=ops
        )


@pytest.fixture
def room() -> Class:
    return Class()


def codes(verdicts: list[Verdict]) -> list[str]:
    return [one.code or one.verdict for one in verdicts]


def standings(quiz: Quiz) -> list[tuple[int | None, str, float]]:
    return [(one.number, one.standing, one.points) for one in queries.attempts_at(ALL, quiz)]


def test_a_learner_counts_once_whichever_way_they_are_named(room: Class) -> None:
    person, other = room.people(room.doors[0])[:2]
    attempt = str(uuid7())
    told = room.sent(
        {"id": attempt, "resident": str(person.id)},
        {"id": attempt, "number": 9},
        {"resident": str(person.id)},
        {"number": 7, "answers": {"a": [0]}},
        {"number": 7},
        {},
        {},
        {"resident": str(uuid7())},
        {"number": 8, "answers": {"a": [0, 1]}},
        {"number": 8, "answers": {"z": [0]}},
        {"quiz": str(uuid7())},
    )
    assert codes(told) == [
        "accepted",
        "quiz.attempt_taken",
        "quiz.double",
        "accepted",
        "quiz.double",
        "accepted",
        "accepted",
        "quiz.learner_unknown",
        "quiz.answers_unknown",
        "quiz.answers_unknown",
        "quiz.unknown",
    ]
    assert sorted(points for _n, _s, points in standings(room.quiz)) == [1, 2, 2, 2]
    assert room.sent({"resident": str(other.id)})[0].verdict == "accepted"
    assert Receipt.objects.filter(code="quiz.double", payload__contains="quiz").count() == 2
    assert str(person.id) not in str(list(JournalLine.objects.values_list("details", "subject")))


def test_a_late_attempt_is_told_kept_and_taken_when_the_desk_gives_more_time(room: Class) -> None:
    closes_at = clock.now() - dt.timedelta(hours=1)
    Quiz.objects.filter(id=room.quiz.id).update(closes_at=closes_at)
    in_time, late = closes_at + GRACE, closes_at + GRACE + dt.timedelta(minutes=1)
    told = room.sent(
        {"at": in_time.isoformat(), "number": 1}, {"at": late.isoformat(), "number": 2}
    )
    assert codes(told) == ["accepted", "quiz.late"]
    actions.change_quiz(
        actor=room.admin, quiz=room.quiz, title="Cuối buổi", closes_at=closes_at + 2 * GRACE
    )
    receipt = Receipt.objects.get(code="quiz.late")
    assert take_again(actor=room.admin, receipt=receipt, device=room.phone).verdict == "accepted"
    assert sorted(standings(room.quiz)) == [(1, "counted", 2), (2, "counted", 2)]


def test_a_stranger_is_refused_and_a_class_may_be_of_the_whole_ward(room: Class) -> None:
    far = actions.plan_quiz(
        actor=room.admin,
        area=room.elsewhere,
        version=queries.version_of(ALL, room.bank),
        plan=QuizPlan("Xa", clock.now() + dt.timedelta(hours=1)),
    )
    Quiz.objects.filter(id=far.id).update(origin=ORIGIN)
    assert codes(room.sent({"quiz": str(far.id)}, {})) == ["quiz.out_of_reach", "accepted"]
    with pytest.raises(NotReached):
        queries.quiz_of(Reach.of([room.group7.path]), ORIGIN, room.quiz.id)


def test_learners_own_attempts_are_kept_also_when_they_do_not_count(room: Class) -> None:
    def given(**handed: Any) -> Attempt:
        said = {"answers": RIGHT, "happened_at": clock.now(), "id": uuid7()} | handed
        return actions.give_attempt(actor=None, quiz=room.quiz, handed=Handed(**said))

    first = given(number=3)
    again = given(id=first.id, number=3, answers={})
    assert (again.id, again.points) == (first.id, 2)
    double = given(number=3)
    late = given(number=4, happened_at=room.quiz.closes_at + 2 * GRACE)
    assert standings(room.quiz) == [(3, "counted", 2), (3, "double", 2), (4, "late", 2)]
    actions.count_attempt(actor=room.admin, attempt=late)
    with pytest.raises(Refused) as refused:
        actions.count_attempt(actor=room.admin, attempt=double)
    assert refused.value.code == "quiz.double"
    assert queries.attempt_counts(ALL, [room.quiz]) == {room.quiz.id: 2}


def test_results_and_gain_pair_the_same_learners(room: Class) -> None:
    after = room.asked(purpose="after", before_id=room.quiz.id)
    for quiz, number, answers in [
        (room.quiz, 1, {"a": [0]}), (room.quiz, 2, {}), (room.quiz, 3, RIGHT),
        (after, 1, RIGHT), (after, 2, {"a": [0]}), (after, 4, {}),
    ]:  # fmt: skip
        handed = Handed(answers, clock.now(), number=number)
        actions.type_attempt(actor=room.admin, quiz=quiz, handed=handed)
    found = queries.results_of(ALL, after)
    assert (found.figures.n, found.figures.mean) == (3, 1)
    assert found.gain is not None
    assert (found.gain.n, found.gain.before, found.gain.after) == (2, 0.25, 0.75)
    assert found.gain.normalised == pytest.approx(2 / 3)
    pooled = queries.bank_figures(ALL, after.version)
    assert (pooled["a"].n, pooled["a"].difficulty) == (6, pytest.approx(4 / 6))
    with pytest.raises(Refused) as refused:
        actions.type_attempt(actor=room.admin, quiz=after, handed=Handed({}, clock.now(), number=1))
    assert (refused.value.code, refused.value.place) == ("quiz.double", "number")


def test_a_bank_keeps_its_versions_and_a_quiz_the_one_it_was_made_with(room: Class) -> None:
    renewed = [single("a", right=2), single("c")]
    assert not actions.renew_bank(actor=room.admin, bank=room.bank, questions=QUESTIONS)
    assert actions.renew_bank(actor=room.admin, bank=room.bank, questions=renewed)
    bank = queries.bank_of(Reach.of([room.group7.path]), room.bank.id)
    assert queries.questions_in(ALL, queries.version_of(ALL, bank)) == renewed
    assert queries.asked_in(ALL, queries.quiz_of(ALL, ORIGIN, room.quiz.id)) == QUESTIONS
    with pytest.raises(Refused) as refused:
        actions.renew_bank(actor=room.admin, bank=bank, questions=[single("a"), single("a")])
    assert refused.value.code == "question.key_twice"
    with pytest.raises(NotReached):
        queries.bank_of(Reach.of([room.elsewhere.path]), room.bank.id)


def test_the_shipped_banks_are_sound_alike_in_both_languages_and_said_to_be_examples() -> None:
    actions.install_banks()
    assert actions.install_banks() == 0
    banks = {bank.shipped: bank for bank in Bank.objects.exclude(shipped="")}
    assert sorted(banks) == ["fraud.en", "fraud.vi", "vneid.en", "vneid.vi"]
    texts = {file.name: file.read_text(encoding="utf-8") for file in actions.SHIPPED.iterdir()}
    install_skills()
    skills = skill_codes(ALL)
    for name, text in texts.items():
        reading = gift.read(text, name.split(".")[1], skills)
        assert (reading.faults, reading.notes) == ([], []), name
    for topic in ("vneid", "fraud"):
        shapes = [
            [
                (one.key, one.kind, one.level, [choice.right for choice in one.choices])
                for one in queries.questions_in(ALL, queries.version_of(ALL, bank))
            ]
            for bank in (banks[f"{topic}.vi"], banks[f"{topic}.en"])
        ]
        assert shapes[0] == shapes[1]
    assert all("ví dụ" in one.name or "example" in one.name for one in banks.values())


def test_who_is_listed_twice_counts_once_at_a_quiz(room: Class) -> None:
    kept, double = room.people(room.doors[0])
    assert room.sent({"resident": str(double.id)})[0].verdict == "accepted"
    merge_people(actor=room.admin, kept=kept, double=double)
    assert [one.code for one in room.sent({"resident": str(kept.id)})] == ["quiz.double"]
