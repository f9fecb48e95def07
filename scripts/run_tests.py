"""Run every test: `make test`, or `python scripts/run_tests.py [--only PART] [-k EXPRESSION]`.

Four runs of pytest in three lanes side by side, for two cores:

    the journeys on PostgreSQL, then the journeys on SQLite
    SQLite without the journeys
    PostgreSQL without the journeys

A journey is a browser, a server and a worker that wait for each other most of the time, the others are one
busy process each: so no two journeys run at once, and the other lanes stand back: they take what the
journeys leave of the two cores, which then are never idle, and no journey is slower for them.
PostgreSQL is a server thrown away afterwards. The first lane is on the screen, what the others said follows
when all have ended; the last line counts all.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import debian, postgres  # noqa: E402 - the folder must be importable first

LOOK_SECONDS = 0.2  # between two looks whether a run has ended
NO_TESTS = 5  # pytest's exit code when nothing was selected
#: pytest's -m. What has neither town nor database is the same on both engines: walked once.
JOURNEYS, JOURNEYS_AGAIN, REST = "journey", "journey and not townless", "not journey"
BACK = 10  # how nice who stands back is, of 19
PARTS = ("sqlite", "postgres", "journeys")
#: A journey is a browser, a server and a worker on two cores: one that fails is walked once more, and its
#: first fall stays in the count of reruns for everybody to see.
AGAIN = dict.fromkeys((JOURNEYS, JOURNEYS_AGAIN), ("--reruns", "1", "-rR"))


@dataclass
class Run:
    """One call of pytest: what it is called, what it selects, and on which database."""

    name: str
    marker: str
    database_url: str = ""
    exit_code: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def counts_of(report: Path) -> Counter[str]:
    """How many tests passed, failed, had errors and were skipped, from a JUnit report of pytest."""
    counts: Counter[str] = Counter()
    if not report.exists() or report.stat().st_size == 0:
        return counts
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        tests, failed, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        counts.update(failed=failed, errors=errors, skipped=skipped)
        counts.update(passed=max(tests - failed - errors - skipped, 0))
    return counts


def in_words(counts: Counter[str]) -> str:
    """`1 failed, 20 passed`, leaving out what did not occur."""
    order = ("failed", "passed", "skipped", "errors")
    said = [f"{counts[name]} {name}" for name in order if counts[name]]
    return ", ".join(said) or "no tests ran"


def how_it_went(run: Run) -> str:
    """`SQLite: 20 passed in 61 s.`"""
    return f"{run.name}: {in_words(run.counts)} in {run.seconds:.0f} s."


def closing_line(runs: Iterable[Run], seconds: float) -> str:
    """The sum of all runs in the shape of pytest's own last line."""
    total: Counter[str] = Counter()
    for run in runs:
        total.update(run.counts)
    return f" {in_words(total)} in {seconds:.2f}s ".center(78, "=")


def verdict(runs: Iterable[Run], selected: bool) -> list[str]:
    """One sentence for each thing that makes the whole a failure; empty when all is well.

    `selected`: somebody asked for some tests only, so a part may well have none of them.
    """
    runs = list(runs)
    wrong = [
        f"{run.name}: pytest ended with {run.exit_code}."
        for run in runs
        if run.exit_code not in (0, NO_TESTS)
    ]
    empty = [run for run in runs if run.exit_code == NO_TESTS]
    if selected and len(empty) == len(runs):
        wrong.append("No test has a name that matches K.")
    if not selected:
        wrong += [f"{run.name}: no test was found, so nothing was shown." for run in empty]
    return wrong


def stand_back(process: int) -> None:
    """Have a process and all it starts take only what others leave. It leads a session: on a desktop Linux
    shares the cores among sessions first, and nice counts within one alone."""
    os.setpriority(os.PRIO_PROCESS, process, BACK)
    with contextlib.suppress(OSError):  # a Linux without such groups, or another system
        Path(f"/proc/{process}/autogroup").write_text(str(BACK), "ascii")


class Pytest:
    """A running pytest; with `aside`, it stands back, and its output waits in a file until `finish`."""

    def __init__(self, run: Run, arguments: list[str], work: Path, *, aside: bool):
        slug = run.name.replace(" ", "-").lower()
        self.run = run
        self.report = work / f"{slug}.xml"
        self.output = (work / f"{slug}.txt").open("w+b") if aside else None
        colour = ["--color=yes"] if aside and sys.stdout.isatty() else []
        environment = os.environ | {
            "TUNGNGO_DATA": str(work / f"{slug}-data"),
            "DATABASE_URL": run.database_url,
            "PYTHONUNBUFFERED": "1",
        }
        if not run.database_url:
            del environment["DATABASE_URL"]
        if self.output is None:
            print(f"\n── {run.name}", flush=True)
        self.began_at = time.monotonic()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-q", "-m", run.marker),
                *("--durations=15", "--durations-min=3"),  # where to look when it takes too long
                *(f"--junitxml={self.report}", "-o", "junit_logging=no", "-p", "no:cacheprovider"),
                *(*colour, *AGAIN.get(run.marker, ()), *arguments),
            ],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT if self.output else None,
            start_new_session=aside,
        )
        if aside:
            stand_back(self.process.pid)

    def has_ended(self) -> bool:
        """Whether it has; how long it took is noted at the first look after its end."""
        if self.process.poll() is None:
            return False
        self.run.seconds = self.run.seconds or time.monotonic() - self.began_at
        return True

    def finish(self) -> None:
        """Wait for the end, print what was kept aside, and count."""
        self.run.exit_code = self.process.wait()
        if self.output is not None:
            print(f"\n── {self.run.name}", flush=True)
            self.output.seek(0)
            sys.stdout.buffer.write(self.output.read())
            sys.stdout.flush()
            self.output.close()
        self.run.counts = counts_of(self.report)

    def stop(self) -> None:
        """End it if it still runs, giving it time to end what it has started itself."""
        if self.process.poll() is None:
            # As Ctrl-C does: pytest then tears its fixtures down, servers and browsers with them.
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=30)
            self.process.kill()


def side_by_side(
    lanes: Iterable[Iterable[Run]], start: Callable[[Run, bool], Pytest]
) -> list[Pytest]:
    """Start the runs of each lane one after another, all lanes at once; all of them, when they have ended.

    `start(run, aside)`: only the first lane has the screen.
    """
    ended: list[Pytest] = []

    def along(lane: Iterable[Run], aside: bool) -> Iterator[None]:
        for run in lane:
            started = start(run, aside)
            while not started.has_ended():
                yield
            ended.append(started)

    going = [along(lane, nth > 0) for nth, lane in enumerate(lanes)]
    while going:
        going = [one for one in going if next(one, going) is not going]
        time.sleep(LOOK_SECONDS)
    return ended


def lanes_of(wanted: Collection[str], url: str) -> list[list[Run]]:
    """The runs of the wanted parts (of PARTS) side by side; `url` is where PostgreSQL answers."""
    journeys = [
        Run("Journeys on PostgreSQL", JOURNEYS_AGAIN, url),
        Run("Journeys on SQLite", JOURNEYS),
    ]
    lanes = {
        "journeys": journeys,
        "sqlite": [Run("SQLite", REST)],
        "postgres": [Run("PostgreSQL", REST, url)],
    }
    return [lane for part, lane in lanes.items() if part in wanted]


def run_all(only: str, arguments: list[str]) -> list[Run]:
    """Run the parts that were asked for; every started program has ended when this returns."""
    wanted = [only] if only else list(PARTS)
    runs: list[Run] = []
    with contextlib.ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tungngo-tests-")))
        url = ""
        if "postgres" in wanted or "journeys" in wanted:
            url = stack.enter_context(postgres.throwaway_server())

        def start(run: Run, aside: bool) -> Pytest:
            started = Pytest(run, arguments, work, aside=aside)
            stack.callback(started.stop)
            runs.append(run)
            return started

        for ended in side_by_side(lanes_of(wanted, url), start):
            ended.finish()
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", default="", choices=["", *PARTS], metavar="PART")
    parser.add_argument("-k", default="", dest="expression", metavar="EXPRESSION")
    options = parser.parse_args()

    # Whoever starts us in the background makes us deaf to Ctrl-C, and pytest after us; undo that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The with-blocks tidy up on these as they do on Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    needed = {"sqlite": [], "postgres": ["postgresql"]}.get(
        options.only, ["postgresql", "chromium"]
    )
    better = [debian.SHELL] if "chromium" in needed else []
    arguments = ["-k", options.expression] if options.expression else []
    began_at = time.monotonic()
    try:
        debian.ensure(needed, "make test", better=better)
        subprocess.run(
            [sys.executable, "-m", "tungngo.lib.catalogues", "compile"], cwd=ROOT, check=True
        )
        runs = run_all(options.only, arguments)
    except (debian.Missing, postgres.NotStarted) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        print("The catalogues could not be compiled; see above.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing is left running.", file=sys.stderr)
        return 130

    wrong = verdict(runs, selected=bool(options.expression))
    print()
    for run in runs:
        print(how_it_went(run))
    for sentence in wrong:
        print(sentence)
    print(closing_line(runs, time.monotonic() - began_at))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
