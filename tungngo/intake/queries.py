"""Reads about receipts: what became of what phones sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from tungngo.intake.models import Receipt
from tungngo.lib.reach import Reach


def refused_of(device_id: uuid.UUID, origin: str, op_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `op_ids` that this phone sent about this commune and that were not accepted."""
    found = Receipt.objects.filter(origin=origin, op_id__in=list(op_ids), device_id=device_id)
    return set(found.exclude(verdict=Receipt.Verdict.ACCEPTED).values_list("op_id", flat=True))


def settled_for(reach: Reach, device_id: uuid.UUID, since: datetime) -> list[tuple[uuid.UUID, str]]:
    """(operation, verdict) of each refused record of a phone that a person settled since, oldest
    first: what that phone has to hear, since it last heard "refused"."""
    if not reach.paths:
        return []
    found = Receipt.objects.filter(device_id=device_id, settled_at__gte=since)
    # What its author sent again, their phone knows.
    found = found.exclude(verdict=Receipt.Verdict.REPLACED)
    return list(found.order_by("settled_at").values_list("op_id", "verdict"))


def open_receipts(reach: Reach, device_ids: Iterable[uuid.UUID] | QuerySet) -> QuerySet[Receipt]:
    """Operations of these phones (already reached by the caller) that wait for a person, newest
    first; what an author handed over comes before the rest."""
    if not reach.paths:
        return Receipt.objects.none()
    kept_whole = Receipt.objects.filter(device_id__in=device_ids, payload__isnull=False)
    found = kept_whole.filter(verdict=Receipt.Verdict.REFUSED)
    return found.order_by("handed_at", "-received_at")


def accepted_ops(reach: Reach, origin: str, kind: str) -> set[uuid.UUID]:
    """Operations of one kind of a commune whose receipt says accepted."""
    if not reach.paths:
        return set()
    found = Receipt.objects.filter(origin=origin, kind=kind, verdict=Receipt.Verdict.ACCEPTED)
    return set(found.values_list("op_id", flat=True))


def receipt_of(
    reach: Reach, device_ids: QuerySet, op_id: uuid.UUID, *, origin: str | None = None
) -> Receipt | None:
    """One operation of these phones (already reached by the caller); None when it is not theirs, or
    not about the commune `origin`, where that is given."""
    if not reach.paths:
        return None
    found = Receipt.objects.filter(device_id__in=device_ids, op_id=op_id)
    return (found if origin is None else found.filter(origin=origin)).first()


def payloads_past(reach: Reach, before: datetime) -> QuerySet[Receipt]:
    """Operations settled before a moment of which what was sent is still kept; for whoever reaches all."""
    if not reach.covers(""):
        return Receipt.objects.none()
    return Receipt.objects.filter(payload__isnull=False, settled_at__lt=before)
