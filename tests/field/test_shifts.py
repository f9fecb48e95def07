"""Shifts as the phone shows them: what was said here laid over what the server said, before any network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Call = Callable[..., Any]
EMPTY: dict[str, list[Any]] = {"mine": [], "free": [], "offered": [], "told": []}


def shift(name: str, day: int, **more: Any) -> dict[str, Any]:
    return {
        **{"shift": name, "origin": "00322", "kind": "point", "place": "Nhà văn hóa"},
        **{
            "starts_at": f"2026-08-0{day}T18:00:00+07:00",
            "ends_at": f"2026-08-0{day}T20:00:00+07:00",
        },
    } | more


def mine(name: str, day: int, **more: Any) -> dict[str, Any]:
    own = {"id": f"duty-{name}", "state": "planned", "why": "", "offered": False, "attendance": ""}
    return shift(name, day, **own, missing=0, handed=None, **{"with": []}) | more


def said(kind: str, *, state: str = "waiting", tries: int = 0, **body: Any) -> dict[str, Any]:
    body = {"id": "b", "at": "2026-08-05T09:05:12+07:00"} | body
    return {"op": f"op-{kind}", "kind": kind, "state": state, "tries": tries, "body": body}


def now(in_module: Call, world: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = in_module("later/shifts/mine", "shiftsNow", EMPTY | world, list(rows))
    return found


def test_a_place_taken_stands_among_mine_until_the_server_says_so(in_module: Call) -> None:
    world = {"mine": [mine("b", 7)], "free": [shift("a", 6, missing=2, near=True)]}
    row = said("shift.sign_up", shift="a")
    shown = now(in_module, world, row)
    assert [(one["shift"], one.get("pending", False)) for one in shown["mine"]] == [
        *(("a", True), ("b", False)),
    ]
    assert (shown["mine"][0]["missing"], shown["mine"][0]["undo"]) == (1, row["op"])
    assert shown["free"] == []
    sent = now(in_module, world, said("shift.sign_up", shift="a", state="sent", tries=1))
    assert sent["mine"][0]["undo"] == "", "what left the phone is not simply taken back"
    refused = now(in_module, world, said("shift.sign_up", shift="a", state="refused"))
    assert [one["shift"] for one in refused["free"]] == ["a"]
    known = now(in_module, {"mine": [mine("a", 6)], "free": []}, row)
    assert [one.get("pending", False) for one in known["mine"]] == [False], "the server has it"


def test_offering_taking_over_and_being_there(in_module: Call) -> None:
    world = {"mine": [mine("a", 6)], "offered": [shift("c", 7, id="duty-c", by="Sáu")]}
    shown = now(
        in_module, world,
        said("duty.offer", duty="duty-a", on=True),
        said("duty.take_over", duty="duty-c"),
        said("duty.attend", duty="duty-a"),
    )  # fmt: skip
    first, second = shown["mine"]
    assert (first["offered"], first["attendance"], first["pending"]) == (True, "came", True)
    assert (second["shift"], second["id"], shown["offered"]) == ("c", "", [])
    kept = now(
        in_module,
        {"mine": [mine("a", 6, offered=True)]},
        said("duty.offer", duty="duty-a", on=False),
    )
    assert kept["mine"][0]["offered"] is False


def test_days_away_are_what_the_server_knows_and_what_was_said_here(in_module: Call) -> None:
    known = [
        {"id": "a", "origin": "00322", "first": "2026-08-03", "last": "2026-08-04", "own": False},
        {"id": "b", "origin": "00322", "first": "2026-08-09", "last": "2026-08-09", "own": True},
    ]
    day = {"first": "2026-08-06", "last": "2026-08-07"}

    def away(*rows: dict[str, Any], today: str = "2026-08-04") -> list[tuple[str, str]]:
        found = in_module("later/shifts/mine", "awayNow", known, list(rows), today)
        return [(one["id"], one["op"]) for one in found]

    note = said("leave.note", **(day | {"id": "c"}))
    assert away(note) == [("a", ""), ("c", "op-leave.note"), ("b", "")]
    assert away(note, today="2026-08-08") == [("b", "")]
    assert away(note | {"state": "refused"}) == [("a", ""), ("b", "")]
    assert away(note | {"withdrawn": True}) == [("a", ""), ("b", "")]
    assert away(said("leave.note", **(day | {"id": "b"}))) == [("a", ""), ("b", "")], "known there"
    assert away(said("leave.end", leave="a")) == [("b", "")]
    back = said("leave.note", **(day | {"id": "d", "amends": "b", "withdrawn": True}))
    assert away(back) == [("a", "")]


def test_what_lies_in_days_away_is_named(in_module: Call) -> None:
    night = shift("n", 6) | {"ends_at": "2026-08-07T00:00:00+07:00"}
    some = [mine("a", 5), mine("b", 7), mine("c", 6, state="cancelled"), mine("d", 6) | night]
    found = in_module("later/shifts/mine", "communeOf", [{"path": "01."}, {"path": "01.00322.07."}])
    assert found == "00322"
    away = in_module("later/shifts/mine", "inTheWay", some, "2026-08-06", "2026-08-06")
    assert [one["shift"] for one in away] == ["n"], "its last moment is not of the next day"
