"""Household lists in every layout offices use, read into drafts."""

from datetime import date

import pytest

from tests.territory.offices import (
    COMMUNE,
    GROUPS,
    MOTTO,
    SHARED,
    TODAY,
    TWO,
    at,
    codes,
    read,
    read_pages,
    shape,
)
from tungngo.lib.sheets import open_book
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import find_tables, guess_for

# ---------------------------------------------------------------------------------- layouts


def test_a_member_a_row_with_the_relation_of_the_head():
    listing = read(
        [
            *MOTTO,
            ["STT", "Họ và tên", "QH với chủ hộ", "Ngày sinh", "Giới tính", "Địa chỉ", "SĐT"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [
                1,
                "Nguyễn Văn An",
                "Chủ hộ",
                "02/05/1961",
                "Nam",
                "Số 12 ngõ 281 Trương Định",
                912345678,
            ],
            [2, "Trần Thị Bình", "Vợ", 1965, "Nữ", "nt", ""],
            [3, "Nguyễn Thu Chi", "Con", date(2012, 9, 1), "Nữ", "-nt-", ""],
            [4, "Lê Đức Dũng", "CH", "1-2-70", "nam", "Số 14 ngõ 281 Trương Định", "0168 912 3456"],
            [5, "Phạm Thị Giang", "Mẹ", "??/??/1940", "nữ", '"', ""],
        ],
        merge=["A1:G1", "A2:G2"],
    )
    assert shape(listing) == TWO
    first, second = listing.households
    assert (first.rows, second.rows) == ([6, 7, 8], [9, 10])
    assert first.address == "Số 12 ngõ 281 Trương Định"
    assert (first.group_written, first.group_code) == ("TỔ DÂN PHỐ 7", "00322.07")
    an, binh, chi = first.residents
    assert (an.birth_on, an.sex, an.relation, an.phone) == (
        date(1961, 5, 2),
        "m",
        "head",
        "+84912345678",
    )
    assert (binh.birth_year, binh.birth_on, binh.relation, binh.segment) == (
        1965,
        None,
        "spouse",
        "adult",
    )
    assert (chi.row, chi.segment, chi.relation_written) == (8, "student", "Con")
    assert second.residents[0].phone == "+84389123456"
    assert second.residents[1].birth_year == 1940
    assert codes(listing) == set()
    assert at(listing, "resident.phone_old_number") == [(9, "G", {"count": 1})]
    assert at(listing, "resident.birth_short_year") == [(9, "D", {"count": 1})]


def test_a_household_merged_down_over_its_members():
    listing = read(
        [
            ["Hộ số", "Mã hộ", "Địa chỉ", "Họ tên", "Quan hệ", "Hộ nghèo", "Cận nghèo"],
            [1, "H01", "12 Tân Mai", "Nguyễn Văn An", "Chủ hộ", "x", ""],
            ["", "", "", "Trần Thị Bình", "Vợ", "", ""],
            ["", "", "", "Nguyễn Thu Chi", "Con", "", ""],
            [2, "H02", "14 Tân Mai", "Lê Đức Dũng", "Chủ hộ", "", "✓"],
            ["", "", "", "Phạm Thị Giang", "Mẹ", "", ""],
        ],
        merge=["A2:A4", "B2:B4", "C2:C4", "F2:F4", "A5:A6", "B5:B6", "C5:C6"],
        name="TDP 07",
    )
    assert shape(listing) == TWO
    assert [(h.code, h.number, h.address, h.poor, h.near_poor) for h in listing.households] == [
        ("H01", "1", "12 Tân Mai", True, False),
        ("H02", "2", "14 Tân Mai", False, True),
    ]
    assert {h.group_code for h in listing.households} == {"00322.07"}
    assert codes(listing) == set()


@pytest.mark.parametrize("second", ["", 1])
def test_a_household_number_left_blank_or_repeated(second):
    listing = read(
        [
            ["STT hộ", "Họ tên", "Năm sinh", "Địa chỉ", "Tổ"],
            [1, "Nguyễn Văn An", 1961, "12 Tân Mai", 7],
            [second, "Trần Thị Bình", 1965, "", ""],
            [second, "Nguyễn Thu Chi", 2012, "", ""],
            [2, "Lê Đức Dũng", 1970, "14 Tân Mai", 8],
            ["" if second == "" else 2, "Phạm Thị Giang", 1940, "", ""],
        ]
    )
    assert shape(listing) == TWO
    assert [h.group_code for h in listing.households] == ["00322.07", "00322.08"]


def test_numbers_on_the_first_member_only_part_the_households():
    listing = read(
        [
            ["STT", "Họ tên", "Năm sinh"],
            [1, "Nguyễn Văn An", 1961],
            ["", "Trần Thị Bình", 1965],
            ["", "Nguyễn Thu Chi", 2012],
            [2, "Lê Đức Dũng", 1970],
            ["", "Phạm Thị Giang", 1940],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == TWO


KEYLESS = [
    # Nobody knew the code; the door says that it is another household.
    (
        ["Mã hộ", "Họ và tên", "Địa chỉ"],
        [
            ["H1", "Nguyễn Văn An", "Số 12 Tân Mai"],
            ["", "Lê Đức Dũng", "Số 14 Tân Mai"],
            ["H3", "Phạm Thị Giang", "Số 16 Tân Mai"],
            ["", "Trần Thị Bình", "Số 18 Tân Mai"],
        ],
        [("H1", 1), ("", 1), ("H3", 1), ("", 1)],
        [3, 5],
    ),
    # The code comes back: what stood between is not of that household, nor the household of it.
    (
        ["Mã hộ", "Họ và tên", "Địa chỉ"],
        [
            ["H1", "Nguyễn Văn An", "Số 12 Tân Mai"],
            ["", "Lê Đức Dũng", "Số 14 Tân Mai"],
            ["H1", "Trần Thị Bình", "Số 12 Tân Mai"],
        ],
        [("H1", 1), ("", 1), ("H1", 1)],
        [3],
    ),
    # The code stands on the first row of each household alone, the address on some or on all.
    (
        ["Mã hộ", "Họ và tên", "Địa chỉ"],
        [
            ["H1", "Nguyễn Văn An", "Số 12 Tân Mai"],
            ["", "Trần Thị Bình", "Số 12, TÂN MAI"],
            ["", "Nguyễn Thu Chi", "nt"],
            ["", "Nguyễn Thu Hà", ""],
        ],
        [("H1", 4)],
        [],
    ),
    # The address stands on the second row for the first time, and is written in two ways.
    (
        ["Mã hộ", "Họ và tên", "Địa chỉ"],
        [
            ["H1", "Nguyễn Văn An", ""],
            ["", "Trần Thị Bình", "Số 12 Tân Mai"],
            ["", "Nguyễn Thu Chi", "12 Tân Mai"],
            ["", "Nguyễn Thu Hà", "Số 12 Tân Mai"],
        ],
        [("H1", 4)],
        [],
    ),
    # The row says that it is a member, and of whom; or that it is another head.
    (
        ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Địa chỉ"],
        [
            ["H1", "Nguyễn Văn An", "Chủ hộ", "Số 12 Tân Mai"],
            ["", "Trần Thị Bình", "Vợ", "Số 3 Trần Phú"],
            ["", "Lê Đức Dũng", "Chủ hộ", "Số 12 Tân Mai"],
            ["", "Phạm Thị Giang", "Mẹ", ""],
        ],
        [("H1", 2), ("", 2)],
        [],
    ),
    # The head beside every member.
    (
        ["Mã hộ", "Họ tên chủ hộ", "Họ và tên"],
        [
            ["H1", "Nguyễn Văn An", "Nguyễn Văn An"],
            ["H1", "Nguyễn Văn An", "Trần Thị Bình"],
            ["", "Lê Đức Dũng", "Lê Đức Dũng"],
            ["", "Lê Đức Dũng", "Phạm Thị Giang"],
        ],
        [("H1", 2), ("", 2)],
        [4],
    ),
]


@pytest.mark.parametrize(("headings", "rows", "households", "told"), KEYLESS)
def test_a_household_without_its_code_is_not_joined_into_the_one_above(
    headings, rows, households, told
):
    listing = read([headings, *rows], name="Tổ 7")
    assert [(h.code, len(h.residents)) for h in listing.households] == households
    found = [f for f in listing.findings if f.code == "household.key_missing"]
    assert [row for f in found for row in (f.row, *f.more_rows)] == told


@pytest.mark.parametrize(("number", "households"), [(11, 20), ("", 19)])
def test_where_each_row_has_its_code_one_without_is_a_household_if_it_is_numbered(
    number, households
):
    rows = [[n, f"H{n}", f"Nguyễn Văn {'ABCDEGHIKLMNOPQRSTUV'[n - 1]}nh"] for n in range(1, 21)]
    rows[10][:2] = [number, ""]
    listing = read([["STT", "Mã hộ", "Họ và tên"], *rows], name="Tổ 7")
    assert len(listing.households) == households
    assert sum(len(h.residents) for h in listing.households) == 20


def test_the_head_repeated_beside_every_member():
    listing = read(
        [
            ["TT", "Họ tên chủ hộ", "Họ và tên thành viên", "Quan hệ với chủ hộ"],
            [1, "Nguyễn Văn An", "Nguyễn Văn An", "Chủ hộ"],
            [2, "Nguyễn Văn An", "Trần Thị Bình", "Vợ"],
            [3, "nt", "Nguyễn Thu Chi", "Con"],
            [4, "Lê Đức Dũng", "Lê Đức Dũng", "Chủ hộ"],
            [5, "Lê Đức Dũng", "Phạm Thị Giang", "Mẹ"],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == TWO


def test_a_household_a_row_with_members_side_by_side():
    listing = read(
        [
            ["STT", "Chủ hộ", "", "Thành viên 1", "", "Thành viên 2", "", "Số nhà", "Đường"],
            ["", "Họ tên", "Năm sinh", "Họ tên", "Năm sinh", "Họ tên", "Năm sinh", "", ""],
            [
                1,
                "Nguyễn Văn An",
                1961,
                "Trần Thị Bình",
                1965,
                "Nguyễn Thu Chi",
                2012,
                "12A",
                "Tân Mai",
            ],
            [2, "Lê Đức Dũng", 1970, "Phạm Thị Giang", 1940, "", "", date(2026, 3, 12), "Tân Mai"],
        ],
        merge=["A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:H2", "I1:I2"],
        name="7",
    )
    assert shape(listing) == TWO
    first, second = listing.households
    assert [r.birth_year for r in first.residents] == [1961, 1965, 2012]
    assert [r.relation for r in first.residents] == ["head", "", ""]
    assert first.address == "Số 12A, Đường Tân Mai"
    assert second.address == "Số 12/3, Đường Tân Mai"
    assert at(listing, "household.number_was_a_day") == [(4, "H", {"value": "12/3"})]


def test_a_household_a_row_with_its_head_only():
    listing = read(
        [
            [
                "STT",
                "Họ tên chủ hộ",
                "Địa chỉ",
                "Số nhân khẩu",
                "Điện thoại",
                "Smartphone",
                "Nhóm Zalo",
            ],
            [1, "NGUYỄN VĂN AN", "12 Tân Mai", 3, "0912345678", "có", ""],
            [2, "lê đức dũng", "14 Tân Mai", 2, "", "không", "x"],
            [3, "", "16 Tân Mai", "", "", "", ""],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == [
        ("Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("Lê Đức Dũng", ["Lê Đức Dũng"]),
        ("", []),
    ]
    assert [(h.smartphone, h.chat_group) for h in listing.households] == [
        (True, None), (False, True), (None, None),
    ]  # fmt: skip
    assert listing.households[0].residents[0].relation == "head"
    assert at(listing, "resident.name_case") == [(2, "B", {"count": 2})]
    assert at(listing, "household.nobody") == [(4, "", {})]


def test_two_line_headings_with_birth_years_under_men_and_women():
    listing = read(
        [
            ["Số TT", "Họ và tên", "Năm sinh", "", "Quan hệ với chủ hộ", "Ghi chú"],
            ["", "", "Nam", "Nữ", "", ""],
            [1, "Nguyễn Văn An", 1961, "", "Chủ hộ", "Hộ cận nghèo"],
            [2, "Trần Thị Bình", "", 1965, "Vợ", "khuyết tật nặng"],
            [3, "Nguyễn Thu Chi", 1990, 2012, "Con", "đã mất"],
        ],
        merge=["A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"],
        name="Tổ 7",
    )
    (household,) = listing.households
    assert [(r.full_name, r.birth_year, r.sex) for r in household.residents] == [
        ("Nguyễn Văn An", 1961, "m"),
        ("Trần Thị Bình", 1965, "f"),
    ]
    assert (household.near_poor, household.poor) == (True, False)
    assert household.residents[1].reasons == ("disabled",)
    assert at(listing, "resident.died") == [(5, "B", {})]


def test_the_same_two_lines_in_a_text_file_without_merged_cells():
    text = (
        "STT,Họ và tên,Ngày tháng năm sinh,,Quan hệ\n,,Nam,Nữ,\n"
        "1,Nguyễn Văn An,02/05/1961,,Chủ hộ\n2,Trần Thị Bình,,1965,Vợ\n"
    )
    book = open_book(text.encode(), "Tổ 7.csv")
    tables, mapping = guess_for(book.sheets)
    listing = interpret(book, mapping, commune=COMMUNE, groups=GROUPS, today=TODAY, tables=tables)
    assert [(r.sex, r.birth_year) for r in listing.households[0].residents] == [
        ("m", 1961),
        ("f", 1965),
    ]
    assert listing.households[0].group_code == "00322.07"


def test_births_in_three_columns_and_sexes_ticked():
    listing = read(
        [
            ["Họ và tên", "Ngày sinh", "", "", "Giới tính", "", "Quan hệ"],
            ["", "Ngày", "Tháng", "Năm", "Nam", "Nữ", ""],
            ["Nguyễn Văn An", 2, 5, 1961, "x", "", "Chủ hộ"],
            ["Trần Thị Bình", "", "", 1965, "", "x", "Vợ"],
        ],
        merge=["A1:A2", "B1:D1", "E1:F1", "G1:G2"],
    )
    an, binh = listing.households[0].residents
    assert (an.birth_on, an.sex) == (date(1961, 5, 2), "m")
    assert (binh.birth_year, binh.birth_on, binh.sex) == (1965, None, "f")


def test_a_sheet_per_group_and_titles_between():
    header = ["STT", "Họ và tên", "Quan hệ", "Địa chỉ"]
    an = [1, "Nguyễn Văn An", "Chủ hộ", "12 Tân Mai"]
    listing = read_pages(
        {
            "Tổ 7": [
                header,
                an,
                ["Tổ dân phố số 8"],
                header,
                [1, "Lê Đức Dũng", "Chủ hộ", "3 Tân Mai"],
            ],
            "Bản Nà Khoang": [["Địa chỉ", "Họ tên", "QHCH"], ["Nà Khoang", "Lò Văn Hà", "Chủ hộ"]],
            "Tổ 99": [header, an],
            "Ghi nhớ": [["Liên hệ tổ trưởng trước ngày nộp"]],
        }
    )
    assert [(h.sheet, h.head_name, h.group_code) for h in listing.households] == [
        ("Tổ 7", "Nguyễn Văn An", "00322.07"),
        ("Tổ 7", "Lê Đức Dũng", "00322.08"),
        ("Bản Nà Khoang", "Lò Văn Hà", "00322.na"),
        ("Tổ 99", "Nguyễn Văn An", None),
    ]
    (unknown,) = [f for f in listing.findings if f.code == "household.group_unknown"]
    assert (unknown.sheet, unknown.params["value"]) == ("Tổ 99", "Tổ 99")
    assert [f.sheet for f in listing.findings if f.code == "listing.no_table"] == ["Ghi nhớ"]
    assert listing.skipped["group"] == [("Tổ 7", 3)]
    assert listing.skipped["heading"] == [("Tổ 7", 4)]


def test_totals_signatures_and_printed_headings_are_nobody():
    header = ["STT", "Họ và tên", "Quan hệ", "Năm sinh", "Địa chỉ"]
    listing = read(
        [
            header,
            [1, "Công Văn An", "Chủ hộ", 1961, "12 Tân Mai"],
            header,
            [2, "Tống Thị Bình", "Vợ", 1965, ""],
            [],
            ["", "Cộng", "", "2 người", ""],
            ["Tổng cộng: 1 hộ, 2 khẩu"],
            [],
            ["", "", "", "Tương Mai, ngày 12 tháng 8 năm 2026", ""],
            ["", "NGƯỜI LẬP BIỂU", "", "TM. UBND PHƯỜNG", ""],
            ["", "(Ký, ghi rõ họ tên)", "", "CHỦ TỊCH", ""],
            ["", "Đỗ Văn Nam", "", "", ""],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == [("Công Văn An", ["Công Văn An", "Tống Thị Bình"])]
    assert {kind: [row for _, row in rows] for kind, rows in listing.skipped.items()} == {
        "heading": [3],
        "total": [6, 7],
        "signature": [9, 10, 11, 12],
    }
    assert codes(listing) == set()


# ---------------------------------------------------------------------------------- real exports


@pytest.mark.skipif(
    not (SHARED / "data" / "spreadsheets").is_dir(),
    reason="the shared real spreadsheets are absent",
)
def test_real_procedure_lists_have_their_headings_found_and_are_no_households():
    paths = sorted((SHARED / "data" / "spreadsheets").glob("*.xlsx"))
    assert len(paths) == 3
    for path in paths:
        book = open_book(path)
        (table,) = find_tables(book.sheets[0])
        assert table.header_row == 1
        assert [c.header for c in table.columns] == [
            "Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực",
        ]  # fmt: skip
        assert table.last_row - table.first_row > 250
        listing = interpret(
            book, guess_for(book.sheets)[1], commune=COMMUNE, groups=GROUPS, today=TODAY
        )
        assert codes(listing) == {"listing.not_households"}
        assert listing.households == []
