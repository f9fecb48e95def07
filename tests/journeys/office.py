"""Somebody at the desk beside a running server: does what is asked, and looks at what the server has."""

from __future__ import annotations

import json
from typing import Any

from tests.town import Town, in_town


class Office:
    """`office("look", path="01.00322.07.")` calls `tests.journeys.deeds.look(path=…)` beside the server."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def __call__(self, deed: str, **given: Any) -> Any:
        return in_town(self.town, "-m", "tests.journeys.deeds", deed, json.dumps(given))
