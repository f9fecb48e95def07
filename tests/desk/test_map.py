"""The map: the board's own figures and words; shapes that are kept by their version; who may see what."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tests.territory.test_boundaries import TOPOLOGY
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import give_role
from tungngo.territory.actions.boundaries import keep_boundaries
from tungngo.territory.boundaries.files import read_features
from tungngo.territory.boundaries.matching import drawn_from, match
from tungngo.territory.models import Area, Household
from tungngo.territory.queries.boundaries import places_known


@pytest.fixture
def street(db: None) -> Street:
    street = Street(doors=8)
    for door in street.doors[:3]:
        street.push(street.op(street.encounter(door)))
    recount_stale()
    return street


def bound() -> None:
    """Both wards get a boundary."""
    found = match(read_features(TOPOLOGY), places_known(Reach.everything()))
    keep_boundaries(actor=None, matched=found, shapes=drawn_from(found), digest="x")


def words_of(answer: Any) -> str:
    plain = re.sub(
        r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", answer.content.decode(), flags=re.S)
    )
    return re.sub(r"\s+", " ", html.unescape(plain))


def test_groups_without_a_place_are_squares_and_say_so(street: Street, client) -> None:
    client.force_login(street.admin)
    answer = client.get(reverse("map", args=["00322"]))
    words = words_of(answer)
    assert "không theo tỷ lệ" in words
    assert 'id="map"' not in answer.content.decode(), "no place is invented"
    board = client.get(reverse("board", args=["00322"])).content.decode()
    league = board.partition('id="league"')[2].partition("<tfoot")[0]
    badges = re.findall(r'<span class="badge[^>]*>.*?</span>', league, flags=re.S)
    assert badges
    assert all(badge in answer.content.decode() for badge in badges), "the league's own words"
    assert "3 / 8" in words


def test_a_past_day_is_kept_on_the_way_down(street: Street, client) -> None:
    client.force_login(street.admin)
    before = (clock.today() - dt.timedelta(days=1)).isoformat()
    answer = client.get(reverse("map", args=["00322"]), {"on": before})
    assert "0 / 8" in words_of(answer)
    assert f"{reverse('board', args=['00322.07'])}?on={before}" in answer.content.decode()


def test_shapes_come_once_for_each_version(street: Street, client) -> None:
    give_role(actor=None, account=street.admin, area=street.city, kind="viewer")
    bound()
    client.force_login(street.admin)
    page = client.get(reverse("map", args=["01"])).content.decode()
    address = html.unescape(re.search(r'data-shapes="([^"]+)"', page)[1])
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Cache-Control"].startswith("private")
    assert answer["Cache-Control"].endswith("immutable")
    found = client.get(address).json()
    assert {area["code"] for area in found["areas"]} == {"00322", "00082"}
    assert all(area["path"].startswith("M") for area in found["areas"])
    assert "immutable" not in client.get(f"{address}x").get("Cache-Control", "")
    assert not re.search("Chủ hộ|Người", page), "nobody is named above the commune"


def test_a_ward_sees_no_shapes_of_others(street: Street, client) -> None:
    bound()
    client.force_login(street.admin)
    assert client.get(reverse("map_shapes", args=["01"])).status_code == 404
    assert client.get(reverse("map", args=["00082"])).status_code == 404


def test_no_picture_comes_from_outside_unless_a_setting_says_where(
    street: Street, client, settings
) -> None:
    give_role(actor=None, account=street.admin, area=street.city, kind="viewer")
    bound()
    client.force_login(street.admin)
    assert "data-tiles" not in client.get(reverse("map", args=["01"])).content.decode()
    settings.TILES, settings.TILES_CREDIT = "https://tiles.example/{z}/{x}/{y}.png", "© Ai đó"
    page = client.get(reverse("map", args=["01"])).content.decode()
    assert 'data-tiles="https://tiles.example/{z}/{x}/{y}.png"' in page
    assert 'data-credit="© Ai đó"' in page


def test_a_group_is_its_lanes_with_doors_as_they_stand(street: Street, client) -> None:
    Household.objects.filter(id=street.doors[0].id).update(lane_name="Ngõ 281", house="12A")
    street.push(street.op(street.encounter(street.doors[4], result="absent", outcomes=[])))
    client.force_login(street.admin)
    answer = client.get(reverse("map", args=["00322.07"]))
    words = words_of(answer)
    assert "Đã tiếp cận 3 trong 8 hộ" in words
    assert "Ngõ 281 đã gặp 1 / 1 hộ" in words
    assert "5 : cần quay lại" in words
    assert "Chủ hộ" not in words


def test_an_area_with_nothing_below_says_what_to_do(street: Street, client) -> None:
    give_role(actor=None, account=street.admin, area=street.elsewhere, kind="viewer")
    client.force_login(street.admin)
    Area.objects.filter(parent=street.elsewhere).delete()
    assert "Chưa có gì để vẽ" in words_of(client.get(reverse("map", args=["00082"])))
