"""From SQLite to PostgreSQL: the rows of every table, as they are, in one transaction.

For an installation that has outgrown one file. Values go through the models' own fields, so that what
the engines keep differently (ids, moments, JSON) arrives as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.models import Model
from psycopg import sql

SOURCE = "moved_from"
AT_ONCE = 5_000


def move_in(source: Path) -> dict[str, int]:
    """Fill this installation's empty PostgreSQL database with all rows of the SQLite file `source`,
    which is brought up to this version first; gives table → rows. All or nothing."""
    source_settings: Any = {
        **connections.databases["default"],
        **{"ENGINE": "django.db.backends.sqlite3", "NAME": str(source)},
        **{"OPTIONS": {}, "CONN_MAX_AGE": 0},
    }
    settings.DATABASES[SOURCE] = connections.databases[SOURCE] = source_settings
    try:
        call_command("migrate", database=SOURCE, verbosity=0, interactive=False)
        call_command("migrate", verbosity=0, interactive=False)
        models = [
            model for model in apps.get_models(include_auto_created=True) if model._meta.managed
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            tables = sql.SQL(", ").join(sql.Identifier(m._meta.db_table) for m in models)
            # What the migrations themselves wrote comes again with the rows.
            cursor.execute(sql.SQL("TRUNCATE TABLE {}").format(tables))
            for model in models:
                _copy(cursor, model)
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            return {model._meta.db_table: _count(cursor, model) for model in models}
    finally:
        connections[SOURCE].close()
        del settings.DATABASES[SOURCE]


def _copy(cursor: Any, model: type[Model]) -> None:
    fields: list[Any] = list(model._meta.concrete_fields)
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), columns
    )
    with cursor.copy(statement) as copy:
        for row in _rows(model, [field.attname for field in fields]):
            copy.write_row(
                [
                    None if value is None else field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, row, strict=True)
                ]
            )


def _rows(model: type[Model], names: list[str]) -> Iterator[tuple[Any, ...]]:
    found = model._base_manager.using(SOURCE).order_by().values_list(*names)
    yield from found.iterator(chunk_size=AT_ONCE)


def _count(cursor: Any, model: type[Model]) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table)))
    return int(cursor.fetchone()[0])
