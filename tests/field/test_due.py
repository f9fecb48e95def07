"""What is due at a door is the same on the server and on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests.field.due_cases import CASES
from tungngo.encounters.due import due_at

DAYS = ("reached_on", "last_met_on", "come_back_on")


def standing(told: dict[str, Any]) -> Any:
    read = {name: told[name] and date.fromisoformat(told[name]) for name in DAYS}
    return SimpleNamespace(**told | read)


@pytest.mark.parametrize(
    ("what", "stand", "levels", "days", "due"), CASES, ids=lambda v: str(v)[:40]
)
def test_the_server_says_what_is_due(
    what: str, stand: dict[str, Any], levels: list[dict[str, int]], days: int, due: list[Any]
) -> None:
    found = due_at(standing(stand), levels, days)
    assert [[code, day and day.isoformat()] for code, day in found] == due, what


def test_where_nobody_has_been_the_server_need_not_know_a_standing() -> None:
    assert due_at(None, [], 7) == [("never", None)]


def test_the_phone_says_the_same(in_module: Callable[..., Any]) -> None:
    for what, stand, levels, days, due in CASES:
        assert in_module("due", "dueAt", stand, levels, days) == due, what


def test_what_is_late_is_found_by_the_day(in_module: Callable[..., Any]) -> None:
    for day, is_time in {
        "2026-08-04": True,
        "2026-08-05": True,
        "2026-08-06": False,
        None: True,
    }.items():
        assert in_module("due", "isTime", ["promised", day], "2026-08-05") is is_time
