"""Recounting: tallies are counted again from the facts, never incremented.

A leaf (a residential group) is counted from its doors, people and standings; every area above is
the sum of what lies directly below it. Only rows that differ are written.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from tungngo.accounts.models import Account
from tungngo.lib import clock, lookups, rows
from tungngo.lib.reach import Reach
from tungngo.progress.counting import (
    Days,
    Leaf,
    campaigns_at,
    campaigns_below,
    count_leaves,
    leaves_counted,
    lists_at,
    misplaced,
    sums_of_days,
    sums_of_lists,
    tallies_at,
)
from tungngo.progress.models import Population, Tally
from tungngo.progress.rules import Counts, leaf_path, level_of, origin_of, parent_path
from tungngo.territory.actions.stale import clear_stale
from tungngo.territory.marks import oldest_marks

#: The number of the advisory lock that recounts hold on PostgreSQL: any, but always the same.
RECOUNT_LOCK = 0x7C4E_9A01
#: Leaves counted by one set of statements: more gain little, and hold the lock longer.
AT_ONCE = 100


def recount_stale(*, actor: Account | None = None, most: int = AT_ONCE) -> list[str]:
    """Recount about `most` areas whose facts are newer than their tallies; which there were.

    Marks and facts are read as of one moment, without holding anybody up; then the tallies are
    written, and those marks taken away that nobody has touched since. A mark that was touched stays:
    its facts are counted in the next round, so nothing is missed and nothing is counted half. A mark
    that is gone, or new, was counted by another recount meanwhile: what is written is not older.
    """
    read_at = clock.now()
    with _one_moment():
        marks = oldest_marks(most=most)
        leaves = count_leaves([mark.path for mark in marks])
    if not marks:
        return []
    with transaction.atomic():
        _one_at_a_time()
        known = clear_stale(marks, read_at=read_at)
        _write({path: leaf for path, leaf in leaves.items() if path in known})
    return [mark.path for mark in marks]


@transaction.atomic
def recount(*, actor: Account | None = None, paths: Iterable[str]) -> None:
    """Recount the leaves at `paths` (groups, or communes for doors in no group) and all above.

    One recount at a time: of two in one commune each would add up what the other has not written yet.
    """
    _one_at_a_time()
    wanted = sorted(set(paths))
    for start in range(0, len(wanted), AT_ONCE):
        _write(count_leaves(wanted[start : start + AT_ONCE]))


@transaction.atomic
def recount_everything(*, actor: Account | None = None, reach: Reach) -> int:
    """Recount every leaf within `reach` and sum every day again above it; how many leaves.

    Mends what `recount` cannot know of, because nothing below it changed: tallies bent or lost above
    a leaf, or left behind where nothing is counted any more.
    """
    _one_at_a_time()
    for model in (Tally, Population):
        for origin, path, level in misplaced(reach, model):
            model.objects.filter(origin=origin, path=path, level=level).delete()
    leaves = leaves_counted(reach)
    recount(actor=actor, paths=leaves)
    above: set[str] = set()
    for path in map(leaf_path, leaves):
        while path:
            path = parent_path(path)
            above.add(path)
    for path in sorted(above, key=level_of, reverse=True):
        campaigns = campaigns_at(path) | campaigns_below(path)
        below = sums_of_days({(path, campaign_id): None for campaign_id in campaigns})
        _write_days(
            {(path, campaign_id): below.get((path, campaign_id), {}) for campaign_id in campaigns}
        )
        _write_lists({path: sums_of_lists([path]).get(path, {})})
    return len(leaves)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything read inside is as of the first statement; nobody waits for it. For reads only."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            lookups.go_by_indexes()
            yield
    else:
        connection.ensure_connection()  # which is when it learns its mode
        sqlite: Any = connection
        mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = mode


def _one_at_a_time() -> None:
    """Wait for the recount of another process to commit (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECOUNT_LOCK])


def _write(leaves: Mapping[str, Leaf]) -> None:
    """Make the tallies of these leaves say what was counted, and sum up above where that differs."""
    at = {leaf_path(path): leaf for path, leaf in leaves.items()}
    stored = tallies_at(at)
    counted = {
        (path, campaign_id): days
        for path, leaf in at.items()
        for campaign_id, days in leaf.tallies.items()
    }
    changed = _write_days({key: counted.get(key, {}) for key in counted.keys() | stored}, stored)
    lists = _write_lists({path: leaf.population for path, leaf in at.items()})
    for _level in (2, 1, 0):
        dirty: dict[tuple[str, uuid.UUID], set[date]] = defaultdict(set)
        for (path, campaign_id), days in changed.items():
            dirty[parent_path(path), campaign_id] |= days
        sums = sums_of_days(dirty)
        changed = _write_days(
            {key: sums.get(key, {}) for key in dirty},
            tallies_at({path for path, _campaign in dirty}, days=set().union(*dirty.values())),
            only=dirty,
        )
        above = sorted({parent_path(path) for path in lists})
        summed = sums_of_lists(above)
        lists = _write_lists({path: summed.get(path, {}) for path in above})


def _write_days(
    counted: Mapping[tuple[str, uuid.UUID], Days],
    stored: Mapping[tuple[str, uuid.UUID], Days] | None = None,
    *,
    only: Mapping[tuple[str, uuid.UUID], Collection[date]] | None = None,
) -> dict[tuple[str, uuid.UUID], set[date]]:
    """Make the tallies of each (path, campaign) say its days and nothing else; the days that changed.

    `stored` is what they say now, where the caller knows. `only` names the days that are looked at.
    """
    if stored is None:
        stored = tallies_at({path for path, _campaign in counted})
    changed: dict[tuple[str, uuid.UUID], set[date]] = {}
    written: list[Sequence[object]] = []
    for (path, campaign_id), after in sorted(counted.items()):
        before = stored.get((path, campaign_id), {})
        if only is not None:
            before = {day: before[day] for day in before.keys() & set(only[path, campaign_id])}
        differs = {day for day, counts in after.items() if before.get(day) != counts}
        gone = before.keys() - after.keys()
        if gone:
            mine = Tally.objects.filter(path=path, campaign_id=campaign_id, level=level_of(path))
            mine.filter(day_on__in=gone).delete()
        place = (origin_of(path), path, level_of(path), campaign_id)
        written += [(*place, day, after[day]) for day in sorted(differs)]
        if differs or gone:
            changed[path, campaign_id] = differs | gone
    rows.insert(
        Tally,
        ["origin", "path", "level", "campaign_id", "day_on", "counts"],
        written,
        conflict=["origin", "path", "campaign_id", "day_on"],
        update=["counts"],
    )
    return changed


def _write_lists(counted: Mapping[str, Mapping[uuid.UUID, Counts]]) -> set[str]:
    """Make the populations of each path say these and nothing else; the paths where any changed."""
    stored = lists_at(counted)
    changed: set[str] = set()
    written: list[Sequence[object]] = []
    now = clock.now()
    for path, after in sorted(counted.items()):
        before = stored.get(path, {})
        gone = before.keys() - after.keys()
        if gone:
            mine = Population.objects.filter(path=path, level=level_of(path))
            mine.filter(campaign_id__in=gone).delete()
        differs = [key for key, counts in after.items() if before.get(key) != counts]
        place = (origin_of(path), path, level_of(path))
        written += [(*place, key, after[key], now) for key in sorted(differs)]
        if gone or differs:
            changed.add(path)
    rows.insert(
        Population,
        ["origin", "path", "level", "campaign_id", "counts", "counted_at"],
        written,
        conflict=["origin", "path", "campaign_id"],
        update=["counts", "counted_at"],
    )
    return changed
