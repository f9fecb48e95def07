"""How long a gathering may be, which week a day lies in, which days a phone holds. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from tungngo.lib.clock import VIETNAM, days_between

#: Days a phone sees of its duties, behind and ahead of today.
DAYS_BEHIND, DAYS_AHEAD = 1, 14
#: Days the public timetable looks ahead, and days a calendar keeps what is over.
PUBLIC_AHEAD, PUBLIC_BEHIND = 42, 14
#: Longer than this a gathering is a slip of the hand.
LONGEST = timedelta(hours=14)
#: More sessions than this in one series are a slip of the hand, too.
MOST_IN_SERIES = 100


def moment_of(day: date, at: time = time.min) -> datetime:
    """A moment on a Vietnamese day."""
    return datetime.combine(day, at, VIETNAM)


def series_days(first: date, last: date, weekdays: Collection[int]) -> list[date]:
    """The days of these weekdays (0 = Monday) from `first` to `last`, both included."""
    return [day for day in days_between(first, last) if day.weekday() in weekdays]


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def phone_days(today: date) -> tuple[date, date]:
    """First and last day whose duties a phone holds."""
    return today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_AHEAD)
