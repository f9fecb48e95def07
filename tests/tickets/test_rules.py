"""How long a call may wait, and how its number is shown."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tungngo.tickets import rules

MONDAY = dt.date(2026, 8, 3)


def test_a_call_is_due_in_three_days_and_for_priority_the_next() -> None:
    assert rules.due_on(MONDAY, None, priority=False) == dt.date(2026, 8, 6)
    assert rules.due_on(MONDAY, None, priority=True) == dt.date(2026, 8, 4)


def test_the_day_wished_for_is_the_day_it_is_due() -> None:
    later = dt.date(2026, 8, 20)
    assert rules.due_on(MONDAY, later, priority=True) == later
    assert rules.due_on(MONDAY, MONDAY, priority=False) == MONDAY


@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.booleans())
def test_nothing_is_late_on_its_last_day(asked: dt.date, priority: bool) -> None:
    due = rules.due_on(asked, None, priority=priority)
    assert not rules.is_late(due, due)
    assert rules.is_late(due, due + dt.timedelta(1))


def test_a_masked_number_gives_away_at_most_five_digits() -> None:
    assert rules.masked("+84912345678") == "09•• ••• 678"
    assert rules.masked("") == ""
    assert rules.national("+84912345678") == "0912345678"
