"""Figures as lines of JSON, with the bars they are held against."""

from __future__ import annotations

import json
from collections.abc import Sequence


def figure(name: str, value: float, unit: str, **more: float) -> None:
    """Print one figure. `more` names its bar (`at_least`, `at_most`) and what belongs to it."""
    print(json.dumps({"figure": name, "value": round(value, 3), "unit": unit, **more}), flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)] if ordered else 0.0
