"""The areas below one: what each has on its list and has counted, and how it keeps its own pace."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign, Target
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, Series, effective
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts, Measure, level_of, measure
from tungngo.progress.sight import EVERYTHING, Sight
from tungngo.territory.models import Area


@dataclass(frozen=True, slots=True)
class Below:
    """What lies directly below an area: its list, its counts in the period asked for, and those before
    it (none, where the period begins with the campaign)."""

    listed: Counts
    so_far: Counts
    before: Counts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One area below, measured as the board above it is.

    `area` is None for what lies in no area of today: doors in no group, areas that have ended. With
    it the rows add up to the board. `expected` is the area's own even pace for the day, or for the
    period. `about` is what a narrowed board counts; None: doors.
    """

    area: Area | None
    doors: Measure
    priority: Measure
    basic: Measure
    state: str
    expected: int
    about: Measure | None = None

    @property
    def main(self) -> Measure:
        """What the row is judged by."""
        return self.about or self.doors

    @property
    def gap(self) -> int:
        """How many ahead of its own pace the area is; behind it, below zero."""
        return self.main.part - self.expected

    @property
    def short(self) -> int:
        """How many are missing to the pace; below zero, how many there are above it."""
        return -self.gap


def sums_below(
    reach: Reach,
    path: str,
    campaign_ids: Collection[uuid.UUID],
    until: date,
    since: date | None = None,
) -> dict[str, Below]:
    """Path → list and counts of everything directly below `path`. Two or three queries, whatever is below.

    For today the sum of all days is one row for each area below (a phone's clock may be minutes ahead
    of midnight: its tomorrow is in it); for a day that has passed the days are added up, for a period
    its own days alone.
    """
    level = level_of(path) + 1
    mine = reach.within(path)
    sums: dict[str, Below] = {}
    kinds = [NO_CAMPAIGN, *campaign_ids]
    rows = mine.filter(Population.objects.filter(level=level, campaign_id__in=kinds))
    for below, campaign_id, counts in rows.values_list("path", "campaign_id", "counts"):
        found = sums.setdefault(below, Below({}, {}))
        rules.add(found.listed if campaign_id == NO_CAMPAIGN else found.so_far, counts)
    if since is None and until >= clock.today():
        return sums
    # By the paths that have a list or counts: an index of paths alone would read all groups of a city.
    days = Tally.objects.filter(path__in=list(sums), level=level, campaign_id__in=campaign_ids)
    days = days.filter(day_on__lte=until) if since is None else days.filter(day_on__gte=since)
    whole = {below: found.so_far for below, found in sums.items()}
    sums = {below: Below(found.listed, {}) for below, found in sums.items()}
    later: dict[str, Counts] = {below: {} for below in sums}
    for below, day, counts in days.values_list("path", "day_on", "counts"):
        rules.add(sums[below].so_far if day <= until else later[below], counts)
    if since is not None:
        for below, found in sums.items():
            rest = rules.less(whole[below], later[below])
            rules.add(found.before, rules.less(rest, found.so_far))
    return sums


def rows_below(
    reach: Reach,
    area: Area,
    counted: Sequence[Campaign],
    children: Sequence[Area],
    today: date,
    sight: Sight = EVERYTHING,
) -> list[LeagueRow]:
    """A row for each of `children`, each against its own milestones; what is left over at the end.

    `counted` are the campaigns added up, no two of them over one area.
    """
    sums = sums_below(reach, area.path, [one.id for one in counted], today, sight.since)
    own: dict[str, tuple[Series | None, Campaign]] = {}
    for one in counted:
        under = [child for child in children if child.path.startswith(one.path)]
        targets = _targets(reach, one, under, sight) if under else {}
        own |= {path: (series, one) for path, series in targets.items()}
    rows = []
    for child in children:
        below = sums.pop(child.path, Below({}, {}))
        series, campaign = own.get(child.path, (None, None))
        rows.append(row_of(child, below, series, campaign, today, sight))
    rest = Below(
        rules.total(below.listed for below in sums.values()),
        rules.total(below.so_far for below in sums.values()),
    )
    left = row_of(None, rest, None, None, today, sight)
    if left.main.whole or left.main.part:
        rows.append(left)
    return rows


def _targets(
    reach: Reach, campaign: Campaign, children: Sequence[Area], sight: Sight
) -> dict[str, Series | None]:
    """Path → the series that holds there for what the board counts, its own or inherited. One query."""
    above = {child.path: campaigns.paths_above(child.path) for child in children}
    asked = campaign.targets.filter(indicator=sight.indicator, segment=sight.segment)
    found = asked.filter(path__in={path for paths in above.values() for path in paths})
    own: dict[str, list[Target]] = {}
    for target in found:
        own.setdefault(target.path, []).append(target)
    series = {path: effective(targets, path)[0] for path, targets in own.items()}
    return {
        child: series[max(near, key=len)] if (near := series.keys() & paths) else None
        for child, paths in above.items()
    }


def row_of(
    area: Area | None,
    below: Below,
    series: Series | None,
    campaign: Campaign | None,
    today: date,
    sight: Sight = EVERYTHING,
) -> LeagueRow:
    """What is below an area as a row, judged by the milestones that hold there, if any do."""
    about = measure(sight.indicator, sight.segment, below.so_far, below.listed)
    expected, state = 0, ""
    if series and campaign and about.whole:
        before = measure(sight.indicator, sight.segment, below.before, below.listed)
        expected = expected_of(series, campaign, about.whole, before.part, today, sight.since)
        state = judged(about.part, before.part, about.whole, expected)
    return LeagueRow(
        area,
        measure(HOUSEHOLDS_REACHED, "", below.so_far, below.listed),
        Measure(below.so_far.get("h.priority", 0), below.listed.get("h.priority", 0)),
        measure("residents.basic", sight.segment, below.so_far, below.listed),
        state,
        expected,
        about if sight.of_people else None,
    )


def expected_of(
    series: Series, campaign: Campaign, whole: int, before: int, today: date, since: date | None
) -> int:
    """What the series asks for by `today` at an even pace; from `since` on, where a period is asked for,
    given how many there were `before` it."""
    due = [
        (one.due_on, rules.milestone_count(float(one.percent), whole)) for one in series.milestones
    ]
    if since is None:
        return rules.even_pace(due, campaign.starts_on, today)
    return rules.pace_between(due, campaign.starts_on, since, today, whole - before)


def judged(part: int, before: int, whole: int, expected: int) -> str:
    """`done` when nothing is left, else `ok` or `late` against what was expected."""
    if before + part >= whole:
        return "done"
    return "ok" if part >= expected else "late"
