"""What helpers read at the door before a consent is noted, by version and the day it holds from.

The text travels to phones with its version, and the version back with the visit (docs/wire.md). Of visits
that do not say it (an app before that, or paper) it follows from the day. The words an app has of its own
are the newest version when it was made (tests/privacy say so).
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


def text_on(day: date) -> ConsentText | None:
    """What is read on a day; None before the first."""
    return next((text for text in shipped_texts() if text.valid_from_on <= day), None)


def version_on(day: date) -> int | None:
    """The version that is read on a day; None before the first."""
    text = text_on(day)
    return text.version if text else None
