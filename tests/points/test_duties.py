"""Points, what is planned there, who is on duty, and what their phones are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tests.quizzes.bank import quiz_in
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries, rules
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.clashes import Hindered
from tungngo.points.models import Duty, Gathering
from tungngo.points.rules import moment_of
from tungngo.quizzes.models import Quiz
from tungngo.teams.queries import reach_of

ALL = Reach.everything()


def plan(days: int = 1, start: int = 18, end: int = 20, **other: Any) -> Plan:
    day = clock.today() + dt.timedelta(days)
    return Plan(
        **{
            "title": "Lớp VNeID buổi tối",
            "starts_at": moment_of(day, dt.time(start)),
            "ends_at": moment_of(day, dt.time(end)),
            "topics": ["vneid"],
            **other,
        }
    )


class Hall(Street):
    """A street with a cultural house, and a gathering there tomorrow evening."""

    def __init__(self) -> None:
        super().__init__(doors=1)
        entry = PointEntry("Nhà văn hóa tổ 7", place="Số 5 Ngõ 281")
        self.point = actions.open_point(actor=self.admin, area=self.group7, entry=entry)
        self.yard = actions.open_point(
            actor=self.admin, area=self.group7, entry=PointEntry("Sân đình")
        )
        self.evening = self.planned()
        self.second, _phone = self.volunteer("Lê Thị Sáu")

    def planned(
        self, days: int = 1, start: int = 18, end: int = 20, *, beside: bool = False, **other: Any
    ) -> Gathering:
        """At the cultural house, or beside it in the yard."""
        point = self.yard if beside else self.point
        return actions.plan_gathering(
            actor=self.admin, point=point, plan=plan(days, start, end, **other)
        )

    def on_duty(self, gathering: Gathering, account: Account, part: str = "helper") -> Duty:
        return actions.put_on_duty(
            actor=self.admin, gathering=gathering, account=account, part=part
        )

    def told(self, account: Account) -> list[dict[str, Any]]:
        return queries.duties_for(reach_of(account), account)


@pytest.fixture
def hall(db: None) -> Hall:
    return Hall()


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert rules.week_of(dt.date(2026, 8, 9)) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))
    assert rules.week_of(dt.date(2026, 8, 3)) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))


def test_a_phone_is_told_where_and_with_whom(hall: Hall) -> None:
    hall.on_duty(hall.evening, hall.member, "trainer")
    hall.on_duty(hall.evening, hall.second)
    [row] = hall.told(hall.member)
    assert row["place"] == "Nhà văn hóa tổ 7 · Số 5 Ngõ 281"
    assert (row["part"], row["with"], row["state"]) == ("trainer", ["Lê Thị Sáu"], "planned")
    assert row["starts_at"].endswith("T18:00:00+07:00")
    [other] = hall.told(hall.second)
    assert (other["part"], other["with"]) == ("helper", [hall.member.full_name])


def test_only_yesterday_to_a_fortnight_ahead(hall: Hall) -> None:
    for days in (-2, -1, 0, 14, 15):
        hall.on_duty(hall.planned(days, 6, 7, title=str(days)), hall.member)
    assert [row["title"] for row in hall.told(hall.member)] == ["-1", "0", "14"]


def test_a_cancelled_one_is_told_with_its_reason_and_can_be_restored(hall: Hall) -> None:
    hall.on_duty(hall.evening, hall.member)
    with pytest.raises(Refused) as refusal:
        actions.cancel_gathering(actor=hall.admin, gathering=hall.evening, why=" ")
    assert refusal.value.code == "gathering.why_missing"
    actions.cancel_gathering(actor=hall.admin, gathering=hall.evening, why="Mất điện")
    [row] = hall.told(hall.member)
    assert (row["state"], row["why"]) == ("cancelled", "Mất điện")
    with pytest.raises(Refused) as refusal:
        hall.on_duty(hall.evening, hall.second)
    assert refusal.value.code == "gathering.cancelled"
    actions.restore_gathering(actor=hall.admin, gathering=hall.evening)
    [row] = hall.told(hall.member)
    assert (row["state"], row["why"]) == ("planned", "")


def test_nobody_is_at_two_places_at_once(hall: Hall) -> None:
    hall.on_duty(hall.evening, hall.member)
    with pytest.raises(Refused) as refusal:
        hall.on_duty(hall.planned(1, 19, 21, beside=True), hall.member)
    assert refusal.value.code == "duty.clash"
    assert "18:00–20:00" in str(refusal.value)
    assert "Nhà văn hóa tổ 7" in str(refusal.value)
    hall.on_duty(hall.planned(1, 20, 21), hall.member)  # one begins when the other ends
    assert len(hall.told(hall.member)) == 2


def test_moving_a_gathering_over_another_duty_is_refused(hall: Hall) -> None:
    later = hall.planned(1, 20, 21, beside=True)
    hall.on_duty(hall.evening, hall.member)
    hall.on_duty(later, hall.member)
    with pytest.raises(Refused) as refusal:
        actions.change_gathering(actor=hall.admin, gathering=later, plan=plan(1, 19, 21))
    assert refusal.value.code == "duty.clash"
    actions.change_gathering(actor=hall.admin, gathering=later, plan=plan(1, 20, 22))
    assert queries.gathering_of(ALL, later.origin, later.id).version == 2


def test_a_cancelled_gathering_blocks_nobody_until_restored(hall: Hall) -> None:
    other = hall.planned(1, 19, 21, beside=True)
    hall.on_duty(hall.evening, hall.member)
    actions.cancel_gathering(actor=hall.admin, gathering=hall.evening, why="mưa")
    hall.on_duty(other, hall.member)
    with pytest.raises(Refused) as refusal:
        actions.restore_gathering(actor=hall.admin, gathering=hall.evening)
    assert refusal.value.code == "duty.clash"


def test_taken_off_duty_and_back(hall: Hall) -> None:
    duty = hall.on_duty(hall.evening, hall.member, "trainer")
    actions.take_off_duty(actor=hall.admin, duty=duty)
    assert hall.told(hall.member) == []
    ended = queries.duty_of(ALL, duty.origin, duty.id)
    actions.bring_back_duty(actor=hall.admin, duty=ended)
    assert hall.told(hall.member)[0]["part"] == "trainer"


def test_put_on_duty_twice_is_one_duty_with_the_last_part(hall: Hall) -> None:
    hall.on_duty(hall.evening, hall.member)
    hall.on_duty(hall.evening, hall.member, "trainer")
    assert Duty.objects.count() == 1
    assert hall.told(hall.member)[0]["part"] == "trainer"


@pytest.mark.parametrize(("start", "end", "code"), [(20, 18, "ends_before"), (6, 21, "too_long")])
def test_impossible_hours_are_refused(hall: Hall, start: int, end: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        hall.planned(1, start, end)
    assert refusal.value.code == f"gathering.{code}"


def test_a_place_holds_one_thing_at_a_time(hall: Hall) -> None:
    for act in (
        lambda: hall.planned(1, 19, 21),
        lambda: actions.change_gathering(
            actor=hall.admin, gathering=hall.planned(2), plan=plan(1, 17, 19)
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "point.taken"
        assert "18:00–20:00" in str(refusal.value)
        assert "Lớp VNeID buổi tối" in str(refusal.value)
    actions.cancel_gathering(actor=hall.admin, gathering=hall.evening, why="mưa")
    hall.planned(1, 20, 21)
    hall.planned(1, 18, 20)
    with pytest.raises(Refused) as refusal:
        actions.restore_gathering(actor=hall.admin, gathering=hall.evening)
    assert refusal.value.code == "point.taken"


def test_days_of_a_series() -> None:
    first, last = dt.date(2026, 8, 3), dt.date(2026, 8, 16)
    days = rules.series_days(first, last, {0, 3})
    assert [day.day for day in days] == [3, 6, 10, 13]
    assert rules.series_days(first, first, {0}) == [first]
    assert rules.series_days(last, first, {0}) == []


def test_a_series_is_planned_whole_or_not_at_all_and_taken_back(hall: Hall) -> None:
    plans = [plan(days) for days in (2, 9, 16)]
    hall.planned(9, 19, 21, title="Đã có lớp")
    lines = queries.series_lines(
        ALL, hall.point, hall.member, [(one.starts_at, one.ends_at) for one in plans]
    )
    assert [line.is_free for line in lines] == [True, False, True]
    with pytest.raises(Refused) as refusal:
        actions.plan_series(actor=hall.admin, point=hall.point, plans=plans, trainer=hall.member)
    assert refusal.value.code == "point.taken"
    assert Gathering.objects.filter(series_id__isnull=False).count() == 0
    made = actions.plan_series(
        actor=hall.admin, point=hall.point, plans=plans[::2], trainer=hall.member
    )
    assert [row["part"] for row in hall.told(hall.member)] == ["trainer"]
    clash = queries.series_lines(
        ALL, hall.yard, hall.member, [(made[1].starts_at, made[1].ends_at)]
    )
    assert clash[0].trainer_taken.gathering.id == made[1].id
    assert made[0].series_id is not None
    undone = actions.undo_series(
        actor=hall.admin, origin=made[0].origin, series_id=made[0].series_id
    )
    assert undone == 2
    assert hall.told(hall.member) == []
    week = (clock.today(), clock.today() + dt.timedelta(20))
    titles = [one.title for one in queries.gatherings_under(ALL, hall.ward.path, *week)]
    assert titles == ["Lớp VNeID buổi tối", "Đã có lớp"]
    again = actions.plan_series(
        actor=hall.admin, point=hall.point, plans=[plan(0, 0, 1)], trainer=None
    )
    with pytest.raises(Refused) as refusal:
        actions.undo_series(actor=hall.admin, origin=again[0].origin, series_id=again[0].series_id)
    assert refusal.value.code == "series.begun"


def test_somebody_elses_change_is_not_written_over(hall: Hall) -> None:
    actions.change_gathering(actor=hall.admin, gathering=hall.evening, plan=plan(2), seen_version=1)
    with pytest.raises(Refused) as refusal:
        actions.change_gathering(
            actor=hall.admin, gathering=hall.evening, plan=plan(3), seen_version=1
        )
    assert refusal.value.code == "gathering.changed_since"


def test_a_point_closes_only_when_nothing_is_to_come(hall: Hall) -> None:
    with pytest.raises(Refused) as refusal:
        actions.close_point(actor=hall.admin, point=hall.point)
    assert refusal.value.code == "point.still_planned"
    actions.cancel_gathering(actor=hall.admin, gathering=hall.evening, why="mưa")
    actions.close_point(actor=hall.admin, point=hall.point)
    assert list(queries.points_under(ALL, hall.ward.path)) == [hall.yard]
    with pytest.raises(Refused) as refusal:
        hall.planned(3)
    assert refusal.value.code == "point.closed"
    actions.reopen_point(actor=hall.admin, point=hall.point)
    assert set(queries.points_under(ALL, hall.ward.path)) == {hall.point, hall.yard}


def test_what_lies_elsewhere_is_not_reached(hall: Hall) -> None:
    far = Reach((hall.elsewhere.path,))
    for ask in (
        lambda: queries.point_of(far, hall.point.origin, hall.point.id),
        lambda: queries.gathering_of(far, hall.evening.origin, hall.evening.id),
    ):
        with pytest.raises(NotReached):
            ask()
    today = clock.today()
    week = (today, today + dt.timedelta(7))
    assert not queries.gatherings_under(far, "", *week).exists()
    assert list(queries.gatherings_under(ALL, hall.group7.path, *week)) == [hall.evening]
    assert queries.duties_at(far, [hall.evening]) == {}


def changed(hall: Hall, to: Plan, **said: Any) -> Gathering:
    one = hall.evening
    actions.change_gathering(actor=hall.admin, gathering=one, plan=to, **said)
    return queries.gathering_of(ALL, one.origin, one.id)


def test_moving_a_gathering_names_everybody_who_cannot_come_then(hall: Hall) -> None:
    """One is elsewhere, one is away: both are named, nothing changes; a title alone is corrected all the
    same, and those whom the officer lets go are off duty, the others on."""
    far = clock.today() + dt.timedelta(3)
    elsewhere = hall.planned(3, 18, 19, beside=True)
    third, _phone = hall.volunteer("Đỗ Văn Bảy")
    for one in (hall.member, hall.second, third):
        hall.on_duty(hall.evening, one)
    hall.on_duty(elsewhere, hall.member)
    actions.note_leave(
        actor=None, area=hall.ward, account=hall.second, first=clock.today(), last=far
    )
    with pytest.raises(Hindered) as refusal:
        changed(hall, plan(3))
    said = str(refusal.value)
    assert refusal.value.accounts == {hall.member.id, hall.second.id}
    assert hall.member.full_name in said
    assert "18:00–19:00" in said
    assert hall.second.full_name in said
    assert queries.gathering_of(ALL, hall.evening.origin, hall.evening.id).version == 1
    assert changed(hall, plan(1, title="Lớp khác")).title == "Lớp khác"
    with pytest.raises(Hindered) as left:
        changed(hall, plan(3), without={hall.member.id})
    assert (left.value.code, left.value.accounts) == ("duty.away", {hall.second.id})
    moved = changed(hall, plan(3), without={hall.member.id, hall.second.id, third.id})
    on_it = queries.duties_at(ALL, [moved])[moved.id]
    assert [duty.account_id for duty in on_it] == [third.id], "who can come stays"


def test_a_gathering_is_moved_to_another_point_that_is_open_and_free(hall: Hall) -> None:
    taken = hall.planned(1, 19, 21, beside=True)
    with pytest.raises(Refused) as refusal:
        changed(hall, plan(), point=hall.yard)
    assert refusal.value.code == "point.taken"
    actions.cancel_gathering(actor=hall.admin, gathering=taken, why="mưa")
    assert changed(hall, plan(), point=hall.yard).point_id == hall.yard.id
    of_all = actions.open_point(actor=hall.admin, area=hall.ward, entry=PointEntry("Ủy ban"))
    asked = Quiz.objects.filter(id=quiz_in(hall.group7).id)
    asked.update(gathering_id=hall.evening.id)
    for point, area in ((of_all, hall.ward), (hall.yard, hall.group7)):
        moved = changed(hall, plan(), point=point)
        assert (moved.path, asked.get().path) == (area.path, area.path), "its quiz goes along"
    actions.close_point(actor=hall.admin, point=hall.point)
    with pytest.raises(Refused) as refusal:
        changed(hall, plan(), point=hall.point)
    assert refusal.value.code == "point.closed"


def test_what_was_cancelled_is_not_restored_at_a_closed_point(hall: Hall) -> None:
    past = hall.planned(-3)
    for one in (past, hall.evening):
        actions.cancel_gathering(actor=hall.admin, gathering=one, why="mưa")
    actions.close_point(actor=hall.admin, point=hall.point)
    with pytest.raises(Refused) as refusal:
        actions.restore_gathering(actor=hall.admin, gathering=hall.evening)
    assert refusal.value.code == "point.closed"
    assert "Nhà văn hóa tổ 7" in str(refusal.value)
    assert queries.gathering_of(ALL, past.origin, hall.evening.id).state == "cancelled"
    actions.restore_gathering(actor=hall.admin, gathering=past)  # it was open on that day
    actions.reopen_point(actor=hall.admin, point=hall.point)
    actions.restore_gathering(actor=hall.admin, gathering=hall.evening)
    assert queries.gathering_of(ALL, past.origin, hall.evening.id).state == "planned"


@pytest.mark.parametrize("number", ["001185000123", "012345678", "012 345 678"])
def test_no_identity_number_is_kept_with_a_session_or_its_point(hall: Hall, number: str) -> None:
    one = changed(hall, plan(title=f"Lớp của bà Lan {number}"))
    assert one.title == "Lớp của bà Lan"
    with pytest.raises(Refused) as refusal:
        changed(hall, plan(title=number))
    assert refusal.value.code == "gathering.title_missing"
    with pytest.raises(Refused) as refusal:
        actions.cancel_gathering(actor=hall.admin, gathering=one, why=number)
    assert refusal.value.code == "gathering.why_missing"
    actions.cancel_gathering(actor=hall.admin, gathering=one, why=f"Cô {number} ốm")
    assert queries.gathering_of(ALL, one.origin, one.id).cancelled_why == "Cô ốm"
    entry = PointEntry("Sân", place=f"Nhà bà Lan {number}", hours="gọi 0912345678")
    actions.change_point(actor=hall.admin, point=hall.yard, entry=entry)
    kept = queries.point_of(ALL, hall.yard.origin, hall.yard.id)
    assert (kept.place, kept.hours) == ("Nhà bà Lan", "gọi 0912345678")


def test_a_series_says_on_which_days_the_trainer_is_away(hall: Hall) -> None:
    days = [clock.today() + dt.timedelta(n) for n in (2, 3)]
    actions.note_leave(actor=None, area=hall.ward, account=hall.second, first=days[1], last=days[1])
    spans = [(moment_of(day, dt.time(9)), moment_of(day, dt.time(10))) for day in days]
    lines = queries.series_lines(ALL, hall.yard, hall.second, spans)
    assert [line.is_free for line in lines] == [True, False]
