"""The list of encounters in the desk: what a row says and to whom, where numbers lead to it, its file."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst

from tests.desk.test_figures_open import links_of, rows_in
from tests.encounters.street import Street
from tests.moments import earlier_today
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.actions import assign_group
from tungngo.campaigns.models import Campaign
from tungngo.encounters.at_desk import Meeting, record_at_desk
from tungngo.encounters.models import Result
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.reports.actions import make_export
from tungngo.reports.models import Export
from tungngo.teams.actions import give_role
from tungngo.teams.models import Membership, Team
from tungngo.territory.models import Household
from tungngo.territory.uploads import path_of

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    """Five visits: one corrected, one taken back, one written down at the desk in a class, one absent,
    one of another helper."""
    street = Street(doors=6)
    street.other, phone = street.volunteer("Lê Thị Hoa")
    who = [[str(street.people(door)[0].id), "vneid", 3] for door in street.doors]
    wrong, gone = (street.encounter(street.doors[n], outcomes=[who[n]]) for n in (0, 1))
    right = street.encounter(street.doors[0], amends=wrong["id"], outcomes=[who[0]])
    back = street.encounter(street.doors[1], amends=gone["id"], withdrawn=True)
    absent = street.encounter(street.doors[2], result="absent")
    for body in (wrong, gone, right, back, absent):
        street.push(street.op(body))
    street.push(street.op(street.encounter(street.doors[3], outcomes=[who[3]])), phone=phone)
    met = Meeting(
        uuid7(), "class", clock.today(), [street.people(street.doors[4])[0].id], "vneid", 2
    )
    record_at_desk(
        actor=street.admin, household=street.doors[4], campaign_id=street.campaign.id, met=met
    )
    recount_stale()
    return street


def page_of(client, area: str = "00322", language: str = "vi", **query: str) -> str:
    answer = client.get(
        reverse("encounters", args=[area]), query, headers={"accept-language": language}
    )
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_row_says_when_where_what_and_who(street, client):
    client.force_login(street.admin)
    page = page_of(client)
    table = page.partition("<tbody>")[2]
    rows = {
        door.code: row
        for row in table.split("<tr>")
        for door in street.doors
        if str(door.id) in row
    }
    assert len(rows) == table.count('<th scope="row"') == 4, "what was taken back is not listed"
    corrected = rows[street.doors[0].code]
    assert "Số 1 Ngõ 281 Đường Trương Định" in corrected
    assert re.search(r"Người 1\.0</strong>\s*VNeID: tự làm được", corrected)
    assert "bản sửa" in corrected
    assert "Trần Văn Bình" in corrected
    assert "ghi trên điện thoại" in corrected
    assert f"{earlier_today():%d/%m/%Y}" in corrected
    assert str(capfirst(Result.ABSENT.label)) in rows[street.doors[2].code]
    assert "Lê Thị Hoa" in rows[street.doors[3].code]
    desk = rows[street.doors[4].code]
    assert "ghi tại phường, xã" in desk
    assert "lớp" in desk
    assert "làm khi có hướng dẫn" in desk
    line = JournalLine.objects.get(verb="encounters.listed")
    assert (line.actor, line.path, line.subject) == (street.admin, street.ward.path, "00322")
    aside = page_of(client, counted="no")
    for words in ("đã có bản sửa", "đã rút lại", "rút lại một kết quả"):
        assert words in aside
    assert aside.partition("<tbody>")[2].count('<th scope="row"') == 3


def test_a_door_that_lies_elsewhere_now_is_not_named(street, client):
    viewer = street.staff("xem7", "Người Xem", "viewer", street.group7)
    client.force_login(viewer)
    door = street.doors[3]
    Household.objects.filter(id=door.id).update(path=street.group8.path)
    type(street.people(door)[0]).objects.filter(household_id=door.id).update(
        path=street.group8.path
    )
    page = page_of(client, "00322.07")
    assert door.head_name not in page
    assert str(door.id) not in page
    assert "Người 4.0" not in page
    assert "hộ nay thuộc địa bàn khác" in page
    assert page.count('<th scope="row"') == 4
    assert "Tải tệp XLSX" not in page
    file = reverse("encounters_file", args=["00322.07"])
    assert client.post(file).status_code == 403


def test_narrowed_it_says_so_and_keeps_it_over_pages(street, client):
    client.force_login(street.admin)
    member = Membership.objects.get(account=street.other)
    today = clock.today().isoformat()
    base = reverse("encounters", args=["00322"])
    for query, rows in {
        "place=class": 1,
        "result=absent": 1,
        "skill=vneid": 3,
        "segment=adult": 3,
        "segment=student": 0,
        f"team={street.team.id}": 3,
        f"member={member.id}": 1,
        f"from={today}&on={today}": 4,
        f"on={clock.today() - dt.timedelta(days=1)}": 0,
        "place=nonsense&result=nonsense&page=nonsense": 4,
    }.items():
        assert rows_in(client, f"{base}?{query}") == rows, query
    page = page_of(client, member=str(member.id), place="door")
    assert "Lê Thị Hoa (Tổ 7) ghi" in page
    assert f'name="member" value="{member.id}"' in page
    gone = page_of(client, team=str(uuid7()))
    assert "không còn ở đây nữa" in gone
    assert "Bỏ bớt ngày" in page_of(client, segment="official")


def test_above_communes_it_says_where_and_names_nobody(street, client):
    officer = street.staff("tp", "Cán Bộ Thành Phố", "viewer", street.city)
    give_role(actor=None, account=officer, area=street.nation, kind="viewer")
    client.force_login(officer)
    seen = JournalLine.objects.filter(verb="encounters.listed")
    for code, below in (("VN", "01"), ("01", "00322")):
        board = client.get(reverse("board", args=[code])).content.decode()
        met = {url: n for url, n in links_of(board).items() if "/encounters/" in url}
        assert met[reverse("encounters", args=[code])] == 4
        for url, number in met.items():
            page = html.unescape(client.get(url).content.decode())
            total = re.search(r'<tfoot>.*?<td class="right">([\d.]+)</td>', page)
            assert total, url
            assert int(total[1]) == number, url
            [(deeper, rows)] = re.findall(
                r'class="opens" href="([^"]+)">.*?<td class="right">([\d.]+)', page
            )
            assert deeper.startswith(reverse("encounters", args=[below]))
            assert int(rows) == number
            assert "Người 1.0" not in page
            assert "Chủ hộ" not in page
            assert not seen.exists()
            if below == "00322":
                assert rows_in(client, deeper) == number
                seen.delete()
    assert "Bỏ bớt ngày" in page_of(client, "01", place="desk")


def test_numbers_of_teams_and_members_open_theirs(street, client):
    client.force_login(street.admin)
    team = client.get(reverse("team", args=[street.team.id])).content.decode()
    met = links_of(team.replace('class="opens"', ""))
    assert sorted(met.values()) == [1, 2]
    for url, number in met.items():
        assert rows_in(client, url) == number
    member = Membership.objects.get(account=street.other)
    page = client.get(reverse("member", args=[member.id])).content.decode()
    assert list(links_of(page).values()) == [1]
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    board = client.get(reverse("team_board", args=[street.team.id])).content.decode()
    tile = re.search(
        r'<a href="([^"]*/encounters/[^"]*)">.*?<strong class="figures">3<', board, re.S
    )
    assert tile
    assert rows_in(client, html.unescape(tile[1])) == 3


def test_a_team_above_communes_has_no_list_and_leads_to_none(street, client):
    give_role(actor=None, account=street.admin, area=street.city, kind="admin")
    client.force_login(street.admin)
    Team.objects.filter(pk=street.team.pk).update(area=street.city, path=street.city.path)
    Campaign.objects.update(area=street.city, path=street.city.path)
    member = Membership.objects.get(account=street.other)
    for page, key in (
        ("team", street.team.id),
        ("team_board", street.team.id),
        ("member", member.id),
    ):
        answer = client.get(reverse(page, args=[key]))
        assert answer.status_code == 200
        assert reverse("encounters", args=["01"]) not in answer.content.decode(), page


@pytest.mark.parametrize("asked", [{"from": "0001-01-01"}, {"on": "01/01/0001"}])
def test_a_day_that_nobody_means_is_passed_over(street, client, asked):
    client.force_login(street.admin)
    assert page_of(client, **asked).count("<tr>") == page_of(client).count("<tr>")


def test_fifty_rows_cost_as_many_queries_as_four(street, client):
    client.force_login(street.admin)

    def queries() -> int:
        page_of(client)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page_of(client)
        return len(captured)

    few = queries()
    for door in street.doors * 3:
        who = str(street.people(door)[1].id)
        street.push(street.op(street.encounter(door, outcomes=[[who, "cashless", 1]])))
    recount_stale()
    assert queries() == few


def test_its_file_has_the_rows_of_the_list(street, client, settings, tmp_path):
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    default = folder | {"OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    client.force_login(street.admin)
    answer = client.post(reverse("encounters_file", args=["00322"]) + "?skill=vneid&result=met")
    assert answer["Location"] == reverse("exports", args=["00322"])
    export = Export.objects.get()
    assert export.wanted == {"skill": "vneid", "result": "met"}
    assert JournalLine.objects.filter(verb="export.asked", subject=str(export.id)).exists()
    assert client.post(reverse("encounters_file", args=["00322"])).status_code == 302
    assert Export.objects.count() == 1, "one is being made"
    make_export(actor=None, export=export)
    export.refresh_from_db()
    assert (export.state, export.row_count) == (Export.State.MADE, 3)
    book = openpyxl.load_workbook(io.BytesIO(path_of(export.file).read_bytes())).active
    assert book.max_row == 1 + rows_in(
        client, reverse("encounters", args=["00322"]) + "?skill=vneid"
    )
    assert "lượt gặp" in client.get(reverse("exports", args=["00322"])).content.decode().lower()


def test_where_nothing_was_recorded_it_says_what_comes_first(street, client):
    client.force_login(street.admin)
    empty = page_of(client, "00322.08")
    assert "Ở đây chưa có lượt gặp nào" in empty
    assert '<form method="get" class="filters' not in empty
    assert "Nothing has been recorded here yet" in page_of(client, "00322.08", language="en")
