"""A sheet of staff on the pages: pasted, looked over, taken over with links shown once, taken back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk.test_people import choose
from tests.teams.people import Ward
from tungngo.accounts.models import Account

ROWS = "Họ và tên\tVai trò\tTên đăng nhập\nLê Hà\tCán bộ\tha.le\nĐỗ An\tGiám đốc\n"


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward: Ward, client: Client) -> Client:
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


def test_pasted_rows_become_accounts_with_links_that_are_shown_once(
    desk: Client, ward: Ward
) -> None:
    new = reverse("staff_sheet_new", args=["00322"])
    nothing = desk.post(new, {"pasted": ""})
    assert (nothing.status_code, "paste the rows" in nothing.content.decode()) == (422, True)
    looked = desk.post(new, {"pasted": ROWS}, follow=True)
    page, sheet = looked.content.decode(), looked.redirect_chain[-1][0]
    assert "row 3, column B" in page
    assert "staff.role_unknown" in page
    assert not Account.objects.filter(username="ha.le").exists(), "nothing before it is confirmed"

    links = desk.post(f"{sheet}commit/")
    assert "no-store" in links["Cache-Control"]
    found = re.findall(r"http://testserver(/signin/link/[^<\"\s]+)</code>", links.content.decode())
    assert len(found) == 1
    assert choose(Client(), found[0]).url == reverse("signin")
    assert "/signin/link/" not in desk.get(sheet).content.decode()
    again = desk.post(f"{sheet}commit/", follow=True).content.decode()
    assert "staff.not_kept" in again

    desk.post(f"{sheet}undo/")
    assert (
        Client()
        .post(reverse("signin"), {"username": "ha.le", "password": "ngõ sâu nhà nhỏ"})
        .status_code
        == 200
    )
    assert not Account.objects.filter(username="ha.le").exists()


def test_who_has_not_signed_in_for_long_is_listed_the_longest_first(
    desk: Client, ward: Ward
) -> None:
    for name, days in (("moi", 1), ("lau", 20), ("rat.lau", 200)):
        person = ward.staff(name, f"Người {name}", "officer", ward.ward)
        seen = timezone.now() - dt.timedelta(days=days)
        Account.objects.filter(pk=person.pk).update(last_login=seen, created_at=seen)
    page = desk.get(reverse("staff", args=["00322"]), {"show": "quiet"}).content.decode()
    listed = re.findall(r'class="opens"[^>]*>Người ([^<]+)</a>', page)
    assert listed == ["rat.lau", "lau"]
