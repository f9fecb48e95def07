"""Rights at the edges, where the matrix of pages alone does not look."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.desk.test_reach_matrix import SECRETS, Matrix, matrix, tried
from tungngo.teams.actions import give_role
from tungngo.territory.models import Household

__all__ = ["matrix"]


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
