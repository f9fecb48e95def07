"""Boards: what an area has reached, against its milestones, from tallies alone.

Every figure carries its denominator; counted + accepted but not yet counted + waiting on phones adds
up to everything done.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign, Ladder, Skill
from tungngo.campaigns.rules.targets import Series as TargetSeries
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import LEARNERS, Counts, Forecast, Measure, measure
from tungngo.teams.queries import phones_waiting
from tungngo.territory.doors import waiting_under
from tungngo.territory.models import Area


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of one series against reality."""

    due_on: date
    percent: float
    needed: int
    state: str
    per_day: float | None
    forecast: Forecast | None


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator's milestones for a segment, with what is reached and expected."""

    indicator: str
    segment: str
    measure: Measure
    even_pace: int
    met_on: date | None
    lines: list[MilestoneLine]


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One area below, measured as the board above it is."""

    area: Area
    doors: Measure
    priority: Measure
    basic: Measure
    contacts: int
    state: str
    expected: int


@dataclass(slots=True)
class Board:
    """Everything the page of one area shows."""

    area: Area
    campaign: Campaign | None
    today: date
    doors: Measure
    priority: Measure
    people: Measure
    contacts: int = 0
    by_result: Counts = field(default_factory=dict)
    segments: list[tuple[str, Measure]] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    days: list[tuple[date, int]] = field(default_factory=list)
    outlook: list[Forecast] = field(default_factory=list)
    ladders: list[tuple[Skill, list[int]]] = field(default_factory=list)
    league: list[LeagueRow] = field(default_factory=list)
    waiting_count: int = 0
    waiting_phones: int = 0
    counted_at: datetime | None = None


def board(
    reach: Reach, area: Area, campaign: Campaign | None, children: Sequence[Area], today: date
) -> Board:
    """The board of `area`, which the caller reaches, with a row for each of its `children`.

    `today` ends the count: later days are left out, so a past day can be looked at again.
    """
    mine = reach.within(area.path)
    listed = _populations(mine, [area.path], NO_CAMPAIGN).get(area.path, {})
    page = Board(
        area,
        campaign,
        today,
        doors=Measure(0, listed.get("h", 0)),
        priority=Measure(0, listed.get("h.priority", 0)),
        people=Measure(0, sum(listed.get(f"r.{segment}", 0) for segment in LEARNERS)),
        waiting_count=waiting_under(mine, area.path),
        waiting_phones=phones_waiting(mine, area.path),
        counted_at=_counted_at(mine, area.path),
    )
    if campaign is None:
        page.league = _league(mine, page, children, [], None)
        return page
    days = _days(mine, area.path, campaign.id, today)
    so_far = rules.total(days.values())
    page.doors = measure("households.reached", "", so_far, listed)
    page.priority = Measure(so_far.get("h.priority", 0), page.priority.whole)
    met = sum(so_far.get(f"r.met.{segment}", 0) for segment in LEARNERS)
    page.people = Measure(met, page.people.whole)
    page.contacts = so_far.get("e", 0)
    page.by_result = _populations(mine, [area.path], campaign.id).get(area.path, {})
    page.segments = [
        (segment, measure("residents.basic", segment, so_far, listed)) for segment in LEARNERS
    ]
    targets = campaigns.targets_at(reach, campaign, area.path)
    page.series = [_series(series, days, listed, campaign, today) for series in targets]
    page.days = _cumulative(days, "h.reached", campaign.starts_on, min(today, campaign.ends_on))
    page.outlook = _outlook(page, days, campaign)
    page.ladders = [
        (skill, _ladder(skill.code, so_far, page.people.whole))
        for skill in campaigns.skills_of(reach, campaign)
    ]
    page.league = _league(mine, page, children, targets, campaign)
    return page


def _days(reach: Reach, path: str, campaign_id: uuid.UUID, today: date) -> dict[date, Counts]:
    found = Tally.objects.filter(
        path=path, level=path.count("."), campaign_id=campaign_id, day_on__lte=today
    )
    return dict(reach.filter(found).values_list("day_on", "counts"))


def _populations(reach: Reach, paths: Iterable[str], campaign_id: uuid.UUID) -> dict[str, Counts]:
    found = Population.objects.filter(path__in=list(paths), campaign_id=campaign_id)
    return dict(reach.filter(found).values_list("path", "counts"))


def _counted_at(reach: Reach, path: str) -> datetime | None:
    found = reach.filter(Population.objects.filter(path=path))
    return found.aggregate(last=Max("counted_at"))["last"]


def _series(
    asked: TargetSeries,
    days: Mapping[date, Counts],
    listed: Counts,
    campaign: Campaign,
    today: date,
) -> Series:
    """One indicator against its milestones, with pace and forecast from its own days."""
    indicator, segment = asked.indicator, asked.segment
    now = measure(indicator, segment, rules.total(days.values()), listed)
    first, last = campaign.starts_on, min(today, campaign.ends_on)
    daily = [
        measure(indicator, segment, days.get(day, {}), {}).part
        for day in clock.days_between(first, last)
    ]
    lines = []
    for target in asked.milestones:
        needed = rules.milestone_count(float(target.percent), now.whole)
        expected = rules.forecast(daily, now.part, now.whole, today, target.due_on)
        lines.append(
            MilestoneLine(
                target.due_on,
                float(target.percent),
                needed,
                rules.state_of(now.part, needed, today, target.due_on, expected),
                rules.pace_needed(now.part, needed, today, target.due_on),
                expected,
            )
        )
    ahead = next((line for line in lines if line.due_on >= today), lines[-1])
    recent = daily[-rules.RECENT_DAYS :]
    mean = sum(recent) / len(recent) if recent else 0.0
    return Series(
        indicator,
        segment,
        now,
        rules.even_pace(ahead.needed, first, ahead.due_on, today),
        rules.day_met(mean, now.part, ahead.needed, today),
        lines,
    )


def _cumulative(
    days: Mapping[date, Counts], key: str, first: date, last: date
) -> list[tuple[date, int]]:
    """(day, count so far) for each day from `first` to `last`; days before `first` count on it."""
    so_far = sum(counts.get(key, 0) for day, counts in days.items() if day < first)
    curve = []
    for day in clock.days_between(first, last):
        so_far += days.get(day, {}).get(key, 0)
        curve.append((day, so_far))
    return curve


def _outlook(page: Board, days: Mapping[date, Counts], campaign: Campaign) -> list[Forecast]:
    """The forecast of reached doors for each day left, for the band of the curve."""
    if not page.days or page.today >= campaign.ends_on:
        return []
    daily = [
        days.get(day, {}).get("h.reached", 0)
        for day in clock.days_between(campaign.starts_on, page.today)
    ]
    expected = [
        rules.forecast(daily, page.doors.part, page.doors.whole, page.today, day)
        for day in clock.days_between(page.today + timedelta(days=1), campaign.ends_on)
    ]
    return [one for one in expected if one is not None]


def _ladder(skill: str, so_far: Counts, whole: int) -> list[int]:
    """People at each of the five steps now, highest step only; they add up to `whole`."""
    at_least = [
        sum(so_far.get(f"r.{skill}.{level}.{segment}", 0) for segment in LEARNERS)
        for level in range(1, len(Ladder))
    ]
    steps = [at_least[n] - at_least[n + 1] for n in range(len(at_least) - 1)]
    return [max(whole - at_least[0], 0), *steps, at_least[-1]]


def _league(
    reach: Reach,
    page: Board,
    children: Sequence[Area],
    targets: Sequence[TargetSeries],
    campaign: Campaign | None,
) -> list[LeagueRow]:
    """A row for each child: its own doors against the pace of the next milestone."""
    paths = {child.path for child in children}
    lists = _populations(reach, paths, NO_CAMPAIGN)
    sums: dict[str, Counts] = defaultdict(dict)
    share = 0.0
    if campaign is not None:
        found = Tally.objects.filter(
            level=page.area.path.count(".") + 1, campaign_id=campaign.id, day_on__lte=page.today
        )
        for path, counts in reach.filter(found).values_list("path", "counts"):
            rules.add(sums[path], counts)
        ahead = next(
            (
                milestone
                for series in targets
                if series.indicator == "households.reached"
                for milestone in series.milestones
                if milestone.due_on >= page.today
            ),
            None,
        )
        if ahead is not None:
            share = (
                float(ahead.percent)
                * rules.even_pace(1000, campaign.starts_on, ahead.due_on, page.today)
                / 1000
            )
    rows = []
    for child in children:
        listed, so_far = lists.get(child.path, {}), sums.get(child.path, {})
        reached = measure("households.reached", "", so_far, listed)
        expected = rules.milestone_count(share, reached.whole)
        rows.append(
            LeagueRow(
                child,
                reached,
                Measure(so_far.get("h.priority", 0), listed.get("h.priority", 0)),
                measure("residents.basic", "", so_far, listed),
                so_far.get("e", 0),
                _league_state(reached, expected),
                expected,
            )
        )
    return rows


def _league_state(reached: Measure, expected: int) -> str:
    """How a child stands against the even pace: done, ok, late (below it) or none without a list."""
    if not reached.whole:
        return ""
    if reached.part >= reached.whole:
        return "done"
    return "ok" if reached.part >= expected else "late"
