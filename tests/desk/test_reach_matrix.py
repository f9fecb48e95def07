"""Who × which page × whose area, for every address of the desk, read from the address map itself.

A new page is tried by itself. A page with an argument nobody here knows fails until it is told what
stands for it (`STANDS_FOR`); a page that writes must be seen writing (`QUIET` says which do not).
"""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from pytest_django import DjangoDbBlocker

from tests.desk import (
    certificates_side,
    digital_side,
    learning_side,
    people_side,
    quizzes_side,
    results_side,
    rotas_side,
)
from tests.desk.privacy_side import UNMOVED
from tests.desk.reports_side import things_of
from tests.desk.sides import Side
from tests.encounters.street import Street
from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.desk import urls as desk_urls
from tungngo.progress.actions import recount_stale
from tungngo.territory.models import Area

OPEN = {
    *("signin", "account_login", "signin_link", "signout", "set_language"),
    *("mfa_authenticate", "mfa_login_webauthn", "sso", "sso_callback"),
}
#: Words that stand in the foreign ward alone; no page of ours may ever say them.
SECRETS = ("Bímật", "0987654321", "0987 654 321")
#: Pages of administrators; an officer is refused.
FOR_ADMINS = {
    "journal",
    *people_side.FOR_ADMINS,
}
#: Pages that change nothing when posted to with what is posted here, each with its reason.
QUIET = {
    **digital_side.QUIET,
    **{**quizzes_side.QUIET, **certificates_side.QUIET},
    **results_side.QUIET,
    **learning_side.QUIET,
    **rotas_side.QUIET,
    **people_side.QUIET,
    **dict.fromkeys(
        [
            *("desk", "board", "find_area", "suggest_areas", "households", "household", "lists"),
            *("list", "list_progress", "list_file", "list_template", "roster_template", "teams"),
            *("help", "help_poster", "help_call", "points", "gathering", "map", "map_shapes"),
            "gathering_invitations",
            *("points_poster", "point_poster", "team", "team_board", "campaign", "campaign_end"),
            *("assignment", "groups_new", "refused", "encounters", "phones"),
            *("staff", "journal", "paper", "paper_sheet", "paper_find", "paper_code"),
            *("photo", "state", "reports", "brief_pdf", "brief_xlsx", "letter_pdf"),
            *("export_progress", "export_file", "doubles", "changes", "start", "able"),
        ],
        "only shows",
    ),
    "mfa_index": "only shows",
    "member_back": "nobody has left",
    "parcels": "what is posted here is no parcel",
    "assignment_undo": "nothing was shared out",
    "targets_below": "nothing lies below a group",
    **dict.fromkeys(["targets_below_file", "campaign_history", "training"], "only shows"),
    "help_reopen": "the call is open",
    "refused_back": "the record is not left",
    "series_new": "shows the days first",
    "point_close": "a session is still planned there",
    "list_undo": "the list is not written",
    "roster_undo": "the sheet is not committed",
    "suggestions": "only shows",
    "suggestion_undo": "nobody has decided",
    "group_end": "doors stand in it",
    **dict.fromkeys(["groups_end", "groups_reopen", "groups_take_back"], "no group is named"),
    **UNMOVED,
}


def pages() -> Iterator[URLPattern]:
    def within(found: list) -> Iterator[URLPattern]:
        for one in found:
            if isinstance(one, URLResolver):
                yield from within(one.url_patterns)
            else:
                yield one

    return (page for page in within(desk_urls.urlpatterns) if page.name not in OPEN)


def arguments_of(page: URLPattern) -> list[str]:
    if isinstance(page.pattern, RoutePattern):
        return list(page.pattern.converters)
    return list(page.pattern.regex.groupindex)


class Matrix(Street):
    """Two wards with one of everything, and somebody in each kind of role."""

    def __init__(self) -> None:
        super().__init__(doors=2)
        self.far_group = Area.objects.create(
            code="00082.01",
            parent=self.elsewhere,
            level=3,
            path=f"{self.elsewhere.path}01.",
            kind="to_dan_pho",
            name="số 1",
            folded="so 1",
            sort_key="1",
            valid_from_on=dt.date(2025, 7, 1),
        )
        self.own = Side(self, self.ward, self.group7, "Của ta")
        self.foreign = Side(self, self.elsewhere, self.far_group, "Bímật")
        self.push(self.op(self.encounter(self.doors[0])))
        recount_stale()
        self.roles: dict[str, Account] = {
            "admin": self.admin,
            "officer": self.staff("officer", "Cán Bộ", "officer", self.ward),
            "viewer": self.staff("viewer", "Người Xem", "viewer", self.ward),
            "group officer": self.staff("tổ", "Tổ Trưởng", "officer", self.group7),
            "group viewer": self.staff("xem", "Xem Tổ", "viewer", self.group7),
            "volunteer": self.member,
            "nobody": make_account(
                actor=None, full_name="Không Ai", username="không", password="gõ từng nhà 2025"
            ),
        }

        far = self.staff("xa", "Cán Bộ Xa", "officer", self.elsewhere)
        for side, owner in ((self.own, self.roles["officer"]), (self.foreign, far)):
            side.texts |= things_of(owner, side.ward)
            side.texts |= learning_side.things_of(owner, side.person, side.mark)
            side.texts |= people_side.things_of(owner, side.ward, side.mark)

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.roles[role])
        return client


def storages_at(folder: Path) -> dict[str, Any]:
    """Django's STORAGES with uploads in `folder`."""
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder)},
    }
    return settings.STORAGES | {"default": default}


@pytest.fixture(scope="module")
def matrix_ground(
    lasting: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Matrix, Path]:
    """What every matrix of a file begins as, and its uploads: made once, as it takes a second."""
    folder = tmp_path_factory.mktemp("uploads")
    with django_db_blocker.unblock(), override_settings(STORAGES=storages_at(folder)):
        return Matrix(), folder


@pytest.fixture
def matrix(matrix_ground: tuple[Matrix, Path], db: None, tmp_path: Path) -> Iterator[Matrix]:
    """A matrix of one's own."""
    made, uploads = matrix_ground
    shutil.copytree(uploads, tmp_path, dirs_exist_ok=True)
    with override_settings(STORAGES=storages_at(tmp_path)):
        yield copy.deepcopy(made)


#: How the verbs end of lines that say who looked.
LOOKS = (".seen", ".listed", ".invited", "list.file_taken")


def tried(client: Client, method: str, url: str, side: Side) -> tuple[HttpResponse, bool]:
    """The answer, and whether any row was written (visits apart); afterwards all is as before."""
    writes: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        visits = ("django_session", "accounts_cacheentry")
        # Of some pages it is written down who looked.
        looked = method == "get" or any(verb in str(rest) for verb in LOOKS)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(
            table in sql for table in visits + ("accounts_journalline",) * looked
        ):
            writes.append(sql)
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(noted):
        given = {"data": side.posted()} if method == "post" else {}
        answer = getattr(client, method)(url, **given)
        transaction.set_rollback(True)
    return answer, bool(writes)


def url_of(page: URLPattern, texts: dict[str, Any]) -> str:
    names = arguments_of(page)
    unknown = set(names) - set(texts)
    assert not unknown, f"{page.name}: say in Side.texts what stands for {unknown}"
    return reverse(page.name, kwargs={name: texts[name] for name in names})


def own_addresses(matrix: Matrix, codes: list[str]) -> dict[str, URLPattern]:
    """Every address of the own side, once each, at these areas: address → page."""
    texts = [matrix.own.texts | {"code": code} for code in codes]
    return {url_of(page, one): page for page in pages() for one in texts}


def test_an_officer_writes_with_what_is_posted_here(matrix: Matrix) -> None:
    """Without this every "wrote nothing" below could be true by accident."""
    officer, admin = matrix.client("officer"), matrix.client("admin")
    wrote = {}
    for page in pages():
        client = admin if page.name in FOR_ADMINS else officer
        of_group = page.name.startswith(("targets", "assignment", "group_", "paper_print"))
        code = "00322.07" if of_group and page.name != "assignment_split_all" else "00322"
        url = url_of(page, matrix.own.texts | {"code": code})
        answer, wrote[page.name] = tried(client, "post", url, matrix.own)
        assert answer.status_code < 500, page.name
        assert answer.status_code not in (403, 404), page.name
        if page.name in FOR_ADMINS:
            answer, did = tried(officer, "post", url, matrix.own)
            assert (answer.status_code, did) == (403, False), page.name
    assert {name for name, did in wrote.items() if not did} == set(QUIET)


@pytest.mark.parametrize("role", ["admin", "officer", "viewer", "group officer", "group viewer"])
def test_nothing_of_another_ward_is_read_or_written(matrix: Matrix, role: str) -> None:
    client = matrix.client(role)
    for page, method in product(pages(), ("get", "post")):
        names = arguments_of(page)
        if not set(names) - {"order"}:
            continue
        mixes = [matrix.foreign.texts]
        if len(names) > 1:  # a foreign thing under an own name, and the other way round
            mixes += [matrix.foreign.texts | {name: matrix.own.texts[name]} for name in names]
        for texts in mixes:
            url = url_of(page, texts)
            mine = url_of(page, matrix.own.texts) == url
            if mine or url == url_of(page, matrix.own.texts | {"order": texts["order"]}):
                continue
            answer, wrote = tried(client, method, url, matrix.foreign)
            assert answer.status_code in (403, 404, 405), (page.name, method, url)
            assert not wrote, (page.name, method, url)
            body = answer.content.decode(errors="replace")
            assert not [word for word in SECRETS if word in body], (page.name, url)


@pytest.mark.parametrize("role", ["viewer", "group viewer"])
def test_who_may_only_look_writes_nothing(matrix: Matrix, role: str) -> None:
    client = matrix.client(role)
    codes = ["00322.07"] if role == "group viewer" else ["00322", "00322.07"]
    for (url, page), method in product(own_addresses(matrix, codes).items(), ("get", "post")):
        if page.name in people_side.FOR_ONESELF:
            continue
        answer, wrote = tried(client, method, url, matrix.own)
        assert not wrote, (page.name, method)
        assert answer.status_code < 500, (page.name, method)
        if method == "post" and page.name not in QUIET:
            assert answer.status_code in (403, 404), (page.name, answer.status_code)


@pytest.mark.parametrize("role", ["volunteer", "nobody", None])
def test_who_has_no_role_gets_no_page(matrix: Matrix, role: str | None) -> None:
    client = matrix.client(role) if role else Client()
    for page, method in product(pages(), ("get", "post")):
        answer, wrote = tried(client, method, url_of(page, matrix.own.texts), matrix.own)
        if role:
            assert answer.status_code == 403, page.name
        else:
            assert answer.status_code == 302, page.name
            assert answer.url.startswith("/signin/"), page.name
        assert not wrote, page.name
