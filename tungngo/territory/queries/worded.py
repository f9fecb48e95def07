"""Doors found by words: of the household itself, or of one person who lives there.

A group's doors are looked through. Among more, an index of words says which rows are meant: pg_trgm on
PostgreSQL (above communes), FTS5 on SQLite (docs/decisions/0036-words-on-sqlite.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from tungngo.lib import lookups
from tungngo.lib.reach import Reach, commune_path, path_above
from tungngo.lib.sqlite.words import asked, commune_token, usable
from tungngo.territory.indexed import HOUSEHOLDS, INDEXES, RESIDENTS
from tungngo.territory.models import Household, Resident

Sought = Sequence[Sequence[str]]

#: As many doors as are looked up one by one. More than that are met often enough on the way.
FEW = 2_000
#: What an index would read through for most of a second.
MANY = 20_000
#: As many doors as SQLite looks up rather than walk by them all, where the first few will not do.
MOST_LISTED = 60_000
#: Dots in the path of a commune.
COMMUNE = 2


def having(
    reach: Reach, found: QuerySet[Household], words: Sought, *, first: int = 0
) -> QuerySet[Household]:
    """Those of `found`, which are doors within reach, that have all of `words` (rules.search_words).

    With `first` it is enough to find the first so many of them in walking order: whoever asks for them
    says that `found` is all the doors that count here, and takes no more.
    """
    meant = found.filter(holding(words))
    if lookups.vendor() == "postgresql":
        few = _few_of_postgresql(reach, words)
        return meant if few is None else found.filter(id__in=few)
    rows = _rows_of_sqlite(reach, words, meant, first)
    if rows is None:
        return meant
    listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(rows)])
    return meant.alias(row=Row(F("id"))).filter(row__in=listed)


def holding(words: Sought) -> Q:
    """Doors that have all of `words`, or of which somebody who lives there has them all."""
    return has_words(words) | Q(Exists(_people_with(words)))


def has_words(words: Sought) -> Q:
    """Every word begins a word of the row; of a word's spellings one is enough."""
    clause = Q()
    for beginnings in words:
        either = Q()
        for beginning in beginnings:
            either |= Q(folded__contains=beginning)
        clause &= either
    return clause


def _people_with(words: Sought) -> QuerySet[Resident]:
    return Resident.objects.filter(
        has_words(words), origin=OuterRef("origin"), household_id=OuterRef("id"), ended_on=None
    )


# ------------------------------------------------------------------------------------- PostgreSQL


def _few_of_postgresql(here: Reach, words: Sought) -> list[UUID] | None:
    """The doors that have these words, where they are few; None when they are many: then they are quickly
    come by in walking order."""
    if all(path.count(".") >= COMMUNE for path in here.paths):
        return None
    doors = here.filter(Household.objects.filter(has_words(words), ended_on=None)).values_list("id")
    homes = here.filter(Resident.objects.filter(has_words(words), ended_on=None))
    if _expected(doors) > MANY or _expected(homes) > MANY:
        return None
    both = doors[:FEW].union(homes.values_list("household_id")[:FEW])
    found = [id_ for (id_,) in both]
    return found if len(found) < FEW else None


def _expected(rows: QuerySet[Any, Any]) -> float:
    """How many rows PostgreSQL's planner expects: asked in a millisecond, right to the power of ten."""
    [plan] = json.loads(rows.explain(format="json"))
    return float(plan["Plan"]["Plan Rows"])


# ----------------------------------------------------------------------------------------- SQLite


class Row(Func):
    """The number of the row that a column (its one argument) is of."""

    arity = 1
    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, Any]:  # type: ignore[override]
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column.rpartition('.')[0]}.rowid", parameters


def _rows_of_sqlite(
    here: Reach, words: Sought, meant: QuerySet[Household], first: int
) -> list[int] | None:
    """The numbers of the rows that have these words: of all where they are few, of the first in walking
    order where that is enough (and somewhat more); None where neither, or where little is looked through."""
    depths = [path.count(".") for path in here.paths]
    if all(depth > COMMUNE for depth in depths) or not usable(INDEXES):
        return None
    if any(depth < COMMUNE for depth in depths):
        rows, are_all = _indexed(here.paths, asked(words), FEW if first else MOST_LISTED)
        if are_all:
            return sorted(rows)
        if not first:
            return None
    near: set[int] = set()
    for path, token in _communes(here):
        rows, are_all = _indexed((path,), asked(words, token), FEW)
        if not are_all and not first:
            return None
        if not are_all:
            # So many live here that the first of them are soon met.
            here_only = Reach((path,)).filter(meant).order_by("path", "walk_key", "id")
            rows = set(here_only.values_list(Row(F("id")), flat=True)[: first + 1])
        near |= rows
        if first and len(near) > first:
            break
    return sorted(near)


def _indexed(paths: Sequence[str], question: str, most: int) -> tuple[set[int], bool]:
    """Doors at or under `paths` that answer a question to the indexes, and whether these are all there are;
    of its own words and of its people's up to `most` each are looked at."""
    within = _within(paths)
    bounds = [bound for path in paths if path for bound in (path, path_above(path))]
    doors, people = HOUSEHOLDS.name, RESIDENTS.name
    sql = f"""
        SELECT 1, row FROM (SELECT h.rowid AS row FROM {doors}
            CROSS JOIN {HOUSEHOLDS.table} AS h ON h.rowid = {doors}.rowid
            WHERE {doors} MATCH %s{within} LIMIT %s)
        UNION ALL
        SELECT 2, row FROM (SELECT h.rowid AS row FROM {people}
            CROSS JOIN {RESIDENTS.table} AS r ON r.rowid = {people}.rowid
            CROSS JOIN {HOUSEHOLDS.table} AS h ON h.origin = r.origin AND h.id = r.household_id
            WHERE {people} MATCH %s AND h.ended_on IS NULL{within} LIMIT %s)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [question, *bounds, most, question, *bounds, most])
        told = cursor.fetchall()
    sides = [side for side, _row in told]
    return {row for _side, row in told}, max(sides.count(1), sides.count(2)) < most


def _within(paths: Sequence[str]) -> str:
    if "" in paths:
        return ""
    return f" AND ({' OR '.join(['h.path >= %s AND h.path < %s'] * len(paths))})"


def _communes(here: Reach) -> Iterator[tuple[str, str]]:
    """The path of each commune within reach in which doors are listed, in walking order, or a path below;
    and the token of the commune."""
    sql = (
        f"SELECT path, {commune_token('path')} FROM {HOUSEHOLDS.table}"
        " WHERE path >= %s AND path < %s ORDER BY path LIMIT 1"
    )
    for reached in sorted(here.paths):
        at, end = reached, path_above(reached) if reached else "\uffff"
        while row := _one(sql, [at, end]):
            commune = max(commune_path(row[0]), reached)
            yield commune, row[1]
            # A door that is listed above communes comes before all below it.
            at = path_above(commune) if commune.count(".") >= COMMUNE else f"{commune}!"


def _one(sql: str, parameters: Iterable[Any]) -> tuple[str, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return cursor.fetchone()
