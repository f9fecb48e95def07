"""Households that are put into another group leave their place behind, whoever moves them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tungngo.accounts.models import Account
from tungngo.territory.models import PastPlace


def leave_places(
    *, actor: Account | None, left: Iterable[tuple[str, UUID, str]], at: datetime
) -> None:
    """Remember where households (origin, id, path until now) lay before they moved: what was done there
    until then is still taken. Inside the caller's transaction, which journals the move."""
    PastPlace.objects.bulk_create(
        [
            PastPlace(origin=origin, household_id=id_, path=path, until_at=at)
            for origin, id_, path in left
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
