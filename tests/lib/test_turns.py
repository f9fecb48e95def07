"""Writers of one file take turns, across threads and processes, and nobody waits for ever."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from tungngo.lib.sqlite.turns import Turn


def count_up(file: Path, times: int) -> None:
    """Read a number, wait a moment, write it back one larger: lost updates show when two do it at once."""
    turn = Turn(Path(f"{file}-turn"))
    for _ in range(times):
        assert turn.take(30)
        try:
            seen = int(file.read_text())
            time.sleep(0.0005)
            file.write_text(str(seen + 1))
        finally:
            turn.give_back()


def test_threads_and_processes_take_turns(tmp_path: Path) -> None:
    file = tmp_path / "number"
    file.write_text("0")
    spawning = multiprocessing.get_context("spawn")
    others = [spawning.Process(target=count_up, args=(file, 40)) for _ in range(2)]
    for other in others:
        other.start()
    count_up(file, 40)
    for other in others:
        other.join(60)
        assert other.exitcode == 0
    assert file.read_text() == "120"


def test_threads_of_one_process_share_one_turn(tmp_path: Path) -> None:
    turn = Turn(tmp_path / "turn")
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(30):
            assert turn.take(30)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.0002)
            inside[0] -= 1
            turn.give_back()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_turn_that_does_not_come_is_told(tmp_path: Path) -> None:
    mine, other = Turn(tmp_path / "turn"), Turn(tmp_path / "turn")
    assert mine.take(1)
    assert not other.take(0.05)
    mine.give_back()
    assert other.take(1)
    other.give_back()


def test_a_writer_that_is_killed_gives_its_turn_back(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        Turn(tmp_path / "turn").take(5)
        os.write(writing, b"x")
        time.sleep(60)
        os._exit(0)
    os.read(reading, 1)
    turn = Turn(tmp_path / "turn")
    assert not turn.take(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    assert turn.take(5)
    turn.give_back()


def test_a_transaction_that_fails_gives_its_turn_back(tmp_path: Path) -> None:
    """As the back end uses it: begun, broken, begun again, closed in the middle, begun again."""
    script = """
import django; django.setup()
from django.db import connection, transaction
from tungngo.lib.sqlite.turns import turn_of
turn = turn_of(str(connection.settings_dict["NAME"]))
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE t (a INTEGER UNIQUE)")
for _ in range(3):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            assert not turn.take(0.01), "held while it lasts"
            cursor.execute("INSERT INTO t VALUES (1)")
            cursor.execute("INSERT INTO t VALUES (1)")
    except django.db.IntegrityError:
        pass
    assert turn.take(0.01), "given back"
    turn.give_back()
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("INSERT INTO t VALUES (2)")
assert turn.take(0.01)
turn.give_back()
try:
    with transaction.atomic():
        connection.close()
        raise ValueError
except ValueError:
    pass
assert turn.take(0.01)
"""

    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"TUNGNGO_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tungngo.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    with sqlite3.connect(tmp_path / "tungngo.sqlite3") as database:
        assert database.execute("SELECT a FROM t").fetchall() == [(2,)]
