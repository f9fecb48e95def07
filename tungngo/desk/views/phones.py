"""The list behind the figure of encounters that are still on phones; above communes, where those are."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.accounts.models import Device
from tungngo.desk.board_page import address
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.teams.models import Membership
from tungngo.teams.queries import Carried, carried_at, carried_below, phones_carrying, worked_in
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, children_of


class PhoneLine(NamedTuple):
    """A phone that carries something, whose it is, and their place in a team (the one in force, else the
    last) with the names of the teams they work in now."""

    phone: Device
    member: Membership
    teams: str
    has_left: bool


class AreaLine(NamedTuple):
    """What the phones of an area below carry; `url` is empty where no list is."""

    words: str
    url: str
    carried: Carried


@staff
@require_safe
def phones(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The phones of a commune or group that said they still hold encounters: whose, when they last said so,
    how many. Of a province or the nation only how many lie where."""
    area = reached(seat, area_of, code)
    whole = carried_at(seat.reach, area.path)
    is_above = area.level < Level.COMMUNE
    return shown(
        request, seat, "desk/teams/phones.html", area, "board", _("Still on phones"),
        whole=whole,
        rows=[] if is_above else _lines(seat, area),
        lines=_by_area(seat, area, whole) if is_above else [],
    )  # fmt: skip


def _lines(seat: Seat, area: Area) -> list[PhoneLine]:
    """A line for each phone, the one that was silent longest first."""
    carrying = list(phones_carrying(seat.reach, area.path).select_related("account"))
    places: dict[UUID, list[Membership]] = {}
    for one in worked_in(seat.reach, area.path, {phone.account_id for phone in carrying}):
        places.setdefault(one.account_id, []).append(one)
    found = []
    for phone in carrying:
        mine = places[phone.account_id]
        now = [one for one in mine if one.until_at is None and one.team.dissolved_at is None]
        teams = ", ".join(one.team.name for one in now or mine[:1])
        found.append(PhoneLine(phone, (now or mine)[0], teams, not now))
    return found


def _by_area(seat: Seat, area: Area, whole: Carried) -> list[AreaLine]:
    """What the phones of each area below carry, the most first; together it is the whole."""
    found = carried_below(seat.reach, area.path)
    parts = sum(one.encounters for one in found.values())
    counted = sum(one.phones for one in found.values())
    lines = [
        AreaLine(one.full_name, address("phones", one.code), found.pop(one.path))
        for one in children_of(seat.reach, area)
        if one.path in found
    ]
    lines.sort(key=lambda line: -line.carried.encounters)
    if own := found.pop(area.path, None):
        words = _("Teams of %(name)s itself") % {"name": area.full_name}
        lines.append(AreaLine(words, "", own))
    if found:
        ended = Carried(*map(sum, zip(*found.values(), strict=True)))
        lines.append(AreaLine(_("areas that have ended"), "", ended))
    if parts != whole.encounters:
        twice = Carried(whole.phones - counted, whole.encounters - parts)
        lines.append(AreaLine(_("whoever works in several of them, counted once"), "", twice))
    return lines
