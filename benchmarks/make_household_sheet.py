"""Writes a household list of any size, as a ward office would have it, with invented people.

    python benchmarks/make_household_sheet.py out.xlsx --rows 100000

One resident a row, twelve columns, a motto above the header, a few slips (an impossible day, a
phone without its zero, a name in capitals) in about one row of two hundred. The same seed gives
the same file.
"""

import argparse
import random
from datetime import date, timedelta

import xlsxwriter

FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương",
    "Lý", "Đinh", "Mai", "Tô", "Cao", "Hà",
)  # fmt: skip
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thu", "Ngọc", "Hữu", "Quang", "Thanh", "Xuân")
GIVEN = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Linh", "Mai", "Nam",
    "Nga", "Oanh", "Phúc", "Quân", "Sơn", "Tâm", "Tuấn", "Uyên", "Vân", "Yến",
)  # fmt: skip
RELATIONS = ("Vợ", "Chồng", "Con", "Con", "Mẹ", "Cháu nội")
WORK = ("Công chức", "Học sinh", "Công nhân", "Nông dân", "Buôn bán", "Hưu trí", "Nội trợ", "")
HEADER = (
    "STT", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Địa chỉ", "Tổ",
    "Số điện thoại", "Hộ nghèo", "Nghề nghiệp", "Ghi chú",
)  # fmt: skip


def write(path: str, rows: int, *, seed: int = 7, groups: int = 74) -> None:
    """Writes `rows` resident rows in households of one to six, spread over `groups` groups."""
    chance = random.Random(seed)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    sheet.write(0, 0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.write(1, 0, "DANH SÁCH NHÂN KHẨU PHƯỜNG TƯƠNG MAI")
    for column, heading in enumerate(HEADER):
        sheet.write_string(3, column, heading)
    row, household = 0, 0
    while row < rows:
        household += 1
        group = household * groups // (rows // 3 + 1) % groups + 1
        house = f"{household % 180 + 1}{chance.choice(['', '', '', 'A', '/2'])}"
        address = f"Số {house} Ngõ {household // 180 % 300 + 1} Đường Trương Định"
        for member in range(min(chance.randint(1, 6), rows - row)):
            _write_member(sheet, 4 + row, chance, household, member, address, group)
            row += 1
    book.close()


def _write_member(sheet, at, chance, household, member, address, group) -> None:
    name = " ".join(map(chance.choice, (FAMILIES, MIDDLES, GIVEN, GIVEN)))
    born = date(1935, 1, 1) + timedelta(days=chance.randrange(33_000))
    slip = chance.randrange(600)
    sheet.write_number(at, 0, at - 3)
    sheet.write_string(at, 1, f"00322-{household:06d}")
    sheet.write_string(at, 2, name.upper() if slip == 0 else name)
    sheet.write_string(at, 3, chance.choice(RELATIONS) if member else "Chủ hộ")
    sheet.write_string(at, 4, "31/02/1990" if slip == 1 else f"{born:%d/%m/%Y}")
    sheet.write_string(at, 5, chance.choice(("Nam", "Nữ")))
    sheet.write_string(at, 6, address)
    sheet.write_string(at, 7, f"Tổ {group}")
    if chance.random() < 0.6:
        phone = f"9{chance.randrange(10_000_000, 99_999_999)}"
        if slip == 2:
            sheet.write_number(at, 8, int(phone))
        else:
            sheet.write_string(at, 8, f"0{phone}")
    if household % 40 == 0:
        sheet.write_string(at, 9, "x")
    sheet.write_string(at, 10, chance.choice(WORK))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(options.path, options.rows, seed=options.seed)


if __name__ == "__main__":
    main()
