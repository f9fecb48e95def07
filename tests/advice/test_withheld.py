"""Sums that would give away what one or two people earned, against everything that can be worked out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tungngo.advice.rules.withheld import shown_beside

FEW = 3


def test_what_is_left_of_a_sum_beside_its_parts_is_not_one_or_two_people() -> None:
    """Area 7 has ten people, area 8 two: with all twelve beside area 7, area 8 could be worked out."""
    seven, eight = range(10), range(10, 12)
    assert shown_beside([seven, eight, range(12)], range(12)) == [True, False, False]
    # Two areas left out speak of four people together: all fourteen may stand beside the others.
    assert shown_beside([seven, eight, range(12, 14), range(14)], range(14)) == [
        *(True, False, False, True),
    ]


def test_of_segments_the_least_needed_is_left_out() -> None:
    """Forty adults, two students, five officials: all but the students would give the students."""
    adults, officials, students = range(40), range(40, 45), range(45, 47)
    lines = [range(47), adults, officials, students]
    assert shown_beside(lines, range(47)) == [True, True, False, False]
    # Of forty adults all but one are elderly.
    assert shown_beside([adults, range(39)], range(40)) == [True, False]


def test_two_halves_of_a_sum_of_few_do_not_give_it_away_together() -> None:
    """One person of either area stands in no segment: the segments would tell the two apart from all."""
    lines = [range(6), range(6, 12), [*range(5), *range(6, 11)]]
    assert shown_beside(lines, range(12)) == [True, True, False]


def test_coming_often_makes_nobody_more_than_one() -> None:
    who = ["lan", "lan", "lan", *range(5)]
    assert shown_beside([range(3), range(3, 8), range(8)], who) == [False, True, False]
    assert shown_beside([range(8), [0, 3, 4, 5, 6, 7]], who) == [True, False]


def test_three_sums_that_cover_each_other_in_turn_give_a_part_by_halves() -> None:
    """a+b, b+c and a+c together are twice the sum of all: half of it less b+c is a."""
    a, b, c = [0], [1, 2], [3, 4]
    assert shown_beside([a + b, b + c, a + c], range(5)) == [True, True, False]


def test_what_says_nothing_new_is_shown() -> None:
    assert shown_beside([range(5), range(5), range(5, 9), range(9)], range(9)) == [True] * 4
    assert shown_beside([], []) == []


@given(st.lists(st.sets(st.integers(0, 9), min_size=1), max_size=6))
def test_nothing_of_one_or_two_people_follows_from_what_is_shown(lines: list[set[int]]) -> None:
    shown = shown_beside([sorted(one) for one in lines], range(10))
    kept = [one for one, is_shown in zip(lines, shown, strict=True) if is_shown]
    assert all(len(one) >= FEW for one in kept)
    for n in (1, 2):
        for people in combinations(range(10), n):
            inside = {tuple(one in line for line in lines) for one in people}
            alike = {one for one in range(10) if tuple(one in line for line in lines) in inside}
            if alike == set(people) and any(any(mark) for mark in inside):
                assert not follows(set(people), kept), people
    if all(len(one) >= FEW for one in lines) and len(lines) < 2:
        assert all(shown)


def follows(wanted: set[int], lines: Iterable[set[int]]) -> bool:
    """Whether the sum over some people is a combination of sums over these lines."""
    basis: list[tuple[int, list[Fraction]]] = []

    def reduced(row: list[Fraction]) -> list[Fraction]:
        for pivot, known in basis:
            times = row[pivot] / known[pivot]
            row = [value - times * other for value, other in zip(row, known, strict=True)]
        return row

    for line in lines:
        row = reduced([Fraction(one in line) for one in range(10)])
        if pivots := [place for place, value in enumerate(row) if value]:
            basis.append((pivots[0], row))
    return not any(reduced([Fraction(one in wanted) for one in range(10)]))
