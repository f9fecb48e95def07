"""Opening a spreadsheet that somebody sent: safely, whole, and with the place of everything.

`open_book` reads XLSX (values through calamine, after `archive.inspect` has measured the file) and
delimited text. Hidden sheets are not read: nobody would see what was taken from them. Cells come as
Excel holds them: text, numbers, days, or True and False; an empty cell is "". Nothing is guessed
here beyond the letters of a text file; texts in an old encoding stay as they are until a person has
confirmed what they are (`legacy_columns`, `decode`).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from .. import legacy_text
from .archive import ArchiveFacts, PartFacts, inspect
from .delimited import read_rows, read_text
from .places import column_index, column_letters
from .problems import Notice, SheetProblem

Cell = str | float | int | bool | date | datetime | time | timedelta

MAX_FILE = 50 * 2**20
"""Bytes an upload may have."""
MAX_SHEETS = 300
_SAMPLED = 400
_SHOWN = 3


@dataclass(slots=True)
class Sheet:
    """One sheet: `rows[row][column]`, both from 0, as wide as its filled area."""

    name: str
    rows: list[list[Cell]]
    facts: PartFacts = field(default_factory=PartFacts)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class LegacyColumn:
    """A column that looks typed in an old encoding, for a person to confirm.

    `key` is what `decode` takes: "Sheet!C". `samples` are (as it stands, as it would read).
    """

    sheet: str
    column: str
    encoding: str
    confidence: float
    samples: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.column}"


@dataclass(slots=True)
class Book:
    """A spreadsheet read whole. `encoding` is that of a text file, "" for a workbook."""

    filename: str
    sheets: list[Sheet]
    notices: list[Notice] = field(default_factory=list)
    encoding: str = ""

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def legacy_columns(self) -> list[LegacyColumn]:
        """Columns whose texts look typed in TCVN3 or VNI: a preview, nothing is converted."""
        return [c for sheet in self.sheets for c in _legacy_columns(sheet)]


def open_book(
    source: str | os.PathLike[str] | bytes,
    filename: str = "",
    *,
    decode: Mapping[str, str] | None = None,
) -> Book:
    """Reads a spreadsheet from a path or its bytes.

    `decode` names the columns a person has confirmed to be in an old encoding: {"C": "tcvn3"} for
    every sheet, {"Tổ 7!C": "vni"} for one. Raises SheetProblem when the file as a whole cannot be
    read; what is odd about single cells is in `Book.notices`.
    """
    if isinstance(source, bytes):
        size, opened = len(source), io.BytesIO(source)
    else:
        filename = filename or Path(source).name
        size, opened = os.stat(source).st_size, None
    if size > MAX_FILE:
        raise SheetProblem("sheet.too_large", limit_mb=MAX_FILE // 2**20)
    if not size:
        raise SheetProblem("sheet.no_rows")
    file: BinaryIO
    with opened or open(source, "rb") as file:  # type: ignore[arg-type]
        book = _read(file, filename)
    if not any(any(cell != "" for cell in row) for s in book.sheets for row in s.rows):
        raise SheetProblem("sheet.no_rows")
    if decode:
        _decode(book, decode)
    return book


def _read(file: BinaryIO, filename: str) -> Book:
    """By what the file begins with; its name may be wrong."""
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK"):
        return _read_workbook(file, filename)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # A compound file: an old XLS, or an XLSX locked with a password.
        encrypted = "EncryptedPackage".encode("utf-16-le") in file.read()
        raise SheetProblem("sheet.encrypted" if encrypted else "sheet.old_format")
    if start.lstrip()[:1] == b"<" or start.startswith(
        (b"%PDF", b"\x89PNG", b"{\\rtf", b"\xff\xd8")
    ):
        raise SheetProblem("sheet.not_a_spreadsheet")
    text, encoding = read_text(file.read())
    rows = cast(list[list[Cell]], read_rows(text))
    sheet = Sheet(Path(filename).stem or "1", rows)
    damaged = text.count("\ufffd")
    notices = [Notice("sheet.letters_damaged", sheet.name, params={"count": damaged})]
    return Book(filename, [sheet], notices if damaged else [], encoding)


def _read_workbook(file: BinaryIO, filename: str) -> Book:
    facts = inspect(file)
    file.seek(0)
    sheets: list[Sheet] = []
    hidden: list[Notice] = []
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:  # type: ignore[arg-type]
            if len(workbook.sheet_names) > MAX_SHEETS:
                raise SheetProblem(
                    "sheet.too_many_sheets", count=len(workbook.sheet_names), limit=MAX_SHEETS
                )
            known: dict[str, str] = {}
            for meta in workbook.sheets_metadata:
                if str(meta.typ) != "SheetTypeEnum.WorkSheet":
                    continue
                if str(meta.visible) != "SheetVisibleEnum.Visible":
                    hidden.append(Notice("sheet.hidden", meta.name))
                    facts.sheets.pop(meta.name, None)
                    continue
                found = workbook.get_sheet_by_name(meta.name)
                rows = [
                    [known.setdefault(c, c) if c.__class__ is str else c for c in row]
                    for row in _whole(found)
                ]
                sheets.append(Sheet(meta.name, rows, facts.sheets.get(meta.name, PartFacts())))
    except PasswordError as error:
        raise SheetProblem("sheet.encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise SheetProblem("sheet.broken") from error
    return Book(filename, sheets, [*_notices(facts), *hidden])


def _whole(sheet: object) -> Iterator[list[Cell]]:
    """The rows from A1 on, one at a time, so that the sheet is never held twice."""
    start = sheet.start  # type: ignore[attr-defined]
    if start is None:
        return
    # Rows come from the first of the sheet on, columns only from the first filled one.
    pad: list[Cell] = [""] * start[1]
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        yield pad + row if pad else row


def _notices(facts: ArchiveFacts) -> Iterator[Notice]:
    if facts.has_external_links:
        yield Notice("sheet.external_links")
    for name, part in facts.sheets.items():
        for column, (count, first) in sorted(part.formulas.items()):
            yield Notice(
                "sheet.formula_used", name, first + 1, column_letters(column), {"count": count}
            )
        for row, column in sorted(part.uncomputed):
            yield Notice("sheet.formula_without_value", name, row + 1, column_letters(column))
        for (row, column), error in sorted(part.errors.items()):
            yield Notice(
                "sheet.cell_error", name, row + 1, column_letters(column), {"error": error}
            )


# ---------------------------------------------------------------------------------- old encodings


def _legacy_columns(sheet: Sheet) -> Iterator[LegacyColumn]:
    for column in range(sheet.width):
        texts: dict[str, bool] = {}
        for index, row in enumerate(sheet.rows):
            cell = row[column] if column < len(row) else ""
            if isinstance(cell, str) and not cell.isascii() and cell not in texts:
                texts[cell] = (index, column) in sheet.facts.capitals
                if len(texts) == _SAMPLED:
                    break
        fonts = sheet.facts.fonts.get(column)
        guessed = legacy_text.guess(
            texts, font_encoding=fonts.most_common(1)[0][0] if fonts else None
        )
        if guessed:
            samples = [
                (text, legacy_text.decode(text, guessed.encoding, capitals=capitals))
                for text, capitals in texts.items()
            ]
            yield LegacyColumn(
                sheet.name,
                column_letters(column),
                guessed.encoding,
                guessed.confidence,
                tuple([s for s in samples if s[0] != s[1]][:_SHOWN]),
            )


def _decode(book: Book, decode: Mapping[str, str]) -> None:
    for sheet in book.sheets:
        for key, encoding in decode.items():
            name, _, letters = key.rpartition("!")
            if name not in ("", sheet.name):
                continue
            column = column_index(letters)
            for index, row in enumerate(sheet.rows):
                cell = row[column] if column < len(row) else ""
                if isinstance(cell, str) and cell:
                    capitals = (index, column) in sheet.facts.capitals
                    row[column] = legacy_text.decode(cell, encoding, capitals=capitals)
