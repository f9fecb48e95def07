"""What the machine and its database say of themselves: no rows of anybody, so no reach."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tungngo.watching.rules import Disk


def disk() -> Disk:
    """The disk that photos, uploads and an embedded database lie on."""
    place = settings.DATA if settings.DATA.exists() else settings.DATA.parent
    found = shutil.disk_usage(place)
    return Disk(found.free, found.total)


def database_bytes() -> int:
    """How much the database takes on its disk."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    found = (Path(f"{name}{end}") for end in ("", "-wal"))
    return sum(os.path.getsize(path) for path in found if path.exists())


def database_answers() -> bool:
    """True once the database has answered; raises what the driver raises when it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


@cache
def migrations_of_this_version() -> frozenset[str]:
    """`app.name` of every migration that this version brings."""
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def migrations_missing() -> int:
    """How many migrations of this version the database has not seen. One small statement."""
    applied = MigrationRecorder(connection).applied_migrations()
    return len(migrations_of_this_version() - {f"{app}.{name}" for app, name in applied})
