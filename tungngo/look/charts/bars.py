"""Bars and tiny trends: the spark, the ladder, the track of milestones."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tungngo.lib import text
from tungngo.look.charts.drawing import (
    NARROW,
    Milestone,
    frame,
    pct,
    rect,
    share,
    stack_labels,
    words_at,
)

STEPS = ("none", "installed", "helped", "alone", "teaches")
"""The five steps of the ladder, as their tones are called in tokens.css."""


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
    line = " ".join(f"{pct(x)},{pct(y)}" for x, y in points)
    x, y = points[-1]
    name = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg class="spark" viewBox="0 0 96 28" width="96" height="28" {name}>'
        f'<polyline points="{line}"/><circle cx="{pct(x)}" cy="{pct(y)}" r="3"/></svg>'
    )


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
    parts = [rect(0, 0, 100, height, "track")]
    x = 0.0
    for step, count in zip(STEPS, counts, strict=True):
        width = share(count, whole)
        if count:
            parts.append(rect(x, 0, width, height, f"step {step}"))
            if x:
                parts.append(
                    f'<line x1="{pct(x)}%" x2="{pct(x)}%" y1="0" y2="{height}" class="cut"/>'
                )
        words = text.number(count, lang)
        if height >= 20 and width * 2.2 > len(words) * 8 + 6:
            parts.append(
                words_at(x + width / 2, height / 2 + 5, words, f"on-step {step}", "middle")
            )
        x += width
    return frame("ladder-bar", height, title, "", "".join(parts))


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
    lang: str = "vi",
) -> str:
    """The bar of reached over whole: flags above, the range of the forecast on it, the pace below.

    `reached`, `whole`, `pace` (what should be reached by today) and `forecast` (low, middle, high
    at the end) are counts of the same thing. Everything is clipped to 0–100 %.
    """
    flags = sorted(milestones, key=lambda m: m.percent)
    labels = [(share(m.percent, 100), f"{text.number(m.percent, lang)}%") for m in flags]
    rows = stack_labels(labels, width=NARROW, letter=10)
    bar_y = 20.0 * (max(rows) + 1) + 8 if rows else 4.0
    height = 22.0
    done = share(reached, whole)
    out = [rect(0, bar_y, 100, height, "track")]
    if forecast and whole > 0:
        low, mid, high = (share(v, whole) for v in forecast)
        start = max(low, done)
        if high > start:
            out.append(rect(start, bar_y, high - start, height, "range"))
        if mid > done:
            out.append(
                f'<line x1="{pct(mid)}%" x2="{pct(mid)}%" y1="{pct(bar_y)}" '
                f'y2="{pct(bar_y + height)}" class="mid"/>'
            )
    out.append(rect(0, bar_y, done, height, "reached"))
    for milestone, (place, words), row in zip(flags, labels, rows, strict=True):
        base = 20.0 * (max(rows) - row) + 14
        # The pole stands just inside the edge at 100 %.
        out.append(
            f'<line x1="{pct(place)}%" x2="{pct(place)}%" y1="{pct(base + 4)}" '
            f'y2="{pct(bar_y + height)}" class="pole {escape(milestone.state)}"/>'
        )
        out.append(words_at(place, base, words, "flag"))
    bottom = bar_y + height
    if pace is not None and whole > 0:
        place = share(pace, whole)
        out.append(
            f'<svg x="{pct(place)}%" y="{pct(bottom + 2)}" width="1" height="9" overflow="visible">'
            '<path d="M0 0 6 9H-6z" class="pace"/></svg>'
        )
        out.append(words_at(place, bottom + 27, pace_label, "pace-label"))
        bottom += 32
    return frame("milestone-track", bottom + 2, title, desc, "".join(out))
