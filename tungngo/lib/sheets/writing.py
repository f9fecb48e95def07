"""Spreadsheets we hand out: the file given back with what became of each row, and templates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from .book import Book, Cell

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 22
_MAX_LISTED_CHOICES = 255
"""Characters Excel takes for a drop-down written into the cell rule itself."""


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it is written to a CSV file."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


@dataclass(frozen=True, slots=True)
class RowStatus:
    """What became of a row: a word and, where there is something to say, a sentence."""

    word: str
    sentence: str = ""
    tone: str = ""
    """"good", "warning", "bad" or "" for the colour of the cell."""


_TONES = {"good": "#e3f2ef", "warning": "#fdf0d5", "bad": "#f8e1de"}


def write_status(
    book: Book,
    statuses: Mapping[tuple[str, int], RowStatus],
    *,
    header_rows: Mapping[str, int],
    headings: tuple[str, str],
) -> bytes:
    """The book again as XLSX, with two columns after the last: what became of each row, and why.

    `statuses` by (sheet, row from 1); `header_rows` is the row (from 1) of each sheet's header;
    `headings` the words above the two columns. Texts stay texts: nothing becomes a formula or a
    link. Sheets without a header are given back as they were.
    """
    target = io.BytesIO()
    workbook = _workbook(target, constant_memory=True)
    formats = _Formats(workbook)
    for sheet in book.sheets:
        page = workbook.add_worksheet(_sheet_name(sheet.name, workbook))
        width, header_row = sheet.width, header_rows.get(sheet.name, 0)
        page.set_column(0, max(width - 1, 0), _WIDTH)
        if header_row:
            page.set_column(width, width, 16)
            page.set_column(width + 1, width + 1, 60)
        for index, row in enumerate(sheet.rows):
            is_header = index + 1 == header_row
            for column, cell in enumerate(row):
                formats.write(page, index, column, cell, "header" if is_header else "")
            if is_header:
                for offset, heading in enumerate(headings):
                    page.write_string(index, width + offset, heading, formats["header"])
            status = statuses.get((sheet.name, index + 1))
            if status and header_row:
                page.write_string(index, width, status.word, formats[status.tone])
                page.write_string(index, width + 1, status.sentence, formats[""])
    workbook.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of a template. `choices` become a drop-down that warns but does not forbid."""

    heading: str
    explanation: str
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 18
    is_text: bool = False
    """Kept as text, so that leading zeros stay (codes, phones) and 12/3 stays a house number."""


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """A template file. `readme` is one line each; `examples` are rows, shown beside the explanations
    and not on the sheet to fill: what stands there is taken for people when it comes back."""

    sheet: str
    readme_sheet: str
    title: str
    readme: tuple[str, ...]
    columns: tuple[TemplateColumn, ...]
    examples: tuple[tuple[Any, ...], ...] = ()
    columns_heading: tuple[str, str] = ("", "")


_TEMPLATE_ROWS = 2_000


def template(spec: TemplateSpec) -> bytes:
    """An empty list as XLSX: the sheet to fill, with header and drop-downs, and a sheet that explains
    every column with examples."""
    target = io.BytesIO()
    workbook = _workbook(target)
    formats = _Formats(workbook)
    page = workbook.add_worksheet(spec.sheet)
    page.freeze_panes(1, 0)
    for index, column in enumerate(spec.columns):
        page.set_column(index, index, column.width, formats["text"] if column.is_text else None)
        style = formats["required" if column.required else "header"]
        page.write_string(0, index, column.heading, style)
        page.write_comment(0, index, column.explanation, {"x_scale": 2})
        if column.choices:
            _add_choices(workbook, page, index, column)
    readme = workbook.add_worksheet(spec.readme_sheet)
    readme.set_column(0, 0, 28)
    readme.set_column(1, 1, 70)
    readme.set_column(2, 1 + len(spec.examples), 26)
    readme.write_string(0, 0, spec.title, formats["title"])
    row = 2
    for line in spec.readme:
        readme.write_string(row, 0, line)
        row += 1
    row += 1
    for offset, heading in enumerate(spec.columns_heading):
        readme.write_string(row, offset, heading, formats["header"])
    for index, column in enumerate(spec.columns):
        row += 1
        readme.write_string(row, 0, column.heading, formats["text"])
        said = column.explanation
        if column.choices:
            said = f"{said} ({' · '.join(column.choices)})"
        readme.write_string(row, 1, said, formats["wrapped"])
        for place, example in enumerate(spec.examples, 2):
            if index < len(example) and example[index] not in (None, ""):
                formats.write(readme, row, place, example[index], "text")
    workbook.close()
    return target.getvalue()


def table(
    sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """One sheet of rows under its headings, as XLSX. Texts stay texts; `widths` in characters."""
    target = io.BytesIO()
    workbook = _workbook(target)
    formats = _Formats(workbook)
    page = workbook.add_worksheet(_sheet_name(sheet, workbook))
    page.freeze_panes(1, 0)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, heading, formats["header"])
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            formats.write(page, number, column, cell, "")
    workbook.close()
    return target.getvalue()


def _workbook(target: io.BytesIO, **options: Any) -> Any:
    return xlsxwriter.Workbook(
        target,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
            **options,
        },
    )


def _add_choices(workbook: Any, page: Any, index: int, column: TemplateColumn) -> None:
    """A drop-down; long lists stand on a hidden sheet, because Excel limits those in the rule."""
    source: list[str] | str = list(column.choices)
    if len(",".join(column.choices)) > _MAX_LISTED_CHOICES:
        name = f"_{index + 1}"
        hidden = workbook.add_worksheet(name)
        hidden.hide()
        hidden.write_column(0, 0, column.choices)
        source = f"='{name}'!$A$1:$A${len(column.choices)}"
    page.data_validation(
        1,
        index,
        _TEMPLATE_ROWS,
        index,
        {"validate": "list", "source": source, "error_type": "warning"},
    )


def _sheet_name(name: str, workbook: Any) -> str:
    """A name Excel takes: no forbidden characters, at most 31 of them, used once."""
    clean = "".join(" " if c in "[]:*?/\\" else c for c in name).strip("' ")[:31] or "Sheet"
    taken = {sheet.get_name().lower() for sheet in workbook.worksheets()}
    unique, count = clean, 2
    while unique.lower() in taken:
        suffix = f" {count}"
        unique, count = clean[: 31 - len(suffix)] + suffix, count + 1
    return unique


class _Formats:
    """The few cell styles, and writing a cell of any type in one."""

    def __init__(self, workbook: Any):
        plain = {"text_wrap": False, "valign": "top"}
        header = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
        self._styles = {
            "": workbook.add_format(plain),
            "header": workbook.add_format(header | {"bg_color": "#eef3f1"}),
            "required": workbook.add_format(header | {"bg_color": "#cfe6e2"}),
            "text": workbook.add_format({"num_format": "@"}),
            "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "title": workbook.add_format({"bold": True, "font_size": 16}),
            "day": workbook.add_format(plain | {"num_format": "dd/mm/yyyy"}),
            "formula-like": workbook.add_format(plain | {"quote_prefix": True}),
            **{t: workbook.add_format(plain | {"bg_color": c}) for t, c in _TONES.items()},
        }

    def __getitem__(self, style: str) -> Any:
        return self._styles[style]

    def write(self, page: Any, row: int, column: int, cell: Cell, style: str) -> None:
        """One cell as what it is. Text that begins like a formula is marked as text."""
        if cell == "" and not style:
            return
        if isinstance(cell, bool):
            page.write_boolean(row, column, cell, self[style])
        elif isinstance(cell, int | float):
            page.write_number(row, column, cell, self[style])
        elif isinstance(cell, date | datetime):
            page.write_datetime(row, column, cell, self["day"])
        else:
            text = str(cell)
            if not style and text.startswith(_STARTS_A_FORMULA):
                style = "formula-like"
            page.write_string(row, column, text[:32_767], self[style])
