"""Sessions at the desk: planned by the week, staffed without clashes, changed, cancelled, restored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.encounters.street import Street
from tungngo.lib import clock
from tungngo.points.models import Duty, Equipment, Gathering, SupportPoint

pytestmark = pytest.mark.django_db
AREA = "/desk/areas/00322/points/"


@pytest.fixture
def street() -> Street:
    return Street(doors=1)


@pytest.fixture
def desk(client: Client, street: Street) -> Client:
    client.force_login(street.admin)
    client.cookies["django_language"] = "en"
    return client


def opened(desk: Client, name: str = "Nhà văn hóa") -> SupportPoint:
    typed = {"name": name, "point_kind": "fixed", "place": "Ngõ 5", "group": "00322.07"}
    desk.post(f"{AREA}new/", typed)
    return SupportPoint.objects.get(name=name)


def planned(desk: Client, point: SupportPoint, **changes: Any) -> Gathering:
    typed = {
        "point": str(point.id),
        "title": "Lớp VNeID",
        "day": (clock.today() + dt.timedelta(1)).isoformat(),
        "begins": "18:00",
        "ends": "20:00",
        "topics": ["vneid"],
        "audience": "residents",
    } | changes
    answer = desk.post(f"{AREA}plan/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Gathering.objects.order_by("-planned_at", "-id")[0]


def url(one: Gathering, act: str = "") -> str:
    return f"/desk/session/{one.origin}/{one.id}/{act}"


def put(desk: Client, street: Street, one: Gathering, part: str = "helper") -> str:
    member = street.team.memberships.get(account=street.member)
    typed = {"member": member.id, "part": part}
    return desk.post(url(one, "duty/"), typed, follow=True).content.decode()


def test_without_a_point_planning_begins_with_one(desk: Client, street: Street) -> None:
    assert desk.get(f"{AREA}plan/").headers["Location"] == f"{AREA}new/"
    point = opened(desk)
    assert (point.path, point.origin) == (street.group7.path, "00322")
    assert desk.get(f"{AREA}plan/").status_code == 200


def test_a_session_stands_in_its_week_with_who_is_on_duty(desk: Client, street: Street) -> None:
    one = planned(desk, opened(desk))
    day = clock.day_of(one.starts_at)
    week = f"{AREA}?week={day.isoformat()}"
    assert "nobody on duty" in desk.get(week).content.decode()
    assert "Trần Văn Bình is on duty" in put(desk, street, one, "trainer")
    shown = desk.get(week).content.decode()
    assert "18:00–20:00" in shown
    assert "Trần Văn Bình" in shown
    assert url(one) not in desk.get(f"{AREA}?week=2020-01-01").content.decode()
    assert desk.get(f"{AREA}?week=nonsense").status_code == 200


def test_a_clash_is_told_and_nothing_is_written(desk: Client, street: Street) -> None:
    put(desk, street, planned(desk, opened(desk)))
    told = put(desk, street, planned(desk, opened(desk, "Sân"), begins="19:00", ends="21:00"))
    assert "is already on duty 18:00–20:00" in told
    assert "duty.clash" in told
    assert Duty.objects.count() == 1


def test_changed_under_ones_hands(desk: Client, street: Street) -> None:
    point = opened(desk)
    one = planned(desk, point)
    typed = {
        "point": str(point.id),
        "title": "Lớp VssID",
        "day": (clock.today() + dt.timedelta(2)).isoformat(),
        "begins": "08:00",
        "ends": "09:30",
        "audience": "traders",
    }
    assert desk.post(url(one, "change/"), typed | {"seen": "1"}).status_code == 302
    changed = Gathering.objects.get()
    assert (changed.title, changed.audience, changed.version) == ("Lớp VssID", "traders", 2)
    late = desk.post(url(one, "change/"), typed | {"seen": "1", "title": "Khác"})
    assert late.status_code == 422
    assert "gathering.changed_since" in late.content.decode()
    backwards = desk.post(url(one, "change/"), typed | {"seen": "2", "ends": "07:00"})
    assert "The end must lie after the beginning." in backwards.content.decode()
    assert Gathering.objects.get().title == "Lớp VssID"


def test_cancelled_with_a_reason_and_restored(desk: Client, street: Street) -> None:
    one = planned(desk, opened(desk))
    assert desk.post(url(one, "cancel/"), {"why": ""}).status_code == 422
    cancelled = desk.post(url(one, "cancel/"), {"why": "Mất điện"}, follow=True).content.decode()
    assert "Mất điện" in cancelled
    assert url(one, "restore/") in cancelled
    assert Gathering.objects.get().state == "cancelled"
    desk.post(url(one, "restore/"))
    assert Gathering.objects.get().state == "planned"


def test_off_duty_and_back(desk: Client, street: Street) -> None:
    one = planned(desk, opened(desk))
    put(desk, street, one)
    duty = Duty.objects.get()
    off = f"/desk/duty/{duty.origin}/{duty.id}/"
    assert f"{off}back/" in desk.post(f"{off}off/", follow=True).content.decode()
    assert not Duty.objects.filter(until_at=None).exists()
    desk.post(f"{off}back/")
    assert Duty.objects.filter(until_at=None).count() == 1


def test_a_point_is_corrected_closed_and_opened(desk: Client, street: Street) -> None:
    point = opened(desk)
    page = f"/desk/point/{point.origin}/{point.id}/"
    typed = {
        **{"name": "Hội trường", "point_kind": "mobile", "place": "Chợ", "network": "weak"},
        **{"languages": ["tai"], "helps_with": ["vneid"], "equipment": ["wifi", "phones"]},
    }
    desk.post(page, typed)
    point.refresh_from_db()
    assert (point.name, point.kind, point.place) == ("Hội trường", "mobile", "Chợ")
    assert (point.languages, point.helps_with) == (["tai"], ["vneid"])
    assert point.equipment_words == [Equipment.PHONES.label, Equipment.WIFI.label]
    assert (point.network, point.network_on) == ("weak", clock.today())
    desk.post(f"{page}close/")
    point.refresh_from_db()
    assert point.closed_at is not None
    desk.post(f"{page}reopen/")
    point.refresh_from_db()
    assert point.closed_at is None


def test_a_series_is_looked_at_planned_without_a_day_and_taken_back(
    desk: Client, street: Street
) -> None:
    point = opened(desk)
    monday = clock.today() + dt.timedelta(14 - clock.today().weekday())
    planned(desk, point, day=monday.isoformat(), title="Họp tổ")
    member = street.team.memberships.get(account=street.member)
    typed = {
        **{"point": str(point.id), "title": "Lớp tuần", "begins": "19:00", "ends": "20:30"},
        **{"first_on": monday.isoformat(), "weekdays": ["0", "3"], "trainer": str(member.id)},
        **{"last_on": (monday + dt.timedelta(13)).isoformat(), "published": "on"},
    }
    shown = desk.post(f"{AREA}series/", typed).content.decode()
    assert "the place is taken 18:00–20:00: Họp tổ" in shown
    days = [monday + dt.timedelta(n) for n in (0, 3, 7, 10)]
    seen = {"days": ",".join(day.isoformat() for day in days), "plan": "1"}
    assert seen["days"] in shown
    assert shown.count(" checked> ") >= 3
    clash = desk.post(f"{AREA}series/", typed | seen | {"on": [days[0].isoformat()]})
    assert clash.status_code == 422
    assert "point.taken" in clash.content.decode()
    other = desk.post(f"{AREA}series/", typed | seen | {"weekdays": ["0"], "on": seen["days"]})
    assert other.status_code == 200, "days nobody has seen are shown, not planned"
    assert Gathering.objects.count() == 1
    on = [day.isoformat() for day in days[1:3]]
    done = desk.post(f"{AREA}series/", typed | seen | {"on": on}, follow=True).content.decode()
    made = Gathering.objects.filter(series_id__isnull=False).order_by("starts_at")
    assert [clock.day_of(one.starts_at) for one in made] == days[1:3]
    assert Duty.objects.filter(part="trainer", account=street.member).count() == 2
    undo = f"/desk/series/{made[0].origin}/{made[0].series_id}/undo/"
    assert undo in done
    assert "2 sessions were taken back" in desk.post(undo, follow=True).content.decode()
    assert "Lớp tuần" not in desk.get(f"{AREA}?week={days[1].isoformat()}").content.decode()


def test_who_cannot_come_at_the_new_hour_is_named_and_may_be_let_go(
    desk: Client, street: Street
) -> None:
    point, yard = opened(desk), opened(desk, "Sân")
    one = planned(desk, point)
    put(desk, street, one)
    put(desk, street, planned(desk, yard, begins="20:00", ends="21:00"))
    typed = {"point": str(point.id), "title": "Lớp 001185000123", "audience": "residents"}
    typed |= {"day": clock.day_of(one.starts_at).isoformat(), "begins": "19:00", "ends": "21:00"}
    told = desk.post(url(one, "change/"), typed)
    page = told.content.decode()
    assert told.status_code == 422
    for words in ("duty.clash", "20:00–21:00", "take off duty", str(street.member.id), "19:00"):
        assert words in page, words
    gone = desk.post(url(one, "change/"), typed | {"let_go": [str(street.member.id)]}, follow=True)
    assert "identity number was left out" in gone.content.decode()
    assert Duty.objects.filter(until_at=None).get().gathering_id != one.id
    assert Gathering.objects.get(id=one.id).title == "Lớp"


def test_a_session_at_a_closed_point_is_not_restored(desk: Client, street: Street) -> None:
    point = opened(desk)
    one = planned(desk, point)
    desk.post(url(one, "cancel/"), {"why": "Mất điện"})
    desk.post(f"/desk/point/{point.origin}/{point.id}/close/")
    told = desk.post(url(one, "restore/"), follow=True).content.decode()
    assert "Nhà văn hóa is closed since" in told
    assert "point.closed" in told
    assert Gathering.objects.get().state == "cancelled"
