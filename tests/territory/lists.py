"""Household lists for tests: made, uploaded, checked, committed."""

from __future__ import annotations

import io

import openpyxl

from tests.teams.people import Ward
from tungngo.territory import actions, notes
from tungngo.territory.models import Area, ListImport

HEADING = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ", "Hộ nghèo"]
LONG = "Số 12 Ngõ 281 Trương Định"
ROWS = [
    ["H1", "Nguyễn Văn An", "Chủ hộ", "02/05/1950", LONG, "Tổ 7", "x"],
    ["H1", "Trần Thị Bình", "Vợ", "1955", "", "", ""],
    ["H1", "Nguyễn Minh Châu", "Con", "01/01/2015", "", "", ""],
    ["H2", "Lê Thị Dung", "Chủ hộ", "10/10/1988", "Số 3 Ngách 281/58 Trương Định", "Tổ 8", ""],
]
State = ListImport.State


def sheet(rows: list[list[object]], heading: list[str] = HEADING) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Danh sách"
    for row in [heading, *rows]:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def uploaded(ward: Ward, content: bytes, *, area: Area | None = None, name: str = "a.xlsx"):
    found = actions.upload_list(
        actor=ward.admin, area=area or ward.ward, file_name=name, chunks=[content]
    )
    actions.read_list(actor=ward.admin, list_import=found)
    return found


def checked(ward: Ward, rows: list[list[object]], heading: list[str] = HEADING, **options):
    found = uploaded(ward, sheet(rows, heading), area=options.pop("area", None))
    note = notes.read_of(found.file)
    assert note is not None
    fields = {column.key: column.field for column in note.columns if not column.left_out}
    actions.map_list(actor=ward.admin, list_import=found, fields=fields, **options)
    actions.check_list(actor=ward.admin, list_import=found)
    return found


def committed(ward: Ward, rows: list[list[object]], heading: list[str] = HEADING, **options):
    found = checked(ward, rows, heading, **options)
    assert found.state == State.CHECKED, found.report
    actions.ask_commit(actor=ward.admin, list_import=found)
    actions.commit_list(actor=ward.admin, list_import=found)
    return found


def codes(found: ListImport) -> set[str]:
    return {kind["code"] for kind in found.report["kinds"]}


def counts(found: ListImport, kind: str = "households") -> tuple[int, int, int, int]:
    report = found.report[kind]
    return report["new"], report["changed"], report["same"], report["refused"]


def nobody(*_: object) -> int:
    return 0
