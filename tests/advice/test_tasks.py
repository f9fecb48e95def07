"""Advice becomes a task at the right team, is carried by what is there, and closes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from tests.advice.lesson import ALL, Lesson
from tests.encounters.street import ORIGIN
from tungngo import jobs
from tungngo.accounts import journal
from tungngo.accounts.models import JournalLine
from tungngo.advice import actions, queries
from tungngo.advice.actions import settling
from tungngo.advice.models import Task
from tungngo.advice.results import Results, _apart, results_of
from tungngo.advice.rules.advising import Advice, Kind, Near
from tungngo.advice.rules.gains import Gained
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points.models import Duty, Gathering
from tungngo.privacy.mentions import mentions
from tungngo.quizzes.models import Attempt
from tungngo.teams.queries import reach_of
from tungngo.territory.models import Household
from tungngo.territory.queries import children_of
from tungngo.tickets import actions as tickets
from tungngo.tickets.models import ClosedWhy, HelpCall
from tungngo.tickets.queries import calls_named, help_for
from tungngo.upkeep.actions import merge_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Iterator[Lesson]:
    before = list(journal._listeners)
    jobs.listen()
    yield Lesson()
    journal._listeners[:] = before


def on_phone(room: Lesson) -> list[tuple[object, str, str]]:
    """What the phone of the team has of calls: whose door, for whom, and the words."""
    sent = help_for(reach_of(room.member), room.member)
    return [(one["household"], one["name"], one["what"]["words"]) for one in sent]


def accepted(room: Lesson) -> tuple[Advice, Task]:
    [advice] = room.advised.advice
    return advice, actions.accept_advice(actor=room.admin, advice=advice)


def planned_by(task: Task) -> Gathering:
    assert task.planned_id
    return Gathering.objects.get(id=task.planned_id)


def test_a_visit_stands_on_the_phone_of_the_team_and_is_done_when_somebody_was_met(
    room: Lesson,
) -> None:
    door = room.doors[0]
    learner = room.people(door)[0]
    room.hand(room.after, 1, resident_id=learner.id)
    advice, task = accepted(room)
    assert (advice.kind, task.path, on_phone(room)) == (
        Kind.VISIT,
        door.path,
        [(door.id, "Người 1.0", on_phone(room)[0][2])],
    )
    [sent] = help_for(reach_of(room.member), room.member)
    assert (sent["advised"], sent["what"]["skills"]) == (True, ["vneid"])
    assert "VNeID 1/4" in sent["what"]["words"]  # in Vietnamese, whoever pressed
    assert room.advised.advice == []  # worked out again, nothing doubles
    with pytest.raises(Refused) as twice:
        actions.accept_advice(actor=room.admin, advice=advice)
    assert (twice.value.code, HelpCall.objects.count()) == ("advice.decided", 1)

    actions.take_task_back(actor=room.admin, task=task)
    assert (on_phone(room), room.advised.advice) == ([], [advice])
    _again, task = accepted(room)
    room.push(room.op(room.encounter(door, at=clock.now().isoformat())))
    jobs.count_anew()
    task.refresh_from_db()
    assert (task.state, task.closed_why, on_phone(room)) == ("done", "visited", [])
    assert room.advised.advice == []
    with pytest.raises(Refused) as late:
        actions.take_task_back(actor=room.admin, task=task)
    assert late.value.code == "task.closed"


def test_a_neighbour_who_teaches_is_named_to_the_team_and_goes_when_erased(room: Lesson) -> None:
    learner, neighbour = room.people(room.doors[0])[0], room.people(room.doors[1])[1]
    Household.objects.filter(origin=ORIGIN).update(lane_key="ngo-281")
    seen = room.encounter(room.doors[1], outcomes=[[str(neighbour.id), "vneid", 4]])
    room.push(room.op(seen))
    room.hand(room.after, 0, resident_id=learner.id)
    advice, task = accepted(room)
    assert (advice.kind, advice.teacher, advice.near) == (Kind.PAIR, neighbour.id, Near.LANE)
    [(at, name, words)] = on_phone(room)
    assert (at, name) == (room.doors[0].id, learner.full_name)
    assert neighbour.full_name in words
    assert "VNeID 0" in words
    assert queries.tasks_naming(ALL, [neighbour.id]) == [task]

    speaks = mentions([neighbour.id], [neighbour.full_name], [])
    count = actions.erase_tasks(actor=room.admin, people=[neighbour.id], mentions=speaks)
    call = HelpCall.objects.get()
    assert (count, Task.objects.count(), call.words, call.is_waiting) == (1, 0, "", False)


def worked(task: Task) -> tuple[str, str, int]:
    """The worker's round over what was written down; what became of the task, and how often it was closed."""
    ready = DBTaskResult.objects.ready()
    for one in list(ready):
        one.task.call(*one.args_kwargs["args"], **one.args_kwargs["kwargs"])
        one.delete()
    task.refresh_from_db()
    closed = JournalLine.objects.filter(verb="task.closed", subject=str(task.id)).count()
    return task.state, task.closed_why, closed


def test_a_later_quiz_that_shows_it_is_known_closes_task_and_call(room: Lesson) -> None:
    """When it comes in, also from a phone that had no network when it was decided."""
    learner = room.people(room.doors[0])[0]
    again = room.asked("other", None)
    room.hand(room.after, 1, at=clock.now() - dt.timedelta(hours=3), resident_id=learner.id)
    assert not DBTaskResult.objects.ready().exists()  # no task is open there: nothing to look for
    _advice, task = accepted(room)
    room.hand(room.asked("other", None), 2, resident_id=learner.id)
    assert worked(task) == ("open", "", 0)
    room.hand(again, 4, at=clock.now() - dt.timedelta(hours=2), resident_id=learner.id)
    assert worked(task) == ("done", "learnt", 1)
    assert on_phone(room) == []
    assert actions.settle_tasks(actor=None, reach=ALL) == 0
    assert actions.forget_tasks(actor=None, before=clock.now() - dt.timedelta(days=1)) == 0
    assert actions.forget_tasks(actor=None, before=clock.now() + dt.timedelta(1)) == 1


def test_what_comes_in_while_a_look_is_due_is_looked_at_once(room: Lesson) -> None:
    learner = room.people(room.doors[0])[0]
    room.hand(room.after, 1, resident_id=learner.id)
    accepted(room)

    def hand_in() -> int:
        """One more quiz is answered; how many looks are due then."""
        room.hand(room.asked("other", None), 2, resident_id=learner.id)
        return DBTaskResult.objects.ready().count()

    assert [hand_in() for _n in range(3)] == [1, 1, 1]
    [due] = DBTaskResult.objects.ready()
    due.claim("worker")
    assert [hand_in(), hand_in()] == [1, 1], "one that was begun may not see what comes now"


def test_a_visit_nobody_knew_of_yet_closes_what_was_decided_meanwhile(room: Lesson) -> None:
    door, days = room.doors[0], dt.timedelta(days=1)
    learner = room.people(door)[0]
    room.hand(room.after, 1, at=clock.now() - 3 * days, resident_id=learner.id)
    _advice, task = accepted(room)
    at_the_lesson = room.op(room.encounter(door, at=(clock.now() - 3 * days).isoformat()))
    room.push(at_the_lesson)
    jobs.count_anew()
    assert worked(task) == ("open", "", 0)
    late = room.op(room.encounter(door, at=(clock.now() - days).isoformat()))
    for _sent_twice in range(2):
        room.push(late)
        jobs.count_anew()
    assert worked(task) == ("done", "visited", 1)
    call = HelpCall.objects.get()
    assert (call.state, call.closed_why) == ("done", "met")

    # Opened again, it waits for somebody to come from now on.
    tickets.reopen_help(actor=room.admin, call=call)
    Task.objects.update(state="open", closed_why="", closed_at=None)
    assert actions.settle_tasks(actor=None, reach=ALL) == 0


def test_what_the_team_says_of_a_call_closes_its_task_at_once(room: Lesson) -> None:
    room.hand(room.after, 1, resident_id=room.people(room.doors[0])[0].id)
    _advice, task = accepted(room)
    call = HelpCall.objects.get()
    tickets.close_help(actor=room.admin, call=call, why=ClosedWhy.NOT_NEEDED)
    assert worked(task) == ("dismissed", "dropped", 1)


def test_a_lesson_is_planned_again_and_done_when_somebody_came(room: Lesson) -> None:
    for number in range(1, 6):
        room.hand(room.after, 1 if number < 4 else 4, number=number)
    advice, task = accepted(room)
    assert (advice.kind, advice.points) == (Kind.REPEAT, {"vneid": (3, 5)})
    planned = planned_by(task)
    assert (planned.starts_at - room.lesson.starts_at).days == 7
    assert (planned.published_at, planned.topics) == (None, ["vneid"])
    assert Duty.objects.get(gathering_id=planned.id).account_id == room.member.id

    actions.take_task_back(actor=room.admin, task=task)
    planned.refresh_from_db()
    assert planned.state == Gathering.State.UNDONE
    _again, task = accepted(room)
    first = room.asked("before", planned_by(task))
    room.hand(first, 2, number=1)
    assert worked(task) == ("open", "", 0)  # answered days before it
    at = clock.now() - dt.timedelta(hours=3)
    again = Gathering.objects.filter(id=planned_by(task).id)
    again.update(starts_at=at, ends_at=at + dt.timedelta(hours=1))
    Attempt.objects.filter(quiz_id=first.id).delete()
    assert (
        actions.settle_tasks(actor=None, reach=ALL) == 0
    )  # over, but nobody is known to have come
    room.hand(room.asked("other", planned_by(task)), 4, number=1)
    assert worked(task) == ("done", "held", 1)


def test_a_check_in_from_another_group_closes_the_lesson_that_was_repeated(room: Lesson) -> None:
    for number in range(1, 6):
        room.hand(room.after, 1, number=number)
    _advice, task = accepted(room)
    at = clock.now() - dt.timedelta(hours=1)
    Gathering.objects.filter(id=planned_by(task).id).update(starts_at=at, published_at=at)
    Task.objects.update(path=f"{room.ward.path}99.")  # held in another group than they live in
    came = room.encounter(
        room.doors[1],
        outcomes=[[str(room.people(room.doors[1])[0].id), "vneid", 2]],
        place="class",
        gathering=str(task.planned_id),
    )
    room.push(room.op(came))
    jobs.count_anew()
    assert worked(task) == ("done", "held", 1)


def test_what_is_turned_down_does_not_come_again(room: Lesson) -> None:
    room.hand(room.after, 1, resident_id=room.people(room.doors[0])[0].id)
    [advice] = room.advised.advice
    task = actions.dismiss_advice(actor=room.admin, advice=advice)
    assert (task.state, room.advised.advice, HelpCall.objects.count()) == ("dismissed", [], 0)
    actions.take_task_back(actor=room.admin, task=task)
    assert room.advised.advice == [advice]


def test_gains_by_session_trainer_and_segment_as_done_by_hand(room: Lesson) -> None:
    """Lesson one (trainer: the member): Người 1.0, 76 years old, 1/4 → 3/4, Người 1.1 2/4 → 4/4.
    Lesson two (trainer: the admin, said on the quiz): unmatched slips 1/4, 1/4 → 2/4, 3/4.

    Member: 0.375 → 0.875, gain 0.5/0.625 = 0.8. Admin: 0.25 → 0.625, gain 0.375/0.75 = 0.5.
    Elderly: 0.25 → 0.75, gain 2/3. All four: 0.3125 → 0.75, gain 0.4375/0.6875 = 0.636…
    """
    old, young = room.people(room.doors[0])
    first = room.asked("before", room.lesson)
    after = room.asked("after", room.lesson)
    assert after.before_id == first.id  # of the same lesson, without being told
    for person, before, then in ((old, 1, 3), (young, 2, 4)):
        room.hand(first, before, resident_id=person.id)
        room.hand(after, then, resident_id=person.id)
    second = room.planned(clock.today() - dt.timedelta(2))
    start = room.asked("before", second)
    end = room.asked("after", second, trainer=room.admin)
    for number, before, then in ((1, 1, 2), (2, 1, 3)):
        room.hand(start, before, number=number)
        room.hand(end, then, number=number + 10)

    found = results_of(
        ALL, room.ward, list(children_of(ALL, room.ward)), clock.now() - dt.timedelta(1)
    )
    assert found.whole is not None
    assert (found.whole.people, found.whole.by_class) == (2, 2)
    shares: dict[Any, Gained] = {
        **{one.full_name: sums for one, sums in found.trainers},
        **{one.quiz.id: one.gained for one in found.classes},
        **found.segments,
        **{one.code: sums for one, sums in found.areas},
        "whole": found.whole,
    }
    told = {
        key: (one.n, one.before, one.after, round(one.normalised or 0, 3))
        for key, one in shares.items()
    }
    taught, said = (2, 0.375, 0.875, 0.8), (2, 0.25, 0.625, 0.5)
    whole = (4, 0.3125, 0.75, 0.636)
    assert told == {
        room.member.full_name: taught,
        after.id: taught,
        room.admin.full_name: said,
        end.id: said,
        "elderly": (1, 0.25, 0.75, 0.667),
        "adult": taught,
        room.group7.code: whole,
        "whole": whole,
    }
    [cell] = found.total  # after teaching: 3 + 4 + 2 + 3 of 16
    assert (cell.answered, cell.share, cell.is_weak) == (4, 0.75, False)
    above = results_of(ALL, room.city, [room.ward], clock.now() - dt.timedelta(1))
    assert (above.segments, above.classes, above.trainers, above.kept_back) == ({}, [], [], 2)
    assert [sums.n for _area, sums in above.areas] == [4]


def test_above_the_ward_one_person_asked_three_times_is_one_person(room: Lesson) -> None:
    person = room.people(room.doors[0])[0]
    for _n in range(3):
        first, after = room.asked("before", room.lesson), room.asked("after", room.lesson)
        room.hand(first, 1, resident_id=person.id)
        room.hand(after, 3, resident_id=person.id)
    city = room.ward.parent
    assert city is not None

    def found() -> Results:
        return results_of(ALL, city, [room.ward], clock.now() - dt.timedelta(1))

    assert found().segments == {}
    assert {cell.answered for row in found().rows for cell in row.cells} == {0}
    assert {cell.answered for cell in found().total} == {0}
    assert found().kept_back > 0
    for number in range(3):  # slips, at a quiz of the group: three more people there
        room.hand(after, 2, number=number + 1)
    for cell in (found().rows[0].cells[0], found().total[0]):
        assert (cell.answered, cell.people, cell.is_weak) == (6, 4, False)
    # One person, three classes: matched they are one still, and kept in their ward.
    assert (found().whole, found().areas) == (None, [])
    assert [_apart(counts, at_home=False) for counts in ([9, 2], [9, 2, 1], [9, 0])] == [2, 0, 0]
    at_home = results_of(ALL, room.ward, [], clock.now() - dt.timedelta(1))
    elderly = at_home.segments["elderly"]
    assert (elderly.n, elderly.times, at_home.total[0].answered) == (1, 3, 6)
    assert at_home.whole is not None
    assert (at_home.whole.n, at_home.whole.times) == (1, 3)


def test_who_is_listed_twice_has_learnt_all_that_tasks_of_either_ask_for(room: Lesson) -> None:
    kept, double = room.people(room.doors[0])
    for person in (kept, double):
        room.hand(room.after, 1, resident_id=person.id)
    for advice in room.advised.advice:
        actions.accept_advice(actor=room.admin, advice=advice)
    Task.objects.update(decided_at=clock.now() - dt.timedelta(hours=1))
    merge_people(actor=room.admin, kept=kept, double=double)
    room.hand(room.asked("other", None), 4, resident_id=kept.id)
    assert actions.settle_tasks(actor=None, reach=ALL) == 2
    assert set(Task.objects.values_list("closed_why", flat=True)) == {"learnt"}


def test_what_the_team_closes_at_this_moment_does_not_stop_the_others(
    room: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = room.people(room.doors[0])[0]
    room.hand(room.after, 1, resident_id=learner.id)
    accepted(room)
    Task.objects.update(decided_at=clock.now() - dt.timedelta(hours=1))
    room.hand(room.asked("other", None), 4, resident_id=learner.id)
    seen = calls_named(ALL, ORIGIN, [HelpCall.objects.get().id])
    HelpCall.objects.update(state="done")
    monkeypatch.setattr(settling, "carrying", lambda *_asked: seen)  # read a moment before
    assert actions.settle_tasks(actor=None, reach=ALL) == 1
