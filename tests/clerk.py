"""Python programs run beside a town, one after another in one process: to start Django costs more than most.

`python -m tests.clerk` reads commands as lines of JSON, what one would write after `python`
(`["-c", program, argument…]` or `["-m", module, argument…]`), and answers each with a line of JSON:
what it printed, or its fault.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 20


class Clerk:
    """A process that does what it is told, in an environment; `log` takes what it says beside it."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as beside:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.clerk"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=beside,
                text=True,
            )

    def __call__(self, *command: str) -> str:
        """What a program prints. Raises AssertionError with its traceback."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline() or '{"fault": "the clerk has gone home"}')
        assert "fault" not in said, said["fault"]
        return said["printed"]

    def go_home(self) -> None:
        """End the process."""
        self.process.communicate(timeout=STOP_SECONDS)


def _do(how: str, what: str, *arguments: str) -> str:
    """Run one program as `python` would, but for the modules that are loaded already."""
    sys.argv = [what if how == "-m" else how, *arguments]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        if how == "-m":
            runpy.run_module(what, run_name="__main__")
        else:
            exec(compile(what, "<program>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def _serve() -> None:
    # Here: whoever only starts a clerk has no settings to load. The clerk comes prepared, whatever is asked.
    import django
    from django.db import connections

    django.setup()
    for line in sys.stdin:
        try:
            said = {"printed": _do(*json.loads(line))}
        except Exception:
            said = {"fault": traceback.format_exc()}
        connections.close_all()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _serve()
