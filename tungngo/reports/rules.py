"""Judgements about when a brief goes out by e-mail, and of which day it speaks. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

#: From this hour on a brief speaks of the day itself, before it of the day before, which is whole.
NOON = 12


def brief_day(hour: int, today: date) -> date:
    """The day of which the brief sent at `hour` speaks."""
    return today if hour >= NOON else today - timedelta(days=1)


def is_due(hour: int, here: datetime) -> bool:
    """Whether `hour` has come today, `here` being the moment as clocks in Vietnam show it."""
    return here.hour >= hour
