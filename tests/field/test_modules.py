"""Small judgements the phone makes by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

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


def test_moments_and_figures_are_said_as_the_browser_itself_would(
    in_module: Call, page: Page
) -> None:
    said = page.evaluate(
        """async () => {
          const { stamp } = await import("/field/days.js");
          const words = await import("/field/words.js");
          await words.openBook("en");
          const zone = { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "medium" };
          const told = { moments: [], figures: [] };
          const clock = new Intl.DateTimeFormat("sv-SE", zone);
          for (let at = Date.UTC(2024, 1, 28); at < Date.UTC(2027, 0, 3); at += 51_413_777) {
            told.moments.push([stamp(new Date(at)), `${clock.format(at).replace(" ", "T")}+07:00`]);
          }
          for (const [language, locale] of [["vi", "vi-VN"], ["en", "en-GB"]]) {
            words.speak(language);
            const figures = new Intl.NumberFormat(locale);
            for (const one of [0, 7, 999, 1000, 9870, 123456, 1234567, 0.5, 1.25, 33.333333, 1234.5, -1234]) {
              told.figures.push([words.number(one), figures.format(one)]);
            }
          }
          return told;
        }"""
    )
    for ours, theirs in said["moments"] + said["figures"]:
        assert ours == theirs
    assert len(said["moments"]) > 1000
    assert ["9.870", "9.870"] in said["figures"]


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
    assert in_module("standing", "countsOf", doors) == {
        "doors": 2, "reached": 2, "counted": 1, "accepted": 0, "waiting": 1, "pending": 1,
    }  # fmt: skip


def test_reached_is_counted_and_accepted_and_waiting(in_module: Call) -> None:
    met = NHA["stand"] | {"reached_on": "2026-08-01"}
    doors = [NHA | {"id": f"d{n}", "stand": met if n < 2 else NHA["stand"]} for n in range(6)]
    rows = [
        fact(state=state, result=result) | {"op": f"o{n}", "door": f"00322/d{n}"}
        for n, state, result in [
            (1, "waiting", "met"), (2, "sent", "met"), (3, "waiting", "met"), (4, "refused", "met"),
            (5, "waiting", "absent"),
        ]
    ]  # fmt: skip
    found = in_module("standing", "countsOf", in_module("standing", "doorsNow", doors, rows))
    assert found == {
        "doors": 6, "reached": 4, "counted": 2, "accepted": 1, "waiting": 1, "pending": 2,
    }  # fmt: skip
    assert found["reached"] == found["counted"] + found["accepted"] + found["waiting"]


def test_a_door_just_visited_leaves_what_was_due_and_what_was_promised_appears(
    in_module: Call,
) -> None:
    never = NHA | {"stand": {"reached_on": None, "attempts": 0, "last_result": ""},
                   "due": [["never", None]]}  # fmt: skip

    def due(*rows: Any) -> Any:
        return in_module("standing", "doorsNow", [never], list(rows))[0]["due"]

    assert due() == [["never", None]]
    assert due(fact(outcomes=[["p1", "vneid", 3]])) == []
    assert due(fact(outcomes=[["p1", "vneid", 2], ["p2", "vneid", 2]])) == [
        ["practise", "2026-08-12"]
    ]
    assert due(fact(result="absent")) == [["never", None]]
    assert due(fact(result="absent", come_back_on="2026-08-07")) == [["promised", "2026-08-07"]]
    assert due(fact(state="refused")) == [["never", None]]


def test_what_was_corrected_here_no_longer_stands(in_module: Call) -> None:
    counted = NHA | {"stand": NHA["stand"] | {"reached_on": "2026-08-03", "last_result": "met"}}

    def stand(door: Any, *rows: Any) -> Any:
        return in_module("standing", "doorsNow", [door], list(rows))[0]["stand"]

    absent = stand(counted, fact(id="e2", amends="e0", result="absent"))
    assert (absent["reached_on"], absent["attempts"], absent["last_result"]) == (None, 1, "absent")
    assert absent["levels"] == {"p1": {}, "p2": {}}
    nothing = stand(counted, fact(id="e2", amends="e0", withdrawn=True))
    assert (nothing["attempts"], nothing["last_result"], nothing["pending"]) == (0, "", True)
    visited_twice = counted | {"stand": counted["stand"] | {"attempts": 2}}
    twice = stand(visited_twice, fact(id="e2", amends="e0", result="absent"))
    assert (twice["attempts"], twice["reached_on"]) == (2, "2026-08-03")
    before_sending = stand(NHA, fact(), fact(id="e2", amends="e1", result="absent"))
    assert (before_sending["attempts"], before_sending["reached_on"]) == (2, None)


def test_an_earlier_visit_written_down_late_does_not_take_the_last_ones_word(
    in_module: Call,
) -> None:
    late = fact(at="2026-08-01T09:00:00+07:00")
    [door] = in_module("standing", "doorsNow", [NHA], [late])
    stand = door["stand"]
    assert (stand["last_result"], stand["last_on"]) == ("absent", "2026-08-03")
    assert (stand["reached_on"], stand["come_back_on"]) == ("2026-08-01", "2026-08-05")


def test_the_work_of_a_day(in_module: Call) -> None:
    def door(id_: str, *due: Any, reached: bool = False) -> dict[str, Any]:
        stand = NHA["stand"] | {"reached_on": "2026-08-01" if reached else None}
        return NHA | {"id": id_, "key": id_, "stand": stand, "due": list(due)}

    doors = [
        door("n", ["never", None]), door("f", ["promised", "2026-08-09"]),
        door("s", ["promised", None]), door("t", ["promised", "2026-08-05"]),
        door("l", ["promised", "2026-08-02"]), door("p", ["practise", "2026-08-05"], reached=True),
        door("q", ["practise", "2026-08-06"], reached=True), door("m", reached=True),
        door("h", ["never", None]),
    ]  # fmt: skip
    work = in_module("standing", "workOf", doors, "2026-08-05", ["h"])
    found = {name: "".join(one["id"] for one in some) for name, some in work.items()}
    assert found == {
        "help": "h", "promised": "lts", "never": "n", "practise": "p", "later": "f",
        "met": "pqm", "todo": "nstlph",
    }  # fmt: skip


def test_a_call_for_help_taken_or_given_back_here_is_shown_so_at_once(in_module: Call) -> None:
    calls = [
        {"id": id_, "state": "open", "phone": "", "origin": "00322", "household": household,
         "asked_on": "2026-08-05"}
        for id_, household in [*((id_, None) for id_ in "abcde"), ("f", "d1"), ("g", "d2")]
    ]  # fmt: skip

    def said(kind: str, request: str, state: str = "waiting", **more: Any) -> dict[str, Any]:
        return {"op": request, "kind": kind, "state": state, "body": {"request": request} | more}

    rows = [
        said("help.take", "a"), said("help.take", "b"), said("help.drop", "b", why="cannot"),
        said("help.drop", "c", why="not_needed"), said("help.take", "d", state="refused"),
        said("help.done", "e", state="sent"), fact(),
        fact(id="e2", at="2026-08-04T09:00:00+07:00") | {"door": "00322/d2"},
    ]  # fmt: skip
    found = in_module("standing", "callsNow", calls, rows)
    assert [(call["id"], call["state"], call.get("pending")) for call in found] == [
        ("a", "taken", True), ("b", "open", True), ("d", "open", None), ("g", "open", None),
    ], "what was met at d1 closes its call, a visit before it was asked does not"  # fmt: skip


SEARCHES = """async ([doors, searches]) => {
  const [{ search, searchKeyOf }, { matches }] = await Promise.all(
    ["standing", "fold"].map((name) => import(`/field/${name}.js`)));
  return searches.map((wanted) => [
    search(doors, wanted), doors.filter((door) => matches(searchKeyOf(door), wanted)),
  ].map((found) => found.map((door) => door.id)));
}"""


def test_a_search_that_grows_finds_what_it_would_have_found_at_once(
    in_module: Call, page: Page
) -> None:
    doors = [
        NHA | {"id": str(n), "house": str(n), "people": [{"id": "p", "name": name, "levels": {}}]}
        for n, name in enumerate(["Nguyễn Đức", "Nguyễn Dung", "Trần Đức", "Nguyễn Thị Hoà"])
    ]
    searches = ["n", "ng", "nguyen", "nguyen d", "nguyen du", "nguyen d", "d", "duc ng", "x", "xy"]
    for wanted, (grown, at_once) in zip(
        searches, page.evaluate(SEARCHES, [doors, searches]), strict=True
    ):
        assert grown == at_once, wanted
        assert bool(grown) is not wanted.startswith("x"), wanted


def test_a_lane_is_walked_twice_only_when_the_walk_says_so(in_module: Call) -> None:
    first = NHA | {"priority": 8}
    assert in_module("walk", "inTwoPasses", [first, NHA]) is True
    assert in_module("walk", "inTwoPasses", [first, NHA, first]) is False
    assert in_module("walk", "inTwoPasses", [NHA, NHA]) is False
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
        "taught": {},
    }
    levels = {"p1": {"vneid": {"level": 3}}, "p2": {}}
    outcomes = in_module("visit", "outcomesOf", draft, levels)
    assert outcomes == [["p1", "vneid", 3], ["p1", "vssid", 1], ["p2", "vneid", 4]]
    assert in_module("visit", "outcomesOf", draft | {"result": "absent"}, levels) == []


SEEN = {
    "result": "met", "come_back_on": None, "come_back_for": "",
    "outcomes": [["p1", "vneid", 4], ["p2", "vneid", 1], ["p2", "portal", 2]],
    "taught": [["p2", "vneid", "resident", "p1"]],
    "consents": [["p2", "portal", "witness", "Bà Tư"]],
    "consent_text": 1, "near": [20.995, 105.852], "photos": ["f1"],
}  # fmt: skip
TAUGHT = [{"code": "vneid"}, {"code": "portal", "consent": True}]
HERE = {"id": "d1", "stand": {"levels": {"p2": {"vneid": {"level": 3}}}}}


def test_a_record_opened_to_be_corrected_says_again_what_it_said(in_module: Call) -> None:
    """And nothing of it is raised by what is known since."""
    draft = in_module("visit", "draftOf", SEEN, NHA["people"], TAUGHT)
    newer = {"id": "c1", "consent_text": {"version": 2}}
    again = in_module("visit", "bodyOf", draft, HERE, newer, {})
    assert again == SEEN | {"campaign": "c1", "household": "d1"}
    assert in_module("visit", "unanswered", draft, TAUGHT, {}) == []


def test_a_relative_who_taught_stands_on_the_highest_step(in_module: Call) -> None:
    draft = in_module("visit", "emptyDraft", "met", []) | {
        "present": ["p1", "p2"],
        "skills": {"vneid": 2},
        "taught": {"vneid": ["resident", "p2"]},
    }
    body = in_module("visit", "bodyOf", draft, HERE, {"id": "c1"}, {})
    assert body["outcomes"] == [["p1", "vneid", 2], ["p2", "vneid", 4]]
    assert body["taught"] == [["p1", "vneid", "resident", "p2"]], "nobody taught themselves"
    gone = draft | {"present": ["p1"]}
    alone = in_module("visit", "bodyOf", gone, HERE, {"id": "c1"}, {})
    assert "taught" not in alone, "who is not there taught nobody"


def test_how_somebody_agreed_is_asked_only_where_the_service_asks(in_module: Call) -> None:
    draft = in_module("visit", "emptyDraft", "met", []) | {
        "present": ["p1", "p2"],
        "skills": {"vneid": 2, "portal": 2},
        "consents": {"p1/portal": ["spoken"]},
    }
    assert in_module("visit", "unanswered", draft, TAUGHT, {}) == ["portal"]
    draft["consents"]["portal"] = ["none"]
    assert in_module("visit", "unanswered", draft, TAUGHT, {}) == []
    campaign = {"id": "c1", "consent_text": {"version": 2}}
    body = in_module("visit", "bodyOf", draft, HERE, campaign, {})
    assert body["consents"] == [["p1", "portal", "spoken", ""]]
    assert body["consent_text"] == 2, "the text that this phone showed"
    older = in_module("visit", "bodyOf", draft, HERE, {"id": "c1"}, {})
    assert "consent_text" not in older, "a server that sends no text"
    draft["consents"] = {"portal": ["none"]}
    assert "consent_text" not in in_module("visit", "bodyOf", draft, HERE, campaign, {})


def test_the_usual_record_carries_nothing_more_than_it_did(in_module: Call) -> None:
    draft = in_module("visit", "emptyDraft", "absent", [])
    assert set(in_module("visit", "bodyOf", draft, HERE, {"id": "c1"}, {})) == {
        *("campaign", "household", "result", "outcomes", "come_back_on", "come_back_for"),
    }


def test_a_place_is_coarse_before_it_is_kept(in_module: Call) -> None:
    place = {"latitude": 20.99512345, "longitude": 105.85198765}
    assert in_module("visit", "coarse", place) == [20.995, 105.852]


def test_the_nearest_door_is_among_those_whose_place_is_known(in_module: Call) -> None:
    places = [None, [20.995, 105.852], [20.995, 105.854], [20.995, 105.854], [20.9, 105.8]]
    doors = [{"place": 9 - n, "near": near} for n, near in enumerate(places)]
    find = partial(in_module, "later/here/nearest", "nearest", doors)
    assert find([20.9951, 105.8521])["door"] == doors[1]
    east = find([20.995, 105.855])
    assert east["door"] == doors[3], "of two at one place the one that is walked first"
    assert east["metres"] == pytest.approx(104, abs=1)
    assert in_module("later/here/nearest", "nearest", doors[:1], [20.9, 105.8]) is None


def test_a_door_is_known_where_this_phone_said_before_the_server_has_heard_it(
    in_module: Call,
) -> None:
    door = NHA | {"near": [20.9, 105.8]}
    rows = [fact(near=[20.995, 105.852]), fact(id="e2", at="2026-08-06T09:05:12+07:00")]
    [known] = in_module("standing", "doorsNow", [door], rows)
    assert known["near"] == [20.995, 105.852]


def test_a_draft_of_an_older_version_goes_on(in_module: Call) -> None:
    old = {
        "result": "met", "present": ["p1", "gone"], "skills": {"vneid": 2, "old": 1}, "own": {},
        "back": "none", "back_on": "", "back_for": "", "door": "00322/d1", "written_at": 1,
    }  # fmt: skip
    draft = in_module("visit", "mended", old, NHA["people"], TAUGHT)
    assert (draft["present"], draft["skills"], draft["taught"]) == (["p1"], {"vneid": 2}, {})
    assert in_module("visit", "bodyOf", draft, HERE, {"id": "c1"}, {})["outcomes"]


IMPATIENT = """async (doors) => {
  const { search, searchKeyOf } = await import("/field/standing.js");
  const ids = (found) => found.map((door) => door.id);
  const first = ids(search(doors, "n", -1));
  searchKeyOf(doors[1]);
  const some = ids(search(doors, "n", -1));
  doors.forEach(searchKeyOf);
  return [first, some, ids(search(doors, "ng", -1)), ids(search(doors, "n", -1))];
}"""


def test_a_key_does_not_wait_for_all_names_and_misses_nobody_in_the_end(
    page: Page, in_module: Call
) -> None:
    doors = [
        NHA | {"id": str(n), "house": str(n), "people": [{"id": "p", "name": name, "levels": {}}]}
        for n, name in enumerate(["Nguyễn Đức", "Nguyễn Dung", "Nông Thị Hoà"])
    ]
    first, some, *whole = page.evaluate(IMPATIENT, doors)
    assert (first, some) == ([], ["1"])
    assert whole[0][:2] == ["0", "1"]
    assert whole[1] == ["0", "1", "2"]
