"""Somebody at the desk beside a running server: does what is asked, and looks at what the server has."""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Any

from tests.town import ROOT, Town


class Office:
    """`office("look", path="01.00322.07.")` calls `tests.journeys.deeds.look(path=…)` beside the server."""

    def __init__(self, town: Town) -> None:
        self.log = (town.data / "office.log").open("wb")
        self.clerk = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.deeds"],
            cwd=ROOT,
            env=town.environment | {"DJANGO_SETTINGS_MODULE": "tungngo.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.clerk.stdin is not None
        self.clerk.stdin.close()
        self.clerk.wait(timeout=20)
        self.log.close()

    def __call__(self, deed: str, **given: Any) -> Any:
        assert self.clerk.stdin is not None
        assert self.clerk.stdout is not None
        self.clerk.stdin.write(json.dumps([deed, given]) + "\n")
        self.clerk.stdin.flush()
        said = json.loads(self.clerk.stdout.readline() or '{"fault": "the clerk has gone home"}')
        assert "fault" not in said, said["fault"]
        return said["gives"]
