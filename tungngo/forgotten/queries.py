"""Reads about people who were erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tungngo.forgotten.models import Forgotten
from tungngo.lib.reach import Reach


def traces_at(reach: Reach, origin: str) -> frozenset[str]:
    """The traces of everybody erased from the lists of a commune."""
    if not reach.paths:
        return frozenset()
    found = Forgotten.objects.filter(origin=origin).values_list("traces", flat=True)
    return frozenset(trace for traces in found for trace in traces)


def forgotten_since(reach: Reach, origin: str, moment: datetime) -> dict[UUID, datetime]:
    """Who was erased from the lists of a commune after a moment, and when."""
    if not reach.paths:
        return {}
    found = Forgotten.objects.filter(origin=origin, forgotten_at__gte=moment)
    return dict(found.values_list("resident_id", "forgotten_at"))
