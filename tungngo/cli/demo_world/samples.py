"""Sheets to try the import page with: the five lists as they went in, a new one, and a broken one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tungngo.cli.demo_world.families import families_of
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.cli.demo_world.sheets import write_table

NEW, BROKEN = "thu-danh-sach-moi.xlsx", "thu-danh-sach-loi.xlsx"
_HEADINGS = (
    "Mã hộ", "Tổ dân phố", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Địa chỉ",
    "Số điện thoại", "Hộ nghèo", "Ghi chú",
)  # fmt: skip


def write_samples(folder: Path, today: date) -> None:
    """The two small lists for Phường Tương Mai."""
    title = f"DANH SÁCH HỘ MỚI CHUYỂN ĐẾN {TUONG_MAI.name.upper()}"
    write_table(folder / NEW, (title,), [_HEADINGS, *_newcomers(today)])
    write_table(folder / BROKEN, ("DANH SÁCH HỘ PHƯỜNG TÂY HỒ",), _broken())


def _newcomers(today: date) -> list[Sequence[Any]]:
    """Eight households that moved into the seventh group: new to the list, nothing wrong with them."""
    rows: list[Sequence[Any]] = []
    for number, family in enumerate(families_of(TUONG_MAI, 73, scale=0.09, today=today)[:8], 1):
        for person in family.people:
            rows.append(
                (
                    f"00322-07-9{number:02d}",
                    "Tổ dân phố số 7",
                    person.name,
                    person.relation,
                    f"{person.born_on:%d/%m/%Y}",
                    "Nam" if person.sex == "m" else "Nữ",
                    f"Số {number * 2} Ngõ 461 Đường Trương Định",
                    person.phone,
                    "",
                    "",
                )
            )
    return rows


def _broken() -> list[Sequence[Any]]:
    """What goes wrong in lists: another ward's title, days and years that cannot be, doubled codes,
    a group that is not there, a phone with a digit too few, a column the law forbids to keep."""
    return [
        (*_HEADINGS, "Số CCCD"),
        (
            *("00322-07-951", "Tổ dân phố số 7", "Nguyễn Văn Đạt", "Chủ hộ", "31/02/1960", "Nam"),
            *("Số 5 Ngõ 461 Đường Trương Định", "095123456", "", "", "000000000000"),
        ),
        (
            *("00322-07-951", "nt", "TRẦN THỊ LOAN", "Vợ", "2061", "Nữ", "nt", "", "", ""),
            "000000000000",
        ),
        (
            *(
                "00322-07-951",
                "nt",
                "Nguyễn Thu Hà",
                "Chủ hộ",
                "15/8/85",
                "chưa rõ",
                "nt",
                "",
                "",
                "",
            ),
            "000000000000",
        ),
        ("00322-99-001", "Tổ dân phố số 99", "Lê Văn Toàn", "Chủ hộ", "1951", "Nam", "12 Tân Mai"),
        ("00322-07-952", "Tổ dân phố số 7", "", "Con", "2010", "Nữ", "", "", "có lẽ"),
        (
            *(
                "00322-07-953",
                "Tổ dân phố số 7",
                "Phạm Đức Long 0951234567",
                "Chủ hộ",
                "12/13/1970",
            ),
            *("Nam", "Số 9 Phường Tây Hồ", "0912", "x", "đã chuyển đi"),
        ),
        ("00322-07-954", "Tổ dân phố số 7", "Đỗ Thị Hợi", "Bà dì họ", "hơn 80", "Nữ", "-"),
        ("", "Tổng cộng", "5 hộ"),
    ]
