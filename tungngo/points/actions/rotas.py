"""Writes about rotas and their shifts: how a usual week is staffed, shifts made from it, changed, called off,
handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.holidays import Holiday
from tungngo.lib.identity import without_numbers
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused, worded
from tungngo.lib.reach import Reach, commune_path
from tungngo.points import queries, rules
from tungngo.points.actions.duties import move_duties
from tungngo.points.clashes import hold_point, hold_shift, refuse_clash, refuse_closed
from tungngo.points.models import Handover, Rota, Shift, SupportPoint
from tungngo.points.rules import Line
from tungngo.teams.models import Team

EVERYTHING = Reach.everything()
SENTENCES: Mapping[str, Any] = {
    "rota.empty": _("Say at least one stretch of the week."),
    "rota.need": _("Line %(place)s: between 1 and %(most)s people are needed."),
    "rota.line_twice": _("Line %(place)s: this stretch is there already."),
}


@dataclass(frozen=True, slots=True)
class RotaEntry:
    """A usual week as typed: its lines, the lunch break cut out of them, whether holidays are staffed."""

    lines: Sequence[Line] = field(default_factory=tuple)
    rest: tuple[time, time] | None = None
    on_holidays: bool = False


def _write(rota: Rota, entry: RotaEntry) -> None:
    """Raises what `rules.check_week` raises, and Refused `rota.rest`."""
    with worded(SENTENCES):
        rules.check_week(entry.lines)
    if entry.rest and entry.rest[1] <= entry.rest[0]:
        raise Refused("rota.rest", _("The break must end after it begins."), place="rest_to")
    rota.week = [line.said() for line in sorted(entry.lines)]
    rota.rest_from, rota.rest_to = entry.rest or (None, None)
    rota.on_holidays = entry.on_holidays


@transaction.atomic
def open_rota(
    *,
    actor: Account | None,
    entry: RotaEntry,
    point: SupportPoint | None = None,
    team: Team | None = None,
) -> Rota:
    """Say how a point is staffed in a usual week, or a team of a commune on call: one of the two.

    Raises Refused `rota.there` when it has one, `point.closed`, `rota.not_of_commune` and what
    `rules.check_week` raises.
    """
    if point is not None:
        held = hold_point(point)
        if held.closed_at is not None:
            raise Refused("point.closed", _("This support point is closed."), place="point")
        rota = Rota(origin=held.origin, path=held.path, point_id=held.id)
    else:
        assert team is not None
        if not team.area.commune_code:
            raise Refused(
                "rota.not_of_commune",
                _("Only a team of a ward or commune is on call."),
                place="team",
            )
        path = commune_path(team.path)
        rota = Rota(origin=team.area.commune_code, path=path, team=team)
    rota.opened_at = clock.now()
    _refuse_second(rota)
    _write(rota, entry)
    rota.save(force_insert=True)
    journal.write(actor=actor, verb="rota.opened", subject=rota.id, path=rota.path)
    return rota


def _refuse_second(rota: Rota) -> None:
    """Raises Refused `rota.there` where the same point or group has a roster in use already."""
    same = Rota.objects.filter(
        origin=rota.origin, point_id=rota.point_id, team=rota.team, closed_at=None
    )
    if same.exclude(id=rota.id).exists():
        raise Refused("rota.there", _("There is a duty roster for this already."), place="staffed")


def _hold(rota: Rota) -> Rota:
    return Rota.objects.select_for_update().get(origin=rota.origin, id=rota.id)


@transaction.atomic
def change_rota(
    *, actor: Account, rota: Rota, entry: RotaEntry, seen_version: int | None = None
) -> None:
    """Change the usual week; shifts made before stay as they are.

    Raises Refused `rota.changed_since` and what `rules.check_week` raises.
    """
    locked = _hold(rota)
    if seen_version is not None and seen_version != locked.version:
        raise Refused(
            "rota.changed_since",
            _("Somebody else changed this week just now. Look at it again."),
        )
    _write(locked, entry)
    locked.version += 1
    locked.save()
    journal.write(actor=actor, verb="rota.changed", subject=locked.id, path=locked.path)


@transaction.atomic
def close_rota(*, actor: Account, rota: Rota) -> None:
    """No more shifts of this rota. Raises Refused `rota.still_planned` while some are to come."""
    coming = Shift.objects.filter(
        origin=rota.origin,
        rota_id=rota.id,
        state=Shift.State.PLANNED,
        ends_at__gt=clock.now(),
    ).count()
    if coming:
        raise Refused(
            "rota.still_planned",
            _("%(count)s shifts are still to come; call them off first."),
            {"count": coming},
        )
    _close(actor, rota, closed_at=clock.now())


@transaction.atomic
def reopen_rota(*, actor: Account, rota: Rota) -> None:
    """Undo `close_rota`. Raises Refused `point.closed` for that of a point that is closed, `rota.there` where
    another one took its place meanwhile."""
    if rota.point_id:
        refuse_closed(hold_point(rota.point), clock.now())
    _refuse_second(rota)
    _close(actor, rota, closed_at=None)


def _close(actor: Account, rota: Rota, *, closed_at: datetime | None) -> None:
    rota.closed_at = closed_at
    rota.save(update_fields=["closed_at"])
    verb = "rota.closed" if closed_at else "rota.opened"
    journal.write(actor=actor, verb=verb, subject=rota.id, path=rota.path)


class Making(NamedTuple):
    """What a making of shifts came to: the new ones, how many were there before, and the holidays that
    were left out."""

    id: UUID
    shifts: list[Shift]
    had: int
    left_out: dict[date, Holiday]


@transaction.atomic
def make_shifts(*, actor: Account | None, rota: Rota, first: date, last: date) -> Making:
    """Make the shifts of these days as the usual week says. A shift that is there (also one called off)
    is not made again, so the same days may be made twice.

    Raises Refused `rota.closed`, `point.closed`, `shifts.none` when no day is left, `shifts.too_many`.
    """
    point = hold_point(rota.point) if rota.point_id else None
    locked = _hold(rota)
    refuse_closed(point, rules.moment_of(last + timedelta(days=1)))
    if locked.closed_at is not None:
        raise Refused("rota.closed", _("This duty roster is closed."))
    wanted, left_out = queries.draft_of(EVERYTHING, locked, first, last)
    if not wanted:
        raise Refused("shifts.none", _("No day is left to staff."), place="last_on")
    there = queries.hours_made(EVERYTHING, locked, first, last)
    made_id = uuid7()
    # One stretch that two lines of the week come to, a break cut out of both, is one shift.
    fresh = {one[:2]: one for one in wanted if one[:2] not in there}
    made = [
        Shift(
            origin=locked.origin,
            rota_id=locked.id,
            path=locked.path,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            need=one.need,
            made_id=made_id,
        )
        for one in fresh.values()
    ]
    Shift.objects.bulk_create(made)
    if made:
        journal.write(
            actor=actor, verb="shifts.made", subject=made_id, path=locked.path, count=len(made)
        )
    return Making(made_id, made, len(wanted) - len(made), left_out)


@transaction.atomic
def undo_making(*, actor: Account, origin: str, made_id: UUID) -> int:
    """Take the shifts of a making back, and whoever is on them is not: how many. Raises Refused
    `shifts.begun` when one of them has begun."""
    found = list(queries.making_of(EVERYTHING, origin, made_id).select_for_update())
    if any(one.starts_at <= clock.now() for one in found):
        raise Refused(
            "shifts.begun", _("The first shift has begun; call those to come off one by one.")
        )
    for one in found:
        one.state = Shift.State.UNDONE
    Shift.objects.bulk_update(found, ["state"])
    for one in found[:1]:
        journal.write(
            actor=actor, verb="shifts.undone", subject=made_id, path=one.path, count=len(found)
        )
    return len(found)


@transaction.atomic
def change_shift(
    *,
    actor: Account,
    shift: Shift,
    need: int,
    span: tuple[datetime, datetime] | None = None,
    without: Collection[UUID] = (),
) -> None:
    """Say how many people a shift needs, and (`span`) from when to when it is; whoever is on it stays, but
    for those of `without` (accounts) who cannot come at the new hour: they go off it. Making the same days
    again does not bring the old hours back.

    Raises Refused `shift.cancelled`, `shift.need`, `shift.ends_before`, `shift.too_long`, `shift.there` when
    the rota has one at these very hours, `point.closed`, `duty.clash`, `duty.away`.
    """
    point = _hold_point_of(shift)
    locked = hold_shift(shift)
    if not 1 <= need <= rules.MOST_NEEDED:
        raise Refused(
            "shift.need",
            _("Between 1 and %(most)s people are needed."),
            {"most": rules.MOST_NEEDED},
            place="need",
        )
    before = locked.starts_at, locked.ends_at
    if span is not None and span != before:
        _check_span(locked, span)
        refuse_closed(point, span[1])
        duties = queries.duties_on(EVERYTHING, [locked]).get(locked.id, [])
        move_duties(actor=actor, duties=duties, span=span, at=locked.id, without=without)
        if locked.made_starts_at is None:
            locked.made_starts_at, locked.made_ends_at = before
        locked.starts_at, locked.ends_at = span
    locked.need = need
    locked.save(update_fields=["need", "starts_at", "ends_at", "made_starts_at", "made_ends_at"])
    journal.write(actor=actor, verb="shift.changed", subject=locked.id, path=locked.path)


def _check_span(shift: Shift, span: tuple[datetime, datetime]) -> None:
    """Raises Refused `shift.ends_before`, `shift.too_long`, `shift.there`."""
    if span[1] <= span[0]:
        raise Refused("shift.ends_before", _("The end must lie after the beginning."), place="ends")
    if span[1] - span[0] > rules.LONGEST_SHIFT:
        raise Refused("shift.too_long", _("A shift is at most a day long."), place="ends")
    same = Shift.objects.filter(
        origin=shift.origin, rota_id=shift.rota_id, starts_at=span[0], ends_at=span[1]
    )
    if same.exclude(id=shift.id).exclude(state=Shift.State.UNDONE).exists():
        raise Refused("shift.there", _("There is a shift at these hours already."), place="begins")


def _hold_point_of(shift: Shift) -> SupportPoint | None:
    """The point of a shift, locked; None: a team is on call. Points are locked before shifts."""
    return hold_point(shift.rota.point) if shift.rota.point_id else None


@transaction.atomic
def cancel_shift(*, actor: Account, shift: Shift, why: str) -> None:
    """Call a shift off; whoever is on it is told why, without what looks like an identity number. Raises
    Refused `shift.cancelled`, `shift.why_missing`."""
    locked = hold_shift(shift)
    said = without_numbers(why.strip())
    if not said:
        raise Refused(
            "shift.why_missing", _("Say why, so that everybody can be told."), place="why"
        )
    locked.state, locked.cancelled_why = Shift.State.CANCELLED, said
    locked.save(update_fields=["state", "cancelled_why"])
    journal.write(actor=actor, verb="shift.cancelled", subject=locked.id, path=locked.path)


@transaction.atomic
def restore_shift(*, actor: Account, shift: Shift) -> None:
    """Undo `cancel_shift`; who was noted as away since stays on it, and the week says so. Raises Refused
    `duty.clash` when somebody on it is elsewhere by now, `point.closed` when its point was closed before it
    would be over, NotReached `shift.unknown` for one whose making was taken back."""
    point = _hold_point_of(shift)
    locked = Shift.objects.select_for_update().get(origin=shift.origin, id=shift.id)
    if locked.state == Shift.State.UNDONE:
        raise NotReached("shift.unknown", queries.NO_SHIFT)
    refuse_closed(point, locked.ends_at)
    staff = queries.duties_on(EVERYTHING, [locked]).get(locked.id, [])
    refuse_clash(
        [duty.account_id for duty in staff], locked.starts_at, locked.ends_at, but_for=locked.id
    )
    locked.state, locked.cancelled_why = Shift.State.PLANNED, ""
    locked.save(update_fields=["state", "cancelled_why"])
    journal.write(actor=actor, verb="shift.restored", subject=locked.id, path=locked.path)


@transaction.atomic
def hand_over(
    *,
    actor: Account,
    shift: Shift,
    words: str,
    to: Account | None = None,
    account: Account | None = None,
    happened_at: datetime | None = None,
    id: UUID | None = None,
) -> Handover:
    """Append what `account` (the actor, when nobody is named) leaves to whoever is on next, without what
    looks like an identity number; empty words: nothing is open."""
    now = clock.now()
    made = Handover.objects.create(
        origin=shift.origin,
        id=id or uuid7(),
        shift_id=shift.id,
        path=shift.path,
        account=account or actor,
        to=to,
        words=without_numbers(words.strip()),
        happened_at=min(happened_at or now, now),
        received_at=now,
    )
    journal.write(actor=actor, verb="shift.handed_over", subject=shift.id, path=shift.path)
    return made
