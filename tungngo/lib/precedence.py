"""Who goes first within one web process: a page that somebody waits for before what phones send.

A process runs Python one thread at a time. Left to themselves a dozen pushes share it with a page in
equal parts, and the page comes last. So only a few pushes are worked on at once, the others wait without
costing anything, and while a page is being made only one is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Precedence:
    """`at_once`: how much long work is done at the same time; while pages are made, one."""

    def __init__(self, *, at_once: int) -> None:
        self._most = at_once
        self._busy = self._pages = 0
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def page(self) -> Iterator[None]:
        """While a page is made."""
        with self._changed:
            self._pages += 1
        try:
            yield
        finally:
            with self._changed:
                self._pages -= 1
                self._changed.notify_all()

    @contextmanager
    def work(self) -> Iterator[None]:
        """While long work is done; waits for its turn, in the order of asking."""
        me = object()
        with self._changed:
            self._queue.append(me)
            self._changed.wait_for(lambda: self._queue[0] is me and self._has_room())
            self._queue.popleft()
            self._busy += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._busy < (1 if self._pages else self._most)
