"""Long tables stream into XLSX and CSV that other programs read as they were meant."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from python_calamine import load_workbook

from tungngo.lib.sheets import stream
from tungngo.lib.sheets.stream import Column, write_csv, write_xlsx

COLUMNS = [Column("Tên", 20), Column("Lúc"), Column("Ngày"), Column("Số"), Column("Trống")]
ROWS = [
    ("=1+1 <Tương & Mai> ", datetime(2026, 11, 22, 21, 13), date(2026, 11, 22), 7, None),
    ("\x00\x1bỄ ộ\n'’ \ud800", datetime(2024, 2, 29, 0, 0), date(1970, 1, 1), 0.5, ""),
    ("0912", datetime(2026, 1, 1, 23, 59, 59), date(2026, 12, 31), -3, "x"),
]


def test_two_libraries_read_what_was_written(tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    assert write_xlsx(target, "Lượt gặp", COLUMNS, ROWS) == 3
    page = openpyxl.load_workbook(target)["Lượt gặp"]
    found = list(page.iter_rows(values_only=True))
    assert found[0] == ("Tên", "Lúc", "Ngày", "Số", "Trống")
    assert found[1] == ("=1+1 <Tương & Mai> ", ROWS[0][1], datetime(2026, 11, 22), 7, None)
    assert found[2] == ("Ễ ộ\n'’ ", ROWS[1][1], datetime(1970, 1, 1), 0.5, None)
    assert found[3] == ("0912", ROWS[2][1], datetime(2026, 12, 31), -3, "x")
    assert page["A2"].data_type == "s"
    assert page.freeze_panes == "A2"
    again = load_workbook(str(target)).get_sheet_by_index(0).to_python()
    assert again[1][:4] == ["=1+1 <Tương & Mai> ", ROWS[0][1], date(2026, 11, 22), 7]
    assert len(again) == 4
    assert [one.name for one in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.parametrize(("rows", "sheets"), [(0, [0]), (4, [4]), (5, [4, 1]), (8, [4, 4])])
def test_what_is_too_long_for_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, sheets: list[int]
) -> None:
    monkeypatch.setattr(stream, "ROWS_A_SHEET", 4)
    monkeypatch.setattr(stream, "TELL_EVERY", 2)
    told: list[int] = []
    target = tmp_path / "x.xlsx"
    written = write_xlsx(target, "Hộ", [Column("Số")], ([n] for n in range(rows)), told.append)
    assert written == rows
    book = openpyxl.load_workbook(target)
    assert [page.max_row - 1 for page in book.worksheets] == sheets
    assert [n for page in book for (n,) in page.iter_rows(2, values_only=True)] == list(range(rows))
    assert told == list(range(2, rows + 1, 2))


def test_csv_is_for_programs_and_harms_no_spreadsheet(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    assert write_csv(target, COLUMNS, [ROWS[0], ROWS[2]]) == 2
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(target.open(encoding="utf-8-sig", newline="")))
    assert found[1] == ["'=1+1 <Tương & Mai> ", "2026-11-22 21:13:00", "2026-11-22", "7", ""]
