"""Lists written by one worker at a time, taken back, and given back with a status."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.db import connection, transaction
from django.utils import translation

from tests.teams.people import Ward
from tests.territory.lists import (
    HEADING,
    LONG,
    ROWS,
    State,
    checked,
    committed,
    nobody,
    sheet,
    uploaded,
)
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.territory import actions, notes, uploads
from tungngo.territory.actions import commit as commit_module
from tungngo.territory.actions.following import respell
from tungngo.territory.handing_back import status_file
from tungngo.territory.models import (
    Household,
    ListChange,
    ListImport,
    Resident,
)

# ------------------------------------------------------------------------------- one at a time


def test_a_step_is_taken_once(ward: Ward) -> None:
    found = checked(ward, ROWS)
    assert actions.check_list(actor=None, list_import=found) is None
    actions.ask_commit(actor=None, list_import=found)
    other = ListImport.objects.get(origin=found.origin, id=found.id)
    assert commit_module.claim(actor=None, list_import=other, state=State.COMMITTING)
    assert actions.commit_list(actor=None, list_import=found) is None
    assert not Household.objects.exists()


def test_a_commune_changed_between_check_and_commit_is_planned_again(ward: Ward) -> None:
    found = uploaded(ward, sheet(ROWS))
    note = notes.read_of(found.file)
    assert note is not None
    fields = {column.key: column.field for column in note.columns}
    actions.map_list(actor=None, list_import=found, fields=fields)
    prepared = actions.check_list(actor=None, list_import=found)
    # Somebody types the same household in by hand before the commit.
    actions.add_household(
        actor=None,
        area=ward.group7,
        entry=actions.HouseholdEntry(head_name="Nguyễn Văn An", address=LONG, code="H1"),
    )
    actions.ask_commit(actor=None, list_import=found)
    actions.commit_list(actor=None, list_import=found, prepared=prepared)
    assert Household.objects.filter(code="H1").count() == 1
    assert found.report["households"]["new"] == 1


def test_a_commit_that_breaks_leaves_nothing_and_may_be_tried_again(
    ward: Ward, monkeypatch
) -> None:
    found = checked(ward, ROWS)
    actions.ask_commit(actor=None, list_import=found)
    monkeypatch.setattr(commit_module, "mark_stale", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.commit_list(actor=None, list_import=found)
    monkeypatch.undo()
    assert not Household.objects.exists()
    assert not Resident.objects.exists()


def test_a_fault_while_checking_is_said_and_nobody_waits(ward: Ward, monkeypatch) -> None:
    found = uploaded(ward, sheet(ROWS))
    actions.map_list(actor=None, list_import=found, fields={})
    monkeypatch.setattr("tungngo.territory.actions.imports.prepare", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.check_list(actor=None, list_import=found)
    found.refresh_from_db()
    assert (found.state, found.report["refused"]["code"]) == (State.REFUSED, "list.failed")
    assert notes.refusal_sentence("list.failed")


# ------------------------------------------------------------------------------- undo


def test_undo_gives_back_exactly_what_was(ward: Ward) -> None:
    first = committed(ward, ROWS)
    columns = [f.name for f in Household._meta.concrete_fields if f.name != "version"]
    people = [f.name for f in Resident._meta.concrete_fields if f.name != "version"]
    before = (
        list(Household.objects.order_by("id").values(*columns)),
        list(Resident.objects.order_by("id").values(*people)),
    )
    second = committed(
        ward,
        [
            [
                "H1",
                "Nguyễn Văn An",
                "Chủ hộ",
                "03/05/1950",
                "Số 14 Ngõ 281 Trương Định",
                "Tổ 8",
                "",
            ],
            ["H9", "Vũ Thị Mới", "Chủ hộ", "1999", "Số 1 Ngõ 2 Trương Định", "Tổ 8", ""],
        ],
    )
    assert ListChange.objects.filter(list_import_id=second.id).exists()
    # The first cannot be undone while the second rests on it.
    with pytest.raises(Refused) as refused:
        actions.undo_list(actor=None, list_import=first, is_rested_on=nobody)
    assert refused.value.code == "list.changed_since"
    undone = actions.undo_list(actor=None, list_import=second, is_rested_on=nobody)
    assert (undone["household"], undone["resident"]) == (1, 1)
    assert before == (
        list(Household.objects.order_by("id").values(*columns)),
        list(Resident.objects.order_by("id").values(*people)),
    )
    # A phone may have seen the change, so the version goes on.
    assert Household.objects.get(code="H1").version == 3
    assert second.state == State.UNDONE


def test_a_list_is_undone_where_its_commune_is_now(ward: Ward) -> None:
    committed(ward, ROWS)
    was = dict(Household.objects.values_list("id", "path"))
    row = ["H1", "Nguyễn Văn An", "Chủ hộ", "03/05/1950", "Số 14 Ngõ 281 Trương Định", "Tổ 8", ""]
    second = committed(ward, [row])
    assert dict(Household.objects.values_list("id", "path")) != was
    commune = commune_path(second.path)
    respell(actor=None, old=commune, new=f"75.{commune.split('.')[1]}.")
    second.refresh_from_db()
    actions.undo_list(actor=None, list_import=second, is_rested_on=nobody)
    now = {id_: path.replace("01.", "75.", 1) for id_, path in was.items()}
    assert dict(Household.objects.values_list("id", "path")) == now


def test_undo_is_refused_while_facts_rest_on_it(ward: Ward) -> None:
    found = committed(ward, ROWS)
    asked: list[tuple[str, int, int]] = []

    def three(origin: str, new: object, known: object) -> int:
        asked.append((origin, len(new), len(known)))  # type: ignore[arg-type]
        return 3

    with pytest.raises(Refused) as refused, translation.override("en"):
        actions.undo_list(actor=None, list_import=found, is_rested_on=three)
    assert refused.value.code == "list.facts_rest_on_it"
    assert "3" in str(refused.value)
    assert asked == [("00322", 2, 0)]
    assert Household.objects.count() == 2


def test_undo_is_refused_after_a_correction_by_hand(ward: Ward) -> None:
    found = committed(ward, ROWS)
    person = Resident.objects.get(full_name="Lê Thị Dung")
    actions.edit_resident(
        actor=None, resident=person, entry=actions.ResidentEntry("Lê Thị Dung", 1989)
    )
    with pytest.raises(Refused) as refused:
        actions.undo_list(actor=None, list_import=found, is_rested_on=nobody)
    assert refused.value.code == "list.changed_since"


def test_undone_files_are_gone_and_old_ones_are_forgotten(
    ward: Ward, monkeypatch, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    found = committed(ward, ROWS)
    assert len(list((tmp_path / "lists").iterdir())) >= 3
    with django_capture_on_commit_callbacks(execute=True):
        actions.undo_list(actor=None, list_import=found, is_rested_on=nobody)
    assert not list((tmp_path / "lists").iterdir())
    kept = uploaded(ward, sheet(ROWS))
    assert actions.forget_uploads(actor=None) == 0
    monkeypatch.setenv("TUNGNGO_NOW", "2090-01-01T00:00:00+07:00")
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_uploads(actor=None) == 1
    kept.refresh_from_db()
    assert kept.file == ""
    assert not list((tmp_path / "lists").iterdir())


# ------------------------------------------------------------------------------- given back


def test_the_file_comes_back_with_a_status_on_every_row(ward: Ward) -> None:
    rows = [*ROWS, ["H3", "=1+1", "Chủ hộ", "30/02/1990", "Số 9 Ngõ 1 Trương Định", "Tổ 7", ""]]
    rows[-1][1] = "Phan Thị Ba"
    found = committed(ward, rows)
    with translation.override("en"):
        page = openpyxl.load_workbook(io.BytesIO(status_file(found))).active
    statuses = [page.cell(row, len(HEADING) + 1).value for row in range(1, 7)]
    assert statuses == ["Import status", "added", "added", "added", "added", "added"]
    assert "30/02/1990" in page.cell(6, len(HEADING) + 2).value
    assert [page.cell(2, column).value for column in range(1, 8)] == ROWS[0]


def test_a_forgotten_file_is_not_given_back(ward: Ward) -> None:
    found = committed(ward, ROWS)
    uploads.forget(found.file)
    with pytest.raises(Refused) as refused:
        status_file(found)
    assert refused.value.code == "list.file_gone"


def test_progress_is_noted_beside_the_file(ward: Ward) -> None:
    found = uploaded(ward, sheet(ROWS))
    teller = uploads.Teller(found.file, 200)
    first = uploads.progress_of(found.file)
    assert first is not None
    assert (first.done, first.whole, first.percent, first.seconds_left) == (0, 200, 0, None)
    teller._told = -10
    teller.tell(100)
    second = uploads.progress_of(found.file)
    assert second is not None
    assert second.percent == 50
    assert uploads.Progress(100, 200, 30).seconds_left == 30
    assert uploads.progress_of("lists/none") is None


def test_the_write_is_a_handful_of_statements(ward: Ward, django_assert_max_num_queries) -> None:
    rows = [
        [f"H{n}", f"Nguyễn Văn {chr(65 + n % 26)}", "Chủ hộ", "1970", f"Số {n} Ngõ 1 Trương Định", "Tổ 7", ""]
        for n in range(300)
    ]  # fmt: skip
    found = checked(ward, rows)
    actions.ask_commit(actor=None, list_import=found)
    with django_assert_max_num_queries(45):
        actions.commit_list(actor=None, list_import=found)
    assert Household.objects.count() == 300
    assert connection.in_atomic_block
