"""Many connections in one thread: sends what it is given, and times each answer.

Raw sockets, kept alive; a fraction of the CPU that a client library takes, because client and server
share the cores.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
END = b"\r\n\r\n"
LENGTH = b"content-length:"
#: What is asked again: too busy, or no answer at all.
RETRIED = (503, 0)
CUT_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Ask:
    """What to send. `due` (seconds from the beginning) is when, and what its wait is counted from;
    None: as soon as a connection is free."""

    head: bytes
    about: Any = None
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status, seconds waited, moment (perf_counter), the body's bytes."""

    ask: Ask
    status: int
    wait: float
    at: float
    body: bytes
    retry_after: float = 0.0


class _Line:
    """One connection, and what is on it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.ask: Ask | None = None
        self.since = 0.0
        self.got = bytearray()

    def send(self, ask: Ask, since: float) -> socket.socket:
        """Put an ask on the line; opens it when it is not open."""
        if self.socket is None:
            self.socket = socket.create_connection((HOST, self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ask, self.since = ask, since
        self.got.clear()
        self.socket.sendall(ask.head)
        return self.socket

    def hear(self) -> tuple[int, bytes, float] | None:
        """(status, body, retry after) once it is all there; None before. A cut line is status 0."""
        assert self.socket is not None
        try:
            part = self.socket.recv(262_144)
        except ConnectionError:
            part = b""
        if not part:
            self.socket.close()
            self.socket = None
            return 0, b"", 0.0
        self.got += part
        end = self.got.find(END)
        if end < 0:
            return None
        head = bytes(self.got[:end]).lower()
        at = head.find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r", 1)[0]) if at >= 0 else 0
        if len(self.got) < end + len(END) + length:
            return None
        retry = head.find(b"retry-after:")
        after = float(head[retry + 12 :].split(b"\r", 1)[0]) if retry >= 0 else 0.0
        return int(head[9:12]), bytes(self.got[end + len(END) :]), after


def run(
    port: int,
    asks: Iterator[Ask],
    *,
    connections: int,
    heard: Callable[[Answer], None],
    seconds: float | None = None,
) -> float:
    """Send everything (or what fits into `seconds`) and hear every answer; how long it took.

    A 503 is asked again after the time it names, and a cut line (status 0) after a moment, as a phone
    does; every answer is heard.
    """
    selector = selectors.DefaultSelector()
    free = [_Line(port) for _ in range(connections)]
    busy = 0
    began = time.perf_counter()
    later: list[tuple[float, Ask]] = []
    waiting: Ask | None = None
    exhausted = False
    while True:
        now = time.perf_counter() - began
        if seconds is not None and now > seconds:
            exhausted, waiting, later = True, None, []
        while free:
            if later and later[0][0] <= now:
                _moment, ask = later.pop(0)
            elif waiting is None and not exhausted:
                waiting = next(asks, None)
                exhausted = waiting is None
                continue
            elif waiting is not None and (waiting.due or 0.0) <= now:
                ask, waiting = waiting, None
            else:
                break
            line = free.pop()
            since = began + (ask.due if ask.due is not None else now)
            opened = line.socket is None
            connected = line.send(ask, since)
            if opened:
                selector.register(connected, selectors.EVENT_READ, line)
            busy += 1
        later.sort(key=lambda one: one[0])
        if not busy and exhausted and waiting is None and not later:
            break
        ends = [later[0][0]] if later else []
        if waiting is not None and free:
            ends.append(waiting.due or 0.0)
        pause = max(0.0, min(ends) - (time.perf_counter() - began)) if ends and free else 1.0
        for key, _events in selector.select(pause):
            line = key.data
            sent_on = line.socket
            told = line.hear()
            if line.socket is None:
                selector.unregister(sent_on)
            if (
                told is None or line.ask is None
            ):  # not all there yet; or the server closed an idle line
                continue
            at = time.perf_counter()
            status, body, after = told
            ask, line.ask = line.ask, None
            heard(Answer(ask, status, at - line.since, at, body, after))
            if status in RETRIED and (seconds is None or at - began < seconds):
                later.append((at - began + (after or CUT_PAUSE), ask))
            free.append(line)
            busy -= 1
    took = time.perf_counter() - began
    for line in free:
        if line.socket is not None:
            line.socket.close()
    selector.close()
    return took
