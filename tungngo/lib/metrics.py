"""What each process counts while it works, in the words of Prometheus; `/metrics` shows it.

With PROMETHEUS_MULTIPROC_DIR set (as `tungngo serve` does) the counts of all web processes lie in files
there and are added up; without it they are those of this one process. Labels come from closed sets only
(kinds we know, codes we give, names of addresses): nothing that a caller writes becomes a label.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter as Tally
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_FOLDER_NAME = "tungngo-metrics-"

_OPERATIONS = Counter(
    "tungngo_operations",
    "Operations that phones sent, by kind and verdict (accepted, had, refused).",
    ["kind", "verdict"],
)
_REFUSALS = Counter("tungngo_refusals", "Operations refused, by the code of the reason.", ["code"])
_BATCHES = Histogram(
    "tungngo_batch_operations",
    "Operations in one call.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
_CALLS = Histogram(
    "tungngo_call_seconds",
    "How long calls took, by the name of their address; `field:push` is a phone sending.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
_ANSWERS = Counter("tungngo_answers", "Answers, by address and status.", ["route", "status"])
_SLOW = Counter("tungngo_slow_queries", "Statements over TUNGNGO_SLOW_MS in web processes.")

# Looking a label up costs as much as counting; there are few of them, so each is looked up once.
_operation, _refusal = cache(_OPERATIONS.labels), cache(_REFUSALS.labels)
_call, _answer = cache(_CALLS.labels), cache(_ANSWERS.labels)


def count_operations(judged: Iterable[tuple[str, str, str]]) -> None:
    """Count one batch: (kind, verdict, code) of each operation; kind "" is one that cannot be read."""
    found = Tally(judged)
    _BATCHES.observe(found.total())
    for (kind, verdict, code), times in found.items():
        _operation(kind or "unreadable", verdict).inc(times)
        if code:
            _refusal(code).inc(times)


def count_call(route: str, status: int, seconds: float) -> None:
    """Count one call: the name of its address, the status of its answer, how long it took."""
    _call(route).observe(seconds)
    _answer(route, str(status)).inc()


def count_slow_query() -> None:
    """Count one statement that took too long."""
    _SLOW.inc()


def registry_of_all() -> CollectorRegistry:
    """A new registry with what all web processes counted (of this one when it is alone)."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER_VARIABLE):
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    return registry


def own_folder() -> Path:
    """A new folder for the counts of the web processes this process starts; what former ones that
    were killed left behind is removed.

    In memory where there is such a place: the counts are written through mapped files, and a full disk
    under one would end the process.
    """
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    for former in place.glob(f"{_FOLDER_NAME}*"):
        pid = former.name.removeprefix(_FOLDER_NAME)
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(former, ignore_errors=True)
    folder = place / f"{_FOLDER_NAME}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
