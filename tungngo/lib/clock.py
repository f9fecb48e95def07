"""The only place that asks what time it is, so that a demo, a replay or a test can say otherwise."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, with its time zone. `TUNGNGO_NOW` (ISO 8601) moves it for a whole process."""
    fixed = os.environ.get("TUNGNGO_NOW")
    if fixed:
        moment = datetime.fromisoformat(fixed)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return datetime.now(tz=VIETNAM)


def today() -> date:
    """Today's date in Vietnam, which is the day a campaign counts by."""
    return now().astimezone(VIETNAM).date()


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day a moment falls on; facts count on this day."""
    return moment.astimezone(VIETNAM).date()


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included; empty when `last` is earlier."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
