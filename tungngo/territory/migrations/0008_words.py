import logging
from typing import Any

from django.db import DatabaseError, migrations

log = logging.getLogger(__name__)

INDEXES = {
    "household_words": "territory_household",
    "resident_words": "territory_resident",
}


def index_words(_apps: Any, schema_editor: Any) -> None:
    """By three letters (pg_trgm): a word is found among millions of doors without looking at each."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            # Everything works without it; names above a commune are then found slowly.
            log.warning("pg_trgm cannot be added: see docs/deploy.md, Connections")
            return
        for index, table in INDEXES.items():
            cursor.execute(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {table}"
                " USING gin (folded gin_trgm_ops) WHERE ended_on IS NULL"
            )


def drop_index(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for index in INDEXES:
                cursor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    """Beside the models: SQLite has no such index, and the tables are the same without it."""

    atomic = False

    dependencies = [("territory", "0007_area_boundary")]

    operations = [migrations.RunPython(index_words, drop_index)]
