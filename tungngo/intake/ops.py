"""Operations about operations: a refused one is handed to the team leader."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from tungngo.intake import actions, queries
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import Moment, Short


class Hand(Struct):
    """`receipt`: the operation that was refused."""

    id: uuid.UUID
    receipt: uuid.UUID
    at: Moment
    note: Short = ""


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Only an operation this phone sent, and that was not accepted, can be handed over."""
    mine = queries.refused_of(batch.device.id, origin, {item.body.receipt for item in items})
    for item in items:
        if item.body.receipt not in mine:
            item.code = "receipt.unknown"


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    actions.hand_over(actor=batch.actor, batch=batch, origin=origin, items=items)


HAND = Kind(
    name="receipt.hand",
    body=Hand,
    judge=judge,
    apply=apply,
    sentences={
        "receipt.unknown": _(
            "The record handed over is not on the server; it stays on this phone."
        ),
    },
)
