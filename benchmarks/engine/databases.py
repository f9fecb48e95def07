"""Databases to measure in: each world is built once and kept; a run works on a copy of its own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.engine.world import World
from scripts.postgres import kept_server

ROOT = Path(__file__).parents[2]
#: As docs/deploy.md advises for a city on 2 cores; what is answered is on the disk.
POSTGRES = (
    *("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=15min"),
    *("wal_compression=on", "random_page_cost=1.1", "effective_cache_size=8GB"),
)


@contextlib.contextmanager
def copy_of(world: World, engine: str, cache: Path, *, itself: bool = False) -> Iterator[str]:
    """The URL of a database with this world, thrown away at the end; built before, the first time.

    With `itself` it is no copy: the world is used up. Where there is no room for two of a nation's.
    """
    cache.mkdir(parents=True, exist_ok=True)
    name = f"{world.name}_{_schema()}"
    if engine == "sqlite":
        yield from _sqlite(name, world, cache, itself)
    elif given := os.environ.get("DATABASE_URL", ""):
        yield from _postgres(given, name, world, cache, itself)
    else:
        with kept_server(cache / "postgres", POSTGRES) as url:
            yield from _postgres(url, name, world, cache, itself)


def _schema() -> str:
    """Changes when a migration does, or what builds a world."""
    seen = hashlib.sha256()
    for path in [
        *sorted((ROOT / "tungngo").glob("*/migrations/*.py")),
        *(Path(__file__).with_name(name) for name in ("building.py", "world.py")),
    ]:
        seen.update(path.read_bytes())
    return seen.hexdigest()[:10]


def _sqlite(name: str, world: World, cache: Path, itself: bool) -> Iterator[str]:
    kept, copied = cache / f"{name}.sqlite3", cache / f"run-{os.getpid()}.sqlite3"
    if not kept.exists():
        half = cache / f"{name}.half-{os.getpid()}"
        _build(f"sqlite:///{half}", world, cache)
        half.rename(kept)
        for path in cache.glob(f"{half.name}-*"):  # what lies beside a database while it is open
            path.unlink()
    (kept.rename if itself else partial(shutil.copyfile, kept))(copied)
    try:
        yield f"sqlite:///{copied}"
    finally:
        for path in cache.glob(f"{copied.name}*"):
            path.unlink()


def _postgres(server: str, name: str, world: World, cache: Path, itself: bool) -> Iterator[str]:
    import psycopg

    def url_of(database: str) -> str:
        return urlsplit(server)._replace(path=f"/{database}").geturl()

    def say(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as line:
            line.execute(statement)  # type: ignore[call-overload]

    kept, copied, half = f"bench_{name}", f"bench_run_{os.getpid()}", f"bench_half_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as line:
        found = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept]).fetchone()
        gone = line.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_run_%'")
        for (left_behind,) in gone.fetchall():
            line.execute(f"DROP DATABASE IF EXISTS {left_behind} WITH (FORCE)")
    if found is None:
        say(f"DROP DATABASE IF EXISTS {half} WITH (FORCE)")
        say(f"CREATE DATABASE {half}")
        _build(url_of(half), world, cache)
        say(f"ALTER DATABASE {half} RENAME TO {kept}")
    if itself:
        say(f"ALTER DATABASE {kept} RENAME TO {copied}")
    else:
        say(f"CREATE DATABASE {copied} TEMPLATE {kept} STRATEGY file_copy")
    try:
        yield url_of(copied)
    finally:
        say(f"DROP DATABASE {copied} WITH (FORCE)")


def _build(url: str, world: World, cache: Path) -> None:
    """In a process of its own, because Django knows one database."""
    asked = ["--build", "--size", world.size, "--share", str(world.share)]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.engine", *asked, "--doors", str(world.doors)],
        env=environment(url, cache),
        check=True,
    )


def environment(url: str, cache: Path) -> dict[str, str]:
    """The environment of every process that works on the database at `url`."""
    kept = {name: value for name, value in os.environ.items() if name != "TUNGNGO_NOW"}
    return kept | {
        "DATABASE_URL": url,
        "TUNGNGO_DATA": str(cache / "data"),
        "TUNGNGO_FIELD_CALLS": "0",  # few phones stand for many here
        "DJANGO_SETTINGS_MODULE": "tungngo.settings",
    }
