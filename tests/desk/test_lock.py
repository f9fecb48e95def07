"""No desk page answers without its lock, and none outside the caller's reach."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.encounters.street import Street
from tungngo.desk import urls as desk_urls
from tungngo.teams.actions import give_role

#: Pages of the desk that anybody may open, and why.
OPEN = {
    "signin": "it is where one gets in",
    "account_login": "the same page, as allauth calls it",
    "mfa_authenticate": "the second step of getting in",
    "mfa_login_webauthn": "it is another way of getting in",
    "sso": "it leads to the city's own way of getting in",
    "sso_callback": "it leads back from there",
    "signin_link": "who opens it has no password yet",
    "signout": "it only ends one's own stay",
    "set_language": "it only changes the language of one's own pages",
}


def patterns(found):
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield one


def test_every_desk_page_has_its_lock():
    pages = list(patterns(desk_urls.urlpatterns))
    unlocked = {page.name for page in pages if not getattr(page.callback, "is_locked", False)}
    assert len(pages) > 3
    assert unlocked == set(OPEN)


def test_the_lock_is_told_by_the_address_map_too():
    """A page added to the house anywhere under /desk/ is one of those tried above."""
    everywhere = {page.name for page in patterns(get_resolver().url_patterns)}
    assert {page.name for page in patterns(desk_urls.urlpatterns)} <= everywhere


@pytest.fixture
def street(db) -> Street:
    return Street()


def test_a_stranger_is_sent_to_sign_in(street, client):
    answer = client.get(reverse("board", args=["00322"]))
    assert answer.status_code == 302
    assert answer.url.startswith("/signin/?next=/desk/areas/00322/")


def test_staff_sign_in_with_name_and_password(street, client):
    wrong = client.post(reverse("signin"), {"username": "admin", "password": "wrong"})
    assert "không đúng" in wrong.content.decode()
    right = {"username": "admin", "password": "gõ từng nhà 2025"}
    assert client.post(reverse("signin"), right).url == "/desk/"
    assert client.get("/desk/").url == reverse("board", args=["00322"])


def try_password(client, password: str, *, name: str = "admin", **headers: str):
    return client.post(reverse("signin"), {"username": name, "password": password}, **headers)


@pytest.fixture
def _no_tries(db):
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("_no_tries")
def test_after_five_wrong_tries_even_the_right_password_waits(street, client):
    for _ in range(5):
        assert try_password(client, "wrong").status_code == 200
    answer = try_password(client, "gõ từng nhà 2025")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Đợi 5 phút rồi thử lại" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    # Another spelling of the name is the same name; another name or place does not wait.
    assert try_password(client, "wrong", name=" ADMIN ").status_code == 429
    assert try_password(client, "wrong", name="other").status_code == 200
    elsewhere = try_password(client, "gõ từng nhà 2025", REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


@pytest.mark.usefixtures("_no_tries")
def test_the_right_password_clears_the_tries(street, client):
    for _ in range(3):
        for _ in range(4):
            try_password(client, "wrong")
        assert try_password(client, "gõ từng nhà 2025").status_code == 302


@pytest.mark.usefixtures("_no_tries")
def test_the_proxy_is_believed_behind_tls_only(street, client, settings):
    for n in range(6):
        last = try_password(client, "wrong", HTTP_X_FORWARDED_FOR=f"1.1.1.{n}")
    assert last.status_code == 429
    settings.HTTPS = True
    answer = try_password(client, "wrong", HTTP_X_FORWARDED_FOR="9.9.9.9, 2.2.2.2")
    assert answer.status_code == 200


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(street, client):
    address = reverse("badges_in_area", args=["00322"])
    page = "http://testserver" + reverse("teams", args=["00322"])
    answer = client.post(address, headers={"referer": page + "?q=lan"})
    assert answer.url == "/signin/?next=/desk/areas/00322/teams/%3Fq%3Dlan"
    for foreign in ({}, {"referer": "https://evil.example/desk/"}):
        assert client.post(address, headers=foreign).url == "/signin/?next=/desk/"


def test_a_form_from_an_older_sign_in_is_refused_in_vietnamese(street):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(street.admin)
    answer = strict.post(reverse("groups_new", args=["00322"]), {})
    assert answer.status_code == 403
    assert "Trang này đã mở quá lâu" in answer.content.decode()


@pytest.mark.usefixtures("_no_tries")
def test_a_page_asked_for_opens_after_signing_in_and_no_foreign_one(street, client):
    asked = client.get("/desk/areas/00322/", follow=True)
    assert "Đăng nhập xong sẽ mở trang đó" in asked.content.decode()
    right = {"username": "admin", "password": "gõ từng nhà 2025"}
    away = client.post(reverse("signin"), right | {"next": "https://evil.example/"})
    assert away.url == "/desk/"


def test_a_desk_of_several_areas_offers_them(street, client):
    give_role(actor=None, account=street.admin, area=street.elsewhere, kind="viewer")
    client.force_login(street.admin)
    body = client.get("/desk/").content.decode()
    for code in ("00322", "00082"):
        assert reverse("board", args=[code]) in body
    assert body.count("Thành phố Hà Nội") == 2


def test_a_volunteer_without_a_role_is_kept_out(street, client):
    client.force_login(street.member)
    assert client.get(reverse("board", args=["00322"])).status_code == 403


def test_a_foreign_area_is_as_if_it_were_not_there(street, client):
    client.force_login(street.admin)
    assert client.get(reverse("board", args=["00322"])).status_code == 200
    for code in ("00082", "01", "VN", "99999"):
        assert client.get(reverse("board", args=[code])).status_code == 404
