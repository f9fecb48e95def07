"""The board of an area: are we going to make it, where not, who has not been reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Campaign
from tungngo.desk.board_page import (
    LeagueLine,
    Lists,
    address,
    board_context,
    league_context,
)
from tungngo.desk.board_teams import team_rows
from tungngo.desk.doors_table import priority_words
from tungngo.desk.filters import Asked, asked_of
from tungngo.desk.first_steps import first_steps, shown_steps
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.desk.small_map import small_map
from tungngo.encounters.queries import refused_receipts, unreached_priority
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.privacy.queries import demand_counts
from tungngo.progress import figures
from tungngo.progress import queries as progress
from tungngo.progress.campaign_lines import CampaignLine, campaign_lines, headline_of_all
from tungngo.progress.league_table import league_sort, sorted_league
from tungngo.progress.outlooks import outlooks
from tungngo.progress.queries import Board
from tungngo.progress.rules import RECENT_DAYS, apart
from tungngo.teams.queries import members_active
from tungngo.territory.models import Area, Level
from tungngo.territory.naming import names_of
from tungngo.territory.queries import (
    AreaFound,
    area_of,
    children_of,
    find_areas,
    suggestion_counts,
)


@staff
def board(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The board of the area with this official code, as of today or as its address asks
    (desk/filters.py), its parts by `?sort=`."""
    area = reached(seat, area_of, code)
    campaign = progress.campaign_shown(seat.reach, area.path)
    below = [] if campaign else progress.running_below(seat.reach, area.path)
    parts = apart(below)
    asked = asked_of(seat.reach, request.GET, [campaign] if campaign else parts)
    children = list(children_of(seat.reach, area)) if area.level < Level.GROUP else []
    page = progress.board(
        seat.reach, area, campaign, children, asked.day.on, parts, sight=asked.sight
    )
    has_lists = area.level >= Level.COMMUNE
    lists = Lists(area.code if has_lists else "", asked, met_in=area.code)
    context = board_context(page, asked, lists)
    sort = league_sort(request.GET.get("sort", ""))
    # Counting who reached what, door by door, is dear on a commune's board: only where it is asked for.
    may_by_team = campaign is not None and has_lists and not asked.sight.of_people
    has_league = area.level < Level.GROUP
    by_team = may_by_team and (not has_league or request.GET.get("by") == "team")
    if not by_team:
        context |= league_context(page, asked, sort, _league(area, page, asked, sort))
    if may_by_team and has_league:
        context["leagues"] = _leagues(asked, by_team=by_team)
    context |= {
        "formerly": names_of(area),
        "mending": figures.mending(page, _active(seat.reach, area)) if campaign else [],
        "unlisted": [row.area for row in page.league if row.area and not row.main.whole],
        "encounters": page.contacts + page.waiting_count + page.waiting_phones,
        "may_write": seat.may("officer", area.path),
        "has_lists": has_lists,
        "map": small_map(seat.reach, area, children, page, asked) if page.counted else None,
    }
    if campaign is not None and campaign.state == Campaign.State.ENDED:
        context["ended_words"] = _("This campaign has ended; its figures stay here to be read.")
    is_bare = not context["encounters"] and not asked.is_narrowed
    if area.level == Level.COMMUNE and is_bare and context["may_write"]:
        context["first"] = shown_steps(first_steps(seat.reach, area, first_door=False))
    if by_team and campaign is not None:
        context["teams"] = team_rows(seat.reach, area, campaign, page, asked)
    if below:
        context |= _of_campaigns(seat.reach, below, parts, asked)
    if asked.is_now:
        context |= _as_of_now(seat, area, campaign, children, page)
    if has_lists and not asked.day.is_past:
        context["demands"] = demand_counts(seat.reach, area.path, clock.today())
    if context.get("unreached"):
        note_seen(actor=seat.account, verb="unreached.seen", subject=area.code, path=area.path)
    return shown(request, seat, "desk/progress/board.html", area, "board", **context)


def _of_campaigns(
    reach: Reach, below: list[Campaign], parts: list[Campaign], asked: Asked
) -> dict[str, Any]:
    """The campaigns below an area that has none: each with its next milestone, and how they all do. What
    is narrowed is no milestone of theirs."""
    if asked.is_narrowed:
        return {"running_below": [CampaignLine(one, None) for one in below]}
    found = outlooks(reach, parts, asked.day.on)
    said = {line.campaign.id: line for line in campaign_lines(found, asked.day.on)}
    return {
        "running_below": [said.get(one.id, CampaignLine(one, None)) for one in below],
        "headline": headline_of_all(found, asked.day.on),
    }


def _leagues(asked: Asked, *, by_team: bool) -> list[tuple[str, str, bool]]:
    """What a commune's doors can be shown by: words, query, whether they are now."""
    return [
        (_("By residential group"), asked.but() + "#league", not by_team),
        (_("By team"), asked.but(by="team") + "#league", by_team),
    ]


def _league(area: Area, page: Board, asked: Asked, sort: str) -> list[LeagueLine]:
    """A line for each area below that has a list, each asked as the page is."""
    rest = _("in no group yet") if area.level == Level.COMMUNE else _("areas that have ended")
    lines, query = [], asked.query
    for row in sorted_league([row for row in page.league if row.main.whole], sort):
        if row.area is None:
            lines.append(LeagueLine(rest, "", "", row))
            continue
        code = row.area.code
        lists = Lists(code if row.area.level >= Level.COMMUNE and page.counted else "", asked)
        url = address("board", code) + query
        behind = lists.of(page.sight.indicator)
        lines.append(LeagueLine(row.area.full_name, url, behind, row))
    return lines


def _active(reach: Reach, area: Area) -> int | None:
    """Members whose phones spoke in the last week; above a commune it is not asked."""
    if area.level < Level.COMMUNE:
        return None
    return members_active(reach, area.path, clock.now() - timedelta(days=RECENT_DAYS))


def _as_of_now(
    seat: Seat, area: Area, campaign: Campaign | None, children: list[Area], page: Board
) -> dict[str, Any]:
    """What is known of today only: last knocks, doors still to reach, teams."""
    if not page.counted:
        return {}
    context: dict[str, Any] = {
        "knocks": figures.last_knocks(page),
        "refused": refused_receipts(seat.reach, area.path).count(),
        "differing": suggestion_counts(seat.reach, area.path).get("open", 0),
    }
    if campaign is not None and area.level >= Level.COMMUNE:
        names = {one.path: one.full_name for one in [area, *children]}
        context["unreached"] = [
            (door, priority_words(door.priority), names.get(door.path, ""))
            for door in unreached_priority(seat.reach, area.path, campaign.id)
        ]
    return context


# ------------------------------------------------------------------------------------ finding areas

SUGGESTED = 8


@staff
def find(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Areas by name, without accents; straight there when only one answers."""
    asked = request.GET.get("q", "").strip()[:80]
    found = find_areas(seat.reach, asked)
    if len(found) == 1:
        return redirect("board", found[0].area.code)
    context = {"seat": seat, "found": found, "asked": asked}
    return render(request, "desk/progress/find.html", context)


@staff
def suggest(request: HttpRequest, seat: Seat) -> JsonResponse:
    """What the search box suggests while somebody types: `{"areas": [{name, where, …, url}]}`."""
    asked = request.GET.get("q", "").strip()[:80]
    found = find_areas(seat.reach, asked, limit=SUGGESTED)
    return JsonResponse({"areas": [_suggestion(one) for one in found]})


def _suggestion(found: AreaFound) -> dict[str, str]:
    formerly = _("formerly %(name)s") % {"name": found.formerly} if found.formerly else ""
    return {
        "name": found.area.full_name,
        "where": found.where,
        "formerly": formerly,
        "url": reverse("board", args=[found.area.code]),
    }
