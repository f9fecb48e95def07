"""What can be wrong with a file itself: stable codes, their sentences, and the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return sentence


REFUSALS: dict[str, str] = {
    "sheet.too_large": gettext_noop(
        "The file is larger than %(limit_mb)s MB. Split it by residential group and load each part."
    ),
    "sheet.unpacks_too_large": gettext_noop(
        "The file unpacks to far more than a list can hold, so it was not opened."
    ),
    "sheet.not_a_spreadsheet": gettext_noop(
        "This is not a spreadsheet. Save the list as XLSX or CSV and choose that file."
    ),
    "sheet.encrypted": gettext_noop(
        "The file is locked with a password. Remove the password in Excel, save, and load it again."
    ),
    "sheet.broken": gettext_noop(
        "The file is damaged and cannot be read. Open it in Excel, save a copy and load the copy."
    ),
    "sheet.old_format": gettext_noop(
        "The old XLS format is not read. Open the file in Excel and save it as XLSX."
    ),
    "sheet.too_many_cells": gettext_noop(
        "The filled area reaches down to cell %(last_cell)s, too far to be read at once. "
        "Delete what stands far below or beside the list, or split the list."
    ),
    "sheet.too_many_sheets": gettext_noop(
        "The file has %(count)s sheets; at most %(limit)s are read. Split it and load each part."
    ),
    "sheet.no_rows": gettext_noop("The file has no filled row."),
}
"""Code → English sentence for a file that cannot be read at all."""

NOTICES: dict[str, str] = {
    "sheet.formula_used": gettext_noop(
        "This column holds formulas (%(count)s cells). The values they last showed are used."
    ),
    "sheet.formula_without_value": gettext_noop(
        "The formula has no saved value. Open the file in Excel, save and load it again, "
        "or type the value."
    ),
    "sheet.cell_error": gettext_noop("The cell shows the error %(error)s instead of a value."),
    "sheet.external_links": gettext_noop(
        "The file refers to other files. They are never opened; the values last saved are used."
    ),
    "sheet.hidden": gettext_noop("The sheet is hidden, so it was not read."),
    "sheet.letters_damaged": gettext_noop(
        "%(count)s letters of the file are damaged and shown as �. "
        "Save the list again as CSV UTF-8 or XLSX."
    ),
}
"""Code → English sentence for what is worth knowing about cells of a file that was read."""


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
