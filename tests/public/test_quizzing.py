"""A quiz on a learner's own phone: no account, no script, each form one attempt, nothing lost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from tests.encounters.street import Street
from tests.quizzes.bank import quiz_in, single
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.quizzes import queries
from tungngo.quizzes.models import Attempt, Bank, Quiz
from tungngo.quizzes.rules.questions import Choice, Kind, Question

pytestmark = pytest.mark.django_db
STEPS = Question("steps", Kind.ORDERING, "Thứ tự?", (Choice("Một"), Choice("Hai"), Choice("Ba")))
RIGHT = {"a": "0", "steps-0": "1", "steps-1": "2", "steps-2": "3"}


@pytest.fixture
def quiz() -> Quiz:
    return quiz_in(Street(doors=1).ward, single("a"), STEPS)


def opened(client: Client, quiz: Quiz) -> tuple[str, str]:
    """The address, and the id the page made."""
    client.cookies["django_language"] = "en"
    url = f"/q/{quiz.origin}/{quiz.token}/"
    page = client.get(url).content.decode()
    assert "Question a?" in page
    found = re.search(r'name="attempt" value="([0-9a-f-]+)"', page)
    assert found
    return url, found[1]


def test_a_form_sent_twice_is_one_attempt_and_says_the_points(client: Client, quiz: Quiz) -> None:
    url, attempt = opened(client, quiz)
    for _again in range(2):
        answer = client.post(url, RIGHT | {"attempt": attempt, "slip": "12"})
        assert answer.url == f"{url}{attempt}/"
    assert "<strong>2 of 2</strong> points" in client.get(answer.url).content.decode()
    other = opened(client, quiz)[1]
    second = client.post(url, {"attempt": other, "slip": "12"})
    assert "those count" in client.get(second.url).content.decode()
    kept = queries.attempts_at(Reach.everything(), quiz)
    assert sorted((one.number, one.standing, one.points) for one in kept) == [
        (12, "counted", 2),
        (12, "double", 0),
    ]


def test_questions_in_tai_viet_bring_their_letters(client: Client, quiz: Quiz) -> None:
    url = f"/q/{quiz.origin}/{quiz.token}/"
    assert "tai-viet" not in client.get(url).content.decode()
    Bank.objects.filter(id=quiz.version.bank_id).update(language="blt-Tavt")
    page = client.get(url).content.decode()
    assert "tai-viet" in page
    assert '<fieldset lang="blt-Tavt">' in page


def test_an_order_with_a_number_twice_goes_back_with_everything_in_it(
    client: Client, quiz: Quiz
) -> None:
    url, attempt = opened(client, quiz)
    answer = client.post(url, RIGHT | {"attempt": attempt, "steps-2": "1"})
    page = answer.content.decode()
    assert (answer.status_code, Attempt.objects.count()) == (422, 0)
    assert "Give each line a number of its own." in page
    assert re.search(r'name="a" value="0" checked', page)
    assert attempt in page


def test_late_answers_are_told_and_kept(client: Client, quiz: Quiz) -> None:
    Quiz.objects.filter(id=quiz.id).update(closes_at=clock.now() - dt.timedelta(hours=1))
    url, attempt = opened(client, quiz)
    assert "This quiz has closed." in client.get(url).content.decode()
    answer = client.post(url, RIGHT | {"attempt": attempt})
    assert "It is kept" in client.get(answer.url).content.decode()
    assert Attempt.objects.get().standing == "late"
