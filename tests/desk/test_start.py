"""A ward goes from nothing to its first door, and is told at each step what comes next."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tests.teams.people import Ward
from tungngo.desk.first_steps import first_steps, shown_steps
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import add_member, make_team

ALL = Reach.everything()


def done(ward: Ward) -> list[str]:
    return [step.name for step in first_steps(ALL, ward.ward, first_door=False) if step.is_done]


@pytest.mark.django_db
def test_an_empty_ward_begins_with_its_list(client):
    ward = Ward()
    client.force_login(ward.admin)
    assert done(ward) == ["groups"]
    shown = shown_steps(first_steps(ALL, ward.ward, first_door=False))
    assert (shown["now"].name, shown["place"], shown["done"]) == ("list", 2, 1)
    page = client.get(reverse("start", args=["00322"])).content.decode()
    assert page.count('class="button" href') == 1
    assert f'class="button" href="{reverse("list_new", args=["00322"])}"' in page
    board = client.get(reverse("board", args=["00322"])).content.decode()
    assert "Bước 2 trên 7" in board


@pytest.mark.django_db
def test_each_step_is_done_by_doing_it(client):
    street = Street(doors=3)
    client.force_login(street.admin)
    assert done(street) == ["groups", "list", "teams", "campaign", "badges"]
    board = reverse("board", args=["00322"])
    assert "Chia hộ" in client.get(board).content.decode()
    client.post(reverse("assignment_split_all", args=["00322"]))
    assert done(street)[-2:] == ["doors", "badges"]
    assert "Nhà thứ nhất" in client.get(board).content.decode()
    street.push(street.op(street.encounter(street.doors[0])))
    recount_stale()
    assert "Bước" not in client.get(board).content.decode()
    page = client.get(reverse("start", args=["00322"])).content.decode()
    assert "đã xong mọi bước" in page


@pytest.mark.django_db
def test_the_pages_of_the_steps_say_the_same_step_until_a_record_comes(client):
    street = Street(doors=3)
    client.force_login(street.admin)
    teams = reverse("teams", args=["00322"])
    page = client.get(teams).content.decode()
    assert "Bước 5 trên 7" in page
    assert f'href="{reverse("assignment", args=["00322"])}">Chia hộ' in page
    assert "Tiếp theo: phát thẻ" not in page
    street.push(street.op(street.encounter(street.doors[0])))
    assert "Bước" not in client.get(teams).content.decode()


@pytest.mark.django_db
def test_badges_handed_out_are_done_before_any_phone_comes(client):
    ward = Ward()
    client.force_login(ward.admin)
    team = make_team(actor=ward.admin, area=ward.group7, name="Tổ 7")
    add_member(actor=ward.admin, team=team, full_name="Bình", phone="", force="youth_union")
    assert "badges" not in done(ward)
    client.post(reverse("badges_in_area", args=["00322"]))
    assert "badges" in done(ward)


@pytest.mark.django_db
def test_doors_shared_out_together_are_taken_back_together(client):
    street = Street(doors=3)
    client.force_login(street.admin)
    page = client.post(
        reverse("assignment_split_all", args=["00322"]), follow=True
    ).content.decode()
    assert "doors" in done(street)
    back = re.search(r'action="(/desk/areas/00322/assignment/undo/[^"]+)"', page)
    assert back, "the page offers to undo it"
    client.post(unescape(back[1]))
    assert "doors" not in done(street)


@pytest.mark.django_db
def test_there_are_first_steps_of_a_ward_only(client):
    ward = Ward()
    client.force_login(ward.admin)
    answer = client.get(reverse("start", args=["00322.07"]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("board", args=["00322.07"]))
    assert client.get(reverse("start", args=["01"])).status_code == 404
