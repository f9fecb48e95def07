"""Charts: nothing to show, one day, no whole, everything reached, figures beyond reason."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.look import charts
from tungngo.look.charts import Milestone, Outlook, Reading

DAY = date(2026, 8, 1)
counts = st.integers(min_value=0, max_value=10**12)
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def parts(drawing: str, css: str) -> list[ElementTree.Element]:
    """Elements of a drawing that carry a class; raises if the drawing is not well-formed."""
    return [e for e in ElementTree.fromstring(drawing).iter() if css in e.get("class", "").split()]


def points(element: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def draw(counted: list[Reading], whole: float = 100, **more: object) -> str:
    return charts.curve(counted, whole, title="t", desc="d", today_label="hôm nay", **more)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------- small rules


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 4, 25), (0, 0, 0), (5, 0, 0), (5, -1, 0), (5, 4, 100), (-1, 4, 0), (10**30, 10**30, 100)],
)
def test_a_share_stays_between_nothing_and_everything(
    part: float, whole: float, shown: float
) -> None:
    assert charts.share(part, whole) == shown


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (9870, [0, 2000, 4000, 6000, 8000]),
        (100, [0, 20, 40, 60, 80, 100]),
        (3, [0, 1, 2, 3]),
        (1, [0, 1]),
        (0, [0]),
        (-5, [0]),
    ],
)
def test_level_lines_are_round(top: float, ticks: list[float]) -> None:
    assert charts.nice_ticks(top, about=5) == ticks


@given(st.floats(min_value=0.001, max_value=1e15), st.integers(2, 8))
def test_level_lines_rise_evenly_and_are_few(top: float, about: int) -> None:
    ticks = charts.nice_ticks(top, about)
    assert ticks[0] == 0
    assert ticks[-1] <= top * (1 + 1e-6)
    assert 1 <= len(ticks) <= about + 2
    assert len({round(b - a, 6) for a, b in itertools.pairwise(ticks)}) <= 1


@given(days, st.integers(0, 800), st.integers(1, 8))
def test_days_under_the_curve_rise_from_first_to_last(start: date, span: int, about: int) -> None:
    last = start + timedelta(days=span)
    ticks = charts.day_ticks(start, last, about)
    assert ticks[0] == start
    assert ticks[-1] == last
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= about + 1


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.text("0123456789%· /", min_size=1, max_size=14)), max_size=8
    )
)
def test_labels_in_one_row_do_not_overlap(labels: list[tuple[float, str]]) -> None:
    labels.sort(key=lambda label: label[0])
    rows = charts.stack_labels(labels, width=280, letter=8)
    assert len(rows) == len(labels)
    for row in set(rows):
        extents = sorted(
            charts.extent(*label, width=280, letter=8)
            for label, its_row in zip(labels, rows, strict=True)
            if its_row == row
        )
        for (_, end), (start, _) in itertools.pairwise(extents):
            assert end <= start


def test_far_labels_share_a_row_and_close_ones_do_not() -> None:
    assert charts.stack_labels([(10, "30%"), (60, "70%")], width=280, letter=8) == [0, 0]
    assert charts.stack_labels([(60, "70%"), (62, "75%")], width=280, letter=8) == [0, 1]


# ------------------------------------------------------------------------------------------- spark


def test_a_trend_needs_two_values() -> None:
    assert charts.spark([]) == ""
    assert charts.spark([4]) == ""


def test_a_flat_trend_lies_in_the_middle_and_a_rising_one_ends_on_top() -> None:
    flat, rising = charts.spark([5, 5, 5]), charts.spark([1, 2, 9])
    assert {p.split(",")[1] for p in re.findall(r"[\d.]+,[\d.]+", flat)} == {"14"}
    assert re.findall(r"[\d.]+,[\d.]+", rising) == ["2,24", "46,21.5", "90,4"]


@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=40))
def test_a_trend_stays_inside_its_box(values: list[float]) -> None:
    for pair in re.findall(r"(-?[\d.]+),(-?[\d.]+)", charts.spark(values)):
        x, y = map(float, pair)
        assert 0 <= x <= 96
        assert 0 <= y <= 28


# ------------------------------------------------------------------------------------------ ladder


def test_five_steps_fill_the_bar_in_their_order() -> None:
    bar = charts.ladder_bar([10, 20, 30, 25, 15], title="VNeID")
    steps = parts(bar, "step")
    assert [s.get("class") for s in steps] == [f"step {s}" for s in charts.STEPS]
    assert [s.get("width") for s in steps] == ["10%", "20%", "30%", "25%", "15%"]
    assert [s.get("x") for s in steps] == ["0%", "10%", "30%", "60%", "85%"]


def test_a_ladder_of_nobody_is_an_empty_track() -> None:
    bar = charts.ladder_bar([0, 0, 0, 0, 0], title="VNeID")
    assert parts(bar, "step") == []
    assert len(parts(bar, "track")) == 1


def test_a_count_that_has_no_room_is_left_to_the_legend() -> None:
    shown = [e.text for e in parts(charts.ladder_bar([97, 1, 1, 1, 0], title=""), "on-step")]
    assert shown == ["97"]


def test_a_ladder_has_five_steps_of_people() -> None:
    with pytest.raises(ValueError, match="five"):
        charts.ladder_bar([1, 2, 3], title="")
    with pytest.raises(ValueError, match="negative"):
        charts.ladder_bar([1, 2, 3, 4, -1], title="")


@given(st.lists(counts, min_size=5, max_size=5))
def test_a_ladder_is_never_wider_than_its_track(steps: list[int]) -> None:
    drawn = parts(charts.ladder_bar(steps, title=""), "step")
    assert sum(float(s.get("width", "")[:-1]) for s in drawn) == pytest.approx(
        100 if sum(steps) else 0, abs=0.05
    )


# -------------------------------------------------------------------------------------- milestones

MILESTONES = [
    Milestone(100, date(2026, 9, 30), state="ahead"),
    Milestone(70, date(2026, 8, 31), state="risk"),
]


def track(reached: float, whole: float, **more: object) -> str:
    return charts.milestone_track(reached, whole, title="Hộ", **more)  # type: ignore[arg-type]


def test_the_bar_is_as_long_as_what_was_reached() -> None:
    drawing = track(
        6214,
        9870,
        pace=6900,
        pace_label="cần đến hôm nay",
        milestones=MILESTONES,
        forecast=(8374, 9400, 9870),
    )
    assert parts(drawing, "reached")[0].get("width") == "62.96%"
    assert [p.get("x1") for p in parts(drawing, "pole")] == ["70%", "100%"]
    assert [f.text for f in parts(drawing, "flag")] == ["70%", "100%"]
    band = parts(drawing, "range")[0]
    assert (band.get("x"), band.get("width")) == ("84.84%", "15.16%")


def test_a_milestone_may_be_a_fraction_and_a_decimal_of_the_database() -> None:
    flag = Milestone(Decimal("62.5"), DAY)
    drawing = track(1, 8, milestones=[flag])
    assert [f.text for f in parts(drawing, "flag")] == ["62,5%"]
    assert parts(drawing, "pole")[0].get("x1") == "62.5%"
    assert [f.text for f in parts(draw([Reading(DAY, 1)], milestones=[flag]), "flag")] == [
        "62,5% · 01/08"
    ]


def test_without_a_whole_nothing_is_claimed() -> None:
    drawing = track(0, 0, pace=5, milestones=MILESTONES, forecast=(1, 2, 3))
    assert parts(drawing, "reached")[0].get("width") == "0%"
    assert parts(drawing, "range") == parts(drawing, "pace") == []


def test_a_forecast_behind_what_is_reached_is_not_drawn() -> None:
    drawing = track(100, 100, pace=100, milestones=MILESTONES, forecast=(100, 100, 100))
    assert parts(drawing, "reached")[0].get("width") == "100%"
    assert parts(drawing, "range") == parts(drawing, "mid") == []


@given(counts, counts, counts, st.tuples(counts, counts, counts))
def test_a_bar_never_leaves_its_track(
    reached: int, whole: int, pace: int, ends: tuple[int, int, int]
) -> None:
    low, mid, high = sorted(ends)
    drawing = track(reached, whole, pace=pace, forecast=(low, mid, high), milestones=MILESTONES)
    for rect in ElementTree.fromstring(drawing).iter("rect"):
        x, width = float(rect.get("x", "")[:-1]), float(rect.get("width", "")[:-1])
        assert x >= 0
        assert width >= 0
        assert x + width <= 100.02


def test_words_cannot_break_out_of_a_drawing() -> None:
    evil = '"><script>alert(1)</script>'
    drawing = charts.milestone_track(
        1,
        2,
        title=evil,
        desc=evil,
        pace=1,
        pace_label=evil,
        milestones=[Milestone(5, DAY, "", evil)],
    )
    assert "<script" not in drawing
    assert ElementTree.fromstring(drawing).findtext("title") == evil
    assert "<script" not in charts.spark([1, 2], title=evil)


# ------------------------------------------------------------------------------------------- curve


def test_no_day_no_drawing() -> None:
    assert draw([]) == ""


def test_one_day_is_a_dot_with_its_figure() -> None:
    drawing = draw([Reading(DAY, 61)])
    assert parts(drawing, "counted") == []
    assert len(parts(drawing, "now")) == 1
    assert [e.text for e in parts(drawing, "now-label")] == ["61"]
    assert [e.text for e in parts(drawing, "today")] == ["hôm nay 01/08"]


def test_only_milestones_are_a_drawing_too() -> None:
    drawing = draw([], milestones=MILESTONES)
    assert len(parts(drawing, "goal")) == 2
    assert parts(drawing, "now") == []


def test_a_milestone_stands_at_its_day_and_its_share() -> None:
    flags = [Milestone(50, DAY + timedelta(days=5)), Milestone(100, DAY + timedelta(days=10))]
    drawing = draw([Reading(DAY, 0)], milestones=flags)
    assert [p.get("x1") for p in parts(drawing, "pole")] == ["50%", "100%"]
    assert [f.text for f in parts(drawing, "flag")] == ["50% · 06/08", "100% · 11/08"]


def test_the_forecast_grows_out_of_the_last_counted_day() -> None:
    band = [Outlook(DAY + timedelta(days=i), 50 - i, 50 + i, 50 + 2 * i) for i in (3, 4)]
    drawing = draw([Reading(DAY, 0), Reading(DAY + timedelta(days=2), 50)], forecast=band)
    (area,) = parts(drawing, "band")
    corners = points(area)
    assert corners[0] == corners[-1] == (50, 50)


def test_all_reached_touches_the_top_and_no_higher() -> None:
    drawing = draw([Reading(DAY, 100), Reading(DAY + timedelta(days=1), 100)])
    assert points(parts(drawing, "counted")[0]) == [(0, 0), (100, 0)]


def test_without_a_whole_the_curve_is_still_drawn() -> None:
    drawing = draw([Reading(DAY, 0), Reading(DAY + timedelta(days=1), 8)], whole=0)
    assert points(parts(drawing, "counted")[0])[-1] == (100, 0)
    assert parts(drawing, "whole") == []


def test_figures_are_written_in_the_language_of_the_page() -> None:
    row = [Reading(DAY, 1234567890123)]
    assert parts(draw(row, whole=2e12), "now-label")[0].text == "1.234.567.890.123"
    assert parts(draw(row, whole=2e12, lang="en"), "now-label")[0].text == "1,234,567,890,123"


@given(
    st.dictionaries(days, counts, min_size=2, max_size=60),
    counts,
)
def test_a_rising_count_is_a_rising_line(by_day: dict[date, int], whole: int) -> None:
    total, readings = 0, []
    for on in sorted(by_day):
        total += by_day[on]
        readings.append(Reading(on, total))
    drawing = draw(list(reversed(readings)), whole=whole)
    line = points(parts(drawing, "counted")[0])
    assert len(line) == len(readings)
    assert line == sorted(line, key=lambda p: p[0])
    heights = [y for _, y in line]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= value <= 100 for point in line for value in point)


@given(st.integers(0, 120), st.integers(1, 120))
def test_days_under_a_narrow_curve_never_collide(at: int, span: int) -> None:
    at = min(at, span)
    last = Milestone(100, DAY + timedelta(days=span))
    counted = [Reading(DAY, 0), Reading(DAY + timedelta(days=at), 5)]
    drawing = draw(counted if at else counted[:1], milestones=[last])
    extents = sorted(
        charts.extent(
            float(e.get("x", "")[:-1]), e.text or "", width=charts.NARROW, letter=charts.LETTER
        )
        for e in parts(drawing, "day")
        if "roomy" not in e.get("class", "")
    )
    for (_, end), (start, _) in itertools.pairwise(extents):
        assert end <= start
