"""A ward goes from nothing to its first door, and is told at each step what comes next."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tests.teams.people import Ward
from tungngo.desk.first_steps import first_steps, shown_steps
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale

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
    assert f'class="button" href="{reverse("lists", args=["00322"])}"' in page
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
    assert "Cửa nhà thứ nhất" in client.get(board).content.decode()
    street.push(street.op(street.encounter(street.doors[0])))
    recount_stale()
    assert "Bước" not in client.get(board).content.decode()
    page = client.get(reverse("start", args=["00322"])).content.decode()
    assert "đã xong mọi bước" in page


@pytest.mark.django_db
def test_there_are_first_steps_of_a_ward_only(client):
    ward = Ward()
    client.force_login(ward.admin)
    answer = client.get(reverse("start", args=["00322.07"]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("board", args=["00322.07"]))
    assert client.get(reverse("start", args=["01"])).status_code == 404
