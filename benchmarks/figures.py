"""How every benchmark says what it measured."""

from __future__ import annotations

import json


def figure(name: str, value: float, unit: str, **bar: float) -> None:
    """Print one figure as a line of JSON; `bar` is `at_least` or `at_most`."""
    print(json.dumps({"figure": name, "value": round(value, 2), "unit": unit, **bar}), flush=True)
