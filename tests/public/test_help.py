"""Residents ask for help at home without an account; machines and floods are kept out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.encounters.street import Street
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.actions import end_campaign, reopen_campaign
from tungngo.campaigns.models import Campaign
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.public import asking
from tungngo.tickets import rules
from tungngo.tickets.models import HelpCall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def street() -> Street:
    return Street(doors=1)


def asked(client: Client, code: str = "00322.07", **given: Any) -> Any:
    told = {
        "name": "Bà Hoa",
        "phone": "0912 345 678",
        "place": "Số 12 Ngõ 281",
        "skills": ["vneid"],
        "wished_part": "morning",
        "agreed": "on",
    } | given
    return client.post(f"/help/{code}/", told)


def test_a_resident_asks_and_gets_a_number(client: Client, street: Street) -> None:
    page = client.get("/help/00322.07/").content.decode()
    assert "OTP" in page
    answer = asked(client)
    call = HelpCall.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/help/00322.07/{call.number}/"
    done = client.get(answer.url)
    assert f"{call.number[:3]} {call.number[3:]}" in done.content.decode()
    assert (call.via, call.path, call.phone) == ("public", street.group7.path, "+84912345678")
    assert (call.name, call.skills, call.wished_part) == ("Bà Hoa", ["vneid"], "morning")
    line = JournalLine.objects.get(verb="help.asked")
    assert "Hoa" not in f"{line.details}"
    assert "912345678" not in f"{line.details}{line.subject}"


def test_the_group_may_be_chosen_or_unknown(client: Client, street: Street) -> None:
    asked(client, "00322", group="00322.08")
    asked(client, "00322", phone="0912345679")
    paths = set(HelpCall.objects.values_list("path", flat=True))
    assert paths == {street.group8.path, street.ward.path}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"agreed": ""}, "agreement"),
        ({"phone": "12"}, "0912 345 678"),
        ({"place": ""}, "id_place_error"),
        ({"website": "http://spam"}, "website"),
        ({"wished_on": "2020-01-01"}, "already gone by"),
    ],
)
def test_what_cannot_be_taken_says_why_and_keeps_what_was_typed(
    client: Client, street: Street, given: Any, word: str
) -> None:
    client.cookies["django_language"] = "en"
    answer = asked(client, **given)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert word in body
    assert "Bà Hoa" in body
    assert not HelpCall.objects.exists()


def test_one_number_waits_for_a_few_calls_only(client: Client, street: Street) -> None:
    answers = [asked(client).status_code for _time in range(rules.MOST_OPEN_OF_NUMBER + 1)]
    assert answers == [302] * rules.MOST_OPEN_OF_NUMBER + [422]
    assert asked(client, phone="0912345679").status_code == 302


def test_an_address_asks_so_often_an_hour(
    client: Client, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_AN_HOUR", 2)
    phones = [f"091234560{n}" for n in range(4)]
    assert [asked(client, phone=p).status_code for p in phones] == [302, 302, 422, 422]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert asked(elsewhere, phone="0912345609").status_code == 302


def test_a_commune_is_not_drowned(
    client: Client, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 1)
    assert asked(client).status_code == 302
    assert asked(client, phone="0912345679").status_code == 422
    HelpCall.objects.update(asked_at=clock.now() - asking.timedelta(days=2))
    assert asked(client, phone="0912345679").status_code == 302


def test_pages_that_are_not_there(client: Client, street: Street) -> None:
    for code in ("01", "VN", "99999", "00322.99"):
        assert client.get(f"/help/{code}/").status_code == 404, code
    assert client.get("/help/00322.07/12345/").status_code == 404
    nobody = client.get("/help/00082/")
    assert nobody.status_code == 200
    assert b"<form method" not in nobody.content
    assert asked(client, "00082").status_code == 200
    assert not HelpCall.objects.exists()


def test_nothing_of_it_is_kept_on_the_way(client: Client, street: Street) -> None:
    for url in ("/help/00322/", "/help/00322/482173/"):
        assert "no-store" in client.get(url).headers["Cache-Control"]


def test_the_published_page_leads_there(client: Client, street: Street) -> None:
    assert "/help/00322/" in client.get("/p/00322/").content.decode()
    assert "/help/" not in client.get("/p/01/").content.decode()


def test_after_the_end_nothing_is_taken_and_the_way_on_is_said(
    client: Client, street: Street
) -> None:
    asked(client)
    end_campaign(actor=street.admin, campaign=street.campaign)
    for code in ("00322", "00322.07"):
        page = client.get(f"/help/{code}/").content.decode()
        for word in (f"{clock.today():%d/%m/%Y}", "45 ngày đêm", "/lessons/", "180 ngày", "OTP"):
            assert word in page, word
        assert "<input" not in page
        late = asked(client, code, phone="0912345670")
        assert "Bà Hoa" not in late.content.decode()
        assert "không lưu" in late.content.decode()
    assert HelpCall.objects.count() == 1
    assert "/help/00322/" not in client.get("/p/00322/").content.decode()
    reopen_campaign(actor=street.admin, campaign=street.campaign)
    assert asked(client, phone="0912345671").status_code == 302


def test_an_end_above_holds_where_nothing_runs(client: Client, street: Street) -> None:
    end_campaign(actor=street.admin, campaign=street.campaign)
    ended = Campaign.objects.filter(id=street.campaign.id)
    ended.update(ends_on=clock.today() - timedelta(days=3))  # ended after its last day
    assert f"{clock.today() - timedelta(days=3):%d/%m/%Y}" in asked(client).content.decode()
    own = Campaign.objects.get(id=street.campaign.id)
    own.pk, own.state = uuid7(), Campaign.State.RUNNING
    own.path, own.area = street.group8.path, street.group8
    own.save(force_insert=True)
    assert asked(client, "00322.07").status_code == 200, "ended here"
    assert asked(client, "00322.08").status_code == 302, "runs here"
    assert asked(client, "00322", group="00322.08", phone="0912345679").status_code == 302
