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
    """`at_once`: how much long work is done at the same time; while pages are made, one.

    Who waits has a lock of their own, which whoever makes room opens: waking all of them each time, to
    have all but one lie down again, was a tenth of a busy process's time.
    """

    def __init__(self, *, at_once: int) -> None:
        self._most = at_once
        self._busy = self._pages = 0
        self._waiting: deque[threading.Lock] = deque()
        self._here = threading.Lock()

    @contextmanager
    def page(self) -> Iterator[None]:
        """While a page is made."""
        with self._here:
            self._pages += 1
        try:
            yield
        finally:
            with self._here:
                self._pages -= 1
                self._let_in()

    @contextmanager
    def work(self) -> Iterator[None]:
        """While long work is done; waits for its turn, in the order of asking."""
        door = threading.Lock()
        door.acquire()
        with self._here:
            self._waiting.append(door)
            self._let_in()
        door.acquire()  # opened by whoever let it in
        try:
            yield
        finally:
            with self._here:
                self._busy -= 1
                self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._busy < (1 if self._pages else self._most):
            self._busy += 1
            self._waiting.popleft().release()
