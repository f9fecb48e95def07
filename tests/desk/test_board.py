"""The board says what the tallies say, with denominators, in both languages; it always adds up."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.encounters.street import Street
from tests.teams.people import area
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import campaign_for
from tungngo.lib import clock, text
from tungngo.lib.reach import Reach
from tungngo.progress import figures, league_table, queries
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.league import LeagueRow
from tungngo.teams.actions import give_role
from tungngo.territory.actions import rename_group
from tungngo.territory.models import Area, Household, Kind, Level, Resident
from tungngo.territory.naming import ancestors, set_words

ALL = Reach.everything()
BOARD = "board"


@pytest.fixture
def street(db) -> Street:
    street = Street(doors=8)
    for door in street.doors[:3]:
        people = [str(person.id) for person in street.people(door)]
        street.push(street.op(street.encounter(door, outcomes=[[people[0], "vneid", 3]])))
    recount_stale()
    return street


def words_of(answer) -> str:
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def open_board(client, code: str = "00322", **query: str):
    answer = client.get(reverse(BOARD, args=[code]), query)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("code", ["00322", "00322.07"])
def test_the_board_shows_part_and_whole(street, client, code):
    client.force_login(street.admin)
    words = words_of(open_board(client, code))
    assert "3 / 8 hộ" in words
    assert "3 / 16 người" in words
    assert (
        "3 đã tính + 0 đã nhận, sắp được tính"
        " + 0 còn trên điện thoại, theo lần báo gần nhất = 3 lượt gặp"
    ) in words


def test_what_waits_for_the_recount_is_said_and_adds_up(street, client):
    street.push(street.op(street.encounter(street.doors[5])))
    client.force_login(street.admin)
    words = words_of(open_board(client))
    assert "3 đã tính + 1 đã nhận, sắp được tính + 0 còn trên điện thoại" in words
    assert "= 4 lượt gặp" in words


def test_the_same_board_in_english(street, client):
    client.force_login(street.admin)
    client.post(reverse("set_language"), {"language": "en"})
    words = words_of(open_board(client))
    assert "Households reached" in words
    assert "3 / 8 households" in words
    assert "3 counted + 0 received, about to be counted" in words
    assert "VNeID: electronic identity" in words
    assert "định danh" not in words


def test_the_answer_says_what_it_takes_a_day(street, client):
    client.force_login(street.admin)
    words = words_of(open_board(client))
    assert "mốc 70% ngày" in words.lower()
    assert "hộ mỗi ngày; bảy ngày qua được" in words


@pytest.mark.parametrize(
    ("days_ago", "says"),
    [(0, "ngày đầu đến giờ được 3"), (1, "1 ngày đầu được"), (6, "6 ngày đầu được")],
)
def test_a_young_campaign_speaks_of_no_days_before_it_began(street, client, days_ago, says):
    Campaign.objects.update(starts_on=clock.today() - dt.timedelta(days=days_ago))
    client.force_login(street.admin)
    words = words_of(open_board(client))
    assert "bảy ngày qua" not in words
    assert says in words


def test_segments_with_nobody_on_the_list_are_one_line(street, client):
    client.force_login(street.admin)
    words = words_of(open_board(client))
    assert "Chưa so được vì danh sách chưa có ai: Kỹ năng số cơ bản" in words
    assert "0 / 0 người" not in words


def test_doors_by_the_last_knock_add_up_to_the_list(street):
    street.push(street.op(street.encounter(street.doors[4], result="absent")))
    street.push(street.op(street.encounter(street.doors[5], result="refused")))
    recount_stale()
    knocks = {words: n for _stand, words, n in figures.last_knocks(the_board(street, street.ward))}
    assert sorted(knocks.values()) == [1, 1, 3, 3]
    assert sum(knocks.values()) == 8


# ------------------------------------------------------------------------------------- the league


def the_board(street: Street, at: Area) -> queries.Board:
    children = list(Area.objects.filter(parent=at, valid_to_on=None).order_by("sort_key"))
    return queries.board(ALL, at, campaign_for(ALL, at.path), children, clock.today())


def test_the_rows_add_up_to_the_figures_at_the_top(street):
    """Also with a door in no group and with a group that has ended meanwhile."""
    street.door(street.ward, 90)
    moved = street.doors[0]
    for rows in (Household.objects.filter(id=moved.id), Resident.objects.filter(household=moved)):
        rows.update(path=street.group8.path)
    recount(paths=[street.ward.path, street.group7.path, street.group8.path])
    Area.objects.filter(pk=street.group8.pk).update(valid_to_on=clock.today())
    board = the_board(street, street.ward)
    assert [row.area and row.area.code for row in board.league] == ["00322.07", None]
    for name in ("doors", "priority", "basic"):
        total = getattr(board, name)
        rows = [getattr(row, name) for row in board.league]
        assert sum(row.part for row in rows) == total.part, name
        assert sum(row.whole for row in rows) == total.whole, name
    assert (board.doors.part, board.doors.whole) == (3, 9)
    assert (board.league[1].doors.part, board.league[1].doors.whole) == (1, 2)


def test_the_total_row_is_the_tile(street, client):
    client.force_login(street.admin)
    body = open_board(client).content.decode()
    last = re.sub(r"<[^>]+>", " ", body[body.index("<tfoot>") : body.index("</tfoot>")])
    assert "Phường Tương Mai" in last
    assert "3 / 8" in re.sub(r"\s+", " ", last)


def test_an_area_is_measured_against_its_own_targets(street):
    street.door(street.group8, 50)
    recount(paths=[street.group7.path, street.group8.path])
    rows = [("households.reached", "", clock.today(), Decimal(100))]
    campaigns.set_targets(
        actor=street.admin, campaign=street.campaign, area=street.group8, rows=rows
    )
    league = {row.area.code: row for row in the_board(street, street.ward).league}
    assert (league["00322.08"].expected, league["00322.08"].state) == (1, "late")
    # Eleven of the days until 70 %, which are six of eight doors.
    assert league["00322.07"].expected < 6
    assert league["00322.07"].gap == 3 - league["00322.07"].expected


def test_the_league_is_sorted_by_a_click_and_by_name_otherwise(street, client):
    street.door(street.group8, 50)
    recount(paths=[street.group7.path, street.group8.path])
    client.force_login(street.admin)

    def order(sort: str) -> list[str]:
        body = open_board(client, sort=sort).content.decode()
        table = body[body.index('id="league"') :]
        return re.findall(r"Tổ dân phố số (\d)</a>", table)

    assert order("") == order("nonsense") == ["7", "8"]
    assert order("-name") == ["8", "7"]
    assert order("listed") == ["8", "7"]
    assert order("-share") == ["7", "8"]


def test_rows_come_in_natural_order(db):
    rows = [LeagueRow(None, *[queries.Measure(0, 0)] * 3, "", 0)]
    assert league_table.sorted_league(rows, "-share") == rows
    heads = {head.column: head for head in league_table.league_heads("-share")}
    assert (heads["share"].aria, heads["share"].sort) == ("descending", "share")
    assert (heads["listed"].aria, heads["listed"].sort) == ("", "-listed")
    assert (heads["name"].aria, heads["name"].sort) == ("", "")


# ---------------------------------------------------------------------------------- the day shown


def test_a_past_day_is_shown_as_it_was(street, client):
    late = clock.now() - dt.timedelta(days=4)
    street.push(street.op(street.encounter(street.doors[6], at=late.isoformat())))
    recount_stale()
    client.force_login(street.admin)
    three_days_ago = clock.today() - dt.timedelta(days=3)
    for written in (three_days_ago.isoformat(), text.day(three_days_ago)):
        words = words_of(open_board(client, on=written))
        assert f"Số liệu đến hết ngày {text.day(three_days_ago)}" in words
        assert "1 / 8 hộ" in words
        assert "sắp được tính" not in words
        assert "Hộ ưu tiên chưa tiếp cận" not in words
    today = open_board(client)
    assert "4 / 8 hộ" in words_of(today)
    yesterday = clock.today() - dt.timedelta(days=1)
    assert f'href="?on={yesterday.isoformat()}"' in today.content.decode()
    assert "Hôm sau" not in words_of(today)
    assert "Hôm sau" in words_of(open_board(client, on=yesterday.isoformat()))


@pytest.mark.parametrize("on", ["31/13/2026", "tomorrow", "2026-02-30", "<b>", "2999-01-01"])
def test_a_day_that_cannot_be_shown_is_told(street, client, on):
    client.force_login(street.admin)
    answer = open_board(client, on=on)
    words = words_of(answer)
    assert "Đang hiện hôm nay" in words
    assert "3 / 8 hộ" in words
    assert b"<b>\xe2\x80\x9d" not in answer.content


def test_a_day_before_the_campaign_is_told(street, client):
    client.force_login(street.admin)
    words = words_of(open_board(client, on="2020-01-01"))
    assert "Ngày 01/01/2020 ở đây chưa có chiến dịch" in words


def test_an_ended_campaign_can_still_be_read(street, client):
    campaigns.end_campaign(actor=street.admin, campaign=street.campaign)
    client.force_login(street.admin)
    words = words_of(open_board(client))
    assert "Chiến dịch đã kết thúc" in words
    assert "3 / 8 hộ" in words


# ------------------------------------------------------------------------------ who sees, what costs


def test_a_viewer_is_shown_no_way_to_change_anything(street, client):
    viewer = street.staff("nhin", "Trần Văn Xem", "viewer", street.elsewhere)
    client.force_login(viewer)
    recount(paths=[street.elsewhere.path])
    body = open_board(client, "00082").content.decode()
    assert "/new/" not in body
    assert "/edit/" not in body
    assert body.count('method="post"') == 2  # the language, signing out


def test_an_officer_without_a_list_is_led_to_one_and_a_viewer_is_not(db, client):
    street = Street(doors=0)
    client.force_login(street.admin)
    assert reverse("lists", args=["00322"]) in _main(open_board(client))
    client.force_login(street.staff("nhin", "Trần Văn Xem", "viewer", street.ward))
    assert reverse("lists", args=["00322"]) not in _main(open_board(client))


def _main(answer) -> str:
    body = answer.content.decode()
    return body[body.index("<main") : body.index("</main>")]


def test_unreached_doors_are_named_only_at_commune_and_group(street, client):
    give_role(actor=None, account=street.admin, area=street.nation, kind="viewer")
    client.force_login(street.admin)
    for code, is_named in (("00322.07", True), ("00322", True), ("01", False), ("VN", False)):
        assert ("Chủ hộ 5" in words_of(open_board(client, code))) is is_named, code


def test_a_board_costs_the_same_however_much_lies_below(street, client):
    client.force_login(street.admin)
    open_board(client)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            open_board(client)
        return len(seen)

    few = cost()
    groups = [
        area(f"00322.{n}", Level.GROUP, Kind.URBAN_GROUP, f"số {n}", street.ward)
        for n in range(20, 40)
    ]
    for group in groups:
        street.door(group, 1)
    recount(paths=[group.path for group in groups])
    assert "3 / 28 hộ" in words_of(open_board(client))
    assert cost() == few
    assert few <= 32


def test_what_an_area_was_called_before_is_said(street, client):
    rename_group(actor=street.admin, group=street.group7, kind=Kind.QUARTER, name="Bảy")
    client.force_login(street.admin)
    words = words_of(open_board(client, "00322.07"))
    assert "Khu phố Bảy" in words
    assert "trước đây là Tổ dân phố số 7" in words


# ------------------------------------------------------------------------------------ finding areas


@pytest.fixture
def _findable(street):
    """The words areas are searched by, as an import of units works them out."""
    for one in Area.objects.select_related("parent__parent__parent"):
        set_words(one, ancestors(one))
        one.save()


@pytest.mark.usefixtures("_findable")
def test_areas_are_suggested_without_accents_with_where_they_lie(street, client):
    client.force_login(street.admin)
    found = client.get(reverse("suggest_areas"), {"q": "tuong mai"}).json()["areas"]
    assert found[0] == {
        "name": "Phường Tương Mai",
        "where": "Thành phố Hà Nội",
        "formerly": "",
        "url": "/desk/areas/00322/",
    }
    assert client.get(reverse("suggest_areas"), {"q": "cua nam"}).json() == {"areas": []}


@pytest.mark.usefixtures("_findable")
def test_the_find_page_goes_straight_to_the_only_one(street, client):
    client.force_login(street.admin)
    assert client.get(reverse("find_area"), {"q": "so 8"}).url == "/desk/areas/00322.08/"
    words = words_of(client.get(reverse("find_area"), {"q": "dân phố"}))
    assert "Tổ dân phố số 7, Phường Tương Mai" in words
    assert "không có địa bàn nào tên “zzz”" in words_of(
        client.get(reverse("find_area"), {"q": "zzz"})
    )
