"""The days on which offices are closed, as shipped with the product (data/days_off.json says its source)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from tungngo.privacy.rules import Calendar

_FILE = Path(__file__).parent / "data" / "days_off.json"


class _Shipped(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    off: dict[date, str]


@cache
def shipped_calendar() -> Calendar:
    """Public holidays of the years that are known."""
    shipped = msgspec.json.decode(_FILE.read_bytes(), type=_Shipped)
    return Calendar(frozenset(shipped.off), frozenset(day.year for day in shipped.off))
