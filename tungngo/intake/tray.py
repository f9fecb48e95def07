"""What lies in the tray: operations that were refused and wait for a person, in numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from tungngo.intake.models import Receipt
from tungngo.lib.reach import Reach


def waiting_by_code(reach: Reach, device_ids: Iterable | QuerySet | None = None) -> dict[str, int]:
    """Code of the refusal → how many operations wait with it, most first: all of the installation, or
    those of the phones `device_ids` (already reached by the caller)."""
    if not reach.paths:
        return {}
    # "Not accepted" is said too: those few have an index of their own (receipt_not_accepted).
    few = Receipt.objects.filter(~Q(verdict=Receipt.Verdict.ACCEPTED))
    found = few.filter(verdict=Receipt.Verdict.REFUSED)
    if device_ids is not None:
        found = found.filter(device_id__in=device_ids)
    counted = found.order_by().values_list("code").annotate(count=Count("op_id"))
    return dict(sorted(counted, key=lambda row: (-row[1], row[0])))
