"""How long somebody stays signed in at a desk: not idle for long, and never for ever.

The session remembers when it began and when it was last used, in whole minutes, so that a page costs no
write of its own but one a minute.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from tungngo.lib import clock

BEGUN, SEEN, SECOND = "stay.begun", "stay.seen", "stay.second"


def address_of(request: HttpRequest) -> str:
    """Where a call comes from; behind the TLS proxy (TUNGNGO_HTTPS), what the proxy saw last."""
    if settings.HTTPS:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR", "")


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def begin(request: HttpRequest, *, is_second: bool) -> None:
    """A stay begins; `is_second`: more than a password was asked for."""
    now = _minute()
    request.session[BEGUN], request.session[SEEN] = now, now
    request.session[SECOND] = is_second


def is_over(session: SessionBase) -> bool:
    """Whether a stay has to end: nothing was done for IDLE_SECONDS_AT_DESK, or it began longer ago than
    SESSION_COOKIE_AGE. One that goes on is marked as used."""
    now = _minute()
    begun, seen = session.get(BEGUN, now), session.get(SEEN, now)
    if (now - seen) * 60 >= settings.IDLE_SECONDS_AT_DESK:
        return True
    if (now - begun) * 60 >= settings.SESSION_COOKIE_AGE:
        return True
    if session.get(SEEN) != now or BEGUN not in session:
        session[BEGUN], session[SEEN] = begun, now
    return False
