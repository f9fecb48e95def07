"""The board of a team: its doors as an area's board shows them, and a line for each member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.shares import Share
from tungngo.desk.board_page import (
    LeagueLine,
    Lists,
    board_context,
    encounters_tile,
    league_context,
)
from tungngo.desk.board_teams import around, recorded_by_team, recorded_page
from tungngo.desk.doors_table import priority_words
from tungngo.desk.filters import asked_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.encounters.queries import unreached_priority
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import figures
from tungngo.progress.league import LeagueRow
from tungngo.progress.league_table import league_sort, sorted_rows
from tungngo.progress.queries import campaign_shown
from tungngo.progress.rules import RECENT_DAYS
from tungngo.progress.team_board import MemberRow, team_board
from tungngo.teams.models import Membership, Team
from tungngo.teams.queries import members_active, memberships_among, team_of
from tungngo.territory.models import Area
from tungngo.territory.queries import children_of


@staff
def board(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """The board of one team, as of today or narrowed (desk/filters.py), its members by `?sort=`."""
    team = reached(seat, team_of, team_id)
    campaign = campaign_shown(seat.reach, team.path)
    if campaign is None:
        return redirect("team", team.id)
    asked = asked_of(seat.reach, request.GET, [campaign])
    here = around(seat.reach, team)
    page, members = team_board(
        seat.reach, team, campaign, here.path, asked.day.on, sight=asked.sight
    )
    has_met = bool(recorded_page(seat.reach, team))
    met_in = here.code if has_met else ""
    lists = Lists(here.code, asked, {"team": str(team.id)}, met_in=met_in)
    context = board_context(page, asked, lists)
    if has_met and not asked.sight.of_people:
        recorded = recorded_by_team(seat.reach, team, asked.sight.since, asked.day.on)
        source = _("recorded by its members, wherever they were")
        context["tiles"].append(encounters_tile(sum(recorded.values()), source, lists))
    sort = league_sort(request.GET.get("sort", ""))
    context |= league_context(page, asked, sort, _rows(seat.reach, members, lists, sort))
    context |= {"team": team, "has_lists": True}
    if asked.is_now:
        context |= _as_of_now(seat.reach, team, campaign, here)
        if context["unreached"]:
            note_seen(
                actor=seat.account, verb="unreached.seen", subject=str(team.id), path=team.path
            )
        active = members_active(seat.reach, team.path, clock.now() - timedelta(days=RECENT_DAYS))
        context["mending"] = figures.mending(page, min(active, len(members)))
    return shown(
        request, seat, "desk/progress/board.html", team.area, "teams", team.name, **context
    )


def _rows(reach: Reach, members: list[MemberRow], lists: Lists, sort: str) -> list[LeagueLine]:
    """A line for each member by name, then for what nobody has; each leads to the doors."""
    ids = [one.membership_id for one in members if one.membership_id]
    known = {one.id: one for one in memberships_among(reach, ids)}
    rows = {one.membership_id: one.row for one in members}
    named = {id(rows[one]): one for one in known}

    def line(words: str, member: str, row: LeagueRow) -> LeagueLine:
        behind = "" if lists.asked.sight.of_people else lists.doors("reached", member=member)
        return LeagueLine(words, lists.doors("", member=member), behind, row)

    found = [
        line(_name(known[named[id(row)]]), str(named[id(row)]), row)
        for row in sorted_rows([rows[one] for one in known], sort)
    ]
    nobodys = [row for one, row in rows.items() if one not in known]
    return found + [line(_("given to nobody"), "none", row) for row in nobodys]


def _name(member: Membership) -> str:
    name = member.account.full_name
    if member.until_at is None:
        return name
    return _("%(name)s, no longer in the team") % {"name": name}


def _as_of_now(reach: Reach, team: Team, campaign: Campaign, here: Area) -> dict[str, Any]:
    """The team's priority doors that are still to reach."""
    share = Share(team.id)
    doors = unreached_priority(reach, here.path, campaign.id, share=share)
    names = {one.path: one.full_name for one in [here, *children_of(reach, here)]}
    return {
        "unreached": [
            (door, priority_words(door.priority), names.get(door.path, "")) for door in doors
        ]
    }
