"""The operation `receipt.settle`: a team leader settles a refused record of the team."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from tungngo.accounts.models import Device
from tungngo.intake.actions import leave_receipt, take_again
from tungngo.intake.kinds import Batch, Item, Kind, deciding
from tungngo.intake.models import Receipt
from tungngo.intake.queries import receipt_of
from tungngo.intake.wire import Moment
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.queries import led_by, phones_under
from tungngo.teams.refused import answered_for, said_in


class Mended(Struct, omit_defaults=True):
    """What a leader put right in a refused encounter; what is absent stays as it was sent."""

    at: Moment | None = None
    household: uuid.UUID | None = None
    #: Leave out the people and services the server did not know.
    outcomes: list[tuple[uuid.UUID, str, int]] | None = None
    come_back_on: date | None = None


class Settle(Struct):
    """`receipt`: the refused operation. `again`: judge it once more, mended where that is given."""

    id: uuid.UUID
    receipt: uuid.UUID
    verdict: Literal["again", "leave"]
    at: Moment
    mended: Mended | None = None


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """A leader settles what phones of their own teams sent; `item.found`: the receipt and its phone.

    What somebody decided is nobody else's to send again: it would be done in their name.
    """
    reach: Reach = batch.once("led_by", lambda: led_by(batch.actor))
    for item in items:
        item.found = _sent_by_the_team(reach, origin, item.body.receipt)
        if item.found is None:
            item.code = "receipt.out_of_reach"
        elif item.body.verdict == "again" and item.found[0].kind in deciding():
            item.code = "receipt.decision"


def _sent_by_the_team(reach: Reach, origin: str, op_id: uuid.UUID) -> tuple[Receipt, Device] | None:
    for path in reach.paths:
        phones = phones_under(reach, path)
        receipt = receipt_of(reach, phones.order_by().values("id"), op_id, origin=origin)
        if receipt is not None:
            sent = receipt, phones.select_related("account").get(pk=receipt.device_id)
            return next(iter(answered_for(reach, [sent])), None)
    return None


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """One after the other; what somebody else settled in the meantime stays as they left it."""
    reach: Reach = batch.once("led_by", lambda: led_by(batch.actor))

    def vouch(path: str, moment: datetime) -> bool:
        return reach.covers(path)

    for item in items:
        receipt, phone = item.found
        try:
            if item.body.verdict == "leave":
                leave_receipt(actor=batch.actor, receipt=receipt)
            else:
                changes = _changes(item.body.mended, receipt.payload)
                take_again(
                    actor=batch.actor, receipt=receipt, device=phone, changes=changes, vouch=vouch
                )
        except Refused as settled:
            if settled.code != "receipt.not_open":
                raise


def _changes(mended: Mended | None, payload: str | None) -> dict[str, Any]:
    """The fields put right. Who taught and how people agreed goes with the outcomes that are left out."""
    changes = msgspec.to_builtins(mended) if mended else {}
    if "outcomes" in changes:
        left = [list(outcome[:2]) for outcome in changes["outcomes"]]
        said = said_in(payload)
        for name in ("taught", "consents"):
            if isinstance(rows := said.get(name), list):
                changes[name] = [r for r in rows if isinstance(r, list) and r[:2] in left]
    return changes


SETTLE = Kind(
    name="receipt.settle",
    body=Settle,
    judge=judge,
    apply=apply,
    sentences={
        "receipt.out_of_reach": _(
            "This record was not sent by a member of a team led from this phone."
        ),
        "receipt.decision": _(
            "This is somebody's decision, no record of a visit: it can be left, not sent in again."
        ),
    },
    decides=True,
)
