"""One run over one database: the storms, what is read meanwhile and after, and whether all adds up."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from datetime import time as midnight

from django.db import connection

from benchmarks.engine import reading, storms
from benchmarks.engine.bodies import Replay
from benchmarks.engine.building import DAYS_GONE
from benchmarks.engine.serving import Server, serving
from benchmarks.engine.watching import Watch
from benchmarks.engine.world import World
from benchmarks.figures import figure, percentile
from tungngo.campaigns.models import Campaign
from tungngo.encounters.models import Encounter
from tungngo.territory.models import StaleArea

#: What must be taken a second, by the operations of a push.
BARS = {50: 15_000, 10: 5_000}
#: More than this many a second are not made ahead for a storm with an end.
FASTEST = 6_000
SYNC_SECONDS = 60


def measure(
    world: World,
    *,
    parts: Collection[str],
    seconds: float | None,
    connections: int,
    processes: int,
    environment: Mapping[str, str],
) -> int:
    """Run the `parts`; 0 when everything taken was kept and counted, 1 when not."""
    prefix = f"engine.{'postgres' if connection.vendor == 'postgresql' else 'sqlite'}"
    replay = replay_of(world)
    expected = Encounter.objects.count()
    unmet = random.Random(11).sample(range(len(world.groups)), len(world.groups))
    figure(f"{prefix}.households", world.households, "", communes=len(world.communes))
    with serving(environment, processes) as server:
        cookie = reading.cookie_of_officer()
        rate, last = 0.0, 0
        for batch in (50, 10):
            if f"storm{batch}" in parts:
                taken, rate = storm(
                    *(prefix, server, replay, batch, cookie, unmet),
                    connections=connections,
                    seconds=seconds if batch == 50 else seconds or 60,
                )
                expected, last = expected + taken, batch
        if "burst" in parts and rate:
            told = storms.burst(prefix, server.port, replay, last, per_second=rate)
            expected += told.accepted
            caught_up(prefix, "burst")
        if "sync" in parts:
            storms.first_syncs(prefix, server.port, world, 500, SYNC_SECONDS)
        if "tables" in parts:
            reading.read_boards(prefix, server.port, cookie, world)
            reading.read_tables(prefix, server.port, cookie)
    if "recount" in parts:
        reading.recount_commune(prefix, world)
    if "bulk" in parts and expected:
        figure(f"{prefix}.bulk_insert_per_s", reading.bulk_per_second(), "1/s")
    kept = Encounter.objects.count()
    figure(f"{prefix}.lost_or_doubled", kept - expected, "", at_most=0)
    different = reading.differences(prefix) if "check" in parts else 0
    return int(kept != expected or different > 0)


def replay_of(world: World) -> Replay:
    """The campaign of this world, from its first day until yesterday."""
    campaign = Campaign.objects.get()
    began = datetime.combine(campaign.starts_on, midnight(), UTC)
    return Replay(world, str(campaign.id), began, min(DAYS_GONE, _days_since(began)))


def _days_since(began: datetime) -> int:
    """Whole days until yesterday: what is sent has happened."""
    return max(1, (datetime.now(UTC) - began - timedelta(days=1)).days)


def storm(
    prefix: str,
    server: Server,
    replay: Replay,
    batch: int,
    cookie: str,
    unmet: list[int],
    *,
    connections: int,
    seconds: float | None,
) -> tuple[int, float]:
    """Push `batch` by `batch`, look on, wait for the counts; (encounters taken, calls a second)."""
    name = f"batch{batch}"
    whole = replay.visits() * len(replay.world.groups)
    most = whole if seconds is None else min(whole, int(seconds * FASTEST * batch / 50))
    calls = replay.calls(batch, most=most, seed=batch)
    watch = Watch(server, replay, reading.boards_of(replay.world), cookie, unmet)
    cpu = server.cpu_seconds()
    with watch:
        told, took = storms.replay(server.port, calls, connections=connections, seconds=seconds)
        web, worker = (
            after - before for after, before in zip(server.cpu_seconds(), cpu, strict=True)
        )
    taken = told.accepted
    figure(
        f"{prefix}.encounters_per_s.{name}",
        taken / took,
        "1/s",
        at_least=BARS[batch],
        taken=taken,
        of=sum(call.fresh for call in calls.calls),
        seconds=round(took, 1),
        sent_twice=told.had,
        web_cpu_us_each=round(web / max(taken, 1) * 1e6),
        worker_cpu_us_each=round(worker / max(taken, 1) * 1e6),
    )
    for percent in (50, 95, 99):
        bar = {"at_most": 500} if percent == 99 else {}
        value = percentile(told.waits, percent) * 1000
        figure(f"{prefix}.push_p{percent}_ms.{name}", value, "ms", **bar)
    if told.busy:
        figure(f"{prefix}.asked_again.{name}", told.busy, "calls")
    figure(
        f"{prefix}.visit_to_nation_board_s.{name}",
        max(watch.late, default=0.0),
        "s",
        at_most=60,
        p50=round(percentile(watch.late, 50), 2),
        seen=len(watch.late),
    )
    for level, waits in watch.boards.items():
        figure(
            f"{prefix}.board_p95_ms.{level}.{name}",
            percentile(waits, 95) * 1000,
            "ms",
            at_most=100,
            p50=round(percentile(waits, 50) * 1000, 1),
            read=len(waits),
        )
    figure(f"{prefix}.memory_mb.{name}", watch.megabytes, "MB", at_most=1000)
    caught_up(prefix, name)
    return taken + watch.probes, len(told.waits) / took


def caught_up(prefix: str, name: str) -> None:
    """Wait until nothing waits to be counted; says how long that took."""
    started = time.perf_counter()
    while StaleArea.objects.exists():
        if time.perf_counter() - started > 3_600:
            print("the worker did not catch up within an hour", file=sys.stderr)
            break
        time.sleep(0.2)
    figure(f"{prefix}.caught_up_s.{name}", time.perf_counter() - started, "s")
