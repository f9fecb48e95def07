"""The pages of groups, households and lists, as an officer and as a stranger meet them."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.teams.people import Ward
from tungngo.desk import arriving
from tungngo.desk.forms.households import OCCUPATION_WORDS, RELATION_WORDS
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.territory.actions import ask_commit, check_list, commit_list
from tungngo.territory.listing.words import (
    OCCUPATION_CODES,
    RELATIONS,
    RELATIONS_BY_TONE,
)
from tungngo.territory.models import Area, Household, ListImport, Resident, Suggestion
from tungngo.tickets.actions import HelpEntry, ask_help

HEADING = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ", "Số CCCD"]
ROWS = [
    ["H1", "Nguyễn Văn An", "Chủ hộ", "02/05/1950", "Số 12 Ngõ 281 Trương Định", "Tổ 9", "001050012345"],
    ["H1", "Trần Thị Bình", "Vợ", "31/02/1955", "", "", "001155012346"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward: Ward) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(ward.admin)
    return client


def sheet(title: str = "") -> SimpleUploadedFile:
    workbook = openpyxl.Workbook()
    if title:
        workbook.active.append([title])
    for row in [HEADING, *ROWS]:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return SimpleUploadedFile("hộ tổ 9.xlsx", target.getvalue())


def upload(desk: Client, file: SimpleUploadedFile) -> tuple[ListImport, str]:
    answer = desk.post(reverse("list_new", args=["00322"]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return ListImport.objects.latest("uploaded_at"), answer.headers["Location"]


def confirm(desk: Client, found: ListImport, page: str, **more: str) -> str:
    """Post the columns page as it was shown; the page that follows."""
    columns = desk.get(page).context["columns"]
    fields = {f"column-{one['at']}": str(one["field"]) for one in columns}
    where = reverse("list_map", args=[found.origin, found.id])
    return desk.post(where, fields | {"source": "police", **more}, follow=True).content.decode()


def test_from_upload_to_the_household_and_back(desk: Client) -> None:
    found, page = upload(desk, sheet())
    columns = desk.get(page).content.decode()
    assert "Số CCCD" in columns
    assert "not kept" in columns
    assert "001050012345" not in columns
    shown = confirm(desk, found, page, make_groups="on")
    assert "Nothing is written yet" in shown
    assert "Tổ dân phố số 9" in shown
    assert "resident.birth_impossible_day" in shown
    assert not Household.objects.exists()
    done = desk.post(
        reverse("list_commit", args=[found.origin, found.id]), follow=True
    ).content.decode()
    assert "The list is in" in done
    door = Household.objects.get()
    assert (door.source, door.path) == ("police", "01.00322.09.")
    one = desk.get(reverse("household", args=[door.origin, door.id])).content.decode()
    assert "Trần Thị Bình" in one
    table = desk.get(reverse("households", args=["00322"]), {"q": "binh tran"}).content.decode()
    assert "Nguyễn Văn An" in table
    file = desk.get(reverse("list_file", args=[found.origin, found.id]))
    assert openpyxl.load_workbook(io.BytesIO(file.content)).active.max_column == len(HEADING) + 2
    desk.post(reverse("list_undo", args=[found.origin, found.id]))
    assert not Household.objects.exists()
    assert not Resident.objects.exists()


def test_a_list_somebody_suggested_about_or_called_from_stays(desk: Client, ward: Ward) -> None:
    """Neither changed a row: taken back, one would wait about nothing, the other say no place."""
    found, page = upload(desk, sheet())
    confirm(desk, found, page, make_groups="on")
    desk.post(reverse("list_commit", args=[found.origin, found.id]))
    undo, door = reverse("list_undo", args=[found.origin, found.id]), Household.objects.get()
    call = ask_help(
        actor=None, area=Area.objects.get(path=door.path), entry=HelpEntry(), household=door
    )
    assert "have been visited" in desk.post(undo, follow=True).content.decode()
    call.delete()
    now = clock.now()
    waiting = Suggestion.objects.create(
        origin=door.origin,
        id=uuid7(),
        path=door.path,
        about="double",
        household_id=door.id,
        account=ward.admin,
        happened_at=now,
        received_at=now,
    )
    assert "undoing would lose that" in desk.post(undo, follow=True).content.decode()
    waiting.delete()
    desk.post(undo)
    assert not Household.objects.exists()


def test_a_list_of_another_ward_wants_a_tick(desk: Client) -> None:
    found, page = upload(desk, sheet("DANH SÁCH HỘ DÂN PHƯỜNG CỬA NAM"))
    shown = confirm(desk, found, page)
    assert "Is this the right list?" in shown
    commit = reverse("list_commit", args=[found.origin, found.id])
    desk.post(commit, {"is_wrong_place": "1"})
    assert not Household.objects.exists()
    desk.post(commit, {"is_wrong_place": "1", "right_place": "1"})
    assert Household.objects.count() == 1


def test_what_cannot_be_read_says_why(desk: Client) -> None:
    _found, page = upload(desk, SimpleUploadedFile("a.xlsx", b"%PDF-1.7 nothing"))
    shown = desk.get(page).content.decode()
    assert "sheet.not_a_spreadsheet" in shown
    assert "This is not a spreadsheet" in shown


def test_too_large_is_said_before_the_body_is_read(desk: Client) -> None:
    answer = desk.post(
        reverse("list_new", args=["00322"]),
        {"file": sheet()},
        CONTENT_LENGTH=str(3 * 2**30),
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert not ListImport.objects.exists()


def test_an_upload_that_hides_its_size_is_cut_off(desk: Client, monkeypatch) -> None:
    monkeypatch.setattr(arriving, "LIMIT", 100)
    answer = desk.post(reverse("list_new", args=["00322"]), {"file": sheet()})
    assert answer.status_code == 413
    assert not ListImport.objects.exists()


def test_an_upload_needs_the_form_it_was_shown(ward: Ward) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ward.admin)
    answer = client.post(reverse("list_new", args=["00322"]), {"file": sheet()})
    assert answer.status_code == 403
    assert not ListImport.objects.exists()


def test_progress_is_told_as_numbers(desk: Client) -> None:
    found, _page = upload(desk, sheet())
    told = desk.get(reverse("list_progress", args=[found.origin, found.id])).json()
    assert told["state"] == "read"
    assert set(told) == {"state", "percent", "left"}


def test_a_large_list_waits_for_the_worker_and_the_page_follows(desk: Client, monkeypatch) -> None:
    monkeypatch.setattr("tungngo.desk.views.imports._is_small", lambda found: False)
    found, page = upload(desk, sheet())
    shown = confirm(desk, found, page)
    assert "Checking every row" in shown
    assert "data-progress" in shown
    check_list(actor=None, list_import=ListImport.objects.get())
    assert "Nothing is written yet" in desk.get(page).content.decode()
    found.refresh_from_db()
    ask_commit(actor=None, list_import=found)
    assert "Writing into the list" in desk.get(page).content.decode()
    commit_list(actor=None, list_import=found)
    assert "The list is in" in desk.get(page).content.decode()


@pytest.mark.parametrize(
    "name", ["groups", "groups_new", "households", "household_new", "lists", "list_new"]
)
def test_pages_are_locked_and_bound_to_their_area(ward: Ward, desk: Client, name: str) -> None:
    assert desk.get(reverse(name, args=["00322"])).status_code == 200
    assert desk.get(reverse(name, args=["00082"])).status_code == 404
    assert Client().get(reverse(name, args=["00322"])).status_code == 302


def test_a_viewer_looks_and_does_not_write(ward: Ward) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(ward.staff("xem", "Người Xem", "viewer", ward.ward))
    assert client.get(reverse("households", args=["00322"])).status_code == 200
    assert client.get(reverse("groups", args=["00322"])).status_code == 200
    for name in ("list_new", "household_new", "groups_new"):
        assert client.get(reverse(name, args=["00322"])).status_code == 403
    added = client.post(reverse("groups", args=["00322"]), {"kind": "thon", "name": "9"})
    assert added.status_code == 403


def test_groups_typed_looked_over_and_added(desk: Client) -> None:
    where = reverse("groups_new", args=["00322"])
    lines = "Tổ dân phố số 7\nTổ 20\n21, A21\n"
    look = desk.post(where, {"kind": "to_dan_pho", "lines": lines}).content.decode()
    assert "2 will be added, 1 are here already, 0 cannot be read" in look
    assert not Area.objects.filter(pk="00322.20").exists()
    desk.post(where, {"kind": "to_dan_pho", "lines": lines, "commit": "1"})
    assert Area.objects.get(pk="00322.20").full_name == "Tổ dân phố số 20"
    assert Area.objects.get(pk="00322.a21").full_name == "Tổ dân phố số 21"


def test_groups_from_the_wards_own_sheet(desk: Client) -> None:
    workbook = openpyxl.Workbook()
    for row in [
        ["DANH SÁCH TỔ DÂN PHỐ"],
        ["STT", "Mã", "Tổ dân phố", "Tổ trưởng", "Số hộ"],
        [1, "30", "Tổ 30", "Nguyễn Văn Trưởng", 120],
        [2, "31", "Tổ 31", "Trần Thị Trưởng", 98],
        ["", "", "Tổng cộng", "", 218],
    ]:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    file = SimpleUploadedFile("to.xlsx", target.getvalue())
    where = reverse("groups_new", args=["00322"])
    look = desk.post(where, {"kind": "to_dan_pho", "file": file}).content.decode()
    assert "2 will be added" in look
    assert "Trưởng" not in look


def test_a_group_is_renamed_and_closed(desk: Client) -> None:
    desk.post(reverse("group_edit", args=["00322.07"]), {"kind": "khu_pho", "name": "7"})
    assert Area.objects.get(pk="00322.07").full_name == "Khu phố 7"
    desk.post(reverse("group_end", args=["00322.07"]))
    assert Area.objects.get(pk="00322.07").valid_to_on is not None


def test_groups_added_or_closed_by_mistake_are_one_step_back(desk: Client) -> None:
    def step_back() -> str:
        """The way back that the next page offers."""
        page = desk.get(reverse("groups", args=["00322"])).content.decode()
        [url] = re.findall(r'action="([^"]+\?of=[^"]+)"', page)
        return html.unescape(url)

    new = {"kind": "to_dan_pho", "lines": "20-23", "commit": "1"}
    desk.post(reverse("groups_new", args=["00322"]), new)
    added = step_back()
    Household.objects.create(
        **{"origin": "00322", "path": "01.00322.21.", "address": "Số 1"},
        **{"listed_at": clock.now(), "updated_at": clock.now()},
    )
    kept = desk.post(added, follow=True).content.decode()
    assert "group.in_use" in kept
    assert Area.objects.filter(pk__in=["00322.20", "00322.21"]).count() == 2
    Household.objects.filter(path="01.00322.21.").delete()
    desk.post(added)
    assert not Area.objects.filter(pk__in=["00322.20", "00322.21", "00322.22"]).exists()
    desk.post(reverse("groups_new", args=["00322"]), new)
    assert Area.objects.filter(pk="00322.20").exists(), "name and code were free again"

    end = reverse("groups_end", args=["00322"])
    assert Area.objects.get(pk="00322.07").valid_to_on is None
    desk.post(end, {"group": ["20", "21", "00082.07", "99"]})
    closed = Area.objects.filter(parent="00322", valid_to_on__isnull=False)
    assert set(closed.values_list("pk", flat=True)) == {"00322.20", "00322.21"}
    desk.post(step_back())
    assert not closed.exists()
    assert "Tick the groups" in desk.post(end, {}, follow=True).content.decode()


def test_a_household_by_hand(desk: Client) -> None:
    desk.post(
        reverse("household_new", args=["00322"]),
        {"head_name": "Lê Thị Dung", "address": "Số 3 Tân Mai", "group": "00322.08"},
    )
    door = Household.objects.get()
    assert door.path == "01.00322.08."
    people = reverse("resident_new", args=[door.origin, door.id])
    wrong = desk.post(people, {"full_name": "Cụ Tư", "birth": "31/02/1940", "phone": "12"})
    assert wrong.status_code == 422
    assert "is no birth" in wrong.content.decode()
    desk.post(people, {"full_name": "Cụ Tư", "birth": "1940", "phone": "0912 345 678"})
    person = Resident.objects.get()
    assert (person.birth_year, person.phone) == (1940, "+84912345678")
    desk.post(reverse("resident_end", args=[person.origin, person.id]), {"reason": "died"})
    desk.post(reverse("household_end", args=[door.origin, door.id]), {"reason": "moved"})
    door.refresh_from_db()
    assert door.ended_reason == "moved"


def test_the_template_can_be_read_back(desk: Client) -> None:
    answer = desk.get(reverse("list_template", args=["00322"]))
    _found, page = upload(desk, SimpleUploadedFile("mau.xlsx", answer.content))
    columns = desk.get(page).context["columns"]
    assert {one["field"] for one in columns} >= {"full_name", "relation", "birth", "address"}


def test_a_sheet_without_households_is_not_said_to_be_known(desk: Client) -> None:
    """Nor is the same place named over and over: each row once, a hidden sheet by its name."""
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADING)
    hidden = workbook.create_sheet("Nháp")
    hidden.append(HEADING)
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    workbook.save(target)
    found, page = upload(desk, SimpleUploadedFile("rỗng.xlsx", target.getvalue()))
    shown = confirm(desk, found, page)
    assert "no household was found in it" in shown
    assert "here already" not in shown
    assert "Nháp" in shown


def test_rows_of_several_sheets_are_named_with_their_sheet(desk: Client) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name in ("Tổ 7", "Tổ 8"):
        tab = workbook.create_sheet(name)
        tab.append(HEADING)
        tab.append(["H" + name, "Nguyễn Văn An", "Chủ hộ", "31/02/1955", f"Số 1 {name}", name, ""])
    target = io.BytesIO()
    workbook.save(target)
    found, page = upload(desk, SimpleUploadedFile("hai tổ.xlsx", target.getvalue()))
    assert "Tổ 7!2, Tổ 8!2" in confirm(desk, found, page)


def test_whatever_a_list_says_of_a_person_can_be_chosen_by_hand() -> None:
    """Else the form to correct somebody's phone would drop the relation the list gave."""
    written = {*RELATIONS.values(), *RELATIONS_BY_TONE.values(), "other"}
    assert written <= set(RELATION_WORDS)
    assert set(OCCUPATION_CODES) <= set(OCCUPATION_WORDS)
