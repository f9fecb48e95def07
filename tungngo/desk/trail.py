"""The crumbs down the tree of areas: every page about an area shows where it is."""

from __future__ import annotations

from django.urls import reverse

from tungngo.lib.reach import Reach
from tungngo.territory.models import Area


def trail_of(
    reach: Reach, area: Area, here: str = "board", *last: str
) -> list[tuple[str, str | None]]:
    """(label, address) from the top of what the caller reaches down to `area`, then `last` labels.

    Areas above the reach are named without an address: seeing where one is takes no right.
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
        trail += [(label, None) for label in last]
    else:
        trail[-1] = (trail[-1][0], None)
    return trail
