"""Packs of rules come in numbered versions that never change: whether one may be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tungngo.lib.problems import Refused


def stands_already(
    kept: Iterable[Any],
    *,
    version: int,
    valid_from: date,
    says_same: Callable[[Any], bool],
    is_shipped: bool,
    room: str,
) -> bool:
    """Whether a version is among the `kept` ones of its kind (rows with `version` and `valid_from_on`), or
    for a shipped one another in its place.

    Raises Refused `<room>.version_taken` where a pack somebody loads says something else under the same
    number, `<room>.version_behind` where it comes behind a later one.
    """
    by_version = {one.version: one for one in kept}
    if not by_version:
        return False
    last = by_version[max(by_version)]
    if same := by_version.get(version):
        if is_shipped or (same.valid_from_on == valid_from and says_same(same)):
            return True
        raise Refused(f"{room}.version_taken", "", {"version": version})
    if last.version > version or last.valid_from_on > valid_from:
        if is_shipped:
            return True
        raise Refused(f"{room}.version_behind", "", {"version": last.version})
    return False
