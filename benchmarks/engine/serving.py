"""The server under measure: `tungngo serve` as anyone runs it, and how much memory it holds."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.engine.load import HOST


class Server:
    """A running `tungngo serve`: its port, and all processes it is made of."""

    def __init__(self, environment: Mapping[str, str], processes: int) -> None:
        self.port = free_port()
        self._started = subprocess.Popen(
            [
                *(sys.executable, "-m", "tungngo", "serve", "--port", str(self.port)),
                *("--processes", str(processes)),
            ],
            env=dict(environment),
            start_new_session=True,
        )

    def wait(self) -> None:
        """Until /health answers. RuntimeError after two minutes, or when it ended."""
        for _ in range(1200):
            if self._started.poll() is not None:
                break
            try:
                line = http.client.HTTPConnection(HOST, self.port, timeout=2)
                line.request("GET", "/health")
                if line.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def megabytes(self) -> float:
        """The memory of web and worker now: proportional set sizes, shared pages counted once."""
        return sum(map(_proportional_kb, self._processes())) / 1024

    def cpu_seconds(self) -> tuple[float, float]:
        """CPU time since they began: of the web, and of the worker (the process that began the web)."""
        ticks = [0, 0]
        for process in self._processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                ticks[process == self._started.pid] += int(fields[11]) + int(fields[12])
        web, worker = (count / os.sysconf("SC_CLK_TCK") for count in ticks)
        return web, worker

    def _processes(self) -> list[int]:
        found, look = [], [self._started.pid]
        while look:
            process = look.pop()
            found.append(process)
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    look += [int(child) for child in children.read_text().split()]
        return found

    def stop(self) -> None:
        """Ask it to end, and make sure."""
        if self._started.poll() is None:
            self._started.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._started.wait(timeout=60)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._started.pid, signal.SIGKILL)


def _proportional_kb(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(environment: Mapping[str, str], processes: int) -> Iterator[Server]:
    """A server that answers, for as long as the `with` lasts."""
    server = Server(environment, processes)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
