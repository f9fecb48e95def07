"""The envelope of what phones say (docs/wire.md), read with msgspec.

Operations stay raw until each is read by itself, so that one that cannot be understood gets its own
refusal and never blocks the next.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

MOST_OPS = 500
#: PostgreSQL keeps no NUL in a text, and no person ever wrote one.
NO_NUL = r"\A[^\x00]*\Z"
Short = Annotated[str, Meta(max_length=200, pattern=NO_NUL)]
Code = Annotated[str, Meta(max_length=24, pattern=NO_NUL)]
Moment = Annotated[datetime, Meta(tz=True)]


class Push(Struct):
    """One call: the phone's clock, how many records wait on it, and the operations."""

    sent_at: Moment
    ops: list[Raw]
    waiting: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class Op(Struct):
    """The envelope of one operation. `instead`: the refused one that its author put right with this."""

    op: uuid.UUID
    kind: Annotated[str, Meta(max_length=60)]
    origin: Annotated[str, Meta(max_length=12, pattern=NO_NUL)]
    body: Raw
    instead: uuid.UUID | None = None


class Verdict(Struct, omit_defaults=True):
    """What became of one operation."""

    op: uuid.UUID | None
    verdict: Literal["accepted", "had", "refused"]
    code: str = ""
    sentence: str = ""


T = TypeVar("T")
_push = msgspec.json.Decoder(Push)
_op = msgspec.json.Decoder(Op)
#: What reading raises: bytes that are no UTF-8 are found only where a text is read.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
#: Operations that cannot even be named get an id made from their bytes: sent twice, kept once.
UNNAMED = uuid.UUID("6f1d7a52-4b0e-5c7e-9d53-3d2a54c1e3aa")


def read_push(body: bytes) -> Push:
    """The call, its operations unread. Raises one of UNREADABLE."""
    return read_around(_push, body)


def read_around(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """What `decoder` makes of a body whose field `ops` is left unread. Raises one of UNREADABLE.

    Half an emoji, which browsers do write, makes all of a body unreadable to msgspec, also within what
    is left unread. One operation would hold up all that is sent with it, for ever: such a body is read
    with Python's own reader, and the operation is refused by itself.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as unreadable:
        try:
            said = json.loads(body.decode())
            if isinstance(said["ops"], list):
                said["ops"] = each_by_itself(said["ops"])
            return msgspec.convert(said, decoder.type)
        except (ValueError, LookupError, TypeError, msgspec.ValidationError):
            raise unreadable from None


def each_by_itself(operations: Iterable[Any]) -> list[Raw]:
    """Operations that Python's reader took, as JSON once more."""
    return [Raw(json.dumps(operation).encode()) for operation in operations]


def read_op(raw: Raw) -> Op:
    """The envelope of one operation. Raises one of UNREADABLE."""
    return _op.decode(raw)


def read_name(raw: Raw) -> uuid.UUID | None:
    """The id of an operation whose envelope cannot be read; None when it has not even that.

    The phone goes by it: a verdict that names no operation is no answer, and would block the rest.
    Read with Python's own reader, which takes half an emoji and bytes that are no UTF-8.
    """
    try:
        return uuid.UUID(json.loads(bytes(raw).decode(errors="replace"))["op"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def unnamed_id(raw: Raw) -> uuid.UUID:
    """A stable id for an operation without a readable one."""
    return uuid.uuid5(UNNAMED, bytes(raw).hex())
