"""The board of an area: are we going to make it, where not, who has not been reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tungngo.campaigns.models import Campaign
from tungngo.desk.days import day_asked
from tungngo.desk.first_steps import first_steps, shown_steps
from tungngo.desk.forms.households import REASON_WORDS
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.encounters.queries import reached_by_team, refused_receipts, unreached_priority
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.privacy.queries import demand_counts
from tungngo.progress import figures
from tungngo.progress import queries as progress
from tungngo.progress.queries import Board
from tungngo.progress.rules import LEARNERS, RECENT_DAYS, apart
from tungngo.teams.queries import members_active, teams_under
from tungngo.territory import rules
from tungngo.territory.models import Area, Level, Segment
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
    """The board of the area with this official code, today or `?on=YYYY-MM-DD`, by `?sort=`."""
    with or_404():
        area = area_of(seat.reach, code)
    campaign = progress.campaign_shown(seat.reach, area.path)
    below = [] if campaign else progress.running_below(seat.reach, area.path)
    parts = apart(below)
    day = day_asked(request.GET.get("on", "").strip(), [campaign] if campaign else parts)
    children = list(children_of(seat.reach, area)) if area.level < Level.GROUP else []
    segment = request.GET.get("segment", "")
    segment = segment if segment in LEARNERS else ""
    segments = [segment] if segment else LEARNERS
    page = progress.board(seat.reach, area, campaign, children, day.on, parts, segments=segments)
    sort = figures.league_sort(request.GET.get("sort", ""))
    context: dict[str, Any] = {
        "board": page,
        "day": day,
        "formerly": names_of(area),
        "headline": figures.headline(page),
        "mending": figures.mending(page, _active(seat.reach, area)) if campaign else [],
        "milestones": figures.milestone_rows(page),
        "nobody_listed": figures.nobody_listed(page),
        "curve": figures.curve_rows(page),
        "ladders": [
            (skill.code, figures.skill_name(skill), steps, sum(steps))
            for skill, steps in page.ladders
        ],
        "segments": [
            (words, "?" + urlencode(day.kept | ({"segment": one} if one else {})), one == segment)
            for one, words in (
                ("", _("everybody")),
                *((one, Segment(one).label) for one in LEARNERS),
            )
        ],
        "segment": segment,
        "league": figures.sorted_league([row for row in page.league if row.doors.whole], sort),
        "unlisted": [row.area for row in page.league if row.area and not row.doors.whole],
        "total": figures.total_row(page),
        "heads": [
            (head, "?" + urlencode(day.kept | ({"sort": head.sort} if head.sort else {})))
            for head in figures.league_heads(sort)
        ],
        "encounters": page.contacts + page.waiting_count + page.waiting_phones,
        "may_write": seat.may("officer", area.path),
    }
    if campaign is not None and campaign.state == Campaign.State.ENDED:
        context["ended_words"] = _("This campaign has ended; its figures stay here to be read.")
    if area.level == Level.COMMUNE and not context["encounters"] and context["may_write"]:
        context["first"] = shown_steps(first_steps(seat.reach, area, first_door=False))
    if not day.is_past:
        context |= _as_of_now(seat, area, campaign, children, page)
    context["running_below"] = below
    if area.level >= Level.COMMUNE and not day.is_past:
        context["demands"] = demand_counts(seat.reach, area.path, clock.today())
    return shown(request, seat, "desk/progress/board.html", area, "board", **context)


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
        "has_lists": area.level >= Level.COMMUNE,
        "knocks": figures.last_knocks(page),
        "refused": refused_receipts(seat.reach, area.path).count(),
        "differing": suggestion_counts(seat.reach, area.path).get("open", 0),
    }
    if campaign is None:
        return context
    if area.level >= Level.COMMUNE:
        names = {one.path: one.full_name for one in [area, *children]}
        context["unreached"] = [
            (door, _reasons(door.priority), names.get(door.path, ""))
            for door in unreached_priority(seat.reach, area.path, campaign.id)
        ]
    if area.level == Level.COMMUNE:
        context["teams"] = _team_rows(seat.reach, area, campaign)
    return context


def _reasons(priority: int) -> str:
    """The reasons a priority is made of, as words."""
    words = [
        str(REASON_WORDS[reason])
        for reason, weight in rules.REASON_WEIGHTS.items()
        if priority & weight and reason in REASON_WORDS
    ]
    return ", ".join(words)


def _team_rows(reach: Reach, area: Area, campaign: Campaign) -> list[dict[str, Any]]:
    """Team, doors reached and assigned; none while no team has doors."""
    counted = reached_by_team(reach, campaign, area.path)
    rows = []
    for team in teams_under(reach, area.path):
        part, whole = counted.get(team.id, (0, 0))
        rows.append({"team": team, "part": part, "whole": whole})
    return rows if any(row["whole"] for row in rows) else []


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
