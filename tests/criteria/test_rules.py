"""What a pack may say, and who meets a criterion: pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.criteria.packs import shipped_packs
from tungngo.criteria.rules.families import (
    Family,
    Person,
    count_family,
    highest_of,
    is_adult,
    judge_family,
)
from tungngo.criteria.rules.judging import Measure, State, judge, lacks, stage_of, together, total
from tungngo.criteria.rules.markets import judge_market
from tungngo.criteria.rules.packs import Item, Operator, Words, holding, read_pack
from tungngo.criteria.rules.villages import count_village, judge_village, verdicts_from
from tungngo.lib.problems import Refused

SKILLS = {"vneid", "public-service", "cashless", "fraud-safety", "health-record"}
DEFAULT, MARKETS, KINDS = (read_pack(one, skills=SKILLS) for one in shipped_packs())
DAY = dt.date(2026, 8, 31)
ALL = {"vneid": 3, "public-service": 3, "cashless": 3, "fraud-safety": 4}


def person(*, adult: bool = True, met: bool = True, **levels: int) -> Person:
    named = {skill.replace("_", "-"): level for skill, level in levels.items()}
    return Person("An", adult, "adult" if adult else "student", "", met, named)


def family(*people: Person, chat: bool | None = True) -> Family:
    return Family(True, chat, True, True, people)


def states(home: Family) -> dict[str, State]:
    return {one.item.code: one.state for one in judge_family(DEFAULT.family, home)}


# ------------------------------------------------------------------------------------------- packs


@pytest.mark.parametrize(
    ("found", "instead", "code", "place"),
    [
        ('indicator = "household.chat_group"', 'indicator = "household.robot"',
         "criteria.indicator_unknown", "family.chat-group.indicator"),
        ("threshold = 100", "threshold = 101",
         "criteria.threshold_impossible", "family.vneid.threshold"),
        ('skill = "vneid"', 'skill = "vnied"', "criteria.skill_unknown", "family.vneid.skill"),
        ("level = 3", "level = 5", "criteria.threshold_impossible", "family.services.level"),
        ('denominator = "adults"', 'denominator = "dogs"',
         "criteria.denominator_unknown", "family.vneid.denominator"),
        ('operator = "yes"', 'operator = "share"',
         "criteria.operator_unfit", "family.chat-group.operator"),
        ('code = "services"', 'code = "vneid"', "criteria.code_twice", "family.vneid"),
        ('code = "services"', 'code = "a.b"', "criteria.code_impossible", "family.a.b"),
        ("version = 1", "version = 0", "criteria.version_impossible", "version"),
        ("version = 1", "version = ", "criteria.unreadable", ""),
        ('denominator = "adults"', 'denominater = "adults"', "criteria.unreadable", ""),
        ("percent = 70", "percent = 170",
         "criteria.threshold_impossible", "family.types.farmers.percent"),
        ('occupations = ["farmer"]', "", "criteria.type_of_nobody", "family.types.farmers"),
    ],
)  # fmt: skip
def test_a_pack_nobody_could_judge_by_is_refused(
    found: str, instead: str, code: str, place: str
) -> None:
    text = shipped_packs()[2].decode()
    assert found in text
    with pytest.raises(Refused) as refusal:
        read_pack(text.replace(found, instead, 1).encode(), skills=SKILLS)
    assert (refusal.value.code, refusal.value.place) == (code, place)


def test_every_criterion_says_where_its_threshold_comes_from() -> None:
    items = [
        item
        for pack in (DEFAULT, MARKETS, KINDS)
        for criteria in pack.models.values()
        for item in criteria.items
    ]
    assert len(items) == 7 + 8 + 5 + 5 + 7
    assert all(item.source and item.evidence.vi and item.lacks.en for item in items)
    assert {one.code: one.percent for one in KINDS.family.types} == {
        "officials": 100, "pupils": 96, "farmers": 70,
    }  # fmt: skip


@dataclass
class Known:
    path: str
    version: int
    valid_from_on: dt.date


def test_the_nearest_area_decides_and_there_the_latest_version_that_is_valid() -> None:
    early, late = dt.date(2026, 1, 1), dt.date(2026, 9, 1)
    nation, newer = Known("", 1, early), Known("", 2, late)
    province, coming = Known("52.", 1, early), Known("01.", 1, late)
    some = [nation, newer, province, coming]
    assert holding(some, "52.23000.01.", DAY) is province
    assert holding(some, "52.23000.01.", late) is province
    assert holding(some, "01.00322.07.", DAY) is nation
    assert holding(some, "01.00322.07.", late) is coming
    assert holding(some, "19.05443.", late) is newer
    assert holding(some, "19.05443.", dt.date(2025, 1, 1)) is None


# ---------------------------------------------------------------------------------------- families


def test_what_is_not_known_is_neither_met_nor_missing() -> None:
    full = states(family(person(**ALL)))
    assert {one for code, one in full.items() if code != "health-record"} == {State.MET}
    someone_unmet = states(family(person(**ALL), person(met=False), chat=None))
    assert someone_unmet["vneid"] is State.UNKNOWN
    assert someone_unmet["chat-group"] is State.UNKNOWN
    assert someone_unmet["services"] is State.MET
    met_without = states(family(person(**ALL), person(), chat=False))
    assert (met_without["vneid"], met_without["chat-group"]) == (State.MISSING, State.MISSING)
    nobody_listed = states(family())
    assert {nobody_listed[code] for code in ("vneid", "services", "teaching")} == {State.UNKNOWN}
    # A child needs no VNeID, but may be the one who teaches.
    child = states(family(person(vneid=1), person(adult=False, cashless=4)))
    assert (child["vneid"], child["teaching"]) == (State.MET, State.MET)


def test_the_verdict_says_how_many_are_missing_of_how_many() -> None:
    home = family(person(vneid=1), person(), person(met=False))
    vneid = judge_family(DEFAULT.family, home)[0]
    assert (vneid.state, vneid.measure, vneid.short) == (State.MISSING, Measure(1, 1, 3), 2)


def test_of_age_by_birth_and_else_by_segment() -> None:
    assert is_adult(2008, dt.date(2008, 8, 31), "student", DAY)
    assert not is_adult(2008, dt.date(2008, 9, 1), "adult", DAY)
    assert not is_adult(2008, None, "student", DAY)
    assert is_adult(None, None, "adult", DAY)


def test_levels_of_several_campaigns_join() -> None:
    assert highest_of(
        [
            ["2026-08-01", {"vneid": ["2026-08-01", None, None, None], "cashless": [None] * 4}],
            ["2026-01-01", {"vneid": ["2026-01-01", "2026-01-02", "2026-01-03", None]}],
        ]
    ) == {"vneid": 3}


def test_counts_of_families_add_up_and_name_what_alone_is_missing() -> None:
    counts: dict[str, int] = {}
    homes = [
        family(person(**ALL)),
        family(person(**ALL), chat=False),
        family(person(**ALL), chat=None),
        family(person(), chat=False),
    ]
    for home in homes:
        count_family(counts, KINDS.family, home)
    assert (counts["n"], counts["met"], counts["missing"], counts["unknown"]) == (4, 1, 2, 1)
    chat = next(one for one in lacks(KINDS.family, counts) if one.item.code == "chat-group")
    assert (chat.missing, chat.unknown, chat.only) == (2, 1, 2)
    pupil = replace(person(adult=False), segment="student")
    count_family(counts, KINDS.family, family(person(**ALL), pupil))
    assert (counts["t.pupils.n"], counts["t.pupils.met"]) == (1, 1)
    assert "t.officials.n" not in counts


ITEM = Item(
    "x", Words("x", "x"), Words("x", "x"), "", Operator.SHARE, "", "", Words("x", "x")
)  # fmt: skip


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 100))
def test_learning_the_truth_never_turns_a_verdict_round(
    part: int, unknown: int, rest: int, threshold: int
) -> None:
    """Met stays met and missing stays missing, whatever the unknown turn out to be."""
    whole = part + unknown + rest
    item = msgspec.structs.replace(ITEM, threshold=threshold)
    verdict = judge(item, Measure(part, unknown, whole))
    outcomes = {judge(item, Measure(part + yes, 0, whole)).state for yes in range(unknown + 1)}
    assert State.UNKNOWN not in outcomes
    if verdict.state is State.UNKNOWN:
        assert outcomes == {State.MET, State.MISSING}
    else:
        assert outcomes == {verdict.state}


# -------------------------------------------------------------------------------------- villages


def test_a_village_is_judged_by_its_households_and_read_back_from_its_counts() -> None:
    homes = [family(person(**ALL))] * 7 + [family(person(met=False), chat=None)] * 3
    digital = [together(judge_family(DEFAULT.family, one)) for one in homes]
    verdicts = judge_village(DEFAULT.village, homes, digital, {30: 1})
    said = {one.item.code: one for one in verdicts}
    assert (said["families"].state, said["families"].measure) == (State.MET, Measure(7, 3, 10))
    assert said["chat-group"].state is State.UNKNOWN
    assert (said["chat-group"].needed, said["chat-group"].short) == (9, 2)
    assert said["team"].state is State.MET
    assert verdicts_from(DEFAULT.village, count_village(verdicts)) == verdicts
    idle = judge_village(DEFAULT.village, homes, digital, {})
    assert together(idle) is State.MISSING
    # Nobody has priority: nobody was left out.
    calm = [replace(one, is_priority=False) for one in homes]
    states = {one.item.code: one.state for one in judge_village(DEFAULT.village, calm, digital, {})}
    assert states["priority"] is State.MET


# --------------------------------------------------------------------------------------- markets


@dataclass
class Counted:
    surveyed_on: dt.date = DAY
    stalls: int = 50
    stalls_qr: int | None = 50
    stalls_active: int | None = 40
    payments: int | None = 200
    payments_cashless: int | None = 40
    fees_cashless: bool | None = True
    products_online: int | None = 1


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ({}, 3),
        ({"payments_cashless": 39}, 2),
        ({"payments": None, "payments_cashless": None}, 2),
        ({"fees_cashless": None}, 1),
        ({"stalls_active": 39}, 1),
        ({"stalls_qr": 49, "stalls_active": 49}, 0),
        ({"stalls_qr": None}, 0),
        ({"surveyed_on": DAY - dt.timedelta(181)}, 0),
    ],
)
def test_a_market_is_equipped_then_active_then_a_share_of_payments(
    changed: dict[str, Any], stage: int
) -> None:
    verdicts = judge_market(DEFAULT.market, Counted(**changed), DAY)
    assert stage_of(verdicts) == stage
    assert (together(verdicts) is State.MET) == (stage == 3)


def test_of_a_market_nobody_counted_nothing_is_known() -> None:
    assert {one.state for one in judge_market(DEFAULT.market, None, DAY)} == {State.UNKNOWN}


def test_sums_leave_noughts_out() -> None:
    assert total([{"n": 2, "met": 1}, {"n": 3, "met": 0}]) == {"n": 5, "met": 1}
