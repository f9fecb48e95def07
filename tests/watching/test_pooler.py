"""Behind a pooler that gives every transaction another connection, all goes on: PgBouncer itself."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

pytestmark = [
    pytest.mark.skipif(
        not SERVER.startswith("postgres"), reason="a pooler stands before PostgreSQL"
    ),
    pytest.mark.skipif(PGBOUNCER is None, reason="needs PgBouncer: sudo apt install pgbouncer"),
]

#: Reads and writes as a web process makes them, by several threads over two connections: each statement
#: over and over (a prepared one would be missed), cursors outside of transactions, limits the pooler set.
STORM = """
import threading, django; django.setup()
from django.db import connection, transaction
from tungngo.accounts.models import Account
from tungngo.lib import lookups
from tungngo.territory.models import Area, Household
failed = []
def read():
    try:
        for n in range(40):
            with transaction.atomic():
                lookups.go_by_indexes()
                found = lookups.find(Household, ("id", "path"), among=("id", keys), origin=origin)
            assert len(found) == len(keys)
            assert lookups.one(Household, origin=origin, id=keys[0]).path
            assert len(list(Household.objects.order_by("id").iterator(chunk_size=2))) >= len(keys)
            with connection.cursor() as cursor:
                cursor.execute("SHOW enable_seqscan")
                assert cursor.fetchone() == ("on",), "what a transaction set was left to the next"
                cursor.execute("SHOW statement_timeout")
                assert cursor.fetchone() == ("30s",)
    except BaseException as trouble:
        failed.append(repr(trouble))
    finally:
        connection.close()
origin, _ = Household.objects.values_list("origin", "id")[0]
keys = [id_.hex for id_ in Household.objects.filter(origin=origin).values_list("id", flat=True)]
threads = [threading.Thread(target=read) for _ in range(6)]
[one.start() for one in threads]; [one.join() for one in threads]
print("failed:", failed)
"""


@contextlib.contextmanager
def database() -> Iterator[str]:
    """An empty one of this test's own; its name."""
    name = f"pooled_{secrets.token_hex(6)}"
    with psycopg.connect(SERVER, autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        with psycopg.connect(SERVER, autocommit=True) as line:
            line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def pooler(folder: Path, name: str) -> Iterator[str]:
    """PgBouncer with two connections to the database `name`; the URL that leads through it."""
    to = urlsplit(SERVER)
    user, password = unquote(to.username or "postgres"), unquote(to.password or "")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.chmod(0o755)
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{user}" "{password}"\n')
    settings.write_text(
        f"[databases]\n{name} = host={to.hostname} port={to.port or 5432} dbname={name} user={user}"
        + (f" password={password}" if password else "")
        + " connect_query='SET statement_timeout = ''30s''; SET lock_timeout = ''15s'''\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {users}\npool_mode = transaction\ndefault_pool_size = 2\n"
    )
    assert PGBOUNCER is not None
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    running = subprocess.Popen([PGBOUNCER, "-q", *as_nobody, str(settings)])
    through = to._replace(netloc=f"{user}@127.0.0.1:{port}", path=f"/{name}", query="").geturl()
    try:
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(through).close()
                break
            except psycopg.OperationalError:
                assert running.poll() is None, "PgBouncer did not start"
                assert time.monotonic() < until
                time.sleep(0.1)
        yield through
    finally:
        running.terminate()
        running.wait()


def test_everything_goes_through_pgbouncer_in_transaction_mode(tmp_path: Path) -> None:
    kept = {name: said for name, said in os.environ.items() if not name.startswith("TUNGNGO_")}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            **{"cwd": ROOT, "env": environment, "stdin": subprocess.DEVNULL},
            **{"capture_output": True, "text": True, "timeout": 300},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with database() as name, pooler(tmp_path, name) as url:
        environment = kept | {
            **{
                "TUNGNGO_DATA": str(tmp_path / "data"),
                "DJANGO_SETTINGS_MODULE": "tungngo.settings",
            },
            **{"DATABASE_URL": url, "TUNGNGO_POOLER": "transaction"},
        }
        (tmp_path / "data").mkdir()
        run("-m", "django", "migrate", "-v", "0")
        # Pushes, and recounts under their advisory lock, as of one moment.
        assert run("-m", "tests.cli.pushing", "5").split() == [str(n) for n in range(6)]
        assert run("-c", STORM).strip() == "failed: []"
        run("-m", "tungngo", "recount", "--check")
