"""Who taught whom, drawn: one column for each generation, a line from teacher to learner."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from html import escape
from typing import TypeVar

COLUMN, ROW, EDGE = 220, 24, 16
#: How many people a column shows.
MOST = 40
P = TypeVar("P", bound=Hashable)


def spread_columns(
    generation: Mapping[P, int], links: Collection[tuple[P, P]], *, most: int = MOST
) -> list[list[P]]:
    """People by generation, each column in the order of who taught them, those who taught most first;
    `most` of each."""
    taught: dict[P, int] = {}
    for teacher, _learner in links:
        taught[teacher] = taught.get(teacher, 0) + 1
    columns: list[list[P]] = []
    place: dict[P, int] = {}
    for at in range(max(generation.values(), default=-1) + 1):
        teachers: dict[P, int] = {}
        for teacher, learner in links:
            if teacher in place and generation[learner] == at:
                teachers[learner] = min(teachers.get(learner, 1 << 30), place[teacher])
        people = [one for one, found in generation.items() if found == at]
        people.sort(key=lambda one: (teachers.get(one, 1 << 30), -taught.get(one, 0), str(one)))
        columns.append(people[:most])
        place = {one: nth for nth, one in enumerate(people[:most])}
    return columns


def spread(
    columns: list[list[P]],
    links: Collection[tuple[P, P]],
    names: Mapping[P, str],
    *,
    title: str,
) -> str:
    """The picture as one SVG; `title` is what it says to whoever cannot see it."""
    height = max((len(column) for column in columns), default=0) * ROW + 2 * EDGE
    width = len(columns) * COLUMN
    at: dict[P, tuple[float, float]] = {}
    for nth, column in enumerate(columns):
        top = (height - len(column) * ROW) / 2
        for row, one in enumerate(column):
            at[one] = (nth * COLUMN + EDGE, top + row * ROW + ROW / 2)
    teachers = {teacher for teacher, _learner in links}
    lines = []
    for teacher, learner in sorted(links, key=str):
        if teacher in at and learner in at:
            (x1, y1), (x2, y2) = at[teacher], at[learner]
            bend = (x2 - x1) / 2 if x2 > x1 else COLUMN / 2
            path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
            lines.append(f'<path d="{path}"/>')
    dots = []
    for one, (x, y) in at.items():
        look = 'r="6"' if one in teachers else 'r="4" class="learner"'
        dots.append(
            f'<circle cx="{x:g}" cy="{y:g}" {look}/>'
            f'<text x="{x + 10:g}" y="{y + 4:g}">{escape(names.get(one, ""))}</text>'
        )
    return (
        f'<svg class="spread" viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}"'
        f' role="img" aria-label="{escape(title)}">{"".join(lines)}{"".join(dots)}</svg>'
    )
