"""Small judgements the phone makes by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

Call = Callable[..., Any]
NHA = {
    "origin": "00322", "id": "d1", "house": "12A", "lane": "Ngõ 1", "lane_key": "ngo 1", "group": "Tổ 7",
    "priority": 0, "reasons": [], "head": "Hoà",
    "stand": {"reached_on": None, "attempts": 1, "last_result": "absent", "last_on": "2026-08-03",
              "come_back_on": "2026-08-05", "come_back_for": "Gặp chủ hộ"},
    "people": [{"id": "p1", "name": "Hoà", "levels": {"vneid": 3}},
               {"id": "p2", "name": "Đức", "levels": {}}],
}  # fmt: skip


def fact(**body: Any) -> dict[str, Any]:
    return {
        "op": body.get("id", "o"), "door": "00322/d1", "state": body.pop("state", "waiting"),
        "body": {"id": "e1", "result": "met", "at": "2026-08-05T09:05:12+07:00", "outcomes": [],
                 "come_back_on": None, "come_back_for": "", "amends": None, "withdrawn": False} | body,
    }  # fmt: skip


def test_ids_are_uuids_of_version_7_in_the_order_of_making(in_module: Call) -> None:
    at = 1_786_000_000_000
    made = [in_module("ids", "uuid7", at) for _ in range(60)] + [in_module("ids", "uuid7", at - 9)]
    ids = [uuid.UUID(one) for one in made]
    assert {(one.version, one.variant) for one in ids} == {(7, uuid.RFC_4122)}
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert ids[0].int >> 80 == at


def test_days_are_vietnamese_days(in_module: Call) -> None:
    assert in_module("days", "addDays", "2026-08-31", 1) == "2026-09-01"
    assert in_module("days", "daysBetween", "2026-08-31", "2026-09-02") == 2
    assert in_module("days", "showDay", "2026-08-05", "2026-01-01") == "05/08"
    assert in_module("days", "showDay", "2025-08-05", "2026-01-01") == "05/08/2025"
    # 18:30 UTC is already tomorrow in Vietnam.
    assert in_module("days", "showTime", 1_785_954_600_000) == "01:30"


def test_a_promise_is_offered_for_each_day_once(in_module: Call) -> None:
    friday = dict(in_module("visit", "daysOffered", "2026-08-07"))
    assert friday == {
        "today": "2026-08-07",
        "tomorrow": "2026-08-08",
        "sunday": "2026-08-09",
    }


def test_what_waits_is_laid_over_what_the_server_said_and_marked(in_module: Call) -> None:
    stand = in_module(
        "standing", "standingOf", NHA, [fact(outcomes=[["p1", "vneid", 2], ["p2", "vneid", 2]])]
    )
    assert stand["reached_on"] == "2026-08-05"
    assert (stand["state"], stand["pending"], stand["attempts"]) == ("met", True, 2)
    assert stand["levels"]["p1"]["vneid"] == {"level": 3, "pending": False}, "the higher one stays"
    assert stand["levels"]["p2"]["vneid"] == {"level": 2, "pending": True}


def test_refused_and_withdrawn_facts_do_not_hold(in_module: Call) -> None:
    taken_back = [fact(), fact(id="e2", amends="e1", withdrawn=True)]
    assert in_module("standing", "holding", taken_back) == []
    assert in_module("standing", "holding", [fact(state="refused")]) == []
    assert len(in_module("standing", "holding", [fact(), fact(id="e3")])) == 2


def test_reached_here_and_reached_there_add_up(in_module: Call) -> None:
    reached = NHA | {"id": "d2", "stand": NHA["stand"] | {"reached_on": "2026-08-01"}}
    doors = in_module("standing", "doorsNow", [NHA, reached], [fact()])
    assert in_module("standing", "countsOf", doors) == {"doors": 2, "reached": 2, "pending": 1}


def test_a_lane_is_walked_twice_only_when_the_walk_says_so(in_module: Call) -> None:
    first = NHA | {"priority": 8}
    assert in_module("standing", "inTwoPasses", [first, NHA]) is True
    assert in_module("standing", "inTwoPasses", [first, NHA, first]) is False
    assert in_module("standing", "inTwoPasses", [NHA, NHA]) is False
    lanes = in_module("standing", "byLane", [first, NHA, first], False)
    assert [len(lane["doors"]) for lane in lanes] == [3]


def test_sides_of_a_lane_and_houses_in_order(in_module: Call) -> None:
    doors = [NHA | {"house": house} for house in ("10", "2", "3A", "12A", "Nhà văn hoá")]
    [lane] = in_module("standing", "allOfLane", doors)
    sides = in_module("standing", "sidesOf", lane["doors"])
    houses = {side: [door["house"] for door in found] for side, found in sides.items()}
    assert houses == {"odd": ["3A"], "even": ["2", "10", "12A"], "loose": ["Nhà văn hoá"]}


def test_levels_default_to_the_common_one_but_never_below_what_is_known(in_module: Call) -> None:
    draft = {
        "result": "met",
        "present": ["p1", "p2"],
        "skills": {"vneid": 2, "vssid": 1},
        "own": {"p2/vssid": None, "p2/vneid": 4},
    }
    levels = {"p1": {"vneid": {"level": 3}}, "p2": {}}
    outcomes = in_module("visit", "outcomesOf", draft, levels)
    assert outcomes == [["p1", "vneid", 3], ["p1", "vssid", 1], ["p2", "vneid", 4]]
    assert in_module("visit", "outcomesOf", draft | {"result": "absent"}, levels) == []
