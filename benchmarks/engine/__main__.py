"""`make bench-engine`: a campaign replayed over the real wire, and everything read meanwhile.

    python -m benchmarks.engine                          part of Hà Nội on both engines, about 10 minutes
    python -m benchmarks.engine --engine postgres --share 1 --seconds 0       all of Hà Nội
    python -m benchmarks.engine --size nation --share 1 --engine postgres --seconds 3600 --use-up
    python -m benchmarks.engine --size ward --profile    where the time of a push goes

One line of JSON a figure, with its bar. Client and server share the machine. The world is built once
for each size and schema and kept in --cache (Hà Nội whole: 3 minutes, and 3.5 GB; the nation half an
hour, and 40 GB); a run works on a copy, or uses the world up. PostgreSQL is the server of DATABASE_URL,
else one of the bench's own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.engine.databases import copy_of, environment
from benchmarks.engine.world import DOORS, World


def options() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=["ward", "hanoi", "nation"], default="hanoi")
    parser.add_argument("--share", type=float, default=0.05, help="of the communes (default 0.05)")
    parser.add_argument("--doors", type=int, default=DOORS, help="households a group")
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument(
        "--seconds", type=float, default=60, help="of each storm; 0: the whole campaign"
    )
    parser.add_argument("--connections", type=int, default=12)
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument("--only", default="", help="parts by commas: " + ", ".join(PARTS))
    parser.add_argument("--use-up", action="store_true", help="no copy: the world is gone after")
    parser.add_argument("--profile", action="store_true", help="one process, cProfile, no HTTP")
    parser.add_argument("--batch", type=int, default=50, help="of --profile")
    cache = Path(tempfile.gettempdir()) / "tungngo-bench"
    parser.add_argument("--cache", type=Path, default=cache)
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


PARTS = ("storm50", "storm10", "burst", "sync", "tables", "recount", "check", "bulk")


def main() -> int:
    """Build or copy a world for each engine, and measure it in a process of its own."""
    arguments = options()
    world = World(arguments.size, arguments.share, arguments.doors)
    if arguments.build or arguments.measure:
        import django

        django.setup()
        return _inside(arguments, world)
    engines = ["sqlite", "postgres"] if arguments.engine == "both" else [arguments.engine]
    failed = 0
    for engine in engines:
        with copy_of(world, engine, arguments.cache, itself=arguments.use_up) as url:
            failed |= subprocess.run(
                [sys.executable, "-m", "benchmarks.engine", "--measure", *sys.argv[1:]],
                env=environment(url, arguments.cache),
            ).returncode
    return failed


def _inside(arguments: argparse.Namespace, world: World) -> int:
    from django.core.management import call_command

    # Who reads boards beside the storm shares this process with who sends it, and is timed.
    sys.setswitchinterval(0.0005)

    if arguments.build:
        from benchmarks.engine.building import build

        call_command("migrate", verbosity=0)
        build(world)
        return 0
    from benchmarks.engine import measuring, profiling

    if arguments.profile:
        profiling.profile(world, arguments.batch)
        return 0
    parts = [part for part in arguments.only.split(",") if part] or list(PARTS)
    return measuring.measure(
        world,
        parts=parts,
        seconds=arguments.seconds or None,
        connections=arguments.connections,
        processes=arguments.processes,
        environment=dict(os.environ),
    )


if __name__ == "__main__":
    sys.exit(main())
