"""No desk page answers without its lock, and none outside the caller's reach."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.encounters.street import Street
from tungngo.desk import urls as desk_urls

#: Pages of the desk that anybody may open, and why.
OPEN = {
    "signin": "it is where one gets in",
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


def test_a_volunteer_without_a_role_is_kept_out(street, client):
    client.force_login(street.member)
    assert client.get(reverse("board", args=["00322"])).status_code == 403


def test_a_foreign_area_is_as_if_it_were_not_there(street, client):
    client.force_login(street.admin)
    assert client.get(reverse("board", args=["00322"])).status_code == 200
    for code in ("00082", "01", "VN", "99999"):
        assert client.get(reverse("board", args=[code])).status_code == 404
