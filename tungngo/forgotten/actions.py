"""Remembering whom to forget, and whom to know again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.forgotten.models import Forgotten, Unnamed
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


def keep_unnamed(
    *, actor: Account | None, rows: Iterable[tuple[str, UUID, bool, Sequence[str]]]
) -> None:
    """Keep the traces of rows (origin, id, whether a door, traces) whose names are being deleted, inside
    the caller's transaction, which journals it."""
    now = clock.now()
    Unnamed.objects.bulk_create(
        [
            Unnamed(origin=origin, row_id=id_, is_door=is_door, traces=list(traces), unnamed_at=now)
            for origin, id_, is_door, traces in rows
        ],
        update_conflicts=True,
        unique_fields=["origin", "row_id"],
        update_fields=["traces", "unnamed_at"],
    )


def empty_traces(*, actor: Account | None, found: QuerySet[Unnamed]) -> int:
    """Nobody is known again by these any more; that the name's time was over stays. How many; inside the
    caller's transaction, which journals it."""
    return found.update(traces=[])


def drop_unnamed(*, actor: Account | None, origin: str, rows: Collection[UUID]) -> None:
    """These rows are not to be known again, inside the caller's transaction, which journals it."""
    Unnamed.objects.filter(origin=origin, row_id__in=list(rows)).delete()
