"""Which campaigns are over, and where nobody goes from door to door any more. Reads; `reach` comes first.

A campaign is over after its last day, or earlier where somebody ended it: from that day on nothing
personal is kept for its sake alone, and nobody is asked for anything new.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import readable
from tungngo.campaigns.rules.paths import paths_above
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.queries.areas import commune_paths

State = Campaign.State


def last_day(campaign: Campaign) -> date:
    """The last day of a campaign: its own, or an earlier one on which it was ended. Nothing is written
    on a campaign once it has ended."""
    if campaign.state != State.ENDED:
        return campaign.ends_on
    return min(campaign.ends_on, clock.day_of(campaign.updated_at))


def campaign_over_at(reach: Reach, path: str) -> Campaign | None:
    """The campaign that was the last to end at or above `path`, where none runs or pauses at, above or
    below it; None where one does, and where there never was one."""
    holding = Q(path__in=paths_above(path)) | Reach((path,)).q()
    at_all = readable(reach).filter(holding)
    if at_all.filter(state__in=(State.RUNNING, State.PAUSED)).exists():
        return None
    ended = at_all.filter(path__in=paths_above(path), state=State.ENDED)
    return max(ended, key=last_day, default=None)


def campaigns_over_since(reach: Reach, day: date) -> set[UUID]:
    """Ids of campaigns within reach whose last day lies before `day`."""
    rows = reach.filter(Campaign.objects.filter(Q(ends_on__lt=day) | Q(state=State.ENDED)))
    return {one.id for one in rows if last_day(one) < day}


def communes_over_since(reach: Reach, moment: datetime) -> set[str]:
    """Paths of communes within reach over which a campaign ended before a moment, and none was still to
    run, begun or drafted since."""
    day = clock.day_of(moment)
    over: set[str] = set()
    needed: set[str] = set()
    for one in Campaign.objects.only("path", "ends_on", "state", "created_at", "updated_at"):
        is_over = last_day(one) < day and one.created_at < moment
        (over if is_over else needed).add(one.path)
    held_below = {commune for path in needed if (commune := _commune_of(path))}
    ended_below = {commune for path in over if (commune := _commune_of(path))}
    return {
        path
        for path in commune_paths(reach)
        if path not in held_below
        and not needed.intersection(above := paths_above(path))
        and (path in ended_below or over.intersection(above))
    }


def _commune_of(path: str) -> str:
    """The commune a path is or lies in; empty above communes."""
    codes = path.split(".")[:-1][:2]
    return "".join(f"{code}." for code in codes) if len(codes) == 2 else ""
