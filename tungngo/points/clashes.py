"""What stands in the way of a plan: a place or somebody booked twice, somebody away, a gathering or a shift
that is off.

Read under a lock, inside the transaction of the action that asks: of two plans for one hour the second
sees the first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.accounts.queries import hold_accounts
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.points import queries, rules
from tungngo.points.models import Gathering, Shift, SupportPoint
from tungngo.teams.queries import worked_in

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


def hold_shift(shift: Shift) -> Shift:
    """The shift, locked and planned: of two who want its last place the second sees the first. Raises
    Refused `shift.cancelled`."""
    locked = Shift.objects.select_for_update().get(origin=shift.origin, id=shift.id)
    if locked.state != Shift.State.PLANNED:
        raise Refused("shift.cancelled", _("This shift was called off."))
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
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID | None
) -> None:
    """Raises Refused `duty.clash` naming who is on duty where. The accounts are locked: of two duties given
    to somebody at once the second sees the first, wherever it is."""
    hold_accounts(EVERYTHING, accounts)
    found = queries.clashes(EVERYTHING, accounts, starts_at, ends_at, but_for=but_for)
    if not found:
        return
    other = found[0]
    details: dict[str, Any] = {
        "name": other.account.full_name,
        "place": other.place,
        **_when_words(*other.span),
    }
    raise Refused(
        "duty.clash",
        _("%(name)s is already on duty %(from)s–%(to)s on %(day)s at %(place)s."),
        details,
        place="account",
    )


def refuse_away(accounts: Collection[UUID], starts_at: datetime, ends_at: datetime) -> None:
    """Raises Refused `duty.away` naming who is away until when."""
    days = clock.day_of(starts_at), clock.day_of(ends_at)
    for leave in queries.leaves_between(EVERYTHING, accounts, *days):
        if rules.away_on((starts_at, ends_at), (leave.first_on, leave.last_on)):
            raise Refused(
                "duty.away",
                _("%(name)s is away from %(first)s to %(last)s."),
                {
                    "name": leave.account.full_name,
                    "first": f"{leave.first_on:%d/%m}",
                    "last": f"{leave.last_on:%d/%m}",
                },
                place="account",
            )


def refuse_stranger(shift: Shift, account: Account) -> None:
    """Raises Refused `shift.not_yours` unless `account` works in the team that is on call, or, at a point,
    in any team of its commune."""
    commune = commune_path(shift.path)
    for one in worked_in(EVERYTHING, commune, [account.id]):
        works = one.until_at is None and one.team.dissolved_at is None
        if works and (not shift.rota.is_on_call or one.team_id == shift.rota.team_id):
            return
    raise Refused(
        "shift.not_yours", _("This shift is for the members of another ward or another group.")
    )


def _when_words(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """A span as a sentence names it: `day`, `from`, `to`."""
    starts, ends = (moment.astimezone(clock.VIETNAM) for moment in (starts_at, ends_at))
    return {
        "day": starts.strftime("%d/%m"),
        "from": starts.strftime("%H:%M"),
        "to": ends.strftime("%H:%M"),
    }
