"""Statements that take too long are counted and written down, without what they ask about."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from tungngo.lib.logs import shape_of

log = logging.getLogger("tungngo.slow")


class SlowQueries:
    """For `connection.execute_wrapper`: calls `note()` and logs the statement when one took longer than
    TUNGNGO_SLOW_MS. Its parameters, which may be anybody's, are never looked at."""

    def __init__(self, note: Callable[[], None]) -> None:
        self.note = note

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        began_at = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            ms = (time.perf_counter() - began_at) * 1000
            if ms >= settings.SLOW_MS:
                self.note()
                log.warning("slow statement", extra={"ms": round(ms), "sql": shape_of(sql)})
