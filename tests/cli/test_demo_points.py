"""The points of the demo: 24, held by people who are nowhere else, and classes whose figures look real."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from uuid import UUID, uuid4

import msgspec
import pytest

from tungngo.campaigns.templates import shipped_templates
from tungngo.cli.demo_world.answering import ability_of, sheet
from tungngo.cli.demo_world.coming import (
    Evening,
    Learner,
    attempt,
    check_ins,
    class_list,
    heads,
    who_came,
)
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.cli.demo_world.spots import CANCELLED, SPOTS, TITLES, days_of, drop_in
from tungngo.cli.demo_world.ward_bank import GIFT
from tungngo.encounters.ops import EncounterBody
from tungngo.lib.clock import VIETNAM
from tungngo.points.models import Audience, Equipment, Network, PointKind
from tungngo.points.ops import HeadsBody
from tungngo.quizzes.actions import SHIPPED
from tungngo.quizzes.ops import AttemptBody
from tungngo.quizzes.rules import gift
from tungngo.quizzes.rules.marking import marks, unknown_keys
from tungngo.quizzes.rules.questions import Question
from tungngo.quizzes.rules.statistics import figures, gain

TODAY = date(2026, 11, 22)


def test_there_are_as_many_points_as_the_press_reported() -> None:
    assert len(SPOTS) == len({spot.name for spot in SPOTS}) == 24
    assert {spot.kind for spot in SPOTS} == set(PointKind)
    skills = {one for spot in SPOTS for one in spot.skills}
    assert skills <= set(shipped_templates()["45-days"].skills) & set(TITLES)
    for spot in SPOTS:
        assert spot.group <= len(TUONG_MAI.groups)
        assert set(spot.equipment) <= set(Equipment)
        assert spot.network in Network
        assert spot.audience in Audience
    assert {group for group, _ahead, _why in CANCELLED} <= {spot.group for spot in SPOTS}


def test_every_point_is_staffed_besides_its_sessions_on_other_days() -> None:
    for spot in SPOTS:
        lines = drop_in(spot)
        assert lines or len(spot.weekdays) > 2, spot.name
        assert not {day for day, *_hours, _need in lines} & set(spot.weekdays)
        assert all(begins < ends and 1 <= need <= 2 for _day, begins, ends, need in lines)


def test_nobody_has_two_points_at_one_hour() -> None:
    for one, other in combinations(SPOTS, 2):
        if set(one.who) & set(other.who):
            days = set(one.weekdays) & set(other.weekdays)
            assert not days or one.ends <= other.begins or other.ends <= one.begins


def test_sessions_lie_on_their_weekdays_until_a_fortnight_ahead() -> None:
    for spot in SPOTS:
        days = list(days_of(spot, TODAY - timedelta(days=20), TODAY))
        assert {day.weekday() for day, _skill in days} == set(spot.weekdays)
        assert TODAY + timedelta(days=7) < days[-1][0] <= TODAY + timedelta(days=14)
        assert {skill for _day, skill in days} == set(spot.skills)
    assert list(days_of(SPOTS[0], TODAY + timedelta(days=15), TODAY)) == []


# ── Who comes

PEOPLE = [Learner(uuid4(), uuid4(), age) for age in (4, 9, 25, 33, 41, 52, 60, 63, 68, 71, 74, 80)]
EVENING = Evening("00322", uuid4(), uuid4(), ("vneid",), datetime(2026, 11, 10, 19, tzinfo=VIETNAM))


def test_grown_people_come_each_once_and_no_more_than_have_room() -> None:
    for seed in range(40):
        chance = Random(seed)
        listed = class_list(PEOPLE, 8, chance)
        came = who_came(listed, PEOPLE, 7, chance)
        assert len({one.id for one in came}) == len(came) <= 7
        assert all(one.age > 12 for one in [*listed, *came])
    assert class_list([], 8, Random(1)) == who_came([], [], 5, Random(1)) == []


def test_phones_say_it_as_the_wire_has_it() -> None:
    promised = Learner(uuid4(), uuid4(), 70, ("2026-11-25", "Chờ điện thoại mới"))
    [said] = check_ins(EVENING, [promised], Random(1))
    body = msgspec.convert(said["body"], EncounterBody)
    assert (body.place, body.gathering, body.outcomes) == (
        "class",
        EVENING.gathering,
        [(promised.id, "vneid", 0)],
    )
    assert (body.come_back_on, body.come_back_for) == (date(2026, 11, 25), promised.promise[1])
    [counted] = heads(EVENING, 4, Random(1))
    assert msgspec.convert(counted["body"], HeadsBody).heads == 4
    assert heads(EVENING, 0, Random(1)) == []
    for who in (promised.id, 12):
        told = attempt("00322", uuid4(), who, {"a": [1]}, EVENING.starts_at, 1)
        given = msgspec.convert(told["body"], AttemptBody)
        assert who == (given.resident if isinstance(who, UUID) else given.number)


# ── What they know


def bank(name: str) -> list[Question]:
    text = GIFT if name == "ward" else (SHIPPED / f"{name}.gift").read_text(encoding="utf-8")
    reading = gift.read(text, "vi")
    assert not reading.faults
    return reading.questions


@pytest.mark.parametrize("name", ["vneid.vi", "fraud.vi", "ward"])
def test_the_figures_of_a_class_look_like_those_of_one(name: str) -> None:
    questions, chance = bank(name), Random(name)
    abilities = [ability_of(chance.randint(20, 80), chance) for _ in range(400)]
    before, after = (
        [sheet(questions, one + more, chance) for one in abilities] for more in (0.0, 0.9)
    )
    assert not any(unknown_keys(questions, one) for one in before)
    scores = [marks(questions, one) for one in before]
    chosen = [[one.get(question.key, ()) for question in questions] for one in before]
    found = figures(questions, scores, chosen)
    difficulties = [one.difficulty for one in found.items]
    assert max(difficulties) - min(difficulties) > 0.25, "easy ones and hard ones"
    assert 0.4 < (found.reliability or 0) < 0.9
    bad = Counter(fault for one in found.items for fault in one.faults)
    wrongly_keyed = [one.key for one in found.items if "negative" in one.faults]
    assert wrongly_keyed == (["dvc-ket-qua"] if name == "ward" else []), bad
    shares = [sum(row) / len(questions) for row in scores]
    learnt = [sum(marks(questions, one)) / len(questions) for one in after]
    assert 0.2 < (gain(list(zip(shares, learnt, strict=True))).normalised or 0) < 0.7
