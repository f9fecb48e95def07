"""Writes about the days somebody is away, and forgetting what is kept for a while only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries
from tungngo.points.models import Duty, Handover, Leave
from tungngo.territory.models import Area

#: Rows named in one statement.
_AT_ONCE = 500


@transaction.atomic
def note_leave(
    *,
    actor: Account | None,
    area: Area,
    account: Account,
    first: date,
    last: date,
    id: UUID | None = None,
    noted_at: datetime | None = None,
) -> Leave:
    """Note that somebody of a team at `area` is away from a day to another, as the desk there knows it, or as
    they say themselves (with the `id` and moment of their phone). Duties of those days stay: the week page
    shows them until somebody else is found.

    Raises Refused `leave.ends_before`.
    """
    if last < first:
        raise Refused(
            "leave.ends_before", _("The last day must not lie before the first."), place="last"
        )
    leave = Leave.objects.create(
        origin=area.commune_code,
        id=id or uuid7(),
        path=area.path,
        account=account,
        first_on=first,
        last_on=last,
        noted_at=min(noted_at or clock.now(), clock.now()),
        noted_by=actor,
    )
    journal.write(
        actor=actor, verb="leave.noted", subject=leave.id, path=leave.path, account=str(account.id)
    )
    return leave


@transaction.atomic
def end_leave(*, actor: Account, leave: Leave) -> None:
    """Somebody is not away after all."""
    Leave.objects.filter(origin=leave.origin, id=leave.id).update(ended_at=clock.now())
    journal.write(
        actor=actor,
        verb="leave.ended",
        subject=leave.id,
        path=leave.path,
        account=str(leave.account_id),
    )


@transaction.atomic
def restore_leave(*, actor: Account, leave: Leave) -> None:
    """Undo `end_leave`."""
    Leave.objects.filter(origin=leave.origin, id=leave.id).update(ended_at=None)
    journal.write(
        actor=actor,
        verb="leave.noted",
        subject=leave.id,
        path=leave.path,
        account=str(leave.account_id),
    )


@transaction.atomic
def forget_leaves(*, actor: Account | None, before: date) -> int:
    """Delete the leaves whose last day lies before a day; how many."""
    count, _of = queries.leaves_past(Reach.everything(), before).delete()
    if count:
        journal.write(actor=actor, verb="leave.forgotten", count=count)
    return count


@transaction.atomic
def forget_duties(*, actor: Account | None, before: datetime) -> int:
    """Delete who was on duty at what was over before a moment, and with it whose hours they were; how many.
    The session, the shift and how many it needed stay."""
    by_origin: dict[str, list[UUID]] = {}
    past = queries.duties_past(Reach.everything(), before)
    for origin, duty_id in past.values_list("origin", "id"):
        by_origin.setdefault(origin, []).append(duty_id)
    for origin, ids in by_origin.items():
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            Duty.objects.filter(origin=origin, id__in=some).delete()
    count = sum(map(len, by_origin.values()))
    if count:
        journal.write(actor=actor, verb="duty.forgotten", count=count)
    return count


@transaction.atomic
def forget_handovers(*, actor: Account | None, before: datetime) -> int:
    """Empty the words of hand-overs made before a moment; how many. Who handed over when stays."""
    count = queries.handovers_past(Reach.everything(), before).update(words="")
    if count:
        journal.write(actor=actor, verb="handover.forgotten", count=count)
    return count


@transaction.atomic
def erase_handovers(*, actor: Account | None, origin: str, mentions: Callable[[str], bool]) -> int:
    """Empty the words of a commune's hand-overs that speak of somebody who is erased; how many. The journal
    line is the caller's."""
    kept = queries.handovers_said(Reach.everything(), origin)
    named = [one.id for one in kept if mentions(one.words)]
    return Handover.objects.filter(origin=origin, id__in=named).update(words="")
