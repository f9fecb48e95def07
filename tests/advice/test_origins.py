"""A ward made of two communes: people keep the origin they were listed under, and whatever a session, a
quiz or a task says of them is found all the same; of somebody listed twice once. By chance, beside a model of
a few lines that knows neither origins nor pointers."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from uuid import UUID

import pytest

from tests.advice.lesson import ALL, RIGHT, WRONG, Lesson
from tungngo.advice import queries as advice
from tungngo.advice.actions import accept_advice, settle_tasks
from tungngo.advice.results import results_of as results_at
from tungngo.certificates.reading import learners_under
from tungngo.certificates.rules.packs import Audience, Item, Rule
from tungngo.certificates.rules.packs import Kind as Proof
from tungngo.criteria.rules.packs import Words
from tungngo.desk.dossier import attempts_of_residents
from tungngo.encounters.gathered import came_to
from tungngo.encounters.spread import spread_of
from tungngo.encounters.teaching import links_taught, people_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.privacy.actions import DemandEntry, erase_person, record_demand
from tungngo.quizzes.actions import count_attempt
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.queries import results_of
from tungngo.teams.models import Team
from tungngo.territory.models import Household, Resident
from tungngo.tickets.models import HelpCall
from tungngo.upkeep.actions import merge_people, undo_doubling

pytestmark = pytest.mark.django_db
OTHER = "00082"
SEEDS = range(4)


class Ward(Lesson):
    """Group 8 came to the ward with a commune that was merged into it."""

    def __init__(self) -> None:
        super().__init__(doors=3)
        Team.objects.filter(id=self.team.id).update(area=self.ward, path=self.ward.path)
        self.theirs = [self.door(self.group8, n, origin=OTHER) for n in range(1, 4)]
        self.before = self.asked("before", self.lesson)
        Quiz.objects.filter(id=self.after.id).update(before_id=self.before.id)
        self.after.refresh_from_db()
        self.all = [one for door in self.doors + self.theirs for one in self.people(door)]

    def attempt(self, quiz: Quiz, right: int, who: Resident | None = None, **more: Any) -> Any:
        """As a phone says it: under the origin of the quiz, whoever answers."""
        answers = {key: RIGHT if n < right else WRONG for n, key in enumerate("abcd")}
        body = {"id": str(uuid7()), "quiz": str(quiz.id), "answers": answers}
        body |= {"at": clock.now().isoformat(), "resident": str(who.id) if who else None} | more
        return self.op(body, kind="quiz.attempt", origin=quiz.origin)

    def check_in(self, who: Resident) -> Any:
        door = Household.objects.get(origin=who.origin, id=who.household_id)
        said = {"place": "class", "gathering": str(self.lesson.id)}
        body = self.encounter(door, outcomes=[[str(who.id), "vneid", 0]], **said)
        return self.op(body, origin=who.origin)

    def sent(self, *ops: Any) -> list[str]:
        return [one.code or one.verdict for one in self.push(*ops)]


@pytest.mark.parametrize("seed", SEEDS)
def test_sessions_and_gains_count_people_of_every_origin_once(seed: int) -> None:
    """Some come, some answer before and after; then some turn out to be listed twice; then not after all."""
    chance, ward = random.Random(seed), Ward()
    came = {one.id for one in ward.all if chance.random() < 0.6}
    scores: dict[Quiz, dict[UUID, int]] = {ward.before: {}, ward.after: {}}
    ops = [ward.check_in(one) for one in ward.all if one.id in came]
    for quiz, of in scores.items():
        for one in chance.sample(ward.all, 9):
            of[one.id] = chance.randrange(5)
            ops.append(ward.attempt(quiz, of[one.id], one))
    assert {said for op in ops for said in ward.sent(op)} == {"accepted"}

    def agrees(stands: dict[UUID, UUID]) -> None:
        def who(id_: UUID) -> UUID:
            return stands.get(id_, id_)

        found = came_to(ALL, ward.lesson.origin, ward.lesson.id, ward.lesson.path)
        assert {one.resident_id for one in found} == {who(id_) for id_ in came}
        once: list[dict[UUID, int]] = []
        for of in scores.values():
            first: dict[UUID, int] = {}
            for id_, right in of.items():  # in the order in which they came
                first.setdefault(who(id_), right)
            once.append(first)
        both = [(once[0][id_] / 4, once[1][id_] / 4) for id_ in once[1] if id_ in once[0]]
        assert both
        mean = [sum(side) / len(both) for side in zip(*both, strict=True)]
        own = results_of(ALL, ward.after)
        assert (own.figures.n, own.gain and own.gain.n) == (len(once[1]), len(both))
        assert own.gain
        assert [own.gain.before, own.gain.after] == pytest.approx(mean)
        board = results_at(
            ALL, ward.ward, [ward.group7, ward.group8], clock.now() - dt.timedelta(1)
        )
        assert board.whole
        if board.whole.people:  # matched by person, where half of the class can be
            assert board.whole.people == len(both)
            assert [board.whole.before, board.whole.after] == pytest.approx(mean)
        cells = [row.cells[0].answered for row in board.rows]
        assert sum(cells) == board.total[0].answered == len(once[1])
        assert cells[1] == sum(
            Resident.objects.filter(id=id_, origin=OTHER).exists() for id_ in once[1]
        )

    agrees({})
    doors = [[one for one in ward.all if one.household_id == door.id] for door in ward.doors]
    doors += [[one for one in ward.all if one.household_id == door.id] for door in ward.theirs]
    pairs = chance.sample(doors, 3)
    merged = [merge_people(actor=ward.admin, kept=kept, double=double) for kept, double in pairs]
    agrees({double.id: kept.id for kept, double in pairs})
    for one in merged:
        undo_doubling(actor=ward.admin, doubling=one)
    agrees({})


def test_a_stranger_is_still_unknown_and_a_learner_counts_once() -> None:
    ward = Ward()
    learner, relative = ward.people(ward.theirs[0])
    stranger = ward.people(ward.far_door)[0]
    assert ward.sent(
        ward.attempt(ward.after, 1, learner),
        ward.attempt(ward.after, 4, learner),
        ward.attempt(ward.after, 2, stranger),
    ) == ["accepted", "quiz.double", "quiz.learner_unknown"]
    late = ward.attempt(ward.after, 3, relative)
    Quiz.objects.filter(id=ward.after.id).update(closes_at=clock.now() - dt.timedelta(days=1))
    assert ward.sent(late) == ["quiz.late"]
    # The late answers are taken by hand; meanwhile their owner turns out to be the learner once more.
    ward.hand(ward.after, 3, resident_id=relative.id)
    kept = Attempt.objects.get(resident_id=relative.id)
    Attempt.objects.filter(id=kept.id).update(standing=Attempt.Standing.LATE)
    kept.refresh_from_db()
    merge_people(actor=ward.admin, kept=learner, double=relative)
    with pytest.raises(Refused) as refused:
        count_attempt(actor=ward.admin, attempt=kept)
    assert refused.value.code == "quiz.double"


def test_certificates_tasks_and_erasing_know_what_was_said_under_another_origin() -> None:
    ward = Ward()
    weak, able = ward.people(ward.theirs[0])
    assert set(ward.sent(ward.attempt(ward.after, 0, weak), ward.attempt(ward.after, 4, able))) == {
        "accepted"
    }
    words = Words("VNeID", "VNeID")
    asked = Item("quiz", words, words, Proof.QUIZ, "", banks=("VNeID",))
    rule = Rule("one", Audience.RESIDENTS, words, words, (asked,))
    proofs = {
        (one.person.id, proof.ref)
        for one in learners_under(ALL, ward.group8.path, rule)
        for proof in one.evidence
        if proof.kind is Proof.QUIZ
    }
    ids = {str(one.id) for one in Attempt.objects.filter(resident_id=able.id)}
    assert {ref for who, ref in proofs if who == able.id} == ids
    [one] = [one for one in ward.advised.advice if one.resident == weak.id]
    task = accept_advice(actor=ward.admin, advice=one)
    call = HelpCall.objects.get(id=task.call_id)
    assert (task.origin, call.origin, call.path) == ("00322", OTHER, ward.group8.path)
    assert not [one for one in ward.advised.advice if one.resident == weak.id]
    again = ward.asked("after", None, closes_at=clock.now() + dt.timedelta(hours=3))
    assert ward.sent(ward.attempt(again, 4, weak)) == ["accepted"]
    assert settle_tasks(actor=None, reach=ALL) == 1
    call.refresh_from_db()
    assert (call.state, call.closed_why) == ("dropped", "not_needed")
    assert len(attempts_of_residents(ALL, [weak.id])) == 2
    entry = DemandEntry("erase", "person", weak.full_name, "CCCD", clock.today())
    demand = record_demand(actor=ward.admin, area=ward.ward, resident=weak, entry=entry)
    erased = erase_person(actor=ward.admin, person=weak, demand=demand)
    assert erased.counts["tasks"] == 1
    assert advice.tasks_naming(ALL, [weak.id]) == []


def test_a_neighbour_of_another_origin_is_said_to_have_taught() -> None:
    """And their line goes on where they themselves were taught; of two who are said to have taught somebody
    one skill in one meeting the later holds."""
    ward = Ward()
    here, there = ward.doors[0], ward.theirs[0]
    (learner, second), (neighbour, relative) = ward.people(here), ward.people(there)

    def taught(door: Household, learner: Resident, *teachers: Resident) -> Any:
        said = [[str(learner.id), "vneid", "resident", str(one.id)] for one in teachers]
        body = ward.encounter(door, outcomes=[[str(learner.id), "vneid", 2]], taught=said)
        return ward.op(body, origin=door.origin)

    assert (
        ward.sent(
            taught(here, learner, second, neighbour),
            taught(there, neighbour, learner),
            taught(there, relative, neighbour),
        )
        == ["accepted"] * 3
    )
    links = links_taught(ALL, ward.ward.path)
    edges = {((one.taught_from, one.teacher), (one.origin, one.learner)) for one in links}
    theirs, mine = (OTHER, neighbour.id), ("00322", learner.id)
    assert edges == {(theirs, mine), (mine, theirs), (theirs, (OTHER, relative.id))}
    assert spread_of(edges).rings == 2
    assert people_of(ALL, links).keys() == {mine, theirs, (OTHER, relative.id)}
