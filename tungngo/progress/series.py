"""One indicator's milestones against what was counted: pace needed, forecast, the day it would be met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import Series as TargetSeries
from tungngo.lib import clock
from tungngo.progress import rules
from tungngo.progress.league import expected_of
from tungngo.progress.rules import Counts, Forecast, Measure, measure


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
    #: The mean of the last days' counts (at most a week), which the forecast goes by.
    recent_pace: float
    #: How many whole days that is; none on the first day, of which only so far is known.
    recent_days: int
    lines: list[MilestoneLine]
    #: What the period brought and what an even pace would have; without a period all of it.
    brought: int
    brought_pace: int


def last_whole_day(today: date) -> date:
    """The last day of which everything could be counted: a pace is not judged by half a day."""
    return min(today, clock.today() - timedelta(days=1))


def series_of(
    asked: TargetSeries,
    days: Mapping[date, Counts],
    whole: Counts,
    listed: Counts,
    campaign: Campaign,
    today: date,
    since: date | None,
) -> Series:
    """One indicator against its milestones, with pace and forecast from its own days, which are `whole`
    together."""
    indicator, segment = asked.indicator, asked.segment
    now = measure(indicator, segment, whole, listed)
    first, last = campaign.starts_on, campaign.ends_on
    daily = [
        measure(indicator, segment, days.get(day, {}), {}).part
        for day in clock.days_between(first, min(last_whole_day(today), last))
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
    brought = now.part
    if since is not None:
        inside = rules.total(counts for day, counts in days.items() if day >= since)
        brought = measure(indicator, segment, inside, {}).part
    before = now.part - brought
    return Series(
        indicator,
        segment,
        now,
        rules.even_pace([(line.due_on, line.needed) for line in lines], first, today),
        rules.day_met(mean, now.part, ahead.needed, today),
        mean,
        len(recent),
        lines,
        brought,
        expected_of(asked, campaign, now.whole, before, today, since),
    )
