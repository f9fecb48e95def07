"""Where the time of a push goes: the whole application in this process, without HTTP, under cProfile."""

from __future__ import annotations

import cProfile
import pstats
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from benchmarks.engine.bodies import Calls, Replay
from benchmarks.engine.measuring import replay_of
from benchmarks.engine.world import World, secret_of
from benchmarks.figures import figure

CALLS = 200
SHOWN = 45


def profile(world: World, batch: int) -> None:
    """Push a few hundred batches: their time each, the statements of one, and the profile of the rest."""
    from tungngo.wsgi import application

    replay: Replay = replay_of(world)
    calls = replay.calls(batch, most=(2 * CALLS + 20) * batch)
    chance = random.Random(1)
    chance.shuffle(calls.calls)
    factory = RequestFactory(SERVER_NAME="127.0.0.1")

    def push(nth: int) -> None:
        call = calls.calls[nth]
        environ = _environ(factory, calls, nth)
        told: list[str] = []

        def start(status: str, _headers: Any, _problem: Any = None) -> Callable[[bytes], object]:
            told.append(status)
            return bytes.__len__

        body = b"".join(application(environ, start))
        if not told[0].startswith("200") or body.count(b'"verdict"') != call.ops:
            raise RuntimeError(f"{told[0]} {body[:300]!r}")

    push(0)
    with CaptureQueriesContext(connection) as said:
        push(1)
    statements = list(said.captured_queries)
    for query in statements:
        print(f"{float(query['time']) * 1000:7.1f} ms  {query['sql'][:150]}", file=sys.stderr)
    started, spent = time.perf_counter(), time.process_time()
    for nth in range(2, CALLS + 2):
        push(nth)
    took, cpu = time.perf_counter() - started, time.process_time() - spent
    engine = "postgres" if connection.vendor == "postgresql" else "sqlite"
    prefix = f"engine.{engine}.in_process.batch{batch}"
    figure(f"{prefix}.statements", len(statements), "a push")
    figure(f"{prefix}.ms", took / CALLS * 1000, "a push", cpu_ms=round(cpu / CALLS * 1000, 2))
    figure(f"{prefix}.encounters_per_s", CALLS * batch / took, "1/s")
    profiler = cProfile.Profile()
    with profiler:
        for nth in range(CALLS + 2, 2 * CALLS + 2):
            push(nth)
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler, stream=sys.stderr).sort_stats(order).print_stats(SHOWN)


def _environ(factory: RequestFactory, calls: Calls, nth: int) -> dict:
    call = calls.calls[nth]
    built = factory.post(
        "/field/push",
        calls.body(call),
        content_type="application/json",
        headers={
            "Authorization": f"Device {secret_of(call.group)}",
            "Content-Encoding": "gzip",
        },
    )
    return built.environ
