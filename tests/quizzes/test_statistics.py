"""Figures about questions, against what others published or compute."""

from __future__ import annotations

import statistics as python
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quizzes.bank import single
from tungngo.quizzes.rules import statistics
from tungngo.quizzes.rules.statistics import SMALL, figures, gain

#: The worked example of K. L. Wuensch, East Carolina University ("The Kuder-Richardson 20", KR20.txt in
#: his StatHelp): ten students, ten items; he prints p and pq of each item and the variance of the totals.
_ROWS = (
    *("1111110110", "1011011101", "1111011001", "0010001000", "0000010010"),
    *("1110111111", "1101110111", "1111111101", "0101111101", "1101101110"),
)
WUENSCH = [[int(mark) for mark in row] for row in _ROWS]
P = [0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6]
PQ = [0.21, 0.21, 0.24, 0.21, 0.24, 0.16, 0.21, 0.21, 0.25, 0.24]
VARIANCE = 5.84
QUESTIONS = [single(f"q{place}") for place in range(10)]


def test_the_published_example_gives_the_published_figures() -> None:
    found = figures(QUESTIONS, WUENSCH)
    assert [one.difficulty for one in found.items] == P
    spreads = [statistics.variance(column) for column in zip(*WUENSCH, strict=True)]
    assert spreads == pytest.approx(PQ)
    assert found.deviation**2 == pytest.approx(VARIANCE)
    kr20 = 10 / 9 * (1 - sum(PQ) / VARIANCE)
    assert found.reliability == pytest.approx(kr20)
    assert found.reliability == pytest.approx(0.696, abs=0.0005)
    assert found.error == pytest.approx(sqrt(VARIANCE * (1 - kr20)))
    assert (found.n, found.most, found.mean, found.is_kr20) == (10, 10, 6.6, True)
    assert found.is_small
    assert all(one.is_small and one.faults == () for one in found.items)


def test_discrimination_is_pythons_correlation_with_all_other_questions() -> None:
    for place, item in enumerate(figures(QUESTIONS, WUENSCH).items):
        mine = [row[place] for row in WUENSCH]
        others = [sum(row) - row[place] for row in WUENSCH]
        assert item.discrimination == pytest.approx(python.correlation(mine, others))
    # The three best (F and H have 9, A 8) and the three worst (D and E have 2, C 7 … J 7: J came last).
    assert figures(QUESTIONS, WUENSCH).items[0].upper_lower == pytest.approx(1 - 1 / 3)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda wide: st.lists(
            st.lists(st.sampled_from([0, 0.25, 1 / 3, 0.5, 1]), min_size=wide, max_size=wide),
            max_size=12,
        )
    )
)
def test_any_table_has_figures_and_alpha_is_as_the_library_says(table: list[list[float]]) -> None:
    wide = len(table[0]) if table else 2
    found = figures(QUESTIONS[:wide], table)
    assert (found.n, len(found.items)) == (len(table), wide)
    totals = [sum(row) for row in table]
    if len(table) < 2 or python.pvariance(totals) < 1e-9:
        assert found.reliability is None
        return
    parts = sum(python.variance(column) for column in zip(*table, strict=True))
    alpha = wide / (wide - 1) * (1 - parts / python.variance(totals))
    assert found.reliability == pytest.approx(alpha, abs=1e-6)
    assert alpha <= 1 + 1e-6


def test_bad_questions_are_pointed_out_with_the_reason() -> None:
    *good, upside_down, easy = QUESTIONS[:5]
    chosen: list[list[list[int]]] = []
    for number in range(40):
        knows = number % 2 == 0
        right = [0] if knows else [1 + number % 3]
        chosen.append([right, right, right, [2] if knows else [0], [0]])
    scores = [[float(one == [0]) for one in row] for row in chosen]
    found = figures([*good, upside_down, easy], scores, chosen)
    assert [one.faults for one in found.items] == [
        (),
        (),
        (),
        ("negative", "wrong_preferred", "choice_unused"),
        ("too_easy",),
    ]
    counted = found.items[3].choices[2]
    assert (counted.count, counted.upper, counted.lower, counted.right) == (20, 11, 0, False)
    few = figures([*good, upside_down, easy], scores[: SMALL - 1], chosen[: SMALL - 1])
    assert {one.faults for one in few.items} == {()}


def test_gain_of_a_class_goes_by_its_means() -> None:
    # Hake 1998: <g> = (S_f - S_i) / (100 - S_i); 40 % before and 70 % after make 0.5.
    found = gain([(0.3, 0.8), (0.5, 0.6)])
    assert (found.n, found.before, found.normalised) == (2, 0.4, pytest.approx(0.5))
    assert found.is_small
    assert gain([]).normalised is None
    assert gain([(1, 1)]).normalised is None
