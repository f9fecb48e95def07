"""What phones say of shifts: `shift.sign_up`, `shift.hand_over`, `duty.offer`, `duty.take_over`,
`duty.attend` (docs/wire.md).

Who signs up first has the place: each is decided under the lock of its shift, one after the other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import NO_NUL, Moment
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries
from tungngo.points.clashes import refuse_stranger

#: Whether somebody may speak of a shift is judged operation by operation.
EVERYTHING = Reach.everything()
SENTENCES: Mapping[str, Any] = {
    "shift.unknown": _("There is no such shift. The record is kept."),
    "shift.not_yours": _("This shift is for the members of another ward or another group."),
    "shift.not_on_it": _("Only who is on a shift hands it over. The record is kept."),
    "shift.cancelled": _("This shift was called off."),
    "shift.begun": _("This shift has begun or is over."),
    "shift.full": _("Somebody else was first: this shift has all the people it needs."),
    "duty.unknown": _("There is no such duty. The record is kept."),
    "duty.not_yours": _("This is somebody else's duty."),
    "duty.ended": _("This duty is no longer theirs."),
    "duty.of_gathering": _("Who is at a session is for the desk to change."),
    "duty.not_offered": _("This duty is no longer offered; perhaps somebody else was first."),
    "duty.own": _("This duty is already one's own."),
    "duty.early": _("The day of this duty has not come yet."),
    "duty.clash": _("There is another duty at this hour already."),
    "duty.away": _("These are days noted as away."),
}


class SignUpBody(Struct):
    """I take a place on this shift."""

    id: uuid.UUID
    shift: uuid.UUID
    at: Moment


class HandOverBody(Struct):
    """What is still open at the end of my shift, for whoever comes next (`to`, when it is known)."""

    id: uuid.UUID
    shift: uuid.UUID
    at: Moment
    words: Annotated[str, Meta(max_length=500, pattern=NO_NUL)] = ""
    to: uuid.UUID | None = None


class OfferBody(Struct):
    """I look for somebody to take my duty over; `on` false: no longer."""

    id: uuid.UUID
    duty: uuid.UUID
    at: Moment
    on: bool = True


class DutyBody(Struct):
    """I take this duty over; or: I was there."""

    id: uuid.UUID
    duty: uuid.UUID
    at: Moment


def _judge_sign_up(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The shift is there and open to the author's teams. `item.found` becomes the shift."""
    found = queries.shifts_among(EVERYTHING, origin, {item.body.shift for item in items})
    for item in items:
        item.found = found.get(item.body.shift)
        if item.found is None:
            item.code = "shift.unknown"
        else:
            item.code = _told(refuse_stranger, item.found, batch.actor)


def _judge_hand_over(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The author is on the shift; to whom it is handed is somebody of the same rota's shifts."""
    found = queries.shifts_among(EVERYTHING, origin, {item.body.shift for item in items})
    staff = queries.duties_on(EVERYTHING, found.values())
    for item in items:
        item.found = found.get(item.body.shift)
        if item.found is None:
            item.code = "shift.unknown"
        elif all(duty.account_id != batch.actor.id for duty in staff.get(item.body.shift, [])):
            item.code = "shift.not_on_it"


def _judge_own(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The duty is there and the author's. `item.found` becomes the duty."""
    _find_duties(origin, items)
    for item in items:
        if not item.code and item.found.account_id != batch.actor.id:
            item.code = "duty.not_yours"


def _judge_attend(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    _judge_own(batch, origin, items)
    for item in items:
        starts_at = item.found.span[0] if not item.code else None
        if starts_at and clock.day_of(batch.received_at) < clock.day_of(starts_at):
            item.code = "duty.early"


def _judge_take_over(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The duty is there, on a shift, and open to the author's teams."""
    _find_duties(origin, items)
    for item in items:
        if item.code:
            continue
        if item.found.shift_id is None:
            item.code = "duty.of_gathering"
        else:
            item.code = _told(refuse_stranger, item.found.shift, batch.actor)


def _find_duties(origin: str, items: Sequence[Item]) -> None:
    found = queries.duties_among(EVERYTHING, origin, {item.body.duty for item in items})
    for item in items:
        item.found = found.get(item.body.duty)
        if item.found is None:
            item.code = "duty.unknown"


def _told(act: Callable[..., Any], *about: Any, **said: Any) -> str:
    """The code an act is refused with, having written nothing; empty when it is done."""
    try:
        act(*about, **said)
    except Refused as refused:
        return refused.code
    return ""


def _sign_up(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for item in items:
        item.code = _told(actions.sign_up, actor=batch.actor, shift=item.found)


def _hand_over(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    known = queries.on_rotas(EVERYTHING, origin, {item.found.rota_id for item in items})
    for item in items:
        actions.hand_over(
            actor=batch.actor,
            shift=item.found,
            words=item.body.words,
            to=known.get(item.body.to),
            happened_at=item.at,
            id=item.body.id,
        )


def _offer(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for item in items:
        item.code = _told(actions.offer_duty, actor=batch.actor, duty=item.found, on=item.body.on)


def _take_over(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for item in items:
        item.code = _told(
            actions.take_over, actor=batch.actor, duty=item.found, account=batch.actor
        )


def _attend(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for item in items:
        item.code = _told(actions.came_by_themselves, actor=batch.actor, duties=[item.found])


SIGN_UP = Kind("shift.sign_up", SignUpBody, _judge_sign_up, _sign_up, SENTENCES)
HAND_OVER = Kind("shift.hand_over", HandOverBody, _judge_hand_over, _hand_over, SENTENCES)
OFFER = Kind("duty.offer", OfferBody, _judge_own, _offer, SENTENCES)
TAKE_OVER = Kind("duty.take_over", DutyBody, _judge_take_over, _take_over, SENTENCES)
ATTEND = Kind("duty.attend", DutyBody, _judge_attend, _attend, SENTENCES)
