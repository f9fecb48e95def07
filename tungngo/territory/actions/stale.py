"""Which tallies are older than their facts: the worker's queue of recounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection

from tungngo.lib import clock, rows
from tungngo.territory.marks import Mark
from tungngo.territory.models import StaleArea


def mark_stale(paths: Mapping[str, int], *, at: datetime | None = None) -> None:
    """Queue the areas at `paths` for a recount; each value is how many new encounters wait there.

    Set-wise, inside the transaction that brought the facts: adds to what already waits and keeps
    since when. No journal line: the action that calls this leaves its own.
    """
    moment = at or clock.now()
    rows.insert(
        StaleArea,
        ("origin", "path", "since_at", "touched", "waiting"),
        # In one order for every writer, so that two transactions never wait for each other.
        [(_commune_code(path), path, moment, 1, count) for path, count in sorted(paths.items())],
        conflict=("origin", "path"),
        add=("touched", "waiting"),
    )


def _commune_code(path: str) -> str:
    """The commune a path lies in; above communes the province, so that the key says something."""
    parts = path.split(".")
    return parts[1] if len(parts) > 2 else parts[0]


def clear_stale(marks: Collection[Mark], *, read_at: datetime) -> set[str]:
    """What was counted no longer waits; the paths of those of `marks` that are still there.

    Inside the recount's transaction. A mark that nobody has touched since it was read is taken away;
    one that was touched stays, and says what came since. One that is gone, or of another moment,
    another recount has dealt with: its path is not among those given back.
    """
    read = {(mark.origin, mark.path): mark for mark in marks}
    found = StaleArea.objects.filter(path__in=[mark.path for mark in marks]).order_by("path")
    if connection.features.has_select_for_update:
        found = found.select_for_update()
    known: set[str] = set()
    done: list[str] = []
    for there in found:
        mark = read.get((there.origin, there.path))
        if mark is None or there.since_at != mark.since_at:
            continue
        known.add(there.path)
        if there.touched == mark.touched:
            done.append(there.path)
        else:
            there.since_at, there.waiting = read_at, max(0, there.waiting - mark.waiting)
            there.save(update_fields=["since_at", "waiting"])
    StaleArea.objects.filter(path__in=done).delete()
    return known
