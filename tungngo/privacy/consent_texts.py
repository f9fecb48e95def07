"""What helpers read at the door before a consent is noted, by version and the day it holds from.

A phone that was offline a week shows the words it has; which version a consent was given to follows from
the day of the visit. A change of the words on phones is a new version here (tests/privacy say so).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).parent / "data" / "consent_texts.json"


class ConsentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version, in Vietnamese and English."""

    version: int
    valid_from_on: date
    vi: str
    en: str


@cache
def shipped_texts() -> tuple[ConsentText, ...]:
    """Every version, newest first."""
    found = msgspec.json.decode(_FILE.read_bytes(), type=list[ConsentText])
    return tuple(sorted(found, key=lambda text: text.valid_from_on, reverse=True))


def version_on(day: date) -> int | None:
    """The version that was read on a day; None before the first."""
    return next((text.version for text in shipped_texts() if text.valid_from_on <= day), None)
