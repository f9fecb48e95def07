"""Sheets of staff: what is read, what is planned row by row, what is made and what an undo takes back."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from tests.teams.people import Ward
from tungngo.accounts.models import Account, JournalLine
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import open_book
from tungngo.privacy.actions import delete_past
from tungngo.teams import actions
from tungngo.teams.models import Role, SavedView, StaffImport
from tungngo.teams.queries import ended_roles_under, roles_under, staff_plan_of
from tungngo.teams.staff_plan import KnownStaff, Place, StaffPlan, plan_staff
from tungngo.teams.staff_sheet import read_staff, role_of_words, username_from
from tungngo.teams.staff_template import staff_template
from tungngo.territory.queries import children_of

ALL = Reach.everything()
HEADS = "Họ và tên\tVai trò\tNơi làm việc\tTên đăng nhập\tE-mail"
CITY = Place("01", "Thành phố Hà Nội", "Hà Nội")
WARDS = [
    Place("00322", "Phường Tương Mai", "Tương Mai"),
    Place("00082", "Phường Cửa Nam", "Cửa Nam"),
    Place("00083", "Xã Cửa Nam", "Cửa Nam"),
]
LAN = KnownStaff(
    Account().pk, "lan.nt", "Nguyễn Thị Lan", True, True, frozenset({("01", "officer")})
)


def text_of(*rows: str) -> bytes:
    return "\n".join((HEADS, *rows)).encode()


def planned(*rows: str, known: Any = (), emails: Any = ()) -> StaffPlan:
    sheets = read_staff(open_book(text_of(*rows), "x.csv"))
    return plan_staff(sheets, here=CITY, below=WARDS, known=known, taken_emails=emails)


def said(plan: StaffPlan) -> list[tuple[int, str, str]]:
    """(row, column, code) of all that is said, in the order of the rows."""
    found = [one for line in plan.lines for one in line.findings] + plan.findings
    return [(one.row, one.column, one.code) for one in found]


def test_roles_and_user_names_are_read_as_offices_write_them() -> None:
    words = ("Quản trị viên", "CÁN BỘ", "Công chức", "người xem", "Chỉ xem", "giám đốc", "")
    assert [role_of_words(one) for one in words] == [
        *("admin", "officer", "officer", "viewer", "viewer", "", ""),
    ]
    assert [username_from(one) for one in ("Nguyễn Thị Lan", "Y Đăk", "Ô")] == [
        *("nguyenthilan", "ydak", "o00"),
    ]


def test_every_row_says_what_becomes_of_it() -> None:
    plan = planned(
        "Trần Văn Bình\tCán bộ",
        "Trần Văn Bình\tCán bộ\tTương Mai",
        "Lê Hà\tNgười xem\tphuong tuong mai\tha.le\tHa@Phuong.example",
        "Lê Hà\tQuản trị\t00082\tha.le",
        "Nguyễn Thị Lan\tCán bộ\t\tlan.nt",
        "Nguyễn Thị Lan\tNgười xem\t\tlan.nt",
        "Nguyễn Thị Lan\tCán bộ",
        "Tổng cộng: 7 người",
        known=[LAN],
    )
    assert [(one.row, one.outcome, one.username, one.area, one.kind) for one in plan.lines] == [
        (2, "new", "tranvanbinh", "01", "officer"),
        (3, "new", "tranvanbinh2", "00322", "officer"),
        (4, "new", "ha.le", "00322", "viewer"),
        (5, "new", "ha.le", "00082", "admin"),
        (6, "same", "lan.nt", "01", "officer"),
        (7, "role", "lan.nt", "01", "viewer"),
        (8, "same", "lan.nt", "01", "officer"),
    ]
    assert said(plan) == [(3, "D", "staff.namesake"), (8, "A", "staff.doubled")]
    assert (plan.new_accounts, plan.count("role")) == (3, 1)


def test_what_cannot_be_taken_over_says_where_and_why_and_stops_nobody_else() -> None:
    plan = planned(
        "\tCán bộ",
        "Trần Bình\t\t\tbình bình\tkhông phải thư",
        "Lê Hà\tGiám đốc",
        "Lê Hà\tCán bộ\tCửa Nam",
        "Lê Hà\tCán bộ\tPhường Xa\tha.le",
        "Đỗ An\tCán bộ\t\tlan.nt",
        "Đỗ An\tCán bộ\t\tan.do\tcu@phuong.example",
        "Đỗ Anh\tCán bộ\t\tanh.do\ta@phuong.example",
        "Đỗ Ánh\tCán bộ\t\tanh.do",
        "Đỗ Ba\tCán bộ\t\t\ta@phuong.example",
        "Đỗ Tư\tCán bộ",
        "Đỗ Tư\tCán bộ",
        known=[LAN],
        emails={"cu@phuong.example"},
    )
    assert said(plan) == [
        (2, "A", "staff.name_missing"),
        (3, "B", "staff.role_missing"),
        (3, "D", "staff.username_unfit"),
        (3, "E", "staff.email_unfit"),
        (4, "B", "staff.role_unknown"),
        (5, "C", "staff.area_several"),
        (6, "C", "staff.area_unknown"),
        (7, "D", "staff.username_taken"),
        (8, "E", "staff.email_taken"),
        (10, "D", "staff.username_doubled"),
        (11, "E", "staff.email_doubled"),
        (13, "A", "staff.doubled"),
    ]
    assert [one.row for one in plan.lines if one.outcome == "new"] == [9, 12]


def test_a_sheet_without_headings_says_so() -> None:
    sheets = read_staff(open_book(b"A,B\n1,2\n", "x.csv"))
    plan = plan_staff(sheets, here=CITY, below=[], known=[], taken_emails=[])
    assert [one.code for one in plan.findings] == ["staff.no_headings"]
    assert plan.does_nothing


def test_the_template_is_read_by_its_reader() -> None:
    book = openpyxl.load_workbook(io.BytesIO(staff_template()))
    page = book["Cán bộ"]
    page.append(["Lê Hà", "Người xem", "Tương Mai", "ha.le", "ha@phuong.example"])
    target = io.BytesIO()
    book.save(target)
    sheets = read_staff(open_book(target.getvalue(), "x.xlsx"))
    plan = plan_staff(sheets, here=CITY, below=WARDS, known=[], taken_emails=[])
    assert [(one.outcome, one.kind, one.area) for one in plan.lines] == [("new", "viewer", "00322")]


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


def brought(ward: Ward, *rows: str) -> StaffImport:
    kept = actions.keep_staff_sheet(
        actor=ward.admin, area=ward.ward, file_name="nhân sự.csv", content=text_of(*rows)
    )
    below = list(children_of(ALL, ward.ward))
    plan = staff_plan_of(ALL, kept, below)
    actions.commit_staff_sheet(actor=ward.admin, kept=kept, plan=plan, areas=[ward.ward, *below])
    return kept


def test_a_sheet_makes_accounts_and_its_undo_leaves_no_trace_of_the_unused(ward: Ward) -> None:
    before = set(Role.objects.filter(until_at=None).values_list("pk", flat=True))
    kept = brought(
        ward,
        "Trần Văn Bình\tCán bộ\tTổ dân phố số 7\tbinh\tbinh@phuong.example",
        "Trần Văn Bình\tNgười xem\t\tbinh",
        "Lê Hà\tCán bộ\t\tha.le",
        "Nguyễn Thị Mai Lan\tNgười xem\t00322.08\tadmin",
    )
    assert kept.counts == {"added": 2, "roles": 4, "unchanged": 0, "left_out": 0}
    assert kept.content is None
    assert [one.username for one, _secret in actions.make_links(actor=ward.admin, kept=kept)] == [
        *("binh", "ha.le"),
    ]
    ha = Account.objects.get(username="ha.le")
    Account.objects.filter(pk=ha.pk).update(last_login=timezone.now())
    assert [one.username for one, _secret in actions.make_links(actor=ward.admin, kept=kept)] == [
        "binh",
    ]
    given = JournalLine.objects.filter(verb="role.given", path__startswith=ward.ward.path)
    assert given.count() == 5  # and the administrator's own

    actions.undo_staff_sheet(actor=ward.admin, kept=kept)
    still = set(roles_under(ALL, "").values_list("pk", flat=True))
    own = Role.objects.get(account=ward.admin, kind="viewer")
    assert still == before | {own.pk}, "nobody takes their own roles away"
    ha.refresh_from_db()
    assert (ha.username, ha.is_active) == ("ha.le", False)
    assert [one.account.username for one in ended_roles_under(ALL, "")] == ["ha.le"]
    with pytest.raises(Refused) as twice:
        actions.undo_staff_sheet(actor=ward.admin, kept=kept)
    assert twice.value.code == "staff.not_committed"

    again = brought(ward, "Trần Văn Bình\tCán bộ\t\tbinh\tbinh@phuong.example")
    assert again.counts["added"] == 1, "name and address are free again"


def test_an_account_outside_ones_reach_is_only_a_name_that_is_taken(ward: Ward) -> None:
    ward.staff("xa.do", "Đỗ Văn Xa", "officer", ward.elsewhere)
    kept = actions.keep_staff_sheet(
        actor=ward.admin,
        area=ward.ward,
        file_name="x.csv",
        content=text_of("Đỗ Văn Xa\tCán bộ\t\txa.do", "Đỗ Văn Xa\tCán bộ"),
    )
    plan = staff_plan_of(Reach((ward.ward.path,)), kept, [])
    assert said(plan) == [(2, "D", "staff.username_taken")]
    assert [one.username for one in plan.lines if one.outcome == "new"] == ["dovanxa"]
    with pytest.raises(Refused) as many:
        actions.keep_staff_sheet(
            actor=ward.admin,
            area=ward.ward,
            file_name="x.csv",
            content=text_of(*[f"Lê Hà\tCán bộ\t\tha{number}" for number in range(501)]),
        )
    assert many.value.code == "staff.too_many"


def test_sheets_nobody_took_over_and_deleted_filters_go_in_time_and_nothing_else(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = text_of("Lê Hà\tCán bộ")
    given: dict[str, Any] = {"actor": ward.admin, "area": ward.ward}
    brought(ward, "Trần Văn Bình\tCán bộ")
    actions.keep_staff_sheet(**given, file_name="x.csv", content=rows)
    actions.keep_roster(**given, file_name="x.csv", content=rows)
    for name in ("xóa", "giữ"):
        view = actions.save_view(**given, name=name, asked={"q": "Lê Hà"}, is_shared=False)
        if name == "xóa":
            actions.end_view(actor=ward.admin, view=view)
    assert delete_past(actor=None) == {}
    monkeypatch.setenv("TUNGNGO_NOW", (timezone.now() + dt.timedelta(days=31)).isoformat())
    assert delete_past(actor=None) == {"staff_sheets": 1, "rosters": 1, "views": 1}
    assert [one.name for one in SavedView.objects.all()] == ["giữ"]
    assert StaffImport.objects.get().state == "committed"
