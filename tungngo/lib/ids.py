"""Identifiers that any machine can mint without asking another."""

from __future__ import annotations

import contextlib
import secrets
import time
import uuid
from collections.abc import Iterable


def uuid7(at_ms: int | None = None) -> uuid.UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then 74 random bits.

    `at_ms` fixes the clock (for replays). Sorting by id sorts by time of making to the millisecond.
    """
    ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    value = (ms & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def token(size: int = 24) -> str:
    """A secret for a link or a header: `size` random bytes in URL-safe text, nothing to guess from."""
    return secrets.token_urlsafe(size)


def read_uuids(written: Iterable[str]) -> list[uuid.UUID]:
    """The UUIDs among what a form sent, in its order; whatever is none is left out."""
    found = []
    for one in written:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(one))
    return found
