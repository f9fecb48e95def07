"""What classes gained, against sums done by hand."""

from __future__ import annotations

from collections.abc import Hashable

from tungngo.advice.rules.gains import by_segment, class_gain, gained, is_shown, pairs_of


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
    assert class_gain(
        [("a", 0.1), *[(None, 0.5)] * 3], [("a", 0.9), *[(None, 0.5)] * 3]
    ) == class_gain([(None, 0.1), *[(None, 0.5)] * 3], [(None, 0.9), *[(None, 0.5)] * 3])
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


def test_somebody_in_two_segments_counts_in_both() -> None:
    pairs: dict[Hashable, list[tuple[float, float]]] = {
        **{who: [both] for who, both in pairs_of([("old", 0.2)], [("old", 0.6)]).items()},
        **{"young": [(0.4, 0.8)], "nobody": [(0.0, 1.0)]},
    }
    found = by_segment(pairs, {"old": ["adult", "elderly"], "young": ["adult"]})
    assert {name: (one.n, round(one.before, 9)) for name, one in found.items()} == {
        "adult": (2, 0.3),
        "elderly": (1, 0.2),
    }


def test_one_or_two_people_are_shown_at_home_only() -> None:
    shown = [[is_shown(n, at_home=home) for n in (0, 1, 2, 3)] for home in (True, False)]
    assert shown == [[True] * 4, [True, False, False, True]]
