"""The worker's pulse: a thread that says every few seconds that its process lives and what it did.

A thread, because one job may take minutes: whether the counts follow is another question, which the age
of the oldest mark answers. A pulse that finds no database says nothing and tries again.
"""

from __future__ import annotations

import logging
import socket
import time
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from django.db import DatabaseError, InterfaceError, connection

from tungngo.lib import clock
from tungngo.watching.actions import News, beat
from tungngo.watching.rules import BEAT_SECONDS, clock_moved

log = logging.getLogger("tungngo.watching")
#: Seconds the pulse may take to end with its worker.
ENDING_SECONDS = 5


def _passed() -> float:
    """Seconds of a clock nobody can move; it goes on while the machine sleeps, where there is one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Pulse:
    """`with Pulse() as pulse:` beats until the end of the block. Its methods may be called from
    any thread."""

    def __init__(self, name: str = "") -> None:
        self.name = (name or socket.gethostname())[:64]
        self.begun_at = clock.now()
        self._news = News()
        self._lock = Lock()
        self._stop = Event()
        self._thread = Thread(target=self._beat_on, name="pulse", daemon=True)
        self._looked_at: tuple[datetime, float] = (self.begun_at, _passed())

    def __enter__(self) -> Pulse:
        self.beat()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(ENDING_SECONDS)
        self.beat()

    def counted(self, areas: int) -> None:
        """So many areas were just recounted."""
        with self._lock:
            news = self._news
            self._news = replace(news, counted=news.counted + areas, counted_at=clock.now())

    def slow_query(self) -> None:
        """A statement took too long."""
        with self._lock:
            self._news = replace(self._news, slow_queries=self._news.slow_queries + 1)

    def beat(self) -> None:
        """One sign of life; what could not be said is said with the next."""
        self._look_at_the_clock()
        with self._lock:
            news, self._news = self._news, News()
        try:
            beat(name=self.name, begun_at=self.begun_at, news=news)
        except (DatabaseError, InterfaceError) as trouble:
            log.warning("No sign of life could be written (%s).", type(trouble).__name__)
            with self._lock:
                self._news = replace(
                    self._news,
                    counted=self._news.counted + news.counted,
                    counted_at=self._news.counted_at or news.counted_at,
                    slow_queries=self._news.slow_queries + news.slow_queries,
                    clock_moved_by=self._news.clock_moved_by or news.clock_moved_by,
                )

    def _beat_on(self) -> None:
        try:
            while not self._stop.wait(BEAT_SECONDS):
                connection.close_if_unusable_or_obsolete()
                self.beat()
        finally:
            connection.close()

    def _look_at_the_clock(self) -> None:
        """Tell of a clock that was moved since the last beat."""
        (was, then), now = self._looked_at, (clock.now(), _passed())
        self._looked_at = now
        seconds = clock_moved(now[0] - was, timedelta(seconds=now[1] - then))
        if seconds:
            log.warning("The clock of this machine was moved by %d seconds.", seconds)
            with self._lock:
                self._news = replace(self._news, clock_moved_by=seconds)
