"""Guide cards and their media, one file a call, asked for by digest (docs/wire.md)."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from tungngo.field.envelope import answer, calling_device, on_the_wire
from tungngo.learning.files import media_bytes
from tungngo.learning.queries import card_of, media_of
from tungngo.teams.queries import reach_of


@on_the_wire("GET")
def card(request: HttpRequest) -> HttpResponse:
    """A card, exactly the bytes its digest was made from. 404 `guide.unknown` when replaced."""
    reach = reach_of(calling_device(request).account)
    written = card_of(reach, _digest(request))
    return answer(request, msgspec.Raw(written))


@on_the_wire("GET")
def media(request: HttpRequest) -> HttpResponse:
    """A picture or recording. It is data to this address: never a page, never run."""
    reach = reach_of(calling_device(request).account)
    found = media_of(reach, _digest(request))
    reply = HttpResponse(media_bytes(found.digest), content_type=found.kind)
    reply["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reply["Cache-Control"] = "no-store"
    return reply


def _digest(request: HttpRequest) -> str:
    """The digest asked for; PostgreSQL is not asked for a NUL."""
    return request.GET.get("digest", "").replace("\0", "")
