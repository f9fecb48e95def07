"""What reports are made of: boards of the progress room, so that no figure differs from the board's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tungngo.campaigns.models import Campaign
from tungngo.lib.reach import Reach
from tungngo.progress import queries as progress
from tungngo.progress.queries import Board
from tungngo.progress.rules import apart
from tungngo.reports.models import Letterhead
from tungngo.reports.offices import usual_letterhead
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import children_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of an area: its board at the end of the last one, and of the day before the first."""

    first: date
    last: date
    until: Board
    before: Board


def counted_at(reach: Reach, path: str) -> list[Campaign]:
    """The campaigns whose counts the board of `path` shows: its own, or those below added up."""
    campaign = progress.campaign_shown(reach, path)
    return [campaign] if campaign else apart(progress.running_below(reach, path))


def stretch_of(reach: Reach, area: Area, first: date, last: date) -> Stretch:
    """The boards around the days from `first` to `last` of `area`, which the caller reaches."""
    campaign = progress.campaign_shown(reach, area.path)
    parts = [] if campaign else apart(progress.running_below(reach, area.path))
    children = list(children_of(reach, area)) if area.level < Level.GROUP else []

    def at(day: date) -> Board:
        return progress.board(reach, area, campaign, children, day, parts)

    return Stretch(first, last, at(last), at(first - timedelta(days=1)))


def letterhead_of(reach: Reach, area: Area) -> Letterhead:
    """How the office of an area signs: as it was kept, else as offices of its level do."""
    kept = reach.filter(Letterhead.objects.filter(area=area)).first()
    return kept or usual_letterhead(area)
