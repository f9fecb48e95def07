"""Rotas: shifts made from a usual week, who is on them, swapped, away, and what they worked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from tests.encounters.street import Street
from tungngo.accounts.actions import revoke_badge
from tungngo.accounts.models import Account, Badge, Device, JournalLine
from tungngo.lib import clock
from tungngo.lib.holidays import holidays_between
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions, calendars, queries, rules
from tungngo.points.actions import Plan, PointEntry, RotaEntry
from tungngo.points.models import Duty, Shift
from tungngo.points.rules import Line
from tungngo.privacy.mentions import mentions
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.queries import reach_of

ALL = Reach.everything()
DAY = dt.timedelta(days=1)


class Roster(Street):
    """A cultural house staffed by two every evening, a technical group on call round the clock."""

    def __init__(self) -> None:
        super().__init__(doors=0)
        self.point = actions.open_point(
            actor=self.admin, area=self.group7, entry=PointEntry("Nhà văn hóa tổ 7")
        )
        evenings = [Line(day, dt.time(18), dt.time(20), 2) for day in range(7)]
        self.rota = actions.open_rota(
            actor=self.admin, point=self.point, entry=RotaEntry(evenings, on_holidays=True)
        )
        self.today = clock.today()
        self.making = actions.make_shifts(
            actor=self.admin, rota=self.rota, first=self.today + DAY, last=self.today + 5 * DAY
        )
        self.second, self.second_phone = self.volunteer("Lê Thị Sáu")
        self.third, self.third_phone = self.volunteer("Đỗ Văn Bảy")

    @property
    def shifts(self) -> list[Shift]:
        first, last = self.today, self.today + 20 * DAY
        return list(queries.shifts_of(ALL, self.rota, first, last))

    def on(self, shift: Shift, account: Account) -> Duty:
        return actions.put_on_shift(actor=self.admin, shift=shift, account=account)

    def past(self, days: int = 1) -> Shift:
        """A shift of a day gone by."""
        made = actions.make_shifts(
            actor=self.admin,
            rota=self.rota,
            first=self.today - days * DAY,
            last=self.today - days * DAY,
        )
        return made.shifts[0]

    def on_call(self) -> Shift:
        """A technical group of the third volunteer alone, tomorrow from midnight to midnight."""
        team = make_team(actor=self.admin, area=self.ward, name="Tổ kỹ thuật")
        add_member(actor=self.admin, team=team, full_name="", account=self.third, force="telecom")
        rota = actions.open_rota(
            actor=self.admin,
            team=team,
            entry=RotaEntry(
                [Line(day, dt.time(0), dt.time(0)) for day in range(7)], on_holidays=True
            ),
        )
        made = actions.make_shifts(
            actor=self.admin, rota=rota, first=self.today + DAY, last=self.today + DAY
        )
        return queries.shift_of(ALL, made.shifts[0].origin, made.shifts[0].id)

    def told(self, account: Account) -> dict[str, list[dict[str, Any]]]:
        return queries.shifts_for(reach_of(account), account)

    def say(self, kind: str, phone: Device | None = None, **body: Any) -> str:
        body = {"id": str(uuid7()), "at": clock.now().isoformat()} | body
        [verdict] = self.push(self.op(body, kind=kind), phone=phone or self.phone)
        return verdict.code or verdict.verdict


@pytest.fixture
def roster(db: None) -> Roster:
    return Roster()


def refused(act: Any, *args: Any, **said: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **said)
    assert str(refusal.value)
    return refusal.value.code


def test_the_same_days_made_twice_are_made_once_and_taken_back_whole(roster: Roster) -> None:
    assert (len(roster.making.shifts), roster.making.had) == (5, 0)
    again = actions.make_shifts(
        actor=roster.admin,
        rota=roster.rota,
        first=roster.today + 4 * DAY,
        last=roster.today + 6 * DAY,
    )
    assert (len(again.shifts), again.had) == (1, 2)
    made = roster.making
    count = actions.undo_making(actor=roster.admin, origin=roster.rota.origin, made_id=made.id)
    assert (count, len(roster.shifts)) == (5, 1)
    anew = actions.make_shifts(
        actor=roster.admin, rota=roster.rota, first=roster.today + DAY, last=roster.today + 5 * DAY
    )
    assert len(anew.shifts) == 5
    past = roster.past()
    code = refused(
        actions.undo_making, actor=roster.admin, origin=past.origin, made_id=past.made_id
    )
    assert code == "shifts.begun"


def test_holidays_are_left_out_unless_they_are_staffed(roster: Roster) -> None:
    first, last = dt.date(2027, 2, 1), dt.date(2027, 2, 14)
    other = actions.open_point(actor=None, area=roster.group7, entry=PointEntry("Chợ"))
    lines = [Line(day, dt.time(8), dt.time(17)) for day in range(5)]
    rota = actions.open_rota(actor=None, point=other, entry=RotaEntry(lines, rules.REST))
    made = actions.make_shifts(actor=None, rota=rota, first=first, last=last)
    tet = [day for day in holidays_between(first, last) if day.weekday() < 5]
    assert tet
    assert list(made.left_out) == tet
    assert len(made.shifts) == 2 * (10 - len(tet)), "morning and afternoon of each working day"
    actions.change_rota(
        actor=roster.admin,
        rota=rota,
        entry=RotaEntry(lines, rules.REST, on_holidays=True),
        seen_version=1,
    )
    with_tet = actions.make_shifts(actor=None, rota=rota, first=first, last=last)
    assert len(with_tet.shifts) == 2 * len(tet)
    assert (
        refused(
            actions.change_rota,
            actor=roster.admin,
            rota=rota,
            entry=RotaEntry(lines),
            seen_version=1,
        )
        == "rota.changed_since"
    )
    assert (
        refused(actions.open_rota, actor=None, point=other, entry=RotaEntry(lines)) == "rota.there"
    )
    assert refused(actions.close_rota, actor=roster.admin, rota=rota) == "rota.still_planned"


def test_a_week_shows_what_is_missing_and_what_will_not_work(roster: Roster) -> None:
    first, *_rest, last = roster.shifts
    roster.on(first, roster.member)
    roster.on(first, roster.second)
    roster.on(last, roster.member)
    away = clock.day_of(last.starts_at)
    actions.note_leave(
        actor=roster.admin, area=roster.ward, account=roster.member, first=away, last=away
    )
    week = queries.week_under(ALL, roster.ward.path, roster.today, roster.today + 7 * DAY)
    assert [one.missing for one in week.staffed] == [0, 2, 2, 2, 2], "who is away is to be replaced"
    assert week.missing == 8
    [trouble] = week.troubles
    assert trouble.leave is not None
    assert (trouble.duty.account_id, trouble.leave.first_on) == (roster.member.id, away)
    assert refused(roster.on, last, roster.member) == "duty.away"
    # A session taught at the hour of a shift is the same person at two places, whichever came first.
    middle = roster.shifts[2]
    plan = actions.Plan("Lớp", middle.starts_at, middle.ends_at)
    evening = actions.plan_gathering(actor=None, point=roster.point, plan=plan)
    actions.put_on_duty(actor=None, gathering=evening, account=roster.third)
    assert refused(roster.on, middle, roster.third) == "duty.clash"
    Duty.objects.create(
        origin=middle.origin, shift_id=middle.id, account=roster.third, since_at=clock.now()
    )
    week = queries.week_under(ALL, roster.ward.path, roster.today, roster.today + 7 * DAY)
    both = week.troubles[0]
    assert both.other is not None
    assert (both.duty.shift_id, both.other.gathering_id) == (middle.id, evening.id)
    far = Reach((roster.elsewhere.path,))
    assert queries.week_under(far, "", roster.today, roster.today + 7 * DAY).staffed == []
    with pytest.raises(NotReached):
        queries.shift_of(far, middle.origin, middle.id)


def test_one_person_on_many_shifts_as_far_as_nothing_stands_in_the_way(roster: Roster) -> None:
    one, two, three, four, five = roster.shifts
    roster.on(one, roster.member)
    for account in (roster.second, roster.third):
        roster.on(two, account)
    actions.cancel_shift(actor=roster.admin, shift=three, why="mất điện")
    day = clock.day_of(four.starts_at)
    actions.note_leave(actor=None, area=roster.ward, account=roster.member, first=day, last=day)
    made, left = actions.put_on_shifts(
        actor=roster.admin, account=roster.member, shifts=roster.shifts
    )
    assert [duty.shift_id for duty in made] == [five.id]
    assert [code for _shift, code in left] == [
        *("duty.already", "shift.full", "shift.cancelled", "duty.away"),
    ]


def test_signing_up_from_the_phone_takes_the_last_place_once(roster: Roster) -> None:
    shift = roster.shifts[0]
    free = roster.told(roster.member)["free"]
    assert [row["shift"] for row in free] == [one.id for one in roster.shifts]
    assert (free[0]["missing"], free[0]["near"], free[0]["place"]) == (2, True, "Nhà văn hóa tổ 7")
    op = roster.op(
        {"id": str(uuid7()), "at": clock.now().isoformat(), "shift": str(shift.id)},
        kind="shift.sign_up",
    )
    first, again = roster.push(op), roster.push(op)
    assert (first[0].verdict, again[0].verdict) == ("accepted", "had")
    assert roster.say("shift.sign_up", shift=str(shift.id)) == "accepted", "another op, same place"
    assert roster.say("shift.sign_up", roster.second_phone, shift=str(shift.id)) == "accepted"
    assert roster.say("shift.sign_up", roster.third_phone, shift=str(shift.id)) == "shift.full"
    assert Duty.objects.filter(shift_id=shift.id, until_at=None).count() == 2
    [mine] = roster.told(roster.member)["mine"]
    assert (mine["missing"], [one["name"] for one in mine["with"]]) == (0, ["Lê Thị Sáu"])
    assert roster.told(roster.member)["told"] == [], "one's own wish is no news"
    assert shift.id not in [row["shift"] for row in roster.told(roster.third)["free"]]
    stranger = roster.on_call()
    assert roster.say("shift.sign_up", shift=str(stranger.id)) == "shift.not_yours"
    assert roster.say("shift.sign_up", roster.third_phone, shift=str(stranger.id)) == "accepted"
    assert roster.say("shift.sign_up", shift=str(uuid7())) == "shift.unknown"


def test_a_swap_is_offered_taken_once_and_told_to_both(roster: Roster) -> None:
    shift = roster.shifts[0]
    duty = roster.on(shift, roster.member)
    assert [row["what"] for row in roster.told(roster.member)["told"]] == ["put_on"]
    assert (
        roster.say("duty.take_over", roster.second_phone, duty=str(duty.id)) == "duty.not_offered"
    )
    assert roster.say("duty.offer", roster.second_phone, duty=str(duty.id)) == "duty.not_yours"
    assert roster.say("duty.offer", duty=str(duty.id)) == "accepted"
    [offer] = roster.told(roster.second)["offered"]
    assert (offer["id"], offer["by"]) == (duty.id, roster.member.full_name)
    assert roster.told(roster.member)["offered"] == []
    assert roster.say("duty.take_over", duty=str(duty.id)) == "duty.own"
    assert roster.say("duty.take_over", roster.second_phone, duty=str(duty.id)) == "accepted"
    assert roster.say("duty.take_over", roster.third_phone, duty=str(duty.id)) == "duty.ended"
    [taken] = roster.told(roster.second)["mine"]
    assert taken["shift"] == shift.id
    [news] = roster.told(roster.member)["told"]
    assert (news["what"], news["who"]) == ("taken_over", "Lê Thị Sáu")
    [line] = JournalLine.objects.filter(verb="duty.taken_over")
    assert line.details["was"] == str(roster.member.id)


def test_who_came_and_the_hours_of_members_and_forces(roster: Roster) -> None:
    shift = roster.past()
    one, two = roster.on(shift, roster.member), roster.on(shift, roster.second)
    tomorrow = roster.on(roster.shifts[-1], roster.member)
    note = actions.note_attendance
    assert refused(note, actor=roster.admin, duty=tomorrow, attendance="came") == "duty.early"
    assert roster.say("duty.attend", duty=str(tomorrow.id)) == "duty.early"
    assert roster.say("duty.attend", duty=str(one.id)) == "accepted"
    assert (
        refused(note, actor=roster.admin, duty=two, attendance="replaced")
        == "duty.stand_in_missing"
    )
    note(actor=roster.admin, duty=two, attendance="replaced", stand_in=roster.third)

    def hours() -> dict[str, tuple[float, float]]:
        found = queries.hours_under(ALL, roster.ward.path, roster.today - 9 * DAY, roster.today)
        return {one.account.full_name: (one.worked.hours, one.worked.unsaid) for one in found}

    assert hours() == {"Trần Văn Bình": (2.0, 0.0), "Đỗ Văn Bảy": (2.0, 0.0)}
    note(actor=roster.admin, duty=two, attendance="")
    assert hours() == {"Trần Văn Bình": (2.0, 0.0), "Lê Thị Sáu": (0.0, 2.0)}
    found = queries.hours_under(ALL, roster.ward.path, roster.today - 9 * DAY, roster.today)
    [force] = rules.by_force((one.force, one.worked) for one in found)
    assert (force.force, force.people, force.worked.hours) == ("youth_union", 2, 2.0)


def test_on_call_hands_over_what_is_open(roster: Roster) -> None:
    shift = roster.on_call()
    actions.put_on_shift(actor=roster.admin, shift=shift, account=roster.third)
    moment = shift.starts_at + dt.timedelta(hours=9)
    [now] = queries.on_call_now(ALL, roster.ward.path, moment)
    assert [duty.account_id for duty in now.duties] == [roster.third.id]
    assert roster.say("shift.hand_over", shift=str(shift.id), words="x") == "shift.not_on_it"
    said = {"shift": str(shift.id), "words": "Máy chủ VNeID chậm, đã gọi."}
    assert roster.say("shift.hand_over", roster.third_phone, **said) == "accepted"
    [told] = queries.handovers_under(ALL, roster.ward.path, most=5)
    assert (told.account_id, told.words) == (roster.third.id, said["words"])
    [mine] = roster.told(roster.third)["mine"]
    assert (mine["kind"], mine["handed"]["words"]) == ("on_call", said["words"])
    said["words"] = "Bà Quách Thị Mỹ Uyên, 001185000123, chưa gọi lại"
    assert roster.say("shift.hand_over", roster.third_phone, **said) == "accepted"
    newest = queries.handovers_under(ALL, roster.ward.path, most=1)
    assert [one.words for one in newest] == ["Bà Quách Thị Mỹ Uyên, , chưa gọi lại"]
    speaks = mentions([], ["Quách Thị Mỹ Uyên"], [])
    assert actions.erase_handovers(actor=None, origin=shift.origin, mentions=speaks) == 1
    assert [one.words for one in queries.handovers_under(ALL, roster.ward.path, most=1)] == [""]
    assert actions.forget_handovers(actor=None, before=clock.now() + DAY) == 1
    assert queries.handovers_under(ALL, roster.ward.path, most=5)[0].words == ""


def test_called_off_and_restored(roster: Roster) -> None:
    shift = roster.shifts[0]
    duty = roster.on(shift, roster.member)
    assert refused(actions.close_point, actor=roster.admin, point=roster.point) == (
        "point.still_staffed"
    )
    assert (
        refused(actions.cancel_shift, actor=roster.admin, shift=shift, why=" ")
        == "shift.why_missing"
    )
    actions.cancel_shift(actor=roster.admin, shift=shift, why="Mất điện")
    [mine] = roster.told(roster.member)["mine"]
    assert (mine["state"], mine["why"]) == ("cancelled", "Mất điện")
    assert refused(roster.on, shift, roster.second) == "shift.cancelled"
    actions.restore_shift(actor=roster.admin, shift=shift)
    actions.take_off_duty(actor=roster.admin, duty=duty)
    assert roster.told(roster.member)["told"][0]["what"] == "taken_off"
    actions.bring_back_duty(actor=roster.admin, duty=queries.duty_of(ALL, duty.origin, duty.id))
    assert len(roster.told(roster.member)["mine"]) == 1


def test_a_shift_is_moved_and_who_cannot_come_then_is_named_first(roster: Roster) -> None:
    shift, other = roster.shifts[:2]
    day = clock.day_of(shift.starts_at)

    def move(begins: int, ends: int, **said: Any) -> None:
        span = rules.span_of(day, dt.time(begins), dt.time(ends))
        actions.change_shift(actor=roster.admin, shift=shift, need=3, span=span, **said)

    roster.on(shift, roster.member)
    roster.on(shift, roster.second)
    yard = actions.open_point(actor=None, area=roster.group7, entry=PointEntry("Sân đình"))
    plan = Plan("Lớp", *rules.span_of(day, dt.time(20), dt.time(21)))
    lesson = actions.plan_gathering(actor=None, point=yard, plan=plan)
    actions.put_on_duty(actor=None, gathering=lesson, account=roster.second)
    assert refused(move, 19, 21) == "duty.clash"
    assert roster.shifts[0].starts_at == shift.starts_at
    act = actions.change_shift
    there = other.starts_at, other.ends_at
    assert refused(act, actor=None, shift=shift, need=2, span=there) == "shift.there"
    long = shift.starts_at, shift.starts_at + 2 * DAY
    assert refused(act, actor=None, shift=shift, need=2, span=long) == "shift.too_long"
    move(19, 21, without={roster.second.id})
    moved = queries.shift_of(ALL, shift.origin, shift.id)
    [left] = queries.duties_on(ALL, [moved])[moved.id]
    assert (left.account_id, moved.need) == (roster.member.id, 3)
    again = actions.make_shifts(actor=None, rota=roster.rota, first=day, last=day)
    assert (again.shifts, again.had) == ([], 1), "the old hour does not come back"


def test_shifts_do_not_stand_at_a_closed_point(roster: Roster) -> None:
    for shift in roster.shifts:
        actions.cancel_shift(actor=roster.admin, shift=shift, why="Sửa nhà 001185000123")
    assert {one.cancelled_why for one in roster.shifts} == {"Sửa nhà"}
    actions.close_point(actor=roster.admin, point=roster.point)
    shift = roster.shifts[0]
    assert refused(actions.restore_shift, actor=roster.admin, shift=shift) == "point.closed"
    later = roster.today + 9 * DAY
    make = {"actor": None, "rota": roster.rota, "first": later, "last": later}
    assert refused(actions.make_shifts, **make) == "point.closed"
    actions.close_rota(actor=roster.admin, rota=roster.rota)
    assert refused(actions.reopen_rota, actor=roster.admin, rota=roster.rota) == "point.closed"
    actions.reopen_point(actor=roster.admin, point=roster.point)
    week = RotaEntry([Line(0, dt.time(8), dt.time(9))])
    second = actions.open_rota(actor=None, point=roster.point, entry=week)
    assert refused(actions.reopen_rota, actor=roster.admin, rota=roster.rota) == "rota.there"
    actions.close_rota(actor=roster.admin, rota=second)
    actions.reopen_rota(actor=roster.admin, rota=roster.rota)
    actions.restore_shift(actor=roster.admin, shift=shift)
    assert roster.shifts[0].state == "planned"


def test_ones_own_calendar_ends_with_the_badge(roster: Roster, client: Client) -> None:
    shift, off = roster.shifts[:2]
    for one in (shift, off):
        roster.on(one, roster.member)
    actions.cancel_shift(actor=roster.admin, shift=off, why="Bà Lụa ốm")
    address = f"/duties/{calendars.token_of(roster.phone.id)}.ics"
    answer = client.get(address)
    assert answer["Cache-Control"] == "private, no-store"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["status"]) for one in events] == ["CONFIRMED", "CANCELLED"]
    assert events[0]["dtstart"].dt == shift.starts_at
    assert str(events[0]["location"]) == "Nhà văn hóa tổ 7"
    assert len(events[0].walk("VALARM")) == 1
    assert "Lụa" not in answer.content.decode(), "why is nobody else's business"
    assert client.get("/duties/0.ics").status_code == 404
    revoke_badge(actor=None, badge=Badge.objects.get(account=roster.member))
    assert client.get(address).status_code == 404


def test_what_was_taken_back_whole_does_not_come_back_alone(roster: Roster) -> None:
    shift = roster.shifts[0]
    actions.cancel_shift(actor=roster.admin, shift=shift, why="Mất điện")
    actions.undo_making(actor=roster.admin, origin=shift.origin, made_id=roster.making.id)
    with pytest.raises(NotReached):
        actions.restore_shift(actor=roster.admin, shift=shift)
    at = clock.now() + DAY
    plan = actions.Plan("Lớp VNeID", at, at + dt.timedelta(hours=2))
    [lesson] = actions.plan_series(
        actor=roster.admin, point=roster.point, plans=[plan], trainer=None
    )
    actions.cancel_gathering(actor=roster.admin, gathering=lesson, why="Mưa to")
    actions.undo_series(actor=roster.admin, origin=lesson.origin, series_id=lesson.series_id)
    with pytest.raises(NotReached):
        actions.restore_gathering(actor=roster.admin, gathering=lesson)
