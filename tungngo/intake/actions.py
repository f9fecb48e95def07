"""Taking what phones send: exactly once, set-wise, one bad operation never blocking the next."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import InterfaceError, OperationalError, ProgrammingError, transaction
from django.utils.translation import gettext as _
from msgspec import Raw

from tungngo.accounts import journal
from tungngo.accounts.actions import note_sync
from tungngo.accounts.models import Account, Device
from tungngo.intake import rules
from tungngo.intake.kinds import (
    Batch,
    Item,
    Kind,
    judge_all,
    kinds_by_name,
    known_kinds,
    sentences,
)
from tungngo.intake.models import Receipt
from tungngo.intake.queries import payloads_past
from tungngo.intake.wire import UNREADABLE, Verdict, read_name, read_op, unnamed_id
from tungngo.lib import clock, lookups, metrics, rows
from tungngo.lib.lookups import Key
from tungngo.lib.problems import Refused, whereabouts
from tungngo.lib.reach import Reach

log = logging.getLogger(__name__)
ACCEPTED, REFUSED = Receipt.Verdict.ACCEPTED.value, Receipt.Verdict.REFUSED.value
#: What is no operation's fault: a database that is busy, gone or not the one we know. The call fails
#: whole, and the phone comes again.
NOT_THEIRS = (OperationalError, InterfaceError, ProgrammingError)


def take_ops(
    *,
    actor: Account,
    device: Device,
    sent_at: datetime,
    waiting: int,
    ops: Sequence[Raw],
) -> list[Verdict]:
    """Take a batch of operations as a phone sent them; one verdict for each, in order.

    Each origin is its own transaction (one commune a write, so that the tables can be distributed):
    kind after kind in their working order, receipts before the work. `sent_at` is the phone's clock at
    sending; `waiting` what it said waits on it then, these operations included.
    """
    now = clock.now()
    offset = rules.clock_offset(sent_at, now)
    batch = Batch(actor, device, now, offset)

    def note() -> None:
        note_sync(
            actor=actor,
            device_id=device.id,
            seen_at=now,
            clock_offset=round(offset.total_seconds()),
            # Every verdict is a receipt: what was sent no longer waits.
            waiting=max(0, waiting - len(ops)),
        )

    return _take(batch, ops, closing=note)


def take_sealed(
    *,
    actor: Account,
    device: Device,
    offset: timedelta,
    ops: Sequence[Raw],
) -> list[Verdict]:
    """As `take_ops`, for operations that did not come straight from the phone (carried by another, or
    typed from paper): `offset` is what is known of its clock, and nothing is learned of its state."""
    return _take(Batch(actor, device, clock.now(), offset), ops)


def _take(
    batch: Batch, ops: Sequence[Raw], closing: Callable[[], None] | None = None
) -> list[Verdict]:
    """`closing` is done in the transaction of the last origin, so that it costs none of its own."""
    items = [_read(raw, batch.offset) for raw in ops]
    by_origin: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_origin[item.op.origin if item.op else ""].append(item)
    verdicts: dict[int, Verdict] = {}
    last = max(by_origin)
    for origin, part in sorted(by_origin.items()):
        close = closing if origin == last else None
        verdicts |= _take_whole_or_singly(batch, origin, part, close)
    told = [verdicts[id(item)] for item in items]
    metrics.count_operations(
        (item.op.kind if item.op and item.body is not None else "", one.verdict, one.code)
        for item, one in zip(items, told, strict=True)
    )
    return told


def _read(raw: Raw, offset: timedelta) -> Item:
    """An operation as far as it can be read; what cannot gets its code."""
    try:
        op = read_op(raw)
    except UNREADABLE:
        name = read_name(raw)
        return Item(raw, name, name or unnamed_id(raw), code="op.unreadable")
    item = Item(raw, op.op, op.op, op)
    kind = _kind(op.kind)
    if kind is None:
        item.code = "op.kind_unknown"
        return item
    try:
        item.body = kind.decoder.decode(op.body)
    except UNREADABLE:
        item.code = "op.unreadable"
        return item
    if (at := getattr(item.body, "at", None)) is not None:
        item.at = rules.corrected(at, offset)
    return item


def _kind(name: str) -> Kind | None:
    return kinds_by_name().get(name)


def _take_whole_or_singly(
    batch: Batch, origin: str, items: Sequence[Item], closing: Callable[[], None] | None
) -> dict[int, Verdict]:
    """The operations of one origin together; where our own code breaks over one of them, each by itself,
    in working order, so that it is refused alone and blocks no other. Gives verdicts by `id(item)`."""
    batch.whole = len(items) > 1
    try:
        return _take_origin(batch, origin, items, closing)
    except NOT_THEIRS:
        raise
    except Exception as fault:
        batch.whole = False
        log.error("a call of %d operations is taken singly: %s", len(items), whereabouts(fault))
    order = {kind.name: place for place, kind in enumerate(known_kinds())}
    verdicts: dict[int, Verdict] = {}
    for item in sorted(items, key=lambda item: order.get(item.op.kind, 0) if item.op else 0):
        again = _read(item.raw, batch.offset)
        try:
            [verdict] = _take_origin(batch, origin, [again]).values()
        except NOT_THEIRS:
            raise
        except Exception as fault:
            log.error("an operation broke: %s", whereabouts(fault))
            again.code = "op.broken"
            [verdict] = _take_origin(batch, origin, [again]).values()
        verdicts[id(item)] = verdict
    if closing is not None:
        closing()
    return verdicts


@transaction.atomic
def _take_origin(
    batch: Batch,
    origin: str,
    items: Sequence[Item],
    closing: Callable[[], None] | None = None,
) -> dict[int, Verdict]:
    """The operations of one origin, and `closing`, in one transaction. Gives verdicts by `id(item)`."""
    lookups.go_by_indexes()
    first_of: dict[Key, Item] = {}
    for item in items:
        first_of.setdefault(item.key, item)
    readable: dict[str, list[Item]] = defaultdict(list)
    for item in first_of.values():
        readable[item.op.kind if item.op and not item.code else ""].append(item)
    unread = readable[""]
    new = _receive(batch, origin, unread) if unread else set()
    for kind in known_kinds():
        if mine := readable[kind.name]:
            judge_all(batch, origin, kind, mine)
            fresh = _receive(batch, origin, mine)
            if good := [item for item in mine if item.key in fresh and not item.code]:
                kind.apply(batch, origin, good)
                _refuse_after_all(origin, [item for item in good if item.code])
            new |= fresh
    if replaced := {
        item.op.instead
        for item in first_of.values()
        if item.op and item.op.instead and item.key in new
    }:
        _replace(batch, origin, replaced)
    known = _known_receipts(origin, first_of.keys() - new)
    verdicts = {}
    for item in items:
        first = first_of[item.key]
        is_new = item.key in new
        code = first.code if is_new else known[item.key]
        verdicts[id(item)] = _verdict(item, code, had=not is_new or first is not item)
    if closing is not None:
        closing()
    return verdicts


def _verdict(item: Item, code: str, *, had: bool) -> Verdict:
    if code:
        return Verdict(item.name, "refused", code, str(sentences().get(code, code)))
    return Verdict(item.name, "had" if had else "accepted")


def _receive(batch: Batch, origin: str, items: Sequence[Item]) -> set[Key]:
    """Insert the receipts; those inserted are new, and only they are worked on."""
    return rows.insert_new(
        Receipt,
        ("origin", "op_id", "kind", "device_id", "received_at", "verdict", "code", "payload"),
        [
            (
                origin,
                item.key,
                item.op.kind.replace("\0", "") if item.op else "",
                batch.device.id,
                batch.received_at,
                REFUSED if item.code else ACCEPTED,
                item.code,
                bytes(item.raw).decode(errors="replace") if item.code else None,
            )
            # In one order for every writer, so that two calls never wait for each other.
            for item in sorted(items, key=lambda item: item.id.int)
        ],
        origin=origin,
        named="op_id",
    )


def _refuse_after_all(origin: str, items: Sequence[Item]) -> None:
    """What an earlier operation of the same call made impossible is refused as if judged so."""
    for item in items:
        Receipt.objects.filter(origin=origin, op_id=item.id).update(
            verdict=Receipt.Verdict.REFUSED,
            code=item.code,
            payload=bytes(item.raw).decode(errors="replace"),
        )


def _replace(batch: Batch, origin: str, ops: Collection[UUID]) -> None:
    """These refused operations of the same phone wait no more: what their author sent instead does, or
    was taken. What a person settled before stays settled so."""
    mine = Receipt.objects.filter(origin=origin, op_id__in=ops, device_id=batch.device.id)
    mine.filter(verdict=Receipt.Verdict.REFUSED).update(
        verdict=Receipt.Verdict.REPLACED,
        settled_at=batch.received_at,
        settled_by_id=batch.actor.id,
    )


def _known_receipts(origin: str, ops: Iterable[Key]) -> dict[Key, str]:
    """op → the code it was refused with before ("" when it was accepted, also by a person since)."""
    return dict(lookups.find(Receipt, ("op_id", "code"), among=("op_id", ops), origin=origin))


@transaction.atomic
def take_again(
    *,
    actor: Account,
    receipt: Receipt,
    device: Device,
    changes: Mapping[str, Any] | None = None,
    vouch: Callable[[str, datetime], bool] | None = None,
) -> Verdict:
    """Judge a refused operation once more, as its author's: what it named may be there by now.

    `changes` are the fields a person put right in what it says. `device` is the phone that sent it.
    `vouch(path, moment)` says where the actor answers for the author's having worked. When it is
    accepted, its receipt says so from now on, and the phone hears it with the next world; when not,
    the receipt keeps the new reason. Raises Refused `receipt.not_open` when it was settled meanwhile.
    """
    locked = _open_receipt(receipt)
    raw = Raw((locked.payload or "").encode())
    offset = timedelta(seconds=device.clock_offset)
    item = _read(raw, offset)
    if changes and item.body is not None:
        # A moment that a person put right is not moved again by the offset of the author's clock.
        said = msgspec.json.decode(raw)
        raw = Raw(msgspec.json.encode(said | {"body": said["body"] | dict(changes)}))
        item = _read(raw, timedelta(0) if "at" in changes else offset)
    batch = Batch(device.account, device, clock.now(), offset)
    if vouch is not None:
        batch.kept["worked_at"] = vouch
    if item.op and not item.code:
        kind = _kind(item.op.kind)
        assert kind is not None
        judge_all(batch, locked.origin, kind, [item])
        if not item.code:
            kind.apply(batch, locked.origin, [item])
    if item.code:
        locked.code, locked.payload = item.code, bytes(raw).decode(errors="replace")
    else:
        locked.verdict, locked.code, locked.payload = Receipt.Verdict.ACCEPTED, "", None
        locked.settled_at, locked.settled_by_id = clock.now(), actor.id
    locked.save()
    verb = "receipt.still_refused" if item.code else "receipt.taken_again"
    journal.write(actor=actor, verb=verb, subject=locked.op_id)
    return _verdict(item, item.code, had=False)


@transaction.atomic
def leave_receipt(*, actor: Account, receipt: Receipt) -> None:
    """A person looked at a refused operation and leaves it at that; what was sent is kept.

    Raises Refused `receipt.not_open` when it was settled meanwhile.
    """
    locked = _open_receipt(receipt)
    locked.verdict = Receipt.Verdict.LEFT
    locked.settled_at, locked.settled_by_id = clock.now(), actor.id
    locked.save()
    journal.write(actor=actor, verb="receipt.left", subject=locked.op_id)


@transaction.atomic
def reopen_receipt(*, actor: Account, receipt: Receipt) -> None:
    """Take "left" back: the operation waits for a person again.

    Raises Refused `receipt.not_left` when it is not left.
    """
    found = Receipt.objects.select_for_update().filter(origin=receipt.origin, op_id=receipt.op_id)
    locked = found.filter(verdict=Receipt.Verdict.LEFT).first()
    if locked is None:
        raise Refused("receipt.not_left", _("This record is not left; there is nothing to undo."))
    locked.verdict, locked.settled_at, locked.settled_by_id = Receipt.Verdict.REFUSED, None, None
    locked.save()
    journal.write(actor=actor, verb="receipt.reopened", subject=locked.op_id)


def _open_receipt(receipt: Receipt) -> Receipt:
    """The receipt, locked. Raises Refused `receipt.not_open`."""
    found = Receipt.objects.select_for_update().filter(origin=receipt.origin, op_id=receipt.op_id)
    locked = found.filter(verdict=Receipt.Verdict.REFUSED).first()
    if locked is None:
        raise Refused("receipt.not_open", _("Somebody has already settled this record."))
    return locked


def hand_over(*, actor: Account, batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Mark refused operations as handed to the team leader, with what their authors say to them."""
    for item in items:
        mine = Receipt.objects.filter(origin=origin, op_id=item.body.receipt)
        mine.filter(device_id=batch.device.id).update(
            handed_at=item.at, note=item.body.note.strip()
        )
    journal.write(actor=actor, verb="receipt.handed", subject=batch.device.id, count=len(items))


@transaction.atomic
def erase_payloads(*, actor: Account | None, origin: str, mentions: Callable[[str], bool]) -> int:
    """Erase what was sent and refused where `mentions` says that it speaks of somebody; how many. One
    that still waited is left: nobody can judge it any more."""
    kept = Receipt.objects.filter(origin=origin, payload__isnull=False)
    found = [one for one in kept if mentions(f"{one.payload} {one.note}")]
    for one in found:
        one.payload, one.note = None, ""
        if one.verdict == Receipt.Verdict.REFUSED:
            one.verdict = Receipt.Verdict.LEFT
            one.settled_at, one.settled_by_id = clock.now(), actor.id if actor else None
        one.save()
    if found:
        journal.write(actor=actor, verb="receipt.erased", subject=origin, count=len(found))
    return len(found)


@transaction.atomic
def forget_payloads(*, actor: Account | None, before: datetime) -> int:
    """Erase what was sent and refused, of what was settled before a moment; how many."""
    count = payloads_past(Reach.everything(), before).update(payload=None, note="")
    if count:
        journal.write(actor=actor, verb="receipt.forgotten", count=count)
    return count
