"""Confirming on one's own phone that one came: a head, once, without a name; and slips that invite."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client

from tests.points.test_came import Lesson
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.actions import cancel_gathering
from tungngo.points.codes import mark_of, secret_of
from tungngo.points.models import Arrival, Gathering

pytestmark = pytest.mark.django_db
ALL = Reach.everything()


@pytest.fixture
def lesson() -> Lesson:
    return Lesson()


def url(one: Gathering) -> str:
    return f"/here/{one.origin}/{one.id}/{secret_of(one)}/"


def phone_at(one: Gathering) -> tuple[Client, str]:
    """A visitor's phone with the page open, and the id the page made."""
    client = Client(headers={"accept-language": "en"})
    page = client.get(url(one)).content.decode()
    found = re.search(r'name="arrival" value="([0-9a-f-]+)"', page)
    return client, found[1] if found else ""


def confirmed(one: Gathering) -> int:
    return queries.confirmed_at(ALL, [one]).get(one.id, 0)


def test_one_phone_is_one_head_however_often_it_says_so(lesson: Lesson) -> None:
    one = lesson.lesson
    client, arrival = phone_at(one)
    for said in (arrival, arrival, "", "nonsense"):
        assert client.post(url(one), {"arrival": said}).status_code == 302
    assert "Counted: you are here" in client.get(url(one)).content.decode()
    other, second = phone_at(one)
    other.post(url(one), {"arrival": second})
    assert (confirmed(one), Arrival.objects.count()) == (2, 2)
    client.post(url(one), {"undo": "1"})
    assert "I am here" in client.get(url(one)).content.decode()
    assert confirmed(one) == 1
    client.post(url(one), {"arrival": arrival})
    assert (confirmed(one), Arrival.objects.count()) == (2, 2)
    assert not {"name", "account"} & {field.name for field in Arrival._meta.fields}


def test_only_while_it_is_on_and_only_with_its_secret(lesson: Lesson, client: Client) -> None:
    begins, ends = lesson.lesson.starts_at, lesson.lesson.ends_at
    hour = dt.timedelta(hours=1)
    assert rules.not_open("planned", begins, ends, begins - 3 * hour) == "early"
    assert rules.not_open("planned", begins, ends, begins - hour) == ""
    assert rules.not_open("planned", begins, ends, ends + 3 * hour) == "over"
    tomorrow = lesson.planned(clock.now() + dt.timedelta(days=1))
    client.cookies["django_language"] = "en"
    assert "has not begun yet" in client.get(url(tomorrow)).content.decode()
    refused = client.post(url(tomorrow), {"arrival": "x"})
    assert (refused.status_code, Arrival.objects.count()) == (422, 0)
    assert "has not begun yet" in refused.content.decode()
    cancel_gathering(actor=lesson.admin, gathering=tomorrow, why="Mưa")
    assert "was cancelled" in client.get(url(tomorrow)).content.decode()
    wrong = url(lesson.lesson).replace(secret_of(lesson.lesson), secret_of(tomorrow))
    assert client.get(wrong).status_code == 404
    Gathering.objects.filter(id=lesson.lesson.id).update(state=Gathering.State.UNDONE)
    assert client.get(url(lesson.lesson)).status_code == 404


def test_who_is_named_and_who_confirmed_counts_once(lesson: Lesson, client: Client) -> None:
    """Two by name, three phones, a trainer who counted one besides: three people at least."""
    assert [rules.unnamed(*case) for case in ((2, 0, 3), (2, 1, 3), (2, 5, 3), (4, 0, 3))] == [
        1,
        1,
        5,
        0,
    ]
    lesson.said(lesson.check_in(0, 0, 1))
    for _visitor in range(3):
        visitor, arrival = phone_at(lesson.lesson)
        visitor.post(url(lesson.lesson), {"arrival": arrival})
    client.force_login(lesson.admin)
    client.cookies["django_language"] = "en"
    page = client.get(f"/desk/session/{lesson.lesson.origin}/{lesson.lesson.id}/").content.decode()
    assert "2 people by name, 1 person without" in page
    assert "on their own phones: 3 of all" in page
    [duty] = queries.duties_for(ALL, lesson.member)
    assert (duty["confirmed"], duty["code"]) == (3, secret_of(lesson.lesson))


def test_slips_name_the_household_in_words_only(lesson: Lesson, client: Client) -> None:
    client.force_login(lesson.admin)
    client.cookies["django_language"] = "en"
    one = lesson.lesson
    page = client.get(f"/desk/session/{one.origin}/{one.id}/invitations/").content.decode()
    assert page.count('class="slip"') == 2
    assert "Chủ hộ 1" in html.unescape(page)
    marks = {mark_of(one.id, door.origin, door.id) for door in lesson.doors}
    assert len(marks) == 2
    assert all(len(mark) == 12 for mark in marks)
    later = lesson.planned(clock.now() + dt.timedelta(days=4))
    assert mark_of(later.id, one.origin, lesson.doors[0].id) not in marks
