"""The board of an area: are we going to make it, where not, who has not been reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from tungngo.campaigns.queries import campaign_for
from tungngo.desk.lock import Seat, staff
from tungngo.desk.trail import trail_of
from tungngo.encounters.queries import reached_by_team, unreached_priority
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.progress import figures
from tungngo.progress import queries as progress
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, children_of, find_areas


@staff
def board(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The board of the area with this official code, today or `?on=YYYY-MM-DD`."""
    try:
        area = area_of(seat.reach, code)
    except NotReached as refusal:
        raise Http404(str(refusal)) from refusal
    today = _day_asked(request) or clock.today()
    campaign = campaign_for(seat.reach, area.path)
    children = list(children_of(seat.reach, area)) if area.level < Level.GROUP else []
    page = progress.board(seat.reach, area, campaign, children, today)
    context: dict[str, Any] = {
        "seat": seat,
        "area": area,
        "here": "board",
        "trail": trail_of(seat.reach, area, "board"),
        "board": page,
        "milestones": figures.milestone_rows(page),
        "curve": figures.curve_rows(page),
        "main_series": figures.main_series(page),
        "headline": figures.headline(page),
        "groups_below": area.level == Level.COMMUNE,
    }
    if campaign is not None and area.level >= Level.COMMUNE:
        names = {one.path: one.full_name for one in [area, *children]}
        context["unreached"] = [
            (door, names.get(door.path, ""))
            for door in unreached_priority(seat.reach, area.path, campaign.id)
        ]
    if campaign is not None and area.level == Level.COMMUNE:
        context["teams"] = _team_rows(seat.reach, area, campaign)
    return render(request, "desk/progress/board.html", context)


def _team_rows(reach: Reach, area: Area, campaign: Any) -> list[dict[str, Any]]:
    """Team, doors assigned and reached; teams without doors last."""
    counted = reached_by_team(reach, campaign, area.path)
    rows = [
        {
            "team": team,
            "part": counted.get(team.id, (0, 0))[0],
            "whole": counted.get(team.id, (0, 0))[1],
        }
        for team in teams_under(reach, area.path)
    ]
    return rows if any(row["whole"] for row in rows) else []


def _day_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


@staff
def find(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Areas by name, without accents; a list for the search box, or straight there when only one."""
    found = find_areas(seat.reach, request.GET.get("q", ""))
    if request.headers.get("Accept", "").startswith("application/json"):
        rows = [{"code": one.area.code, "name": one.label} for one in found]
        return JsonResponse({"areas": rows})
    if len(found) == 1:
        return redirect("board", found[0].area.code)
    context = {"seat": seat, "found": found, "asked": request.GET.get("q", "")}
    return render(request, "desk/progress/find.html", context)
