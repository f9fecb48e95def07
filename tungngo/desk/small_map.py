"""The small map of a board: where its parts stand, at a glance, and the way to the big one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tungngo.desk.filters import Asked
from tungngo.lib.reach import Reach
from tungngo.progress.queries import Board
from tungngo.progress.shades import FAR, Against, counts_of, shade_of
from tungngo.territory.models import Area, Level
from tungngo.territory.queries.boundaries import map_version

WORDS = {
    "far": gettext_lazy("behind by %(percent)s%% of the whole or more"),
    "late": gettext_lazy("behind by less"),
    "ok": gettext_lazy("on pace"),
    "done": gettext_lazy("all reached"),
    "open": gettext_lazy("no milestones of its own"),
    "unlisted": gettext_lazy("no list yet"),
}
#: Squares in a row, and how wide each is in the drawing, where nobody knows where areas lie.
ACROSS, SQUARE, GAP = 16, 20, 3


class Square(NamedTuple):
    """One area where no boundary is known."""

    x: int
    y: int
    shade: str


@dataclass(frozen=True, slots=True)
class SmallMap:
    """What is drawn: shapes that come once for each version of the boundaries, with the shade of each
    area; or squares in the order of the table."""

    url: str
    shapes_url: str
    shades: dict[str, str]
    legend: list[tuple[str, str, int]]
    squares: list[Square]
    width: int
    height: int


def legend_of(counts: Sequence[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """(shade, words, how many areas) of each shade that occurs, the worst first."""
    far = {"percent": round(FAR * 100)}
    return [(shade, str(WORDS[shade]) % far, count) for shade, count in counts]


def small_map(
    reach: Reach, area: Area, children: Sequence[Area], page: Board, asked: Asked
) -> SmallMap | None:
    """The map of the areas below a province or a commune, shaded as its table judges them. None with
    fewer than two; none of the nation, whose islands ask for the room of the big one."""
    if area.level not in (Level.PROVINCE, Level.COMMUNE):
        return None
    shades = {
        row.area.code: shade_of(Against(row.state, row.short, row.main.whole))
        for row in page.league
        if row.area
    }
    if len(shades) < 2:
        return None
    version = map_version(reach, children)
    squares: list[Square] = []
    if not version:
        step = SQUARE + GAP
        squares = [
            Square((n % ACROSS) * step, (n // ACROSS) * step, shade)
            for n, shade in enumerate(shades.values())
        ]
    return SmallMap(
        reverse("map", args=[area.code]) + asked.query,
        f"{reverse('map_shapes', args=[area.code])}?v={version}" if version else "",
        shades,
        legend_of(counts_of(shades.values())),
        squares,
        max((one.x for one in squares), default=0) + SQUARE,
        max((one.y for one in squares), default=0) + SQUARE,
    )
