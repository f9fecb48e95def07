"""Coming in: passwords, second steps, how long one stays, and what of it is written down."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.teams.people import Ward
from tungngo.accounts.models import Account, CacheEntry, JournalLine
from tungngo.accounts.passwords import LongEnough, NotTheName, Uncommon
from tungngo.lib import clock
from tungngo.teams.rules import Power, second_step_required

PASSWORD = "gõ từng nhà 2025"


@pytest.fixture
def ward(db) -> Ward:
    cache.clear()
    return Ward()


def sign_in(client: Client, *, name: str = "admin", password: str = PASSWORD, follow: bool = False):
    return client.post(reverse("signin"), {"username": name, "password": password}, follow=follow)


def code_of(secret: str, ahead: int = 0) -> str:
    """What an authenticator app shows now, or `ahead` half minutes later (RFC 6238)."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Sets up an authenticator app as a person would: the password again, the key, a code; gives the key
    and the recovery codes."""
    address = reverse("mfa_activate_totp")
    asked = client.get(address)
    assert asked.url.startswith(reverse("account_reauthenticate")), (
        "the password is asked for again"
    )
    wrong = client.post(asked.url, {"password": "wrong", "next": address})
    assert wrong.status_code == 422
    page = client.post(asked.url, {"password": PASSWORD, "next": address}, follow=True)
    secret = page.context["form"].secret
    assert client.post(address, {"code": "000000"}).status_code == 422
    codes = client.post(address, {"code": code_of(secret)}, follow=True)
    assert codes.status_code == 200
    return secret, list(codes.context["unused_codes"])


# ---------------------------------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("ngắn quá", "Ít nhất 10 ký tự"),
        ("1234567890", "Nhiều người dùng"),
        ("Mật khẩu 123456", "Nhiều người dùng"),
        ("vietnam2026", "Nhiều người dùng"),
        ("nguyenthimailan1", "quá giống"),
        ("Nguyễn Thị Mai Lan", "quá giống"),
    ],
)
def test_a_weak_password_is_refused_in_words(ward, client, password, says):
    client.force_login(ward.admin)
    given = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    answer = client.post(reverse("password"), given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    ward.admin.refresh_from_db()
    assert ward.admin.check_password(PASSWORD)


@given(st.text(min_size=10, max_size=40))
def test_the_rules_say_yes_or_no_to_whatever_is_typed(password):
    account = Account(username="hoa.le", full_name="Lê Thị Hoa", email="hoa@phuong.example")
    for rule in (LongEnough(10), Uncommon(), NotTheName()):
        with contextlib.suppress(ValidationError):
            rule.validate(password, account)
        assert rule.get_help_text()


def test_a_changed_password_ends_every_other_stay(ward, client):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "ngõ sâu nhà nhỏ"
    wrong = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert client.post(reverse("password"), wrong).status_code == 422
    done = client.post(reverse("password"), wrong | {"old_password": PASSWORD})
    assert done.url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert other.get(reverse("mfa_index")).status_code == 302
    assert sign_in(other).status_code == 200
    assert sign_in(other, password=new).url == "/desk/"


def test_tries_are_counted_in_the_database_and_held_back_once_in_the_journal(ward, client):
    """Whatever process answers, it sees the same count; a name that does not exist waits as well."""
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 200
    assert CacheEntry.objects.exists()
    assert not CacheEntry.objects.filter(cache_key__icontains="admin").exists()
    for _ in range(3):
        assert sign_in(Client()).status_code == 429
    (line,) = JournalLine.objects.filter(verb="account.held_back")
    assert (line.subject, line.path) == (str(ward.admin.pk), "01.00322.")
    for _ in range(5):
        sign_in(client, name="nobody", password="wrong")
    assert sign_in(client, name="nobody", password="wrong").status_code == 429


# -------------------------------------------------------------------------------------- second steps


def test_a_code_of_the_app_is_asked_for_from_then_on(
    ward, client, django_capture_on_commit_callbacks
):
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        secret, recovery = set_up_app(client)
    assert len(recovery) == 10
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data), "the key is not in the database as it is"

    other = Client()
    asked = sign_in(other)
    assert asked.url == reverse("mfa_authenticate")
    assert other.get("/desk/").status_code == 302, "the password alone opens nothing"
    assert other.get(asked.url).status_code == 200
    wrong = other.post(asked.url, {"code": "123456"})
    assert wrong.status_code == 422
    assert "Mã này không đúng" in wrong.content.decode()
    used = code_of(secret)
    assert other.post(asked.url, {"code": used}).url == "/desk/"
    behind = Client()
    sign_in(behind)
    again = behind.post(asked.url, {"code": used})
    assert again.status_code == 422, "a code that was used is worth nothing"

    lost = Client()
    sign_in(lost)
    assert lost.post(asked.url, {"code": recovery[0]}).url == "/desk/"
    lost = Client()
    sign_in(lost)
    assert lost.post(asked.url, {"code": recovery[0]}).status_code == 422
    ways = [line.details["way"] for line in JournalLine.objects.filter(verb="account.signed_in")]
    assert sorted(ways) == ["password", "second", "second"]
    assert JournalLine.objects.filter(
        verb="account.second_step", details__what="totp_activated", path="01.00322."
    ).exists()


def test_guessing_codes_gets_nowhere(ward, client):
    sign_in(client)
    secret, _codes = set_up_app(client)
    other = Client()
    page = sign_in(other).url
    for _ in range(5):
        other.post(page, {"code": "000000"})
    held = other.post(page, {"code": code_of(secret, 1)})
    assert held.status_code == 422
    assert "Đợi năm phút" in held.content.decode()


def test_who_must_have_a_second_step_sets_one_up_first_and_keeps_it(ward, client, settings):
    settings.SECOND_STEP = "admins"
    sign_in(client)
    board = reverse("board", args=["00322"])
    assert client.get(board).url == reverse("mfa_index")
    assert "xác thực hai bước" in client.get(reverse("mfa_index")).content.decode()
    set_up_app(client)
    assert client.get(board).status_code == 200
    off = reverse("mfa_deactivate_totp")
    assert "đây là cách cuối cùng" in client.get(off).content.decode()
    client.post(off)
    assert Authenticator.objects.filter(type="totp").exists()

    officer = ward.staff("officer", "Cán Bộ", "officer", ward.ward)
    other = Client()
    other.force_login(officer)
    assert other.get(board).status_code == 200
    settings.SECOND_STEP = "everybody"
    assert other.get(board).url == reverse("mfa_index")


def test_an_administrator_forgets_the_second_step_of_who_lost_it(ward, client):
    person = ward.staff("hoa", "Lê Thị Hoa", "officer", ward.ward)
    theirs = Client()
    sign_in(theirs, name="hoa")
    set_up_app(theirs)
    client.force_login(ward.admin)
    page = reverse("person", args=["00322", person.pk])
    assert reverse("person_second", args=["00322", person.pk]) in client.get(page).content.decode()
    client.post(reverse("person_second", args=["00322", person.pk]))
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), name="hoa").url == "/desk/"


@given(
    st.lists(
        st.builds(
            Power,
            st.sampled_from(["admin", "officer", "viewer", "leader", "member"]),
            st.just("01."),
        )
    )
)
def test_of_whom_a_second_step_is_wanted(powers):
    kinds = {power.kind for power in powers}
    assert not second_step_required(powers, "offered")
    assert second_step_required(powers, "admins") == ("admin" in kinds)
    assert second_step_required(powers, "everybody") == bool(kinds & {"admin", "officer", "viewer"})


# ------------------------------------------------------------------------------------------ staying


@pytest.mark.parametrize(("steps", "stays"), [([100, 100, 100], True), ([121], False)])
def test_who_does_nothing_for_two_hours_is_signed_out(ward, client, monkeypatch, steps, stays):
    sign_in(client)
    now, page = clock.now(), reverse("mfa_index")
    assert client.get(page).status_code == 200
    for minutes in steps:
        now += dt.timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda moment=now: moment)
        answer = client.get(page)
    assert (answer.status_code == 200) == stays
    if not stays:
        assert answer.url == f"/signin/?next={page}"
        assert "_auth_user_id" not in client.session
        assert "lâu không dùng" in client.get(answer.url).content.decode()


def test_nobody_stays_for_ever(ward, client, monkeypatch):
    sign_in(client)
    now, statuses = clock.now(), []
    for _ in range(13):
        now += dt.timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda moment=now: moment)
        statuses.append(client.get(reverse("mfa_index")).status_code)
    assert statuses == [200] * 11 + [302] * 2


def test_coming_and_going_is_written_under_the_place_of_the_highest_role(ward, client):
    sign_in(client)
    client.post(reverse("signout"))
    lines = JournalLine.objects.filter(verb__startswith="account.signed", path="01.00322.")
    assert [line.verb for line in lines.order_by("done_at", "id")] == [
        "account.signed_in",
        "account.signed_out",
    ]
    assert not re.search("Mai Lan|admin", " ".join(str(line.details) for line in lines))
