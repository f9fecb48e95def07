"""The curve of counted days with the pace needed, the forecast and the milestones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from tungngo.lib import text
from tungngo.look.charts.drawing import (
    LETTER,
    NARROW,
    Milestone,
    extent,
    frame,
    pct,
    stack_labels,
    words_at,
)

PLOT = 220.0
AXIS = 26.0
FLAG_ROW = 20.0
"""Heights in pixels: of the plot, of the row of days under it, of a row of flags above it."""


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


@dataclass(frozen=True)
class DayLink:
    """Where the point of a day leads, and what is said of it."""

    on: date
    url: str
    words: str


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
    width: float = 0,
    links: Sequence[DayLink] = (),
) -> str:
    """Counted days as a solid line, the pace needed dashed, the forecast as a band, days as flags.

    All values are cumulative counts of the same thing, `whole` the count that is everything.
    `today` is the last counted day unless given. Empty text when there is no day at all to show.
    With a `width` in pixels the drawing is that wide and stretches nowhere: programs that set paper
    know no strokes that keep their width. With `links` a second drawing lies over it, for who points:
    keyboards and readers have the same in the table below the curve.
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

    labels = [(x(m.due_on), f"{text.number(m.percent, lang)}% · {m.due_on:%d/%m}") for m in flags]
    rows = stack_labels(labels, width=NARROW, letter=LETTER)
    head = FLAG_ROW * (max(rows) + 1) + 4 if rows else 10.0

    out = [_grid(top, whole, head, lang)]
    out.append(_lines(counted, pace, forecast, x, y, head, width))
    for milestone, (place, words), row in zip(flags, labels, rows, strict=True):
        base = FLAG_ROW * (max(rows) - row) + 14
        goal = head + y(whole * float(milestone.percent) / 100) / 100 * PLOT
        out.append(
            f'<line x1="{pct(place)}%" x2="{pct(place)}%" y1="{pct(base + 5)}" '
            f'y2="{pct(head + PLOT)}" class="pole"/>'
        )
        out.append(
            f'<svg x="{pct(place)}%" y="{pct(goal)}" width="1" height="1" overflow="visible">'
            f'<path d="M0-6 6 0 0 6-6 0z" class="goal {escape(milestone.state)}"/></svg>'
        )
        out.append(words_at(place, base, words, "flag"))
    if counted:
        out.append(_now(x(counted[-1].on), head + y(counted[-1].value) / 100 * PLOT, counted, lang))
    out.append(_days(first, last, today, today_label, x, head + PLOT))
    drawn = frame("curve-plot", head + PLOT + AXIS, title, desc, "".join(out), width)
    if not links:
        return drawn
    levels = {one.on: head + y(one.value) / 100 * PLOT for one in counted}
    days_wide = 100 / span
    points = "".join(
        _link(one, x(one.on), levels[one.on], days_wide, head) for one in links if one.on in levels
    )
    size = f'width="100%" height="{pct(head + PLOT + AXIS)}"'
    return f'{drawn}<svg class="curve-days" {size} aria-hidden="true">{points}</svg>'


def _link(one: DayLink, place: float, level: float, wide: float, head: float) -> str:
    """A day's strip of the plot, as wide as a day, and its point on the line."""
    left, right = max(0.0, place - wide / 2), min(100.0, place + wide / 2)
    return (
        f'<a href="{escape(one.url)}" tabindex="-1"><title>{escape(one.words)}</title>'
        f'<rect x="{pct(left)}%" y="{pct(head)}" width="{pct(right - left)}%" height="{pct(PLOT)}"/>'
        f'<svg x="{pct(place)}%" y="{pct(level)}" width="1" height="1" overflow="visible">'
        '<circle r="5"/></svg></a>'
    )


def _grid(top: float, whole: float, head: float, lang: str) -> str:
    """Level lines with their figures above them; the whole is the strong one."""
    out = []
    for tick in nice_ticks(top, about=5):
        if whole > 0 and tick and abs(whole - tick) < top * 0.16:
            continue
        level = head + (1 - tick / top) * PLOT
        css = "axis" if tick == 0 else "grid"
        out.append(f'<line x1="0" x2="100%" y1="{pct(level)}" y2="{pct(level)}" class="{css}"/>')
        if tick:
            out.append(words_at(0, level - 5, text.number(int(tick), lang), "level", "start"))
    if whole > 0:
        level = head + (1 - whole / top) * PLOT
        out.append(f'<line x1="0" x2="100%" y1="{pct(level)}" y2="{pct(level)}" class="whole"/>')
        out.append(words_at(0, level + 15, text.number(whole, lang), "level whole", "start"))
    return "".join(out)


def _lines(
    counted: Sequence[Reading],
    pace: Sequence[Reading],
    forecast: Sequence[Outlook],
    x: Callable[[date], float],
    y: Callable[[float], float],
    head: float,
    width: float,
) -> str:
    """The inner drawing: 100 × 100 stretched to any width, strokes unscaled; or `width` × PLOT."""
    wide, high = (width, PLOT) if width else (100.0, 100.0)

    def path(points: Sequence[tuple[date, float]]) -> str:
        places = ((x(on) * wide / 100, y(value) * high / 100) for on, value in points)
        return "M" + "L".join(f"{pct(across)} {pct(down)}" for across, down in places)

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
        ends = [x(one.on) * wide / 100 for one in (counted[-1], counted[0])]
        under = f"{path(points)}L{pct(ends[0])} {pct(high)}L{pct(ends[1])} {pct(high)}Z"
        out.append(f'<path d="{under}" class="under"/>')
        out.append(f'<path d="{path(points)}" class="counted"/>')
    return (
        f'<svg y="{pct(head)}" width="100%" height="{pct(PLOT)}" '
        f'viewBox="0 0 {pct(wide)} {pct(high)}" '
        f'preserveAspectRatio="none" overflow="visible">{"".join(out)}</svg>'
    )


def _now(place: float, level: float, counted: Sequence[Reading], lang: str) -> str:
    """The last counted day: a dot and its figure, kept clear of the edges."""
    words = text.number(counted[-1].value, lang)
    anchor = "start" if place < 20 else "end"
    nudge = 10 if anchor == "start" else -10
    return (
        f'<svg x="{pct(place)}%" y="{pct(level)}" width="1" height="1" overflow="visible">'
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
        words = f"{today_label} {today:%d/%m}".lstrip()
        labels.append((place, words))
        out.append(
            f'<line x1="{pct(place)}%" x2="{pct(place)}%" y1="{pct(base)}" y2="{pct(base + 5)}" '
            'class="axis"/>'
        )
        out.append(words_at(place, base + 18, words, "day today"))
    ticks = day_ticks(first, last)
    # The ends first: they say how long the campaign is.
    for on in dict.fromkeys((ticks[0], ticks[-1], *ticks)):
        label = (x(on), f"{on:%d/%m}")
        if on == today or not _clear(label, labels, width=560):
            continue
        roomy = "" if _clear(label, labels, width=NARROW) else " roomy"
        labels.append(label)
        out.append(words_at(label[0], base + 18, label[1], f"day{roomy}"))
    return "".join(out)


def _clear(label: tuple[float, str], others: Sequence[tuple[float, str]], *, width: float) -> bool:
    """Whether a label overlaps none of the others in a drawing that wide."""
    left, right = extent(*label, width=width, letter=LETTER)
    return all(
        right + LETTER <= start or end + LETTER <= left
        for start, end in (extent(*o, width=width, letter=LETTER) for o in others)
    )
