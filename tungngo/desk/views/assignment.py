"""Who has which doors: all groups of a commune, and one group door by door."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.campaigns import actions, queries, shares
from tungngo.campaigns.models import Campaign
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, reached, shown, tell, tried
from tungngo.encounters.queries import reached_among
from tungngo.lib.ids import read_uuids
from tungngo.lib.problems import Refused
from tungngo.teams.queries import member_counts, memberships_among
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, children_of, doors_by_group
from tungngo.territory.queries.households import household_of
from tungngo.territory.walks import WalkDoor, doors_along


def finished_in(seat: Seat, campaign: Campaign, doors: Sequence[WalkDoor]) -> set[UUID]:
    """Those of `doors` behind which somebody has been met in this campaign."""
    keys = ((door.origin, door.id) for door in doors)
    return reached_among(seat.reach, campaign.id, keys)


@staff
def assignment(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A group door by door; of a commune, its groups and how far each is shared out."""
    area = reached(seat, area_of, code)
    campaign = queries.campaign_for(seat.reach, area.path) or next(
        iter(queries.campaigns_at(seat.reach, area.path)), None
    )
    if campaign is None:
        return shown(
            request, seat, "desk/assignment/no_campaign.html", area, "assignment",
            may_write=seat.may("officer", area.path),
        )  # fmt: skip
    if area.level != Level.GROUP:
        return _groups(request, seat, area, campaign)
    return _group(request, seat, area, campaign)


def _groups(request: HttpRequest, seat: Seat, area: Area, campaign: Campaign) -> HttpResponse:
    groups = list(children_of(seat.reach, area)) if area.level == Level.COMMUNE else []
    doors = doors_by_group(seat.reach, area) if groups else {}
    given = shares.assigned_counts(seat.reach, campaign, area.path)
    members = member_counts(seat.reach, area.path)
    rows = [
        {
            "area": group,
            "doors": doors.get(group.path, 0),
            "given": given.get(group.path, 0),
            "left": max(0, doors.get(group.path, 0) - given.get(group.path, 0)),
            "members": members.get(group.path, 0),
        }
        for group in groups
    ]
    ready = [row for row in rows if row["left"] and row["members"]]
    return shown(
        request,
        seat,
        "desk/assignment/groups.html",
        area,
        "assignment",
        campaign=campaign,
        rows=rows,
        doors=sum(row["doors"] for row in rows),
        given=sum(row["given"] for row in rows),
        ready=len(ready),
        unlisted=[row["area"] for row in rows if not row["doors"]],
        blocked=[row for row in rows if row["left"] and not row["members"]],
        may_write=seat.may("officer", area.path),
    )


def _group(request: HttpRequest, seat: Seat, area: Area, campaign: Campaign) -> HttpResponse:
    doors = doors_along(seat.reach, area.path)
    note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    finished = finished_in(seat, campaign, doors)
    found = queries.group_assignment(seat.reach, campaign, area, finished)
    heaviest = max([load.open_weight for load in found.loads], default=0) or 1
    even = found.even_weight
    return shown(
        request,
        seat,
        "desk/assignment/group.html",
        area,
        "assignment",
        campaign=campaign,
        found=found,
        cards=[_card(load, heaviest, even) for load in [*found.loads, *found.left]],
        even_percent=round(100 * even / heaviest),
        nobody=_lanes(found.nobody),
        finished=len(finished),
        priority=sum(door.priority > 0 for door in doors),
        is_shared=any(load.doors for load in found.loads),
        last_split=queries.last_split(seat.reach, campaign, area.path),
        may_write=seat.may("leader", area.path),
    )


def _card(load: queries.MemberLoad, heaviest: int, even: float) -> dict[str, Any]:
    """A member as the page shows them: their lanes, and their open work against an even share."""
    return {
        "load": load,
        "id": load.membership.id,
        "name": load.name,
        "is_current": load.is_current,
        "lanes": _lanes(load.doors),
        "doors": len(load.doors),
        "open": load.open_count,
        "finished": load.finished_count,
        "priority": sum(line.door.priority > 0 and not line.finished for line in load.doors),
        "width": round(100 * load.open_weight / heaviest),
        "against_even": round(100 * load.open_weight / even) if even else None,
    }


def _lanes(lines: Sequence[queries.DoorLine]) -> list[dict[str, Any]]:
    """Doors lane by lane in walking order, whatever the order of visits is."""
    along = sorted(lines, key=lambda line: (line.door.walk_key, str(line.door.id)))
    return [
        {"name": name or _("without a lane"), "lines": list(group)}
        for name, group in groupby(along, key=lambda line: line.door.lane_name)
    ]


def _campaign_here(seat: Seat, area: Area) -> Campaign:
    """The campaign whose doors are shared out in an area: as on the page."""
    found = queries.campaign_for(seat.reach, area.path) or next(
        iter(queries.campaigns_at(seat.reach, area.path)), None
    )
    if found is None:
        raise Refused("campaign.none_here", _("No campaign has been made for this area yet."))
    return found


@staff
@require_POST
def split(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Share the doors of a group among its members, or share them again."""
    area = reached(seat, area_of, code)
    seat.must("leader", area.path)
    tried(
        request,
        lambda: _split(seat, area),
        _("The doors have been shared out."),
        reverse("assignment_undo", args=[code]),
    )
    return redirect("assignment", code)


def _split(seat: Seat, area: Area) -> None:
    campaign = _campaign_here(seat, area)
    finished = finished_in(seat, campaign, doors_along(seat.reach, area.path))
    actions.assign_group(actor=seat.account, campaign=campaign, area=area, finished=finished)


@staff
@require_POST
def split_all(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Share out every group of a commune that has doors to give and members to give them to."""
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    done: list[str] = []
    for group in children_of(seat.reach, area):
        try:
            campaign = _campaign_here(seat, group)
            given = shares.assigned_counts(seat.reach, campaign, group.path)
            listed = len(doors_along(seat.reach, group.path))
            if given.get(group.path, 0) < listed:
                _split(seat, group)
                done.append(group.code)
        except Refused as refusal:
            if refusal.code not in ("assignment.no_members", "assignment.no_doors"):
                tell(request, refusal)
                break
    if done:
        words = ngettext(
            "The doors of %(count)s group have been shared out.",
            "The doors of %(count)s groups have been shared out.",
            len(done),
        ) % {"count": len(done)}
        back = reverse("assignment_undo", args=[code])
        offer_undo(request, words, f"{back}?{urlencode({'groups': ','.join(done)})}")
    return redirect("assignment", code)


@staff
@require_POST
def undo(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Put the doors of a group back where they were before the last split; of a commune, those of the
    groups named in `groups`, which were shared out together."""
    area = reached(seat, area_of, code)
    areas = [area]
    if area.level == Level.COMMUNE:
        named = request.GET.get("groups", "").split(",")
        areas = [group for group in children_of(seat.reach, area) if group.code in named]
    for one in areas:
        seat.must("leader", one.path)
    try:
        for one in areas:
            actions.undo_split(actor=seat.account, campaign=_campaign_here(seat, one), area=one)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The doors are back where they were."))
    return redirect("assignment", code)


@staff
@require_POST
def move(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Give the ticked doors (`door` = "origin:id") to one member (`member`), or to nobody."""
    area = reached(seat, area_of, code)
    seat.must("leader", area.path)
    wanted = request.POST.get("member", "")
    doors = request.POST.getlist("door")
    try:
        membership = None
        if wanted != "nobody":
            membership = next(iter(memberships_among(seat.reach, read_uuids([wanted]))), None)
            if membership is None:
                raise Refused("assignment.nobody_chosen", _("Choose who is to have the doors."))
        if not doors:
            raise Refused("assignment.no_door_chosen", _("Tick the doors to move first."))
        campaign = _campaign_here(seat, area)
        for door in doors:
            origin, _colon, id_ = door.partition(":")
            for household_id in read_uuids([id_]):
                with or_404():
                    household = household_of(
                        seat.reach.within(area.path), origin, household_id
                    ).household
                actions.move_household(
                    actor=seat.account,
                    campaign=campaign,
                    household=household,
                    membership=membership,
                )
    except Refused as refusal:
        tell(request, refusal)
    else:
        count = len(doors)
        messages.success(
            request,
            ngettext(
                "%(count)s door moved. It stays there when the doors are shared again.",
                "%(count)s doors moved. They stay there when the doors are shared again.",
                count,
            )
            % {"count": count},
        )
    return redirect("assignment", code)
