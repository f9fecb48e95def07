"""Numbers of what is on its way open it: what was received and is not counted yet, what phones still hold."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.test_figures_open import rows_in
from tests.encounters.street import Street
from tests.teams.people import area
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Account, Device, JournalLine
from tungngo.encounters.at_desk import Meeting, record_at_desk
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.reports.models import Export
from tungngo.teams.actions import add_member, dissolve_team, end_member, give_role, make_team
from tungngo.teams.models import Membership
from tungngo.teams.queries import Carried, carried_below, phones_carrying, phones_waiting
from tungngo.territory.models import Area, Kind, Level

ALL = Reach.everything()
LATER, PHONES = "đã nhận, sắp được tính", "còn trên điện thoại, theo lần báo gần nhất"


@pytest.fixture
def street(db) -> Street:
    """Two visits that are counted, five that have just arrived: a correction, one taken back, one of another
    helper, one written down at the desk for a door that lies in no group."""
    street = Street(doors=6)
    street.other, street.second = street.volunteer("Lê Thị Hoa")
    street.stray = street.door(street.ward, 9)
    first, second = (street.encounter(street.doors[n]) for n in (0, 1))
    for body in (first, second):
        street.push(street.op(body))
    while recount_stale():
        pass
    street.push(
        street.op(street.encounter(street.doors[0], amends=first["id"], result="absent")),
        street.op(street.encounter(street.doors[1], amends=second["id"], withdrawn=True)),
        street.op(street.encounter(street.doors[2])),
    )
    street.push(street.op(street.encounter(street.doors[3])), phone=street.second)
    who = [street.people(street.stray)[0].id]
    met = Meeting(uuid7(), "class", clock.today(), who, "vneid", 2)
    record_at_desk(
        actor=street.admin, household=street.stray, campaign_id=street.campaign.id, met=met
    )
    return street


def opened(client: Client, words: str, url: str) -> tuple[str, int]:
    """Where the number before these words on a page leads ("": nowhere), and the number."""
    page = html.unescape(client.get(url).content.decode())
    found = re.search(rf'(?:<a href="([^"]+)">)?<b>([\d.]+)</b> {words}', page)
    assert found, f"{words} is not on {url}"
    return found[1] or "", int(found[2])


def board(code: str) -> str:
    return reverse("board", args=[code])


def everywhere(street: Street) -> Account:
    """Somebody who looks at the nation."""
    account = street.staff("cuc", "Cục", "viewer", street.city)
    give_role(actor=None, account=account, area=street.nation, kind="viewer")
    return account


@pytest.mark.parametrize(("code", "number"), [("00322", 5), ("00322.07", 4)])
def test_what_has_just_arrived_opens_its_rows(street, client, code, number):
    client.force_login(street.admin)
    url, shown = opened(client, LATER, board(code))
    assert shown == number
    assert rows_in(client, url) == number
    page = html.unescape(client.get(url).content.decode())
    assert LATER in page
    assert "bản sửa" in page
    assert "Tải tệp XLSX" not in page
    assert rows_in(client, f"{url}&result=absent") == 1
    assert f"{reverse('encounters', args=[code])}?counted=later" == url
    assert JournalLine.objects.filter(verb="encounters.listed", subject=code).exists()
    said = html.unescape(client.get(reverse("encounters", args=[code])).content.decode())
    assert f'<a href="?counted=later">{number} ' in said


def test_counted_it_opens_nothing_and_says_so(street, client):
    client.force_login(street.admin)
    while recount_stale():
        pass
    for code in ("00322", "00322.07"):
        assert opened(client, LATER, board(code)) == ("", 0)
    base = reverse("encounters", args=["00322"])
    assert rows_in(client, f"{base}?counted=later") == 0
    assert (
        "Mọi kết quả đã nhận đều đã được tính"
        in client.get(f"{base}?counted=later").content.decode()
    )


def test_of_what_is_about_to_be_counted_no_file_is_made(street, client):
    client.force_login(street.admin)
    file = reverse("encounters_file", args=["00322"]) + "?counted=later"
    answer = client.post(file, follow=True)
    assert "export.not_counted_yet" in answer.content.decode()
    assert not Export.objects.exists()


def test_above_communes_it_says_where_it_waits(street, client):
    client.force_login(everywhere(street))
    for code in ("VN", "01"):
        url, shown = opened(client, LATER, board(code))
        page = html.unescape(client.get(url).content.decode())
        assert re.search(r'<tfoot>.*?<td class="right">5</td>', page), code
        assert "Chủ hộ" not in page
        [(deeper, rows)] = re.findall(
            r'class="opens" href="([^"]+)">.*?<td class="right">([\d.]+)', page
        )
        assert (shown, int(rows)) == (5, 5)
    assert deeper == reverse("encounters", args=["00322"]) + "?counted=later"
    assert rows_in(client, deeper) == 5
    while recount_stale():
        pass
    empty = client.get(reverse("encounters", args=["01"]) + "?counted=later").content.decode()
    assert "Mọi kết quả đã nhận đều đã được tính" in empty


# ---------------------------------------------------------------------------------------- on phones


def carries(phone: Device, waiting: int) -> None:
    Device.objects.filter(pk=phone.pk).update(waiting=waiting)


def held(client: Client, url: str) -> list[int]:
    """The encounters in each row of the list at `url`; its last line is their sum."""
    page = html.unescape(client.get(url).content.decode())
    body, _tfoot, foot = page.partition("<tfoot>")
    *_rest, whole = re.findall(r'<td[^>]*class="right[^"]*">([\d.]+)</td>', foot)
    rows = [
        int(re.findall(r'<td[^>]*class="right[^"]*">(-?[\d.]+)</td>', row)[-1])
        for row in body.split("<tbody>")[1].split("<tr>")[1:]
    ]
    assert sum(rows) == int(whole)
    return rows


def test_phones_that_hold_something_are_listed_with_whose_they_are(street, client):
    client.force_login(street.admin)
    assert opened(client, PHONES, board("00322")) == ("", 0)
    carries(street.phone, 7)
    carries(street.second, 4)
    for code in ("00322", "00322.07"):
        url, shown = opened(client, PHONES, board(code))
        assert (url, shown) == (reverse("phones", args=[code]), 11)
        assert sorted(held(client, url)) == [4, 7]
    page = html.unescape(client.get(url).content.decode())
    assert page.index("Trần Văn Bình") < page.index("Lê Thị Hoa"), "silent for longer"
    member = Membership.objects.get(account=street.other)
    assert reverse("member", args=[member.id]) in page
    assert "Tổ 7" in page
    assert "Chủ hộ" not in page
    empty = client.get(reverse("phones", args=["00322.08"])).content.decode()
    assert "Không điện thoại nào còn giữ kết quả" in empty


def test_who_left_is_listed_where_they_worked_last_and_who_moved_where_they_are(street, client):
    client.force_login(street.admin)
    carries(street.phone, 7)
    carries(street.second, 4)
    eight = make_team(actor=street.admin, area=street.group8, name="Tổ 8")
    gone, moved = (Membership.objects.get(account=one) for one in (street.member, street.other))
    for one in (gone, moved):
        end_member(actor=street.admin, membership=one)
    add_member(actor=street.admin, team=eight, account=street.other, part="member")
    assert phones_waiting(ALL, street.group7.path) == 7
    assert phones_waiting(ALL, street.group8.path) == 4
    assert phones_waiting(ALL, street.ward.path) == 11
    page = html.unescape(client.get(reverse("phones", args=["00322.07"])).content.decode())
    assert "không còn ở trong tổ" in page
    assert "Lê Thị Hoa" not in page
    dissolve_team(actor=street.admin, team=eight)
    assert phones_waiting(ALL, street.group8.path) == 4
    assert not phones_carrying(Reach((street.elsewhere.path,)), "").exists()
    Device.objects.update(revoked_at=street.team.created_at)
    assert phones_waiting(ALL, "") == 0


def another_ward(street: Street) -> tuple[Area, Device]:
    """Another ward, in whose team somebody of the street works, too, and a phone of its own."""
    ward = area("00300", Level.COMMUNE, Kind.WARD, "Bách Khoa", street.city)
    team = make_team(actor=None, area=ward, name="Tổ Bách Khoa")
    add_member(actor=None, team=team, account=street.other, part="member")
    own = add_member(actor=None, team=team, full_name="Vũ Thị Ngân").account
    [(_badge, secret)] = issue_badges(actor=None, accounts=[own])
    return ward, claim_badge(secret=secret, label="máy của Ngân")[0]


def test_above_communes_phones_are_counted_by_area_and_nobody_is_named(street, client):
    client.force_login(everywhere(street))
    ward, phone = another_ward(street)
    for one, waiting in ((street.phone, 7), (street.second, 4), (phone, 2)):
        carries(one, waiting)
    assert carried_below(ALL, "01.") == {
        street.ward.path: Carried(2, 11),
        ward.path: Carried(2, 6),
    }
    for code, rows in (("VN", [13]), ("01", [11, 6, -4])):
        url, shown = opened(client, PHONES, board(code))
        assert (shown, held(client, url)) == (13, rows)
        page = html.unescape(client.get(url).content.decode())
        for name in ("Trần Văn Bình", "Lê Thị Hoa", "Vũ Thị Ngân", "Tổ 7"):
            assert name not in page
    assert "người thuộc nhiều địa bàn" in page
    for one, parts in ((street.ward, [4, 7]), (ward, [2, 4])):
        assert f'href="{reverse("phones", args=[one.code])}"' in page
        assert sorted(held(client, reverse("phones", args=[one.code]))) == parts


def test_the_page_of_the_count_leads_there_too(street, client):
    carries(street.phone, 7)
    for account, code in ((street.admin, "00322"), (everywhere(street), "VN")):
        client.force_login(account)
        page = html.unescape(client.get(reverse("state")).content.decode())
        assert f'<a href="{reverse("encounters", args=[code])}?counted=later">5</a>' in page
        assert f'<a href="{reverse("phones", args=[code])}">7</a>' in page
    client.force_login(street.staff("xa", "Người Xa", "viewer", street.elsewhere))
    page = client.get(reverse("state")).content.decode()
    assert "counted=later" not in page
    assert "/phones/" not in page
