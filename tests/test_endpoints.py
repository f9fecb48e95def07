"""Every address of the installation × who calls × whose area. An address nobody placed here fails.

The desk has a matrix of its own (tests/desk/test_reach_matrix.py): here stand the callers that one has
not, and every address that is no page of the desk. What phones may is in tests/field/test_reach.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.desk.test_reach_matrix import (
    FOR_ADMINS,
    OPEN,
    SECRETS,
    Matrix,
    arguments_of,
    matrix,
    matrix_ground,
    pages,
    tried,
    url_of,
)
from tests.teams.people import area
from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.field import urls as field_urls
from tungngo.policy import HEADER, KINDS
from tungngo.teams.actions import add_member, give_role, withdraw_role
from tungngo.territory.models import Kind, Level

__all__ = ["matrix", "matrix_ground"]

#: The id of nothing.
NOWHERE = "00000000-0000-7000-8000-000000000000"

#: Addresses for everybody, signed in or not: name → address, and what GET and POST answer.
FOR_ANYONE: dict[str, tuple[str, int, int]] = {
    "front": ("/", 200, 405),
    "published": ("/p/00322/", 200, 405),
    "ask_help": ("/help/00322/", 200, 422),
    "ask_help_done": ("/help/00322/000000/", 200, 405),
    "check_in": (f"/here/00322/{NOWHERE}/nothing/", 404, 404),
    "quiz_answer": ("/q/00322/nothing/", 404, 404),
    "quiz_done": ("/q/00322/nothing/01985a00-0000-7000-8000-000000000000/", 404, 405),
    "certificate_public": ("/c/00322/nothing/", 404, 404),
    "certificate_badge": ("/c/00322/nothing/badge.jwt", 404, 405),
    "badge_issuer": ("/badges/issuer/00322", 200, 405),
    "badge_achievement": (f"/badges/rule/{NOWHERE}", 404, 405),
    "badge_keys": ("/badges/keys", 200, 405),
    "badge_key": ("/badges/keys/nothing", 404, 405),
    "badge_status": ("/badges/status/00322/1", 404, 405),
    "language": ("/language/vi/", 302, 405),
    "lessons_public": ("/lessons/", 200, 405),
    "lesson": ("/lessons/vneid/xx/", 404, 405),
    "lesson_level": ("/lessons/vneid/3/xx/", 404, 405),
    "lesson_media": ("/lessons/media/nothing/", 404, 405),
    "open_csv": ("/p/00322/figures.csv", 200, 405),
    "open_json": ("/p/00322/figures.json", 200, 405),
    "duties_feed": ("/duties/nobody-signed-this.ics", 404, 405),
    "data_figures": ("/data/no-such-secret/figures.csv", 404, 405),
    "points_public": ("/p/00322/points/", 200, 405),
    "points_feed": ("/p/00322/points.ics", 200, 405),
    "point_public": (f"/point/00322/{NOWHERE}/", 404, 405),
    "point_feed": (f"/point/00322/{NOWHERE}/sessions.ics", 404, 405),
    "robots": ("/robots.txt", 200, 405),
    "signin": ("/signin/", 200, 200),
    "account_login": ("/signin/", 200, 200),
    "mfa_authenticate": ("/signin/second/", 302, 302),
    "mfa_login_webauthn": ("/signin/passkey/", 302, 302),
    "sso": ("/signin/sso/", 405, 404),
    "sso_callback": ("/signin/sso/back/", 404, 404),
    "signin_link": ("/signin/link/nobody/nothing/", 200, 200),
    "signout": ("/signout/", 405, 302),
    "set_language": ("/language/", 302, 302),
    "field:badge": ("/b/", 200, 405),
    "field:app": ("/field/", 200, 405),
    "field:manifest": ("/field/manifest.webmanifest", 200, 405),
    "field:worker": ("/sw.js", 200, 405),
    "field:openapi": ("/field/openapi.json", 200, 405),
    "health": ("/health", 503, 503),
    "health_live": ("/health/live", 200, 200),
    "health_ready": ("/health/ready", 200, 200),
}
#: Figures for machines that may read them.
FOR_MACHINES = {"metrics": "/metrics"}


def addresses(found: Any = None, within: str = "") -> Iterator[str]:
    """The name of every address, with its namespace."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else within)
        else:
            yield f"{within}{one.name}"


#: What phones call: tests/field/test_reach.py.
WIRE = {f"field:{one.name}" for one in field_urls.urlpatterns} - set(FOR_ANYONE)


def test_every_address_has_its_place() -> None:
    placed = [*FOR_ANYONE, *FOR_MACHINES, *WIRE, *(page.name for page in pages())]
    assert sorted(addresses()) == sorted(placed)
    assert set(FOR_ANYONE) >= OPEN


@pytest.fixture
def callers(matrix: Matrix) -> dict[str, Account | None]:
    """Those whom the desk's own matrix has not."""
    far_city = area("79", Level.PROVINCE, Kind.CITY, "Hồ Chí Minh", matrix.nation)
    made: dict[str, Account | None] = {
        "anonymous": None,
        "nation": matrix.staff("nation", "Cục", "admin", matrix.nation),
        "province": matrix.staff("province", "Sở", "officer", matrix.city),
        "far province": matrix.staff("far", "Sở Xa", "admin", far_city),
        "leader": add_member(
            actor=None, team=matrix.own.team, full_name="Đội Trưởng", part="leader"
        ).account,
    }
    gone = make_account(
        actor=None, full_name="Đã Thôi", username="gone", password="gõ từng nhà 2025"
    )
    withdraw_role(
        actor=None, role=give_role(actor=None, account=gone, area=matrix.ward, kind="admin")
    )
    let_go = matrix.staff("let-go", "Đã Khóa", "admin", matrix.ward)
    return made | {"role ended": gone, "let go": let_go, **matrix.roles}


def client_of(account: Account | None) -> Client:
    client = Client()
    if account is not None:
        client.force_login(account)
    return client


@pytest.fixture
def let_go(callers: dict[str, Account | None]) -> Client:
    """Somebody who was signed in when their account was closed."""
    account = callers["let go"]
    assert account is not None
    client = client_of(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    return client


def test_what_is_for_anyone_answers_everybody_alike_and_names_nobody(
    matrix: Matrix, callers: dict[str, Account | None]
) -> None:
    for who, account in callers.items():
        cache.clear()  # how often somebody tried to sign in
        client = client_of(account)
        for name, (url, get, post) in FOR_ANYONE.items():
            for method, status in (("get", get), ("post", post)):
                answer, _wrote = tried(client, method, url, matrix.foreign)
                assert answer.status_code == status, (who, name, method)
                if answer.get("Content-Type", "").startswith(KINDS):
                    assert "script-src 'self'" in answer.headers[HEADER], (who, name, method)
                body = answer.content.decode(errors="replace")
                assert not [word for word in SECRETS if word in body], (who, name)


def test_published_pages_and_calls_stop_at_the_commune(matrix: Matrix, client: Client) -> None:
    call = matrix.own.call
    for url, status in {
        "/p/00322.07/": 404,
        "/p/00322.99/": 404,
        "/p/nowhere/": 404,
        "/help/nowhere/": 404,
        f"/help/00322/{call.number}/": 200,
    }.items():
        answer = client.get(url)
        assert answer.status_code == status, url
        body = answer.content.decode()
        assert not [word for word in ("Của ta", "912345678", "912 345 678") if word in body], url


def test_figures_are_for_this_machine_alone(db: None) -> None:
    for address, status in (("127.0.0.1", 200), ("10.1.2.3", 403), ("203.0.113.9", 403)):
        answer = Client(REMOTE_ADDR=address).get(FOR_MACHINES["metrics"])
        assert answer.status_code == status, address
    forwarded = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "203.0.113.9"})
    assert forwarded.get(FOR_MACHINES["metrics"]).status_code == 403


# --------------------------------------------------------------------------------------------- desk


@pytest.mark.parametrize("who", ["role ended", "leader", "far province", "let go"])
def test_who_has_no_part_in_a_ward_sees_and_writes_nothing_there(
    matrix: Matrix, callers: dict[str, Account | None], let_go: Client, who: str
) -> None:
    client = let_go if who == "let go" else client_of(callers[who])
    for page in pages():
        if who == "far province" and not set(arguments_of(page)) - {"order"}:
            continue  # of nobody's area
        for method in ("get", "post"):
            answer, wrote = tried(client, method, url_of(page, matrix.own.texts), matrix.own)
            refused = (302,) if who == "let go" else (403, 404, 405)
            assert answer.status_code in refused, (page.name, method, answer.status_code)
            assert not wrote, (page.name, method)
            body = answer.content.decode(errors="replace")
            assert "Của ta" not in body, (page.name, method)
            if who == "let go":
                assert answer["Location"].startswith("/signin/"), page.name


#: Pages of a group, or of where the campaign of the matrix runs.
OF_A_GROUP = {"group_edit", "targets_below", "targets_below_file"}
#: Pages of whoever asked for the thing, and of nobody above them.
OWN_ONLY = {"export_file", "export_progress"}
#: Pages of which it is written down who looked.
JOURNALED = {"photo", "paper_sheets"}


@pytest.mark.parametrize("who", ["province", "nation"])
def test_who_stands_above_sees_every_ward_below(
    matrix: Matrix, callers: dict[str, Account | None], who: str
) -> None:
    client = client_of(callers[who])
    for page in pages():
        for side in (matrix.own, matrix.foreign):
            texts = side.texts
            if page.name in OF_A_GROUP:
                texts = texts | {"code": side.group.code}
            answer, wrote = tried(client, "get", url_of(page, texts), side)
            open_ = (
                (200, 302, 405)
                if who == "nation" or page.name not in FOR_ADMINS
                else (200, 403, 405)
            )
            if page.name in OWN_ONLY:
                open_ += (404,)
            assert answer.status_code in open_, (page.name, answer.status_code)
            assert not wrote or page.name in JOURNALED, page.name
