"""Reads about people who were erased."""

from __future__ import annotations

from tungngo.forgotten.models import Forgotten
from tungngo.lib.reach import Reach


def traces_at(reach: Reach, origin: str) -> frozenset[str]:
    """The traces of everybody erased from the lists of a commune."""
    if not reach.paths:
        return frozenset()
    found = Forgotten.objects.filter(origin=origin).values_list("traces", flat=True)
    return frozenset(trace for traces in found for trace in traces)
