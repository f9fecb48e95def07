"""Writes about who is on duty: put on, taken off, offered, taken over, and whether they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.accounts.queries import hold_accounts
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.clashes import (
    hindrances,
    hold_gathering,
    hold_shift,
    refuse_hindered,
    refuse_stranger,
)
from tungngo.points.models import Attendance, Duty, Gathering, Shift

EVERYTHING = Reach.everything()


@transaction.atomic
def put_on_duty(
    *, actor: Account | None, gathering: Gathering, account: Account, part: str = Duty.Part.HELPER
) -> Duty:
    """Put somebody on duty at a gathering; somebody already on this duty gets the part given.

    Raises Refused `gathering.cancelled`, `duty.clash`, `duty.away`.
    """
    locked = hold_gathering(gathering)
    refuse_hindered([account.id], locked.starts_at, locked.ends_at, but_for=locked.id)
    mine = Duty.objects.filter(
        origin=locked.origin, gathering_id=locked.id, account=account, until_at=None
    )
    duty = mine.first() or Duty(
        origin=locked.origin, gathering_id=locked.id, account=account, since_at=clock.now()
    )
    duty.part = part
    duty.save()
    _journal(actor, "duty.given", duty, locked.path)
    return duty


@transaction.atomic
def put_on_shift(*, actor: Account | None, shift: Shift, account: Account) -> Duty:
    """Put somebody on a shift, also beyond what it needs; somebody already on it stays.

    Raises Refused `shift.cancelled`, `duty.clash`, `duty.away`.
    """
    locked = hold_shift(shift)
    refuse_hindered([account.id], locked.starts_at, locked.ends_at, but_for=locked.id)
    found = _on_it(locked, account)
    if found is None:
        found = _new(locked, account)
        _journal(actor, "duty.given", found, locked.path)
    return found


@transaction.atomic
def put_on_shifts(
    *, actor: Account | None, account: Account, shifts: Iterable[Shift]
) -> tuple[list[Duty], list[tuple[Shift, str]]]:
    """Put somebody on many shifts at once, as far as nothing stands in the way: the duties made, and the
    shifts left out each with the code of why (`shift.cancelled`, `shift.full`, `duty.clash`,
    `duty.away`, `duty.already`). A fixed number of statements for each commune."""
    wanted = sorted(shifts, key=lambda one: (one.starts_at, one.id))
    if not wanted:
        return [], []
    rows = Shift.objects.select_for_update()
    held = {
        one.id: one
        for origin in sorted({one.origin for one in wanted})
        for one in rows.filter(
            origin=origin, id__in=[one.id for one in wanted if one.origin == origin]
        ).order_by("id")
    }
    hold_accounts(EVERYTHING, [account.id])
    whole = wanted[0].starts_at, max(one.ends_at for one in wanted)
    busy = [duty.span for duty in queries.clashes(EVERYTHING, [account.id], *whole)]
    days = clock.day_of(whole[0]), clock.day_of(whole[1])
    away = queries.leaves_between(EVERYTHING, [account.id], *days)
    staffed = {one.shift.id: one for one in queries.staffed_of(EVERYTHING, list(held.values()))}
    made, left = [], []
    for one in wanted:
        shift = held[one.id]
        span = shift.starts_at, shift.ends_at
        there = staffed[shift.id]
        if shift.state != Shift.State.PLANNED:
            left.append((shift, "shift.cancelled"))
        elif any(duty.account_id == account.id for duty in there.duties):
            left.append((shift, "duty.already"))
        elif there.present >= shift.need:
            left.append((shift, "shift.full"))
        elif any(rules.touch(span, other) for other in busy):
            left.append((shift, "duty.clash"))
        elif any(rules.away_on(span, (leave.first_on, leave.last_on)) for leave in away):
            left.append((shift, "duty.away"))
        else:
            busy.append(span)
            made.append(_draft(shift, account))
    Duty.objects.bulk_create(made)
    if made:
        journal.write(
            actor=actor,
            verb="duties.given",
            subject=account.id,
            path=held[wanted[0].id].path,
            count=len(made),
        )
    return made, left


@transaction.atomic
def sign_up(*, actor: Account, shift: Shift) -> Duty:
    """Put oneself on a shift that still needs people, also for somebody on it who is away then; who is on it
    already stays.

    Raises Refused `shift.not_yours`, `shift.cancelled`, `shift.begun`, `shift.full`, `duty.clash`,
    `duty.away`.
    """
    refuse_stranger(shift, actor)
    locked = hold_shift(shift)
    if (found := _on_it(locked, actor)) is not None:
        return found
    _refuse_past(locked.ends_at)
    [there] = queries.staffed_of(EVERYTHING, [locked])
    if there.present >= locked.need:
        raise Refused("shift.full", _("This shift has all the people it needs."))
    refuse_hindered([actor.id], locked.starts_at, locked.ends_at, but_for=locked.id)
    duty = _new(locked, actor, is_own_wish=True)
    _journal(actor, "duty.signed_up", duty, locked.path)
    return duty


def _refuse_past(moment: datetime) -> None:
    """Raises Refused `shift.begun` when the moment that counts has gone by."""
    if moment <= clock.now():
        raise Refused("shift.begun", _("This shift has begun or is over."))


@transaction.atomic
def take_off_duty(*, actor: Account, duty: Duty) -> None:
    """Take somebody off a duty, with a way back."""
    Duty.objects.filter(origin=duty.origin, id=duty.id).update(
        until_at=clock.now(), offered_at=None
    )
    _journal(actor, "duty.ended", duty, duty.path)


def move_duties(
    *,
    actor: Account,
    duties: Collection[Duty],
    span: tuple[datetime, datetime],
    at: UUID,
    without: Collection[UUID] = (),
) -> None:
    """Those on duty at one gathering or shift (`at`), which is about to lie at `span`, stay on it; who cannot
    come then goes off it where they are among `without` (accounts). Part of the caller's transaction.

    Raises Refused `duty.clash` or `duty.away` naming who cannot come and is not among those.
    """
    accounts = {duty.account_id for duty in duties}
    hindered = {one.account_id for one in hindrances(accounts, *span, but_for=at)}
    refuse_hindered(hindered.difference(without), *span, but_for=at)
    for duty in duties:
        if duty.account_id in hindered:
            take_off_duty(actor=actor, duty=duty)


@transaction.atomic
def bring_back_duty(*, actor: Account, duty: Duty) -> None:
    """Undo `take_off_duty`. Raises what `put_on_duty` and `put_on_shift` raise."""
    if duty.gathering_id:
        put_on_duty(actor=actor, gathering=duty.gathering, account=duty.account, part=duty.part)
    else:
        put_on_shift(actor=actor, shift=duty.shift, account=duty.account)


@transaction.atomic
def offer_duty(*, actor: Account, duty: Duty, on: bool = True) -> None:
    """Look for somebody to take a duty on a shift over, or (`on` false) no longer. Until somebody has
    taken it, it stays one's own.

    Raises Refused `duty.ended`, `duty.of_gathering`, `shift.begun`.
    """
    locked = _hold_duty(duty)
    if bool(locked.offered_at) == on:
        return
    if on:
        _refuse_past(locked.at.starts_at)
    locked.offered_at = clock.now() if on else None
    locked.save(update_fields=["offered_at"])
    _journal(actor, "duty.offered" if on else "duty.kept", locked, locked.path)


@transaction.atomic
def take_over(*, actor: Account, duty: Duty, account: Account) -> Duty:
    """Take a duty over that somebody offered: theirs ends, `account` has it.

    Raises Refused `duty.ended`, `duty.not_offered`, `duty.own`, `shift.not_yours`, `shift.begun`,
    `shift.cancelled`, `duty.clash`, `duty.away`.
    """
    locked = _hold_duty(duty)
    if locked.offered_at is None:
        raise Refused("duty.not_offered", _("This duty is no longer offered."))
    if locked.account_id == account.id:
        raise Refused("duty.own", _("This duty is already one's own."))
    refuse_stranger(locked.shift, account)
    shift = hold_shift(locked.shift)
    _refuse_past(shift.ends_at)
    refuse_hindered([account.id], shift.starts_at, shift.ends_at, but_for=None)
    locked.until_at, locked.offered_at = clock.now(), None
    locked.save(update_fields=["until_at", "offered_at"])
    taken = _new(shift, account, is_own_wish=account == actor, instead_of_id=locked.id)
    _journal(actor, "duty.taken_over", taken, shift.path, was=str(locked.account_id))
    return taken


@transaction.atomic
def note_attendance(
    *, actor: Account, duty: Duty, attendance: str, stand_in: Account | None = None
) -> None:
    """Say whether somebody on duty came; `stand_in` for "somebody else came" is put on it as having come.

    Raises Refused `duty.ended`, `duty.early`, `duty.stand_in_missing`.
    """
    locked = _hold_duty(duty, of_shifts_only=False)
    starts_at, _ends_at = locked.span
    if clock.day_of(clock.now()) < clock.day_of(starts_at):
        raise Refused("duty.early", _("The day of this duty has not come yet."))
    replaced = attendance == Attendance.REPLACED
    if replaced and (stand_in is None or stand_in.id == locked.account_id):
        raise Refused("duty.stand_in_missing", _("Say who came instead."), place="stand_in")
    now = clock.now()
    before = Duty.objects.filter(origin=locked.origin, instead_of_id=locked.id, until_at=None)
    before.update(until_at=now)
    locked.attendance = attendance
    locked.attended_at, locked.attended_by = (now, actor) if attendance else (None, None)
    locked.save(update_fields=["attendance", "attended_at", "attended_by"])
    if replaced and stand_in is not None:
        _let_stand_in(actor, locked, stand_in)
    _journal(actor, "duty.attended", locked, locked.path, attendance=attendance)


def _let_stand_in(actor: Account, duty: Duty, account: Account) -> None:
    """`account` came in somebody's place; who is on it already came as well."""
    there = Duty.objects.filter(
        origin=duty.origin,
        gathering_id=duty.gathering_id,
        shift_id=duty.shift_id,
        account=account,
        until_at=None,
    )
    mine = there.first() or Duty(
        origin=duty.origin,
        gathering_id=duty.gathering_id,
        shift_id=duty.shift_id,
        account=account,
        part=duty.part,
        since_at=clock.now(),
        instead_of_id=duty.id,
    )
    mine.attendance, mine.attended_at, mine.attended_by = Attendance.CAME, clock.now(), actor
    mine.save()


def came_by_themselves(*, actor: Account, duties: Collection[Duty]) -> None:
    """Whoever was on duty says so of themselves; what somebody else said of it before stays."""
    with transaction.atomic():
        for duty in duties:
            if not duty.attendance:
                note_attendance(actor=actor, duty=duty, attendance=Attendance.CAME)


def _hold_duty(duty: Duty, *, of_shifts_only: bool = True) -> Duty:
    """The duty, locked and in force. Raises Refused `duty.ended`, `duty.of_gathering`."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related(*queries.AT, "account")
    locked = rows.get(origin=duty.origin, id=duty.id)
    if locked.until_at is not None:
        raise Refused("duty.ended", _("This duty is no longer theirs."))
    if of_shifts_only and locked.shift_id is None:
        raise Refused("duty.of_gathering", _("Who is at a session is for the desk to change."))
    return locked


def _on_it(shift: Shift, account: Account) -> Duty | None:
    rows = Duty.objects.filter(origin=shift.origin, shift_id=shift.id, until_at=None)
    return rows.filter(account=account).first()


def _draft(shift: Shift, account: Account, **more: Any) -> Duty:
    return Duty(
        origin=shift.origin, shift_id=shift.id, account=account, since_at=clock.now(), **more
    )


def _new(shift: Shift, account: Account, **more: Any) -> Duty:
    duty = _draft(shift, account, **more)
    duty.save(force_insert=True)
    return duty


def _journal(actor: Account | None, verb: str, duty: Duty, path: str, **details: Any) -> None:
    subject: UUID | None = duty.gathering_id or duty.shift_id
    journal.write(
        actor=actor, verb=verb, subject=subject, path=path, account=str(duty.account_id), **details
    )
