"""The sheet of targets as a workbook, out and back in: one series, areas down, days across.

Own figures are ink, those from above grey; read back, a figure equal to the grey one stays grey.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _

from tungngo.campaigns.rules.grid import Milestones
from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import Cell, Sheet, column_letters
from tungngo.territory.models import Area

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: Lines above the header in the files made here.
_ABOVE = 3


class Line(NamedTuple):
    """An area, its own milestones, and those it takes from above when it has none."""

    area: Area
    own: Milestones
    above: Milestones


def target_book(
    *, title: str, key: str, label: str, days: Sequence[date], lines: Iterable[Line]
) -> bytes:
    """The sheet as XLSX. `key` ("indicator|segment") stands beside `label` and says what it is of."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _SAFE)
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "num_format": "dd/mm/yyyy"}),
        "code": book.add_format({"num_format": "@"}),
        "own": book.add_format({"num_format": "0.##", "bold": True}),
        "grey": book.add_format({"num_format": "0.##", "font_color": "#8a8f94", "italic": True}),
        "key": book.add_format({"font_color": "#8a8f94"}),
    }
    page = book.add_worksheet(_("Targets")[:31])
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 34)
    page.set_column(2, 1 + len(days), 13)
    page.write_string(0, 0, title, styles["title"])
    page.write_string(1, 0, key, styles["key"])
    page.write_string(1, 1, f"{label} (%)")
    page.write_string(
        2, 0, _("Grey figures hold from above. Empty a row to take them again. Days can be added.")
    )
    page.write_string(_ABOVE, 0, _("Code"), styles["head"])
    page.write_string(_ABOVE, 1, _("Area"), styles["head"])
    for column, day in enumerate(days, 2):
        page.write_datetime(_ABOVE, column, day, styles["head"])
    for row, line in enumerate(lines, _ABOVE + 1):
        page.write_string(row, 0, line.area.code, styles["code"])
        page.write_string(row, 1, line.area.full_name)
        shown = {one.due_on: one.percent for one in line.own or line.above}
        style = styles["own" if line.own else "grey"]
        for column, day in enumerate(days, 2):
            if day in shown:
                page.write_number(row, column, float(shown[day]), style)
    page.freeze_panes(_ABOVE + 1, 2)
    book.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filled-in sheet says: the day of each column, and the cells of each area by its path.
    `refused`: rows that were left out, each with its place."""

    days: list[date]
    cells: dict[str, list[str]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def read_target_book(sheet: Sheet, *, key: str, areas: Sequence[Area]) -> Filled:
    """A sheet made by `target_book` and filled in, or any with codes (or names) in its first two
    columns and days above the others.

    Raises Refused `target_sheet.no_days`, `target_sheet.other_series`. Rows that match no area here
    (`target_sheet.area_unknown`) or one that stood above (`target_sheet.area_twice`) are refused alone.
    """
    for row in sheet.rows[:_ABOVE]:
        said = str(row[0]) if row else ""
        if "|" in said and said != key:
            raise Refused(
                "target_sheet.other_series",
                _("This file is about another target. Choose that one above, then load the file."),
            )
    head, columns = _header(sheet)
    filled = Filled(list(columns.values()))
    shares = {column for column in columns if _are_shares(sheet, head, column)}
    by_code = {area.code: area for area in areas}
    by_name = _once(areas)
    for number, row in enumerate(sheet.rows[head + 1 :], head + 2):
        code, name = (_said(row, column) for column in (0, 1))
        cells = [_percent(row, column, column in shares) for column in columns]
        if not (code or name or any(cells)):
            continue
        area = by_code.get(code) or by_code.get(code.zfill(5)) or by_name.get(text.fold(name))
        words = {"row": number, "area": name or code}
        place = f"{sheet.name}!{column_letters(0)}{number}"
        if area is None:
            sentence = _(
                "Row %(row)s: “%(area)s” is none of the areas right below. It was left out."
            )
            filled.refused.append(
                Refused("target_sheet.area_unknown", sentence, words, place=place)
            )
        elif area.path in filled.cells:
            sentence = _("Row %(row)s: “%(area)s” stands here a second time. It was left out.")
            filled.refused.append(Refused("target_sheet.area_twice", sentence, words, place=place))
        else:
            filled.cells[area.path] = cells
    return filled


def _header(sheet: Sheet) -> tuple[int, dict[int, date]]:
    """The row (from 0) with days from its third cell on, and the day of each column."""
    for index, row in enumerate(sheet.rows[:20]):
        days = {column: _day(cell) for column, cell in enumerate(row) if column >= 2}
        if found := {column: day for column, day in days.items() if day is not None}:
            return index, found
    raise Refused(
        "target_sheet.no_days",
        _("No days stand above the columns. Download the sheet here, fill it in and load it."),
    )


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return datetime.strptime(str(cell).strip(), "%d/%m/%Y").date()
    except ValueError:
        return None


def _once(areas: Sequence[Area]) -> Mapping[str, Area]:
    """Folded full name → the one area that has it."""
    found: dict[str, list[Area]] = {}
    for area in areas:
        found.setdefault(text.fold(area.full_name), []).append(area)
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}


def _said(row: Sequence[Cell], column: int) -> str:
    cell = row[column] if column < len(row) else ""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _are_shares(sheet: Sheet, head: int, column: int) -> bool:
    """Whether a column holds 0,7 for 70 %, as a cell with the % format does: all its numbers are at
    most 1."""
    numbers = [
        row[column]
        for row in sheet.rows[head + 1 :]
        if column < len(row) and isinstance(row[column], int | float)
    ]
    return bool(numbers) and all(0 <= number <= 1 for number in numbers)  # type: ignore[operator]


def _percent(row: Sequence[Cell], column: int, is_share: bool) -> str:
    """A cell as somebody would type it."""
    cell = row[column] if column < len(row) else ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = round(Decimal(str(cell)) * (100 if is_share else 1), 4)
        return f"{number.normalize():f}".replace(".", ",")
    return str(cell).strip()
