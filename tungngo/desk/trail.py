"""The crumbs down the tree of areas: every page about an area shows where it is."""

from __future__ import annotations

from django.urls import reverse

from tungngo.lib.reach import Reach
from tungngo.territory.models import Area


def trail_of(
    reach: Reach, area: Area, here: str = "board", *last: str
) -> list[tuple[str, str | None]]:
    """(label, address) from the top of what the caller reaches down to `area`, then `last` labels.

    Areas lead to their boards. With `last` the page lies below one of the area's menu entries, and
    the area leads to that entry, `here`. Areas above the reach are named without an address: seeing
    where one is takes no right. No query, when the area came with its parents (`area_of`).
    """
    line: list[Area] = []
    one: Area | None = area
    while one is not None:
        line.append(one)
        one = one.parent
    trail: list[tuple[str, str | None]] = [
        (each.full_name, reverse("board", args=[each.code]) if reach.covers(each.path) else None)
        for each in reversed(line)
    ]
    if last:
        trail[-1] = (trail[-1][0], reverse(here, args=[area.code]))
        return trail + [(label, None) for label in last]
    trail[-1] = (trail[-1][0], None)
    return trail
