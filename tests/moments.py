"""Moments that tests name, true at any hour the suite is run."""

from __future__ import annotations

import datetime as dt

from tungngo.lib import clock


def earlier_today() -> dt.datetime:
    """An hour ago, but never yesterday: in the first hour of Việt Nam's day, its midnight.

    A suite that starts at 00:10 in Hà Nội must count what was met "today" on today's board.
    """
    now = clock.now().astimezone(clock.VIETNAM)
    return max(now - dt.timedelta(hours=1), now.replace(hour=0, minute=0, second=0, microsecond=0))
