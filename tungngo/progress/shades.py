"""How an area is shaded on a map: against its own pace, never by its bare percentage.

Pure. The words are those of the league; `far` tells apart, among those behind, who lacks much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: In the order of a legend, the worst first.
SHADES = ("far", "late", "ok", "done", "open", "unlisted")
#: Behind by at least this part of all its doors is far behind.
FAR = 0.05


class Against(NamedTuple):
    """What is judged of an area: its state in the league (done, ok, late or none), how many doors are
    short of its own pace, and how many are listed."""

    state: str
    short: int
    listed: int


def shade_of(one: Against) -> str:
    """The shade of an area: far or late behind its own pace, ok on it, done, open without one,
    unlisted without doors."""
    if not one.listed:
        return "unlisted"
    if one.state != "late":
        return one.state or "open"
    return "far" if one.short >= FAR * one.listed else "late"


def counts_of(shades: Iterable[str]) -> list[tuple[str, int]]:
    """(shade, how many) in the order of the legend, those that occur."""
    found = list(shades)
    return [(shade, found.count(shade)) for shade in SHADES if shade in found]


def worst_first(areas: Sequence[tuple[str, Against]]) -> list[str]:
    """The keys of areas: by shade as in the legend, within it those that lack the largest part first."""

    def rank(one: tuple[str, Against]) -> tuple[int, float]:
        against = one[1]
        return SHADES.index(shade_of(against)), -against.short / (against.listed or 1)

    return [key for key, _against in sorted(areas, key=rank)]
