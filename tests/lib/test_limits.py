"""How often a phone may call, and who waits when the database is stuck."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.limits import Buckets, Gate


def test_a_burst_then_an_even_pace():
    buckets = Buckets(per_second=2, burst=3)
    assert [buckets.seconds_to_wait("a", 10.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.seconds_to_wait("b", 10.0) == 0, "another phone has a bucket of its own"
    assert buckets.seconds_to_wait("a", 10.4) > 0
    assert buckets.seconds_to_wait("a", 10.6) == 0


def test_whoever_waits_as_told_is_let_in():
    buckets = Buckets(per_second=0.25, burst=1)
    now = 0.0
    assert buckets.seconds_to_wait("a", now) == 0
    for _ in range(5):
        now += buckets.seconds_to_wait("a", now) + 1e-6
        assert buckets.seconds_to_wait("a", now) == 0


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_never_more_than_the_burst_and_the_pace(moments):
    buckets = Buckets(per_second=0.5, burst=4)
    moments.sort()
    allowed = [at for at in moments if buckets.seconds_to_wait("a", at) == 0]
    for first in range(len(allowed)):
        for last in range(first, len(allowed)):
            let_in = last - first + 1
            assert let_in <= 4 + (allowed[last] - allowed[first]) * 0.5 + 1e-6


def test_memory_is_bounded_and_a_clock_that_went_back_harms_nobody():
    buckets = Buckets(per_second=1, burst=1, most=10)
    for caller in range(1000):
        assert buckets.seconds_to_wait(caller, 5.0) == 0
    assert len(buckets._left) == 10
    assert buckets.seconds_to_wait(999, 1.0) <= 1


def test_the_gate_closes_only_when_what_is_inside_is_stuck():
    gate = Gate(few=2, seconds=5)
    first, second, third = (gate.enter(0.0) for _ in range(3))
    assert all((first, second, third)), "while work goes on everybody comes in"
    assert gate.enter(6.0) is None
    gate.leave(first)
    assert gate.enter(6.0) is None, "two are stuck still"
    gate.leave(second)
    fourth = gate.enter(6.0)
    assert fourth, "one may try, so that it is seen when the trouble is over"
    gate.leave(third)
    gate.leave(fourth)
    assert gate.enter(60.0)
