"""`make bench-kills`: web, worker or database killed (SIGKILL) at random moments of a storm, then a recount.

    python -m benchmarks.kills                                100 kills on each engine
    python -m benchmarks.kills --engine sqlite --kills 10 --seed 3

Phones push, and push again what got no answer, as a phone does. SQLite has no process of its own: there
web and worker are killed together. On PostgreSQL one of the server's processes is killed, whereupon it
throws everybody out and recovers from its log. At the end every operation must be there once, and
`tungngo recount --check` must find no difference. One line of JSON a figure.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.engine.bodies import Call, Calls
from benchmarks.engine.databases import copy_of, environment
from benchmarks.engine.load import HOST
from benchmarks.engine.serving import free_port
from benchmarks.engine.world import World, secret_of
from benchmarks.figures import figure

PHONES = 6
#: Seconds between two kills: long enough for most processes to come up and work, not for all.
PAUSE = (0.5, 5.0)
GIVE_UP = 600


class Half:
    """`tungngo serve --only …`, started again whenever it is killed."""

    def __init__(self, which: str, port: int, settings: Mapping[str, str], log: Path) -> None:
        self.which, self._port, self._settings, self._log = which, port, dict(settings), log
        self.begin()

    def begin(self) -> None:
        """Start it; gives no heed to whether it comes up."""
        with self._log.open("ab") as log:
            self._started = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tungngo", "serve"),
                    *("--only", self.which, "--port", str(self._port)),
                ],
                env=self._settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to it and everything it has started."""
        for process in reversed(family(self._started.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._started.wait()

    @property
    def ended(self) -> bool:
        """Whether it ended by itself, as when the database went away while it began."""
        return self._started.poll() is not None


def family(process: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    found, look = [], [process]
    while look:
        found.append(look.pop())
        for children in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                look += [int(child) for child in children.read_text().split()]
    return found


def kill_database(settings: Mapping[str, str], chance: random.Random) -> None:
    """SIGKILL to one of the processes of the PostgreSQL server."""
    import psycopg

    with psycopg.connect(settings["DATABASE_URL"], autocommit=True) as line:
        asked = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        processes = [row[0] for row in line.execute(asked)]
    os.kill(chance.choice(processes), signal.SIGKILL)


class Phones:
    """Phones that push their calls in order, each until it is answered."""

    def __init__(self, calls: Calls, port: int) -> None:
        self._calls, self._port = calls, port
        self._left = list(reversed(calls.calls))
        self.stop = threading.Event()
        self.accepted = self.had = self.again = 0
        self.answered: list[Call] = []
        self.wrong: list[str] = []
        self._guard = threading.Lock()
        self._threads = [threading.Thread(target=self._send) for _ in range(PHONES)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        while not self.stop.is_set():
            try:
                call = self._left.pop()
            except IndexError:
                return
            for _ in range(GIVE_UP * 5):
                if self._push(call):
                    break
                self.again += 1
                time.sleep(0.2)
            else:
                self.wrong.append("a call was never answered")

    def _push(self, call: Call) -> bool:
        line = http.client.HTTPConnection(HOST, self._port, timeout=30)
        try:
            line.request(
                *("POST", "/field/push", self._calls.body(call)),
                {
                    "Authorization": f"Device {secret_of(call.group)}",
                    "Content-Encoding": "gzip",
                    "Content-Type": "application/json",
                },
            )
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        if answer.status != 200:
            if answer.status not in (429, 500, 502, 503, 507):
                self.wrong.append(f"{answer.status} {body[:200]!r}")
            return False
        verdicts = [one["verdict"] for one in json.loads(body)["verdicts"]]
        with self._guard:
            self.accepted += verdicts.count("accepted")
            self.had += verdicts.count("had")
            self.answered.append(call)
            if set(verdicts) - {"accepted", "had"} or len(verdicts) != call.ops:
                self.wrong.append(body[:300].decode(errors="replace"))
        return True

    def are_sending(self) -> bool:
        """Whether some call that was begun is not answered yet."""
        return any(thread.is_alive() for thread in self._threads)


def storm(engine: str, kills: int, seed: int, settings: Mapping[str, str], world: World) -> int:
    """Kill, begin again, send on; how many things were wrong in the end."""
    from benchmarks.engine.measuring import replay_of
    from tungngo.encounters.models import Encounter
    from tungngo.intake.models import Receipt
    from tungngo.territory.models import StaleArea

    # What nobody visits is counted before, for a made-up world begins without counts.
    subprocess.run([sys.executable, "-m", "tungngo", "recount"], env=dict(settings), check=True)
    chance = random.Random(seed)
    before = Encounter.objects.count()
    calls = replay_of(world).calls(10, most=10**9, seed=seed)
    log = Path(tempfile.gettempdir()) / f"tungngo-kills-{os.getpid()}.log"
    port = free_port()
    halves = {which: Half(which, port, settings, log) for which in ("web", "worker")}
    phones = Phones(calls, port)
    killed: dict[str, int] = {"web": 0, "worker": 0, "database": 0}
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(*PAUSE))
            victim = chance.choice(list(killed))
            killed[victim] += 1
            if victim == "database" and engine == "postgres":
                with contextlib.suppress(Exception):  # it may be coming up from the last time
                    kill_database(settings, chance)
            else:
                down = list(halves) if victim == "database" else [victim]
                for which in down:
                    halves[which].kill()
                for which in down:
                    halves[which].begin()
            for half in halves.values():
                if half.ended:
                    half.begin()
        phones.stop.set()
        until = time.monotonic() + GIVE_UP
        while phones.are_sending() and time.monotonic() < until:
            for half in halves.values():
                if half.ended:
                    half.begin()
            time.sleep(0.5)
        from django.db import connection

        connection.close()
        while StaleArea.objects.exists() and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for half in halves.values():
            half.kill()
    fresh = sum(call.fresh for call in phones.answered)
    # A doubled call may have been answered before the first of it, and counts once all the same.
    told = {(call.at, call.size): call.ops for call in phones.answered}
    expected = sum(told.values())
    wrong = len(phones.wrong)
    for sentence in phones.wrong[:5]:
        print(sentence, file=sys.stderr)
    kept = Encounter.objects.count() - before
    receipts = Receipt.objects.filter(verdict="accepted").count()
    prefix = f"kills.{engine}"
    figure(f"{prefix}.kills", sum(killed.values()), "", **killed, seed=seed)
    figure(f"{prefix}.answered", expected, "encounters", fresh=fresh, asked_again=phones.again)
    figure(f"{prefix}.lost_or_doubled", kept - expected, "", at_most=0)
    figure(f"{prefix}.receipts_too_many", receipts - kept - before, "", at_most=0)
    checked = subprocess.run(
        [sys.executable, "-m", "tungngo", "recount", "--check"],
        env=dict(settings),
        capture_output=True,
        text=True,
    )
    figure(f"{prefix}.recount_differs", checked.returncode, "", at_most=0)
    if checked.returncode:
        print(checked.stdout[-2000:], checked.stderr[-2000:], file=sys.stderr)
    return wrong + abs(kept - expected) + abs(receipts - kept - before) + checked.returncode


def main() -> int:
    """One storm on each engine; 0 when nothing was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--doors", type=int, default=200, help="households a group")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    cache = Path(tempfile.gettempdir()) / "tungngo-bench"
    parser.add_argument("--cache", type=Path, default=cache)
    arguments = parser.parse_args()
    world = World("ward", 1.0, arguments.doors)
    if arguments.inside:
        import django

        django.setup()
        return storm(arguments.inside, arguments.kills, arguments.seed, dict(os.environ), world)
    engines = ["sqlite", "postgres"] if arguments.engine == "both" else [arguments.engine]
    failed = 0
    for engine in engines:
        with copy_of(world, engine, arguments.cache) as url:
            given = [*sys.argv[1:], "--inside", engine, "--seed", str(arguments.seed)]
            inside = [sys.executable, "-m", "benchmarks.kills", *given]
            failed |= subprocess.run(inside, env=environment(url, arguments.cache)).returncode
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
