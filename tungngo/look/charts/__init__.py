"""Charts as plain SVG text: no Django, no clock, no script; the same on a phone, a desk and paper.

Everything across is a percentage of the width and everything in height a pixel, so that a drawing
fills any column while its letters and strokes keep their size. Only the lines of the curve live in
a stretched inner drawing, with strokes that do not scale. Colours come from classes (figures.css),
so that dark mode and grey print need no second drawing, and no inline style is used.
"""

from __future__ import annotations

from tungngo.look.charts.bars import STEPS, ladder_bar, milestone_track, spark
from tungngo.look.charts.curves import DayLink, Outlook, Reading, curve, day_ticks, nice_ticks
from tungngo.look.charts.drawing import LETTER, NARROW, Milestone, extent, share, stack_labels
from tungngo.look.charts.spreading import spread, spread_columns

__all__ = [
    "LETTER",
    "NARROW",
    "STEPS",
    "DayLink",
    "Milestone",
    "Outlook",
    "Reading",
    "curve",
    "day_ticks",
    "extent",
    "ladder_bar",
    "milestone_track",
    "nice_ticks",
    "share",
    "spark",
    "spread",
    "spread_columns",
    "stack_labels",
]
