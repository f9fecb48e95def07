"""How long a file of every encounter takes, as the worker makes it, and how much memory.

    python -m benchmarks.export                              a million encounters, SQLite, XLSX
    python -m benchmarks.export --encounters 100000 --engine postgres --kind parquet

Prints one JSON object a line. The world is that of the engine's bench (a ward of 74 groups), with
encounters spread evenly over its doors; PostgreSQL is DATABASE_URL's, or a server of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.engine.databases import copy_of, environment
from benchmarks.engine.world import FIRST, World
from benchmarks.figures import figure

ENCOUNTERS = 1_000_000
SECONDS, MEGABYTES = 120, 250
AT_ONCE = 10_000


def options() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--encounters", type=int, default=ENCOUNTERS)
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="sqlite")
    parser.add_argument("--kind", choices=["xlsx", "csv", "parquet"], default="xlsx")
    cache = Path(tempfile.gettempdir()) / "tungngo-bench"
    parser.add_argument("--cache", type=Path, default=cache)
    parser.add_argument("--part", choices=["fill", "measure"], help=argparse.SUPPRESS)
    parser.add_argument("--on", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Copy the world for each engine, put encounters into it, and make the file in a process of its own."""
    asked = options()
    if asked.part:
        import django

        django.setup()
        fill(asked.encounters) if asked.part == "fill" else measure(asked)
        return 0
    engines = ["sqlite", "postgres"] if asked.engine == "both" else [asked.engine]
    for engine in engines:
        with copy_of(World("ward"), engine, asked.cache) as url:
            for part in ("fill", "measure"):
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.export",
                    "--part",
                    part,
                    "--on",
                    engine,
                ]
                env = environment(url, asked.cache)
                subprocess.run([*command, *sys.argv[1:]], env=env, check=True)
    return 0


def fill(count: int) -> None:
    """`count` encounters at the doors of the ward, over thirty days, each with two people and skills."""
    from django.db import transaction

    from tungngo.encounters.models import Encounter
    from tungngo.lib import rows

    columns = [field.attname for field in Encounter._meta.concrete_fields]
    made = _encounters(count)
    while part := list(islice(made, AT_ONCE)):
        with transaction.atomic():
            rows.insert(Encounter, columns, [[one[name] for name in columns] for one in part])


def _encounters(count: int) -> Iterator[dict[str, Any]]:
    from tungngo.campaigns.models import Campaign
    from tungngo.encounters.models import Encounter
    from tungngo.lib import clock
    from tungngo.lib.ids import uuid7
    from tungngo.territory.models import Household

    campaign, now = Campaign.objects.values_list("id", flat=True)[0], clock.now()
    usual = {field.attname: field.get_default() for field in Encounter._meta.concrete_fields}
    doors = list(Household.objects.values_list("origin", "id", "path"))
    outcomes = [[str(uuid7()), "vneid", 3], [str(uuid7()), "vssid", 2]]
    for number in range(count):
        origin, door, path = doors[number % len(doors)]
        at = now - timedelta(minutes=number % 43_200)
        yield usual | {
            **{"origin": origin, "id": uuid7(), "op_id": uuid7(), "campaign_id": campaign},
            **{"household_id": door, "path": path, "result": "met", "outcomes": outcomes},
            **{"account_id": uuid7(), "device_id": door},
            **{"happened_at": at, "phone_at": at, "received_at": at},
        }


class Memory(threading.Thread):
    """The most memory of its own this process ever has, in MB, looked at twice a second.

    Not the database file that SQLite maps: the kernel takes those pages back when it needs them.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            status = Path("/proc/self/status").read_text()
            self.peak = max(self.peak, int(status.partition("RssAnon:")[2].split()[0]) / 1024)
            time.sleep(0.5)


def measure(asked: argparse.Namespace) -> None:
    """Make the file as the worker does."""
    from tungngo.accounts.models import Account
    from tungngo.lib import clock
    from tungngo.lib.reach import Reach
    from tungngo.reports import actions
    from tungngo.reports.models import Export
    from tungngo.territory.queries import area_of
    from tungngo.territory.uploads import path_of

    operator = Account.objects.create(full_name="Bench", is_operator=True, created_at=clock.now())
    export = actions.ask_export(
        actor=operator,
        area=area_of(Reach.everything(), FIRST),
        subject=Export.Subject.ENCOUNTERS,
        kind=asked.kind,
        language="vi",
    )
    began, spent, memory = time.perf_counter(), time.process_time(), Memory()
    memory.start()
    actions.make_export(actor=operator, export=export)
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    assert export.row_count == asked.encounters, export.row_count
    size = path_of(export.file).stat().st_size / 1e6
    os.unlink(path_of(export.file))
    name = f"export.{asked.on}.{asked.kind}"
    scale = f"{asked.encounters // 1000}k"
    bars = asked.encounters == ENCOUNTERS
    figure(f"{name}.seconds_{scale}", seconds, "s", **({"at_most": SECONDS} if bars else {}))
    figure(f"{name}.cpu_seconds_{scale}", cpu, "s")
    figure(f"{name}.peak_mb_{scale}", memory.peak, "MB", at_most=MEGABYTES)
    figure(f"{name}.file_mb_{scale}", size, "MB")


if __name__ == "__main__":
    sys.exit(main())
