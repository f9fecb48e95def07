"""What could not be taken is kept where a person of the area finds it, and nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.progress.actions import recount


@pytest.fixture
def street(db) -> Street:
    street = Street()
    recount(paths=[street.group7.path])
    return street


def test_a_refused_record_is_found_with_its_reason_and_sender(street, client):
    bad = street.op(street.encounter(street.doors[0], outcomes=[[str(street.team.id), "vneid", 2]]))
    unnamed = {"op": "?", "kind": "encounter.record", "origin": "00322", "body": {"note": "Bà Hoa"}}
    street.push(bad, unnamed)
    client.force_login(street.admin)
    board = client.get(reverse("board", args=["00322"])).content.decode()
    assert reverse("refused", args=["00322"]) in board
    page = client.get(reverse("refused", args=["00322"])).content.decode()
    assert "encounter.resident_unknown" in page
    assert "op.unreadable" in page
    assert "Trần Văn Bình" in page
    assert "Bà Hoa" not in page


def test_another_ward_sees_nothing_of_it(street, client):
    street.push(street.op({"id": 1}))
    client.force_login(street.staff("cuanam", "Đỗ Minh Anh", "officer", street.elsewhere))
    assert client.get(reverse("refused", args=["00322"])).status_code == 404
    page = client.get(reverse("refused", args=["00082"])).content.decode()
    assert "op.unreadable" not in page


def test_with_nothing_refused_the_page_says_so(street, client):
    client.force_login(street.admin)
    page = client.get(reverse("refused", args=["00322"])).content.decode()
    assert "Trần Văn Bình" not in page
    assert (
        reverse("refused", args=["00322"])
        not in client.get(reverse("board", args=["00322"])).content.decode()
    )
