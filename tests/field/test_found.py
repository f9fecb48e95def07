"""What was found at a door and is not on the server's list yet, as the phone shows it meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tungngo.lib.identity import holds_number, without_numbers

Call = Callable[..., Any]
GROUP = "01.00322.07."


def door(id_: str, house: str, lane: str, place: int, **more: Any) -> dict[str, Any]:
    return {
        "origin": "00322", "id": id_, "path": GROUP, "house": house, "lane": lane, "lane_key": lane.lower(),
        "group": "Tổ 7", "place": place, "priority": 0, "reasons": [], "head": f"Chủ {id_}", "code": "",
        "address": "", "stand": {"attempts": 0}, "people": [{"id": f"p-{id_}", "name": "An", "levels": {}}],
    } | more  # fmt: skip


DOORS = [door("a", "1", "Ngõ 1", 1), door("b", "3", "Ngõ 1", 2), door("c", "2", "Ngõ 2", 3)]


def told(what: str, household: str, said: Any, **more: Any) -> dict[str, Any]:
    body = {"id": "s", "what": what, "household": household, "said": said, "resident": None}
    body |= {"at": "2026-08-05T09:05:12+07:00", "note": "", "seen": None}
    row = {"op": "o", "kind": "suggestion.make", "origin": "00322", "state": "waiting"}
    body |= {name: more.pop(name) for name in ("resident",) if name in more}
    return row | {"door": f"00322/{household}", "body": body} | more


def test_a_household_found_stands_at_the_end_of_its_lane(in_module: Call) -> None:
    people = [{"id": "n1", "name": "Lò Thị Mới", "birth_year": 1990, "relation": "head"}]
    said = {"group": GROUP, "lane": "ngõ 1", "house": "5", "head": "Lò Thị Mới", "people": people}
    doors = in_module("standing", "doorsNow", DOORS, [told("household_found", "n", said)])
    assert [one["id"] for one in doors] == ["a", "b", "n", "c"]
    found = doors[2]
    assert (found["key"], found["found"], found["group"]) == ("00322/n", True, "Tổ 7")
    assert (found["lane_key"], found["place"]) == ("ngõ 1", 2.5)
    assert found["people"][0]["name"] == "Lò Thị Mới"
    assert (found["stand"]["state"], found["needsYou"]) == ("todo", False)


def test_it_is_met_like_any_other_before_any_network(in_module: Call) -> None:
    rows = [told("household_found", "n", {"group": GROUP, "house": "5"})]
    met = {"id": "e1", "household": "n", "result": "met", "at": "2026-08-05T09:06:00+07:00"}
    met |= {"outcomes": [], "come_back_on": None, "come_back_for": "", "amends": None}
    row = {"op": "e", "kind": "encounter.record", "origin": "00322", "door": "00322/n"}
    rows.append(row | {"state": "waiting", "body": met | {"withdrawn": False}})
    found = in_module("standing", "doorsNow", DOORS, rows)[-1]
    assert (found["id"], found["stand"]["reached_on"]) == ("n", "2026-08-05")


def test_what_the_list_has_is_not_shown_twice(in_module: Call) -> None:
    rows = [told("household_found", "b", {"group": GROUP, "house": "3"}, state="sent")]
    rows += [told("person_found", "a", {"name": "An"}, resident="p-a", state="sent")]
    doors = in_module("standing", "doorsNow", DOORS, rows)
    assert [one["id"] for one in doors] == ["a", "b", "c"]
    assert len(doors[0]["people"]) == 1
    assert "found" not in doors[1]


def test_a_person_found_is_behind_the_door_also_of_a_found_household(in_module: Call) -> None:
    rows = [told("household_found", "n", {"group": GROUP, "house": "9", "people": []})]
    rows += [told("person_found", "n", {"name": "Bé"}, resident="n1")]
    rows += [told("person_found", "a", {"name": "Cháu", "birth_year": 2020}, resident="n2")]
    doors = {one["id"]: one for one in in_module("standing", "doorsNow", DOORS, rows)}
    assert [one["name"] for one in doors["n"]["people"]] == ["Bé"]
    assert [one["name"] for one in doors["a"]["people"]] == ["An", "Cháu"]


def test_a_refused_one_stays_and_calls_and_one_set_aside_goes(in_module: Call) -> None:
    said = {"group": GROUP, "house": "5"}
    refused = in_module(
        "standing", "doorsNow", DOORS, [told("household_found", "n", said, state="refused")]
    )
    assert [one["needsYou"] for one in refused] == [False, False, False, True]
    aside = in_module(
        "standing", "doorsNow", DOORS, [told("household_found", "n", said, state="aside")]
    )
    assert len(aside) == 3


def test_a_household_that_may_be_listed_is_named_while_one_types(in_module: Call) -> None:
    draft = {"group": GROUP, "lane": " Ngõ  1 ", "house": "5", "head": "Lò Thị Mới"}
    twin = in_module("later/suggest/told", "twinOf", draft | {"house": "3"}, DOORS)
    assert twin["id"] == "b"
    assert in_module("later/suggest/told", "twinOf", draft, DOORS) is None
    by_head = in_module("later/suggest/told", "twinOf", draft | {"head": "CHU C"}, DOORS)
    assert by_head["id"] == "c"


def test_only_what_differs_is_told(in_module: Call) -> None:
    fields = [["head", "head"], ["house", "house"]]
    typed = {"head": " Chủ  a ", "house": "1B"}
    assert in_module("later/suggest/told", "differing", typed, DOORS[0], fields) == {"house": "1B"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        *(("001090012345", True), ("số 012345678.", True), ("001 090 012 345", True)),
        *(("012.345.678", True), ("1990 001090012345", True), ("0912345678", False)),
        *(("+84 912345678", False), ("+84912345678", False), ("0912 345 678", False)),
        *(("090 123 4567", False), ("1.234.567.890", False), ("12/3 ngõ 281", False)),
        *(("sinh 1990 1985 2010", False), ("", False)),
    ],
)  # fmt: skip
def test_identity_numbers_are_known_alike_on_both_sides(
    in_module: Call, text: str, holds: bool
) -> None:
    assert holds_number(text) is holds
    assert (without_numbers(text) != text) is holds
    assert in_module("later/suggest/told", "holdsNumber", text) is holds


def test_a_year_is_four_digits_of_a_life(in_module: Call) -> None:
    assert in_module("later/suggest/told", "yearOf", "1968", 2026) == 1968
    assert in_module("later/suggest/told", "yearOf", " ", 2026) is None
    for wrong in ("68", "1868", "2027", "19 68", "abcd"):
        assert in_module("later/suggest/told", "yearOf", wrong, 2026) != in_module(
            "later/suggest/told", "yearOf", wrong, 2026
        )  # NaN is not itself
