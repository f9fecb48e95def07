"""Remembering whom to forget."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.forgotten.models import Forgotten
from tungngo.lib import clock


def keep_traces(
    *, actor: Account | None, origin: str, resident_id: UUID, traces: Sequence[str], path: str
) -> None:
    """Keep the traces of somebody who is being erased, inside the caller's transaction."""
    Forgotten.objects.create(
        origin=origin, resident_id=resident_id, traces=list(traces), forgotten_at=clock.now()
    )
    subject = f"{origin}:{resident_id}"
    journal.write(actor=actor, verb="resident.erased", subject=subject, path=path)
