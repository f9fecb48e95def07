"""Where each of several campaigns stands with its next milestone: what a board says that adds them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tungngo.campaigns.milestones import own_series
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import Counts
from tungngo.progress.series import MilestoneLine, Series, series_of


class Outlook(NamedTuple):
    """A campaign's own milestones for households, and the next of them; none where nobody is listed or
    no milestone is set."""

    campaign: Campaign
    series: Series | None

    def next(self, today: date) -> MilestoneLine | None:
        """The next milestone, or the last when all have passed."""
        if self.series is None:
            return None
        lines = self.series.lines
        return next((line for line in lines if line.due_on >= today), lines[-1])


def outlooks(reach: Reach, parts: Sequence[Campaign], today: date) -> list[Outlook]:
    """Each of `parts`, in the same order, as its own board would judge it. Three queries."""
    if not parts:
        return []
    paths = [one.path for one in parts]
    ids = [one.id for one in parts]
    lists = reach.filter(Population.objects.filter(path__in=paths, campaign_id=NO_CAMPAIGN))
    listed: dict[str, Counts] = dict(lists.values_list("path", "counts"))
    days: dict[tuple[str, object], dict[date, Counts]] = {}
    tallies = Tally.objects.filter(path__in=paths, campaign_id__in=ids, day_on__lte=today)
    for path, campaign_id, day, counts in reach.filter(tallies).values_list(
        "path", "campaign_id", "day_on", "counts"
    ):
        rules.add(days.setdefault((path, campaign_id), {}).setdefault(day, {}), counts)
    asked = own_series(reach, parts, HOUSEHOLDS_REACHED)
    found = []
    for one in parts:
        here = listed.get(one.path, {})
        series = None
        if one.id in asked and here.get("h"):
            own_days = days.get((one.path, one.id), {})
            whole = rules.total(own_days.values())
            series = series_of(asked[one.id], own_days, whole, here, one, today, None)
        found.append(Outlook(one, series))
    return found
