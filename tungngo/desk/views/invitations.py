"""Slips that invite households to a session, each with a code that the trainer's phone reads at the door."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.points import queries
from tungngo.points.codes import mark_of, secret_of
from tungngo.points.models import Gathering
from tungngo.territory.models import Area, Household, Level
from tungngo.territory.queries import area_at, groups_of, households_of

#: Households on one printing: forty sheets of paper.
MOST = 320


class Slip(NamedTuple):
    """A household that is invited, and its code."""

    household: Household
    qr: SafeString


def to_scan(request: HttpRequest, gathering: Gathering) -> dict[str, Any]:
    """Where visitors of a session confirm on their own phones, and its QR."""
    address = _address(request, gathering)
    return {"check_in": address, "qr": _drawn(address)}


def _address(request: HttpRequest, gathering: Gathering) -> str:
    where = [gathering.origin, gathering.id, secret_of(gathering)]
    return request.build_absolute_uri(reverse("check_in", args=where))


def _drawn(text: str) -> SafeString:
    qr = segno.make(text, error="m", micro=False)
    return mark_safe(qr.svg_inline(border=2, omitsize=True, light="#fff", title="QR"))


@staff
def invitations(request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID) -> HttpResponse:
    """Slips for the households of one group, all or those with priority, to print and cut."""
    with or_404():
        found = queries.gathering_of(seat.reach, origin, gathering_id)
        area = area_at(seat.reach, found.path)
    seat.must("officer", found.path)
    groups = list(groups_of(seat.reach, area)) if area.level == Level.COMMUNE else [area]
    chosen = next((one for one in groups if one.code == request.GET.get("group", "")), None)
    if len(groups) == 1:
        chosen = groups[0]
    only_priority = request.GET.get("who") == "priority"
    households = _invited(seat, chosen, only_priority) if chosen else []
    if households:
        note_seen(
            actor=seat.account, verb="gathering.invited", subject=str(found.id), path=found.path
        )
    address = _address(request, found)
    slips = [
        Slip(one, _drawn(f"{address}#{mark_of(found.id, one.origin, one.id)}"))
        for one in households[:MOST]
    ]
    return shown(
        request, seat, "desk/points/invitations.html", area, "points", _("Invitations"),
        one=found,
        groups=groups,
        chosen=chosen,
        only_priority=only_priority,
        slips=slips,
        more=max(len(households) - MOST, 0),
        training=settings.TRAINING,
        back=reverse("gathering", args=[origin, gathering_id]),
    )  # fmt: skip


def _invited(seat: Seat, group: Area, only_priority: bool) -> list[Household]:
    """The households of a group in walking order, so that whoever hands out the slips walks once."""
    found = households_of(seat.reach, group.path, only_priority=only_priority)
    return sorted(found[: 2 * MOST], key=lambda one: (one.walk_key, one.id))
