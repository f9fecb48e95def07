"""Open data say what the published page says, and keep back what it keeps back."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tests.public.test_published import count
from tests.teams.people import area
from tungngo.territory.models import Kind, Level


@pytest.fixture
def street(db) -> Street:
    """Four groups, one of which is small: another goes with it."""
    street = Street(doors=0)
    for n in (21, 22):
        group = area(f"00322.{n}", Level.GROUP, Kind.URBAN_GROUP, f"số {n}", street.ward)
        count(street, group, 40, 200 + n, (20, 60))
    count(street, street.group7, 3, 100)
    count(street, street.group8, 30, 80)
    return street


def rows_of(body: dict[str, Any]) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    return {
        (row["area_code"], row["indicator"], row["segment"]): (row["reached"], row["listed"])
        for row in body["figures"]
    }


def test_json_says_what_the_page_says(street, client: Client):
    answer = client.get(reverse("open_json", args=["00322"]))
    body = json.loads(answer.content)
    rows = rows_of(body)
    assert rows["00322", "households.reached", ""] == (113, 623)
    assert rows["00322.21", "households.reached", ""] == (40, 221)
    assert rows["00322.07", "households.reached", ""] == (None, None)
    assert rows["00322.08", "households.reached", ""] == (None, None)
    assert body["licence"] == "CC BY 4.0"
    assert body["counted_at"].endswith("+07:00")
    assert body["campaign"] == street.campaign.name
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "max-age=60" in answer["Cache-Control"]


def test_csv_holds_the_same_rows(street, client: Client):
    body = json.loads(client.get(reverse("open_json", args=["00322"])).content)
    text = client.get(reverse("open_csv", args=["00322"])).content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert [
        (row["area_code"], row["indicator"], row["segment"], row["reached"], row["listed"])
        for row in found
    ] == [
        (
            row["area_code"],
            row["indicator"],
            row["segment"],
            shown(row["reached"]),
            shown(row["listed"]),
        )
        for row in body["figures"]
    ]
    assert {row["licence"] for row in found} == {"CC BY 4.0"}


def shown(value: int | None) -> str:
    return "" if value is None else str(value)


def test_groups_and_places_without_a_campaign_have_none(street, client: Client):
    for code in ("00322.07", "99999", "79"):
        for name in ("open_csv", "open_json"):
            assert client.get(reverse(name, args=[code])).status_code == 404, (name, code)
    page = client.get(reverse("published", args=["00322"])).content.decode()
    assert reverse("open_csv", args=["00322"]) in page
    assert "Giấy phép: CC BY 4.0" in page
