"""Beside a storm: how late the nation's board is, how fast boards answer, how much memory is held."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from types import TracebackType

from django.db import connection

from benchmarks.engine.bodies import Replay, packed, push_of, uuid7
from benchmarks.engine.load import HOST
from benchmarks.engine.serving import Server
from benchmarks.engine.world import origin_of
from tungngo.progress.models import Tally

#: Only the people behind the doors that storms leave alone are of this segment (`building`).
OBSERVED = "r.met.official"
PEOPLE_MET = 3
#: Seconds from one look at a board to the next.
BOARD_EVERY = 0.25


class Watch:
    """Looks on in threads of its own from `with` to its end; `late`, `boards`, `megabytes` fill up.

    `pages` are level → addresses, read in turn as a signed-in officer (`cookie`). `unmet` are groups
    at whose first door nobody was met yet; those used are taken out. What fails is raised at the end.
    """

    def __init__(
        self,
        server: Server,
        replay: Replay,
        pages: dict[str, list[str]],
        cookie: str,
        unmet: list[int],
    ) -> None:
        self.server, self.replay, self.pages, self.cookie = server, replay, pages, cookie
        self.unmet = unmet
        self.late: list[float] = []
        self.boards: dict[str, list[float]] = defaultdict(list)
        self.megabytes = 0.0
        self.probes = 0
        self._stop = threading.Event()
        self._faults: list[BaseException] = []

    def __enter__(self) -> Watch:
        self._threads = [
            threading.Thread(target=self._guarded, args=(look,), daemon=True)
            for look in (self._lags, self._read, self._weigh)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=90)
        if self._faults and kind is None:
            raise self._faults[0]

    def _guarded(self, look: Callable[[], None]) -> None:
        try:
            look()
        except BaseException as fault:
            self._faults.append(fault)
        finally:
            connection.close()

    def _lags(self) -> None:
        """Again and again: one encounter at a door nobody else goes to, until the nation has it."""
        chance = random.Random(11)
        seen = _observed()
        while self.unmet and not self._stop.wait(0.5):
            group = self.unmet.pop()
            at = datetime.now(UTC) - timedelta(hours=3)
            origin = origin_of(self.replay.world.groups[group])
            op = self.replay.op(
                *(group, 0, origin, uuid7(at, chance), at), chance=chance, result="met"
            )
            line = http.client.HTTPConnection(HOST, self.server.port, timeout=60)
            head, _end, body = push_of(group, packed([op])).partition(b"\r\n\r\n")
            headers = dict(
                row.split(": ", 1) for row in head.decode().split("\r\n")[1:] if ": " in row
            )
            started = time.perf_counter()
            line.request("POST", "/field/push", body, headers)
            answer = line.getresponse()
            told = answer.read()
            line.close()
            if answer.status == 503:
                self.unmet.append(group)
                continue
            if answer.status != 200 or b'"accepted"' not in told:
                raise RuntimeError(f"a lone push: {answer.status} {told[:300]!r}")
            self.probes += 1
            while (now := _observed()) < seen + PEOPLE_MET:
                if self._stop.wait(0.1) and time.perf_counter() - started > 60:
                    break
                time.sleep(0.1)
            seen = max(now, seen)
            self.late.append(time.perf_counter() - started)

    def _read(self) -> None:
        """A board each quarter of a second, the levels in turn: as if a thousand officers opened one
        every four minutes. What comes late is not made up for."""
        line = http.client.HTTPConnection(HOST, self.server.port, timeout=60)
        pages = cycle(self.pages.items())
        turn, due = 0, time.perf_counter()
        while not self._stop.wait(max(0.0, due - time.perf_counter())):
            due = max(due, time.perf_counter()) + BOARD_EVERY
            level, addresses = next(pages)
            at = addresses[turn // len(self.pages) % len(addresses)]
            self.boards[level].append(page_seconds(line, at, self.cookie))
            turn += 1

    def _weigh(self) -> None:
        while not self._stop.wait(1):
            self.megabytes = max(self.megabytes, self.server.megabytes())


def page_seconds(line: http.client.HTTPConnection, address: str, cookie: str) -> float:
    """How long a page of the desk takes to come whole. RuntimeError when it does not."""
    started = time.perf_counter()
    line.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return time.perf_counter() - started


def _observed() -> int:
    """How many of the observed people the nation's tallies have."""
    days = Tally.objects.filter(path="", level=0).values_list("counts", flat=True)
    return sum(counts.get(OBSERVED, 0) for counts in days)
