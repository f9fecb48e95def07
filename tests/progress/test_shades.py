"""How areas are shaded on a map: by their own pace, never by their share."""

from __future__ import annotations

import pytest

from tungngo.progress.shades import SHADES, Against, counts_of, shade_of, worst_first


@pytest.mark.parametrize(
    ("one", "shade"),
    [
        (Against("", 0, 0), "unlisted"),
        (Against("late", 0, 0), "unlisted"),
        (Against("", 0, 50), "open"),
        (Against("ok", -3, 50), "ok"),
        (Against("done", -9, 50), "done"),
        (Against("late", 4, 100), "late"),
        (Against("late", 5, 100), "far"),
    ],
)
def test_a_shade_says_how_an_area_keeps_its_own_pace(one: Against, shade: str) -> None:
    assert shade_of(one) == shade


def test_the_worst_stand_first_whatever_their_size() -> None:
    areas = [
        ("large and a little short", Against("late", 40, 4000)),
        ("on pace", Against("ok", -1, 100)),
        ("small and far short", Against("late", 6, 60)),
        ("no list", Against("", 0, 0)),
        ("far, but less so", Against("late", 50, 900)),
        ("short as well", Against("late", 30, 1000)),
    ]
    assert worst_first(areas) == [
        *("small and far short", "far, but less so", "short as well", "large and a little short"),
        *("on pace", "no list"),
    ]


def test_a_legend_counts_what_occurs_in_one_order() -> None:
    assert counts_of(["ok", "far", "ok"]) == [("far", 1), ("ok", 2)]
    assert [shade for shade, _n in counts_of(reversed(SHADES))] == list(SHADES)
