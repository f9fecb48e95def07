"""Copying a database into a file while others write, and back into an empty place; for each engine."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.utils.translation import gettext as _

from tungngo.lib.problems import Refused
from tungngo.lib.sqlite import words


def engine() -> str:
    """`sqlite` or `postgresql`: the engine of this installation."""
    return connection.vendor


def is_empty() -> bool:
    """Whether there is not one table yet."""
    if engine() == "sqlite" and not Path(_sqlite_name()).exists():
        return True
    return not connection.introspection.table_names()


def copy_out(target: Path) -> tuple[dict[str, int], list[str]]:
    """Write the database as of one moment into `target`; gives table → rows and the migrations applied,
    counted in that very copy. Raises Refused `backup.no_tool` or `backup.failed`."""
    return _sqlite_out(target) if engine() == "sqlite" else _postgresql_out(target)


def copy_in(body: IO[bytes]) -> dict[str, int]:
    """Fill an empty database from what `copy_out` of the same engine wrote; gives table → rows.

    Raises Refused `backup.no_tool` or `backup.failed`; the place is empty then, as before.
    """
    if engine() == "sqlite":
        unpack_sqlite(body, Path(_sqlite_name()))
        connection.close()
    else:
        _tool("pg_restore", ["--single-transaction", "--exit-on-error"], body)
    return rows_here()


def rows_here() -> dict[str, int]:
    """Table → rows of the installation's database."""
    with connection.cursor() as cursor:
        return _counts(cursor, connection.introspection.table_names(cursor))


def _counts(cursor: Any, tables: Sequence[str]) -> dict[str, int]:
    """Table → rows; without SQLite's indexes of words, which are made anew from the rest."""
    found = {}
    for table in sorted(name for name in tables if not name.startswith(words.PREFIX)):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        found[table] = cursor.fetchone()[0]
    return found


def _migrations(cursor: Any) -> list[str]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


# ----------------------------------------------------------------------------------------- SQLite


def _sqlite_name() -> str:
    return str(connection.settings_dict["NAME"])


def _sqlite_out(target: Path) -> tuple[dict[str, int], list[str]]:
    """SQLite's own online backup in one step: one reading transaction, which stops no writer (WAL)."""
    bare = target.with_name(f"{target.name}.bare")
    try:
        with (
            contextlib.closing(
                sqlite3.connect(f"file:{_sqlite_name()}?mode=ro", uri=True)
            ) as source,
            contextlib.closing(sqlite3.connect(bare)) as copy,
        ):
            source.backup(copy, pages=-1)
            cursor = copy.cursor()
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")]
            found = _counts(cursor, names), _migrations(cursor)
        with bare.open("rb") as plain, gzip.open(target, "wb", compresslevel=3) as packed:
            shutil.copyfileobj(plain, packed, 1024 * 1024)
    except sqlite3.Error as trouble:
        raise _failed("sqlite3", str(trouble)) from trouble
    finally:
        bare.unlink(missing_ok=True)
    return found


def unpack_sqlite(body: IO[bytes], place: Path) -> None:
    """Lay a packed SQLite database at `place`, whole and looked through, or not at all.

    Raises Refused `backup.failed`.
    """
    part = place.with_name(f"{place.name}.part")
    try:
        with gzip.open(body, "rb") as packed, part.open("wb") as plain:
            os.chmod(part, 0o600)
            shutil.copyfileobj(packed, plain, 1024 * 1024)
            plain.flush()
            os.fsync(plain.fileno())
        with contextlib.closing(sqlite3.connect(part)) as found:
            [(verdict,)] = found.execute("PRAGMA quick_check(1)").fetchall()
        if verdict != "ok":
            raise _failed("sqlite3", verdict)
        for end in ("-wal", "-shm"):
            Path(f"{place}{end}").unlink(missing_ok=True)
        os.replace(part, place)
    except (sqlite3.Error, EOFError, gzip.BadGzipFile) as trouble:
        raise _failed("sqlite3", str(trouble)) from trouble
    finally:
        for end in ("", "-wal", "-shm"):
            Path(f"{part}{end}").unlink(missing_ok=True)


# ------------------------------------------------------------------------------------- PostgreSQL


def _postgresql_out(target: Path) -> tuple[dict[str, int], list[str]]:
    """pg_dump and the counts see the same moment: a snapshot handed from one to the other."""
    with _snapshot() as (cursor, snapshot):
        found = (
            _counts(cursor, connection.introspection.table_names(cursor)),
            _migrations(cursor),
        )
        with target.open("wb") as out:
            _tool("pg_dump", ["--format=custom", f"--snapshot={snapshot}"], None, out)
    return found


@contextlib.contextmanager
def _snapshot() -> Iterator[tuple[Any, str]]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            # The dump takes as long as it takes, and nothing is asked of this transaction meanwhile.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def _tool(
    name: str, options: list[str], body: IO[bytes] | None, out: IO[bytes] | None = None
) -> None:
    """Run PostgreSQL's own program on this database; the password travels in its environment."""
    if shutil.which(name) is None:
        raise Refused(
            "backup.no_tool",
            _("%(tool)s is not installed. It comes with PostgreSQL's client (postgresql-client)."),
            {"tool": name},
        )
    said = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    environment = {to: str(said[key]) for key, to in names.items() if said.get(key)}
    if mode := said.get("OPTIONS", {}).get("sslmode"):
        environment["PGSSLMODE"] = mode
    words = [name, "--no-owner", "--no-privileges", *options, f"--dbname={said['NAME']}"]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE if body else subprocess.DEVNULL,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
    ) as program:
        if body is not None and program.stdin is not None:
            # It may end before it has read all; then its own words say why.
            with contextlib.suppress(BrokenPipeError):
                shutil.copyfileobj(body, program.stdin, 1024 * 1024)
            with contextlib.suppress(BrokenPipeError):
                program.stdin.close()
        assert program.stderr is not None
        words_of_it = program.stderr.read().decode(errors="replace").strip()
    if program.returncode:
        raise _failed(name, words_of_it)


def _failed(tool: str, words: str) -> Refused:
    return Refused(
        "backup.failed",
        _("Nothing was done: %(tool)s said “%(words)s”."),
        {"tool": tool, "words": words[-400:]},
    )
