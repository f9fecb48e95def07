"""Data links give an area's figures without persons, as long as their owner may read them."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tests.reports.days import three_of_eight
from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.lib.limits import Buckets
from tungngo.progress.daily import indicator_of
from tungngo.public import datalinks
from tungngo.reports.models import DataLink
from tungngo.teams.models import Role


@pytest.fixture
def street(db, monkeypatch) -> Street:
    monkeypatch.setattr(datalinks, "LINKS", Buckets(per_second=0.001, burst=3))
    monkeypatch.setattr(datalinks, "STRANGERS", Buckets(per_second=0.001, burst=3))
    return three_of_eight()


@pytest.fixture
def address(street, client) -> str:
    """The address of a link of the ward's administrator, as the page showed it."""
    client.force_login(street.admin)
    answer = client.post(reverse("links", args=["00322"]), {"link_name": "Bảng theo dõi"})
    body = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    found = body.partition('id="address">')[2].partition("<")[0]
    assert found.endswith("/figures.csv")
    return found.partition("testserver")[2]


def fetched(address: str) -> list[dict[str, str]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_sums_of_days_are_the_board(street, address):
    rows = fetched(address)
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row["area_code"], row["indicator"]] += int(row["count"])
    assert sums["00322", "households.reached"] == 3
    assert sums["00322.07", "households.reached"] == 3
    assert sums["00322", "encounters"] == 3
    assert sums["00322", "residents.met"] == 3
    reached = next(row for row in rows if row["indicator"] == "households.reached")
    assert (reached["day"], reached["listed"]) == (clock.today().isoformat(), "8")
    assert reached["area"] == "Phường Tương Mai"
    assert reached["level"] == "commune"


def test_the_secret_is_nowhere_and_taking_it_back_closes_it(street, address, client):
    secret = address.split("/")[2]
    link = DataLink.objects.get()
    assert secret not in link.secret_hash
    again = client.get(reverse("links", args=["00322"])).content.decode()
    assert secret not in again
    assert "Bảng theo dõi" in again
    fetched(address)
    client.post(reverse("link_revoke", args=[link.id]))
    assert Client().get(address).status_code == 404
    verbs = [line.verb for line in JournalLine.objects.filter(subject=str(link.id)).order_by("id")]
    assert verbs == ["datalink.made", "datalink.used", "datalink.revoked"]


def test_it_dies_with_its_owners_right(street, address):
    fetched(address)
    Role.objects.filter(account=street.admin).update(until_at=clock.now())
    assert Client().get(address).status_code == 404


def test_too_often_is_slowed_down(street, address):
    for _turn in range(3):
        fetched(address)
    answer = Client().get(address)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60
    wrong = [Client().get("/data/guessed/figures.csv").status_code for _turn in range(4)]
    assert wrong == [404, 404, 404, 429]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("h.reached", ("households.reached", "")),
        ("e", ("encounters", "")),
        ("r.met.adult", ("residents.met", "adult")),
        ("r.basic.student", ("residents.basic", "student")),
        ("r.vneid.2.adult", ("residents.skill:vneid:2", "adult")),
    ],
)
def test_indicators_are_named_as_targets_name_them(key, said):
    assert indicator_of(key) == said
