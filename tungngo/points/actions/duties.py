"""Writes about who is on duty."""

from __future__ import annotations

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.points.clashes import hold_gathering, refuse_clash
from tungngo.points.models import Duty, Gathering


@transaction.atomic
def put_on_duty(
    *, actor: Account | None, gathering: Gathering, account: Account, part: str = Duty.Part.HELPER
) -> Duty:
    """Put somebody on duty; somebody already on this duty gets the part given.

    Raises Refused `gathering.cancelled`, `duty.clash`.
    """
    locked = hold_gathering(gathering)
    refuse_clash([account.id], locked.starts_at, locked.ends_at, but_for=locked.id)
    mine = Duty.objects.filter(
        origin=locked.origin, gathering_id=locked.id, account=account, until_at=None
    )
    duty = mine.first() or Duty(
        origin=locked.origin, gathering_id=locked.id, account=account, since_at=clock.now()
    )
    duty.part = part
    duty.save()
    journal.write(
        actor=actor, verb="duty.given", subject=locked.id, path=locked.path, account=str(account.id)
    )
    return duty


@transaction.atomic
def take_off_duty(*, actor: Account, duty: Duty) -> None:
    """Take somebody off a duty, with a way back."""
    Duty.objects.filter(origin=duty.origin, id=duty.id).update(until_at=clock.now())
    _journal_duty(actor, "duty.ended", duty)


@transaction.atomic
def bring_back_duty(*, actor: Account, duty: Duty) -> None:
    """Undo `take_off_duty`. Raises what `put_on_duty` raises."""
    put_on_duty(actor=actor, gathering=duty.gathering, account=duty.account, part=duty.part)


def _journal_duty(actor: Account, verb: str, duty: Duty) -> None:
    journal.write(
        actor=actor,
        verb=verb,
        subject=duty.gathering_id,
        path=duty.gathering.path,
        account=str(duty.account_id),
    )
