"""What stands in the way of a plan: a place or somebody booked twice, somebody away, a gathering or a shift
that is off.

Read under a lock, inside the transaction of the action that asks: of two plans for one hour the second
sees the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import lazystr
from django.utils.text import format_lazy
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
    _refuse(_clashes(accounts, starts_at, ends_at, but_for=but_for))


def refuse_hindered(
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID | None
) -> None:
    """Raises Refused `duty.clash` or `duty.away` that names everybody who cannot come then, and why. Locks as
    `refuse_clash`."""
    _refuse(hindrances(accounts, starts_at, ends_at, but_for=but_for))


class Hindrance(NamedTuple):
    """Why somebody cannot be on duty at some hours."""

    account_id: UUID
    why: Refused


def hindrances(
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID | None
) -> list[Hindrance]:
    """Who of these cannot come then: on duty elsewhere (not at `but_for`) or away. Locks as
    `refuse_clash`."""
    elsewhere = _clashes(accounts, starts_at, ends_at, but_for=but_for)
    return elsewhere + _absences(accounts, starts_at, ends_at)


class Hindered(Refused):
    """Refused because somebody cannot come then; `accounts`: who."""

    def __init__(self, found: Sequence[Hindrance]):
        first = found[0].why
        if len(found) == 1:
            super().__init__(first.code, first.sentence, first.details, place=first.place)
        else:
            said = format_lazy(" ".join(["{}"] * len(found)), *(lazystr(one.why) for one in found))
            super().__init__(first.code, said, place=first.place)
        self.accounts = frozenset(one.account_id for one in found)


def _refuse(found: Sequence[Hindrance]) -> None:
    """Raises the one refusal that says all of these."""
    if found:
        raise Hindered(found)


def _clashes(
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID | None
) -> list[Hindrance]:
    hold_accounts(EVERYTHING, accounts)
    found = queries.clashes(EVERYTHING, accounts, starts_at, ends_at, but_for=but_for)
    return [
        Hindrance(
            other.account_id,
            Refused(
                "duty.clash",
                _("%(name)s is already on duty %(from)s–%(to)s on %(day)s at %(place)s."),
                {
                    "name": other.account.full_name,
                    "place": other.place,
                    **_when_words(*other.span),
                },
                place="account",
            ),
        )
        for other in found
    ]


def _absences(
    accounts: Collection[UUID], starts_at: datetime, ends_at: datetime
) -> list[Hindrance]:
    days = clock.day_of(starts_at), clock.day_of(ends_at)
    return [
        Hindrance(
            leave.account_id,
            Refused(
                "duty.away",
                _("%(name)s is away on %(first)s.")
                if leave.first_on == leave.last_on
                else _("%(name)s is away from %(first)s to %(last)s."),
                {
                    "name": leave.account.full_name,
                    "first": f"{leave.first_on:%d/%m}",
                    "last": f"{leave.last_on:%d/%m}",
                },
                place="account",
            ),
        )
        for leave in queries.leaves_between(EVERYTHING, accounts, *days)
        if rules.away_on((starts_at, ends_at), (leave.first_on, leave.last_on))
    ]


def refuse_closed(point: SupportPoint | None, ends_at: datetime) -> None:
    """Raises Refused `point.closed` for what would stand at a point after it was closed; what was over by
    then stays where it was. None: a team on call stands at no point."""
    if point is not None and point.closed_at is not None and point.closed_at < ends_at:
        raise Refused(
            "point.closed",
            _(
                "%(place)s is closed since %(day)s. Open the point again first; nothing was changed."
            ),
            {"place": point.name, "day": f"{clock.day_of(point.closed_at):%d/%m/%Y}"},
            place="point",
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
