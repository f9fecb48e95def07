"""Taking what somebody carried here for a phone that has no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from msgspec import Raw

from tungngo.accounts import journal
from tungngo.accounts.actions import note_carried
from tungngo.accounts.models import Account, Device
from tungngo.accounts.queries import device_of
from tungngo.intake.actions import take_sealed
from tungngo.intake.rules import corrected
from tungngo.intake.wire import MOST_OPS
from tungngo.lib import clock, rows
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sealing import KeyUnknown, Unsealable, unseal
from tungngo.parcels.models import Parcel
from tungngo.parcels.queries import contents_past, keys_of
from tungngo.parcels.refusals import SENTENCES
from tungngo.parcels.wire import (
    Contents,
    contents_of,
    fingerprint_of,
    operations_of,
    packed,
    said_before,
)


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a parcel of `device` with `operations` in it.

    `state` as in Parcel. `taken`: `accepted` are new, `had` were here before, `refused` could not be
    taken and are kept. `waiting`: the badge was withdrawn, a person decides. `left`: a person did.
    """

    fingerprint: str
    device: Device
    state: str
    operations: int
    accepted: int = 0
    had: int = 0
    refused: int = 0


def bring_parcel(*, actor: Account, sealed: bytes, carrier: Device | None = None) -> Brought:
    """Take a parcel in: as its own phone's, whoever brings it (`carrier`: with which phone).

    Each operation counts once, also when the phone sends it itself later. One from a phone whose badge
    was withdrawn is kept whole for a person. Raises Refused `parcel.unreadable`, `parcel.key_unknown`
    or `parcel.device_unknown`; then nothing was written.
    """
    contents = _opened(sealed)
    fingerprint = fingerprint_of(sealed)
    try:
        device = device_of(contents.secret, withdrawn_too=True)
    except Refused as unknown:
        raise _refused("parcel.device_unknown") from unknown
    if not device.is_working:
        return _keep(actor, fingerprint, device, contents)
    brought = _take(fingerprint, device, contents.ops)
    note_carried(
        actor=actor,
        device=device,
        packed_at=corrected(contents.sent_at, timedelta(seconds=device.clock_offset)),
    )
    journal.write(
        actor=actor,
        verb="parcel.brought",
        subject=device.id,
        parcel=fingerprint[:16],
        carrier=str(carrier.id) if carrier else "",
        accepted=brought.accepted,
        had=brought.had,
        refused=brought.refused,
    )
    return brought


@transaction.atomic
def take_in(*, actor: Account, parcel: Parcel) -> Brought:
    """Take in a parcel that waits, or was left: its records count as their author's.

    Raises Refused `parcel.not_open` when it was taken in meanwhile, `parcel.emptied` when its time was over.
    """
    locked = _locked(parcel, Parcel.State.WAITING, Parcel.State.LEFT)
    if not bytes(locked.content):
        raise _refused("parcel.emptied")
    brought = _take(locked.fingerprint, locked.device, operations_of(bytes(locked.content)))
    locked.content = b""
    _decide(locked, actor, Parcel.State.TAKEN)
    journal.write(
        actor=actor,
        verb="parcel.taken",
        subject=locked.device_id,
        accepted=brought.accepted,
        had=brought.had,
        refused=brought.refused,
    )
    return brought


@transaction.atomic
def leave(*, actor: Account, parcel: Parcel) -> None:
    """Leave a parcel that waits: it counts nowhere and is kept. Raises Refused `parcel.not_open`."""
    locked = _locked(parcel, Parcel.State.WAITING)
    _decide(locked, actor, Parcel.State.LEFT)
    journal.write(actor=actor, verb="parcel.left", subject=locked.device_id)


def _opened(sealed: bytes) -> Contents:
    """What a parcel holds. Raises Refused `parcel.unreadable` or `parcel.key_unknown`."""
    try:
        return contents_of(unseal(sealed, keys_of(Reach.everything())))
    except KeyUnknown as unknown:
        raise _refused("parcel.key_unknown") from unknown
    except (Unsealable, ValueError) as broken:
        raise _refused("parcel.unreadable") from broken


def _refused(code: str) -> Refused:
    return Refused(code, SENTENCES[code])


def _take(fingerprint: str, device: Device, operations: Sequence[Raw]) -> Brought:
    """Hand the operations in as the device's own, as many at a time as a phone may send."""
    verdicts: Counter[str] = Counter()
    for start in range(0, len(operations), MOST_OPS):
        taken = take_sealed(
            actor=device.account,
            device=device,
            # Days lie between packing and arriving: they say nothing of how wrong its clock is.
            offset=timedelta(seconds=device.clock_offset),
            ops=operations[start : start + MOST_OPS],
        )
        verdicts.update(one.verdict for one in taken)
    return Brought(
        fingerprint,
        device,
        Parcel.State.TAKEN.value,
        len(operations),
        verdicts["accepted"],
        verdicts["had"],
        verdicts["refused"],
    )


def _keep(actor: Account, fingerprint: str, device: Device, contents: Contents) -> Brought:
    """Put a withdrawn phone's parcel where a person finds it, once."""
    offset = timedelta(seconds=device.clock_offset)
    values = {
        "id": Parcel().id,
        "fingerprint": fingerprint,
        "device_id": device.id,
        "brought_by_id": actor.id,
        "received_at": clock.now(),
        "packed_at": corrected(contents.sent_at, offset),
        "operations": len(contents.ops),
        "before": said_before(contents.ops, device.revoked_at or clock.now(), offset),
        "state": Parcel.State.WAITING,
        "content": packed(contents.ops),
    }
    with transaction.atomic():
        kept = rows.insert(
            Parcel,
            list(values),
            [list(values.values())],
            conflict=["fingerprint"],
            returning=["fingerprint"],
        )
        if kept:
            journal.write(
                actor=actor, verb="parcel.kept", subject=device.id, count=len(contents.ops)
            )
    found = Parcel.objects.get(fingerprint=fingerprint)
    return Brought(
        fingerprint,
        device,
        found.state,
        found.operations,
        had=found.operations if found.state == Parcel.State.TAKEN else 0,
    )


def _locked(parcel: Parcel, *states: str) -> Parcel:
    """The parcel, locked, in one of `states`. Raises Refused `parcel.not_open`."""
    found = Parcel.objects.select_for_update().filter(pk=parcel.pk, state__in=states).first()
    if found is None:
        raise _refused("parcel.not_open")
    return found


def _decide(parcel: Parcel, actor: Account, state: str) -> None:
    parcel.state, parcel.decided_at, parcel.decided_by = state, clock.now(), actor
    parcel.save()


@transaction.atomic
def forget_contents(*, actor: Account | None, before: datetime) -> int:
    """Empty parcels that came before a moment; what nobody decided on is left by it. How many."""
    found = contents_past(Reach.everything(), before)
    waiting = found.filter(state=Parcel.State.WAITING)
    waiting.update(state=Parcel.State.LEFT, decided_at=clock.now())
    count = found.update(content=b"")
    if count:
        journal.write(actor=actor, verb="parcel.forgotten", count=count)
    return count
