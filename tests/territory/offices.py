"""Sheets as offices have them, written in a test and read back: what the tests of lists share."""

import io
import os
from datetime import date
from pathlib import Path

import openpyxl

from tungngo.lib.sheets import open_book
from tungngo.territory.listing.drafts import CommuneRef, GroupRef
from tungngo.territory.listing.findings import Severity
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import guess_for

TODAY = date(2026, 8, 1)
COMMUNE = CommuneRef("00322", "Phường Tương Mai", ("Phường Tân Mai",))
GROUPS = [GroupRef(f"00322.{i:02d}", "to_dan_pho", f"số {i}") for i in range(1, 30)] + [
    GroupRef("00322.na", "ban", "Nà Khoang")
]
SHARED = Path(os.environ.get("TUNGNGO_SHARED", Path(__file__).parents[3] / "shared"))


def book_of(pages: dict[str, list[list]], merge: dict[str, list[str]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in pages.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        for area in (merge or {}).get(name, []):
            page.merge_cells(area)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def read(rows, *, merge=(), name="Danh sách", groups=GROUPS, chosen=None):
    return read_pages({name: rows}, merge={name: list(merge)}, groups=groups, chosen=chosen)


def read_pages(pages, *, merge=None, groups=GROUPS, chosen=None):
    book = open_book(book_of(pages, merge))
    tables, mapping = guess_for(book.sheets)
    if chosen:
        mapping = mapping.with_fields(chosen)
    return interpret(book, mapping, commune=COMMUNE, groups=groups, today=TODAY, tables=tables)


def shape(listing):
    """Each household as (head, [names])."""
    return [(h.head_name, [r.full_name for r in h.residents]) for h in listing.households]


def codes(listing, *levels):
    wanted = levels or (Severity.ERROR, Severity.WARNING)
    return {f.code for f in listing.findings if f.level in wanted}


def at(listing, code):
    """The places of the findings of one code."""
    return [(f.row, f.column, f.params) for f in listing.findings if f.code == code]


TWO = [
    ("Nguyễn Văn An", ["Nguyễn Văn An", "Trần Thị Bình", "Nguyễn Thu Chi"]),
    ("Lê Đức Dũng", ["Lê Đức Dũng", "Phạm Thị Giang"]),
]
MOTTO = [
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc"],
    ["DANH SÁCH HỘ GIA ĐÌNH TỔ DÂN PHỐ SỐ 7 - PHƯỜNG TƯƠNG MAI"],
    [],
]
