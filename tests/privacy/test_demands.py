"""The days a demand has, and what becomes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.teams.people import Ward
from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.privacy import actions, queries, rules
from tungngo.privacy.days_off import shipped_calendar

CALENDAR = shipped_calendar()
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 1))


@pytest.mark.parametrize(
    ("received", "answer_on"),
    [
        ("2026-11-23", "2026-11-25"),  # Monday
        ("2026-11-19", "2026-11-23"),  # Thursday: Friday and Monday
        ("2026-11-21", "2026-11-24"),  # on a Saturday the next two working days
        ("2026-02-13", "2026-02-24"),  # the whole of Tết lies between
        ("2026-04-28", "2026-05-04"),  # 30/4, 1/5 and a weekend lie between
    ],
)
def test_an_answer_is_due_after_two_working_days(received: str, answer_on: str) -> None:
    due = rules.deadlines("see", dt.date.fromisoformat(received), CALENDAR, with_others=False)
    assert due.answer_on == dt.date.fromisoformat(answer_on)


@given(DAYS, st.integers(1, 10))
def test_exactly_so_many_working_days_lie_between(day: dt.date, count: int) -> None:
    last = rules.working_days_after(day, count, CALENDAR)
    between = clock.days_between(day + dt.timedelta(1), last)
    assert CALENDAR.is_working(last)
    assert sum(map(CALENDAR.is_working, between)) == count
    assert rules.working_days_left(day + dt.timedelta(1), last, CALENDAR) == count
    assert rules.working_days_left(last, day, CALENDAR) == -count


@pytest.mark.parametrize(
    ("right", "others", "days"),
    [("withdraw", False, 15), ("object", True, 20), ("restrict", False, 15), ("see", False, 10)],
)
def test_days_to_carry_out(right: str, others: bool, days: int) -> None:
    received = dt.date(2026, 11, 2)
    due = rules.deadlines(right, received, CALENDAR, with_others=others)
    assert due.carry_out_on == received + dt.timedelta(days)
    assert rules.extended(due.carry_out_on) == due.carry_out_on + dt.timedelta(15)


def entry(**changes: object) -> actions.DemandEntry:
    said: dict = {
        **{"right": "withdraw", "via": "person", "asker": "Bà Lê Thị Sáu"},
        **{"identity": "đã xem căn cước", "received_on": clock.today(), "words": "rút đồng ý"},
    }
    return actions.DemandEntry(**(said | changes))


def test_a_demand_goes_its_way_and_leaves_no_name_in_the_journal(db: None) -> None:
    ward = Ward()
    long_ago = clock.today() - dt.timedelta(40)
    late = actions.record_demand(
        actor=ward.admin, area=ward.ward, entry=entry(received_on=long_ago)
    )
    fresh = actions.record_demand(actor=ward.admin, area=ward.ward, entry=entry())
    here, today = Reach((ward.ward.path,)), clock.today()
    assert queries.demand_counts(here, ward.ward.path, today) == queries.DemandCounts(2, 2, 1)
    assert [one.id for one in queries.demands_under(here, ward.ward.path)] == [late.id, fresh.id]

    actions.answer_demand(actor=ward.admin, demand=late, words="đã gọi lại")
    actions.extend_demand(actor=ward.admin, demand=late, why="chờ bên xử lý")
    late.refresh_from_db()
    assert late.carry_out_on == long_ago + dt.timedelta(30)
    with pytest.raises(Refused) as twice:
        actions.extend_demand(actor=ward.admin, demand=late, why="nữa")
    assert twice.value.code == "demand.extended_already"
    with pytest.raises(Refused) as no_reason:
        actions.close_demand(actor=ward.admin, demand=late, state="refused", words=" ")
    assert no_reason.value.code == "demand.why_empty"
    actions.close_demand(actor=ward.admin, demand=late, state="done", words="")
    assert queries.demand_counts(here, ward.ward.path, today) == queries.DemandCounts(1, 1, 0)
    actions.reopen_demand(actor=ward.admin, demand=late)
    late.refresh_from_db()
    assert (late.state, late.closed_at) == ("answered", None)

    with pytest.raises(NotReached):
        queries.demand_of(Reach((ward.elsewhere.path,)), late.origin, late.id)
    above = queries.counts_by_commune(
        Reach.everything(), [ward.ward.path, ward.elsewhere.path], ward.city.path, today
    )
    assert above[ward.ward.path].waiting == 2
    assert above[ward.elsewhere.path].waiting == 0
    said = str(list(JournalLine.objects.filter(verb__startswith="demand").values()))
    assert not [word for word in ("Sáu", "rút", "gọi lại", "chờ bên") if word in said]


def test_identity_numbers_are_not_taken(db: None) -> None:
    ward = Ward()
    with pytest.raises(Refused) as refused:
        actions.record_demand(
            actor=ward.admin, area=ward.ward, entry=entry(identity="CCCD 001190012345")
        )
    assert (refused.value.code, refused.value.place) == ("demand.identity_number", "identity")
