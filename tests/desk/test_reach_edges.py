"""Rights at the edges, where the matrix of pages alone does not look."""

from __future__ import annotations

from itertools import product

from django.test import Client
from django.urls import reverse

from tests.desk.test_reach_matrix import (
    SECRETS,
    Matrix,
    arguments_of,
    matrix,
    matrix_ground,
    pages,
    tried,
    url_of,
)
from tungngo.reports import actions as reports
from tungngo.reports.models import Export
from tungngo.teams.actions import add_member, give_role, make_team, withdraw_role
from tungngo.teams.models import Role
from tungngo.territory.models import Household
from tungngo.upkeep.actions import merge_households

__all__ = ["matrix", "matrix_ground"]


def test_published_pages_and_the_front_name_no_person(matrix: Matrix, client: Client) -> None:
    marks = [*SECRETS, "Của ta Chủ", "Của ta Người", "Của ta Viên"]
    for url in ("/", "/?q=bimat", "/?q=Cua+ta", "/p/VN/", "/p/01/", "/p/00322/", "/p/00082/"):
        answer = client.get(url)
        assert answer.status_code == 200, url
        body = answer.content.decode()
        assert not [word for word in marks if word in body], url
    assert client.get("/p/00322.07/").status_code == 404


def test_a_list_for_one_group_needs_the_right_in_the_whole_ward(matrix: Matrix) -> None:
    """Its rows may name other groups, and a known code brings a door of theirs over with its people."""
    url = reverse("list_new", args=[matrix.group7.code])
    for role, status in (("group officer", 403), ("officer", 200)):
        assert matrix.client(role).get(url).status_code == status
    answer, wrote = tried(matrix.client("group officer"), "post", url, matrix.own)
    assert (answer.status_code, wrote) == (403, False)


def test_moving_a_door_needs_the_right_at_both_ends(matrix: Matrix) -> None:
    """Officer of group 7 who may only look at group 8: a door is not pushed over the fence."""
    account = matrix.roles["group officer"]
    give_role(actor=None, account=account, area=matrix.group8, kind="viewer")
    client = matrix.client("group officer")
    url = reverse("household_edit", args=["00322", matrix.own.door.id])
    data = matrix.own.posted() | {"group": matrix.group8.code}
    client.post(url, data)
    assert Household.objects.get(id=matrix.own.door.id).path == matrix.group7.path


def test_a_merge_over_the_fence_is_taken_apart_by_whoever_may_at_both_ends(matrix: Matrix) -> None:
    """And once it is, the group whose household stays does not see the other's any more."""
    kept, double = matrix.doors[0], matrix.door(matrix.group8, 5)
    Household.objects.filter(id=double.id).update(head_name="Bên Kia Rào")
    done = merge_households(actor=matrix.admin, kept=kept, double=double)
    url = reverse("doubling_undo", args=[done.origin, done.id])
    officer = matrix.client("group officer")
    assert officer.post(url).status_code == 403
    matrix.client("officer").post(url)
    assert Household.objects.get(id=double.id).kept_id is None
    listed = reverse("doubles", args=[matrix.group7.code])
    assert "Bên Kia Rào" not in officer.get(listed).content.decode()
    assert "Bên Kia Rào" in matrix.client("officer").get(listed).content.decode()


def test_files_and_links_end_with_the_role_that_asked_for_them(matrix: Matrix) -> None:
    account, client = matrix.roles["group officer"], matrix.client("group officer")
    give_role(actor=None, account=account, area=matrix.group8, kind="viewer")
    what = {"area": matrix.group7, "subject": "households", "kind": "csv", "language": "vi"}
    made = reports.ask_export(actor=account, **what)
    reports.make_export(actor=account, export=made)
    asked = reports.ask_export(actor=account, **what)
    _link, secret = reports.make_link(actor=account, area=matrix.group7, name="bảng tính")
    figures = reverse("data_figures", args=[secret])
    file = reverse("export_file", args=[made.pk])
    assert client.get(file).status_code == 200
    assert client.get(figures).status_code == 200
    withdraw_role(actor=None, role=Role.objects.get(account=account, area=matrix.group7))
    assert client.get(file).status_code == 404
    assert client.get(figures).status_code in (403, 404)
    reports.make_export(actor=account, export=asked)
    assert asked.state == Export.State.FAILED


def test_a_group_officer_touches_nothing_of_the_next_group(matrix: Matrix) -> None:
    """Own ward, other group: pages about the ward or its other groups are as foreign as any."""
    client = matrix.client("group officer")
    next_door = matrix.door(matrix.group8, 88)
    Household.objects.filter(id=next_door.id).update(head_name="Bímật", address="Bímật")
    person = matrix.people(next_door)[0]
    team = make_team(actor=None, area=matrix.group8, name="Bímật")
    member = add_member(actor=None, team=team, full_name="Bímật", phone="0987654321")
    texts = matrix.own.texts | {
        "code": matrix.group8.code,
        "household_id": next_door.id,
        "resident_id": person.id,
        "team_id": team.id,
        "member_id": member.id,
    }
    for page, method in product(pages(), ("get", "post")):
        names = set(arguments_of(page))
        if not names & {"code", "household_id", "resident_id", "team_id", "member_id", "list_id"}:
            continue
        answer, wrote = tried(client, method, url_of(page, texts), matrix.own)
        assert answer.status_code in (403, 404, 405), (page.name, method)
        assert not wrote, (page.name, method)
        assert "Bímật" not in answer.content.decode(errors="replace"), page.name
