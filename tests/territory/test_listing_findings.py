"""What is said: every code has its sentence in both languages, and the file and template we give
back can be read again."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tungngo.lib import catalogues, sheets
from tungngo.lib.sheets import open_book
from tungngo.lib.text import fold
from tungngo.territory.listing import findings, handing_out
from tungngo.territory.listing.drafts import CommuneRef, GroupRef
from tungngo.territory.listing.findings import SENTENCES, Finding, Findings, Severity, by_code
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.people import read_relation
from tungngo.territory.listing.tables import guess_for
from tungngo.territory.listing.words import ALIASES, LEFT_OUT, RELATIONS, Field

COMMUNE = CommuneRef("00322", "Phường Tương Mai")
GROUPS = [GroupRef("00322.07", "to_dan_pho", "số 7")]
VIETNAMESE = {
    message.id: message.string
    for room in ("territory", "lib")
    for message in catalogues.read(catalogues.catalogue_of(room))
    if message.id
}


def test_every_code_that_is_raised_has_a_sentence_and_every_sentence_is_vietnamese_too():
    folder = Path(findings.__file__).parent
    source = "".join(p.read_text() for p in folder.glob("*.py") if p.name != "findings.py")
    raised = set(re.findall(r'"((?:listing|household|resident|row)\.[a-z_]+)"', source))
    births = {f"resident.birth_{d}" for d in ("unreadable", "impossible_day", "out_of_range")}
    assert raised | births | {*sheets.REFUSALS, *sheets.NOTICES} <= SENTENCES.keys()
    for code, sentence in SENTENCES.items():
        assert VIETNAMESE.get(sentence), code


def test_alike_findings_are_one_with_many_rows_and_grouped_by_gravity():
    found = Findings()
    found.together(Severity.INFO, "resident.phone_old_number", "a", 9, "G")
    found.together(Severity.INFO, "resident.phone_old_number", "a", 12, "G")
    found.add(Severity.WARNING, "household.two_heads", "a", 3)
    found.add(Severity.ERROR, "resident.died", "a", 5, "F")
    found.add(Severity.WARNING, "household.two_heads", "a", 8)
    assert [(f.row, f.more_rows) for f in found.all()] == [(3, ()), (5, ()), (8, ()), (9, (12,))]
    assert [(k.level, k.code, k.count) for k in by_code(found.all())] == [
        (Severity.ERROR, "resident.died", 1),
        (Severity.WARNING, "household.two_heads", 2),
        (Severity.INFO, "resident.phone_old_number", 2),
    ]


def test_headings_and_relations_are_folded_and_mean_one_thing():
    seen: dict[str, Field] = {}
    for field, aliases in ALIASES.items():
        for alias in aliases:
            assert alias == fold(alias)
            assert seen.setdefault(alias, field) is field, alias
            forbidden = [p.pattern for _, p in LEFT_OUT if p.search(alias)]
            assert not forbidden or field is Field.LANGUAGE, alias
    assert all(key == fold(key) for key in RELATIONS)


@pytest.mark.parametrize("translate", [lambda s: s, lambda s: VIETNAMESE[s]], ids=["en", "vi"])
def test_the_template_is_read_back_without_a_question(translate):
    data = handing_out.household_template(
        [f"Tổ dân phố số {i}" for i in (7, *range(8, 80))], translate
    )
    empty = open_book(data)
    tables, mapping = guess_for(empty.sheets)
    nobody = interpret(
        empty, mapping, commune=COMMUNE, groups=GROUPS, today=date(2026, 8, 1), tables=tables
    )
    assert nobody.households == []
    filled = openpyxl.load_workbook(io.BytesIO(data))
    head, spouse = (translate(word) for word in handing_out._RELATION_CHOICES[:2])
    page = filled.worksheets[0]
    page.append(["H001", "Nguyễn Văn Mẫu", head, "02/05/1961", None, "Số 12", "Tổ dân phố số 7"])
    page.append(["H001", "Trần Thị Mẫu", spouse, "1965"])
    target = io.BytesIO()
    filled.save(target)
    book = open_book(target.getvalue())
    tables, mapping = guess_for(book.sheets)
    assert not mapping.unknown
    assert not mapping.left_out
    assert min(m.confidence for m in mapping.columns) >= 0.9
    listing = interpret(
        book, mapping, commune=COMMUNE, groups=GROUPS, today=date(2026, 8, 1), tables=tables
    )
    (household,) = listing.households
    assert [(r.full_name, r.relation) for r in household.residents] == [
        ("Nguyễn Văn Mẫu", "head"),
        ("Trần Thị Mẫu", "spouse"),
    ]
    assert (household.group_code, household.code) == ("00322.07", "H001")
    assert {f.level for f in listing.findings} <= {Severity.INFO}
    # The drop-down's own list is hidden, the instructions are no list.
    assert {f.code for f in listing.findings} == {"sheet.hidden", "listing.no_table"}


def test_every_relation_of_the_template_is_understood_in_both_languages():
    for word in handing_out._RELATION_CHOICES:
        assert read_relation(word) == read_relation(VIETNAMESE[word]) != "other", word


def test_the_uploaded_file_comes_back_with_a_word_on_every_row_and_is_read_again():
    made = openpyxl.Workbook()
    page = made.active
    page.title = "Tổ 7"
    for row in (
        ["DANH SÁCH"],
        ["Họ và tên", "Quan hệ", "Ngày sinh", "SĐT"],
        ["Nguyễn Văn An", "Chủ hộ", "31/02/1960", "0168 912 3456"],
        ["", "Con", 2012, ""],
    ):
        page.append(row)
    target = io.BytesIO()
    made.save(target)
    book = open_book(target.getvalue())
    tables, mapping = guess_for(book.sheets)
    listing = interpret(
        book, mapping, commune=COMMUNE, groups=GROUPS, today=date(2026, 8, 1), tables=tables
    )
    data = handing_out.with_status(
        book, listing, {("Tổ 7", 3): "Đã thêm"}, listing.findings, VIETNAMESE.__getitem__
    )
    rows = open_book(data).sheets[0].rows
    assert rows[1][4:] == ["Trạng thái nhập", "Nội dung"]
    assert rows[2][4] == "Đã thêm"
    assert rows[2][5] == (
        "C: Không có ngày 31/02/1960; chỉ giữ năm sinh. Hộ chưa có địa chỉ. "
        "D: Số di động 11 số cũ đã được đổi sang 10 số (1 hàng)."
    )
    assert rows[3][5] == "A: Hàng không có họ tên nên chưa nhận người này."
    again = guess_for(open_book(data).sheets)[1]
    assert not again.unknown


def test_a_finding_knows_its_sentence():
    finding = Finding(Severity.ERROR, "resident.died", "a", 1)
    assert finding.sentence == SENTENCES["resident.died"]
