"""Who × which page × whose area, for every address of the desk, read from the address map itself.

A new page is tried by itself. A page with an argument nobody here knows fails until it is told what
stands for it (`STANDS_FOR`); a page that writes must be seen writing (`QUIET` says which do not).
"""

from __future__ import annotations

import copy
import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
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
from tests.desk.books import ROSTER, book
from tests.desk.campaign_side import campaign_at, nothing_set
from tests.desk.privacy_side import DEMANDED, UNMOVED, demand_at, erasure_at
from tests.desk.reports_side import POSTED, things_of
from tests.desk.upkeep_side import upkeep_at
from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges, make_account, revoke_badge
from tungngo.accounts.models import Account
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.queries import campaign_for
from tungngo.desk import urls as desk_urls
from tungngo.encounters.models import Encounter, Photo
from tungngo.encounters.pictures import path_of, put
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.line_codes import code_of
from tungngo.lib.reach import Reach
from tungngo.parcels.models import Parcel
from tungngo.points import actions as points
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import add_member, give_role, keep_roster, make_team
from tungngo.territory import actions as territory
from tungngo.territory.models import Area, Household, ListImport, Suggestion
from tungngo.tickets.actions import HelpEntry, ask_help

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
            *("assignment", "groups_new", "refused", "encounters"),
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


class Side:
    """One ward with one of everything a page can be about."""

    def __init__(self, street: Street, ward: Area, group: Area, mark: str) -> None:
        self.ward, self.group, self.mark = ward, group, mark
        self.door = street.door(group, 77, origin=ward.code)
        Household.objects.filter(id=self.door.id).update(head_name=f"{mark} Chủ", address=mark)
        self.person = street.people(self.door)[0]
        type(self.person).objects.filter(id=self.person.id).update(
            full_name=f"{mark} Người", phone="+84987654321" if mark == "Bímật" else ""
        )
        self.team = make_team(actor=None, area=group, name=f"{mark} đội")
        self.other_team = make_team(actor=None, area=ward, name=f"{mark} phường")
        phone = "0987654321" if mark == "Bímật" else "0912345678"
        self.member = add_member(actor=None, team=self.team, full_name=f"{mark} Viên", phone=phone)
        issue_badges(actor=None, accounts=[self.member.account])
        other = add_member(actor=None, team=self.other_team, full_name=f"{mark} Không thẻ")
        self.campaign = campaign_at(group, f"{mark} đợt")
        running = campaign_for(Reach((group.path,)), group.path) or self.campaign
        campaigns.move_household(
            actor=None, campaign=running, household=self.door, membership=self.member
        )
        (sheet,) = campaigns.print_walks(
            actor=None, campaign=running, area=group, membership_ids=[self.member.id]
        )
        content = book([["Tổ", "Họ tên", "Điện thoại"], ["TDP 7", f"{mark} Mới", "0901234567"]])
        self.roster = keep_roster(actor=None, area=ward, file_name=f"{mark}.xlsx", content=content)
        self.list = self._list(mark)
        self.call = ask_help(
            actor=None,
            area=group,
            entry=HelpEntry(name=f"{mark} Cụ", place=mark, phone=f"+84{phone[1:]}", words=mark),
        )
        self.point = points.open_point(
            actor=None, area=group, entry=points.PointEntry(f"{mark} nhà văn hóa", place=mark)
        )
        tomorrow = clock.now() + dt.timedelta(1)
        evening = points.Plan(f"{mark} lớp", tomorrow, tomorrow + dt.timedelta(hours=2))
        [self.gathering] = points.plan_series(
            actor=None, point=self.point, plans=[evening], trainer=None
        )
        self.duty = points.put_on_duty(
            actor=None, gathering=self.gathering, account=self.member.account
        )
        self.clerk = make_account(actor=None, full_name=f"{mark} Bàn", username=f"desk.{ward.code}")
        self.role = give_role(actor=None, account=self.clerk, area=group, kind="viewer")
        self.texts = {
            "code": ward.code,
            "account_id": self.clerk.id,
            "role_id": self.role.id,
            "origin": ward.code,
            **{"order": "end", "kind": "weekly"},
            "household_id": self.door.id,
            "resident_id": self.person.id,
            "list_id": self.list.id,
            "roster_id": self.roster.id,
            "team_id": self.team.id,
            "parcel_id": (parcel := self._parcel(mark)).id,
            "op_id": self._refused(mark, parcel).op_id,
            "member_id": self.member.id,
            "campaign_id": self.campaign.id,
            "sheet_id": sheet.id,
            "line_id": nothing_set(self.campaign, group),
            "line": 1,
            "mark": code_of(sheet.number, 1).replace("-", ""),
            "photo_id": self._photo(mark),
            **{"call_id": self.call.id, "point_id": self.point.id},
            **{"gathering_id": self.gathering.id, "duty_id": self.duty.id},
            "series_id": self.gathering.series_id,
            "suggestion_id": self._suggestion(mark),
            **digital_side.things_of(group, mark),
            **quizzes_side.things_of(ward, group, mark),
            **certificates_side.things_of(group, self.person),
            **results_side.things_of(group, street.people(self.door)),
            "demand_id": demand_at(group, self.person, mark),
            "erasure_id": erasure_at(group, self.person, other.account, mark),
            **rotas_side.things_of(self.point, ward, self.member, other.account, mark),
        }
        self.rota_posted = rotas_side.posted(group, other.account)
        ids, self.doubled = upkeep_at(street, group, self.door, mark)
        self.texts |= ids

    def _parcel(self, mark: str) -> Parcel:
        """One from a phone of the team that was lost: it waits for a decision."""
        lost = add_member(actor=None, team=self.team, full_name=f"{mark} Mất máy").account
        [(badge, secret)] = issue_badges(actor=None, accounts=[lost])
        device, _secret = claim_badge(secret=secret, label=mark)
        revoke_badge(actor=None, badge=badge)
        return Parcel.objects.create(
            **{"fingerprint": mark, "device": device, "brought_by": lost, "content": b"[]"},
            **{"received_at": clock.now(), "packed_at": clock.now(), "operations": 1, "before": 1},
        )

    def _refused(self, mark: str, parcel: Parcel) -> Receipt:
        """What a phone of the team sent and nobody could read."""
        return Receipt.objects.create(
            **{"origin": self.ward.code, "op_id": uuid.uuid4(), "device_id": parcel.device_id},
            **{"received_at": clock.now(), "verdict": "refused", "code": "op.unreadable"},
            **{"kind": "encounter.record", "payload": mark, "note": mark},
        )

    def _suggestion(self, mark: str) -> uuid.UUID:
        """One that waits for a person, about this side's door."""
        now = clock.now()
        made = Suggestion.objects.create(
            **{"origin": self.ward.code, "id": uuid.uuid4(), "path": self.group.path},
            **{"about": "wrong", "household_id": self.door.id, "said": {"head": f"{mark} Khác"}},
            **{"note": mark, "account": self.member.account, "held_for": "changed"},
            **{"happened_at": now, "received_at": now},
        )
        return made.id

    def _list(self, mark: str) -> ListImport:
        content = book([["Mã hộ", "Họ và tên", "Địa chỉ"], ["H1", f"{mark} Hộ", "Số 1 Ngõ 2"]])
        found = territory.upload_list(
            actor=None, area=self.ward, file_name=f"{mark}.xlsx", chunks=[content]
        )
        territory.read_list(actor=None, list_import=found)
        territory.map_list(
            actor=None, list_import=found, fields={}, decode={}, make_groups=False, source="ward"
        )
        territory.check_list(actor=None, list_import=found)
        found.refresh_from_db()
        return found

    def _photo(self, mark: str) -> uuid.UUID:
        """A picture that arrived whole, of an encounter at this side's door."""
        now, photo_id = clock.now(), uuid.uuid4()
        fact = Encounter.objects.create(
            **{"origin": self.ward.code, "id": uuid.uuid4(), "op_id": uuid.uuid4()},
            **{"campaign_id": self.campaign.id, "household_id": self.door.id},
            **{"path": self.group.path},
            **{"result": "met", "account_id": self.member.account_id, "device_id": uuid.uuid4()},
            **{"happened_at": now, "phone_at": now, "received_at": now, "photos": [str(photo_id)]},
        )
        Photo.objects.create(
            **{"origin": self.ward.code, "id": photo_id, "encounter_id": fact.id},
            **{"total": 1, "got": 1},
            **{"account_id": fact.account_id, "device_id": fact.device_id, "digest": "0" * 64},
            **{"begun_at": now, "finished_at": now},
        )
        put(path_of(self.ward.code, photo_id), 0, f"{mark} picture".encode())
        return photo_id

    def posted(self) -> dict[str, Any]:
        """What makes every form of the desk say yes."""
        today = clock.today()
        return {
            **{"name": "Mới", "kind": "to_dan_pho", "reason": "moved", "head_name": "Mới"},
            **{"address": "Số 9 Ngõ 9", "full_name": "Người Mới", "part": "leader"},
            **{"force": "police", "phone": "0905555555", "team": str(self.other_team.id)},
            **{"member": str(self.member.id), "door": f"{self.door.origin}:{self.door.id}"},
            **{"lines": "Tổ 55", "template": "45-days", "version": 1, "skills": ["vneid"]},
            # A campaign that was started cannot begin later than it did.
            "starts_on": (today - dt.timedelta(3)).isoformat(),
            "ends_on": (today + dt.timedelta(60)).isoformat(),
            **{"basic_skills_needed": 1, "practise_after": 7, "birth": "1980"},
            "day-0": today.isoformat(),
            **{"row-0": "households.reached|", "percent-0-0": "50", "language": "vi"},
            **{"phases-TOTAL_FORMS": 0, "phases-INITIAL_FORMS": 0, "source": "ward"},
            **{"op": str(uuid7()), "result": "absent"},
            **{"username": "mới.người", "email": "moi@phuong.example", "role": "viewer"},
            "known": [str(fact.id) for fact in Encounter.objects.filter(household_id=self.door.id)],
            **{"area": self.ward.code, **people_side.POSTED, **POSTED, **DEMANDED, **self.doubled},
            **digital_side.POSTED,
            **{**quizzes_side.POSTED, **certificates_side.POSTED},
            **learning_side.posted(self.person),
            **self.rota_posted,
            "bank": str(self.texts["bank_id"]),
            **{"place": "Ngõ 9", "why": "not_needed", "words": "x", "hours": "tối"},
            **{"title": "Lớp", "point": str(self.point.id), "day": today.isoformat()},
            **{"begins": "08:00", "ends": "09:00", "point_kind": "fixed"},
            **{"smartphone": "", "chat_group": "", "sex": "", "relation": "", "occupation": ""},
            "file": SimpleUploadedFile("x.xlsx", ROSTER),
        }


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
