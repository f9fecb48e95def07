"""Where the headings of a sheet of people stand, and what they mean; whether a name is one. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from tungngo.lib.sheets import Cell
from tungngo.lib.text import fold

F = TypeVar("F", bound=StrEnum)

#: Rows from the top among which the headings are looked for.
HEADINGS_WITHIN = 40
LONGEST_NAME = 120
_NAME_LETTERS = re.compile(r"[^\W\d_]")


def field_named(heading: str, aliases: Mapping[F, tuple[str, ...]]) -> F | None:
    """The field a heading names, None when it names none. `aliases` are folded; the longest one found
    in the heading decides, one that is the whole heading before all others."""
    key = fold(heading)
    for exactly in (True, False):
        best: tuple[int, F] | None = None
        for found, words in aliases.items():
            for alias in words:
                hit = key == alias if exactly else len(alias) > 3 and f" {alias} " in f" {key} "
                if hit and (best is None or len(alias) > best[0]):
                    best = (len(alias), found)
        if best:
            return best[1]
    return None


def heading_row(
    rows: Sequence[Sequence[Cell]], meaning_of: Callable[[str], F | None], *, needed: F
) -> int | None:
    """The row, from 0, where most cells are known headings: two at least, `needed` among them."""
    best, best_score = None, 1
    for index, row in enumerate(rows[:HEADINGS_WITHIN]):
        known = {meaning_of(cell) for cell in row if isinstance(cell, str) and len(cell) < 60}
        score = len(known - {None})
        if needed in known and score > best_score:
            best, best_score = index, score
    return best


def name_problem(name: str) -> str:
    """What is wrong with a person's name: `name_too_long`, `name_doubtful`, or "" for nothing."""
    if len(name) > LONGEST_NAME:
        return "name_too_long"
    letters = len(_NAME_LETTERS.findall(name))
    if letters < 2 or letters < len(name) / 2:
        return "name_doubtful"
    return ""
