"""Every call from outside: one log line and its figures; and a plain answer when the database is away.

The outermost layer but for static files. A line names the address (never the path, which holds ids and
secrets, nor what was asked), and of the caller only what kind they are.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from tungngo.field.views.wire import PUSHES
from tungngo.lib import metrics
from tungngo.lib.logs import fault_in_words
from tungngo.lib.trouble import is_away, is_out_of_room
from tungngo.public.views import problem_404, problem_503
from tungngo.watching.slow import SlowQueries

log = logging.getLogger("tungngo.calls")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
#: What phones call; everything else somebody waits for at a screen.
WIRE = "/field/"
#: Addresses that machines ask every few seconds.
PROBES = {"health", "health_live", "health_ready", "metrics"}


def route_of(request: HttpRequest) -> str:
    """The name of the address a call was for; `unknown` when there is none such."""
    return (request.resolver_match.view_name if request.resolver_match else "") or "unknown"


def role_of(request: HttpRequest) -> str:
    """`phone`, `staff` or `anyone`, as far as it is known without looking anything up."""
    if request.headers.get("Authorization", "")[:7].lower() == "device ":
        return "phone"
    known = getattr(request, "_cached_user", None)
    return "staff" if known is not None and known.is_authenticated else "anyone"


class Calls:
    """Django's middleware that does what this file is about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.slow = SlowQueries(metrics.count_slow_query)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began_at = time.perf_counter()
        first = nullcontext() if request.path.startswith(WIRE) else PUSHES.page()
        with first, connection.execute_wrapper(self.slow):
            answer = self.get_response(request)
        seconds = time.perf_counter() - began_at
        route = route_of(request)
        metrics.count_call(route, answer.status_code, seconds)
        log.log(
            logging.DEBUG if route in PROBES else logging.INFO,
            "call",
            extra={
                "route": route,
                "method": request.method if request.method in METHODS else "other",
                "status": answer.status_code,
                "ms": round(seconds * 1000),
                "role": role_of(request),
            },
        )
        return answer

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, given: Mapping[str, Any]
    ) -> HttpResponse | None:
        """No address of ours holds a zero, and PostgreSQL takes none in a text."""
        return problem_404(request) if any("\0" in str(one) for one in given.values()) else None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page that says when to come back, where nothing but the moment was wrong."""
        is_full = is_out_of_room(fault)
        if not (is_full or is_away(fault)):
            return None
        log.error("not now: %s", fault_in_words(fault), extra={"route": route_of(request)})
        return problem_503(request, is_full=is_full)
