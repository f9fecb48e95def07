"""The areas below one: what each has on its list and has counted, and how it keeps its own pace."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, Series, effective
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts, Measure, level_of, measure
from tungngo.territory.models import Area


@dataclass(frozen=True, slots=True)
class Below:
    """What lies directly below an area: its list, and its counts up to a day."""

    listed: Counts
    so_far: Counts


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One area below, measured as the board above it is.

    `area` is None for what lies in no area of today: doors in no group, areas that have ended. With
    it the rows add up to the board. `expected` is the area's own even pace for the day.
    """

    area: Area | None
    doors: Measure
    priority: Measure
    basic: Measure
    state: str
    expected: int

    @property
    def gap(self) -> int:
        """How many doors ahead of its own pace the area is; behind it, below zero."""
        return self.doors.part - self.expected

    @property
    def short(self) -> int:
        """How many doors are missing to the pace; below zero, how many there are above it."""
        return -self.gap


def sums_below(
    reach: Reach, path: str, campaign_ids: Collection[uuid.UUID], until: date
) -> dict[str, Below]:
    """Path → list and counts of everything directly below `path`. Two queries, whatever is below.

    For today the sum of all days is one row for each area below (a phone's clock may be minutes ahead
    of midnight: its tomorrow is in it); for a day that has passed the days are added up.
    """
    level = level_of(path) + 1
    mine = reach.within(path)
    sums: dict[str, Below] = {}
    lists = mine.filter(Population.objects.filter(level=level, campaign_id=NO_CAMPAIGN))
    for below, counts in lists.values_list("path", "counts"):
        sums[below] = Below(counts, {})
    found: QuerySet[Population] | QuerySet[Tally]
    if until >= clock.today():
        found = Population.objects.filter(level=level, campaign_id__in=campaign_ids)
    else:
        found = Tally.objects.filter(level=level, campaign_id__in=campaign_ids, day_on__lte=until)
    for below, counts in mine.filter(found).values_list("path", "counts"):
        rules.add(sums.setdefault(below, Below({}, {})).so_far, counts)
    return sums


def rows_below(
    reach: Reach, area: Area, counted: Sequence[Campaign], children: Sequence[Area], today: date
) -> list[LeagueRow]:
    """A row for each of `children`, each against its own milestones; what is left over at the end.

    `counted` are the campaigns added up, no two of them over one area.
    """
    sums = sums_below(reach, area.path, [one.id for one in counted], today)
    own: dict[str, tuple[Series | None, Campaign]] = {}
    for one in counted:
        under = [child for child in children if child.path.startswith(one.path)]
        targets = _targets(reach, one, under) if under else {}
        own |= {path: (series, one) for path, series in targets.items()}
    rows = []
    for child in children:
        below = sums.pop(child.path, Below({}, {}))
        series, campaign = own.get(child.path, (None, None))
        rows.append(_row(child, below, series, campaign, today))
    rest = Below(
        rules.total(below.listed for below in sums.values()),
        rules.total(below.so_far for below in sums.values()),
    )
    if rest.listed.get("h") or rest.so_far.get("h.reached"):
        rows.append(_row(None, rest, None, None, today))
    return rows


def _targets(
    reach: Reach, campaign: Campaign, children: Sequence[Area]
) -> dict[str, Series | None]:
    """Path → the series for households that holds there, its own or inherited. One query."""
    above = {path for child in children for path in campaigns.paths_above(child.path)}
    set_there = list(campaign.targets.filter(indicator=HOUSEHOLDS_REACHED, path__in=above))
    return {child.path: next(iter(effective(set_there, child.path)), None) for child in children}


def _row(
    area: Area | None, below: Below, series: Series | None, campaign: Campaign | None, today: date
) -> LeagueRow:
    reached = measure(HOUSEHOLDS_REACHED, "", below.so_far, below.listed)
    expected, state = 0, ""
    if series and campaign and reached.whole:
        milestones = [
            (one.due_on, rules.milestone_count(float(one.percent), reached.whole))
            for one in series.milestones
        ]
        expected = rules.even_pace(milestones, campaign.starts_on, today)
        state = "ok" if reached.part >= expected else "late"
        if reached.part >= reached.whole:
            state = "done"
    return LeagueRow(
        area,
        reached,
        Measure(below.so_far.get("h.priority", 0), below.listed.get("h.priority", 0)),
        measure("residents.basic", "", below.so_far, below.listed),
        state,
        expected,
    )
