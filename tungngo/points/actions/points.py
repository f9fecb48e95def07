"""Writes about support points."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.identity import without_numbers
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.clashes import hold_point
from tungngo.points.models import Gathering, Network, PointKind, Shift, SupportPoint
from tungngo.territory.models import Area

EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class PointEntry:
    """A support point as typed."""

    name: str
    kind: str = PointKind.FIXED
    place: str = ""
    hours: str = ""
    languages: list[str] = field(default_factory=list)
    helps_with: list[str] = field(default_factory=list)
    equipment: list[str] = field(default_factory=list)
    network: str = Network.UNKNOWN
    network_on: date | None = None


@transaction.atomic
def open_point(*, actor: Account | None, area: Area, entry: PointEntry) -> SupportPoint:
    """A support point in `area`, a group or the commune."""
    point = SupportPoint(origin=area.commune_code, path=area.path, opened_at=clock.now())
    for name, value in _known_of(entry).items():
        setattr(point, name, value)
    point.save(force_insert=True)
    journal.write(actor=actor, verb="point.opened", subject=point.id, path=point.path)
    return point


def _known_of(entry: PointEntry) -> dict[str, Any]:
    """The columns of a point that somebody typed, for everybody to read: no identity numbers in them. A
    network found on no day was found today."""
    network_on = entry.network_on or clock.today()
    return {
        "kind": entry.kind,
        "name": entry.name.strip(),
        "sort_key": text.sort_key(entry.name),
        "place": without_numbers(entry.place.strip()),
        "hours": without_numbers(entry.hours.strip()),
        "languages": entry.languages,
        "helps_with": entry.helps_with,
        "equipment": entry.equipment,
        "network": entry.network,
        "network_on": network_on if entry.network else None,
    }


@transaction.atomic
def change_point(*, actor: Account, point: SupportPoint, entry: PointEntry) -> None:
    """Correct what is known of a point; where it stands in the tree stays."""
    known = _known_of(entry)
    for name, value in known.items():
        setattr(point, name, value)
    point.save(update_fields=list(known))
    journal.write(actor=actor, verb="point.changed", subject=point.id, path=point.path)


@transaction.atomic
def close_point(*, actor: Account, point: SupportPoint) -> None:
    """No more gatherings or shifts here. Raises Refused `point.still_planned` while gatherings are to come,
    `point.still_staffed` while shifts are. The point is locked: what is planned there at the same moment
    is seen, or sees that it is closed."""
    held = hold_point(point)
    coming = Gathering.objects.filter(
        origin=held.origin,
        point_id=held.id,
        state=Gathering.State.PLANNED,
        ends_at__gt=clock.now(),
    ).count()
    if coming:
        raise Refused(
            "point.still_planned",
            _("%(count)s sessions are still planned here; cancel them first."),
            {"count": coming},
        )
    shifts = Shift.objects.filter(
        origin=held.origin,
        rota__point_id=held.id,
        state=Shift.State.PLANNED,
        ends_at__gt=clock.now(),
    ).count()
    if shifts:
        raise Refused(
            "point.still_staffed",
            _("%(count)s shifts are still to come; call them off first."),
            {"count": shifts},
        )
    held.closed_at = point.closed_at = clock.now()
    held.save(update_fields=["closed_at"])
    journal.write(actor=actor, verb="point.closed", subject=held.id, path=held.path)


@transaction.atomic
def reopen_point(*, actor: Account, point: SupportPoint) -> None:
    """Undo `close_point`."""
    point.closed_at = None
    point.save(update_fields=["closed_at"])
    journal.write(actor=actor, verb="point.opened", subject=point.id, path=point.path)


@transaction.atomic
def forget_homes(*, actor: Account | None, before: datetime) -> int:
    """Take out of points that were closed before a moment whose home they were and where; how many."""
    count = queries.homes_past(EVERYTHING, before).update(
        name=rules.NAMELESS_HOME,
        sort_key=text.name_sort_key(rules.NAMELESS_HOME),
        place="",
        hours="",
    )
    if count:
        journal.write(actor=actor, verb="homes.forgotten", count=count)
    return count
