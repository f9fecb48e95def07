"""How the lists behind a board are narrowed as it is: to a period, to a team's or a member's doors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tungngo.campaigns.shares import Share, doors_of_share
from tungngo.desk.days import read_day
from tungngo.encounters.lists import doors_standing_so
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.look.words import day
from tungngo.teams.queries import membership_of, team_of
from tungngo.territory.models import Household


@dataclass(frozen=True, slots=True)
class ListDays:
    """The period in which something counted for the first time; an end that is None is open."""

    since: date | None
    until: date | None

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that ask for the same again."""
        asked = {"from": self.since, "on": self.until}
        return {name: on.isoformat() for name, on in asked.items() if on}

    @property
    def words(self) -> str:
        """The period as a phrase; empty without one."""
        if self.since and self.until:
            return _("first times from %(first)s to %(last)s") % {
                "first": day(self.since),
                "last": day(self.until),
            }
        if self.since:
            return _("first times since %(first)s") % {"first": day(self.since)}
        return _("until the end of %(last)s") % {"last": day(self.until)} if self.until else ""


def period_of(query: Mapping[str, str]) -> ListDays:
    """The period of `?from=` and `?on=`; whatever is no day is passed over."""
    return ListDays(read_day(query.get("from", "")), read_day(query.get("on", "")))


@dataclass(frozen=True, slots=True)
class ShareAsked:
    """A share of the doors that `?team=` and `?member=` ask for, with its name."""

    share: Share
    words: str
    kept: dict[str, str]


def share_asked(reach: Reach, query: Mapping[str, str]) -> ShareAsked | None:
    """The team's or member's doors that are asked for ("none": nobody's); None when nobody asks, or for a
    team out of reach."""
    team, member = query.get("team", ""), query.get("member", "")
    if team == "none":
        return ShareAsked(Share(None), _("in no team's walk"), {"team": team})
    try:
        found = team_of(reach, UUID(team))
        kept = {"team": team}
        if member == "none":
            words = _("%(team)s: given to nobody") % {"team": found.name}
            return ShareAsked(Share(found.id, of_nobody=True), words, kept | {"member": member})
        if member:
            who = membership_of(reach, UUID(member))
            words = f"{found.name}: {who.account.full_name}"
            return ShareAsked(Share(found.id, who.id), words, kept | {"member": member})
    except (ValueError, NotReached):
        return None
    return ShareAsked(Share(found.id), found.name, kept)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a table of doors is narrowed to besides where they stand (`stand`, "" however)."""

    stand: str
    days: ListDays
    share: ShareAsked | None

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that ask for the same again."""
        return self.days.kept | (self.share.kept if self.share else {})

    @property
    def words(self) -> list[str]:
        """What it is narrowed to, each a phrase."""
        return [one for one in (self.share.words if self.share else "", self.days.words) if one]

    def doors(
        self, reach: Reach, found: QuerySet[Household], campaign_ids: Collection[UUID]
    ) -> QuerySet[Household]:
        """Those of the doors found that are asked for."""
        if self.stand:
            since, until = self.days.since, self.days.until
            found = doors_standing_so(
                reach, found, campaign_ids, self.stand, since=since, until=until
            )
        if self.share and campaign_ids:
            found = doors_of_share(reach, found, campaign_ids, self.share.share)
        return found


def narrowed_as(reach: Reach, query: Mapping[str, str], stand: str) -> Narrowed:
    """What `?from=`, `?on=`, `?team=` and `?member=` ask for. A period is one of doors that were reached
    or not; of others it is passed over."""
    dated = stand in ("reached", "unreached")
    days = period_of(query) if dated else ListDays(None, None)
    return Narrowed(stand, days, share_asked(reach, query))
