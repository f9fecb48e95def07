"""Photos travel up by themselves, in pieces, after all text (docs/wire.md)."""

from __future__ import annotations

import uuid

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from tungngo.encounters.actions import take_piece
from tungngo.field.envelope import answer, calling_device, on_the_wire, opened, unreadable


class Piece(Struct):
    """What the address of a piece says: of which photo, and from which byte on."""

    id: uuid.UUID
    origin: str
    encounter: uuid.UUID
    total: int
    digest: str
    at: int = 0


@on_the_wire("PUT")
def piece(request: HttpRequest) -> HttpResponse:
    """The bytes of a photo from `at` on; answers how many are here. Without bytes it only asks."""
    device = calling_device(request)
    try:
        said = msgspec.convert(request.GET.dict(), Piece, strict=False)
    except msgspec.ValidationError as broken:
        raise unreadable("photo") from broken
    if said.at < 0 or len(said.digest) != 64 or len(said.origin) > 12:
        raise unreadable("photo")
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
