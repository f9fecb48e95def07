"""What stands in the way of a plan: a place or somebody booked twice, a gathering that is off.

Read under a lock, inside the transaction of the action that asks: of two plans for one hour the second
sees the first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries
from tungngo.points.models import Gathering, SupportPoint

EVERYTHING = Reach.everything()


def hold_point(point: SupportPoint) -> SupportPoint:
    """The point, locked: of two plans for one hour the second sees the first."""
    rows = SupportPoint.objects.select_for_update()
    return rows.get(origin=point.origin, id=point.id)


def hold_gathering(gathering: Gathering) -> Gathering:
    """The gathering, locked and planned. Raises Refused `gathering.cancelled`."""
    rows = Gathering.objects.select_for_update()
    locked = rows.get(origin=gathering.origin, id=gathering.id)
    if locked.state != Gathering.State.PLANNED:
        raise Refused("gathering.cancelled", _("This session was cancelled."))
    return locked


def refuse_taken(
    point: SupportPoint, starts_at: datetime, ends_at: datetime, *, but_for: UUID | None = None
) -> None:
    """Raises Refused `point.taken` naming what is planned there."""
    there = queries.gatherings_in(EVERYTHING, point, starts_at, ends_at)
    other = there.exclude(id=but_for).first() if but_for else there.first()
    if other is None:
        return
    raise Refused(
        "point.taken",
        _("%(place)s is taken %(from)s–%(to)s on %(day)s: %(title)s."),
        {
            "place": point.name,
            "title": other.title,
            **_when_words(other.starts_at, other.ends_at),
        },
        place="point",
    )


def refuse_clash(
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID
) -> None:
    """Raises Refused `duty.clash` naming who is on duty where."""
    found = queries.clashes(EVERYTHING, accounts, starts_at, ends_at, but_for=but_for)
    if not found:
        return
    other = found[0].gathering
    details: dict[str, Any] = {
        "name": found[0].account.full_name,
        "place": other.point.name,
        **_when_words(other.starts_at, other.ends_at),
    }
    raise Refused(
        "duty.clash",
        _("%(name)s is already on duty %(from)s–%(to)s on %(day)s at %(place)s."),
        details,
        place="account",
    )


def _when_words(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """A span as a sentence names it: `day`, `from`, `to`."""
    starts, ends = (moment.astimezone(clock.VIETNAM) for moment in (starts_at, ends_at))
    return {
        "day": starts.strftime("%d/%m"),
        "from": starts.strftime("%H:%M"),
        "to": ends.strftime("%H:%M"),
    }
