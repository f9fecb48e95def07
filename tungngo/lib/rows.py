"""Set-wise SQL that the ORM does not offer: many rows, one statement, and told which were new.

One text serves SQLite and PostgreSQL: multi-row VALUES (a single routed task when distributed) with
ON CONFLICT and RETURNING. Column values go through the model's own fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

#: SQLite takes 32,766 parameters a statement (since 3.32), PostgreSQL 65,535.
MOST_PARAMETERS = 30_000


def insert(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    conflict: Sequence[str],
    update: Sequence[str] = (),
    add: Sequence[str] = (),
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert `rows` (values in the order of `columns`, attribute names of `model`).

    On a conflict over the columns `conflict` a row is left alone, or, when `update` or `add` name
    columns, those are overwritten by or added to the new values. A key may not occur twice within
    `rows` then. `returning` names columns given back for rows that were inserted (or updated).
    """
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    writers = [_writer(field) for field in fields]
    prepared = [
        [
            write(value) if write is not None and value is not None else value
            for write, value in zip(writers, row, strict=True)
        ]
        for row in rows
    ]
    column = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    setting = [f"{column[name]} = excluded.{column[name]}" for name in update]
    setting += [
        f"{column[name]} = {table}.{column[name]} + excluded.{column[name]}" for name in add
    ]
    tail = f" ON CONFLICT ({', '.join(column[name] for name in conflict)}) DO "
    tail += f"UPDATE SET {', '.join(setting)}" if setting else "NOTHING"
    if returning:
        tail += f" RETURNING {', '.join(column[name] for name in returning)}"
    head = f"INSERT INTO {table} ({', '.join(column[f.name] for f in fields)}) VALUES "
    one = f"({', '.join(['%s'] * len(fields))})"
    at_once = max(1, MOST_PARAMETERS // len(fields))
    given: list[tuple[Any, ...]] = []
    readers: list[Any] = [model._meta.get_field(name) for name in returning]
    with connection.cursor() as cursor:
        for start in range(0, len(prepared), at_once):
            part = prepared[start : start + at_once]
            cursor.execute(
                head + ", ".join([one] * len(part)) + tail, [v for row in part for v in row]
            )
            if returning:
                given += [
                    tuple(field.to_python(value) for field, value in zip(readers, row, strict=True))
                    for row in cursor.fetchall()
                ]
    return given


#: Columns whose values go to the driver as they are.
_AS_IS = ("CharField", "TextField", "BooleanField", "PositiveIntegerField", "IntegerField")
_AS_IS_TOO = ("PositiveSmallIntegerField", "SmallIntegerField")


def _writer(field: Any) -> Callable[[Any], Any] | None:
    """How a value of `field` is made ready for the driver; None when it needs nothing.

    The field's own way costs ten times the insert itself on columns that need no preparation.
    """
    kind = field.get_internal_type()
    if kind in _AS_IS or kind in _AS_IS_TOO:
        return None
    if kind == "UUIDField" and not connection.features.has_native_uuid_field:
        return lambda value: value.hex
    if kind == "UUIDField":
        return None
    return lambda value: field.get_db_prep_save(value, connection)
