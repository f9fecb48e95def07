"""The days on which offices are closed, as shipped with the product (lib/data/days_off.json)."""

from __future__ import annotations

from functools import cache

from tungngo.lib.holidays import announced
from tungngo.privacy.rules import Calendar


@cache
def shipped_calendar() -> Calendar:
    """Public holidays of the years that are known."""
    return Calendar(announced(), frozenset(day.year for day in announced()))
