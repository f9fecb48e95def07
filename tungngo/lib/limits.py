"""How often somebody may call, and how many may wait for what is stuck. Kept in memory, a process each.

Pure but for their own locks: the moment is an argument (seconds of a clock that never goes back).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Buckets:
    """Token buckets: `burst` calls at once, then `per_second`; of the `most` callers seen last.

    (The token bucket of RFC 2697 with one rate, calls instead of bytes.)
    """

    def __init__(self, *, per_second: float, burst: int, most: int = 50_000) -> None:
        self._per_second, self._burst, self._most = per_second, burst, most
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def seconds_to_wait(self, caller: Hashable, now: float) -> float:
        """0 when `caller` may call now, and it counts; else after how many seconds it may."""
        with self._guard:
            left, at = self._left.pop(caller, (float(self._burst), now))
            left = min(self._burst, left + max(0.0, now - at) * self._per_second)
            allowed = left >= 1
            self._left[caller] = (left - allowed, now)
            while len(self._left) > self._most:
                self._left.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self._per_second


class Gate:
    """Lets everybody in while work goes on; when what is inside has been stuck for `seconds`, only as
    many as `few` may be inside, so that the other threads go on answering."""

    def __init__(self, *, few: int, seconds: float) -> None:
        self._few, self._seconds = few, seconds
        self._inside: dict[object, float] = {}
        self._guard = threading.Lock()

    def enter(self, now: float) -> object | None:
        """A ticket to hand back to `leave`; None when there is no room."""
        with self._guard:
            since = min(self._inside.values(), default=now)
            if len(self._inside) >= self._few and now - since > self._seconds:
                return None
            ticket = object()
            self._inside[ticket] = now
            return ticket

    def leave(self, ticket: object) -> None:
        """The work is done, well or not."""
        with self._guard:
            del self._inside[ticket]
