"""The lists as the five offices keep them: each in its own shape, none made for a computer.

* `a sheet a group` (Tương Mai): the motto above, two-line headings with births under Nam | Nữ, cells
  merged down over the members of a household, totals and signatures below;
* `a person a row` (Cửa Nam): one long sheet, whole addresses, days of birth;
* `a household a row` (Hát Môn): the members side by side;
* `ditto marks` (the two communes of Điện Biên): a sheet a village, "nt" for what is as above.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tungngo.cli.demo_world.families import Family, Person
from tungngo.cli.demo_world.places import Place

_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_SIDE_BY_SIDE = 7


class _Paper:
    """A workbook being written, with the few styles an office uses."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.title = self.book.add_format({"bold": True, "align": "center"})
        head = {
            "bold": True,
            "border": 1,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
        }
        self.head = self.book.add_format(head)
        self.cell = self.book.add_format({"border": 1, "valign": "top"})
        self.day = self.book.add_format({"border": 1, "num_format": "dd/mm/yyyy"})

    def sheet(self, name: str, titles: Sequence[str], width: int) -> Any:
        """A sheet with the motto and its titles across the top; rows go on below `self.top`."""
        page = self.book.add_worksheet(name)
        lines = [*_MOTTO, "", *titles]
        for row, line in enumerate(lines):
            if line:
                page.merge_range(row, 0, row, width - 1, line, self.title)
        self.top = len(lines) + 1
        return page

    def row(self, page: Any, row: int, values: Sequence[Any]) -> None:
        """One row; empty values are left empty."""
        for column, value in enumerate(values):
            if value == "" or value is None:
                continue
            if isinstance(value, str):
                page.write_string(row, column, value, self.cell)
            elif isinstance(value, date):
                page.write_datetime(row, column, value, self.day)
            else:
                page.write_number(row, column, value, self.cell)

    def foot(
        self, page: Any, row: int, households: int, people: int, place: Place, head: str
    ) -> None:
        """Totals and signatures, which are nobody."""
        page.write(row, 1, "Tổng cộng", self.cell)
        page.write(row, 2, f"{households} hộ, {people} nhân khẩu", self.cell)
        where = place.name.split(" ", 1)[1]
        page.write(row + 2, 6, f"{where}, ngày …. tháng …. năm ….")
        page.write(row + 3, 1, "Người lập biểu")
        page.write(row + 3, 6, head)
        page.write(row + 4, 1, "(Ký, ghi rõ họ tên)")

    def close(self) -> None:
        """Finish the file."""
        self.book.close()


def write_households(path: Path, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    """The household list of a commune, `groups` in the order of `place.groups`, in its own shape."""
    paper = _Paper(path)
    _SHAPES[place.shape](paper, place, groups)
    paper.close()


def _tick(value: bool | None) -> str:
    return {True: "x", False: "không", None: ""}[value]


# ------------------------------------------------------------------------------- a sheet a group

_TWO_LINES = (
    "STT hộ", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", "Năm sinh", "Số nhà",
    "Ngõ, ngách", "Đường, phố", "Nghề nghiệp", "Số điện thoại", "Hộ nghèo", "Hộ cận nghèo",
    "Đối tượng ưu tiên", "Có điện thoại thông minh", "Nhóm Zalo",
)  # fmt: skip
_MERGED_DOWN = (0, 1, 6, 7, 8)


def _a_sheet_a_group(paper: _Paper, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    for group, families in zip(place.groups, groups, strict=True):
        titles = (f"DANH SÁCH HỘ GIA ĐÌNH, NHÂN KHẨU {group.upper()}", f"({place.name})")
        page = paper.sheet(group.replace("Tổ dân phố số", "TDP"), titles, len(_TWO_LINES))
        _two_line_headings(paper, page)
        row = paper.top + 2
        for number, family in enumerate(families, 1):
            for person in family.people:
                first = person is family.people[0]
                paper.row(page, row, _person_cells(family, person, number if first else None))
                row += 1
            _merge_down(paper, page, row - len(family.people), row - 1, number, family)
        people = sum(len(family.people) for family in families)
        paper.foot(page, row, len(families), people, place, "Tổ trưởng tổ dân phố")


def _two_line_headings(paper: _Paper, page: Any) -> None:
    top = paper.top
    for column, heading in enumerate(_TWO_LINES):
        if column == 4:
            page.merge_range(top, 4, top, 5, heading, paper.head)
        elif column != 5:
            page.merge_range(top, column, top + 1, column, heading, paper.head)
    page.write(top + 1, 4, "Nam", paper.head)
    page.write(top + 1, 5, "Nữ", paper.head)
    page.set_column(1, 1, 14)
    page.set_column(2, 2, 24)
    page.set_column(6, 8, 18)


def _person_cells(family: Family, person: Person, number: int | None) -> list[Any]:
    year = person.born_on.year
    door, first = family.door, number is not None
    return [
        number,
        family.code if first else "",
        person.name,
        person.relation,
        year if person.sex == "m" else "",
        year if person.sex == "f" else "",
        *((door.house, door.alley, door.street) if first else ("", "", "")),
        person.work,
        person.phone,
        "x" if family.is_poor and first else "",
        "x" if family.is_near_poor and first else "",
        ", ".join(person.reasons),
        _tick(family.smartphone) if first else "",
        _tick(family.chat_group) if first else "",
    ]


def _merge_down(
    paper: _Paper, page: Any, first: int, last: int, number: int, family: Family
) -> None:
    if last == first:
        return
    door = family.door
    values = (number, family.code, door.house, door.alley, door.street)
    for column, value in zip(_MERGED_DOWN, values, strict=True):
        if value != "":
            page.merge_range(first, column, last, column, value, paper.cell)


# ------------------------------------------------------------------------------- a person a row

_ONE_LINE = (
    "STT", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Địa chỉ",
    "Tổ dân phố", "Số điện thoại", "Nghề nghiệp", "Diện hộ", "Đối tượng ưu tiên", "Smartphone",
    "Đã vào nhóm Zalo",
)  # fmt: skip


def _a_person_a_row(paper: _Paper, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    titles = (f"DANH SÁCH NHÂN KHẨU {place.name.upper()}",)
    page = paper.sheet("Danh sách", titles, len(_ONE_LINE))
    for column, heading in enumerate(_ONE_LINE):
        page.write(paper.top, column, heading, paper.head)
    row, number = paper.top + 1, 0
    for group, families in zip(place.groups, groups, strict=True):
        short = group.removeprefix("Tổ dân phố số ")
        for family in families:
            for person in family.people:
                number += 1
                paper.row(page, row, _flat_cells(family, person, number, short))
                row += 1
    households = sum(map(len, groups))
    paper.foot(page, row, households, number, place, "Công an phường")


def _flat_cells(family: Family, person: Person, number: int, group: str) -> list[Any]:
    first = person is family.people[0]
    poverty = "Hộ nghèo" if family.is_poor else "Hộ cận nghèo" if family.is_near_poor else ""
    # Of old people the police often know the year alone.
    born = person.born_on.year if person.born_on.year < 1950 else f"{person.born_on:%d/%m/%Y}"
    # A number cell loses the leading zero, as it does in the wards.
    phone = int(person.phone) if person.phone and number % 3 == 0 else person.phone
    return [
        number,
        family.code,
        person.name,
        person.relation,
        born,
        "Nam" if person.sex == "m" else "Nữ",
        family.door.line,
        f"Tổ {group}",
        phone,
        person.work,
        poverty if first else "",
        "; ".join(person.reasons),
        _tick(family.smartphone) if first else "",
        _tick(family.chat_group) if first else "",
    ]


# ---------------------------------------------------------------------------- a household a row


def _a_household_a_row(paper: _Paper, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    headings = [
        *("STT", "Mã hộ", "Thôn", "Địa chỉ", "Họ tên chủ hộ", "Giới tính", "Ngày sinh"),
        *(
            "Nghề nghiệp",
            "Đối tượng ưu tiên",
            "Số điện thoại",
            "Hộ nghèo",
            "Hộ cận nghèo",
            "Smartphone",
            "Zalo",
        ),
    ]
    for number in range(2, _SIDE_BY_SIDE + 1):
        headings += [f"Họ tên thành viên {number}", f"Quan hệ với chủ hộ (thành viên {number})"]
        headings += [f"Giới tính (thành viên {number})", f"Năm sinh (thành viên {number})"]
    page = paper.sheet("Tổng hợp", (f"TỔNG HỢP HỘ GIA ĐÌNH {place.name.upper()}",), 13)
    for column, heading in enumerate(headings):
        page.write(paper.top, column, heading, paper.head)
    row = paper.top
    for group, families in zip(place.groups, groups, strict=True):
        for family in families:
            row += 1
            paper.row(page, row, _wide_cells(family, row - paper.top, group))
    people = sum(len(family.people) for families in groups for family in families)
    paper.foot(page, row + 1, row - paper.top, people, place, "Chủ tịch UBND xã")


def _wide_cells(family: Family, number: int, group: str) -> list[Any]:
    head, *others = family.people
    cells: list[Any] = [
        number,
        family.code,
        group,
        family.door.address,
        head.name,
        "Nam" if head.sex == "m" else "Nữ",
        head.born_on,
        head.work,
        ", ".join(head.reasons),
        head.phone,
        "x" if family.is_poor else "",
        "x" if family.is_near_poor else "",
        _tick(family.smartphone),
        _tick(family.chat_group),
    ]
    for person in others:
        sex = "Nam" if person.sex == "m" else "Nữ"
        cells += [person.name, person.relation, sex, person.born_on.year]
    return cells


# ---------------------------------------------------------------------------------- ditto marks

_DITTO = (
    "TT", "Bản", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", "Nam/nữ", "Nơi ở hiện nay",
    "Nghề nghiệp", "Hộ nghèo", "Hộ cận nghèo", "Người khuyết tật", "Khó khăn đi lại",
    "Tiếng thường dùng", "Điện thoại thông minh", "Nhóm Zalo", "SĐT",
)  # fmt: skip


def _ditto_marks(paper: _Paper, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    for group, families in zip(place.groups, groups, strict=True):
        titles = (f"DANH SÁCH HỘ GIA ĐÌNH {group.upper()}", place.name.upper())
        page = paper.sheet(group, titles, len(_DITTO))
        for column, heading in enumerate(_DITTO):
            page.write(paper.top, column, heading, paper.head)
        row, work = paper.top + 1, ""
        for number, family in enumerate(families, 1):
            for person in family.people:
                first = person is family.people[0]
                cells = _ditto_cells(family, person, number if first else None, work)
                paper.row(page, row, cells)
                work = person.work
                row += 1
        people = sum(len(family.people) for family in families)
        paper.foot(page, row, len(families), people, place, "Trưởng bản")


def _ditto_cells(family: Family, person: Person, number: int | None, work_above: str) -> list[Any]:
    first = number is not None
    return [
        number,
        family.door.address if first else "nt",
        family.code if first else "",
        person.name,
        person.relation,
        person.born_on.year,
        "Nam" if person.sex == "m" else "Nữ",
        family.door.address if first else "nt",
        "nt" if person.work and person.work == work_above else person.work,
        "x" if family.is_poor and first else "",
        "x" if family.is_near_poor and first else "",
        "x" if "Khuyết tật" in person.reasons else "",
        "x" if "Khó khăn đi lại" in person.reasons else "",
        family.language if first else "",
        _tick(family.smartphone) if first else "",
        _tick(family.chat_group) if first else "",
        person.phone,
    ]


_SHAPES: dict[str, Callable[[_Paper, Place, Sequence[Sequence[Family]]], None]] = {
    "a sheet a group": _a_sheet_a_group,
    "a person a row": _a_person_a_row,
    "a household a row": _a_household_a_row,
    "ditto marks": _ditto_marks,
}


# ------------------------------------------------------------------------------- smaller sheets


def write_groups(path: Path, place: Place) -> None:
    """The list of residential groups, as a ward brings it in first."""
    paper = _Paper(path)
    page = paper.sheet(
        "Danh sách tổ", (f"DANH SÁCH TỔ DÂN PHỐ, THÔN, BẢN {place.name.upper()}",), 2
    )
    paper.row(page, paper.top, ("STT", "Tên tổ dân phố, thôn, bản"))
    for number, group in enumerate(place.groups, 1):
        paper.row(page, paper.top + number, (number, group))
    page.set_column(1, 1, 34)
    paper.close()


def write_table(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Any small list: its titles, then `rows`, the first of them the headings."""
    paper = _Paper(path)
    page = paper.sheet("Danh sách", titles, len(rows[0]))
    for number, row in enumerate(rows):
        paper.row(page, paper.top + number, row)
    page.set_column(1, len(rows[0]), 20)
    paper.close()
