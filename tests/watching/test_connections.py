"""How PostgreSQL is spoken to: limits on what may hang, and a pool where one is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="about PostgreSQL: make test ONLY=postgres",
)

LIMITS = """
import json, django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    told = {}
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"SHOW {name}")
        told[name] = cursor.fetchone()[0]
print(json.dumps(told))
"""
TOO_LONG = """
import json, django; django.setup()
from django.db import OperationalError, connection
from tungngo.lib.trouble import is_away
try:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    print(json.dumps("slept"))
except OperationalError as fault:
    print(json.dumps(is_away(fault)))
"""
SHARED = """
import json, threading, django; django.setup()
from django.db import connection
seen, together = set(), threading.Barrier(12)
def ask():
    together.wait()
    for _ in range(5):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), pg_sleep(0.01)")
            seen.add(cursor.fetchone()[0])
        connection.close()
threads = [threading.Thread(target=ask) for _ in range(12)]
[one.start() for one in threads]
[one.join() for one in threads]
print(json.dumps(len(seen)))
if hasattr(connection, "close_pool"): connection.close_pool()
"""


def told(program: str, **settings: str) -> Any:
    kept = {name: one for name, one in os.environ.items() if name != "TUNGNGO_POOL"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        **{"cwd": ROOT, "env": kept | {"DJANGO_SETTINGS_MODULE": "tungngo.settings"} | settings},
        **{"capture_output": True, "text": True, "timeout": 120},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_pages_give_up_and_commands_do_not() -> None:
    idle = {"idle_in_transaction_session_timeout": "5min"}
    web = told(LIMITS, TUNGNGO_STATEMENT_SECONDS="30")
    assert web == {"statement_timeout": "30s", "lock_timeout": "15s"} | idle
    assert told(LIMITS) == {"statement_timeout": "0", "lock_timeout": "0"} | idle


def test_a_statement_that_takes_too_long_is_given_up() -> None:
    assert told(TOO_LONG, TUNGNGO_STATEMENT_SECONDS="1") is True


def test_threads_share_the_connections_of_a_pool() -> None:
    assert 1 <= told(SHARED, TUNGNGO_POOL="3") <= 3
    assert told(SHARED) > 3
