"""Every figure of a board opens the list behind it, and the list has as many rows as the figure says."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import figures, queries
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.rules import fewest, more_hands
from tungngo.progress.sight import Sight
from tungngo.territory.models import Household, Resident

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    street = Street(doors=9)
    for nth, door in enumerate(street.doors[:5]):
        people = [str(person.id) for person in street.people(door)]
        at = (clock.now() - dt.timedelta(days=nth + 1)).isoformat()
        met = street.encounter(door, at=at, outcomes=[[people[0], "vneid", nth]])
        street.push(street.op(met))
    street.push(street.op(street.encounter(street.doors[5], result="absent")))
    street.push(
        street.op(
            street.encounter(street.doors[6], result="refused", come_back_on=str(clock.today()))
        )
    )
    street.push(street.op(street.encounter(street.doors[6], result="absent")))
    recount_stale()
    return street


def links_of(page: str) -> dict[str, int]:
    """Address → the number that the link shows, of every link to a list with a question, or of
    encounters."""
    found = re.findall(
        r'<a href="([^"]*(?:\?[^"]*(?:stand|skill)=|/encounters/)[^"]*)"[^>]*>\s*(?:<b>)?([\d.]+)',
        page,
    )
    return {html.unescape(url): int(shown.replace(".", "")) for url, shown in found}


def rows_in(client, address: str) -> int:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode().count('<th scope="row"')


@pytest.mark.parametrize("code", ["00322", "00322.07"])
def test_a_list_has_as_many_rows_as_its_figure_says(street, client, code):
    client.force_login(street.admin)
    links = links_of(client.get(reverse("board", args=[code])).content.decode())
    stands = {url.partition("stand=")[2].partition("&")[0] for url in links if "stand=" in url}
    assert stands == {"met", "absent", "never", "reached"}
    days = [url for url in links if "stand=reached&on=" in url]
    assert len(days) == 6, "each day of the curve since the first door"
    met = {url: number for url, number in links.items() if "/encounters/" in url}
    assert met[reverse("encounters", args=[code])] == 8
    assert sum(number for url, number in met.items() if "from=" in url) == 8, "day by day"
    assert sum(number for url, number in met.items() if "place=" in url) == 8, "place by place"
    assert any("skill=vneid" in url for url in links)
    assert {url: rows_in(client, url) for url in links} == links


def test_doors_by_where_they_stand(street, client):
    client.force_login(street.admin)
    base = reverse("households", args=["00322"])
    wanted = {"reached": 5, "unreached": 4, "never": 2, "absent": 2, "met": 5, "promised": 0}
    assert {stand: rows_in(client, f"{base}?stand={stand}") for stand in wanted} == wanted
    assert rows_in(client, f"{base}?stand=reached&priority=1") == 3
    assert rows_in(client, f"{base}?stand=nonsense") == 9
    words = client.get(base).content.decode()
    assert f"đã gặp {clock.today() - dt.timedelta(days=1):%d/%m/%Y}" in words
    assert "vắng nhà, 2 lần" in words
    assert "chưa đến" in words


def test_people_by_what_they_can_do(street, client):
    client.force_login(street.admin)
    base = reverse("able", args=["00322"])
    for level, people in ((1, 4), (2, 3), (3, 2), (4, 1)):
        assert rows_in(client, f"{base}?skill=vneid&level={level}") == people
    assert rows_in(client, f"{base}?skill=vneid&level=1&segment=student") == 0
    assert rows_in(client, f"{base}?skill=vneid&level=1&segment=adult") == 4
    page = client.get(f"{base}?skill=vneid&level=3").content.decode()
    assert "Người 4.0" in page
    assert "Người 1.0" not in page
    line = JournalLine.objects.filter(verb="people.seen").latest("done_at")
    assert (line.actor, line.path, line.subject) == (street.admin, street.ward.path, "vneid")


def test_people_are_listed_where_officers_reach_only(street, client):
    client.force_login(street.admin)
    for code in ("01", "VN"):
        street.admin.is_operator = True
        street.admin.save()
        answer = client.get(reverse("able", args=[code]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("board", args=[code]))


def test_a_milestone_that_will_be_missed_says_what_would_mend_it(street, client):
    """5 of 9 doors in five days, and two more are needed by tomorrow."""
    today = clock.today()
    soon = today + dt.timedelta(days=1)
    doors = street.campaign.targets.filter(indicator=HOUSEHOLDS_REACHED).order_by("due_on")
    doors.filter(pk=doors.first().pk).update(due_on=soon)
    client.force_login(street.admin)
    page = queries.board(ALL, street.ward, street.campaign, [street.group7], today)
    said = figures.mending(page, 1)
    assert figures.headline(page).state == "risk"
    assert len(said) == 3
    late = (page.series[0].met_on - soon).days if page.series[0].met_on else 0
    assert f"muộn {late} ngày" in said[0]
    assert "Thêm người" in said[1]
    assert "Tổ dân phố số 7" in said[2]
    shown = html.unescape(client.get(reverse("board", args=["00322"])).content.decode())
    assert "Cách bù lại" in shown
    assert said[0] in shown
    assert figures.mending(page, None) == [said[0], said[2]]


def test_the_fewest_areas_that_close_a_gap():
    assert fewest([3, 0, 10, -4, 5], 12) == [2, 4]
    assert fewest([3, 0, 10], 10) == [2]
    assert fewest([1, 2], 100) == [1, 0]
    assert fewest([5, 6], 0) == []


def test_how_many_more_people_it_takes():
    assert more_hands(100, 10, 5.0, 10) == 10
    assert more_hands(50, 10, 5.0, 10) == 0
    assert more_hands(51, 10, 5.0, 10) == 1
    assert more_hands(100, 0, 5.0, 10) is None
    assert more_hands(100, 10, 0.0, 10) is None
    assert more_hands(100, 10, 5.0, 0) is None


def test_doors_that_ended_are_in_no_list(street, client):
    Household.objects.filter(id=street.doors[0].id).update(ended_on=clock.today())
    client.force_login(street.admin)
    assert rows_in(client, reverse("households", args=["00322"]) + "?stand=reached") == 4


def test_skills_of_one_part_of_the_people(street, client):
    client.force_login(street.admin)
    first = street.people(street.doors[1])[0]
    Resident.objects.filter(id=first.id).update(segment="official")
    recount(paths=[street.group7.path])
    board = reverse("board", args=["00322.07"])
    able = {
        one: links_of(client.get(f"{board}?segment={one}").content.decode())
        for one in ("", "adult")
    }
    for segment, links in able.items():
        lists = {url: n for url, n in links.items() if "skill=vneid" in url}
        assert lists
        assert all(("segment=adult" in url) == bool(segment) for url in lists)
        assert {url: rows_in(client, url) for url in lists} == lists
    page = queries.board(
        ALL, street.group7, street.campaign, [], clock.today(), sight=Sight(segment="official")
    )
    assert [one.steps for one in page.ladders if one.skill.code == "vneid"] == [[0, 1, 0, 0, 0]]
