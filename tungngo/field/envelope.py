"""How the wire's calls are opened and answered: JSON, gzip within bounds, refusals in one shape."""

from __future__ import annotations

import gzip
import logging
import math
import secrets
import time
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tungngo.accounts.models import Device
from tungngo.accounts.queries import device_of
from tungngo.lib.limits import Buckets
from tungngo.lib.problems import Refused, whereabouts
from tungngo.lib.trouble import is_away, is_out_of_room

MOST_BYTES = 8 * 1024 * 1024
"""What a call may hold once it is unpacked. 500 operations are about 0.5 MB."""
WORTH_PACKING = 600
"""Answers smaller than this fit into one packet as they are."""

RETRY_SECONDS = 10
"""A phone comes back after this long at least, and twice as long at most."""
FULL_SECONDS = 300
"""How long a phone should wait where nothing can be kept before somebody makes room."""

CALLS = (
    Buckets(per_second=settings.FIELD_CALLS / 60, burst=settings.FIELD_CALLS)
    if settings.FIELD_CALLS
    else None
)
"""How often each phone may call; of this process, for a flood comes over one connection."""

View = Callable[..., HttpResponse]
log = logging.getLogger(__name__)

STATUS = {
    "guide.unknown": 404,
    "device.unknown": 401,
    "device.revoked": 401,
    "push.too_large": 413,
    "claim.too_large": 413,
    "parcel.too_large": 413,
    "wire.method": 405,
    "wire.too_often": 429,
    "wire.broken": 500,
    "wire.busy": 503,
    "wire.full": 507,
}
"""HTTP statuses of refusals that are neither 400 (cannot be read) nor 403 (badge.…)."""


def answer(request: HttpRequest, body: Any, status: int = 200) -> HttpResponse:
    """`body` (anything msgspec can write) as JSON, packed when the phone can unpack it."""
    packed = msgspec.json.encode(body)
    reply = HttpResponse(status=status, content_type="application/json; charset=utf-8")
    reply["Cache-Control"] = "no-store"
    reply["Vary"] = "Accept-Encoding, Accept-Language, Authorization"
    if len(packed) >= WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = gzip.compress(packed, compresslevel=5, mtime=0)
        reply["Content-Encoding"] = "gzip"
    reply.content = packed
    reply["Content-Length"] = str(len(packed))
    return reply


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal of the whole call: its status, stable code and sentence."""
    said = {"code": refused.code, "sentence": str(refused)}
    return answer(request, said, status_of(refused.code))


def status_of(code: str) -> int:
    """The HTTP status of a refusal of the whole call."""
    return STATUS.get(code, 403 if code.startswith("badge.") else 400)


def on_the_wire(method: str) -> Callable[[View], View]:
    """A view that speaks the wire's language only: one method, no cookies, refusals as JSON.

    What it does is allowed by the secret in the call, so Django's own form token is not asked for.
    """

    def wrapping(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            try:
                if request.method != method:
                    raise Refused("wire.method", _("This address answers to the app only."))
                return view(request)
            except Refused as refused:
                reply = refusal(request, refused)
                if refused.code == "wire.method":
                    reply["Allow"] = method
                if seconds := refused.details.get("seconds"):
                    reply["Retry-After"] = str(seconds)
                return reply
            except Exception as fault:  # a phone can make nothing of a page of HTML
                told = _told_of(fault)
                route = request.resolver_match.view_name if request.resolver_match else ""
                log.error("%s: %s", told.code, whereabouts(fault), extra={"route": route})
                reply = refusal(request, told)
                if seconds := told.details.get("seconds"):
                    reply["Retry-After"] = str(seconds)
                return reply

        return wrapped

    return wrapping


def _told_of(fault: Exception) -> Refused:
    """What a phone hears of a fault of ours; `seconds` in its details is when to come back (without: as
    it likes).

    Whatever it is, the transaction was rolled back: nothing of the call is half written.
    """
    if is_out_of_room(fault):
        full = _("The server has no room left. What was recorded stays here and is sent later.")
        return Refused("wire.full", full, {"seconds": FULL_SECONDS})
    if is_away(fault):  # locked, restarted, too slow
        return busy()
    broken = _("Something went wrong on the server. What was recorded stays here.")
    return Refused("wire.broken", broken)


def busy() -> Refused:
    """That a phone is to come back later: not all of them at the same moment."""
    said = _("Many phones are sending at this moment. The app tries again by itself.")
    return Refused("wire.busy", said, {"seconds": RETRY_SECONDS + secrets.randbelow(RETRY_SECONDS)})


def calling_device(request: HttpRequest) -> Device:
    """The device whose secret the call carries. Raises Refused `device.unknown` or `.revoked`, and
    `wire.too_often` before the database is asked."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if CALLS and (seconds := CALLS.seconds_to_wait(hash(secret), time.monotonic())):
        raise Refused(
            "wire.too_often",
            _("This phone calls too often. The app tries again by itself."),
            {"seconds": math.ceil(seconds)},
        )
    return device_of(secret if scheme.lower() == "device" else "")


def opened(request: HttpRequest, subject: str) -> bytes:
    """The body of a call, unpacked. Raises Refused `<subject>.too_large` or `.unreadable`.

    Never unpacks more than MOST_BYTES, whatever a small body says it holds.
    """
    try:
        sent = request.body
    except RequestDataTooBig as big:
        raise too_large(subject) from big
    except (RawPostDataException, UnreadablePostError) as cut:
        raise unreadable(subject) from cut
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        if len(sent) > MOST_BYTES:
            raise too_large(subject)
        return sent
    if encoding != "gzip":
        raise unreadable(subject)
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        body = inflater.decompress(sent, MOST_BYTES + 1)
    except zlib.error as broken:
        raise unreadable(subject) from broken
    if len(body) > MOST_BYTES:
        raise too_large(subject)
    if not inflater.eof or inflater.unused_data:
        raise unreadable(subject)
    return body


def too_large(subject: str) -> Refused:
    return Refused(
        f"{subject}.too_large", _("Too much was sent at once. Nothing was taken; send fewer.")
    )


def unreadable(subject: str) -> Refused:
    return Refused(
        f"{subject}.unreadable", _("What was sent cannot be read. Nothing was taken or lost.")
    )
