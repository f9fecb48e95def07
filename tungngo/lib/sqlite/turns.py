"""Whose turn it is to write: one writer at a time, in the order of asking as nearly as that can be had.

SQLite lets a writer that finds another at work sleep and try again, ever longer, up to a tenth of a
second: under a storm the disk rests while a dozen threads sleep, and one of them sleeps through a
hundred chances. Here the threads of a process queue at a lock, and the first of each process asks for
a lock on a file, every half a millisecond.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from functools import cache
from pathlib import Path

#: Seconds between two tries for the file's lock.
PAUSE = 0.0005


class Turn:
    """The turn to write one database file. Taken and given back by one and the same thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._threads = threading.Lock()
        self._opened: tuple[int, int] = (0, -1)

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come in so many seconds."""
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            return False
        try:
            while not self._try():
                if time.monotonic() > until:
                    self._threads.release()
                    return False
                time.sleep(PAUSE)
        except BaseException:
            self._threads.release()
            raise
        return True

    def give_back(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
        self._threads.release()

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _descriptor(self) -> int:
        """The open file; opened anew after a fork, for a lock belongs to what was opened."""
        process, descriptor = self._opened
        if process != os.getpid():
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened = (os.getpid(), descriptor)
        return descriptor


@cache
def turn_of(database: str) -> Turn:
    """The turn to write the database in this file. The lock lies beside it."""
    return Turn(Path(f"{database}-turn"))
