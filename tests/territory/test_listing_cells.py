"""Cells that offices really write: what cannot be read is named, the rest of the row is kept."""

from tests.territory.offices import COMMUNE, TODAY, at, book_of, codes, read, shape
from tungngo.lib.sheets import open_book
from tungngo.territory.listing.findings import Severity
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import guess_for

# ---------------------------------------------------------------------------------- bad cells


def test_what_cannot_be_read_is_named_and_the_rest_of_the_row_kept():
    listing = read(
        [
            ["STT", "Họ và tên", "Quan hệ", "Ngày sinh", "Giới tính", "Địa chỉ", "SĐT", "Hộ nghèo"],
            [1, "Nguyễn Văn An", "Chủ hộ", "31/02/1960", "Namm", "12 Tân Mai", "0912", "?"],
            [2, "Trần Thị Bình", "Vợ cả", "hôm qua", "Nữ", "", "", ""],
            [3, "", "Con", "2012", "Nữ", "", "", ""],
            [4, "Nguyễn Thu Chi", "Con", "01/01/2099", "", "nt", "", "nt"],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == [
        ("Nguyễn Văn An", ["Nguyễn Văn An", "Trần Thị Bình", "Nguyễn Thu Chi"])
    ]
    an, binh, _ = listing.households[0].residents
    assert (an.birth_year, an.birth_on, an.sex, an.phone) == (1960, None, "", "")
    assert (binh.birth_year, binh.relation, binh.relation_written) == (None, "other", "Vợ cả")
    assert {(f.code, f.row, f.column, f.level) for f in listing.findings} >= {
        ("resident.birth_impossible_day", 2, "D", Severity.WARNING),
        ("resident.sex_unreadable", 2, "E", Severity.WARNING),
        ("resident.phone_unreadable", 2, "G", Severity.WARNING),
        ("row.tick_unreadable", 2, "H", Severity.WARNING),
        ("resident.relation_unknown", 3, "C", Severity.INFO),
        ("resident.birth_unreadable", 3, "D", Severity.WARNING),
        ("resident.name_missing", 4, "B", Severity.ERROR),
        ("resident.birth_out_of_range", 5, "D", Severity.WARNING),
    }


def test_a_formula_without_value_is_an_error_where_the_name_stands():
    listing = read(
        [
            ["Họ và tên", "Quan hệ", "Năm sinh", "Tuổi"],
            ["=A9", "Chủ hộ", "=B9", "=2026-C2"],
            ["Trần Thị Bình", "Vợ", 1965, "=2026-C3"],
        ],
        name="Tổ 7",
    )
    said = [
        (f.row, f.column, f.level)
        for f in listing.findings
        if f.code == "sheet.formula_without_value"
    ]
    assert said == [(2, "A", Severity.ERROR), (2, "C", Severity.WARNING)]


def test_identity_numbers_ethnicity_and_photographs_are_left_out():
    an, binh = "001061012345", "001165012345"
    listing = read(
        [
            [
                "Họ và tên",
                "Quan hệ",
                "Số CCCD",
                "Dân tộc",
                "Tôn giáo",
                "Ảnh thẻ",
                "Mã hộ",
                "Mã số",
                "Mái",
            ],
            [f"Nguyễn Văn An - {an}", "Chủ hộ", an, "Kinh", "Không", "a.jpg", an, an, "đỏ"],
            ["Trần Thị Bình", "Vợ", binh, "Thái", "Không", "b.jpg", "", binh, "đỏ"],
        ],
        name="Tổ 7",
    )
    assert shape(listing) == [("Nguyễn Văn An", ["Nguyễn Văn An", "Trần Thị Bình"])]
    assert {m.column.header: m.left_out.value for m in listing.mapping.left_out} == {
        "Số CCCD": "identity", "Dân tộc": "ethnicity", "Tôn giáo": "religion", "Ảnh thẻ": "photo",
        "Mã số": "identity",
    }  # fmt: skip
    everything = repr(listing.households) + repr(listing.findings)
    for secret in (an, binh, "Kinh", "Thái", ".jpg"):
        assert secret not in everything
    assert {m.column.header for m in listing.mapping.unknown} == {"Mái"}
    # Not even when a person maps them.
    forced = listing.mapping.with_fields({"so cccd": "household_code", "dan toc": "language"})
    assert len(forced.left_out) == 5


def test_another_commune_in_title_address_or_code_is_told():
    rows = [
        ["DANH SÁCH HỘ PHƯỜNG CỬA NAM"],
        ["Mã hộ", "Họ tên chủ hộ", "Địa chỉ"],
        ["00070-001", "Nguyễn Văn An", "12 Tân Mai, phường Tân Mai"],
        ["00322-002", "Lê Đức Dũng", "14 Hai Bà Trưng, phường Cửa Nam"],
        ["00322-003", "Lê Đức Hà", "P.1203 CT2 Tân Mai, P. Tương Mai"],
    ]
    listing = read(rows, name="Tổ 7")
    assert [(f.code, f.row) for f in listing.findings if "other_commune" in f.code] == [
        ("listing.other_commune", 1),
        ("household.code_of_other_commune", 3),
        ("household.other_commune", 4),
    ]
    rows[0] = ["UBND PHƯỜNG TƯƠNG MAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert "listing.other_commune" not in codes(read(rows))


def test_priority_words_and_occupations_become_codes():
    listing = read(
        [
            [
                "Họ và tên",
                "Quan hệ",
                "Nghề nghiệp",
                "Đối tượng",
                "Khuyết tật",
                "Neo đơn",
                "Tiếng dân tộc",
            ],
            ["Lò Văn Hà", "Chủ hộ", "Cán bộ hưu trí", "Thương binh, hộ nghèo", "", "", "Thái đen"],
            ["Lò Thị Mai", "Vợ", "làm ruộng", "", "x", "", ""],
            ["Lò Thị Én", "Mẹ", "", "Người cao tuổi", "", "có", ""],
            ["Lò Văn Sơn", "Con", "Học sinh lớp 5", "", "", "", ""],
            ["Lò Văn Tú", "Con", "Phi công vũ trụ", "thích đá bóng", "", "", ""],
        ],
        name="Tổ 7",
    )
    (household,) = listing.households
    assert (household.poor, household.language) == (True, "blt")
    assert [(r.occupation, r.reasons) for r in household.residents] == [
        ("retired", ("merit",)),
        ("farmer", ("disabled",)),
        ("", ("living_alone",)),
        ("pupil", ()),
        ("other", ()),
    ]
    assert household.residents[3].segment == "student"
    assert at(listing, "resident.priority_unknown") == [
        (6, "D", {"value": "thích đá bóng", "count": 1})
    ]


def test_names_are_kept_whole_and_only_their_case_is_mended():
    listing = read(
        [
            ["Họ và tên", "Quan hệ"],
            ["1. NGUYỄN VĂN ÁNH", "Chủ hộ"],
            ["Ksor H'Bia", "Vợ"],
            ["VÀNG A DỦA", "Con"],
            ["Nguyễn Thuý Hoà (con)", "Con"],
            ["Lê@An", "Cháu"],
        ],
        name="Tổ 7",
    )
    assert [r.full_name for r in listing.households[0].residents] == [
        "Nguyễn Văn Ánh", "Ksor H'Bia", "Vàng A Dủa", "Nguyễn Thuý Hoà", "Lê@An",
    ]  # fmt: skip
    assert at(listing, "resident.name_odd") == [(6, "A", {"value": "Lê@An"})]
    assert at(listing, "resident.name_case") == [(2, "A", {"count": 2})]


def test_nothing_that_tells_households_apart_is_said():
    listing = read([["Họ và tên", "Năm sinh"], ["Nguyễn Văn An", 1961], ["Lê Đức Dũng", 1970]])
    assert len(listing.households) == 2
    assert "listing.each_row_a_household" in codes(listing)


def test_progress_is_told_and_ends_full():
    seen = []
    book = open_book(book_of({"a": [["Họ và tên", "Năm sinh"], *[["Lê An", 1960]] * 4_100]}))
    _, mapping = guess_for(book.sheets)
    interpret(
        book, mapping, commune=COMMUNE, groups=[], today=TODAY,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen[-1] == (4_100, 4_100)
    assert len(seen) >= 3
