"""Reads by key that the intake lives on: one prepared text however many keys are asked for.

The ORM's own way costs ten times the database's work at the width of a phone's call. On PostgreSQL keys
travel as an array, on SQLite as a JSON list (`json_each`), and what is found comes back as one. Values go
through the model's own fields, as far as they need it.

A **key** is a UUID as 32 hex digits, which is how SQLite keeps it. Rows that are only matched with each
other stay keys: making UUIDs of them, and looking UUIDs up in a dict, costs more than reading them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import NotSupportedError, connection
from django.db.models import Model, QuerySet
from psycopg.adapt import Loader

Key = str
Change = Callable[[Any], Any]
M = TypeVar("M", bound=Model)


@cache
def vendor() -> str:
    """The engine of this process's database; asking the connection itself costs a hundred times more."""
    return connection.vendor


def key(id_: UUID) -> Key:
    """The key of a UUID."""
    return id_.hex


def key_to_uuid(found: Key) -> UUID:
    """The UUID of a key."""
    return UUID(found)


def find(
    model: type[Model],
    columns: Sequence[str],
    *,
    among: tuple[str, Iterable[Key]],
    lock: bool = False,
    filled: str = "",
    **same: Any,
) -> list[tuple[Any, ...]]:
    """The values of `columns` of every row whose column `among[0]` holds one of the keys `among[1]` and
    whose other columns are `same`; in no order, UUIDs as keys, JSON and moments read.

    `filled` names a column that must hold something: said outright, an index over such rows alone serves.

    `lock` holds the rows until the transaction ends, taken in the order of that column (SQLite has one
    writer anyway).
    """
    column, wanted = among
    keys = list(wanted)
    if not keys:
        return []
    sql, writers, readers = _finding(model, tuple(columns), column, tuple(same), lock, filled)
    asked = changed(writers, same.values())
    if vendor() == "postgresql":
        found = run(sql, [*asked, keys])
    else:
        [(told,)] = run(sql, [*asked, msgspec.json.encode(keys).decode()])
        found = msgspec.json.decode(told)
    if not any(readers):
        return [tuple(row) for row in found]
    return list(zip(*map(_read, readers, zip(*found, strict=True)), strict=True))


def _read(reader: Change | None, values: Sequence[Any]) -> Sequence[Any]:
    """A column as it is meant."""
    if reader is None:
        return values
    return [None if value is None else reader(value) for value in values]


def every(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What a `values_list` of plain columns gives, as `find` does: UUIDs as keys, JSON and moments read. For
    many thousand rows at once, of which few are looked at one by one."""
    try:
        sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    found = run(sql, parameters)
    columns: Sequence[Any] = rows.query.select
    readers = [_reader(column.target) for column in columns]
    if not found or not any(readers):
        return found
    return list(zip(*map(_read, readers, zip(*found, strict=True)), strict=True))


def one(model: type[M], **same: Any) -> M | None:
    """The row whose columns are `same`, as a model; None when there is none."""
    sql, writers, names, readers = _finding_one(model, tuple(same))
    for row in run(sql, changed(writers, same.values())):
        return model.from_db(connection.alias, names, changed(readers, row))
    return None


def changed(changes: Sequence[Change | None], values: Iterable[Any]) -> list[Any]:
    """Each value as its change makes it: made ready for the driver, or read from it."""
    return [
        value if change is None or value is None else change(value)
        for change, value in zip(changes, values, strict=True)
    ]


def run(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows a statement written by hand gives (`%s` for each parameter), as the driver has them, UUIDs
    as keys; nothing when it gives none."""
    if vendor() != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
    beside = _beside()
    # Django's wrapper around it: its errors, and whoever watches statements.
    wrapped = connection._prepare_cursor(beside)  # type: ignore[attr-defined]
    try:
        wrapped.execute(sql, parameters)
    except NotSupportedError:
        # A migration gave a column another type: what this connection has planned holds no longer. In
        # a transaction the rollback has psycopg forget it.
        if connection.in_atomic_block:
            raise
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        wrapped.execute(sql, parameters)
    return beside.fetchall() if beside.description else []


def go_by_indexes() -> None:
    """For the rest of the transaction PostgreSQL looks through no table from end to end where an index
    serves. A plan outlives the state of the table it was made for: made over an empty one, on a
    campaign's first evening, it would go on reading all of it, the longer the more there is.

    It says so by a price (10^10) that PostgreSQL itself takes for true where no index serves, and then
    spends 20 to 100 ms on machine code for a statement over ten rows, each time it is asked: hence no
    `jit` either."""
    if vendor() == "postgresql":
        run("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)", ())


class _KeyLoader(Loader):
    """A UUID of PostgreSQL as a key."""

    def load(self, data: Any) -> Key:
        return bytes(data).replace(b"-", b"").decode()


def _beside() -> psycopg.Cursor[Any]:
    """A cursor whose parameters travel beside the text, so that PostgreSQL plans it once; one for each
    connection. Django's own writes every value into the text: each call would be planned anew."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    line = connection.connection
    cursor = getattr(line, "tungngo_beside", None)
    if cursor is None:
        cursor = psycopg.Cursor(line)
        cursor.adapters.register_loader("uuid", _KeyLoader)
        line.tungngo_beside = cursor
    return cursor


@cache
def _finding(
    model: type[Model],
    columns: tuple[str, ...],
    by: str,
    same: tuple[str, ...],
    lock: bool,
    filled: str,
) -> tuple[str, tuple[Change | None, ...], tuple[Change | None, ...]]:
    """The text of a `find`, how the values of `same` are written, and how `columns` are read."""
    quote = connection.ops.quote_name
    field: dict[str, Any] = {name: model._meta.get_field(name) for name in (*columns, by, *same)}
    if filled:
        field[filled] = model._meta.get_field(filled)
    column = {name: quote(str(one.column)) for name, one in field.items()}
    wanted = ", ".join(column[name] for name in columns)
    if vendor() == "sqlite":
        # One row however many there are: the driver lets go of Python's lock, and must get it back from
        # whoever took it meanwhile, once for every row.
        wanted = f"json_group_array(json_array({wanted}))"
    sql = f"SELECT {wanted} FROM {quote(model._meta.db_table)} WHERE "
    sql += "".join(f"{column[name]} = %s AND " for name in same)
    sql += f"{column[filled]} IS NOT NULL AND " if filled else ""
    if vendor() == "postgresql":
        sql += f"{column[by]} = ANY(%s::{type_of(field[by])}[])"
    else:
        sql += f"{column[by]} IN (SELECT value FROM json_each(%s))"
    if lock and vendor() == "postgresql":
        sql += f" ORDER BY {column[by]} FOR NO KEY UPDATE"
    return (
        sql,
        tuple(writer(field[name]) for name in same),
        tuple(_list_reader(field[name]) for name in columns),
    )


@cache
def _finding_one(
    model: type[Model], same: tuple[str, ...]
) -> tuple[str, list[Change | None], list[str], list[Change | None]]:
    """The text of a `one`, how `same` is written, and every column: its name and how it is read."""
    quote = connection.ops.quote_name
    fields: list[Any] = list(model._meta.concrete_fields)
    asked: list[Any] = [model._meta.get_field(name) for name in same]
    sql = f"SELECT {', '.join(quote(field.column) for field in fields)}"
    sql += f" FROM {quote(model._meta.db_table)} WHERE "
    sql += " AND ".join(f"{quote(field.column)} = %s" for field in asked)
    readers = [key_to_uuid if _kind(field) == "UUIDField" else _reader(field) for field in fields]
    return sql, [writer(field) for field in asked], [field.attname for field in fields], readers


def type_of(field: Any) -> str:
    """What PostgreSQL reads a value of this column as. A length is left to the column to refuse: a cast to
    it would cut."""
    column = field.target_field if field.is_relation else field
    return str(column.db_type(connection)).split("(")[0]


def writer(field: Any) -> Change | None:
    """How a value of `field` is made ready for the driver; None when it needs nothing."""
    kind = _kind(field)
    if kind == "JSONField":
        return lambda value: msgspec.json.encode(value).decode()
    if vendor() == "sqlite":
        return _TO_SQLITE.get(kind)
    return None


def _reader(field: Any) -> Change | None:
    """How a value of `field` that the driver gave is read; None when it is as it should be."""
    kind = _kind(field)
    if kind == "JSONField":
        return msgspec.json.decode
    if vendor() == "sqlite":
        return _FROM_SQLITE.get(kind)
    return None


def _list_reader(field: Any) -> Change | None:
    """As `_reader`, of rows that SQLite gives as one JSON list: days and truths the driver has not seen."""
    kind = _kind(field)
    return (_FROM_JSON.get(kind) if vendor() == "sqlite" else None) or _reader(field)


def _kind(field: Any) -> str:
    return str((field.target_field if field.is_relation else field).get_internal_type())


def moment_of(found: datetime) -> datetime:
    """A moment as the driver gave it: SQLite's are UTC and do not say so."""
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment_to_sqlite(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(" ")[:-6]


#: As Django's SQLite backend writes and reads these columns.
_TO_SQLITE: dict[str, Change] = {
    "UUIDField": lambda value: value if type(value) is str else value.hex,
    "DateTimeField": _moment_to_sqlite,
    "DateField": date.isoformat,
}
#: Days and truths are read by the driver, as Django taught it.
_FROM_SQLITE: dict[str, Change] = {"DateTimeField": moment_of}
_FROM_JSON: dict[str, Change] = {
    "DateTimeField": lambda said: datetime.fromisoformat(said).replace(tzinfo=UTC),
    "DateField": date.fromisoformat,
    "BooleanField": bool,
}
