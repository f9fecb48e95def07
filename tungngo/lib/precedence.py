"""Who goes first within one web process: a page that somebody waits for before what phones send.

A process runs Python one thread at a time. Left to themselves a dozen pushes share it with a page in
equal parts, and the page comes last. So only a few pushes are worked on at once, the others wait without
costing anything, and none is begun while a page is being made.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Precedence:
    """`at_once`: how much long work is done at the same time. `patience`: seconds it lets pages go first;
    after that it begins all the same, so that readers never stop it."""

    def __init__(self, *, at_once: int, patience: float) -> None:
        self._free, self._patience = at_once, patience
        self._pages = 0
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
        """While long work is done; waits for its turn, in the order of asking, and until no page is
        being made."""
        me = object()
        with self._changed:
            self._queue.append(me)
            self._changed.wait_for(lambda: self._free > 0 and self._queue[0] is me)
            self._queue.popleft()
            self._free -= 1
            self._changed.notify_all()
        try:
            with self._changed:
                self._changed.wait_for(lambda: not self._pages, timeout=self._patience)
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()
