"""Which refused records somebody answers for: of who works in their teams all, of who worked there once
what lies there. A former member may work for others today, and what is said there is theirs."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from tungngo.accounts.models import Device
from tungngo.intake.models import Receipt
from tungngo.intake.wire import UNREADABLE
from tungngo.lib.reach import Reach
from tungngo.teams.queries import working_among
from tungngo.territory.doors import paths_of

Sent = tuple[Receipt, Device]


def said_in(payload: str | None) -> dict[str, Any]:
    """The body of a kept operation, as far as it can be read; what can be read can be sent on."""
    try:
        body = msgspec.json.decode(payload or "")["body"]
    except (*UNREADABLE, LookupError, TypeError):
        return {}
    return body if isinstance(body, dict) else {}


def answered_for(reach: Reach, sent: Iterable[Sent]) -> list[Sent]:
    """Those of these refused records (each with its phone) that whoever has `reach` answers for."""
    sent = list(sent)
    mine = working_among(reach, {phone.account_id for _receipt, phone in sent})
    doors: dict[str, set[uuid.UUID]] = defaultdict(set)
    for receipt, phone in sent:
        if phone.account_id not in mine and (door := _door(receipt)):
            doors[receipt.origin].add(door)
    here = {
        (origin, door) for origin, ids in doors.items() for door in paths_of(reach, origin, ids)
    }
    return [
        (receipt, phone)
        for receipt, phone in sent
        if phone.account_id in mine or (receipt.origin, _door(receipt)) in here
    ]


def _door(receipt: Receipt) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(said_in(receipt.payload).get("household")))
    except ValueError:
        return None
