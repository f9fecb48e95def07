"""How long a household list of 100,000 rows takes, from upload to the last row written.

    python -m benchmarks.import [--rows 100000]

Prints one JSON object a line. Runs on a database of its own: SQLite in a temporary folder, and
PostgreSQL too when DATABASE_URL names a server.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROWS = 100_000
SECONDS, MEGABYTES = 60, 600
COMMUNE = "00322"


def main() -> None:
    """Make the sheet once, then measure each engine in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--sheet", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.engine:
        measure(args.engine, args.sheet, args.rows)
        return
    server = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="tungngo-bench-") as folder:
        sheet = Path(folder, "households.xlsx")
        maker = Path(__file__).with_name("make_household_sheet.py")
        subprocess.run([sys.executable, maker, sheet, "--rows", str(args.rows)], check=True)
        _run("sqlite", sheet, args.rows, {"DATABASE_URL": "", "TUNGNGO_DATA": folder})
        if server.startswith("postgres"):
            with _own_database(server) as url:
                _run("postgres", sheet, args.rows, {"DATABASE_URL": url, "TUNGNGO_DATA": folder})


def _run(engine: str, sheet: Path, rows: int, settings: dict[str, str]) -> None:
    environment = {name: value for name, value in {**os.environ, **settings}.items() if value}
    environment.pop("TUNGNGO_NOW", None)
    if not settings["DATABASE_URL"]:
        environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-m", "tungngo", "migrate", "-v0"], env=environment, check=True)
    command = [sys.executable, "-m", "benchmarks.import", "--engine", engine]
    subprocess.run(
        [*command, "--sheet", str(sheet), "--rows", str(rows)], env=environment, check=True
    )


class _own_database:
    """A database of its own on a PostgreSQL server, for the length of a `with`."""

    def __init__(self, server: str):
        self._server, self._name = server, f"bench_{os.getpid()}"

    def __enter__(self) -> str:
        self._execute(f"CREATE DATABASE {self._name}")
        return urlsplit(self._server)._replace(path=f"/{self._name}").geturl()

    def __exit__(self, *_problem: object) -> None:
        self._execute(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def measure(engine: str, sheet: Path, rows: int) -> None:
    """Import the sheet as `tungngo households import --commit` does, and say what it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
    import resource
    import time

    import django

    django.setup()
    from tungngo.cli.households import import_list
    from tungngo.territory.actions import install_units
    from tungngo.territory.models import Household, Resident

    install_units(actor=None)
    began, spent = time.perf_counter(), time.process_time()
    import_list(sheet, COMMUNE, commit=True)
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert Resident.objects.count() == rows
    scale = f"{rows // 1000}k"
    full = rows == ROWS
    for name, value, unit, at_most in (
        (f"import.{engine}.seconds_{scale}", round(seconds, 1), "s", SECONDS if full else None),
        (f"import.{engine}.cpu_seconds_{scale}", round(cpu, 1), "s", None),
        (f"import.{engine}.peak_mb_{scale}", round(peak), "MB", MEGABYTES if full else None),
        (f"import.{engine}.households_{scale}", Household.objects.count(), "households", None),
    ):
        figure = {"figure": name, "value": value, "unit": unit}
        print(json.dumps(figure | ({"at_most": at_most} if at_most else {})), flush=True)


if __name__ == "__main__":
    main()
