"""What shifts a usual week makes, who is at two places, what an hour counts for. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from tungngo.lib.problems import Refused
from tungngo.points import rules
from tungngo.points.rules import Line, moment_of

MONDAY = dt.date(2026, 2, 16)


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


def spans(found: list[rules.Stretch]) -> list[str]:
    return [f"{one.starts_at:%d %H:%M}–{one.ends_at:%d %H:%M}×{one.need}" for one in found]


def test_a_usual_week_is_cut_by_lunch_and_by_holidays() -> None:
    lines = [Line(0, at(8), at(17), 2), Line(2, at(18), at(20)), Line(2, at(12), at(13))]
    found = rules.stretches(
        lines, rules.REST, MONDAY, MONDAY + dt.timedelta(days=13), {dt.date(2026, 2, 16)}
    )
    assert spans(found) == [
        "18 18:00–18 20:00×1",
        "23 08:00–23 11:30×2",
        "23 13:30–23 17:00×2",
        "25 18:00–25 20:00×1",
    ]


def test_a_night_reaches_into_the_next_day_and_needs_no_break() -> None:
    found = rules.stretches([Line(6, at(22), at(7))], rules.REST, MONDAY, MONDAY + dt.timedelta(6))
    assert spans(found) == ["22 22:00–23 07:00×1"]
    whole = rules.stretches([Line(0, at(7), at(7))], None, MONDAY, MONDAY)
    assert rules.hours_of(*whole[0][:2]) == 24


def test_round_the_clock_has_no_hole() -> None:
    turns = [(at(7), at(15)), (at(15), at(22)), (at(22), at(7))]
    week = [Line(day, *turn) for day in range(7) for turn in turns]
    assert rules.holes(week) == []
    # Without Sunday's night nobody is there until Monday's morning, which is where the week begins.
    found = rules.holes(week[:-1])
    assert [f"{one:%a %H:%M}–{two:%a %H:%M}" for one, two in found] == [
        "Mon 00:00–Mon 07:00",
        "Sun 22:00–Mon 00:00",
    ]


@pytest.mark.parametrize(
    ("lines", "code", "place"),
    [
        ([], "rota.empty", "week"),
        ([Line(0, at(8), at(9), 0)], "rota.need", "1"),
        ([Line(0, at(8), at(9)), Line(0, at(8), at(9), 3)], "rota.line_twice", "2"),
    ],
)
def test_a_week_that_says_nothing_sensible(lines: list[Line], code: str, place: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_week(lines)
    assert (refusal.value.code, refusal.value.place) == (code, place)
    rules.check_week([Line(0, at(8), at(12)), Line(0, at(9), at(11), 2)])  # busy hours need more


def test_lines_survive_being_kept() -> None:
    line = Line(4, at(17, 30), at(20), 3)
    assert rules.lines_of([line.said()]) == [line]


@dataclass(frozen=True)
class On:
    span: tuple[dt.datetime, dt.datetime]


def on(begins: int, ends: int) -> On:
    return On((moment_of(MONDAY, at(begins)), moment_of(MONDAY, at(ends))))


def test_doubles_are_pairs_that_share_a_moment() -> None:
    long, early, late, after = on(8, 12), on(8, 10), on(10, 11), on(12, 13)
    assert rules.doubles([after, late, long, early]) == [(early, long), (long, late)]
    assert rules.doubles([early, late, after]) == []


def test_away_counts_whole_days() -> None:
    night = moment_of(MONDAY, at(22)), moment_of(MONDAY + dt.timedelta(1), at(6))
    assert rules.away_on(night, (MONDAY, MONDAY))
    assert rules.away_on(night, (MONDAY + dt.timedelta(1),) * 2)
    assert not rules.away_on(night, (MONDAY + dt.timedelta(2),) * 2)


def test_only_hours_somebody_confirmed_are_hours() -> None:
    span = moment_of(MONDAY, at(8)), moment_of(MONDAY, at(11, 30))
    after, before = span[1] + dt.timedelta(hours=1), span[0]
    assert rules.worked("came", *span, before) == rules.Worked(hours=3.5, times=1)
    assert rules.worked("", *span, after) == rules.Worked(unsaid=3.5)
    assert rules.worked("", *span, before) == rules.Worked()
    assert rules.worked("absent", *span, after) == rules.Worked(absent=1)
    assert rules.worked("replaced", *span, after) == rules.Worked()
    assert rules.Worked(1, 2, 3, 4).plus(rules.Worked(1, 1, 1, 1)) == rules.Worked(2, 3, 4, 5)
