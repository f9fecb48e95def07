"""Which tallies are older than their facts: the worker's queue of recounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from tungngo.lib import clock, rows
from tungngo.territory.models import StaleArea


def mark_stale(paths: Mapping[str, int], *, at: datetime | None = None) -> None:
    """Queue the areas at `paths` for a recount; each value is how many new encounters wait there.

    Set-wise, inside the transaction that brought the facts: adds to what already waits and keeps
    since when. No journal line: the action that calls this leaves its own.
    """
    moment = at or clock.now()
    rows.insert(
        StaleArea,
        ("origin", "path", "since_at", "waiting"),
        # In one order for every writer, so that two transactions never wait for each other.
        [(_commune_code(path), path, moment, count) for path, count in sorted(paths.items())],
        conflict=("origin", "path"),
        add=("waiting",),
    )


def _commune_code(path: str) -> str:
    """The commune a path lies in; above communes the province, so that the key says something."""
    parts = path.split(".")
    return parts[1] if len(parts) > 2 else parts[0]


def take_stale(*, most: int = 200) -> list[str]:
    """Take up to `most` marks away, oldest first, and give their paths.

    For the recount, inside its transaction and before it reads a fact: what arrives meanwhile sets
    a new mark. Rows another transaction is writing are left for the next round.
    """
    marks = StaleArea.objects.order_by("since_at")
    if connection.features.has_select_for_update_skip_locked:
        marks = marks.select_for_update(skip_locked=True)
    paths = list(marks.values_list("path", flat=True)[:most])
    StaleArea.objects.filter(path__in=paths).delete()
    return paths
