"""The order of the walk, corrected and begun anywhere, is the same on the server and on the phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.field.walk_cases import REFILLS, STREET, WALKS, door
from tungngo.territory.walk_order import arranged, refill

Call = Callable[..., Any]
some = st.lists(st.integers(0, 12), unique=True, max_size=12)


def test_the_server_refills_and_arranges() -> None:
    for what, sequence, wanted, found in REFILLS:
        assert "".join(refill(sequence, wanted)) == found, what
    for what, lanes, by_lane, order in WALKS:
        assert arranged([(key, lane) for key, lane in STREET], lanes, by_lane) == order, what


def test_the_phone_does_the_same(in_module: Call) -> None:
    for what, sequence, wanted, found in REFILLS:
        assert in_module("walk", "refill", list(sequence), list(wanted)) == list(found), what
    for what, lanes, by_lane, order in WALKS:
        assert in_module("walk", "arranged", STREET, lanes, by_lane) == order, what


@given(some, some)
def test_nobody_is_lost_or_doubled_and_the_wish_is_kept(
    sequence: list[int], wanted: list[int]
) -> None:
    found = refill(sequence, wanted)
    assert sorted(found) == sorted(sequence)
    moved = [one for one in wanted if one in sequence]
    assert [one for one in found if one in moved] == moved
    still = [(at, one) for at, one in enumerate(sequence) if one not in moved]
    assert all(found[at] == one for at, one in still)
    assert refill(found, wanted) == found, "said twice changes nothing"


@given(some, st.randoms())
def test_corrections_of_two_parts_do_not_disturb_each_other(
    sequence: list[int], chance: Any
) -> None:
    odd = [one for one in sequence if one % 2]
    even = [one for one in sequence if not one % 2]
    chance.shuffle(odd)
    chance.shuffle(even)
    assert refill(refill(sequence, odd), even) == refill(refill(sequence, even), odd)


def test_a_correction_moves_both_passes_and_no_other_group(in_module: Call) -> None:
    first = [door("p", 3, lane_key="b", priority=8)]
    then = [door("x", 1, lane_key="a"), door("y", 2, lane_key="a"), door("z", 4, lane_key="b")]
    other = [door("o", 5, path="01.00322.08.")]
    order = {"path": "01.00322.07.", "lanes": ["b", "a"], "doors": {"a": ["y", "x"]}}
    found = in_module("walk", "corrected", first + then + other, order)
    assert [one["id"] for one in found] == ["p", "z", "y", "x", "o"]
    assert sorted(one["place"] for one in found) == [1, 2, 3, 4, 5]


def test_a_walk_can_begin_anywhere_and_comes_round(in_module: Call) -> None:
    first = [door("p", 2, priority=8), door("q", 4, priority=8)]
    then = [door("x", 1), door("y", 3), door("z", 5)]
    found = in_module("walk", "begunAt", first + then, 3)
    assert [one["id"] for one in found] == ["q", "p", "y", "z", "x"]
    assert in_module("walk", "begunAt", then, None) == then
