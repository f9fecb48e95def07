"""What a room says about a kind of operation it takes: how to read, judge and apply it.

A room exports its kinds from `<room>/ops.py`; the settings name them (`OPERATION_KINDS`) in the order in
which they are worked on, so that what makes a thing comes before what speaks of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string
from msgspec import Raw

from tungngo.accounts.models import Account, Device
from tungngo.intake.refusals import SENTENCES
from tungngo.intake.wire import Op
from tungngo.lib.lookups import Key, key


@dataclass(slots=True)
class Item:
    """One operation on its way through.

    `name` is the id as the phone wrote it, `id` one made of the bytes when there is none; `code` is what
    it is refused with, empty while nothing speaks against it; `at` is the phone's moment (the body's
    field `at`) moved by the offset of its clock; `found` is whatever judging found out for applying.
    """

    raw: Raw
    name: uuid.UUID | None
    id: uuid.UUID
    op: Op | None = None
    body: Any = None
    code: str = ""
    at: datetime | None = None
    found: Any = None
    #: `id` as the driver has it.
    key: Key = field(init=False)

    def __post_init__(self) -> None:
        self.key = key(self.id)


@dataclass(slots=True)
class Batch:
    """Who sends, from which phone, when it arrived, and how far that phone's clock is off.

    `whole`: its operations are tried together; should our code or the database break over them, they come
    again one by one. `kept` holds what the kinds look up once for a whole call; "worked_at" in it is who
    might work where.
    """

    actor: Account
    device: Device
    received_at: datetime
    offset: timedelta
    kept: dict[str, Any] = field(default_factory=dict)
    whole: bool = False

    def once(self, key: str, find: Callable[[], Any]) -> Any:
        """What `find()` gives, asked once in the life of this batch."""
        if key not in self.kept:
            self.kept[key] = find()
        return self.kept[key]


Judge = Callable[[Batch, str, Sequence[Item]], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` as in the wire; `body` a msgspec Struct; `sentences` code → sentence of its refusals.

    `judge(batch, origin, items)` gives each item that cannot be taken its code; `apply(batch, origin,
    items)` writes the others, set-wise. Both run in the one transaction of that origin; between them the
    receipts decide which are new, and only those are applied. An item that gets a code in `apply`, having
    written nothing, is refused as well: what came before it in the same call stands in its way.
    `decides`: it is somebody's decision by virtue of their office, so nobody sends it again for them.
    """

    name: str
    body: type[msgspec.Struct]
    judge: Judge
    apply: Judge
    sentences: Mapping[str, Any] = field(default_factory=dict)
    decides: bool = False
    decoder: msgspec.json.Decoder[Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decoder", msgspec.json.Decoder(self.body))


@dataclass(frozen=True, slots=True)
class Guard:
    """What one room has to say about operations of another, after that one has judged them: the settings
    join them (`OPERATION_GUARDS`), for features do not know each other. `judge` as of a kind; it leaves
    `item.found` alone."""

    judge: Judge
    sentences: Mapping[str, Any] = field(default_factory=dict)


@cache
def guards_of(name: str) -> tuple[Guard, ...]:
    """The guards of a kind of operation."""
    return tuple(import_string(one) for one in settings.OPERATION_GUARDS.get(name, ()))


def judge_all(batch: Batch, origin: str, kind: Kind, items: Sequence[Item]) -> None:
    """Give each item of a kind that cannot be taken its code, the kind's own before those of its guards."""
    kind.judge(batch, origin, items)
    for guard in guards_of(kind.name):
        if sound := [item for item in items if not item.code]:
            guard.judge(batch, origin, sound)


@cache
def known_kinds() -> tuple[Kind, ...]:
    """Every kind of operation the server takes, in working order."""
    return tuple(import_string(name) for name in settings.OPERATION_KINDS)


@cache
def kinds_by_name() -> dict[str, Kind]:
    """name → kind, of every kind the server takes."""
    return {kind.name: kind for kind in known_kinds()}


@cache
def deciding() -> frozenset[str]:
    """Names of the kinds that decide something for others."""
    return frozenset(kind.name for kind in known_kinds() if kind.decides)


@cache
def sentences() -> dict[str, Any]:
    """code → sentence, of every refusal an operation can get."""
    found = dict(SENTENCES)
    for kind in known_kinds():
        found |= kind.sentences
        for guard in guards_of(kind.name):
            found |= guard.sentences
    return found
