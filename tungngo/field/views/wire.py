"""The wire of docs/wire.md: a badge becomes a device, the world travels down, facts travel up."""

from __future__ import annotations

import time
from datetime import UTC
from typing import Annotated, Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct

from tungngo.accounts.actions import claim_badge
from tungngo.field.envelope import (
    answer,
    busy,
    calling_device,
    on_the_wire,
    opened,
    too_large,
    unreadable,
)
from tungngo.field.world import world_of
from tungngo.intake.actions import take_ops
from tungngo.intake.wire import MOST_OPS, UNREADABLE, read_push
from tungngo.lib import clock
from tungngo.lib.limits import Gate
from tungngo.lib.precedence import Precedence
from tungngo.lib.sqlite.base import flushed_together
from tungngo.teams.queries import reach_of

#: When the database has not answered a push for so long, two may wait for it; the others are told to come
#: back, and boards and lists go on being answered.
GATE = Gate(few=2, seconds=5)
#: One push is worked on while the database has the others' statements.
PUSHES = Precedence(at_once=3)


class Claim(Struct):
    """The secret of a badge link, and what phone this is as far as its browser tells."""

    badge: Annotated[str, Meta(max_length=200)]
    label: Annotated[str, Meta(max_length=400)] = ""
    key: Annotated[str, Meta(max_length=100)] = ""


_claim = msgspec.json.Decoder(Claim)


@on_the_wire("POST")
def claim(request: HttpRequest) -> HttpResponse:
    """A badge becomes a device. 201 with the device's secret; 403 `badge.…`."""
    try:
        asked = _claim.decode(opened(request, "claim"))
    except UNREADABLE as broken:
        raise unreadable("claim") from broken
    device, secret = claim_badge(secret=asked.badge, label=asked.label[:120], key=asked.key)
    account = device.account
    return answer(
        request,
        {
            "secret": secret,
            "device": device.id,
            "pin": settings.FIELD_PIN,
            "account": {
                "id": account.id,
                "name": account.full_name,
                "language": account.language,
            },
        },
        201,
    )


@on_the_wire("GET")
def world(request: HttpRequest) -> HttpResponse:
    """What travels down: each room's document, left out when the phone's fingerprint matches."""
    device = calling_device(request)
    body: dict[str, Any] = {"server_at": _now()}
    for room, (fingerprint, document) in world_of(
        reach_of(device.account), device.account, device
    ).items():
        if request.GET.get(room) != fingerprint:
            body[room] = {"fp": fingerprint, "body": document}
    return answer(request, body)


@on_the_wire("POST")
def push(request: HttpRequest) -> HttpResponse:
    """What travels up: 1 to 500 operations, one verdict for each, in order."""
    device = calling_device(request)
    try:
        batch = read_push(opened(request, "push"))
    except UNREADABLE as broken:
        raise unreadable("push") from broken
    if len(batch.ops) > MOST_OPS:
        raise too_large("push")
    if not batch.ops:
        raise unreadable("push")
    if (ticket := GATE.enter(time.monotonic())) is None:
        raise busy()
    try:
        # Waiting for the disk is nobody's turn: the next push is worked on meanwhile.
        with flushed_together(), PUSHES.work():
            verdicts = take_ops(
                actor=device.account,
                device=device,
                sent_at=batch.sent_at,
                waiting=batch.waiting,
                ops=batch.ops,
            )
    finally:
        GATE.leave(ticket)
    return answer(request, {"server_at": _now(), "verdicts": verdicts})


def _now() -> str:
    return clock.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
