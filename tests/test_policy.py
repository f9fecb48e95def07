"""The policy of pages: what comes from elsewhere only when an operator said so."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.desk.test_reach_matrix import (
    Matrix,
    arguments_of,
    matrix,
    matrix_ground,
    pages,
    url_of,
)
from tests.house.pages import WRITTEN_IN
from tungngo.policy import HEADER, Policy, origin_of, policy

__all__ = ["matrix", "matrix_ground"]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tiles.vn:8443/{z}/{x}/{y}.png?key=1", "https://tiles.vn:8443"),
        ("https://{s}.tiles.vn/{z}/{x}/{y}.png", "https://*.tiles.vn"),
        ("https://me:secret@tiles.vn/{z}/{x}/{y}.png", "https://tiles.vn"),
        ("/tiles/{z}/{x}/{y}.png", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_server_is_named_without_what_is_asked_of_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_nothing_written_into_a_page_runs_and_nothing_comes_from_elsewhere() -> None:
    held = policy()
    assert not [word for word in ("unsafe", "http", "*") if word in held]
    assert policy(tiles="https://tiles.vn/{z}/{x}/{y}.png") == held.replace(
        "img-src 'self' data: blob:", "img-src 'self' data: blob: https://tiles.vn"
    )


def test_who_signs_in_may_be_sent_to_the_citys_server_and_nobody_else(settings) -> None:  # type: ignore[no-untyped-def]
    settings.OIDC_SERVER, settings.TILES = "https://sso.city.vn/realm", "https://t.vn/{z}.png"
    pages = Policy(lambda _asked: HttpResponse("<p>"))
    held = {path: pages(RequestFactory().get(path))[HEADER] for path in ("/signin/", "/desk/")}
    assert "form-action 'self' https: https://sso.city.vn;" in held["/signin/"]
    assert "form-action 'self';" in held["/desk/"]
    assert all("https://t.vn" in one for one in held.values())


def test_a_page_that_says_its_own_keeps_it_and_a_list_of_figures_needs_none() -> None:
    own = Policy(lambda _asked: HttpResponse("<p>", headers={HEADER: "sandbox"}))
    assert own(RequestFactory().get("/"))[HEADER] == "sandbox"
    plain = Policy(lambda _asked: HttpResponse("1", content_type="text/csv"))
    assert HEADER not in plain(RequestFactory().get("/"))


def test_every_page_of_the_desk_as_it_is_made_obeys_its_policy(matrix: Matrix) -> None:
    """With what values put into templates; what scripts do is seen by the journeys."""
    client, seen = matrix.client("admin"), 0
    for page in pages():
        url = url_of(page, {name: matrix.own.texts[name] for name in arguments_of(page)})
        answer = client.get(url)
        if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code > 299:
            continue
        made, seen = answer.content.decode(), seen + 1
        assert not WRITTEN_IN.findall(made), page.name
        assert not re.findall(r"<(?:script|link|img|source)[^>]+(?:src|href)=.https?:", made), url
        assert "script-src 'self'" in answer[HEADER], page.name
    assert seen > 60
