"""Photos travel up by themselves, in pieces, after all text (docs/wire.md)."""

from __future__ import annotations

import uuid
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct

from tungngo.encounters.actions import take_piece
from tungngo.field.envelope import answer, calling_device, on_the_wire, opened, unreadable
from tungngo.intake.wire import NO_NUL


class Piece(Struct):
    """What the address of a piece says: of which photo, and from which byte on."""

    id: uuid.UUID
    origin: Annotated[str, Meta(max_length=12, pattern=NO_NUL)]
    encounter: uuid.UUID
    total: int
    digest: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    at: Annotated[int, Meta(ge=0)] = 0


@on_the_wire("PUT")
def piece(request: HttpRequest) -> HttpResponse:
    """The bytes of a photo from `at` on; answers how many are here. Without bytes it only asks."""
    device = calling_device(request)
    try:
        said = msgspec.convert(request.GET.dict(), Piece, strict=False)
    except msgspec.ValidationError as broken:
        raise unreadable("photo") from broken
    got = take_piece(
        actor=device.account,
        device=device,
        origin=said.origin,
        photo_id=said.id,
        encounter_id=said.encounter,
        total=said.total,
        digest=said.digest,
        at=said.at,
        piece=opened(request, "photo"),
    )
    return answer(request, {"got": got, "done": got == said.total})
