"""Paths as campaigns look along them: from the nation down to a place."""

from __future__ import annotations


def paths_above(path: str) -> list[str]:
    """Every path at or above `path`, from the nation's "" down to itself."""
    parts = path.split(".")[:-1]
    return ["".join(f"{part}." for part in parts[:count]) for count in range(len(parts) + 1)]
