"""What the phones of a world send over a campaign: operations in the wire's shape, packed ahead.

Encounters are counted through for each group, day after day: every door once, then half of them once
more. In a hundred, one is a correction of the one before. Two of a hundred calls are sent twice.
"""

from __future__ import annotations

import gzip
import os
import random
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.engine.world import World, origin_of, secret_of

SKILLS = ("vneid", "cashless")
#: Encounters for each door of a group: 3.7 million at 2.45 million doors.
VISITS = 1.5
TWICE = 0.02
CORRECTED_EVERY = 100
RESULTS = ("met",) * 75 + ("absent",) * 17 + ("refused",) * 5 + ("moved",) * 3
#: The latest anything happened: hours before now, so that no clock makes it the future.
LATEST = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Call:
    """One push: which group's phone sends which bytes; `fresh` operations were not sent before."""

    group: int
    ops: int
    fresh: int
    at: int
    size: int


class Calls:
    """Pushes made ahead, their bodies in a file that is gone with this object."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="tungngo-bench-")  # noqa: SIM115
        self._end = 0
        self.calls: list[Call] = []

    def add(self, group: int, ops: int, body: bytes) -> Call:
        """Keep a body; gives the call."""
        self._file.write(body)
        call = Call(group, ops, ops, self._end, len(body))
        self._end += len(body)
        self.calls.append(call)
        return call

    def again(self, call: Call) -> None:
        """The same call once more: nothing of it is fresh."""
        self.calls.append(Call(call.group, call.ops, 0, call.at, call.size))

    def finish(self) -> None:
        """All bodies are there: they can be read from now on."""
        self._file.flush()

    def body(self, call: Call) -> bytes:
        """The bytes of a call."""
        return os.pread(self._file.fileno(), call.size, call.at)

    def plain(self) -> Iterator[tuple[Call, bytes]]:
        """Each call once, with its bytes."""
        return ((call, self.body(call)) for call in self.calls if call.fresh)


@dataclass(frozen=True, slots=True)
class Replay:
    """How a world's campaign is sent: its id, its first day, and from which visit on."""

    world: World
    campaign: str
    began: datetime
    days: int

    def visits(self) -> int:
        """Encounters of one group over the whole campaign."""
        return int((self.world.doors - 1) * VISITS)

    def calls(
        self, batch: int, *, most: int, seed: int = 0, of: Collection[int] | None = None
    ) -> Calls:
        """Pushes of `batch` encounters, up to `most` encounters in all, in the order of the days, from
        every group or from those `of` which.

        The same `seed` gives the same encounters; another gives others, at the same doors.
        """
        calls = Calls()
        chance = random.Random(seed)
        groups = list(range(len(self.world.groups)) if of is None else of)
        for first in range(0, self.visits(), batch):
            chance.shuffle(groups)
            late: list[Call] = []
            for group in groups:
                if most <= 0:
                    break
                ops = self.ops(group, first, min(batch, self.visits() - first), chance)
                call = calls.add(group, len(ops), packed(ops))
                most -= len(ops)
                if chance.random() < TWICE:
                    # At once, while the first is still being worked on, or some calls later.
                    calls.again(call) if chance.random() < 0.5 else late.append(call)
            for call in late:
                calls.again(call)
        calls.finish()
        return calls

    def ops(self, group: int, first: int, count: int, chance: random.Random) -> list[str]:
        """`count` encounters of a group from its visit number `first` on."""
        origin = origin_of(self.world.groups[group])
        ops: list[str] = []
        previous = ""
        for visit in range(first, first + count):
            corrects = previous if visit % CORRECTED_EVERY == CORRECTED_EVERY - 1 else ""
            named = visit - 1 if corrects else visit
            at = self._moment(visit, chance)
            previous = uuid7(at, chance)
            ops.append(
                self.op(
                    *(group, self._door(named), origin, previous, at),
                    chance=chance,
                    amends=corrects,
                )
            )
        return ops

    def op(
        self,
        group: int,
        door: int,
        origin: str,
        encounter: str,
        at: datetime,
        *,
        chance: random.Random,
        amends: str = "",
        result: str = "",
    ) -> str:
        """One operation as JSON: six outcomes where somebody was met, none otherwise."""
        result = result or chance.choice(RESULTS)
        outcomes = ""
        if result == "met":
            seen = [
                f'["{self.world.resident(group, door, person)}","{skill}",{chance.randint(1, 4)}]'
                for person in range(3)
                for skill in SKILLS
            ]
            outcomes = f',"outcomes":[{",".join(seen)}]'
        amending = f',"amends":"{amends}"' if amends else ""
        return (
            f'{{"op":"{uuid7(at, chance)}","kind":"encounter.record","origin":"{origin}",'
            f'"body":{{"id":"{encounter}","campaign":"{self.campaign}",'
            f'"household":"{self.world.household(group, door)}","place":"door",'
            f'"result":"{result}","at":"{at.isoformat()}"{outcomes}{amending}}}}}'
        )

    def _door(self, visit: int) -> int:
        """Door 0 is left for the measuring of lags."""
        doors = self.world.doors - 1
        return 1 + (visit if visit < doors else (visit - doors) * 2 % doors)

    def _moment(self, visit: int, chance: random.Random) -> datetime:
        day = visit * self.days // self.visits()
        seconds = 36_000 + chance.randrange(36_000)
        return self.began + timedelta(days=day, seconds=seconds, milliseconds=chance.randrange(999))


def uuid7(at: datetime, chance: random.Random) -> str:
    """A version 7 UUID of a moment, as a phone mints it."""
    millis = f"{int(at.timestamp() * 1000):012x}"
    rest = f"{chance.getrandbits(72):018x}"
    return f"{millis[:8]}-{millis[8:]}-7{rest[:3]}-8{rest[3:6]}-{rest[6:]}"


def packed(ops: list[str]) -> bytes:
    """A push as it goes over the line."""
    sent_at = datetime.now(UTC).isoformat()
    body = f'{{"sent_at":"{sent_at}","waiting":{len(ops)},"ops":[{",".join(ops)}]}}'
    return gzip.compress(body.encode(), 1, mtime=0)


def push_of(phone: int, body: bytes) -> bytes:
    """The whole of a push as it goes over the line."""
    return (
        f"POST /field/push HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Device {secret_of(phone)}\r\n"
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
