"""The charts of the look as typst takes them: a drawing of fixed width with its style inside."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tungngo.look import charts
from tungngo.look.words import language
from tungngo.progress import figures
from tungngo.progress.queries import Board

#: Pixels of the drawing; on paper it is set as wide as the column.
WIDTH = 860
#: curves.css for paper: the tokens as colours, dark enough to tell apart in grey.
_STYLE = """
text { font-family: "Be Vietnam Pro"; font-size: 14px; fill: #1b2430 }
path { fill: none }
.grid { stroke: #e4e0d8 } .axis { stroke: #857f73 }
.whole { stroke: #1b2430; stroke-width: 1.25 }
.level, .day { font-size: 13px; fill: #525c68 }
text.whole { stroke: none; font-weight: 600; fill: #1b2430 }
.today, .flag { font-weight: 600; fill: #1b2430 }
.pole { stroke: #525c68; stroke-dasharray: 1 4; stroke-linecap: round; stroke-width: 1.5 }
path.goal { fill: #ffffff; stroke: #1b2430; stroke-width: 1.75 }
path.done { fill: #1b2430 }
path.under { fill: #0b6e63; fill-opacity: 0.07 }
path.counted { stroke: #0b6e63; stroke-width: 3; stroke-linejoin: round }
path.pace { stroke: #7d5000; stroke-width: 1.75; stroke-dasharray: 6 5 }
path.band { fill: #2a6fb0; fill-opacity: 0.2 }
path.mid { stroke: #24608f; stroke-width: 2; stroke-dasharray: 1 4; stroke-linecap: round }
.now { fill: #0b6e63; stroke: #ffffff; stroke-width: 2 }
.now-label { font-size: 17px; font-weight: 700; fill: #0a655b; stroke: none }
"""


def curve(board: Board) -> str:
    """The day curve of reached households as an SVG document; "" when there is no day to show."""
    rows = figures.curve_rows(board)
    drawing = charts.curve(
        [charts.Reading(**row) for row in rows["counted"]],
        float(board.doors.whole),
        title=_("Households reached, day by day"),
        desc="",
        today_label=_("today"),
        pace=[charts.Reading(**row) for row in rows["pace"]],
        forecast=[charts.Outlook(**row) for row in rows["forecast"]],
        milestones=[charts.Milestone(**row) for row in rows["milestones"]],
        lang=language(),
        width=WIDTH,
    )
    if not drawing:
        return ""
    head, _end, rest = drawing.partition(">")
    head = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{head}><style>{_STYLE}</style>{rest}"
