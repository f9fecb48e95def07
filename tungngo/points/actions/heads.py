"""Writing down how many came to a gathering who are not named."""

from __future__ import annotations

from collections.abc import Sequence

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.intake.kinds import Batch, Item
from tungngo.points.models import HeadCount


def count_heads(*, actor: Account, batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append what was counted. Part of the intake's transaction: the receipts are in, `item.found` is
    the gathering."""
    HeadCount.objects.bulk_create(
        HeadCount(
            origin=origin,
            id=item.body.id,
            op_id=item.id,
            gathering_id=item.found.id,
            heads=item.body.heads,
            account=actor,
            happened_at=min(item.at or batch.received_at, batch.received_at),
            received_at=batch.received_at,
        )
        for item in items
    )
    counted = [(item.found.id, item.found.path) for item in items]
    journal.write_each(actor=actor, verb="gathering.counted", about=counted)
