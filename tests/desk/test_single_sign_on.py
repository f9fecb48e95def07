"""A city's single sign-on, against a server that really speaks OpenID Connect and sometimes lies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.desk.city import CLIENT, SECRET, City, running_city
from tests.teams.people import Ward
from tungngo.accounts.models import Account, JournalLine


@pytest.fixture(scope="module")
def server() -> Iterator[City]:
    with running_city() as running:
        yield running


@pytest.fixture
def city(server: City, settings: Any) -> City:
    fresh = City(url=server.url, key=server.key)
    vars(server).update(vars(fresh))
    app = {
        **{"provider_id": "city", "name": "city", "client_id": CLIENT, "secret": SECRET},
        "settings": {"server_url": server.url, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [app]}
    }
    settings.OIDC_SERVER = server.url
    return server


@pytest.fixture
def person(db: None) -> Account:
    cache.clear()
    ward = Ward()
    made = ward.staff("hoa", "Lê Thị Hoa", "officer", ward.ward)
    Account.objects.filter(pk=made.pk).update(email="hoa@phuong.example", password="!")
    made.refresh_from_db()
    return made


def sign_in(city: City, client: Client | None = None, next_: str = "") -> tuple[Client, Any]:
    """The whole way: the button, the city's page, and back."""
    client = client or Client()
    away = client.post(reverse("sso"), {"next": next_} if next_ else {})
    assert away.status_code == 302, away.content.decode()
    assert away.url.startswith(f"{city.url}/authorize?")
    return client, client.get(city.authorize(away.url))


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_has_an_account_comes_in_and_is_known_by_subject_from_then_on(city, person):
    assert "Đăng nhập một lần" in Client().get(reverse("signin")).content.decode()
    page = reverse("board", args=["00322"])
    client, answer = sign_in(city, next_=page)
    assert answer.url == page
    assert client.get(page).status_code == 200
    (known,) = SocialAccount.objects.all()
    assert (known.user, known.uid, known.extra_data) == (person, "1007", {})
    (line,) = JournalLine.objects.filter(verb="account.signed_in")
    assert (line.details, line.path) == ({"way": "sso"}, "01.00322.")

    # Another address later: the subject counts, and no second account is tied to the new address.
    city.email = "khac@phuong.example"
    again, answer = sign_in(city)
    assert (answer.url, inside(again)) == ("/desk/", True)
    assert SocialAccount.objects.count() == 1


def test_the_address_may_come_from_userinfo_of_the_same_subject_alone(city, person):
    city.userinfo = {"sub": "1007", "email": "HOA@phuong.example", "email_verified": True}
    client, _answer = sign_in(city)
    assert inside(client)
    SocialAccount.objects.all().delete()
    city.userinfo |= {"sub": "1008"}
    client, answer = sign_in(city)
    assert not inside(client)
    assert "sso.failed" in answer.content.decode()


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
    ],
    ids=lambda lies: "-".join(f"{name}={value}"[:12] for name, value in lies.items()),
)
def test_an_id_token_that_lies_lets_nobody_in(city, person, lies):
    city.lies = lies
    client, answer = sign_in(city)
    assert answer.status_code == 403
    assert "sso.failed" in answer.content.decode()
    assert not inside(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(rsa.generate_private_key(65537, 2048), "RS256"), ("x" * 32, "HS256"), ("", "none")],
    ids=["another key", "a shared secret", "no signature"],
)
def test_an_id_token_signed_otherwise_lets_nobody_in(city, person, key, algorithm):
    city.signs_with, city.algorithm = key, algorithm
    if algorithm == "none":
        city.signs_with = None
        city.key, kept = None, city.key
    client, answer = sign_in(city)
    if algorithm == "none":
        city.key = kept
    assert "sso.failed" in answer.content.decode()
    assert not inside(client)


def test_a_token_need_not_name_its_key_where_there_is_one_alone(city, person):
    """As some servers do it; signed by another key, or with two to choose from, nobody comes in."""
    city.kid = None
    client, _answer = sign_in(city)
    assert inside(client)
    city.keys = 2
    assert not inside(sign_in(city)[0])
    city.keys, city.signs_with = 1, rsa.generate_private_key(65537, 2048)
    assert not inside(sign_in(city)[0])
    city.signs_with, city.lies = None, {"aud": "somebody-else"}
    assert not inside(sign_in(city)[0])


def test_an_answer_to_an_attempt_nobody_made_here_lets_nobody_in(city, person):
    """A link sent by somebody else (login CSRF), a used code, a code taken by another browser."""
    victim, mine = Client(), Client()
    back = city.authorize(mine.post(reverse("sso")).url)
    stolen = victim.get(back)
    assert (stolen.status_code, inside(victim)) == (403, False)
    assert mine.get(back).url == "/desk/"
    assert mine.get(back).status_code == 403, "the state is used up"

    other = Client()
    other.post(reverse("sso"))
    away = dict(parse_qsl(urlsplit(other.post(reverse("sso")).url).query))
    theirs = dict(parse_qsl(urlsplit(city.authorize(Client().post(reverse("sso")).url)).query))
    mixed = {"code": theirs["code"], "state": away["state"]}
    assert other.get(reverse("sso_callback"), mixed).status_code == 403
    assert not inside(other)
    assert city.refused == ["verifier"]


@pytest.mark.parametrize(
    "change",
    [
        {"email": "khach@example.com"},
        {"lies": {"email_verified": False}},
        {"lies": {"email_verified": "true"}},
        {"userinfo": {"sub": "1007"}},
        {"lies": {"email": ""}},
    ],
    ids=["unknown", "unverified", "a word", "no address", "empty address"],
)
def test_who_is_not_known_here_is_told_so_and_no_account_is_made(city, person, change):
    vars(city).update(change)
    client, answer = sign_in(city)
    assert answer.status_code == 403
    assert "sso.unknown" in answer.content.decode()
    assert not inside(client)
    assert Account.objects.count() == 2
    assert not SocialAccount.objects.exists()


def test_a_city_that_hands_out_the_addresses_itself_may_be_trusted(city, person, settings):
    city.lies = {"email_verified": None}
    settings.OIDC_TRUST_EMAIL = True
    client, _answer = sign_in(city)
    assert inside(client)


def test_a_closed_account_and_a_volunteer_do_not_come_in(city, person):
    sign_in(city)
    Account.objects.filter(pk=person.pk).update(is_active=False)
    client, answer = sign_in(city)
    assert "sso.unknown" in answer.content.decode()
    assert not inside(client)


def test_breaking_off_is_told_apart_from_trouble(city, person):
    client = Client()
    state = dict(parse_qsl(urlsplit(client.post(reverse("sso")).url).query))["state"]
    answer = client.get(reverse("sso_callback"), {"error": "access_denied", "state": state})
    assert "sso.cancelled" in answer.content.decode()


def test_a_city_that_is_away_is_told_in_words(city, person, settings):
    providers = settings.SOCIALACCOUNT_PROVIDERS
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().post(reverse("sso"))
    assert answer.status_code == 403
    assert "sso.failed" in answer.content.decode()


def test_a_second_step_set_up_here_is_asked_for_here(city, person):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client, answer = sign_in(city)
    assert answer.url == reverse("mfa_authenticate")
    assert not inside(client)


def test_where_single_sign_on_is_off_there_is_no_such_page(db):
    assert Client().post(reverse("sso")).status_code == 404
    assert Client().get(reverse("sso_callback")).status_code == 404
    assert reverse("sso") not in Client().get(reverse("signin")).content.decode()
