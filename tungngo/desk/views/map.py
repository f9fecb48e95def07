"""The map of an area: where its parts stand against their own pace; of a group, its lanes and doors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from tungngo.campaigns.models import Campaign
from tungngo.desk.filters import asked_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.desk.small_map import legend_of
from tungngo.encounters.models import HouseholdStanding, Result
from tungngo.encounters.queries import household_standings
from tungngo.progress import queries as progress
from tungngo.progress.league import LeagueRow, rows_below
from tungngo.progress.rules import apart
from tungngo.progress.shades import Against, counts_of, shade_of, worst_first
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, children_of
from tungngo.territory.queries.boundaries import far_names, map_of, map_version
from tungngo.territory.walks import WalkDoor, doors_along

_YEAR = 365 * 24 * 3600


@staff
@gzip_page
def area_map(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The areas below one, each against its own pace, today or `?on=`; a group's lanes and doors."""
    area = reached(seat, area_of, code)
    campaign = progress.campaign_shown(seat.reach, area.path)
    if area.level == Level.GROUP:
        return _lanes(request, seat, area, campaign)
    parts = [] if campaign else apart(progress.running_below(seat.reach, area.path))
    counted = [campaign] if campaign else parts
    asked = asked_of(seat.reach, request.GET, counted)
    children = list(children_of(seat.reach, area))
    mine = seat.reach.within(area.path)
    league = rows_below(mine, area, counted, children, asked.day.on, asked.sight)
    rows = _rows([row for row in league if row.area is not None])
    shades = counts_of(row["shade"] for row in rows)
    behind = sum(count for shade, count in shades if shade in ("far", "late"))
    return shown(
        request,
        seat,
        "desk/map/map.html",
        area,
        "map",
        campaign=campaign,
        parts=parts,
        counted=counted,
        asked=asked,
        day=asked.day,
        rows=rows,
        legend=legend_of(shades),
        behind=behind,
        judged=sum(count for shade, count in shades if shade not in ("open", "unlisted")),
        version=map_version(seat.reach, children),
        tiles=settings.TILES,
        tiles_credit=settings.TILES_CREDIT,
    )


def _rows(league: Sequence[LeagueRow]) -> list[dict[str, Any]]:
    """What stands beside the map, the worst first."""
    against = {
        row.area.code: Against(row.state, row.short, row.main.whole) for row in league if row.area
    }
    by_code = {row.area.code: row for row in league if row.area}
    return [
        {"row": by_code[code], "area": by_code[code].area, "shade": shade_of(against[code])}
        for code in worst_first(list(against.items()))
    ]


@staff
@gzip_page
def shapes(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What the map of an area is drawn from, for good as long as `?v=` is its version: JSON of the grid's
    frame (x, y, width, height) and of what lies near together in it, with their corners in degrees; of
    each area path, name and point."""
    area = reached(seat, area_of, code)
    children = list(children_of(seat.reach, area))
    sheet = map_of(seat.reach, children)
    if sheet is None:
        return JsonResponse({"areas": []})
    names = {child.code: child.name for child in children}
    answer = JsonResponse(
        {
            "frame": sheet.frame,
            "near": sheet.shown,
            "corners": sheet.corners(sheet.frame),
            "shown": sheet.corners(sheet.shown),
            "far": sheet.far,
            "areas": [
                {
                    "code": one.code,
                    "name": names[one.code],
                    "path": one.path,
                    "at": one.at,
                    "room": one.room,
                    "box": one.box,
                }
                for one in sheet.areas
            ],
            "names": [
                {"name": one.name, "at": at} for one, at in far_names(seat.reach, area, sheet)
            ],
        },
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    if request.GET.get("v") == map_version(seat.reach, children):
        answer["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return answer


# ------------------------------------------------------------------------------------ lanes and doors

#: A door's last result → its state on a strip.
_STATES = {
    Result.MET: "met",
    Result.ABSENT: "again",
    Result.REFUSED: "refused",
    Result.MOVED: "gone",
}
_NUMBER = re.compile(r"\d+")


def _lanes(request: HttpRequest, seat: Seat, area: Area, campaign: Campaign | None) -> HttpResponse:
    """A group's doors on their lanes as they are walked; where on earth a door stands nobody records."""
    doors = doors_along(seat.reach, area.path)
    standings: dict[UUID, HouseholdStanding] = {}
    if campaign is not None:
        for origin in {door.origin for door in doors}:
            ids = [door.id for door in doors if door.origin == origin]
            standings |= household_standings(seat.reach, origin, campaign.id, ids)
    by_lane: dict[str, list[dict[str, Any]]] = {}
    for door in doors:
        by_lane.setdefault(door.lane_name, []).append(_door(door, standings))
    lanes = [(name or _("without a lane"), some) for name, some in by_lane.items()]
    reached = sum(1 for standing in standings.values() if standing.reached_on)
    return shown(
        request,
        seat,
        "desk/map/lanes.html",
        area,
        "map",
        campaign=campaign,
        lanes=lanes,
        reached=reached,
        doors=len(doors),
    )


def _door(door: WalkDoor, standings: Mapping[UUID, HouseholdStanding]) -> dict[str, Any]:
    """One square of a strip: number and state, nobody's name."""
    standing = standings.get(door.id)
    state = "todo"
    if standing is not None:
        state = "met" if standing.reached_on else _STATES.get(Result(standing.last_result), "todo")
    number = _NUMBER.match(door.house)
    return {
        "key": door.house or door.code or "?",
        "state": state,
        "url": reverse("household", args=[door.origin, door.id]),
        "priority": door.priority > 0,
        "side": ("even", "odd")[int(number[0]) % 2] if number else None,
    }
