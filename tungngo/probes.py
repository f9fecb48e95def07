"""What machines ask: is it alive, should calls be sent here, is all well, and the figures.

Small, cheap, without secrets: words and numbers, no names, no versions.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterable
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from tungngo.lib import clock, metrics
from tungngo.lib.reach import Reach
from tungngo.watching import machine, queries, rules
from tungngo.watching.scrape import Figures

log = logging.getLogger("tungngo.probes")
#: Headers that a proxy adds: a call with one of them is not from this machine, wherever it comes from.
FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all. Touches nothing."""
    return _said({"state": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 when what is sent here can be kept: for what shares out the calls."""
    found = _looked_at()
    return _said({"state": _state(found, "database", "migrations", "disk")} | found)


def health(request: HttpRequest) -> HttpResponse:
    """200 when all is well, the worker too: for whoever watches over the installation."""
    found = _looked_at()
    found["worker"] = _asked(_worker) if found["database"] == "ok" else "unknown"
    return _said({"state": _state(found, *found)} | found)


def _looked_at() -> dict[str, str]:
    """What each part says: `ok` or one word of what is wrong."""
    disk = machine.disk().verdict
    database = _asked(lambda: "ok" if machine.database_answers() else "away")
    if database != "ok":
        return {"database": database, "migrations": "unknown", "disk": disk}
    missing = _asked(lambda: "missing" if machine.migrations_missing() else "ok")
    return {"database": database, "migrations": missing, "disk": disk}


def _asked(look: Callable[[], str]) -> str:
    try:
        return look()
    except (DatabaseError, InterfaceError) as trouble:
        log.warning("The database did not answer (%s).", type(trouble).__name__)
        return "away"


def _worker() -> str:
    found = queries.beats(Reach.everything())
    return rules.worker_verdict(found[0].seen_at if found else None, clock.now())


def _state(found: dict[str, str], *needed: str) -> str:
    """A disk that is only low still takes what comes."""
    good = {"ok", "low"}
    return "ok" if all(found[name] in good for name in needed) else "not_ready"


def _said(body: dict[str, str]) -> HttpResponse:
    answer = JsonResponse(body, status=200 if body["state"] == "ok" else 503)
    answer["Cache-Control"] = "no-store"
    if answer.status_code == 503:
        answer["Retry-After"] = "10"
    return answer


def figures(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus; 403 unless asked from a listed address or with the token."""
    if not _may_look(request):
        return HttpResponse("Not for this caller.\n", status=403, content_type="text/plain")
    registry = metrics.registry_of_all()
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_look(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    return is_within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_FROM)


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of `networks` (addresses or networks as 10.0.0.0/8)."""
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(asked, ipaddress.IPv6Address) and asked.ipv4_mapped:
        asked = asked.ipv4_mapped
    return any(asked in ipaddress.ip_network(one, strict=False) for one in networks)
