"""Filters of the household table kept under a name: whose they are, where they show, what parses no more."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.teams.people import Ward
from tungngo.accounts.models import Account
from tungngo.desk.doors_filter import LOOSE, DoorFilter, read_filter
from tungngo.lib.problems import Refused
from tungngo.teams import actions
from tungngo.teams.models import SavedView

GROUPS = ["00322.07", "00322.08"]


def test_a_filter_is_read_back_as_it_was_and_says_what_it_no_longer_knows() -> None:
    asked = {"q": "ngõ 281", "group": "00322.07", "priority": "1", "stand": "unreached"}
    found, faults = read_filter(asked, groups=GROUPS, stands=["unreached"])
    assert (found, faults) == (DoorFilter("ngõ 281", "00322.07", "unreached", True), [])
    assert found.values == asked
    assert read_filter({"group": LOOSE}, groups=GROUPS, stands=[])[0].group == LOOSE
    for said, codes in (
        ({"group": "00322.99", "q": "a"}, ["view.group_gone"]),
        ({"group": LOOSE}, []),
        ({"stand": "unreached"}, ["view.stand_gone"]),
        ({"priority": "2", "shade": "x"}, ["view.unreadable"]),
    ):
        found, faults = read_filter(said, groups=GROUPS, stands=[])
        assert faults == codes
        assert found.values == ({"q": "a"} if "q" in said else found.values)
    team = {"team": "x", "from": "2026-08-01", "stand": "unreached"}
    assert read_filter(team, groups=[], stands=["unreached"])[0].values == team
    left, faults = read_filter(team, groups=[], stands=[], is_share=False)
    assert (left.values, set(faults)) == ({}, {"view.team_gone", "view.stand_gone"})
    assert read_filter({"stand": "new"}, groups=[], stands=["met"])[1] == ["view.unreadable"]


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


def desk_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def chips(desk: Client, code: str, **said: str) -> list[str]:
    """The names of the filters above the table of an area."""
    page = desk.get(reverse("households", args=[code]), said).content.decode()
    found = re.findall(r'class="chip"[^>]*>(.*?)</a>', page, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def test_ones_own_filter_is_ones_own_and_a_shared_one_shows_here_and_below(ward: Ward) -> None:
    officer = ward.staff("officer", "Cán Bộ", "officer", ward.city)
    viewer = ward.staff("viewer", "Người Xem", "viewer", ward.group7)
    far = ward.staff("far", "Cán Bộ Xa", "officer", ward.elsewhere)
    city, own = desk_of(officer), {"view_name": " Ngõ  281 ", "q": "ngõ 281"}
    saved = city.post(reverse("view_save", args=["01"]), own)
    assert chips(city, "01") == ["Ngõ 281"]
    assert 'value="ngõ 281"' in city.get(saved.url).content.decode()
    city.post(
        reverse("view_save", args=["01"]),
        {"view_name": "Ưu tiên", "priority": "1", "is_shared": "1"},
    )
    city.post(
        reverse("view_save", args=["00322"]),
        {"view_name": "Tổ 7", "group": "00322.07", "is_shared": "1"},
    )
    assert chips(desk_of(ward.admin), "00322") == ["Tổ 7", "Ưu tiên"]
    assert chips(desk_of(viewer), "00322.07") == ["Ưu tiên"], "a group is asked for in its ward"
    assert chips(desk_of(far), "00082") == ["Ưu tiên"]

    # A viewer keeps filters, and shares none; who is not above may not touch a shared one.
    below = desk_of(viewer)
    kept = {"view_name": "Của xem", "priority": "1", "is_shared": "1"}
    below.post(reverse("view_save", args=["00322.07"]), kept)
    assert chips(below, "00322.07") == ["Của xem", "Ưu tiên"]
    assert chips(city, "00322.07") == ["Ngõ 281", "Ưu tiên"]
    shared = SavedView.objects.get(name="Ưu tiên")
    mine = SavedView.objects.get(name="Của xem")
    assert below.post(reverse("view_end", args=[shared.pk])).status_code == 403
    assert city.post(reverse("view_end", args=[mine.pk])).status_code == 404


def test_a_filter_is_renamed_deleted_and_brought_back(ward: Ward) -> None:
    desk = desk_of(ward.admin)
    view = actions.save_view(
        actor=ward.admin, area=ward.ward, name="Ưu tiên", asked={"priority": "1"}, is_shared=False
    )
    desk.post(reverse("view_change", args=[view.pk]), {"view_name": "Hộ cần trước"})
    assert chips(desk, "00322") == ["Hộ cần trước"]
    for wrong, code in (("  ", "view.name_missing"), ("Hộ cần trước", "view.name_taken")):
        with pytest.raises(Refused) as refused:
            actions.save_view(
                actor=ward.admin, area=ward.ward, name=wrong, asked={"q": "a"}, is_shared=False
            )
        assert refused.value.code == code
    gone = desk.post(reverse("view_end", args=[view.pk]), follow=True).content.decode()
    assert "is deleted" in gone
    assert reverse("view_back", args=[view.pk]) in gone
    assert chips(desk, "00322") == []
    page = desk.get(reverse("households", args=["00322"]), {"view": str(view.pk)})
    assert "not there any more" in page.content.decode()
    desk.post(reverse("view_back", args=[view.pk]))
    assert chips(desk, "00322") == ["Hộ cần trước"]


def test_a_filter_that_no_longer_parses_says_so_and_shows_what_is_left(ward: Ward) -> None:
    view = actions.save_view(
        actor=ward.admin,
        area=ward.ward,
        name="Tổ cũ",
        asked={"group": "00322.99", "q": "Trương Định"},
        is_shared=False,
    )
    desk = desk_of(ward.admin)
    assert "cannot be read in full" in chips(desk, "00322")[0]
    page = desk.get(reverse("households", args=["00322"]), {"view": str(view.pk)}).content.decode()
    assert "residential group it asks for is not here" in page
    assert 'value="Trương Định"' in page
    listed = desk.get(reverse("views", args=["00322"])).content.decode()
    assert "residential group it asks for is not here" in listed
