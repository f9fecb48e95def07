"""Charts as plain SVG text: no Django, no clock, no script; the same on a phone, a desk and paper.

Everything across is a percentage of the width and everything in height a pixel, so that a drawing
fills any column while its letters and strokes keep their size. Only the lines of the curve live in
a stretched inner drawing, with strokes that do not scale. Colours come from classes (figures.css),
so that dark mode and grey print need no second drawing, and no inline style is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from tungngo.lib import text

NARROW = 280.0
"""The narrowest column a drawing is put in, in pixels: a card on a phone 360 wide."""
LETTER = 8.0
"""Width of a letter of 14 px, on the safe side."""


@dataclass(frozen=True)
class Milestone:
    """A dated share of the whole: `percent` 0–100, its last day, a word or two, how it stands.

    `state` is one of the states of `state_badge` (ok, done, risk, late, missed) or empty.
    """

    percent: float
    due_on: date
    label: str = ""
    state: str = ""


@dataclass(frozen=True)
class Reading:
    """A cumulative count at the end of a day."""

    on: date
    value: float


@dataclass(frozen=True)
class Outlook:
    """What a day is expected to bring the cumulative count to: low, middle, high."""

    on: date
    low: float
    mid: float
    high: float


def share(part: float, whole: float) -> float:
    """Part of whole in per cent, kept within 0–100; 0 without a whole."""
    if whole <= 0:
        return 0.0
    return min(100.0, max(0.0, part / whole * 100))


def nice_ticks(top: float, about: int = 4) -> list[float]:
    """Round figures (1, 2 or 5 × 10ⁿ apart) from 0 up to at most `top`: about so many steps."""
    if top <= 0:
        return [0.0]
    rough = top / about
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * 0.999)
    step = max(step, 1.0)  # households and people are whole
    return [i * step for i in range(int(top / step + 1e-9) + 1)]


def day_ticks(first: date, last: date, about: int = 4) -> list[date]:
    """Days at even distances from `first` to `last`, both included, at most `about` + 1 of them."""
    span = (last - first).days
    if span <= 0:
        return [first]
    steps = min(about, span)
    return [first + timedelta(days=round(i * span / steps)) for i in range(steps + 1)]


def stack_labels(labels: Sequence[tuple[float, str]], *, width: float, letter: float) -> list[int]:
    """Which row each label goes to so that no two overlap, even on a narrow screen.

    `labels` are (place in per cent, words) by rising place; `width` is the narrowest the drawing
    gets and `letter` the width of a letter, in pixels. Returns a row, 0 first, for each label.
    """
    ends: list[float] = []
    rows = []
    for place, words in labels:
        start, end = _extent(place, words, width=width, letter=letter)
        row = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = end + letter
        rows.append(row)
    return rows


def _extent(place: float, words: str, *, width: float, letter: float) -> tuple[float, float]:
    """From where to where a label reaches, in pixels."""
    size = len(words) * letter
    start = place / 100 * width - {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(place)] * size
    return start, start + size


def _anchor(place: float) -> str:
    """Letters near an edge grow away from it."""
    return "start" if place < 15 else "end" if place > 85 else "middle"


def _p(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _words(x: float, y: float, words: str, css: str, anchor: str = "") -> str:
    return (
        f'<text x="{_p(x)}%" y="{_p(y)}" class="{css}" text-anchor="{anchor or _anchor(x)}">'
        f"{escape(words)}</text>"
    )


def _rect(x: float, y: float, width: float, height: float, css: str) -> str:
    return (
        f'<rect x="{_p(x)}%" y="{_p(y)}" width="{_p(max(width, 0))}%" height="{_p(height)}" '
        f'class="{css}"/>'
    )


def _frame(css: str, height: float, title: str, desc: str, inside: str) -> str:
    """One drawing with its name and, if any, its description for those who do not see it."""
    more = f"<desc>{escape(desc)}</desc>" if desc else ""
    return (
        f'<svg class="{css}" width="100%" height="{_p(height)}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{more}{inside}</svg>'
    )


# ------------------------------------------------------------------------------------------ spark


def spark(values: Sequence[float], *, title: str = "") -> str:
    """A tiny trend, 96 × 28, from the oldest to the newest; empty text with fewer than two values.

    The lowest value touches the bottom and the highest the top; a flat line stays in the middle.
    """
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = high - low
    points = [
        (
            2 + i * 88 / (len(values) - 1),
            24 - (v - low) / spread * 20 if spread else 14.0,
        )
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{_p(x)},{_p(y)}" for x, y in points)
    x, y = points[-1]
    name = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg class="spark" viewBox="0 0 96 28" width="96" height="28" {name}>'
        f'<polyline points="{line}"/><circle cx="{_p(x)}" cy="{_p(y)}" r="3"/></svg>'
    )


# ---------------------------------------------------------------------------------------- stacked


def ladder_bar(counts: Sequence[int], *, title: str, height: int = 28, lang: str = "vi") -> str:
    """The five steps of a skill as one bar, each as wide as its share; an empty bar without people.

    `counts` has five values, from "none" to "teaches". A step wide enough carries its count. Raises
    ValueError for another number of steps or a negative count.
    """
    if len(counts) != len(STEPS):
        raise ValueError("a ladder has five steps")
    if min(counts) < 0:
        raise ValueError("a count of people cannot be negative")
    whole = sum(counts)
    parts = [_rect(0, 0, 100, height, "track")]
    x = 0.0
    for step, count in zip(STEPS, counts, strict=True):
        width = share(count, whole)
        if count:
            parts.append(_rect(x, 0, width, height, f"step {step}"))
            if x:
                parts.append(
                    f'<line x1="{_p(x)}%" x2="{_p(x)}%" y1="0" y2="{height}" class="cut"/>'
                )
        words = text.number(count, lang)
        if height >= 20 and width * 2.2 > len(words) * 8 + 6:
            parts.append(_words(x + width / 2, height / 2 + 5, words, f"on-step {step}", "middle"))
        x += width
    return _frame("ladder-bar", height, title, "", "".join(parts))


STEPS = ("none", "installed", "helped", "alone", "teaches")
"""The five steps of the ladder, as their tones are called in tokens.css."""


# ------------------------------------------------------------------------------------- milestones


def milestone_track(
    reached: float,
    whole: float,
    *,
    title: str,
    desc: str = "",
    pace: float | None = None,
    pace_label: str = "",
    milestones: Sequence[Milestone] = (),
    forecast: tuple[float, float, float] | None = None,
) -> str:
    """The bar of reached over whole: flags above, the range of the forecast on it, the pace below.

    `reached`, `whole`, `pace` (what should be reached by today) and `forecast` (low, middle, high
    at the end) are counts of the same thing. Everything is clipped to 0–100 %.
    """
    flags = sorted(milestones, key=lambda m: m.percent)
    labels = [(share(m.percent, 100), f"{_p(m.percent)}%") for m in flags]
    rows = stack_labels(labels, width=NARROW, letter=10)
    bar_y = 20.0 * (max(rows) + 1) + 8 if rows else 4.0
    height = 22.0
    done = share(reached, whole)
    out = [_rect(0, bar_y, 100, height, "track")]
    if forecast and whole > 0:
        low, mid, high = (share(v, whole) for v in forecast)
        start = max(low, done)
        if high > start:
            out.append(_rect(start, bar_y, high - start, height, "range"))
        if mid > done:
            out.append(
                f'<line x1="{_p(mid)}%" x2="{_p(mid)}%" y1="{_p(bar_y)}" '
                f'y2="{_p(bar_y + height)}" class="mid"/>'
            )
    out.append(_rect(0, bar_y, done, height, "reached"))
    for milestone, (place, words), row in zip(flags, labels, rows, strict=True):
        base = 20.0 * (max(rows) - row) + 14
        # The pole stands just inside the edge at 100 %.
        out.append(
            f'<line x1="{_p(place)}%" x2="{_p(place)}%" y1="{_p(base + 4)}" '
            f'y2="{_p(bar_y + height)}" class="pole {escape(milestone.state)}"/>'
        )
        out.append(_words(place, base, words, "flag"))
    bottom = bar_y + height
    if pace is not None and whole > 0:
        place = share(pace, whole)
        out.append(
            f'<svg x="{_p(place)}%" y="{_p(bottom + 2)}" width="1" height="9" overflow="visible">'
            '<path d="M0 0 6 9H-6z" class="pace"/></svg>'
        )
        out.append(_words(place, bottom + 27, pace_label, "pace-label"))
        bottom += 32
    return _frame("milestone-track", bottom + 2, title, desc, "".join(out))


# ------------------------------------------------------------------------------------------ curve

PLOT = 220.0
AXIS = 26.0
FLAG_ROW = 20.0


def curve(
    counted: Sequence[Reading],
    whole: float,
    *,
    title: str,
    desc: str,
    today_label: str,
    pace: Sequence[Reading] = (),
    forecast: Sequence[Outlook] = (),
    milestones: Sequence[Milestone] = (),
    today: date | None = None,
    lang: str = "vi",
) -> str:
    """Counted days as a solid line, the pace needed dashed, the forecast as a band, days as flags.

    All values are cumulative counts of the same thing, `whole` the count that is everything.
    `today` is the last counted day unless given. Empty text when there is no day at all to show.
    """
    counted = sorted(counted, key=lambda r: r.on)
    pace = sorted(pace, key=lambda r: r.on)
    forecast = sorted(forecast, key=lambda o: o.on)
    flags = sorted(milestones, key=lambda m: m.due_on)
    days = [r.on for r in (*counted, *pace)] + [o.on for o in forecast] + [m.due_on for m in flags]
    if not days:
        return ""
    first, last = min(days), max(days)
    today = today or (counted[-1].on if counted else None)
    values = [r.value for r in (*counted, *pace)]
    top = max([whole, *values] if whole > 0 else [*values, *(o.high for o in forecast), 1.0])
    span = max((last - first).days, 1)

    def x(on: date) -> float:
        return min(100.0, max(0.0, (on - first).days / span * 100))

    def y(value: float) -> float:
        return 100 - min(1.0, max(0.0, value / top)) * 100

    labels = [(x(m.due_on), f"{_p(m.percent)}% · {m.due_on:%d/%m}") for m in flags]
    rows = stack_labels(labels, width=NARROW, letter=LETTER)
    head = FLAG_ROW * (max(rows) + 1) + 4 if rows else 10.0

    out = [_grid(top, whole, head, lang)]
    out.append(_lines(counted, pace, forecast, x, y, head))
    for milestone, (place, words), row in zip(flags, labels, rows, strict=True):
        base = FLAG_ROW * (max(rows) - row) + 14
        goal = head + y(whole * milestone.percent / 100) / 100 * PLOT
        out.append(
            f'<line x1="{_p(place)}%" x2="{_p(place)}%" y1="{_p(base + 5)}" '
            f'y2="{_p(head + PLOT)}" class="pole"/>'
        )
        out.append(
            f'<svg x="{_p(place)}%" y="{_p(goal)}" width="1" height="1" overflow="visible">'
            f'<path d="M0-6 6 0 0 6-6 0z" class="goal {escape(milestone.state)}"/></svg>'
        )
        out.append(_words(place, base, words, "flag"))
    if counted:
        out.append(_now(x(counted[-1].on), head + y(counted[-1].value) / 100 * PLOT, counted, lang))
    out.append(_days(first, last, today, today_label, x, head + PLOT))
    return _frame("curve-plot", head + PLOT + AXIS, title, desc, "".join(out))


def _grid(top: float, whole: float, head: float, lang: str) -> str:
    """Level lines with their figures above them; the whole is the strong one."""
    out = []
    for tick in nice_ticks(top, about=5):
        if whole > 0 and tick and abs(whole - tick) < top * 0.1:
            continue
        level = head + (1 - tick / top) * PLOT
        css = "axis" if tick == 0 else "grid"
        out.append(f'<line x1="0" x2="100%" y1="{_p(level)}" y2="{_p(level)}" class="{css}"/>')
        if tick:
            out.append(_words(0, level - 5, text.number(int(tick), lang), "level", "start"))
    if whole > 0:
        level = head + (1 - whole / top) * PLOT
        out.append(f'<line x1="0" x2="100%" y1="{_p(level)}" y2="{_p(level)}" class="whole"/>')
        out.append(_words(0, level + 15, text.number(whole, lang), "level whole", "start"))
    return "".join(out)


def _lines(
    counted: Sequence[Reading],
    pace: Sequence[Reading],
    forecast: Sequence[Outlook],
    x: Callable[[date], float],
    y: Callable[[float], float],
    head: float,
) -> str:
    """The stretched inner drawing: 100 × 100 whatever the width, strokes unscaled."""

    def path(points: Sequence[tuple[date, float]]) -> str:
        return "M" + "L".join(f"{_p(x(on))} {_p(y(value))}" for on, value in points)

    out = []
    if forecast:
        # The band starts where counting ends, so that it reads as the same line going on.
        lows = [(o.on, o.low) for o in forecast]
        highs = [(o.on, o.high) for o in forecast]
        mids = [(o.on, o.mid) for o in forecast]
        if counted and counted[-1].on < forecast[0].on:
            here = (counted[-1].on, counted[-1].value)
            lows, highs, mids = [here, *lows], [here, *highs], [here, *mids]
        out.append(f'<path d="{path([*highs, *reversed(lows)])}Z" class="band"/>')
        out.append(f'<path d="{path(mids)}" class="mid"/>')
    if len(pace) > 1:
        out.append(f'<path d="{path([(r.on, r.value) for r in pace])}" class="pace"/>')
    if len(counted) > 1:
        points = [(r.on, r.value) for r in counted]
        under = f"{path(points)}L{_p(x(counted[-1].on))} 100L{_p(x(counted[0].on))} 100Z"
        out.append(f'<path d="{under}" class="under"/>')
        out.append(f'<path d="{path(points)}" class="counted"/>')
    return (
        f'<svg y="{_p(head)}" width="100%" height="{_p(PLOT)}" viewBox="0 0 100 100" '
        f'preserveAspectRatio="none" overflow="visible">{"".join(out)}</svg>'
    )


def _now(place: float, level: float, counted: Sequence[Reading], lang: str) -> str:
    """The last counted day: a dot and its figure, kept clear of the edges."""
    words = text.number(counted[-1].value, lang)
    anchor = "start" if place < 20 else "end"
    nudge = 10 if anchor == "start" else -10
    return (
        f'<svg x="{_p(place)}%" y="{_p(level)}" width="1" height="1" overflow="visible">'
        f'<circle r="5" class="now"/><text x="{nudge}" y="-9" text-anchor="{anchor}" '
        f'class="now-label">{escape(words)}</text></svg>'
    )


def _days(
    first: date,
    last: date,
    today: date | None,
    today_label: str,
    x: Callable[[date], float],
    base: float,
) -> str:
    """The days under the curve; today always, its neighbours give way.

    A day that has room only on a wide screen is marked `roomy`; figures.css hides it elsewhere.
    """
    out = []
    labels: list[tuple[float, str]] = []
    if today and first <= today <= last:
        place = x(today)
        words = f"{today_label} {today:%d/%m}"
        labels.append((place, words))
        out.append(
            f'<line x1="{_p(place)}%" x2="{_p(place)}%" y1="{_p(base)}" y2="{_p(base + 5)}" '
            'class="axis"/>'
        )
        out.append(_words(place, base + 18, words, "day today"))
    ticks = day_ticks(first, last)
    # The ends first: they say how long the campaign is.
    for on in dict.fromkeys((ticks[0], ticks[-1], *ticks)):
        label = (x(on), f"{on:%d/%m}")
        if on == today or not _clear(label, labels, width=560):
            continue
        roomy = "" if _clear(label, labels, width=NARROW) else " roomy"
        labels.append(label)
        out.append(_words(label[0], base + 18, label[1], f"day{roomy}"))
    return "".join(out)


def _clear(label: tuple[float, str], others: Sequence[tuple[float, str]], *, width: float) -> bool:
    """Whether a label overlaps none of the others in a drawing that wide."""
    left, right = _extent(*label, width=width, letter=LETTER)
    return all(
        right + LETTER <= start or end + LETTER <= left
        for start, end in (_extent(*o, width=width, letter=LETTER) for o in others)
    )
