"""Small spreadsheets to upload."""

from __future__ import annotations

import io

import openpyxl


def book(rows: list[list[str]]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


ROSTER = book([["Tổ", "Họ tên", "Điện thoại"], ["TDP 7", "An", "0901234599"]])
