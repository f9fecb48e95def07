"""What can be wrong with a file itself, by stable code and place. The sentences stand with the room
that reads the file (for lists of households: `territory.listing.findings`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REFUSALS = (
    "sheet.too_large",  # limit_mb
    "sheet.unpacks_too_large",
    "sheet.not_a_spreadsheet",
    "sheet.encrypted",
    "sheet.broken",
    "sheet.old_format",
    "sheet.too_many_cells",  # last_cell
    "sheet.too_many_sheets",  # count, limit
    "sheet.no_rows",
)
"""Codes for a file that cannot be read at all, with the names of their parameters."""

NOTICES = (
    "sheet.formula_used",  # count
    "sheet.formula_without_value",
    "sheet.cell_error",  # error
    "sheet.external_links",
    "sheet.letters_damaged",  # count
)
"""Codes for what is worth knowing about cells of a file that was read."""


class SheetProblem(Exception):
    """The file cannot be read at all; nothing of it was kept.

    `code` is one of `REFUSALS`, `params` fill its sentence; `sheet`, `row` (from 1) and `column`
    (letters) say where, as far as there is a place.
    """

    def __init__(
        self, code: str, *, sheet: str = "", row: int = 0, column: str = "", **params: Any
    ):
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Any] = params
        self.sheet = sheet
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about cells of a file that was read: one of `NOTICES`, and the place."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)
