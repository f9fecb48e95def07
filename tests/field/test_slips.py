"""Slips that people bring to a session: the phone finds the door they were printed for, or says why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tungngo.points import rules
from tungngo.points.codes import mark_of

Call = Callable[..., Any]
ORIGIN = "00322"
HERE, ELSEWHERE = uuid.UUID(int=7), uuid.UUID(int=8)
DOORS = [{"origin": ORIGIN, "id": str(uuid.UUID(int=100 + n))} for n in range(5)]


def address(gathering: uuid.UUID, mark: str = "") -> str:
    return (
        f"https://tungngo.example/here/{ORIGIN}/{gathering}/0123456789abcdef/{mark and '#' + mark}"
    )


def test_a_slip_leads_to_its_door_whatever_session_it_is_of(in_module: Call) -> None:
    for gathering in (HERE, ELSEWHERE):
        mark = mark_of(gathering, ORIGIN, uuid.UUID(DOORS[3]["id"]))
        slip = in_module("later/class/slips", "slipOf", address(gathering, mark))
        assert slip == {"gathering": str(gathering), "mark": mark}
        assert in_module("later/class/slips", "doorOf", slip, DOORS) == DOORS[3]
        assert in_module("later/class/slips", "doorOf", slip, DOORS[:3]) is None


def test_other_codes_are_told_apart(in_module: Call) -> None:
    def slip(scanned: str) -> Any:
        return in_module("later/class/slips", "slipOf", scanned)

    assert slip(address(HERE)) == {"gathering": str(HERE), "mark": ""}
    duty = {"origin": ORIGIN, "id": str(HERE), "code": "0123456789abcdef"}
    made = in_module("later/class/slips", "addressOf", duty, "https://tungngo.example")
    assert made == address(HERE)
    for strange in ("", "https://example.vn/", address(HERE) + "#zz", "TNG1.00000000.1.1.0.AB"):
        assert slip(strange) is None, strange


def test_phone_and_desk_count_alike(in_module: Call) -> None:
    for case in ((2, 0, 3), (2, 1, 3), (2, 5, 3), (4, 0, 3), (0, 0, 0)):
        assert in_module("later/class/came", "unnamed", *case) == rules.unnamed(*case)
