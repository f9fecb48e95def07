"""Counts of areas day by day, as tallies hold them, one indicator a row: for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tungngo.lib.reach import Reach
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts, level_of

#: Rows fetched at a time.
CHUNK = 500
_NAMED = {"h.reached": "households.reached", "h.priority": "households.priority", "e": "encounters"}


class DayCount(NamedTuple):
    """What a day brought an area: `counted` first times of an indicator in a segment, of `listed`."""

    path: str
    day: date
    campaign_id: UUID
    indicator: str
    segment: str
    counted: int
    #: Whom or what the list of the area holds now; None for encounters, which have no whole.
    listed: int | None


def daily_counts(reach: Reach, path: str, campaign_ids: Collection[UUID]) -> Iterator[DayCount]:
    """The area at `path` and the areas directly below it, day by day. Sums of days are the board's."""
    level = level_of(path)
    mine = reach.within(path)
    levels = (level, level + 1)
    lists = mine.filter(Population.objects.filter(level__in=levels, campaign_id=NO_CAMPAIGN))
    listed: dict[str, Counts] = dict(lists.values_list("path", "counts"))
    found = mine.filter(Tally.objects.filter(level__in=levels, campaign_id__in=campaign_ids))
    rows = found.order_by("path", "day_on").values_list("path", "day_on", "campaign_id", "counts")
    for here, day, campaign_id, counts in rows.iterator(chunk_size=CHUNK):
        for key in sorted(counts):
            indicator, segment = indicator_of(key)
            whole = _listed(listed.get(here, {}), indicator, segment)
            yield DayCount(here, day, campaign_id, indicator, segment, counts[key], whole)


def indicator_of(key: str) -> tuple[str, str]:
    """(indicator, segment) of a count's key: r.vneid.2.adult → residents.skill:vneid:2, adult."""
    if key in _NAMED:
        return _NAMED[key], ""
    parts = key.split(".")
    if parts[0] == "e":
        return f"encounters.{parts[1]}", ""
    if parts[0] == "t":
        return f"residents.taught_by_resident:{parts[1]}", ""
    if parts[0] == "r" and len(parts) == 3:
        return f"residents.{parts[1]}", parts[2]
    if parts[0] == "r" and len(parts) == 4:
        return f"residents.skill:{parts[1]}:{parts[2]}", parts[3]
    return key, ""


def _listed(listed: Mapping[str, int], indicator: str, segment: str) -> int | None:
    if indicator.startswith(("encounters", "residents.taught_by_resident")):
        return None
    if segment:
        return listed.get(f"r.{segment}", 0)
    return listed.get("h.priority" if indicator == "households.priority" else "h", 0)
