"""A board narrowed to a period, a segment, a service, or a team's doors: every figure follows, says so, and
opens a list of as many rows; rows add up to what stands above them."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.desk.test_board import words_of
from tests.desk.test_figures_open import rows_in
from tests.encounters.street import Street
from tungngo.campaigns.actions import assign_group
from tungngo.campaigns.queries import assignments_under, skills_of
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, skill_indicator
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import queries
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.rules import Measure, pace_between
from tungngo.progress.sight import Sight
from tungngo.progress.team_board import team_board
from tungngo.teams.actions import give_role
from tungngo.territory.actions import end_household
from tungngo.territory.models import Resident

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    """Nine doors, one reached on each of the last six whole days; of each the first of two people learns:
    VNeID at level 1 to 4, from the third door on three skills with help. One of them is an official."""
    street = Street(doors=9)
    others = [one.code for one in skills_of(ALL, street.campaign) if one.code != "vneid"][:3]
    official = street.people(street.doors[3])[0]
    Resident.objects.filter(id=official.id).update(segment="official")
    for nth, door in enumerate(street.doors[:6]):
        who = str(street.people(door)[0].id)
        learnt = [[who, "vneid", min(nth + 1, 4)]]
        if nth >= 2:
            learnt += [[who, code, 2] for code in others]
        at = (clock.now() - dt.timedelta(days=nth + 1)).isoformat()
        street.push(street.op(street.encounter(door, at=at, outcomes=learnt)))
    recount_stale()
    return street


def ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


#: Days 2 to 4 ago: doors 1, 2, 3; of 3 the one who learnt is the official.
PERIOD = {"from": ago(4).isoformat(), "on": ago(2).isoformat()}
WHOLE = {"from": "", "on": ""}


def board(client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def lists_of(page: str) -> dict[str, int]:
    """Address of a list → the figure it opens from: of tiles their part, of links their own number."""
    plain = html.unescape(page)
    tiles = re.findall(r'class="tile-label"><a href="([^"]+)">.*?<b>([\d.]+) /', plain, flags=re.S)
    links = re.findall(
        r'<a href="([^"]*(?:households|able)/\?[^"]*)"[^>]*>\s*(?:<b>)?([\d.]+)', plain
    )
    return {url: int(shown.replace(".", "")) for url, shown in [*tiles, *links]}


@pytest.mark.parametrize("code", ["00322", "00322.07"])
@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ({}, 6),
        ({"on": PERIOD["on"]}, 4),
        (PERIOD, 6),
        ({"segment": "adult"}, 3),
        ({"skill": "vneid"}, 5),
        (PERIOD | {"segment": "official"}, 3),
        (PERIOD | {"segment": "adult", "skill": "vneid"}, 4),
    ],
)
def test_every_list_has_as_many_rows_as_its_figure_says(street, client, code, asked, least):
    client.force_login(street.admin)
    lists = lists_of(board(client, reverse("board", args=[code]), **asked))
    assert len(lists) >= least
    assert {url: rows_in(client, url) for url in lists} == lists


def test_a_period_counts_first_times_in_its_days_and_says_so(street, client):
    client.force_login(street.admin)
    page = board(client, reverse("board", args=["00322"]), **PERIOD)
    said = words_of(client.get(reverse("board", args=["00322"]), PERIOD))
    assert f"Bảng này chỉ tính: lần đầu từ {ago(4):%d/%m/%Y} đến {ago(2):%d/%m/%Y}" in said
    assert "3 / 9 hộ" in said
    assert "Khoảng ngày này được 3 hộ" in said
    assert "Hộ ưu tiên chưa tiếp cận" not in said
    assert f">{ago(2):%d/%m}<" in page, "the curve ends on the day asked for"
    assert f"hôm nay {ago(2):%d/%m}" not in page
    below = re.search(rf'href="({reverse("board", args=["00322.07"])}[^"]+)"', page)
    assert below
    assert parse_qs(urlsplit(html.unescape(below[1])).query) == {k: [v] for k, v in PERIOD.items()}


def test_periods_side_by_side_add_up_to_the_whole(street):
    days = [(None, ago(5)), (ago(4), ago(2)), (ago(1), clock.today())]
    for sight in (Sight(), Sight(segment="adult"), Sight(skill="vneid")):
        whole = queries.board(ALL, street.ward, street.campaign, [], clock.today(), sight=sight)
        parts = [
            queries.board(
                *(ALL, street.ward, street.campaign, [], until),
                sight=Sight(sight.segment, sight.skill, since),
            )
            for since, until in days
        ]
        for name in ("doors", "priority", "people", "basic", "main"):
            counted = [getattr(one, name).part for one in parts]
            assert sum(counted) == getattr(whole, name).part > 0, name


def test_rows_add_up_however_the_board_is_narrowed(street):
    street.door(street.ward, 90)
    street.door(street.group8, 91)
    recount(paths=[street.ward.path, street.group8.path])
    for sight in (
        Sight(since=ago(4)),
        Sight(segment="adult", since=ago(3)),
        Sight(segment="official"),
        Sight(skill="vneid", since=ago(5)),
    ):
        page = queries.board(
            *(ALL, street.ward, street.campaign, [street.group7, street.group8], ago(1)),
            sight=sight,
        )
        mains = [row.main for row in page.league]
        assert Measure(sum(m.part for m in mains), sum(m.whole for m in mains)) == page.main
        assert sum(row.basic.part for row in page.league) == page.basic.part


def test_a_service_has_a_ladder_for_each_segment(street, client):
    client.force_login(street.admin)
    said = words_of(client.get(reverse("board", args=["00322"]), {"skill": "vneid"}))
    page = queries.board(
        *(ALL, street.ward, street.campaign, [], clock.today()), sight=Sight(skill="vneid")
    )
    assert {one.segment: one.steps for one in page.ladders} == {
        "official": [0, 0, 0, 0, 1],
        "student": [0, 0, 0, 0, 0],
        "adult": [12, 1, 1, 1, 2],
    }
    assert page.main == Measure(4, 18)
    assert "4 / 18 người" in said
    assert "không chia được theo đối tượng hay dịch vụ" in said
    assert "3 / 9 hộ" not in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "31/13/2026"}, "không phải là ngày"),
        ({"from": ago(1).isoformat(), "on": ago(3).isoformat()}, "không thể bắt đầu từ"),
        ({"skill": "no-such"}, "Không chiến dịch nào ở đây hướng dẫn “no-such”"),
    ],
)
def test_what_cannot_be_asked_is_told(street, client, asked, said):
    client.force_login(street.admin)
    words = words_of(client.get(reverse("board", args=["00322"]), asked))
    assert said in words
    assert "Bảng này chỉ tính" not in words


def test_who_finished_early_is_not_behind_in_a_period():
    due = [(dt.date(2026, 11, 10), 100)]
    first = dt.date(2026, 11, 1)
    week = (dt.date(2026, 11, 4), dt.date(2026, 11, 6))
    assert pace_between(due, first, *week, 100) == 30
    assert pace_between(due, first, *week, 10) == 10
    assert pace_between(due, first, *week, 0) == 0


# ----------------------------------------------------------------------------------------- teams


@pytest.fixture
def team_street(street) -> Street:
    """The doors shared between two members; one door given to nobody in the team, one in no walk at all."""
    street.volunteer("Lê Thị Hoa")
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    rows = assignments_under(ALL, street.campaign, street.group7.path)
    rows.filter(household_id=street.doors[4].id).update(membership_id=None)
    rows.filter(household_id=street.doors[5].id).delete()
    return street


@pytest.mark.parametrize("asked", [{}, PERIOD, PERIOD | {"segment": "adult"}, {"skill": "vneid"}])
def test_every_list_of_a_team_has_as_many_rows_as_its_figure(team_street, client, asked):
    client.force_login(team_street.admin)
    lists = lists_of(board(client, reverse("team_board", args=[team_street.team.id]), **asked))
    assert len(lists) >= 2
    assert all(f"team={team_street.team.id}" in url for url in lists)
    assert {url: rows_in(client, url) for url in lists} == lists


@pytest.mark.parametrize("sight", [Sight(), Sight(since=ago(4)), Sight(segment="adult")])
def test_members_add_up_to_their_team_and_teams_to_the_board(team_street, sight):
    street = team_street
    page, members = team_board(
        *(ALL, street.team, street.campaign, street.ward.path, clock.today()), sight=sight
    )
    for name in ("doors", "priority", "basic", "main"):
        total, rows = getattr(page, name), [getattr(one.row, name) for one in members]
        assert Measure(sum(r.part for r in rows), sum(r.whole for r in rows)) == total, name
    # With every door given to the team it is the group's board, counted from tallies, to the last figure.
    for door in street.doors:
        if not assignments_under(ALL, street.campaign, "").filter(household_id=door.id).exists():
            end_household(actor=None, household=door, reason="moved")
    recount(paths=[street.group7.path])
    group = queries.board(*(ALL, street.group7, street.campaign, [], clock.today()), sight=sight)
    page, _members = team_board(
        *(ALL, street.team, street.campaign, street.ward.path, clock.today()), sight=sight
    )
    for name in ("doors", "priority", "people", "basic", "main", "days", "series", "outlook"):
        assert getattr(page, name) == getattr(group, name), name
    assert [one[1:] for one in page.ladders] == [one[1:] for one in group.ladders]


def test_a_board_lists_its_teams_and_what_is_in_none(team_street, client):
    client.force_login(team_street.admin)
    for code in ("00322", "00322.07"):
        page = board(client, reverse("board", args=[code]), **PERIOD, by="team")
        table = html.unescape(page.partition('id="league"')[2].partition("</table>")[0])
        table = table[table.index("<table") :]
        assert reverse("team_board", args=[team_street.team.id]) in table
        assert "chưa giao cho tổ nào" in table
        lists = lists_of(table)
        assert sorted(lists.values()) == [0, 1, 3, 8]
        assert {url: rows_in(client, url) for url in lists} == lists


def test_the_page_of_a_team_says_who_has_what(team_street, client):
    client.force_login(team_street.admin)
    said = words_of(client.get(reverse("team_board", args=[team_street.team.id])))
    assert "5 / 8 hộ" in said
    assert "Theo thành viên" in said
    assert "Lê Thị Hoa" in said
    assert "chưa giao cho ai" in said
    assert skill_indicator("vneid", 3) not in said


# --------------------------------------------------------------------------------- a week ahead


def test_that_a_milestone_will_be_missed_is_said_a_week_ahead_on_every_board(street, client):
    """Six of 24 doors in a week, and all of them are asked for eight days from now."""
    for n in range(20, 35):
        street.door(street.group7, n)
    recount(paths=[street.group7.path])
    assign_group(actor=None, campaign=street.campaign, area=street.group7)
    doors = street.campaign.targets.filter(indicator=HOUSEHOLDS_REACHED)
    doors.exclude(pk=doors.first().pk).delete()
    doors.update(due_on=ago(-8), percent=100)
    give_role(actor=None, account=street.admin, area=street.nation, kind="viewer")
    client.force_login(street.admin)
    said = {
        code: words_of(client.get(reverse("board", args=[code])))
        for code in ("VN", "01", "00322", "00322.07")
    }
    said["team"] = words_of(client.get(reverse("team_board", args=[street.team.id])))
    for words in said.values():
        assert f"sẽ không đạt mốc 100% ngày {ago(-8):%d/%m/%Y}" in words
    for where in ("00322", "00322.07", "team"):
        assert "Cách bù lại" in said[where]
        assert "Thêm ngày" in said[where]
        assert "Thêm người" in said[where]
    assert "phần thiếu nằm ở Tổ dân phố số 7" in said["00322"]
    for where in ("VN", "01"):
        assert "1 trong 1 chiến dịch sẽ không đạt mốc tới" in said[where]
        assert "Thiếu nhiều nhất ở Phường Tương Mai" in said[where]
