"""What phones send is answered once it is on the disk, with one flush for all who wait at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from tungngo.lib import clock
from tungngo.lib.sqlite.base import flushed_together
from tungngo.lib.sqlite.flush import Flush
from tungngo.territory.models import StaleArea


class Disk:
    """Stands where `os.fdatasync` stands; each flush waits until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.let = threading.Semaphore(0)
        self.fault: OSError | None = None
        monkeypatch.setattr(os, "fdatasync", self.flush)

    def flush(self, _descriptor: int) -> None:
        self.begun += 1
        self.let.acquire()
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def log(tmp_path: Path) -> Path:
    log = tmp_path / "database-wal"
    log.touch()
    return log


def until(true: Any) -> None:
    """Wait for a condition, for half a minute at most."""
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_who_comes_during_a_flush_waits_for_the_next_one_together(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, flush = Disk(monkeypatch), Flush(log)
    first = threading.Thread(target=flush.wait)
    first.start()
    until(lambda: disk.begun == 1)
    late = [threading.Thread(target=flush.wait) for _ in range(8)]
    for thread in late:
        thread.start()
    waiting: Any = flush._changed
    until(lambda: len(waiting._waiters) == 8)
    disk.let.release()
    first.join(30)
    until(lambda: disk.begun == 2)
    assert all(thread.is_alive() for thread in late), "their commits came after it had begun"
    disk.let.release()
    for thread in late:
        thread.join(30)
    assert disk.begun == 2


def test_what_the_disk_refuses_is_tried_again_by_the_next(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, flush = Disk(monkeypatch), Flush(log)
    disk.fault = OSError(5, "Input/output error")
    disk.let.release()
    with pytest.raises(OSError, match="Input/output"):
        flush.wait()
    disk.fault = None
    disk.let.release()
    flush.wait()
    assert disk.begun == 2


def test_a_log_that_is_gone_is_in_the_database(tmp_path: Path) -> None:
    Flush(tmp_path / "no-wal").wait()
    assert not list(tmp_path.iterdir()), "and none is made"


def written(origin: str) -> None:
    """A row of whatever table."""
    StaleArea.objects.create(origin=origin, path=f"{origin}.", since_at=clock.now())


def level() -> int:
    """SQLite's own word for how it flushes: 2 is FULL."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_there_for_others_before_its_flush_and_answered_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL groups its flushes itself")
    name = str(connection.settings_dict["NAME"])
    assert level() == 2
    seen: list[Any] = []

    def flush(_flush: Flush) -> None:
        with sqlite3.connect(name) as other:
            seen.append(other.execute("SELECT count(*) FROM territory_stalearea").fetchone()[0])
        assert level() == 2, "what is written meanwhile is flushed by SQLite"

    monkeypatch.setattr(Flush, "wait", flush)
    before = StaleArea.objects.count()
    with flushed_together():
        for code in ("a1", "a2"):
            with transaction.atomic():
                assert level() == 1
                written(code)
        assert not seen
    assert seen == [before + 2], "one flush for both"
    with flushed_together():
        pass
    with transaction.atomic():
        StaleArea.objects.all().delete()
    assert len(seen) == 1, "who does not ask for it goes SQLite's own way"


@pytest.mark.django_db(transaction=True)
def test_what_is_not_on_the_disk_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL groups its flushes itself")

    def refuse(_flush: Flush) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Flush, "wait", refuse)
    with pytest.raises(OperationalError), flushed_together(), transaction.atomic():
        written("a1")
    assert (level(), StaleArea.objects.filter(origin="a1").count()) == (2, 1)
    with flushed_together():
        with pytest.raises(ValueError, match="back"), transaction.atomic():
            raise ValueError("rolled back")
        assert level() == 2
