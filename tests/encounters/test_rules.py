"""The fold of facts: the same facts give the same standing, in whatever order they came."""

from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as st

from tungngo.encounters.rules import Fact, fold, highest, in_force, raise_level
from tungngo.intake.rules import clock_offset

START = dt.datetime(2026, 8, 1, 9, tzinfo=dt.UTC)
PEOPLE = ("a", "b")
AUTHORS = (uuid.UUID(int=1), uuid.UUID(int=2))


@st.composite
def facts(draw):
    """A door's history: up to eight encounters, some of which amend or withdraw others."""
    told = []
    for n in range(draw(st.integers(0, 8))):
        earlier = [fact.id for fact in told]
        at = START + dt.timedelta(hours=draw(st.integers(0, 24 * 20)))
        told.append(
            Fact(
                id=uuid.UUID(int=100 + n),
                account_id=draw(st.sampled_from(AUTHORS)),
                result=draw(st.sampled_from(["met", "absent", "refused"])),
                at=at,
                day=at.date(),
                outcomes=[
                    (draw(st.sampled_from(PEOPLE)), "vneid", draw(st.integers(0, 4)))
                    for _ in range(draw(st.integers(0, 2)))
                ],
                amends_id=draw(st.sampled_from([None, *earlier, uuid.UUID(int=999)])),
                withdrawn=draw(st.booleans()),
            )
        )
    return told


@given(facts(), st.randoms())
def test_order_and_repetition_do_not_matter(told, chance):
    shuffled = told * 2
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(told)


@given(facts())
def test_a_standing_is_what_the_facts_in_force_say(told):
    stand = fold(told)
    met = [fact.day for fact in in_force(told) if fact.result == "met"]
    assert stand.reached_on == min(met, default=None)
    assert stand.attempts == len(in_force(told))


@given(facts())
def test_nobody_unmakes_the_work_of_another(told):
    """Every fact that nobody of its own author amends is in force, unless it withdraws itself."""
    by_id = {fact.id: fact for fact in told}
    answered = {
        fact.amends_id
        for fact in told
        if fact.amends_id in by_id and by_id[fact.amends_id].account_id == fact.account_id
    }
    in_force_ids = {fact.id for fact in in_force(told)}
    for fact in told:
        if fact.amends_id is None and fact.id not in answered and not fact.withdrawn:
            assert fact.id in in_force_ids


def test_of_two_corrections_of_one_record_one_counts():
    def fact(n, amends=None):
        return Fact(uuid.UUID(int=n), AUTHORS[0], "met", START, START.date(), [], amends_id=amends)

    told = [fact(1), fact(2, uuid.UUID(int=1)), fact(3, uuid.UUID(int=1))]
    assert [one.id.int for one in in_force(told)] == [3]


def test_two_records_that_amend_each_other_count_once():
    a, b = uuid.UUID(int=1), uuid.UUID(int=2)
    told = [
        Fact(a, AUTHORS[0], "met", START, START.date(), [], amends_id=b),
        Fact(b, AUTHORS[0], "met", START, START.date(), [], amends_id=a),
    ]
    assert len(in_force(told)) == 1


def test_a_correction_that_arrives_before_its_original_stands_for_it():
    late = Fact(
        uuid.UUID(int=2), AUTHORS[0], "absent", START, START.date(), [], amends_id=uuid.UUID(int=1)
    )
    first = Fact(uuid.UUID(int=1), AUTHORS[0], "met", START, START.date(), [])
    assert fold([late]).last_result == "absent"
    assert fold([late, first]).last_result == "absent"
    assert fold([late, first]).reached_on is None


def test_levels_keep_the_earliest_day_of_each_step_and_the_highest_seen():
    levels = {}
    raise_level(levels, "vneid", 3, "2026-08-05")
    raise_level(levels, "vneid", 1, "2026-08-02")
    raise_level(levels, "vneid", 0, "2026-08-01")
    assert levels == {"vneid": ["2026-08-02", "2026-08-05", "2026-08-05", None]}
    assert highest(levels) == {"vneid": 3}


def test_a_clock_within_two_minutes_is_taken_at_its_word():
    now = START
    assert clock_offset(now - dt.timedelta(seconds=100), now) == dt.timedelta(0)
    assert clock_offset(now - dt.timedelta(hours=7), now) == dt.timedelta(hours=7)


@given(facts())
def test_the_first_and_the_last_day_somebody_was_met(told):
    stand = fold(told)
    met = [fact.day for fact in in_force(told) if fact.result == "met"]
    assert (stand.reached_on, stand.last_met_on) == (min(met, default=None), max(met, default=None))
