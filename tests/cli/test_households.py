"""A household list from the command line: looked over first, written when asked, never elsewhere."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.encounters.street import Street
from tungngo.cli.households import import_list
from tungngo.lib.problems import Refused
from tungngo.territory.models import Household, ListImport


@pytest.fixture
def street(db) -> Street:
    return Street()


def sheet(folder: Path, title: str) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        [title],
        ["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Địa chỉ", "Tổ dân phố"],
        ["Nguyễn Văn Mới", 1950, "Chủ hộ", "Số 99 Ngõ 281 Đường Trương Định", "Tổ dân phố số 7"],
    ):
        page.append(row)
    book.save(folder / "ds.xlsx")
    return folder / "ds.xlsx"


def test_looking_writes_nothing_and_commit_does(street, tmp_path):
    file = sheet(tmp_path, "DANH SÁCH HỘ PHƯỜNG TƯƠNG MAI")
    before = Household.objects.count()
    told: list[str] = []
    import_list(file, "00322", commit=False, tell=told.append)
    assert told
    assert Household.objects.count() == before
    import_list(file, "00322", commit=True)
    assert Household.objects.get(head_name="Nguyễn Văn Mới").path == street.group7.path


def test_a_list_of_another_ward_is_not_written_unless_said_to_be_right(street, tmp_path):
    file = sheet(tmp_path, "DANH SÁCH HỘ PHƯỜNG CỬA NAM")
    before = Household.objects.count()
    with pytest.raises(Refused) as refusal:
        import_list(file, "00322", commit=True)
    assert refusal.value.code == "list.names_another_place"
    assert "Tương Mai" in str(refusal.value)
    assert Household.objects.count() == before
    assert not ListImport.objects.exclude(state="undone").exists()
    import_list(file, "00322", commit=True, elsewhere=True)
    assert Household.objects.count() == before + 1
