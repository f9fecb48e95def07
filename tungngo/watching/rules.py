"""Judgements about the system itself: what is late, low or moved. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: A worker beats every BEAT_SECONDS; one not seen for LATE is taken for stopped.
BEAT_SECONDS = 10
LATE = timedelta(minutes=2)
#: Counts that are older than this are worth a word on the page.
BEHIND = timedelta(minutes=5)
#: A disk with less than this free is low; with less than FULL nothing more should be sent here.
LOW_BYTES = 2 * 1024**3
FULL_BYTES = 200 * 1024**2
#: A clock that went this much otherwise than time itself was moved.
MOVED = timedelta(seconds=60)
#: How long a moved clock is told of.
TOLD_OF_CLOCK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that data lies on, in bytes."""

    free: int
    total: int

    @property
    def verdict(self) -> str:
        """`ok`, `low` or `full`."""
        if self.free < FULL_BYTES:
            return "full"
        return "low" if self.free < LOW_BYTES else "ok"


def worker_verdict(seen_at: datetime | None, now: datetime) -> str:
    """`ok`, `late`, or `never` when no worker has ever run here.

    A beat from the future (the clock was set back since) is as good as one of now: the next follows
    within seconds by the clock as it is.
    """
    if seen_at is None:
        return "never"
    return "late" if now - seen_at > LATE else "ok"


def clock_moved(wall: timedelta, passed: timedelta) -> int:
    """By how many seconds a clock was moved while `passed` went by and it showed `wall` more; 0 when it
    was not. A clock that stands still is set by TUNGNGO_NOW, and says nothing."""
    if not wall:
        return 0
    moved = wall - passed
    return round(moved.total_seconds()) if abs(moved) > MOVED else 0


def readiness(database: str, migrations: str, disk: str) -> bool:
    """Whether calls should be sent here: what comes in can be kept."""
    return database == "ok" and migrations == "ok" and disk != "full"
