"""The table of areas of a board: its heads, its order, its total. Pure but for the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tungngo.progress.figures import main_series
from tungngo.progress.league import LeagueRow, judged
from tungngo.progress.queries import Board


def _share(part: int, whole: int) -> float:
    return part / whole if whole else -1.0


#: Column of the league → what its rows are sorted by, smallest first; the name's order is given.
_SORTS: Mapping[str, Callable[[LeagueRow], float]] = {
    "listed": lambda row: row.main.whole,
    "reached": lambda row: row.main.part,
    "share": lambda row: _share(row.main.part, row.main.whole),
    "pace": lambda row: _share(row.gap, row.main.whole) if row.state else -9.0,
    "priority": lambda row: row.priority.left,
    "basic": lambda row: _share(row.basic.part, row.basic.whole),
}


def league_sort(asked: str) -> str:
    """The order asked for ("share", or "-share" for the largest first); "" for the areas' own."""
    return asked if asked.removeprefix("-") in _SORTS or asked == "-name" else ""


def sorted_league(rows: Sequence[LeagueRow], sort: str) -> list[LeagueRow]:
    """Rows in the order of `league_sort`; equal ones keep the areas' own. What is in no area is last."""
    rest = [row for row in rows if row.area is None]
    return sorted_rows([row for row in rows if row.area is not None], sort) + rest


def sorted_rows(rows: Sequence[LeagueRow], sort: str) -> list[LeagueRow]:
    """Rows in the order of `league_sort`; equal ones keep the order they come in, that of their names."""
    if sort == "-name":
        return list(rows[::-1])
    key = _SORTS.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)
    sign = -1 if sort.startswith("-") else 1
    return sorted(rows, key=lambda row: sign * key(row))


def total_row(board: Board) -> LeagueRow:
    """The board's own figures as the last row of its league."""
    series, main = main_series(board), board.main
    expected, state = 0, ""
    if series and main.whole:
        expected = series.brought_pace
        state = judged(main.part, series.measure.part - main.part, main.whole, expected)
    about = main if board.sight.of_people else None
    return LeagueRow(board.area, board.doors, board.priority, board.basic, state, expected, about)


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the league: its words, the order a click asks for, how it is sorted now."""

    column: str
    words: str
    sort: str
    aria: str


def league_heads(sort: str, *, of_people: bool = False) -> list[Head]:
    """The heads of the league. The first click on figures shows the largest, the second turns."""
    words = {
        "name": _("Area"),
        "listed": _("Listed"),
        "reached": _("Reached"),
        "share": _("Share"),
        "pace": _("Against its own pace"),
        "priority": _("Priority left"),
        "basic": _("Basic skills"),
    }
    if of_people:
        # A door belongs to nobody's segment, and the main figure may be the very column.
        del words["priority"]
    heads = []
    for column, label in words.items():
        rising, falling = ("", "-name") if column == "name" else (column, f"-{column}")
        first, second = (rising, falling) if column == "name" else (falling, rising)
        aria = {rising: "ascending", falling: "descending"}.get(sort, "")
        heads.append(Head(column, label, second if sort == first else first, aria))
    return heads
