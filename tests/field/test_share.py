"""My progress adds up, and its pace is the one the board of the ward shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.field.test_modules import NHA, fact
from tungngo.progress.rules import even_pace, milestone_count

Call = Callable[..., Any]
SUMS = "later/progress/sums"
START = date(2026, 8, 1)
SKILLS = [{"code": "vneid"}, {"code": "vssid"}]
MILESTONES = [
    {"indicator": "households.reached", "segment": "", "due_on": "2026-08-20", "percent": 70},
    {"indicator": "residents.basic", "segment": "adult", "due_on": "2026-08-05", "percent": 99},
    {"indicator": "households.reached", "segment": "", "due_on": "2026-09-10", "percent": 100},
]
CAMPAIGN = {"starts_on": "2026-08-01", "milestones": MILESTONES, "skills": SKILLS}


def test_a_share_needs_as_many_as_the_ward_would_of_so_many(in_module: Call) -> None:
    for whole in (0, 1, 3, 10, 11, 36, 333, 2000):
        for percent in (1, 33.3, 50, 70, 99.99, 100):
            assert in_module(SUMS, "needed", whole, percent) == milestone_count(percent, whole)


def test_the_even_pace_is_the_boards(in_module: Call) -> None:
    lines = [(date(2026, 8, 20), 25), (date(2026, 9, 10), 36)]
    told = [{"due_on": on.isoformat(), "needed": count} for on, count in lines]
    for days in range(-3, 45):
        today = START + timedelta(days=days)
        found = in_module(SUMS, "evenPace", told, START.isoformat(), today.isoformat())
        assert found == even_pace(lines, START, today), today


def test_the_next_milestone_of_my_share(in_module: Call) -> None:
    counts = {"doors": 36, "reached": 12}
    assert in_module(SUMS, "paceOf", CAMPAIGN, counts, "2026-08-10") == {
        "due_on": "2026-08-20", "percent": 70, "needed": 26, "left": 14, "days": 10, "aDay": 2,
        "expected": 13,
    }  # fmt: skip
    later = in_module(SUMS, "paceOf", CAMPAIGN, counts, "2026-09-10")
    assert (later["needed"], later["left"], later["days"]) == (36, 24, 0)
    assert in_module(SUMS, "paceOf", None, counts, "2026-08-10") is None
    assert in_module(SUMS, "paceOf", CAMPAIGN, {"doors": 0, "reached": 0}, "2026-08-10") is None


def test_what_is_counted_accepted_and_waiting_is_what_the_phone_shows(in_module: Call) -> None:
    met = NHA["stand"] | {"reached_on": "2026-08-04"}
    doors = [NHA | {"id": f"d{n}", "stand": met if n < 3 else NHA["stand"]} for n in range(7)]
    rows = [
        fact(state=state, outcomes=[["p2", "vssid", 2]]) | {"op": f"o{n}", "door": f"00322/d{n}"}
        for n, state in [(2, "waiting"), (3, "sent"), (4, "waiting"), (5, "refused"), (6, "held")]
    ]
    now = in_module("standing", "doorsNow", doors, rows)
    found = in_module(SUMS, "figuresOf", now, CAMPAIGN, "2026-08-05")
    assert (found["counted"], found["accepted"], found["waiting"]) == (3, 2, 1)
    assert found["counted"] + found["accepted"] + found["waiting"] == found["reached"] == 6
    assert found["reached"] == sum(1 for door in now if door["stand"]["reached_on"])
    assert (found["today"], found["week"]) == (3, 6), "2026-08-05 is a Wednesday"
    assert (found["people"], found["shown"]) == (14, 7 + 4)
    assert found["skills"] == [
        {"code": "vneid", "steps": [7, 0, 0, 7, 0]},
        {"code": "vssid", "steps": [10, 0, 4, 0, 0]},
    ]
    assert all(sum(skill["steps"]) == found["people"] for skill in found["skills"])
