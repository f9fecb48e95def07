"""Visitors confirm on their own phones that they came: a head each, and nobody's name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points import rules
from tungngo.points.models import Arrival, Gathering


@transaction.atomic
def confirm_arrival(*, actor: Account | None, gathering: Gathering, arrival_id: UUID) -> Arrival:
    """Somebody came. The same id again is the same head, and holds again where it was taken back.

    Raises Refused `arrival.early`, `arrival.over`, `arrival.cancelled`, and `arrival.taken` for an id of
    another session.
    """
    if code := rules.not_open(gathering.state, gathering.starts_at, gathering.ends_at, clock.now()):
        raise Refused(f"arrival.{code}", ARRIVALS[code])
    found, is_new = Arrival.objects.get_or_create(
        origin=gathering.origin,
        id=arrival_id,
        defaults={"gathering_id": gathering.id, "arrived_at": clock.now()},
    )
    if found.gathering_id != gathering.id:
        raise Refused("arrival.taken", _("This confirmation belongs to another session."))
    if found.withdrawn_at is not None:
        _withdraw(found, None)
    if is_new:
        journal.write(
            actor=actor, verb="arrival.confirmed", subject=gathering.id, path=gathering.path
        )
    return found


@transaction.atomic
def withdraw_arrival(*, actor: Account | None, gathering: Gathering, arrival_id: UUID) -> None:
    """Undo `confirm_arrival`; of an id nobody confirmed nothing happens."""
    rows = Arrival.objects.filter(origin=gathering.origin, gathering_id=gathering.id)
    found = rows.filter(id=arrival_id, withdrawn_at=None).first()
    if found is not None:
        _withdraw(found, clock.now())
        journal.write(
            actor=actor, verb="arrival.withdrawn", subject=gathering.id, path=gathering.path
        )


def _withdraw(found: Arrival, at: datetime | None) -> None:
    Arrival.objects.filter(origin=found.origin, id=found.id).update(withdrawn_at=at)


#: Why somebody cannot confirm coming: `rules.not_open`.
ARRIVALS = {
    "early": _("This session has not begun yet. Come back when it does."),
    "over": _("This session is over."),
    "cancelled": _("This session was cancelled."),
}
