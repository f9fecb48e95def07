"""Knowing somebody again whose name was deleted when the campaigns were over: by keyed traces beside their
row, asked with the name a list or a helper brings. Pure.

A **row's traces** are made of its own id, so that they hold wherever the row goes. A **head's traces** are
made of the door, because a household is looked for by its head. They judge as a list judges names that are
known (territory.planning.known): the very name and no birth that differs, or the name with other tones
and the same year of birth.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tungngo.lib.text import fold, tone_key

_DIGITS = 32
_GROUP = "group "


def _trace(key: bytes, *said: str) -> str:
    return hmac.digest(key, "\n".join(said).encode(), "sha256").hex()[:_DIGITS]


def _loose(key: bytes, row: UUID, name: str, year: int) -> str:
    return _trace(key, str(row), "loose", fold(name), str(year))


def row_traces(
    key: bytes, row: UUID, name: str, birth_year: int | None, birth_on: date | None
) -> list[str]:
    """What is kept of the name and birth of a person's row."""
    year = birth_on.year if birth_on else birth_year
    if birth_on:
        marks = [f"day {birth_on}", f"year {year}", "any"]
    else:
        marks = [f"only {year}", f"year {year}", "any"] if year else ["unknown", "any"]
    kept = [_trace(key, str(row), tone_key(name), mark) for mark in marks]
    return kept + ([_loose(key, row, name, year)] if year else [])


def head_traces(key: bytes, name: str, year: int | None, doors: Iterable[str]) -> list[str]:
    """What is kept of the head of a household behind these doors (forgotten.rules.door_keys); where a
    door is no more than a group, the year of birth says which of its namesakes."""
    kept = []
    for door in doors:
        if door.startswith(_GROUP):
            marks = [str(year), "any"] if year else ["unknown"]
            kept += [_trace(key, door, tone_key(name), mark) for mark in marks]
        else:
            kept.append(_trace(key, door, fold(name)))
    return kept


@dataclass(frozen=True, slots=True)
class Again:
    """Asks which rows without a name somebody is: `people` row → its traces, `heads` trace → households."""

    key: bytes
    people: Mapping[UUID, Collection[str]]
    heads: Mapping[str, Sequence[UUID]]

    def is_row(
        self,
        row: UUID,
        name: str,
        birth_year: int | None,
        birth_on: date | None = None,
        *,
        is_strict: bool = True,
    ) -> bool:
        """Whether this is whose name stood on a row: the very name, or not so strictly the name with other
        tones and the same year of birth."""
        traces = self.people.get(row)
        if not traces or not name:
            return False
        year = birth_on.year if birth_on else birth_year
        if not is_strict:
            return year is not None and _loose(self.key, row, name, year) in traces
        marks: tuple[str, ...] = ("any",)
        if birth_on:
            marks = (f"day {birth_on}", f"only {year}", "unknown")
        elif year:
            marks = (f"year {year}", "unknown")
        return any(_trace(self.key, str(row), tone_key(name), mark) in traces for mark in marks)

    def households(self, head: str, year: int | None, doors: Iterable[str]) -> list[UUID]:
        """The households whose head this is, behind one of these doors."""
        if not head:
            return []
        asked = []
        for door in doors:
            if door.startswith(_GROUP):
                marks = (str(year) if year else "any", "unknown")
                asked += [_trace(self.key, door, tone_key(head), mark) for mark in marks]
            else:
                asked.append(_trace(self.key, door, fold(head)))
        return list(dict.fromkeys(id_ for one in asked for id_ in self.heads.get(one, ())))
