"""Recounting: tallies are counted again from the facts, never incremented.

A leaf (a residential group) is counted from its doors, people and standings; every area above is
the sum of what lies directly below it. Only rows that differ are written.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection, transaction

from tungngo.accounts.models import Account
from tungngo.lib import clock, rows
from tungngo.lib.reach import Reach
from tungngo.progress.counting import (
    campaigns_at,
    campaigns_below,
    count_leaf,
    leaves_counted,
    misplaced,
    sum_of_days,
    sum_of_lists,
)
from tungngo.progress.models import Population, Tally
from tungngo.progress.rules import Counts, leaf_path, level_of, origin_of, parent_path
from tungngo.territory.actions.stale import take_stale

#: The number of the advisory lock that recounts hold on PostgreSQL: any, but always the same.
RECOUNT_LOCK = 0x7C4E_9A01


def recount_stale(*, actor: Account | None = None, most: int = 200) -> int:
    """Recount up to `most` areas whose facts are newer than their tallies; how many there were.

    The marks are taken away in the same transaction and before the facts are read: facts that
    arrive meanwhile set a new mark, so nothing is missed and nothing is counted half.
    """
    with transaction.atomic():
        paths = take_stale(most=most)
        if paths:
            recount(actor=actor, paths=paths)
    return len(paths)


@transaction.atomic
def recount(*, actor: Account | None = None, paths: Iterable[str]) -> None:
    """Recount the leaves at `paths` (groups, or communes for doors in no group) and all above.

    One recount at a time: of two in one commune each would add up what the other has not written yet.
    """
    _one_at_a_time()
    dirty: dict[tuple[str, uuid.UUID], set[date]] = defaultdict(set)
    changed_lists: set[str] = set()
    for path in sorted(set(paths)):
        leaf = leaf_path(path)
        population, tallies = count_leaf(path)
        for campaign_id in tallies.keys() | campaigns_at(leaf):
            changed = _write_days(leaf, campaign_id, tallies.get(campaign_id, {}))
            dirty[parent_path(leaf), campaign_id] |= changed
        if _write_population(leaf, population):
            changed_lists.add(parent_path(leaf))
    _fold_up(dirty, changed_lists)


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
        for campaign_id in campaigns_at(path) | campaigns_below(path):
            _write_days(path, campaign_id, sum_of_days(path, campaign_id))
        _write_population(path, sum_of_lists(path))
    return len(leaves)


def _one_at_a_time() -> None:
    """Wait for the recount of another process to commit (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECOUNT_LOCK])


def _write_days(path: str, campaign_id: uuid.UUID, days: Mapping[date, Counts]) -> set[date]:
    """Make the tallies of `path` say `days` and nothing else; the days that changed."""
    mine = Tally.objects.filter(path=path, campaign_id=campaign_id, level=level_of(path))
    before = dict(mine.values_list("day_on", "counts"))
    return _write_changed(path, campaign_id, before, days)


def _write_changed(
    path: str, campaign_id: uuid.UUID, before: Mapping[date, Counts], after: Mapping[date, Counts]
) -> set[date]:
    changed = {day for day, counts in after.items() if before.get(day) != counts}
    gone = set(before) - set(after)
    if gone:
        Tally.objects.filter(path=path, campaign_id=campaign_id, day_on__in=gone).delete()
    rows.insert(
        Tally,
        ["origin", "path", "level", "campaign_id", "day_on", "counts"],
        [
            (origin_of(path), path, level_of(path), campaign_id, day, after[day])
            for day in sorted(changed)
        ],
        conflict=["origin", "path", "campaign_id", "day_on"],
        update=["counts"],
    )
    return changed | gone


def _write_population(path: str, population: Mapping[uuid.UUID, Counts]) -> bool:
    """Make the populations of `path` say `population`; whether anything changed."""
    mine = Population.objects.filter(path=path, level=level_of(path))
    before = dict(mine.values_list("campaign_id", "counts"))
    changed = {key: counts for key, counts in population.items() if before.get(key) != counts}
    gone = set(before) - set(population)
    if gone:
        mine.filter(campaign_id__in=gone).delete()
    rows.insert(
        Population,
        ["origin", "path", "level", "campaign_id", "counts", "counted_at"],
        [
            (origin_of(path), path, level_of(path), key, counts, clock.now())
            for key, counts in sorted(changed.items())
        ],
        conflict=["origin", "path", "campaign_id"],
        update=["counts", "counted_at"],
    )
    return bool(changed or gone)


def _fold_up(dirty: dict[tuple[str, uuid.UUID], set[date]], lists: set[str]) -> None:
    """Sum what lies directly below, level by level up to the nation, where something changed."""
    for level in (2, 1, 0):
        for (path, campaign_id), days in [*dirty.items()]:
            if level_of(path) != level or not days:
                continue
            mine = Tally.objects.filter(path=path, level=level, campaign_id=campaign_id)
            before = dict(mine.filter(day_on__in=days).values_list("day_on", "counts"))
            changed = _write_changed(
                path, campaign_id, before, sum_of_days(path, campaign_id, days)
            )
            if level:
                dirty[parent_path(path), campaign_id] |= changed
        for path in [*lists]:
            if level_of(path) == level and _write_population(path, sum_of_lists(path)) and level:
                lists.add(parent_path(path))
