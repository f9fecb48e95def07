"""Duty rosters at the desk: from an empty page to a filled week, who came, hours as a spreadsheet."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries, rules
from tungngo.points.actions import PointEntry
from tungngo.points.models import Duty, Leave, Rota, Shift
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Membership

ALL = Reach.everything()
EVERY_DAY = [str(day) for day in range(7)]


class Desk(Street):
    """An officer's browser, and a point without a roster."""

    def __init__(self) -> None:
        super().__init__(doors=0)
        self.point = actions.open_point(
            actor=None, area=self.group7, entry=PointEntry("Nhà văn hóa tổ 7")
        )
        self.today = clock.today()
        self.client = Client()
        self.client.force_login(self.staff("officer", "Cán Bộ", "officer", self.ward))
        self.membership = Membership.objects.get(account=self.member)

    def post(self, name: str, *args: Any, **data: Any) -> Any:
        return self.client.post(reverse(name, args=args), data, follow=True)

    def opened(self, what: str, **more: Any) -> Rota:
        """A roster made through the form, with shifts of the next days."""
        data = {"days_0": EVERY_DAY, "begins_0": "08:00", "ends_0": "17:00", "need_0": "2"}
        data |= {"staffed": what, "on_holidays": "on"} | more
        answer = self.post("rota_new", self.ward.code, **data)
        assert answer.status_code == 200
        rota = Rota.objects.latest("opened_at")
        span = {
            "first": (self.today - dt.timedelta(1)).isoformat(),
            "last": (self.today + dt.timedelta(3)).isoformat(),
        }
        answer = self.post("shifts_make", rota.origin, rota.id, **span)
        assert answer.status_code == 200
        return rota

    def shifts(self, rota: Rota) -> list[Shift]:
        days = self.today - dt.timedelta(2), self.today + dt.timedelta(30)
        return list(queries.shifts_of(ALL, rota, *days))


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def test_from_an_empty_page_to_hours_in_a_spreadsheet(desk: Desk) -> None:
    empty = desk.client.get(reverse("rotas", args=[desk.ward.code])).content.decode()
    assert reverse("rota_new", args=[desk.ward.code]) in empty
    lunch = {"has_rest": "on", "rest_from": "11:30", "rest_to": "13:30"}
    rota = desk.opened(f"point:{desk.point.id}", **lunch)
    shifts = desk.shifts(rota)
    hours = {f"{one.starts_at.astimezone(clock.VIETNAM):%H:%M}" for one in shifts}
    assert (len(shifts), hours) == (10, {"08:00", "13:30"})

    filled = desk.post(
        "rota_fill",
        rota.origin,
        rota.id,
        member=str(desk.membership.id),
        weekdays=EVERY_DAY,
        weeks="4",
    )
    assert filled.status_code == 200
    mine = Duty.objects.filter(account=desk.member, until_at=None)
    coming = [one for one in shifts if one.ends_at > clock.now()]
    monday = desk.today - dt.timedelta(desk.today.weekday())
    assert mine.count() == len([one for one in coming if clock.day_of(one.starts_at) >= monday])

    yesterday = shifts[0]
    duty = actions.put_on_shift(actor=None, shift=yesterday, account=desk.member)
    desk.post("duty_came", duty.origin, duty.id, attendance="came")
    day = clock.day_of(yesterday.starts_at).isoformat()
    book = desk.client.get(
        reverse("duty_hours_book", args=[desk.ward.code]), {"first": day, "last": day}
    )
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.values)
    assert rows[1][0] == desk.member.full_name
    assert rows[1][3] == 3.5
    page = desk.client.get(
        reverse("duty_hours", args=[desk.ward.code]), {"first": day, "last": day}
    )
    assert "3,5" in page.content.decode()


def test_a_week_says_what_is_missing_before_it_happens(desk: Desk) -> None:
    rota = desk.opened(f"point:{desk.point.id}")
    shift = desk.shifts(rota)[-1]
    day = clock.day_of(shift.starts_at)
    actions.put_on_shift(actor=None, shift=shift, account=desk.member)
    answer = desk.post(
        "leave_note", desk.membership.id, first=day.isoformat(), last=day.isoformat()
    )
    assert answer.status_code == 200
    week = desk.client.get(reverse("rotas", args=[desk.ward.code]), {"week": day.isoformat()})
    text = week.content.decode()
    assert "0/2" in text
    assert "Vướng lịch" in text
    assert desk.member.full_name in text
    assert "báo vắng ngày" in text
    answer = desk.post("shift_put", shift.origin, shift.id, member=str(desk.membership.id))
    assert "(duty.away)" in answer.content.decode()


def test_on_call_round_the_clock_with_hand_over(desk: Desk) -> None:
    team = make_team(actor=None, area=desk.ward, name="Tổ kỹ thuật")
    member = add_member(actor=None, team=team, account=desk.member, force="telecom")
    rota = desk.opened(f"team:{team.id}", begins_0="00:00", ends_0="00:00")
    now = next(one for one in desk.shifts(rota) if one.starts_at <= clock.now() < one.ends_at)
    desk.post("shift_put", now.origin, now.id, member=str(member.id))
    desk.post("shift_hand", now.origin, now.id, giver=str(desk.member.id), words="Máy chủ chậm")
    page = desk.client.get(reverse("on_call", args=[desk.ward.code])).content.decode()
    assert "Máy chủ chậm" in page
    assert desk.member.full_name in page
    holes = desk.client.get(reverse("rota", args=[rota.origin, rota.id])).content.decode()
    assert "Giờ không có ai trực" not in holes
    bad = desk.post("rota_edit", rota.origin, rota.id, seen="1", days_0=["0"], begins_0="08:00")
    assert bad.status_code == 422


def test_an_offered_shift_is_given_over_and_a_making_taken_back(desk: Desk) -> None:
    rota = desk.opened(f"point:{desk.point.id}")
    shift = desk.shifts(rota)[-1]
    duty = actions.put_on_shift(actor=None, shift=shift, account=desk.member)
    actions.offer_duty(actor=desk.member, duty=duty)
    other, _phone = desk.volunteer("Lê Thị Sáu")
    taker = Membership.objects.get(account=other)
    assert (
        "nhờ người trực thay"
        in desk.client.get(reverse("shift", args=[shift.origin, shift.id])).content.decode()
    )
    desk.post("duty_pass", duty.origin, duty.id, member=str(taker.id))
    [now] = queries.duties_on(ALL, [shift])[shift.id]
    assert (now.account_id, now.instead_of_id) == (other.id, duty.id)
    answer = desk.post("shifts_undo", shift.origin, shift.made_id)
    assert "shifts.begun" in answer.content.decode(), "yesterday's was made with it"
    printed = desk.client.get(reverse("rotas_print", args=[desk.ward.code]))
    assert printed.status_code == 200


def test_a_closed_roster_is_opened_again_unless_another_took_its_place(desk: Desk) -> None:
    """From its own page, too, long after the way back was offered; a refusal is told, not a fault."""
    week = {"days_0": EVERY_DAY, "begins_0": "08:00", "ends_0": "17:00", "need_0": "2"}
    what = {"staffed": f"point:{desk.point.id}"}
    desk.post("rota_new", desk.ward.code, **week, **what)
    first = Rota.objects.get()
    desk.post("rota_close", first.origin, first.id)
    again = reverse("rota_reopen", args=[first.origin, first.id])
    page = desk.client.get(reverse("rota", args=[first.origin, first.id])).content.decode()
    assert again in page
    assert reverse("shifts_make", args=[first.origin, first.id]) not in page
    desk.post("rota_new", desk.ward.code, **week, **what)
    answer = desk.client.post(again, follow=True)
    assert answer.status_code == 200
    assert "rota.there" in answer.content.decode()
    assert Rota.objects.filter(closed_at=None).count() == 1
    second = Rota.objects.get(closed_at=None)
    desk.post("rota_close", second.origin, second.id)
    assert desk.client.post(again, follow=True).status_code == 200
    assert Rota.objects.get(closed_at=None).id == first.id


def test_nobody_is_said_to_be_on_no_shifts(desk: Desk) -> None:
    """Days without shifts, and shifts that were all left out, are no success; of many the first are named."""
    rota = desk.opened(f"point:{desk.point.id}")
    last = desk.today + dt.timedelta(40)
    actions.make_shifts(actor=None, rota=rota, first=desk.today, last=last)
    fill = {"member": str(desk.membership.id), "weekdays": EVERY_DAY, "weeks": "13"}

    def told(**more: Any) -> list[str]:
        answer = desk.post("rota_fill", rota.origin, rota.id, **(fill | more))
        return [str(one) for one in answer.context["messages"]]

    far = reverse("rota_fill", args=[rota.origin, rota.id])
    week = (desk.today + dt.timedelta(300)).isoformat()
    answer = desk.client.post(f"{far}?week={week}", fill, follow=True)
    [words] = answer.context["messages"]
    assert words.level_tag == "warning"
    assert "0 ca" not in str(words)
    assert len(told()) == 1
    [again] = told()
    assert again.startswith("Bỏ qua: ")
    assert again.count("đã ở trong ca") == 8
    assert "ca khác" in again


def test_a_group_s_officer_staffs_its_points_and_no_group_on_call(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.staff("to7", "Tổ Trưởng", "officer", desk.group7))
    team = make_team(actor=None, area=desk.group7, name="Tổ công nghệ số")
    add_member(actor=None, team=team, account=desk.member)
    week = {"days_0": EVERY_DAY, "begins_0": "08:00", "ends_0": "17:00", "need_0": "2"}
    answer = client.post(
        reverse("rota_new", args=[desk.group7.code]), week | {"staffed": f"team:{team.id}"}
    )
    assert (answer.status_code, Rota.objects.count()) == (422, 0)
    answer = client.post(
        reverse("rota_new", args=[desk.group7.code]), week | {"staffed": f"point:{desk.point.id}"}
    )
    assert (answer.status_code, Rota.objects.count()) == (302, 1)

    day = desk.today.isoformat()
    url = reverse("leave_note", args=[desk.membership.id])
    page = client.post(url, {"first": day, "last": day}, follow=True).content.decode()
    leave = Leave.objects.get()
    end = reverse("leave_end", args=[leave.origin, leave.id])
    assert end in page  # who noted it can take it back
    assert client.post(end, follow=True).status_code == 200
    leave.refresh_from_db()
    assert leave.ended_at is not None


def test_a_shift_is_moved_but_not_over_the_days_of_who_is_away(desk: Desk) -> None:
    desk.client.cookies["django_language"] = "en"
    rota = desk.opened(f"point:{desk.point.id}")
    shift = desk.shifts(rota)[-1]
    actions.put_on_shift(actor=None, shift=shift, account=desk.member)
    day = clock.day_of(shift.starts_at)
    actions.note_leave(actor=None, area=desk.ward, account=desk.member, first=day, last=day)
    typed = {"begins": "09:00", "ends": "16:00", "need": "1"}
    told = desk.post("shift_change", shift.origin, shift.id, **typed)
    page = told.content.decode()
    assert told.status_code == 422
    for words in ("duty.away", desk.member.full_name, "take off duty", 'value="09:00'):
        assert words in page, words
    desk.post("shift_change", shift.origin, shift.id, **typed, let_go=str(desk.member.id))
    moved = Shift.objects.get(id=shift.id)
    assert (moved.starts_at.astimezone(clock.VIETNAM).hour, moved.need) == (9, 1)
    assert not Duty.objects.filter(shift_id=shift.id, until_at=None).exists()


def test_a_reminder_to_paste_says_who_comes_and_who_is_missing(desk: Desk) -> None:
    """In Vietnamese, also on an English desk; of one point, or of all; a home's address is not told."""
    desk.client.cookies["django_language"] = "en"
    rota = desk.opened(f"point:{desk.point.id}")
    tomorrow = desk.today + dt.timedelta(1)
    shift = next(one for one in desk.shifts(rota) if clock.day_of(one.starts_at) == tomorrow)
    actions.put_on_shift(actor=None, shift=shift, account=desk.member)
    home = actions.open_point(
        actor=None,
        area=desk.group7,
        entry=PointEntry("Nhà bà Lan", kind="home", place="Số 9 Ngõ 281"),
    )
    plan = actions.Plan("Lớp tại nhà", *rules.span_of(tomorrow, dt.time(19), dt.time(20)))
    at_home = actions.plan_gathering(actor=None, point=home, plan=plan)

    def text(**asked: str) -> str:
        page = desk.client.get(reverse("reminder", args=[desk.ward.code]), asked)
        assert page.status_code == 200
        found: str = page.context["text"]
        return found

    whole = text()
    for words in (
        *("LỊCH TRỰC NGÀY MAI, ", "Nhà văn hóa tổ 7"),
        *(f"- 08:00–17:00: {desk.member.full_name} (CÒN THIẾU 1)"),
        *("- 19:00–20:00: Lớp tại nhà", "CHƯA CÓ NGƯỜI TRỰC", "Còn thiếu 2 người"),
        *(f"/p/{desk.ward.code}/points/", f"{tomorrow:%d/%m/%Y}"),
    ):
        assert words in whole, words
    assert "Số 9" not in whole
    one = text(point=str(desk.point.id), day=tomorrow.isoformat())
    assert "Lớp tại nhà" not in one
    assert f"/point/{desk.point.origin}/{desk.point.id}/" in one
    actions.note_leave(
        actor=None, area=desk.ward, account=desk.member, first=tomorrow, last=tomorrow
    )
    assert f"chưa có ai (báo vắng: {desk.member.full_name}; CÒN THIẾU 2)" in text()
    Duty.objects.create(
        origin=home.origin, gathering_id=at_home.id, account=desk.member, since_at=clock.now()
    )
    whole = text()
    assert f"CHƯA CÓ NGƯỜI TRỰC (báo vắng: {desk.member.full_name})" in whole
    assert "Còn thiếu 3 người" in whole, "who is away comes to no session either"
    assert text(day=(desk.today + dt.timedelta(40)).isoformat()) == ""
    for day in ("mai", "9999-12-31", "0001-01-01"):
        page = desk.client.get(reverse("reminder", args=[desk.ward.code]), {"day": day})
        assert page.status_code == 422, day


def test_days_no_calendar_goes_beyond_are_no_days(desk: Desk) -> None:
    """A slip of the hand in a year is told of, or today is shown."""
    for day in ("9999-12-31", "0001-01-01"):
        for page in ("rotas", "points"):
            asked = {"week": day}
            assert desk.client.get(reverse(page, args=[desk.ward.code]), asked).status_code == 200
        noted = desk.post("leave_note", desk.membership.id, first=day, last=day)
        assert noted.status_code == 422
    assert not Leave.objects.exists()
