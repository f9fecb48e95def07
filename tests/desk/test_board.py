"""The board says what the tallies say, with denominators, in both languages."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.progress.actions import recount_stale


@pytest.fixture
def street(db) -> Street:
    street = Street(doors=8)
    for door in street.doors[:3]:
        people = [str(person.id) for person in street.people(door)]
        street.push(street.op(street.encounter(door, outcomes=[[people[0], "vneid", 3]])))
    recount_stale()
    return street


def words_of(answer) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.parametrize("code", ["00322", "00322.07"])
def test_the_board_shows_part_and_whole(street, client, code):
    client.force_login(street.admin)
    words = words_of(client.get(reverse("board", args=[code])))
    assert "3 / 8 hộ" in words
    assert "3 / 16 người" in words
    assert "Lượt gặp: 3 đã đếm, 0 đã nhận và sắp được đếm" in words


def test_what_waits_for_the_recount_is_said(street, client):
    street.push(street.op(street.encounter(street.doors[5])))
    client.force_login(street.admin)
    words = words_of(client.get(reverse("board", args=["00322"])))
    assert "3 đã đếm, 1 đã nhận và sắp được đếm" in words


def test_the_same_board_in_english(street, client):
    client.force_login(street.admin)
    client.post(reverse("set_language"), {"language": "en"})
    words = words_of(client.get(reverse("board", args=["00322"])))
    assert "Households reached" in words
    assert "3 / 8 households" in words


def test_the_published_page_needs_no_sign_in_and_names_nobody(street, client):
    answer = client.get(reverse("published", args=["00322"]))
    assert answer.status_code == 200
    words = words_of(answer)
    assert "Phường Tương Mai" in words
    assert "Chủ hộ" not in words
    assert client.get(reverse("published", args=["00322.07"])).status_code == 404


def test_a_row_with_few_households_is_not_published(street, client):
    words = words_of(client.get(reverse("published", args=["00322"])))
    group = words[words.index("Tổ dân phố số 7") :][:60]
    assert "· · ·" in group
