"""Rosters in the shapes offices keep them: what is read, planned, committed and undone."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import openpyxl
import pytest

from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import SheetProblem, open_book
from tungngo.teams import actions, queries
from tungngo.teams.models import Force, Membership, RosterImport, Team
from tungngo.teams.roster import FORCES, RosterField, force_of, meaning_of, read_roster
from tungngo.teams.roster_template import roster_template
from tungngo.territory.models import Area

ALL = Reach.everything()


def workbook(*sheets: tuple[str, Sequence[Sequence]], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        if merge:
            page.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(*rows: Sequence, name: str = "Danh sách"):
    (sheet,) = read_roster(open_book(workbook((name, rows)), "roster.xlsx"))
    return sheet


OFFICE = [
    ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG PHƯỜNG TƯƠNG MAI"],
    [],
    ["STT", "Tổ dân phố", "Họ và tên", "Chức danh", "Đơn vị", "SĐT", "Tiếng dân tộc"],
    [1, "TDP số 07", "Nguyễn Văn An", "Tổ trưởng", "Tổ trưởng TDP", 912345678, ""],
    [2, None, "Trần Thị Bình", "Thành viên", "Bí thư chi đoàn", "0987.654.321", "Thái, Mông"],
    [3, "nt", "Lê Văn Cường", "TV", "Công an phường", None, None],
    [4, "Tổ 8", "Phạm Thị Dung", "Tổ phó", "Viettel", "12", "Tiếng sao hoả"],
    ["Tổng cộng", None, "4 người"],
    [None, None, "Người lập biểu"],
]


def test_an_office_sheet_is_read_with_its_titles_merged_teams_and_last_lines():
    sheet = read(*OFFICE)
    assert sheet.header_row == 4
    assert [
        (row.row, row.team, row.full_name, row.is_leader, row.force, row.phone, row.languages)
        for row in sheet.rows
    ] == [
        (5, "TDP số 07", "Nguyễn Văn An", True, "group_head", "+84912345678", ()),
        (6, "TDP số 07", "Trần Thị Bình", False, "youth_union", "+84987654321", ("hmn", "tai")),
        (7, "TDP số 07", "Lê Văn Cường", False, "police", "", ()),
        (8, "Tổ 8", "Phạm Thị Dung", False, "telecom", "", ()),
    ]
    assert [(f.level, f.code, f.row, f.column) for f in sheet.findings] == [
        ("warning", "roster.phone_unreadable", 8, "F"),
        ("info", "roster.language_unknown", 8, "G"),
    ]


def test_teams_may_stand_in_lines_between_the_members():
    sheet = read(
        ["TT", "Họ tên", "Điện thoại"],
        ["Tổ dân phố số 7"],
        [1, "Nguyễn Văn An", ""],
        ["Tổ dân phố số 8"],
        [1, "Phạm Thị Dung", ""],
    )
    assert [(row.full_name, row.team[-1]) for row in sheet.rows] == [
        ("Nguyễn Văn An", "7"),
        ("Phạm Thị Dung", "8"),
    ]


def test_a_sheet_may_be_a_team():
    first, second = read_roster(
        open_book(
            workbook(
                ("TDP 7", [["Họ tên", "SĐT"], ["Nguyễn Văn An", "0912345678"]]),
                ("TDP 8", [["Họ tên", "SĐT"], ["Phạm Thị Dung", "0912345678"]]),
                ("Ghi chú", [["không có gì"]]),
            ),
            "x.xlsx",
        )
    )
    assert [row.team for row in first.rows + second.rows] == ["TDP 7", "TDP 8"]
    assert [f.code for f in second.findings] == ["roster.phone_shared"]


def test_what_cannot_be_taken_over_says_why_and_where():
    sheet = read(
        ["Tổ", "Họ và tên", "Lực lượng"],
        [None, "Nguyễn Văn An", "Công an"],
        ["TDP 7", "12345", "Công an"],
        ["TDP 7", "Trần Bình", "Hội nuôi ong"],
        ["TDP 7", "Trần Bình", "Hội nuôi ong"],
    )
    assert [row.full_name for row in sheet.rows] == ["Trần Bình"]
    assert sheet.rows[0].force == "other"
    assert {(f.level, f.code, f.row, f.column) for f in sheet.findings} == {
        ("error", "roster.team_missing", 2, "A"),
        ("error", "roster.name_doubtful", 3, "B"),
        ("warning", "roster.force_unknown", 4, "C"),
        ("warning", "roster.force_unknown", 5, "C"),
        ("warning", "roster.doubled", 5, ""),
    }


def test_people_are_not_taken_for_totals():
    sheet = read(
        ["Tổ", "Họ và tên", "Lực lượng"],
        ["TDP 7", "Tống Văn Cộng", "Công an"],
        ["TDP 7", "Công Tằng Tôn Nữ Hoà", "Hội Phụ nữ"],
        ["Cộng:", "2 người", ""],
    )
    assert [row.full_name for row in sheet.rows] == ["Tống Văn Cộng", "Công Tằng Tôn Nữ Hoà"]


def test_a_sheet_without_headings_can_be_mapped_by_hand():
    content = workbook(("DS", [["TDP 7", "Nguyễn Văn An"], ["TDP 7", "Trần Bình"]]))
    (sheet,) = read_roster(open_book(content, "x.xlsx"))
    assert [f.code for f in sheet.findings] == ["roster.no_headings"]
    content = workbook(("DS", [["cột 1", "cột 2"], ["TDP 7", "Nguyễn Văn An"]]))
    (sheet,) = read_roster(open_book(content, "x.xlsx"), {"A": "team", "B": "full_name"})
    assert [(row.team, row.full_name) for row in sheet.rows] == [("TDP 7", "Nguyễn Văn An")]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("HỌ VÀ TÊN", RosterField.FULL_NAME),
        ("Số ĐT", RosterField.PHONE),
        ("Tổ dân phố / thôn", RosterField.TEAM),
        ("Nhiệm vụ", RosterField.PART),
        ("Đơn vị công tác", RosterField.FORCE),
        ("STT", None),
        ("Ghi chú", None),
        ("Số căn cước", None),
    ],
)
def test_headings_in_their_wordings(heading, meant):
    assert meaning_of(heading) == meant


def test_every_force_word_leads_to_a_force_that_exists():
    assert {force for force, _ in FORCES} <= set(Force.values)
    assert force_of("Bí thư Đoàn TN phường") == "youth_union"
    assert force_of("Nhân viên VNPT") == "telecom"
    assert force_of("Hội nuôi ong") is None


def place(path: str, kind: str, name: str) -> Area:
    return Area(path=path, kind=kind, name=name)


@pytest.mark.parametrize(
    ("commune", "groups", "said"),
    [
        (place("01.00322.", "phuong", "Tương Mai"), [], ["Tổ dân phố", "Cán bộ phường"]),
        (place("11.03127.", "xa", "Tuần Giáo"), [place("11.03127.01.", "ban", "Đông")],
         ["Bản", "Cán bộ xã"]),
        (place("75.26732.", "dac_khu", "Côn Đảo"), [place("75.26732.1.", "khu_pho", "1")],
         ["Địa bàn", "Cán bộ đặc khu"]),
        (place("01.", "thanh_pho", "Hà Nội"), [], ["Tổ dân phố", "Cán bộ"]),
    ],
)  # fmt: skip
def test_the_template_reads_itself_and_speaks_of_the_units_that_are_there(commune, groups, said):
    filled = openpyxl.load_workbook(io.BytesIO(roster_template(commune, groups)))
    heading = filled.worksheets[0]["A1"].value
    choices = " ".join(
        rule.formula1 for rule in filled.worksheets[0].data_validations.dataValidation
    )
    assert heading.startswith(said[0])
    assert said[1] in re.split('[",]', choices)
    assert force_of(said[1]) == "official"
    filled.worksheets[0].append(["Tổ dân phố số 7", "Nguyễn Văn An", "Tổ trưởng", "Công an"])
    target = io.BytesIO()
    filled.save(target)
    (sheet,) = read_roster(open_book(target.getvalue(), "mau.xlsx"))
    assert [column.field for column in sheet.columns] == [
        RosterField.TEAM,
        RosterField.FULL_NAME,
        RosterField.PART,
        RosterField.FORCE,
        RosterField.PHONE,
        RosterField.LANGUAGES,
    ]
    assert len(sheet.rows) == 1
    assert sheet.findings == []
    assert sheet.rows[0].is_leader


# ------------------------------------------------------------------------------ plan and commit


def keep(ward, content, name="roster.xlsx") -> RosterImport:
    return actions.keep_roster(actor=ward.admin, area=ward.ward, file_name=name, content=content)


def plan(ward, roster):
    return queries.roster_plan_of(ALL, roster, [ward.group7, ward.group8])[1]


def commit(ward, content):
    roster = keep(ward, content)
    actions.commit_roster(actor=ward.admin, roster=roster, plan=plan(ward, roster))
    return roster


def members(team_name):
    return sorted(
        Membership.objects.filter(team__name=team_name, until_at=None).values_list(
            "account__full_name", "part", "force"
        )
    )


def test_keeping_and_planning_write_nothing_to_the_teams(ward):
    roster = keep(ward, workbook(("DS", OFFICE[:8])))
    planned = plan(ward, roster)
    assert [team.name for team in planned.new_teams] == [
        "Tổ CNSCĐ Tổ dân phố số 7",
        "Tổ CNSCĐ Tổ dân phố số 8",
    ]
    assert len(planned.added) == 4
    assert not Team.objects.exists()
    assert not Membership.objects.exists()


def test_a_commit_makes_teams_and_members_and_forgets_the_file(ward):
    roster = commit(ward, workbook(("DS", OFFICE[:8])))
    assert members("Tổ CNSCĐ Tổ dân phố số 7") == [
        ("Lê Văn Cường", "member", "police"),
        ("Nguyễn Văn An", "leader", "group_head"),
        ("Trần Thị Bình", "member", "youth_union"),
    ]
    assert Team.objects.get(name="Tổ CNSCĐ Tổ dân phố số 8").path == "01.00322.08."
    held = RosterImport.objects.get(pk=roster.pk)
    assert held.content is None
    assert held.counts["added"] == 4
    with pytest.raises(Refused) as refusal:
        plan(ward, held)
    assert refusal.value.code == "roster.not_kept"


def test_the_same_sheet_again_changes_nothing(ward):
    commit(ward, workbook(("DS", OFFICE[:8])))
    again = keep(ward, workbook(("DS", OFFICE[:8])))
    planned = plan(ward, again)
    assert (planned.unchanged, planned.does_nothing) == (4, True)
    with pytest.raises(Refused) as refusal:
        actions.commit_roster(actor=ward.admin, roster=again, plan=planned)
    assert refusal.value.code == "roster.nothing_to_do"


def test_a_changed_row_changes_the_member_and_a_silent_column_does_not(ward):
    commit(ward, workbook(("DS", OFFICE[:8])))
    head = ["Tổ dân phố", "Họ và tên", "Vai trò"]
    commit(ward, workbook(("DS", [head, ["TDP 7", "Lê Văn Cường", "Tổ trưởng"]])))
    assert ("Lê Văn Cường", "leader", "police") in members("Tổ CNSCĐ Tổ dân phố số 7")


def test_an_undone_roster_leaves_what_was_there_before(ward):
    commit(ward, workbook(("DS", OFFICE[:6])))
    before = members("Tổ CNSCĐ Tổ dân phố số 7")
    rows = [
        ["Tổ dân phố", "Họ và tên", "Vai trò"],
        ["TDP 7", "Trần Thị Bình", "Tổ trưởng"],
        ["TDP 7", "Đỗ Mới", "Thành viên"],
        ["TDP 8", "Đỗ Khác", "Thành viên"],
    ]
    roster = commit(ward, workbook(("DS", rows)))
    assert members("Tổ CNSCĐ Tổ dân phố số 7") != before
    actions.undo_roster(actor=ward.admin, roster=roster)
    assert members("Tổ CNSCĐ Tổ dân phố số 7") == before
    assert not queries.teams_under(ALL, ward.group8.path).exists()
    with pytest.raises(Refused) as refusal:
        actions.undo_roster(actor=ward.admin, roster=roster)
    assert refusal.value.code == "roster.not_committed"


def test_who_throws_a_sheet_away_that_another_has_just_taken_over_is_told(ward):
    """Both opened the page while it was to be checked."""
    roster = keep(ward, workbook(("DS", OFFICE[:5])))
    seen = RosterImport.objects.get(pk=roster.pk)
    actions.commit_roster(actor=ward.admin, roster=roster, plan=plan(ward, roster))
    with pytest.raises(Refused) as refusal:
        actions.drop_roster(actor=ward.admin, roster=seen)
    assert refusal.value.code == "roster.not_kept"
    actions.undo_roster(actor=ward.admin, roster=seen)
    assert not Membership.objects.filter(until_at=None).exists()


def test_a_team_others_have_joined_survives_the_undo(ward):
    roster = commit(ward, workbook(("DS", OFFICE[:5])))
    team = Team.objects.get()
    actions.add_member(actor=ward.admin, team=team, full_name="Người Khác")
    actions.undo_roster(actor=ward.admin, roster=roster)
    assert [name for name, *_ in members(team.name)] == ["Người Khác"]
    assert queries.teams_under(ALL, "").get() == team


def test_one_person_in_two_teams_keeps_one_account(ward):
    head = ["Tổ", "Họ và tên", "SĐT"]
    commit(ward, workbook(("DS", [head, ["TDP 7", "Nguyễn Văn An", "0912345678"]])))
    commit(ward, workbook(("DS", [head, ["Tổ lưu động", "Nguyễn Văn An", "0912345678"]])))
    assert len(set(Membership.objects.values_list("account_id", flat=True))) == 1
    assert Team.objects.get(name="Tổ lưu động").path == "01.00322."


@pytest.mark.parametrize(
    "written",
    [
        "TDP 7",
        "Tổ dân phố số 07",
        "to dan pho so 7",
        "Tổ công nghệ số cộng đồng số 7",
        "Tổ CNSCĐ TDP số 7",
        "Tổ chuyển đổi số cộng đồng Tổ dân phố số 7",
    ],
)
def test_a_group_is_found_however_its_team_is_called(ward, written):
    rows = [["Tổ", "Họ và tên"], [written, "Nguyễn Văn An"]]
    planned = plan(ward, keep(ward, workbook(("DS", rows))))
    assert [team.area for team in planned.new_teams] == ["00322.07"]


def test_a_group_that_does_not_exist_is_named_in_every_row(ward):
    rows = [["Tổ", "Họ và tên"], ["TDP 99", "Nguyễn Văn An"], ["TDP 99", "Trần Bình"]]
    planned = plan(ward, keep(ward, workbook(("DS", rows))))
    assert planned.does_nothing
    assert [(f.code, f.row) for f in planned.findings] == [
        ("roster.group_unknown", 2),
        ("roster.group_unknown", 3),
    ]


def test_an_existing_team_is_used_by_name_or_by_its_only_group(ward):
    team = actions.make_team(actor=ward.admin, area=ward.group7, name="Tổ Hoà Bình")
    rows = [["Tổ", "Họ và tên"], ["Tổ Hòa Bình", "Nguyễn Văn An"], ["TDP 7", "Trần Bình"]]
    planned = plan(ward, keep(ward, workbook(("DS", rows))))
    assert {member.team.id for member in planned.added} == {team.id}


def test_a_file_that_is_no_sheet_is_not_kept(ward):
    with pytest.raises(SheetProblem):
        keep(ward, b"%PDF-1.7 nothing")
    with pytest.raises(Refused) as refusal:
        keep(ward, b"x" * (5 * 1024 * 1024 + 1))
    assert refusal.value.code == "roster.too_large"
    assert not RosterImport.objects.exists()
