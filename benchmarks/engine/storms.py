"""Storms of pushes: the replay at full speed, a burst from one commune, phones that sync first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from benchmarks.engine.bodies import Call, Calls, Replay, push_of
from benchmarks.engine.load import RETRIED, Answer, Ask, run
from benchmarks.engine.world import World, secret_of
from benchmarks.figures import figure, percentile

BURST = 7
TENANTS = 8


@dataclass
class Told:
    """What came back from a storm."""

    waits: list[float] = field(default_factory=list)
    accepted: int = 0
    had: int = 0
    busy: int = 0
    strange: list[str] = field(default_factory=list)
    #: Calls whose fresh operations were all answered.
    fresh: int = 0

    def hear(self, answer: Answer) -> None:
        """Add one answer up."""
        call: Call = answer.ask.about
        if answer.status in RETRIED:
            self.busy += 1
            return
        self.waits.append(answer.wait)
        accepted, had = answer.body.count(b'"accepted"'), answer.body.count(b'"had"')
        self.accepted += accepted
        self.had += had
        self.fresh += call.fresh
        if answer.status != 200 or accepted + had != call.ops:
            self.strange.append(f"{answer.status} {answer.body[:300]!r}")


def replay(
    port: int, calls: Calls, *, connections: int, seconds: float | None
) -> tuple[Told, float]:
    """Push everything as fast as it is taken; what came back, and how long it took."""
    told = Told()

    def asks() -> Iterator[Ask]:
        for call in calls.calls:
            yield Ask(push_of(call.group, calls.body(call)), call)

    took = run(port, asks(), connections=connections, heard=told.hear, seconds=seconds)
    if told.strange:
        raise RuntimeError(f"{len(told.strange)} strange answers, the first: {told.strange[0]}")
    return told, took


def tenants_of(world: World) -> list[list[int]]:
    """The groups of each of eight communes; in a world of fewer, its groups are shared out."""
    if len(world.communes) < TENANTS:
        return [list(range(n, len(world.groups), TENANTS)) for n in range(TENANTS)]
    return [
        [n for n, path in enumerate(world.groups) if path.startswith(commune)]
        for commune in world.communes[:TENANTS]
    ]


def burst(prefix: str, port: int, replay_: Replay, batch: int, *, per_second: float) -> Told:
    """Eight tenants push evenly, together half of what is taken (`per_second` calls of `batch`); then
    one of them seven times as much. Prints what the other seven notice."""
    each = per_second / 2 / TENANTS
    pushes = [
        iter(
            replay_.calls(batch, most=int(each * batch * share * 30), seed=3 + n, of=groups).plain()
        )
        for n, (groups, share) in enumerate(
            zip(tenants_of(replay_.world), (BURST, *(1,) * TENANTS), strict=False)
        )
    ]
    whole = Told()
    for name, factor, seconds in (("before", 1, 10), ("while", BURST, 15)):
        others = Told()
        asks = []
        for place, mine in enumerate(pushes):
            rate = each * (factor if place == 0 else 1)
            asks += [
                Ask(push_of(call.group, body), (place, call), nth / rate)
                for nth, (call, body) in enumerate(islice(mine, max(1, int(rate * seconds))))
            ]
        asks.sort(key=lambda ask: ask.due or 0.0)

        def heard(answer: Answer, others: Told = others) -> None:
            place, call = answer.ask.about
            plain = Answer(Ask(b"", call), answer.status, answer.wait, answer.at, answer.body)
            whole.hear(plain)
            if place:
                others.hear(plain)

        run(port, iter(asks), connections=64, heard=heard)
        figure(
            f"{prefix}.burst_7x.others_p99_ms.{name}",
            percentile(others.waits, 99) * 1000,
            "ms",
            at_most=500,
            calls=len(asks),
            busy=others.busy,
        )
    if whole.strange:
        raise RuntimeError(f"strange answers in a burst, the first: {whole.strange[0]}")
    return whole


def first_syncs(prefix: str, port: int, world: World, phones: int, seconds: float) -> None:
    """Phones of one commune fetch their whole world for the first time, within `seconds`."""
    chance = random.Random(5)
    first = len(world.groups)
    asks = [
        Ask(
            (
                "GET /field/world HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
                f"Authorization: Device {secret_of(first + n)}\r\n\r\n"
            ).encode(),
            due=chance.uniform(0, seconds),
        )
        for n in range(phones)
    ]
    asks.sort(key=lambda ask: ask.due or 0.0)
    waits, sizes, wrong = [], [], []

    def heard(answer: Answer) -> None:
        if answer.status in RETRIED:
            return
        waits.append(answer.wait)
        sizes.append(len(answer.body))
        if answer.status != 200:
            wrong.append(f"{answer.status} {answer.body[:200]!r}")

    run(port, iter(asks), connections=phones, heard=heard)
    if wrong:
        raise RuntimeError(f"{len(wrong)} first syncs failed, the first: {wrong[0]}")
    figure(
        f"{prefix}.first_sync_{phones}_p95_s",
        percentile(waits, 95),
        "s",
        at_most=3,
        p50=round(percentile(waits, 50), 3),
        kb=round(sum(sizes) / len(sizes) / 1024, 1),
    )
