"""One flush of the disk for all who wait for it.

SQLite in FULL flushes its log within every commit, while the next writer waits. What phones send is
committed without (NORMAL), the turn to write goes on to the next at once, and the call is answered only
after a flush that began after its commits: one flush serves everybody who committed before it began.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from pathlib import Path


class Flush:
    """Flushes of the log of one database file."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._changed = threading.Condition()
        self._begun = self._done = 0
        self._busy = False
        self._known_file = 0

    def wait(self) -> None:
        """Until the log has been flushed by a flush that began after this was called. Raises OSError
        when the disk refuses."""
        with self._changed:
            mine = self._begun + 1
            self._changed.wait_for(lambda: self._done >= mine or not self._busy)
            if self._done >= mine:
                return
            self._busy = True
            self._begun = this = self._begun + 1
        done = 0
        try:
            self._flush()
            done = this
        finally:
            with self._changed:
                self._busy = False
                self._done = max(self._done, done)
                self._changed.notify_all()

    def _flush(self) -> None:
        try:
            log = os.open(self._log, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return  # the last connection put everything into the database itself, flushed
        try:
            os.fdatasync(log)
            file = os.fstat(log).st_ino
        finally:
            os.close(log)
        if file != self._known_file:  # a new file: its name must be on the disk, too
            folder = os.open(self._log.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            self._known_file = file


@cache
def flush_of(database: str) -> Flush:
    """The flushes of the log of the database in this file."""
    return Flush(Path(f"{database}-wal"))
