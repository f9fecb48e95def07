"""What a parcel holds once it is open (docs/wire.md), read with msgspec. Pure: bytes in, values out."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from tungngo.intake.rules import corrected
from tungngo.intake.wire import UNREADABLE, Moment, each_by_itself, read_around

#: What a parcel may hold unpacked: thirty days of one person are about 1 MB.
MOST_BYTES = 8 * 1024 * 1024
#: The first bytes of anything gzip packed (RFC 1952); a browser without it sends plain JSON.
GZIP = b"\x1f\x8b"


class Contents(Struct):
    """A push that somebody else carries: as on the wire, with the secret that says whose it is."""

    secret: Annotated[str, Meta(max_length=200)]
    sent_at: Moment
    ops: Annotated[list[Raw], Meta(min_length=1)]


class _Dated(Struct):
    class Body(Struct):
        at: Moment

    body: Body


_contents = msgspec.json.Decoder(Contents)
_operations = msgspec.json.Decoder(list[Raw])
_dated = msgspec.json.Decoder(_Dated)


def contents_of(opened: bytes) -> Contents:
    """What an opened parcel holds. Raises ValueError when it is no such thing."""
    try:
        return read_around(_contents, _inflated(opened) if opened.startswith(GZIP) else opened)
    except UNREADABLE as broken:
        raise ValueError("no parcel") from broken


def operations_of(content: bytes) -> list[Raw]:
    """The operations kept of a parcel (see `packed`)."""
    try:
        return _operations.decode(content)
    except msgspec.DecodeError:  # half an emoji in one of them
        return each_by_itself(json.loads(content))


def packed(operations: Sequence[Raw]) -> bytes:
    """Operations as they are kept: to the letter, as a JSON list."""
    return msgspec.json.encode(operations)


def fingerprint_of(sealed: bytes) -> str:
    """What a parcel is known by: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(sealed).hexdigest()


def said_before(operations: Sequence[Raw], moment: datetime, offset: timedelta) -> int:
    """How many operations say they happened up to `moment`, by the phone's clock moved by `offset`.

    Only what they say: a phone in foreign hands can say anything. It helps a person decide.
    """
    return sum(
        at is not None and corrected(at, offset) <= moment for at in map(_happened_at, operations)
    )


def _happened_at(operation: Raw) -> datetime | None:
    try:
        return _dated.decode(operation).body.at
    except UNREADABLE:
        return None


def _inflated(packed: bytes) -> bytes:
    """Unpacks at most MOST_BYTES, whatever a small body says it holds. Raises ValueError."""
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        whole = inflater.decompress(packed, MOST_BYTES)
    except zlib.error as broken:
        raise ValueError("not packed as it should be") from broken
    if not inflater.eof or inflater.unused_data:
        raise ValueError("cut, too large, or something behind its end")
    return whole
