"""Set-wise writes that the ORM does not offer: many rows, one statement, and told which were new.

A statement has one text however many rows it carries, so that it is prepared once: on PostgreSQL the
rows travel as one JSON text (`json_to_recordset`; half the work of arrays on our side, as much on its),
on SQLite a few lengths have a text each. Keys are those of lib/lookups.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Model

from tungngo.lib.lookups import Change, Key, changed, find, run, type_of, vendor, writer

#: Rows in one statement, so that a long list needs no long memory.
MOST_ROWS = 5_000
#: Rows of one statement on SQLite, the longest first.
LENGTHS = (48, 8, 1)


def insert(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    conflict: Sequence[str] = (),
    update: Sequence[str] = (),
    add: Sequence[str] = (),
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert `rows` (values in the order of `columns`, attribute names of `model`; a UUID may be a key).

    On a conflict over the columns `conflict` a row is left alone, or, when `update` or `add` name
    columns, those are overwritten by or added to the new values; without `conflict` it raises
    IntegrityError. A key may not occur twice within `rows` then. `returning` names columns given back,
    as keys, for rows that were inserted (or updated), in no order.
    """
    plan = _plan(
        *(model, tuple(columns)),
        *(tuple(conflict), tuple(update), tuple(add), tuple(returning)),
    )
    prepared = _prepared(plan, rows)
    if not prepared:
        return []
    if vendor() == "postgresql":
        return _insert_json(plan, prepared)
    given: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for sql, some in _portions(plan, prepared):
            cursor.execute(sql, [value for row in some for value in row])
            if returning:
                given += cursor.fetchall()
    return given


def _portions(
    plan: _Plan, rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, Sequence[Sequence[Any]]]]:
    """SQLite's statements for `rows`, of a few lengths, so that each is prepared once."""
    at = 0
    for length, sql in zip(LENGTHS, plan.texts, strict=True):
        while len(rows) - at >= length:
            yield sql, rows[at : at + length]
            at += length


def _prepared(plan: _Plan, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Rows made ready for the driver, column by column."""
    if not any(plan.writers):
        return list(rows)
    columns = zip(*rows, strict=True)
    # Of no rows there are no columns.
    return list(zip(*map(_written, plan.writers, columns), strict=True))


def _written(write: Change | None, values: Sequence[Any]) -> Sequence[Any]:
    """A column made ready. Often it is one and the same value all the way down."""
    if write is None:
        return values
    if all(value is values[0] for value in values):
        return changed([write], values[:1]) * len(values)
    return [None if value is None else write(value) for value in values]


def _insert_json(plan: _Plan, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    given: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), MOST_ROWS):
        part = rows[start : start + MOST_ROWS]
        said = [dict(zip(plan.names, row, strict=True)) for row in part]
        given += run(plan.sql, [msgspec.json.encode(said).decode()])
    return given


def insert_new(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    origin: str,
    named: str,
) -> set[Key]:
    """Insert those of `rows`, all of one `origin`, that are not there yet by (origin, `named`, given as
    keys); the keys of those that were new. Safe against others doing the same, inside the caller's
    transaction."""
    conflict = ("origin", named)
    if vendor() == "postgresql":
        new = insert(model, columns, rows, conflict=conflict, returning=(named,))
        return {found for (found,) in new}
    # SQLite's one writer has looked for itself: nobody comes between.
    place = list(columns).index(named)
    keys = [row[place] for row in rows]
    there = {found for (found,) in find(model, (named,), among=(named, keys), origin=origin)}
    insert(
        model,
        columns,
        [row for row, mine in zip(rows, keys, strict=True) if mine not in there],
        conflict=conflict,
    )
    return set(keys) - there


def update_one(model: type[Model], *, key: UUID, **after: Any) -> None:
    """Write columns of the row whose primary key is `key`."""
    sql, writers = _update(model, tuple(after))
    run(sql, changed(writers, (*after.values(), key)))


@cache
def _update(model: type[Model], columns: tuple[str, ...]) -> tuple[str, list[Change | None]]:
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    fields.append(model._meta.pk)
    *setting, mine = [f"{quote(field.column)} = %s" for field in fields]
    sql = f"UPDATE {quote(model._meta.db_table)} SET {', '.join(setting)} WHERE {mine}"
    return sql, [writer(field) for field in fields]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The text of an insert, what it calls the columns of a row, and how each column's values are made
    ready for the driver."""

    sql: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    writers: tuple[Change | None, ...]


@cache
def _plan(
    model: type[Model],
    columns: tuple[str, ...],
    conflict: tuple[str, ...],
    update: tuple[str, ...],
    add: tuple[str, ...],
    returning: tuple[str, ...],
) -> _Plan:
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    column = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    column |= {field.attname: column[field.name] for field in model._meta.concrete_fields}
    setting = [f"{column[name]} = excluded.{column[name]}" for name in update]
    setting += [
        f"{column[name]} = {table}.{column[name]} + excluded.{column[name]}" for name in add
    ]
    tail = ""
    if conflict:
        tail = f" ON CONFLICT ({', '.join(column[name] for name in conflict)}) DO "
        tail += f"UPDATE SET {', '.join(setting)}" if setting else "NOTHING"
    if returning:
        tail += f" RETURNING {', '.join(column[name] for name in returning)}"
    head = f"INSERT INTO {table} ({', '.join(column[field.name] for field in fields)}) "
    names = tuple(f"c{place}" for place in range(len(fields)))
    if vendor() == "postgresql":
        typed = ", ".join(
            f"{name} {type_of(field)}" for name, field in zip(names, fields, strict=True)
        )
        body = f"SELECT {', '.join(names)} FROM json_to_recordset(%s::json) AS given ({typed})"
        texts: tuple[str, ...] = ()
    else:
        body = row = f"({', '.join(['%s'] * len(fields))})"
        texts = tuple(f"{head}VALUES {', '.join([row] * most)}{tail}" for most in LENGTHS)
    return _Plan(head + body + tail, names, texts, tuple(map(_insert_writer, fields)))


def _insert_writer(field: Any) -> Change | None:
    """As `writer`, for rows: on PostgreSQL JSON says everything by itself but bytes."""
    if vendor() != "postgresql":
        return writer(field)
    return _bytes_as_text if field.get_internal_type() == "BinaryField" else None


def _bytes_as_text(value: bytes) -> str:
    """As PostgreSQL reads bytes that are written in a text."""
    return "\\x" + bytes(value).hex()
