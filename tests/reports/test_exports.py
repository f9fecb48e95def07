"""Files of everything within reach: right, only for whoever asked, gone in time, journaled."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.encounters.street import Street
from tests.reports.days import three_of_eight
from tungngo import jobs
from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.reports import actions
from tungngo.reports.exporting import table_of
from tungngo.reports.models import Export
from tungngo.teams.models import Membership, Role
from tungngo.territory.models import Resident
from tungngo.territory.uploads import path_of

ALL = Reach.everything()


@pytest.fixture
def street(db, settings, tmp_path) -> Street:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return three_of_eight()


def rows_of(street: Street, subject: str, reach: Reach = ALL, language: str = "vi"):
    with translation.override(language):
        table = table_of(reach, street.ward, subject)
        rows = list(table.rows)
    assert len(rows) == table.count
    heads = [column.heading for column in table.columns]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_encounters_one_row_each_with_their_outcomes(street):
    rows = rows_of(street, "encounters")
    assert len(rows) == 3
    first = rows[0]
    assert (first["Phường, xã"], first["Tổ, thôn"]) == ("Phường Tương Mai", "Tổ dân phố số 7")
    assert (first["Kết quả"], first["Số người"]) == ("đã gặp", 1)
    assert first["Mức đã ghi nhận (0–4)"] == "VNeID 3"
    assert first["Ngày giờ"].tzinfo is None
    assert rows_of(street, "encounters", reach=Reach.of([street.group8.path])) == []


def test_a_correction_and_what_it_corrects_both_say_so(street):
    door = street.doors[0]
    old = street.encounter(door, result="absent")
    street.push(street.op(old))
    street.push(street.op(street.encounter(door, result="met", amends=old["id"])))
    states = sorted(row["Đính chính"] for row in rows_of(street, "encounters"))
    assert states == ["", "", "", "", "đã có bản đính chính"]


def test_households_and_residents_stand_as_on_the_desk_with_masked_phones(street):
    Resident.objects.filter(household=street.doors[0]).update(phone="+84912345678")
    doors = rows_of(street, "households")
    assert len(doors) == 8
    assert sum(row["Ngày tiếp cận"] == clock.today() for row in doors) == 3
    people = rows_of(street, "standings")
    assert {row["Điện thoại"] for row in people} == {"", "09•• ••• 678"}
    assert sum(row["VNeID (0–4)"] == 3 for row in people) == 3
    assert sum(row["Ngày gặp"] == clock.today() for row in people) == 3


def test_parquet_is_in_codes_and_says_what_it_is(street, client: Client):
    """What programs read is the same in every language; the words for it stand beside."""
    Resident.objects.filter(household=street.doors[0]).update(phone="+84912345678")
    street.push(street.op(street.encounter(street.doors[7], result="absent")))
    tables = {}
    for subject in Export.Subject:
        export = actions.ask_export(
            actor=street.admin, area=street.ward, subject=subject, kind="parquet", language="vi"
        )
        actions.make_export(actor=None, export=export)
        tables[subject] = pq.read_table(path_of(export.file))
    assert [table.num_rows for table in tables.values()] == [4, 8, 16]
    for table in tables.values():
        assert set(table["area_code"].to_pylist()) == {"00322.07"}
        assert set(table["residential_group"].to_pylist()) == {"Tổ dân phố số 7"}
    met, *_others, absent = sorted(
        tables["encounters"].to_pylist(), key=lambda row: row["result"], reverse=True
    )
    assert (met["result"], met["levels_seen"], met["people_seen"]) == ("met", "vneid 3", 1)
    assert (met["happened_at"].utcoffset(), met["correction"]) == (dt.timedelta(0), None)
    assert (absent["result"], absent["levels_seen"]) == ("absent", None)
    doors = tables["households"].to_pylist()
    assert [row["priority"] for row in doors].count(True) == 4
    assert sum(row["reached_on"] == clock.today() for row in doors) == 3
    people = tables["standings"].to_pylist()
    assert {row["phone_masked"] for row in people} == {None, "09•• ••• 678"}
    assert {row["segment"] for row in people} == {"adult"}
    assert sum(row["level_vneid"] == 3 for row in people) == 3
    about = {
        key.decode(): value.decode() for key, value in tables["standings"].schema.metadata.items()
    }
    assert about["area"] == "Phường Tương Mai"
    assert json.loads(about["campaigns"]) == ["45 ngày đêm"]
    assert json.loads(about["headings"])["met_on"] == "Ngày gặp"
    assert (about["area_code"], about["language"], about["subject"]) == ("00322", "vi", "standings")
    assert dt.datetime.fromisoformat(about["made_at"]).tzinfo
    client.force_login(street.admin)
    answer = client.get(reverse("export_file", args=[export.id]))
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert answer["Content-Disposition"].endswith('.parquet"')


def test_asked_for_made_taken_and_deleted(street, client: Client):
    client.force_login(street.admin)
    page = reverse("exports", args=["00322"])
    assert client.post(page, {"subject": "encounters", "file_kind": "xlsx"}).status_code == 302
    export = Export.objects.get()
    progress = reverse("export_progress", args=[export.id])
    assert client.get(progress).json()["state"] == "asked"
    file = reverse("export_file", args=[export.id])
    assert client.get(file).status_code == 404
    again = client.post(page, {"subject": "encounters", "file_kind": "csv"})
    assert "Một tệp khác đang được tạo" in again.content.decode()
    jobs.make_asked_export.func(str(export.id), None)
    export.refresh_from_db()
    assert (export.state, export.row_count) == ("made", 3)
    assert path_of(export.file).stat().st_mode & 0o077 == 0
    assert client.get(progress).json() == {"state": "made", "percent": 100, "left": ""}
    assert b"".join(client.get(file).streaming_content)[:2] == b"PK"
    book = openpyxl.load_workbook(path_of(export.file).open("rb"))
    assert book.worksheets[0].max_row == 4
    stranger = Client()
    stranger.force_login(street.staff("khac", "Cán Bộ Khác", "admin", street.ward))
    assert stranger.get(file).status_code == 404
    assert client.post(reverse("export_delete", args=[export.id])).status_code == 302
    assert not path_of(export.file).exists()
    assert client.get(file).status_code == 404
    verbs = JournalLine.objects.filter(subject=str(export.id)).order_by("id")
    assert [line.verb for line in verbs] == [
        *("export.asked", "export.made", "export.taken", "export.deleted"),
    ]


def test_files_of_one_day_say_what_they_were_narrowed_to(street, client: Client):
    client.force_login(street.admin)
    list_ = reverse("encounters_file", args=["00322"])
    member = Membership.objects.get(account=street.member)
    day = f"{clock.today():%d/%m/%Y}"
    for query in ("", "?skill=vneid&result=met", f"?member={member.id}&from={day}&on={day}"):
        assert client.post(list_ + query).status_code == 302
        Export.objects.filter(state="asked").update(state="made")
    actions.ask_export(
        actor=street.admin, area=street.ward, subject="encounters", kind="xlsx", language="vi"
    )
    page = html.unescape(client.get(reverse("exports", args=["00322"])).content.decode())
    said = re.findall(r'<th scope="row">.*?\(XLSX\)(?:</a>)?(.*?)</th>', page)
    assert [re.sub("<[^>]*>", "", one) for one in said] == [
        "",
        f"ngày {day} · Trần Văn Bình (Tổ 7) ghi",
        "đã gặp · VNeID",
        "không gồm lượt đã sửa hoặc đã rút lại",
    ]


def test_whoever_lost_the_right_gets_nothing(street):
    export = actions.ask_export(
        actor=street.admin, area=street.ward, subject="households", kind="csv", language="vi"
    )
    Role.objects.filter(account=street.admin).update(until_at=clock.now())
    actions.make_export(actor=None, export=export)
    export.refresh_from_db()
    assert export.state == "failed"
    assert not path_of(export.file).exists()


def test_files_go_after_their_days_and_five_are_enough(street):
    for _file in range(actions.MOST_EXPORTS):
        export = actions.ask_export(
            actor=street.admin, area=street.ward, subject="households", kind="csv", language="vi"
        )
        actions.make_export(actor=None, export=export)
    with pytest.raises(Refused) as refusal:
        actions.ask_export(
            actor=street.admin, area=street.ward, subject="households", kind="csv", language="vi"
        )
    assert refusal.value.code == "export.too_many"
    old = clock.now() - dt.timedelta(days=8)
    Export.objects.filter(pk=export.pk).update(made_at=old)
    assert actions.forget_exports(actor=None, keep_days=7) == 1
    assert not path_of(export.file).exists()
    assert Export.objects.filter(state="made").count() == actions.MOST_EXPORTS - 1
