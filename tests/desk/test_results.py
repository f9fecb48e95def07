"""Results at the desk: a quiz is put to a session, its answers advise, one press makes a task of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from tests.advice.lesson import Lesson
from tungngo.accounts.models import JournalLine
from tungngo.advice.models import Task
from tungngo.lib import clock
from tungngo.quizzes.models import Quiz
from tungngo.tickets.models import HelpCall

pytestmark = pytest.mark.django_db
AREA = "/desk/areas/00322/"


@pytest.fixture
def room() -> Lesson:
    return Lesson()


@pytest.fixture
def desk(client: Client, room: Lesson) -> Client:
    client.force_login(room.admin)
    client.cookies["django_language"] = "en"
    return client


def test_a_quiz_is_put_to_a_session_before_and_after_it_with_its_trainer(
    desk: Client, room: Lesson
) -> None:
    page = desk.get(f"{AREA}quizzes/new/?gathering={room.lesson.id}").content.decode()
    assert re.search(rf'<option value="{room.lesson.id}" selected>[^<]*Lớp VNeID', page)
    typed = {
        **{"bank": str(room.bank.id), "title": "Bài", "variants": 1, "closes": "21:00"},
        "closes_on": (clock.today() + dt.timedelta(1)).isoformat(),
        "gathering": str(room.lesson.id),
    }
    for purpose, trainer in (("before", ""), ("after", str(room.member.id))):
        answer = desk.post(f"{AREA}quizzes/new/", typed | {"purpose": purpose, "trainer": trainer})
        assert answer.status_code == 302
    before, after = Quiz.objects.filter(title="Bài").order_by("planned_at")
    assert (before.trainer, after.trainer) == (None, room.member)
    assert (after.gathering_id, after.before_id) == (room.lesson.id, before.id)
    there = desk.get(answer.url).content.decode()
    assert room.member.full_name in there
    assert f"/{room.lesson.id}/" in there
    elsewhere = desk.post(
        f"{AREA}quizzes/new/", typed | {"purpose": "after", "gathering": str(after.id)}
    )
    assert elsewhere.status_code == 422  # no session of this area


def test_one_press_makes_a_task_and_one_takes_it_back(desk: Client, room: Lesson) -> None:
    learner = room.people(room.doors[0])[0]
    room.hand(room.after, 1, resident_id=learner.id)
    page = desk.get(f"{AREA}advice/").content.decode()
    assert "Visit Người 1.0 at home: VNeID" in page
    assert "VNeID: 1 of 4 points (after quiz" in page
    [accept] = re.findall(rf'action="({AREA}advice/[^"]+/accept/)"', page)
    after = desk.post(accept, follow=True).content.decode()
    task, call = Task.objects.get(), HelpCall.objects.get()
    assert (task.call_id, call.via, call.household_id) == (call.id, "results", room.doors[0].id)
    looks = JournalLine.objects.filter(verb="advice.seen")
    looks.delete()
    assert "Người 1.0" in desk.get(f"{AREA}advice/").content.decode()  # the task names them still
    assert looks.exists()
    assert "Nothing to advise" in after
    assert f"/help/{call.origin}/{call.id}/" in after or str(call.id) in after
    again = desk.post(accept)
    assert again.status_code == 404
    [back] = set(re.findall(r'action="(/desk/task/[^"]+/back/)"', after))
    page = desk.post(back, follow=True).content.decode()
    assert "Visit Người 1.0 at home: VNeID" in page
    call.refresh_from_db()
    assert (call.is_waiting, Task.objects.count()) == (False, 0)


def test_results_say_what_was_gained_and_how_people_were_matched(
    desk: Client, room: Lesson
) -> None:
    first = room.asked("before", room.lesson)
    after = room.asked("after", room.lesson)
    for number in (1, 2, 3):
        room.hand(first, 1, number=number)
        room.hand(after, 3, number=number)
    page = desk.get(f"{AREA}results/").content.decode()
    assert "3 people" in page
    assert "matched by person" in page
    assert room.member.full_name in page
    assert page.count('<small class="few">') == 3  # by area, by session, by trainer
    assert "75%" in page
    above = desk.get("/desk/areas/01/results/")
    assert above.status_code == 404  # a ward's officer does not read the city's
    questions = desk.get(f"{AREA}questions/").content.decode()
    assert "0 of 4 questions have enough answers; most: 6" in questions
