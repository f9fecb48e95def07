"""The arithmetic of progress."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.progress import rules

TODAY = dt.date(2026, 8, 15)


@pytest.mark.parametrize(
    ("percent", "whole", "needed"),
    [(70, 10, 7), (70, 11, 8), (100, 9870, 9870), (85, 0, 0), (29.1, 1000, 291)],
)
def test_a_milestone_is_rounded_up_to_whole_doors(percent, whole, needed):
    assert rules.milestone_count(percent, whole) == needed


@given(
    st.lists(st.integers(0, 500), min_size=2, max_size=60), st.integers(0, 60), st.integers(0, 500)
)
def test_a_forecast_is_ordered_and_stays_between_reached_and_whole(daily, ahead, spare):
    reached = sum(daily)
    whole = reached + spare
    on = TODAY + dt.timedelta(days=ahead)
    expected = rules.forecast(daily, reached, whole, TODAY, on)
    assert reached <= expected.low <= expected.middle <= expected.high <= whole


def test_an_even_week_forecasts_without_a_range():
    expected = rules.forecast([10] * 9, 90, 1000, TODAY, TODAY + dt.timedelta(days=5))
    assert (expected.low, expected.middle, expected.high) == (140, 140, 140)


def test_an_uneven_week_has_the_range_its_variance_gives():
    # mean 10, sample variance of (0, 20, 0, 20, 0, 20, 10) = 100; n = 7, m = 7
    expected = rules.forecast(
        [0, 20, 0, 20, 0, 20, 10], 70, 1000, TODAY, TODAY + dt.timedelta(days=7)
    )
    spread = 1.2816 * (100 * (7 + 49 / 7)) ** 0.5
    assert (expected.low, expected.middle, expected.high) == (
        round(140 - spread),
        140,
        round(140 + spread),
    )


def test_too_little_to_go_by_gives_no_forecast():
    assert rules.forecast([5], 5, 10, TODAY, TODAY) is None
    assert rules.forecast([5, 5], 10, 20, TODAY, TODAY - dt.timedelta(days=1)) is None


def test_the_pace_needed_counts_the_days_left():
    assert rules.pace_needed(40, 100, TODAY, TODAY + dt.timedelta(days=6)) == 10
    assert rules.pace_needed(100, 100, TODAY, TODAY) == 0
    assert rules.pace_needed(99, 100, TODAY, TODAY) is None


def test_the_even_pace_goes_from_milestone_to_milestone():
    start, due = dt.date(2026, 8, 1), dt.date(2026, 8, 30)
    last = due + dt.timedelta(days=10)

    def pace(after: int) -> int:
        milestones = [(due, 300), (last, 400)]
        return rules.even_pace(milestones, start, start + dt.timedelta(days=after))

    assert [pace(n) for n in (-3, -1, 0, 14, 29)] == [0, 0, 10, 150, 300]
    assert [pace(n) for n in (30, 34, 39, 60)] == [310, 350, 400, 400]


def test_basic_skill_is_the_day_of_the_last_skill_needed():
    levels = {
        "vneid": ["2026-08-01", "2026-08-04", None, None],
        "cashless": ["2026-08-02", "2026-08-02", "2026-08-02", None],
        "vssid": ["2026-08-01", None, None, None],
    }
    assert rules.basic_day(levels, 1) == "2026-08-02"
    assert rules.basic_day(levels, 2) == "2026-08-04"
    assert rules.basic_day(levels, 3) is None
    assert rules.basic_day({}, 0) is None


def test_the_state_of_a_milestone():
    due = TODAY + dt.timedelta(days=10)
    low = rules.Forecast(due, 50, 60, 70)
    assert rules.state_of(100, 100, TODAY, due, low) == "met"
    assert rules.state_of(40, 100, TODAY, due, low) == "risk"
    assert rules.state_of(40, 60, TODAY, due, low) == "ok"
    assert rules.state_of(40, 60, TODAY, due, None) == "open"
    assert rules.state_of(0, 0, TODAY, due, None) == "open"
    assert rules.state_of(40, 60, due + dt.timedelta(days=1), due, None) == "missed"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_nothing_published_gives_a_few_people_away(pairs):
    parts = [min(pair) for pair in pairs]
    wholes = [max(pair) for pair in pairs]
    hidden = rules.suppressed(parts, wholes)
    for part, whole, is_hidden in zip(parts, wholes, hidden, strict=True):
        if 0 < part < rules.SMALL or 0 < whole - part < rules.SMALL:
            assert is_hidden
    if len(pairs) > 1:
        assert sum(hidden) != 1


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=12),
)
def test_what_is_hidden_does_not_come_back_by_subtraction(pairs):
    parts = [min(pair) for pair in pairs]
    wholes = [max(pair) for pair in pairs]
    hidden = rules.suppressed(parts, wholes)
    rows = [n for n, is_hidden in enumerate(hidden) if is_hidden]
    listed = [n for n, whole in enumerate(wholes) if whole]
    if rows and set(rows) != set(listed):
        assert len(rows) > 1
        assert not rules.is_small(sum(parts[n] for n in rows), sum(wholes[n] for n in rows))


def test_rows_do_not_add_up_to_a_total_that_is_kept_back():
    assert rules.suppressed([50, 60], [100, 120]) == [False, False]
    assert rules.suppressed([50, 60], [100, 120], total_hidden=True) == [True, False]
    assert rules.suppressed([0, 3], [0, 120], total_hidden=True) == [False, True]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_no_day_of_a_published_curve_shows_a_small_count(steps):
    value, counted = 0, []
    for n, step in enumerate(steps):
        value += step
        counted.append((TODAY + dt.timedelta(days=n), value))
    shown = rules.in_steps(counted)
    assert shown[-1] == counted[-1]
    assert set(shown) <= set(counted)
    for (_day, before), (_next, after) in pairwise(shown):
        assert after - before not in range(1, rules.SMALL)


def test_totals_drop_zeros_so_that_equal_totals_are_equal():
    assert rules.total([{"a": 1, "b": 2}, {"a": -1, "b": 3}]) == {"b": 5}
