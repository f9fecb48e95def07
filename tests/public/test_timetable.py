"""The public timetable: points and sessions for anybody, as a page and as a calendar; no persons."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from tests.encounters.street import Street
from tungngo.desk.views.poster import drawn
from tungngo.lib import clock
from tungngo.points import actions
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.models import Gathering, SupportPoint
from tungngo.points.rules import moment_of

pytestmark = pytest.mark.django_db
AREA = "/p/00322/points/"


class Hall(Street):
    """A cultural house with a published class tomorrow, its trainer, and a yard at somebody's home."""

    def __init__(self) -> None:
        super().__init__(doors=0)
        self.point = self.opened(
            "Nhà văn hóa tổ 7",
            **{"place": "Số 5, Ngõ 281", "hours": "18:00–20:00, thứ 2–6", "helps_with": ["vneid"]},
            **{"languages": ["tai"], "equipment": ["wifi"], "network": "weak"},
            network_on=dt.date(2026, 8, 3),
        )
        self.lesson = self.planned(self.point, "Lớp VNeID, buổi tối", published=True)
        actions.put_on_duty(actor=self.admin, gathering=self.lesson, account=self.member)

    def opened(self, name: str, **known: Any) -> SupportPoint:
        return actions.open_point(
            actor=self.admin, area=self.group7, entry=PointEntry(name, **known)
        )

    def planned(self, point: SupportPoint, title: str, days: int = 1, **other: Any) -> Gathering:
        day = clock.today() + dt.timedelta(days)
        plan = Plan(title, moment_of(day, dt.time(18)), moment_of(day, dt.time(20)), **other)
        return actions.plan_gathering(actor=self.admin, point=point, plan=plan)

    def page(self, point: SupportPoint) -> str:
        return f"/point/{point.origin}/{point.id}/"


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def reader(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def text_at(reader: Client, url: str) -> str:
    answer = reader.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_reads_where_and_when_and_nobodys_name(reader: Client, hall: Hall) -> None:
    for url in (AREA, hall.page(hall.point)):
        shown = text_at(reader, url)
        for words in ("Lớp VNeID, buổi tối", "18:00–20:00", "Thái", "weak", "03/08/2026"):
            assert words in shown, (url, words)
        assert hall.member.full_name not in shown


def test_what_was_not_published_is_not_there(reader: Client, hall: Hall) -> None:
    home = hall.opened("Sân nhà bà Lụa", kind="home")
    hall.planned(home, "Học ở nhà", published=True)
    hall.planned(hall.point, "Họp riêng", days=2)
    actions.cancel_gathering(actor=hall.admin, gathering=hall.lesson, why="Cô Lan ốm")
    for url in (AREA, hall.page(hall.point), "/p/00322/points.ics"):
        shown = text_at(reader, url)
        for words in ("Lụa", "Học ở nhà", "Họp riêng", "Cô Lan"):
            assert words not in shown, (url, words)
    assert "called off" in text_at(reader, AREA)
    assert reader.get(hall.page(home)).status_code == 404
    actions.publish_gathering(actor=hall.admin, gathering=hall.lesson, on=False)
    assert "Lớp VNeID" not in text_at(reader, AREA)


def test_a_calendar_reads_the_feed_back(reader: Client, hall: Hall) -> None:
    off = hall.planned(hall.point, "Lớp nghỉ; mưa", days=2, published=True, capacity=20)
    actions.cancel_gathering(actor=hall.admin, gathering=off, why="mưa")
    long = hall.planned(hall.point, "Dài " + "đường " * 19, days=3, published=True)
    for url in ("/p/00322/points.ics", f"{hall.page(hall.point)}sessions.ics"):
        answer = reader.get(url)
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
        calendar = Calendar.from_ical(answer.content)
        events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
        assert not calendar.errors
        lesson = events[f"{hall.lesson.id}@tungngo"]
        assert lesson.decoded("dtstart") == hall.lesson.starts_at
        assert lesson.decoded("dtend") == hall.lesson.ends_at
        assert str(lesson["summary"]) == "Lớp VNeID, buổi tối"
        assert str(lesson["location"]) == "Nhà văn hóa tổ 7 · Số 5, Ngõ 281"
        assert str(lesson["url"]).endswith(hall.page(hall.point))
        assert (lesson["status"], lesson["sequence"]) == ("CONFIRMED", 0)
        gone = events[f"{off.id}@tungngo"]
        assert (gone["status"], gone["sequence"]) == ("CANCELLED", 1)
        assert str(events[f"{long.id}@tungngo"]["summary"]) == long.title
        assert len(events) == 3


def test_posters_lead_to_the_public_pages(client: Client, hall: Hall) -> None:
    client.force_login(hall.admin)
    for url, link in (
        ("/desk/areas/00322/points/poster/", AREA),
        (f"/desk/point/{hall.point.origin}/{hall.point.id}/poster/", hall.page(hall.point)),
    ):
        shown = text_at(client, url)
        assert f"testserver{AREA}" in shown, "what is typed is the page of all points"
        assert drawn(f"http://testserver{link}") in shown
    assert "Lớp VNeID" in shown
    home = hall.opened("Sân nhà bà Lụa", kind="home")
    assert client.get(f"/desk/point/{home.origin}/{home.id}/poster/").status_code == 404
