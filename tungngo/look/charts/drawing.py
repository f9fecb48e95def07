"""What every drawing is made of: shares, labels that keep clear of each other, SVG pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

NARROW = 280.0
"""The narrowest column a drawing is put in, in pixels: a card on a phone 360 wide."""
LETTER = 8.0
"""Width of a letter of 14 px, on the safe side."""


@dataclass(frozen=True)
class Milestone:
    """A dated share of the whole: `percent` 0–100, its last day, a word or two, how it stands.

    `state` is one of the states of `state_badge` (ok, done, risk, late, missed) or empty.
    """

    percent: float | Decimal
    due_on: date
    label: str = ""
    state: str = ""


def share(part: float | Decimal, whole: float) -> float:
    """Part of whole in per cent, kept within 0–100; 0 without a whole."""
    if whole <= 0:
        return 0.0
    return min(100.0, max(0.0, float(part) / whole * 100))


def stack_labels(labels: Sequence[tuple[float, str]], *, width: float, letter: float) -> list[int]:
    """Which row each label goes to so that no two overlap, even on a narrow screen.

    `labels` are (place in per cent, words) by rising place; `width` is the narrowest the drawing
    gets and `letter` the width of a letter, in pixels. Returns a row, 0 first, for each label.
    """
    ends: list[float] = []
    rows = []
    for place, words in labels:
        start, end = extent(place, words, width=width, letter=letter)
        row = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = end + letter
        rows.append(row)
    return rows


def extent(place: float, words: str, *, width: float, letter: float) -> tuple[float, float]:
    """From where to where a label reaches, in pixels."""
    size = len(words) * letter
    start = place / 100 * width - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor_of(place)] * size
    return start, start + size


def anchor_of(place: float) -> str:
    """Letters near an edge grow away from it."""
    return "start" if place < 15 else "end" if place > 85 else "middle"


def pct(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def words_at(x: float, y: float, words: str, css: str, anchor: str = "") -> str:
    return (
        f'<text x="{pct(x)}%" y="{pct(y)}" class="{css}" text-anchor="{anchor or anchor_of(x)}">'
        f"{escape(words)}</text>"
    )


def rect(x: float, y: float, width: float, height: float, css: str) -> str:
    return (
        f'<rect x="{pct(x)}%" y="{pct(y)}" width="{pct(max(width, 0))}%" height="{pct(height)}" '
        f'class="{css}"/>'
    )


def frame(css: str, height: float, title: str, desc: str, inside: str, width: float = 0) -> str:
    """One drawing with its name and, if any, its description for those who do not see it.

    As wide as its column, or `width` pixels.
    """
    wide = pct(width) if width else "100%"
    more = f"<desc>{escape(desc)}</desc>" if desc else ""
    return (
        f'<svg class="{css}" width="{wide}" height="{pct(height)}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{more}{inside}</svg>'
    )
