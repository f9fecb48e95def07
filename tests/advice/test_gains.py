"""What classes gained, against sums done by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tungngo.advice.rules.gains import (
    Came,
    by_segment,
    class_gain,
    gained,
    gained_by,
    is_shown,
)


def test_a_class_is_matched_by_person_where_half_of_it_can_be() -> None:
    # Lan 2/10 → 8/10, Minh 4/10 → 6/10; Nga did the first only, a stranger the second only.
    before = [("lan", 0.2), ("minh", 0.4), ("nga", 0.9)]
    after = [("lan", 0.8), ("minh", 0.6), (None, 0.1)]
    one = class_gain(before, after)
    assert one is not None
    assert (one.n, one.by_person) == (2, True)
    assert (round(one.before, 9), round(one.after, 9)) == (0.3, 0.7)  # (0.2+0.4)/2, (0.8+0.6)/2


def test_a_class_nobody_can_be_matched_in_is_compared_as_a_whole() -> None:
    before = [(None, 0.2), (None, 0.4), (7, 0.6)]
    after = [(None, 0.5), (None, 0.7)]
    one = class_gain(before, after)
    assert one is not None
    assert (one.n, one.by_person) == (2, False)  # of how many it speaks: the smaller of both
    assert (round(one.before, 9), round(one.after, 9)) == (0.4, 0.6)
    # One of four on each side: fewer than half, so the class counts and not the one.
    few = class_gain([("a", 0.1), *[(None, 0.5)] * 3], [("a", 0.9), *[(None, 0.5)] * 3])
    assert few is not None
    assert (few.n, few.by_person, round(few.before, 9), round(few.after, 9)) == (4, False, 0.4, 0.6)
    assert class_gain([], after) is None


def test_classes_add_up_by_how_many_they_speak_of() -> None:
    """A trainer with two classes, by hand: 2 people 0.3 → 0.7 and 6 by class 0.5 → 0.6.

    before (2·0.3 + 6·0.5)/8 = 0.45; after (2·0.7 + 6·0.6)/8 = 0.625; gain 0.175/0.55 = 0.318…
    """
    first = class_gain([("a", 0.2), ("b", 0.4)], [("a", 0.8), ("b", 0.6)])
    second = class_gain([(None, 0.5)] * 6, [(None, 0.6)] * 7)
    assert first
    assert second
    sums = gained([first, second])
    assert sums is not None
    assert (sums.people, sums.by_class, sums.is_small) == (2, 6, True)
    assert (round(sums.before, 9), round(sums.after, 9)) == (0.45, 0.625)
    assert sums.normalised is not None
    assert round(sums.normalised, 4) == 0.3182
    assert gained([]) is None
    top = gained([one]) if (one := class_gain([(1, 1.0)], [(1, 1.0)])) else None
    assert top is not None
    assert top.normalised is None  # nothing was left to learn


def test_whoever_took_two_classes_is_one_person() -> None:
    """Lan: 0.2 → 0.6 and 0.4 → 1.0, so 0.3 → 0.8; Minh 0.5 → 0.6 once; two slips of another class, 0.1 → 0.3.

    before (0.3 + 0.5 + 0.1 + 0.1)/4 = 0.25; after (0.8 + 0.6 + 0.3 + 0.3)/4 = 0.5; gain 0.25/0.75 = 1/3.
    Class by class it would be five people, (0.2 + 0.5 + 0.4 + 0.1 + 0.1)/5 = 0.26 before.
    """
    classes = [
        class_gain([("lan", 0.2), ("minh", 0.5)], [("lan", 0.6), ("minh", 0.6)]),
        class_gain([("lan", 0.4)], [("lan", 1.0)]),
        class_gain([(None, 0.1)] * 2, [(None, 0.3)] * 2),
    ]
    sums = gained([one for one in classes if one])
    assert sums is not None
    assert (sums.people, sums.by_class, sums.n, sums.times) == (2, 2, 4, 5)
    assert (round(sums.before, 9), round(sums.after, 9)) == (0.25, 0.5)
    assert round(sums.normalised or 0, 9) == round(1 / 3, 9)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1), st.floats(0, 1)), min_size=1),
    st.integers(1, 4),
)
def test_coming_again_with_the_same_result_changes_nothing_but_how_often(
    said: list[tuple[str, float, float]], times: int
) -> None:
    came = [Came(*one) for one in said]
    once, again = gained_by(came), gained_by(came * times)
    assert once is not None
    assert again is not None
    assert (
        (again.n, again.times)
        == (once.n, once.times * times)
        == (len({w for w, *_ in said}), len(said) * times)
    )
    assert abs(again.before - once.before) + abs(again.after - once.after) < 1e-9


def test_somebody_in_two_segments_counts_in_both() -> None:
    came = [Came("old", 0.2, 0.6), Came("young", 0.4, 0.8), Came("young", 0.4, 0.8)]
    came += [Came("nobody", 0.0, 1.0), Came("old", 0.9, 0.9, is_matched=False)]
    found = by_segment(came, {"old": ["adult", "elderly"], "young": ["adult"]})
    sums = {name: gained_by(came[place] for place in places) for name, places in found.items()}
    assert {
        name: (one.n, one.times, round(one.before, 9)) for name, one in sums.items() if one
    } == {
        "adult": (2, 3, 0.3),
        "elderly": (1, 1, 0.2),
    }


def test_one_or_two_people_are_shown_at_home_only() -> None:
    shown = [[is_shown(n, at_home=home) for n in (0, 1, 2, 3)] for home in (True, False)]
    assert shown == [[True] * 4, [True, False, False, True]]
