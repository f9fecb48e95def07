"""Household lists: read, mapped, checked, committed; groups, columns and bad input."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from tests.teams.people import Ward
from tests.territory.lists import (
    HEADING,
    LONG,
    ROWS,
    State,
    checked,
    codes,
    committed,
    counts,
    sheet,
    uploaded,
)
from tungngo.accounts.models import JournalLine
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.territory import actions, notes, uploads
from tungngo.territory.models import (
    Area,
    ColumnAlias,
    Household,
    ListImport,
    Resident,
    StaleArea,
)
from tungngo.territory.queries import import_named, import_of, imports_of

# ------------------------------------------------------------------------------- the whole way


def test_a_check_writes_nothing_and_a_commit_everything(ward: Ward) -> None:
    found = checked(ward, ROWS)
    assert counts(found) == (2, 0, 0, 0)
    assert counts(found, "residents") == (4, 0, 0, 0)
    assert not Household.objects.exists()
    actions.ask_commit(actor=ward.admin, list_import=found)
    actions.commit_list(actor=ward.admin, list_import=found)
    assert found.state == State.COMMITTED

    first = Household.objects.get(code="H1")
    assert (first.origin, first.path) == ("00322", "01.00322.07.")
    assert (first.head_name, first.house, first.lane_name) == (
        "Nguyễn Văn An",
        "12",
        "Ngõ 281 Trương Định",
    )
    assert first.poor
    assert first.priority == 64 + 8
    assert first.list_import_id == found.id
    people = list(Resident.objects.filter(household_id=first.id).order_by("place_in_household"))
    assert [(p.full_name, p.relation, p.segment, p.path) for p in people] == [
        ("Nguyễn Văn An", "head", "adult", first.path),
        ("Trần Thị Bình", "spouse", "adult", first.path),
        ("Nguyễn Minh Châu", "child", "student", first.path),
    ]
    assert (people[0].birth_on, people[1].birth_on, people[1].birth_year) == (
        date(1950, 5, 2),
        None,
        1955,
    )
    assert set(StaleArea.objects.values_list("path", flat=True)) == {
        "01.00322.07.",
        "01.00322.08.",
    }


def test_the_steps_leave_their_lines_and_no_names_in_them(ward: Ward) -> None:
    found = committed(ward, ROWS)
    lines = list(JournalLine.objects.filter(subject=found.reference).order_by("id"))
    assert [line.verb for line in lines] == [
        *("list.uploaded", "list.read", "list.mapped", "list.checked"),
        *("list.commit_asked", "list.committed"),
    ]
    assert all(line.actor == ward.admin and line.path == "01.00322." for line in lines)
    said = " ".join(str(line.details) for line in lines) + str(found.report)
    assert not any(name in said for name in ("Nguyễn", "Bình", "Trương"))


def test_the_same_file_twice_changes_nothing(ward: Ward) -> None:
    committed(ward, ROWS)
    before = (
        list(Household.objects.order_by("id").values()),
        list(Resident.objects.order_by("id").values()),
    )
    again = checked(ward, ROWS)
    assert counts(again) == (0, 0, 2, 0)
    assert counts(again, "residents") == (0, 0, 4, 0)
    with pytest.raises(Refused) as refused:
        actions.ask_commit(actor=ward.admin, list_import=again)
    assert refused.value.code == "list.empty"
    assert before == (
        list(Household.objects.order_by("id").values()),
        list(Resident.objects.order_by("id").values()),
    )


@pytest.mark.parametrize("has_codes", [True, False])
def test_rows_are_known_again_without_accents_or_codes(ward: Ward, has_codes: bool) -> None:
    rows = [["" if not has_codes else row[0], *row[1:]] for row in ROWS]
    if not has_codes:
        rows[1][4] = rows[2][4] = LONG
        rows[1][5] = rows[2][5] = "Tổ 7"
    committed(ward, rows)
    assert Household.objects.count() == 2
    again = checked(
        ward, [[row[0], *row[1:4], str(row[4]).replace("Số ", "số nhà "), *row[5:]] for row in rows]
    )
    assert counts(again)[0] == 0
    assert counts(again, "residents")[0] == 0


def test_a_newer_list_changes_only_what_it_says(ward: Ward) -> None:
    committed(ward, ROWS)
    changed = [
        ["H1", "Nguyễn Văn An", "Chủ hộ", "02/05/1950", LONG, "Tổ 8", ""],
        ["H1", "Trần Thị Bình", "Vợ", "07/03/1955", "", "", ""],
        ["H1", "Nguyễn Thị Em", "Con", "2020", "", "", ""],
    ]
    found = committed(ward, changed)
    assert counts(found) == (0, 1, 0, 0)
    # One new, one with a day of birth, and the head as before but for the way to the other group.
    assert counts(found, "residents")[0] == 1
    assert found.report["households"]["missing"] == 1
    first = Household.objects.get(code="H1")
    assert (first.path, first.poor, first.version) == ("01.00322.08.", False, 2)
    people = {p.full_name: p for p in Resident.objects.filter(household_id=first.id)}
    assert people["Trần Thị Bình"].birth_on == date(1955, 3, 7)
    assert len(people) == 4
    assert {p.path for p in people.values()} == {"01.00322.08."}
    assert Household.objects.filter(code="H2", ended_on=None).exists()


def test_an_empty_cell_erases_nothing(ward: Ward) -> None:
    committed(ward, ROWS)
    found = committed(
        ward,
        [["H1", "Nguyễn Văn An", "", "", "", "0912345678"]],
        ["Mã hộ", "Họ và tên", "Ngày sinh", "Địa chỉ", "Tổ", "Số điện thoại"],
    )
    assert counts(found, "residents") == (0, 1, 0, 0)
    person = Resident.objects.get(full_name="Nguyễn Văn An")
    assert (person.phone, person.birth_on, person.relation) == (
        "+84912345678",
        date(1950, 5, 2),
        "head",
    )
    assert Household.objects.get(code="H1").address == LONG
    assert Household.objects.get(code="H1").poor


def test_namesakes_without_house_numbers_stay_two(ward: Ward) -> None:
    heading = ["Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ"]
    rows = [
        ["Lò Thị Hoa", "Chủ hộ", "1960", "", "Tổ 7"],
        ["Lò Thị Hoà", "Chủ hộ", "1962", "", "Tổ 7"],
        ["Lò Thị Hoa", "Chủ hộ", "1985", "", "Tổ 7"],
    ]
    committed(ward, rows, heading)
    assert Household.objects.count() == 3
    again = checked(ward, rows[::-1], heading)
    assert counts(again) == (0, 0, 3, 0)
    assert counts(again, "residents") == (0, 0, 3, 0)


def test_one_code_at_two_doors_is_refused_and_one_door_is_joined(ward: Ward) -> None:
    rows = [
        *ROWS,
        ["H1", "Phạm Văn Giang", "Em", "1970", "", "", ""],
        ["H2", "Vũ Văn Khác", "Chủ hộ", "1980", "Số 99 Ngõ 1 Giải Phóng", "Tổ 8", ""],
    ]
    found = committed(ward, rows)
    assert Household.objects.count() == 2
    assert Resident.objects.filter(full_name="Phạm Văn Giang").count() == 1
    assert not Resident.objects.filter(full_name="Vũ Văn Khác").exists()
    assert {"household.rows_joined", "household.code_taken"} <= codes(found)
    note = notes.check_of(found.file)
    assert note is not None
    assert note.statuses["Danh sách"][7] == "refused"


def test_another_code_at_the_same_door_is_new_and_said(ward: Ward) -> None:
    committed(ward, ROWS)
    found = committed(ward, [["H77", "Nguyễn Văn An", "Chủ hộ", "02/05/1950", LONG, "Tổ 7", ""]])
    assert counts(found) == (1, 0, 0, 0)
    assert {"household.same_door_listed", "resident.same_listed"} <= codes(found)


def test_who_was_taken_off_is_not_put_back_by_a_file(ward: Ward) -> None:
    committed(ward, ROWS)
    person = Resident.objects.get(full_name="Trần Thị Bình")
    actions.end_resident(actor=ward.admin, resident=person, reason="died")
    door = Household.objects.get(code="H2")
    actions.end_household(actor=ward.admin, household=door, reason="demolished")
    again = checked(ward, ROWS)
    assert counts(again)[0] == 0
    assert counts(again, "residents")[0] == 0
    assert {"household.was_ended", "resident.was_ended"} <= codes(again)


# ------------------------------------------------------------------------------- groups


def test_groups_the_list_names_are_made_when_asked(ward: Ward) -> None:
    rows = [
        ["H1", "Nguyễn Văn An", "Chủ hộ", "1950", LONG, "TDP số 09", ""],
        ["H2", "Lê Thị Dung", "Chủ hộ", "1988", "Số 3 Ngõ 1 Trương Định", "9", ""],
        ["H3", "Vũ Thị Nga", "Chủ hộ", "1978", "Số 5 Ngõ 1 Trương Định", "Tổ 7", ""],
    ]
    found = committed(ward, rows, make_groups=True)
    assert found.report["groups"] == ["Tổ dân phố số 9"]
    assert Area.objects.get(pk="00322.09").full_name == "Tổ dân phố số 9"
    assert list(Household.objects.order_by("code").values_list("path", flat=True)) == [
        "01.00322.09.",
        "01.00322.09.",
        "01.00322.07.",
    ]
    assert "household.group_unknown" not in codes(found)


def test_unknown_groups_are_told_and_households_wait_at_the_commune(ward: Ward) -> None:
    found = committed(ward, [["H1", "Nguyễn Văn An", "Chủ hộ", "1950", LONG, "Tổ 99", ""]])
    assert "household.group_unknown" in codes(found)
    assert Household.objects.get().path == "01.00322."


def test_a_list_for_one_group_puts_its_households_there(ward: Ward) -> None:
    committed(ward, [["H1", "Nguyễn Văn An", "Chủ hộ", "1950", LONG, "", ""]], area=ward.group8)
    assert Household.objects.get().path == "01.00322.08."


# ------------------------------------------------------------------------------- columns


def test_identity_numbers_and_ethnicity_are_left_out_and_said(ward: Ward) -> None:
    heading = ["Họ và tên", "Ngày sinh", "Địa chỉ", "Số CCCD", "Dân tộc"]
    found = uploaded(ward, sheet([["Lê Thị Dung", "1988", LONG, "001188012345", "Kinh"]], heading))
    note = notes.read_of(found.file)
    assert note is not None
    assert {c.header: c.left_out for c in note.columns if c.left_out} == {
        "Số CCCD": "identity",
        "Dân tộc": "ethnicity",
    }
    assert all(not column.samples for column in note.columns if column.left_out)
    assert "001188012345" not in uploads.path_of(found.file).with_suffix(".read").read_text()


def test_a_wording_mapped_by_hand_is_known_next_time(ward: Ward) -> None:
    heading = ["Danh tính công dân", "Năm sinh", "Địa chỉ"]
    found = uploaded(ward, sheet([["Lê Thị Dung", "1988", LONG]], heading))
    note = notes.read_of(found.file)
    assert note is not None
    fields = {column.key: column.field for column in note.columns}
    odd = note.columns[0]
    assert odd.field == ""
    actions.map_list(actor=ward.admin, list_import=found, fields=fields | {odd.key: "full_name"})
    assert ColumnAlias.objects.get().folded == "danh tinh cong dan"
    again = uploaded(ward, sheet([["Vũ Văn Nam", "1990", LONG]], heading))
    noted = notes.read_of(again.file)
    assert noted is not None
    assert noted.columns[0].field == "full_name"


def test_old_typefaces_are_shown_and_converted_only_when_confirmed(ward: Ward) -> None:
    rows = [
        ["H1", "NguyÔn V¨n H¶i", "Chñ hé", "1950", "Sè 12 Ngâ 281 Tr­¬ng §Þnh", "Tæ 7", ""],
        ["H2", "TrÇn ThÞ Hång", "Chñ hé", "1960", "Sè 14 Ngâ 281 Tr­¬ng §Þnh", "Tæ 7", ""],
        ["H3", "Lª Quèc ViÖt", "Chñ hé", "1970", "Sè 16 Ngâ 281 Tr­¬ng §Þnh", "Tæ 7", ""],
    ]
    found = uploaded(ward, sheet(rows))
    note = notes.read_of(found.file)
    assert note is not None
    assert note.legacy
    assert any(after == "Nguyễn Văn Hải" for one in note.legacy for _before, after in one.samples)
    fields = {column.key: column.field for column in note.columns}
    actions.map_list(
        actor=ward.admin,
        list_import=found,
        fields=fields,
        decode={one.key: one.encoding for one in note.legacy},
    )
    actions.check_list(actor=ward.admin, list_import=found)
    actions.ask_commit(actor=ward.admin, list_import=found)
    actions.commit_list(actor=ward.admin, list_import=found)
    assert Household.objects.get(code="H1").head_name == "Nguyễn Văn Hải"
    assert Household.objects.get(code="H2").lane_name.endswith("Trương Định")


def test_an_unknown_field_is_refused(ward: Ward) -> None:
    found = uploaded(ward, sheet(ROWS))
    with pytest.raises(Refused) as refused:
        actions.map_list(actor=ward.admin, list_import=found, fields={"ho va ten": "password"})
    assert refused.value.code == "list.field_unknown"


# ------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.4 not a list", "sheet.not_a_spreadsheet"),
        (b"PK\x03\x04 broken", "sheet.broken"),
        (b"", "sheet.no_rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    ward: Ward, content: bytes, code: str
) -> None:
    found = uploaded(ward, content)
    assert found.state == State.REFUSED
    assert found.report["refused"]["code"] == code
    with translation.override("vi"):
        assert notes.refusal_sentence(code)


def test_an_upload_is_cut_off_while_it_arrives(ward: Ward, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 2_000_000)
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 100_000

    with pytest.raises(Refused) as refused:
        actions.upload_list(actor=None, area=ward.ward, file_name="big.csv", chunks=endless())
    assert refused.value.code == "sheet.too_large"
    assert len(taken) == 21
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not ListImport.objects.exists()


def test_a_list_of_another_ward_is_told(ward: Ward) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["DANH SÁCH HỘ GIA ĐÌNH PHƯỜNG CỬA NAM"])
    for row in [HEADING, *ROWS]:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    found = uploaded(ward, target.getvalue())
    note = notes.read_of(found.file)
    assert note is not None
    fields = {column.key: column.field for column in note.columns}
    actions.map_list(actor=None, list_import=found, fields=fields)
    actions.check_list(actor=None, list_import=found)
    assert "listing.other_commune" in codes(found)


def test_a_list_belongs_to_a_commune(ward: Ward) -> None:
    with pytest.raises(Refused) as refused:
        actions.upload_list(actor=None, area=ward.city, file_name="a.xlsx", chunks=[b"x"])
    assert refused.value.code == "list.needs_commune"


def test_lists_outside_the_reach_do_not_exist(ward: Ward) -> None:
    found = uploaded(ward, sheet(ROWS))
    elsewhere, here = Reach.of(["01.00082."]), Reach.of(["01.00322."])
    assert import_of(here, found.origin, found.id) == found
    assert import_named(here, found.reference) == found
    with pytest.raises(NotReached):
        import_of(elsewhere, found.origin, found.id)
    assert not imports_of(elsewhere, "01.").exists()
    assert list(imports_of(here, "")) == [found]
