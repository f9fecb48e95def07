"""Long tables written as they come, in constant memory: XLSX of a million rows in well under a minute.
Parquet stands in `parquet.py`.

XlsxWriter makes the workbook; its way of writing one cell costs eight times as much as the cell. Rows are
therefore put straight into the file it keeps for a sheet's rows in constant-memory mode (its
`Worksheet` is meant to be inherited from), with the same XML. The version is locked, and
tests/lib/test_stream.py reads what was written with two other libraries.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .writing import safe_cell

#: A sheet of Excel has 1,048,576 rows; what is longer goes on in the next one.
ROWS_A_SHEET = 1_000_000
#: Rows between two calls of `told`.
TELL_EVERY = 5_000

Value = str | int | float | date | datetime | None


class Kind(Enum):
    """What the values of a column are; any of them may be unknown."""

    TEXT = "text"
    NUMBER = "whole number"
    DAY = "day"
    MOMENT = "moment"
    TRUTH = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters; for programs its name, the same in every language,
    and what its values are. A spreadsheet goes by the values themselves."""

    heading: str
    width: float = 14
    name: str = ""
    kind: Kind = Kind.TEXT


def nobody(_rows: int) -> None:
    """Whom progress is told when nobody asked."""


# What XML cannot say at all goes; what means something to it is spelled out.
_XML: dict[int, str | None] = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)),
    **dict.fromkeys(range(0xD800, 0xE000)),
    **{ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"},
}
_MOST_LETTERS = 32_767
_EPOCH = date(1899, 12, 30).toordinal()


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes whole rows."""

    def put_rows(
        self, first: int, rows: Iterable[Sequence[Value]], width: int, styles: tuple[int, int]
    ) -> int:
        """Write rows from line `first` (0 is the top) on; the line after the last. `styles` are
        the numbers of the formats of days and of moments (without their time zone)."""
        letters = [xl_col_to_name(column) for column in range(width)]
        write = self.row_data_fh.write
        known: dict[str, str] = {}
        line = first
        for line, row in enumerate(rows, first + 1):
            cells = [f'<row r="{line}">']
            for column, value in zip(letters, row, strict=False):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    written = known.get(value)
                    if written is None:
                        written = value.translate(_XML)[:_MOST_LETTERS]
                        if len(known) < 20_000:
                            known[value] = written
                    space = ' xml:space="preserve"' if value != value.strip() else ""
                    cells.append(
                        f'<c r="{column}{line}" t="inlineStr"><is><t{space}>{written}</t></is></c>'
                    )
                elif isinstance(value, int | float):
                    cells.append(f'<c r="{column}{line}"><v>{value}</v></c>')
                elif isinstance(value, datetime):
                    days = value.toordinal() - _EPOCH
                    part = (value.hour * 3600 + value.minute * 60 + value.second) / 86400
                    cells.append(f'<c r="{column}{line}" s="{styles[1]}"><v>{days + part}</v></c>')
                else:
                    days = value.toordinal() - _EPOCH
                    cells.append(f'<c r="{column}{line}" s="{styles[0]}"><v>{days}</v></c>')
            cells.append("</row>")
            write("".join(cells))
        self.dim_rowmax, self.dim_colmax = max(line - 1, 0), width - 1
        return line


def write_xlsx(
    target: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    told: Callable[[int], None] = nobody,
) -> int:
    """Write `rows` under the headings to an XLSX at `target`; how many there were.

    Texts stay texts (no formulas, no links); moments must have lost their time zone. `told` hears
    how many rows there are so far. XlsxWriter's own files lie beside `target` meanwhile.
    """
    options = {"constant_memory": True, "tmpdir": str(target.parent)}
    book = Workbook(str(target), options)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    styles = (
        book.add_format({"num_format": "dd/mm/yyyy"})._get_xf_index(),
        book.add_format({"num_format": "dd/mm/yyyy hh:mm"})._get_xf_index(),
    )
    source, count, is_over = Told(rows, told), 0, False
    while not is_over:
        number = len(book.worksheets()) + 1
        page: Any = book.add_worksheet(
            title[:28] if number == 1 else f"{title[:28]} {number}", _Sheet
        )
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width)
            page.write_string(0, at, column.heading, head)
        page.freeze_panes(1, 0)
        page._write_single_row(1)
        line = page.put_rows(1, source.next_part(ROWS_A_SHEET), len(columns), styles)
        count += line - 1
        is_over = source.is_over
    book.close()
    return count


def write_csv(
    target: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    told: Callable[[int], None] = nobody,
) -> int:
    """Write `rows` as CSV for programs: UTF-8 with its mark, commas, ISO days; how many there were."""
    source = Told(rows, told)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.heading for column in columns])
        for row in source:
            writer.writerow([safe_cell(one) if isinstance(one, str) else one for one in row])
    return source.count


class Told:
    """Rows that say how many of them have gone by, and whether more come."""

    def __init__(self, rows: Iterable[Sequence[Value]], told: Callable[[int], None]) -> None:
        self._rows, self._told, self.count = iter(rows), told, 0
        self._ahead = next(self._rows, None)

    @property
    def is_over(self) -> bool:
        """Whether there is no row left."""
        return self._ahead is None

    def __iter__(self) -> Told:
        return self

    def __next__(self) -> Sequence[Value]:
        row = self._ahead
        if row is None:
            raise StopIteration
        self._ahead = next(self._rows, None)
        self.count += 1
        if self.count % TELL_EVERY == 0:
            self._told(self.count)
        return row

    def next_part(self, most: int) -> Iterable[Sequence[Value]]:
        """At most so many rows."""
        for _at, row in zip(range(most), self, strict=False):
            yield row
