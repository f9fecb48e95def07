"""When an attempt is in time. Pure.

What counts is when the learner finished, by the phone's corrected clock, and never when it arrived: a
phone without network hands in days later. The grace is the project's own rule.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: How long after closing an attempt is still in time: pages load slowly.
GRACE = timedelta(minutes=15)


def is_late(finished_at: datetime, closes_at: datetime) -> bool:
    """Whether somebody finished after closing and the grace."""
    return finished_at > closes_at + GRACE
