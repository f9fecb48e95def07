"""Opening spreadsheets: what is read, what is refused, and that nothing is converted unasked."""

import io
import struct
import unicodedata
import zipfile
import zlib
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from tungngo.lib import sheets
from tungngo.lib.sheets import RowStatus, SheetProblem, archive, open_book
from tungngo.lib.sheets.places import column_index, column_letters


def workbook(rows, *, name="Tổ 7", fonts=None, merge=()) -> bytes:
    """An XLSX of one sheet; `fonts` is {cell: font name}."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(row)
    for cell, font in (fonts or {}).items():
        page[cell].font = Font(name=font)
    for area in merge:
        page.merge_cells(area)
    return saved(book)


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The archive with some parts changed, added, or (None) taken away."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def refused(data, filename="x.xlsx") -> SheetProblem:
    with pytest.raises(SheetProblem) as caught:
        open_book(data, filename)
    assert caught.value.code in sheets.REFUSALS
    return caught.value


SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["STT", "Họ và tên", "Ngày sinh"], [1, "Nguyễn Văn An", date(1961, 5, 2)], [2, "=1+1", ""]]

# ---------------------------------------------------------------------------------- workbooks


def test_a_workbook_is_read_with_its_places_and_types():
    book = open_book(workbook([[], *ROWS[:2]], merge=["A2:A3"]), "danh sách.xlsx")
    sheet = book.sheet("Tổ 7")
    assert sheet.rows[1][:3] == ["STT", "Họ và tên", "Ngày sinh"]
    assert sheet.rows[2][1:3] == ["Nguyễn Văn An", date(1961, 5, 2)]
    assert sheet.facts.merged == [(1, 0, 2, 0)]
    assert book.notices == []


def test_a_sheet_that_begins_elsewhere_keeps_its_places():
    book = openpyxl.Workbook()
    book.active["C4"] = "Họ và tên"
    rows = open_book(saved(book)).sheets[0].rows
    assert rows[3][2] == "Họ và tên"
    assert all(cell == "" for row in rows[:3] for cell in row)


def test_formulas_are_named_and_those_without_a_value_too():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("A")
    page.write_column(0, 0, ["x", "y", "z"])
    page.write_formula("B1", "=1+1", value=2)
    page.write_formula("B2", '=IF(A1="","","k")', value="")
    page.write_formula("B3", "=[1]khac!A1", value="ngoài")
    book.close()
    # A formula that rightly gave the empty text, as Excel saves it.
    content = zipfile.ZipFile(target).read(SHEET).replace(b'r="B2"', b'r="B2" t="str"')
    found = open_book(repacked(target.getvalue(), {SHEET: content}))
    assert [(n.code, n.row, n.column, n.params) for n in found.notices] == [
        ("sheet.formula_used", 1, "B", {"count": 3})
    ]
    assert found.sheets[0].rows[0][1] == 2
    assert found.sheets[0].rows[2][1] == "ngoài"

    # openpyxl saves formulas without values.
    bare = open_book(workbook(ROWS))
    assert [(n.code, n.row, n.column) for n in bare.notices] == [
        ("sheet.formula_used", 3, "B"),
        ("sheet.formula_without_value", 3, "B"),
    ]


def test_external_links_are_told_and_error_cells_named():
    data = workbook([["a", "b"], ["#REF!", "c"]])
    content = zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    assert b'<c r="A2" t="e"><v>#REF!</v>' in content
    book = open_book(repacked(data, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}))
    assert [(n.code, n.row, n.column) for n in book.notices] == [
        ("sheet.external_links", 0, ""),
        ("sheet.cell_error", 2, "A"),
    ]
    assert book.notices[1].params == {"error": "#REF!"}


def test_cells_without_places_are_still_read():
    data = workbook([["a", "b"], ["c", "d"]])
    content = zipfile.ZipFile(io.BytesIO(data)).read(SHEET).decode()
    for place in ("A1", "B1", "A2", "B2"):
        content = content.replace(f' r="{place}"', "")
    book = open_book(repacked(data, {SHEET: content.encode()}))
    assert book.sheets[0].rows == [["a", "b"], ["c", "d"]]


def test_hidden_sheets_are_not_read_and_said_so():
    book = openpyxl.Workbook()
    book.active["A1"] = "thấy"
    book.create_sheet("ẩn")["A1"] = "=1"
    book["ẩn"].sheet_state = "hidden"
    found = open_book(saved(book))
    assert [s.rows for s in found.sheets] == [[["thấy"]]]
    assert [(n.code, n.sheet) for n in found.notices] == [("sheet.hidden", "ẩn")]


def test_text_that_looks_like_a_formula_stays_text():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    page = book.add_worksheet()
    page.write_string(0, 0, "=cmd|'/c calc'!A1")
    book.close()
    found = open_book(target.getvalue())
    assert found.sheets[0].rows == [["=cmd|'/c calc'!A1"]]
    assert found.notices == []


# ---------------------------------------------------------------------------------- bombs


def bomb(*, lies: bool) -> bytes:
    """A real zip bomb: a sheet of 600 MB of rows in 2 MB, telling the truth or lying."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head, block = b"<worksheet><sheetData>", (b"<row>" + b" " * 1013 + b"</row>") * 1024
    assert len(block) == 2**20
    packed = packer.compress(head)
    checksum, size = zlib.crc32(head), len(head)
    for _ in range(600):
        packed += packer.compress(block)
        checksum, size = zlib.crc32(block, checksum), size + len(block)
    packed += packer.flush()
    if lies:
        checksum, size = zlib.crc32(head), len(head)
    base = io.BytesIO(workbook(ROWS))
    with zipfile.ZipFile(base) as old:
        parts = {n: old.read(n) for n in old.namelist() if n != SHEET}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", 8) as new:
        for name, content in parts.items():
            new.writestr(name, content)
        at = target.tell()
        name = SHEET.encode()
        fields = (20, 0, 8, 0, 33, checksum, len(packed), size, len(name), 0)
        target.write(b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", *fields) + name + packed)
        info = zipfile.ZipInfo(SHEET)
        info.compress_type, info.CRC = 8, checksum
        info.compress_size, info.file_size, info.header_offset = len(packed), size, at
        new.filelist.append(info)
        new.NameToInfo[SHEET] = info
        new.start_dir = target.tell()
    return target.getvalue()


@pytest.mark.parametrize("lies", [False, True])
def test_a_zip_bomb_is_refused_whatever_its_headers_claim(lies):
    data = bomb(lies=lies)
    assert len(data) < 3_000_000
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert (made.getinfo(SHEET).file_size > 2**29) is not lies
    assert refused(data).code == "sheet.unpacks_too_large"


def test_a_part_that_unpacks_to_more_than_it_says_is_refused():
    data = bytearray(workbook(ROWS))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    assert refused(bytes(data)).code == "sheet.broken"


def test_one_cell_in_the_far_corner_is_refused_with_its_place():
    book = openpyxl.Workbook()
    book.active["A1"] = "STT"
    book.active["XFD1048576"] = "x"
    problem = refused(saved(book))
    assert problem.code == "sheet.too_many_cells"
    assert problem.params["last_cell"] == "XFD1048576"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (b'r="xfd1048576"', "sheet.too_many_cells"),
        (b"r='XFD1048576'", "sheet.too_many_cells"),
        (b's="0"\nr="XFD1048576"', "sheet.too_many_cells"),
        (b'r = "XFD1048576"', "sheet.broken"),
        (b'r="&#88;FD1048576"', "sheet.broken"),
        (b'q=">" r="XFD1048576"', "sheet.broken"),
    ],
)
def test_a_far_corner_cannot_be_hidden_by_how_it_is_written(place, code):
    data = workbook([["STT", "Tên"], [1, "An"]])
    content = zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    assert b'r="B2"' in content
    assert refused(repacked(data, {SHEET: content.replace(b'r="B2"', place)})).code == code


def test_styled_empty_cells_far_away_do_no_harm():
    book = openpyxl.Workbook()
    book.active["A1"] = "STT"
    book.active["XFD1048576"].font = Font(bold=True)
    assert open_book(saved(book)).sheets[0].rows == [["STT"]]


def test_a_long_text_shared_by_many_cells_is_refused(monkeypatch):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    for row in range(50):
        page.write_string(row, 0, "x" * 30_000)
    book.close()
    assert open_book(target.getvalue()).sheets[0].rows[49] == ["x" * 30_000]
    monkeypatch.setattr(archive, "MAX_TEXT", 40 * 30_000)
    assert refused(target.getvalue()).code == "sheet.unpacks_too_large"


def test_a_document_type_in_a_sheet_is_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'
    assert refused(repacked(workbook(ROWS), {SHEET: evil})).code == "sheet.broken"
    name = "xl/workbook.xml"
    content = zipfile.ZipFile(io.BytesIO(workbook(ROWS))).read(name)
    content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
    assert refused(repacked(workbook(ROWS), {name: content})).code == "sheet.broken"


# ---------------------------------------------------------------------------------- other refusals


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet.no_rows"),
        (b"\n\n , ,\n"[:2], "sheet.no_rows"),
        (b"%PDF-1.7 ...", "sheet.not_a_spreadsheet"),
        (b"<html><table><tr><td>STT</td></tr></table>", "sheet.not_a_spreadsheet"),
        (b"\x00\x01\x02\x03binary\x00\x00", "sheet.not_a_spreadsheet"),
        (b"PK\x03\x04 half a zip", "sheet.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet.old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "sheet.encrypted",
        ),
    ],
)
def test_what_is_no_spreadsheet_gets_its_own_refusal(data, code):
    assert refused(data).code == code


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_half_a_workbook_is_broken(part):
    data = workbook(ROWS * 50)
    assert refused(data[: int(len(data) * part)]).code == "sheet.broken"


def test_a_damaged_byte_is_noticed():
    data = bytearray(workbook(ROWS * 200))
    at = data.find(SHEET.encode()) + len(SHEET) + 200
    data[at] ^= 0xFF
    assert refused(bytes(data)).code == "sheet.broken"


def test_another_zip_is_no_spreadsheet():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("photo.jpg", b"x")
    assert refused(target.getvalue()).code == "sheet.not_a_spreadsheet"
    # Kinds of workbook that were not measured are not handed to the reader either.
    both = repacked(workbook(ROWS), {"xl/workbook.bin": b"x"})
    assert refused(both).code == "sheet.not_a_spreadsheet"


def test_a_large_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "to.xlsx"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    problem = refused(path)
    assert (problem.code, problem.params["limit_mb"]) == ("sheet.too_large", 50)


def test_an_empty_workbook_has_no_rows():
    assert refused(workbook([])).code == "sheet.no_rows"


# ---------------------------------------------------------------------------------- text files

LIST = "STT;Họ và tên;Địa chỉ\n1;Nguyễn Văn Ánh;Số 12, Ngõ 281, Trương Định\n2;Đỗ Thị Hường;Số 3, Tân Mai\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (LIST.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + LIST.encode(), "utf-8"),
        (b"\xff\xfe" + LIST.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + LIST.encode("utf-16-be"), "utf-16"),
        (LIST.encode("utf-16-le"), "utf-16"),
    ],
)
def test_text_files_are_read_in_every_unicode_form(data, encoding):
    book = open_book(data, "to 7.csv")
    assert book.encoding == encoding
    assert book.sheets[0].name == "to 7"
    assert book.sheets[0].rows[1] == ["1", "Nguyễn Văn Ánh", "Số 12, Ngõ 281, Trương Định"]


def cp1258(text: str) -> bytes:
    """As Windows writes it: the tone after its letter, the other marks in the letter."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            bare = unicodedata.normalize("NFD", letter)
            tone = next(m for m in bare if m in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", bare.replace(tone, ""))
            out += rest.encode("cp1258") + tone.encode("cp1258")
    return out


def test_windows_1258_is_recognised_by_its_words():
    book = open_book(cp1258(LIST), "x.csv")
    assert book.encoding == "cp1258"
    assert book.sheets[0].rows[2][1] == "Đỗ Thị Hường"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_even_where_addresses_hold_commas(delimiter):
    text = f"STT{delimiter}Họ tên{delimiter}Địa chỉ\n" + "".join(
        f'{i}{delimiter}Lê An{delimiter}"Số {i}, Ngõ 2, Tân Mai, Hà Nội"\n' for i in range(9)
    )
    rows = open_book(text.encode(), "x.csv").sheets[0].rows
    assert {len(r) for r in rows} == {3}
    assert open_book(("sep=;\n" + LIST).encode()).sheets[0].rows[0][0] == "STT"


def test_a_few_damaged_letters_do_not_lose_the_file():
    data = (LIST * 40).encode() + b"3;Tr\xc3;x\n"
    book = open_book(data, "x.csv")
    assert book.encoding == "utf-8"
    assert book.notices[0].code == "sheet.letters_damaged"


def test_too_many_cells_in_a_text_file_are_refused_with_the_place(monkeypatch):
    monkeypatch.setattr("tungngo.lib.sheets.delimited.MAX_CELLS", 30)
    problem = refused(("a;b;c\n" * 20).encode(), "x.csv")
    assert (problem.code, problem.params["last_cell"]) == ("sheet.too_many_cells", "C8")


# ---------------------------------------------------------------------------------- old encodings

TCVN3_ROWS = [
    ["STT", "Hä vµ tªn", "Ghi chú"],
    [1, "NguyÔn V¨n Hïng", "Hộ nghèo"],
    [2, "TrÇn ThÞ B×nh", "Có"],
    [3, "Lª §øc ThuËn", ""],
]


def test_an_old_column_is_previewed_and_never_converted_silently():
    data = workbook(TCVN3_ROWS)
    book = open_book(data)
    assert book.sheets[0].rows[1][1] == "NguyÔn V¨n Hïng"
    (column,) = book.legacy_columns()
    assert (column.column, column.encoding, column.key) == ("B", "tcvn3", "Tổ 7!B")
    assert ("NguyÔn V¨n Hïng", "Nguyễn Văn Hùng") in column.samples
    decoded = open_book(data, decode={column.key: column.encoding}).sheets[0].rows
    assert [r[1] for r in decoded] == [
        "Họ và tên",
        "Nguyễn Văn Hùng",
        "Trần Thị Bình",
        "Lê Đức Thuận",
    ]
    assert decoded[1][2] == "Hộ nghèo"
    assert open_book(data, decode={"B": "tcvn3"}).sheets[0].rows == decoded
    assert open_book(data, decode={"Tổ 8!B": "tcvn3"}).sheets[0].rows == book.sheets[0].rows


def test_a_font_tells_the_encoding_and_the_lost_capitals():
    data = workbook(
        [["tªn", "tªn"], ["cã", "nguyÔn ¸nh"]],
        fonts={"A1": ".VnTime", "A2": ".VnTime", "B1": ".VnTime", "B2": ".VnTimeH"},
    )
    book = open_book(data)
    assert [(c.column, c.encoding) for c in book.legacy_columns()] == [
        ("A", "tcvn3"),
        ("B", "tcvn3"),
    ]
    rows = open_book(data, decode={"A": "tcvn3", "B": "tcvn3"}).sheets[0].rows
    assert rows == [["tên", "tên"], ["có", "NGUYỄN ÁNH"]]


def test_a_text_file_of_old_bytes_is_kept_for_a_person_to_judge():
    data = "STT;Ten\n1;NguyÔn V¨n Hïng\n2;TrÇn ThÞ B×nh\n".encode("cp1252")
    book = open_book(data, "x.csv")
    assert book.encoding == "western"
    assert [c.encoding for c in book.legacy_columns()] == ["tcvn3"]
    vni = open_book("STT;Ten\n1;Nguyeãn Vaên Huøng\n2;Traàn Thò Bình\n".encode("cp1252"), "x.csv")
    assert [c.encoding for c in vni.legacy_columns()] == ["vni"]


# ---------------------------------------------------------------------------------- writing


def test_the_file_comes_back_with_what_became_of_each_row():
    original = open_book(workbook([["DANH SÁCH"], *ROWS[:2], [2, "=x", 0.5]]))
    original.sheets[0].rows[3][1] = "=cmd()"
    data = sheets.write_status(
        original,
        {
            ("Tổ 7", 3): RowStatus("Đã nhập", tone="good"),
            ("Tổ 7", 4): RowStatus("Lỗi", "-Không có tên", "bad"),
        },
        header_rows={"Tổ 7": 2},
        headings=("Trạng thái", "Nội dung"),
    )
    again = open_book(data)
    assert again.notices == []
    rows = again.sheets[0].rows
    assert rows[1] == ["STT", "Họ và tên", "Ngày sinh", "Trạng thái", "Nội dung"]
    assert rows[2][2:] == [date(1961, 5, 2), "Đã nhập", ""]
    assert rows[3] == [2, "=cmd()", 0.5, "Lỗi", "-Không có tên"]
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page["B4"].data_type == "s"
    assert page["B4"].quotePrefix


def test_a_template_has_a_list_to_fill_choices_and_explanations():
    spec = sheets.TemplateSpec(
        sheet="Danh sách",
        readme_sheet="Hướng dẫn",
        title="Danh sách hộ",
        readme=("Mỗi dòng một người.",),
        columns=(
            sheets.TemplateColumn("Họ và tên", "Viết đủ họ tên.", required=True),
            sheets.TemplateColumn("Tổ", "Chọn tổ.", choices=tuple(f"Tổ {i}" for i in range(90))),
            sheets.TemplateColumn("Giới tính", "Chọn.", choices=("Nam", "Nữ")),
            sheets.TemplateColumn("Điện thoại", "Có số 0.", is_text=True),
        ),
        examples=(("Nguyễn Văn An", "Tổ 1", "Nam", "0912345678"),),
        columns_heading=("Cột", "Cách điền"),
    )
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(spec)))
    assert book.sheetnames[:1] == ["Danh sách"]
    page = book["Danh sách"]
    rules = {str(r.sqref): r.formula1 for r in page.data_validations.dataValidation}
    assert rules["C2:C2001"] == '"Nam,Nữ"'
    assert rules["B2:B2001"] == "'_2'!$A$1:$A$90"
    assert page.max_row == 1, "an example on the sheet to fill would come back as a person"
    assert page.column_dimensions["D"].number_format == "@"
    said = [c.value for row in book["Hướng dẫn"].iter_rows() for c in row if c.value]
    assert "Mỗi dòng một người." in said
    assert "Chọn. (Nam · Nữ)" in said
    assert "0912345678" in said


def test_safe_cell_disarms_only_what_starts_a_formula():
    assert sheets.safe_cell("=1+1") == "'=1+1"
    assert sheets.safe_cell("@x") == "'@x"
    assert sheets.safe_cell("Nguyễn - An") == "Nguyễn - An"
    assert sheets.safe_cell("") == ""


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_are_letters(index, letters):
    assert column_letters(index) == letters
    assert column_index(letters.lower()) == index
