"""Encounters counted in the areas below one, of some days and one kind of place: from tallies alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tungngo.lib.reach import Reach
from tungngo.progress.models import Tally
from tungngo.progress.rules import at_place, level_of


def encounters_below(
    reach: Reach,
    path: str,
    campaign_ids: Collection[UUID],
    *,
    place: str = "",
    since: date | None = None,
    until: date,
) -> dict[str, int]:
    """Path → encounters counted there, of everything directly below `path` where there were any; together
    they are what the board of `path` says. `place` is a kind of place, "" for all."""
    below = Tally.objects.filter(level=level_of(path) + 1, campaign_id__in=campaign_ids)
    found = reach.within(path).filter(below.filter(day_on__lte=until))
    if since:
        found = found.filter(day_on__gte=since)
    sums: dict[str, int] = {}
    for at, counts in found.values_list("path", "counts"):
        if number := at_place(counts, place):
            sums[at] = sums.get(at, 0) + number
    return sums
