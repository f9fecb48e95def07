"""What a page may load and where it may send: the Content-Security-Policy of every page.

Everything comes from this server; nothing written into a page runs or styles it. `blob:` and `data:` are
pictures and spoken guides that a phone keeps sealed, and the code of a second step.
Written as Django 6 writes its own (`SECURE_CSP`), which then takes this file's place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
SELF, NONE = "'self'", "'none'"
#: What is not named here is not loaded.
POLICY: Mapping[str, Sequence[str]] = {
    "default-src": (NONE,),
    "script-src": (SELF,),
    "style-src": (SELF,),
    "img-src": (SELF, "data:", "blob:"),
    "font-src": (SELF,),
    "media-src": (SELF, "blob:"),
    "connect-src": (SELF,),
    "manifest-src": (SELF,),
    "worker-src": (SELF,),
    "form-action": (SELF,),
    "frame-ancestors": (NONE,),
    "base-uri": (NONE,),
}
#: Only what is opened as a page, or as the worker that fetches for one, obeys a policy.
KINDS = ("text/html", "text/javascript", "image/svg+xml")


def origin_of(url: str) -> str:
    """Where a URL leads, without its path: "https://{s}.tiles.vn/{z}/{x}/{y}.png" → "https://*.tiles.vn";
    "" for one that leads to no other server."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].replace("{s}", "*")
    return f"{parts.scheme}://{host}" if parts.scheme in ("http", "https") and host else ""


def policy(*, tiles: str = "", forms: Sequence[str] = ()) -> str:
    """The header, with the server of `tiles` (a URL) for pictures, and `forms` as further places that
    forms may lead to."""
    more = {"img-src": [origin_of(tiles)] if tiles else [], "form-action": forms}
    return "; ".join(
        " ".join((name, *sources, *filter(None, more.get(name, ()))))
        for name, sources in POLICY.items()
    )


class Policy:
    """Django's middleware that puts the policy on pages which say nothing of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.usual = policy(tiles=settings.TILES)
        # Browsers hold the way on from a form to its policy as well, and where a city's single sign-on
        # sends people is known once its server was asked.
        anywhere = ("https:", origin_of(settings.OIDC_SERVER)) if settings.OIDC_SERVER else ()
        self.signing_in = policy(tiles=settings.TILES, forms=anywhere)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        traceback = settings.DEBUG and answer.status_code in (404, 500)
        if answer.get("Content-Type", "").startswith(KINDS) and not traceback:
            held = self.signing_in if request.path == settings.LOGIN_URL else self.usual
            answer.headers.setdefault(HEADER, held)
        return answer
