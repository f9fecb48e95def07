"""The journal: every look at people's data is in it, for administrators, within their reach."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.accounts import journal
from tungngo.accounts.models import JournalLine
from tungngo.accounts.queries import journal_page
from tungngo.lib import clock
from tungngo.lib.reach import Reach


@pytest.fixture
def street(db) -> Street:
    return Street(doors=2)


@pytest.fixture
def desk(street, client) -> Client:
    client.force_login(street.admin)
    client.cookies["django_language"] = "en"
    return client


def page_of(desk: Client, **asked: str):
    return desk.get(reverse("journal", args=["00322"]), asked)


def told(answer) -> list[tuple[str, str]]:
    return [(str(row["line"].actor), row["words"]) for row in answer.context["rows"]]


def test_looking_at_a_household_is_written_down_once_in_ten_minutes(desk, street, monkeypatch):
    door = street.doors[0]
    url = reverse("household", args=[door.origin, door.id])
    now = clock.now()
    for minutes in (0, 5, 9, 11):
        monkeypatch.setattr(clock, "now", lambda m=minutes: now + dt.timedelta(minutes=m))
        assert desk.get(url).status_code == 200
    seen = JournalLine.objects.filter(verb="household.seen", actor=street.admin)
    assert seen.count() == 2
    assert {line.path for line in seen} == {street.group7.path}
    assert not any(line.details for line in seen), "nothing personal is in a line"
    (row, *_rest) = page_of(desk).context["rows"]
    assert (row["words"], row["url"]) == ("opened the page of a household", url)


def test_each_way_to_people_s_data_leaves_its_line(desk, street):
    for url, verb in {
        reverse("households", args=["00322"]): "households.listed",
        reverse("suggestions", args=["00322"]): "suggestions.listed",
    }.items():
        desk.get(url)
        assert JournalLine.objects.get(verb=verb).path == street.ward.path


def test_a_page_opened_again_costs_one_look_into_an_index(desk, street):
    door = street.doors[0]
    url = reverse("household", args=[door.origin, door.id])
    desk.get(url)
    with CaptureQueriesContext(
        connection,
    ) as again:
        desk.get(url)
    # Statements written by hand tell no text on PostgreSQL; the journal's are the ORM's.
    spoken = [said for one in again if "accounts_journalline" in (said := one["sql"] or "")]
    assert len(spoken) == 1
    assert spoken[0].startswith("SELECT")


def test_it_is_read_by_person_kind_and_day_and_stays_within_reach(desk, street):
    other = street.staff("hoa", "Lê Thị Hoa", "officer", street.ward)
    JournalLine.objects.all().delete()
    long_ago = clock.now() - dt.timedelta(days=3)
    journal.write(actor=other, verb="household.seen", subject="x", path=street.group7.path)
    journal.write(actor=street.admin, verb="household.edited", path=street.group7.path)
    journal.write(actor=street.member, verb="encounter.recorded", path=street.group7.path)
    journal.write(actor=other, verb="household.seen", path=street.elsewhere.path)
    journal.write(actor=other, verb="unheard.of", path=street.ward.path)
    old = journal.write(actor=other, verb="export.taken", path=street.ward.path, rows=9870)
    JournalLine.objects.filter(pk=old.pk).update(done_at=long_ago)

    assert told(page_of(desk)) == [
        ("Nguyễn Thị Mai Lan", "corrected a household"),
        ("Lê Thị Hoa", "opened the page of a household"),
        ("Lê Thị Hoa", "downloaded an export"),
    ]
    assert "rows: 9870" in page_of(desk).content.decode()
    assert [who for who, _ in told(page_of(desk, who=str(other.pk)))] == ["Lê Thị Hoa"] * 2
    assert [what for _, what in told(page_of(desk, what="seen"))] == [
        "opened the page of a household"
    ]
    assert [what for _, what in told(page_of(desk, what="phones"))] == ["sent results"]
    day = clock.day_of(long_ago).isoformat()
    assert [what for _, what in told(page_of(desk, day=day))] == ["downloaded an export"]
    for nonsense in ({"who": "x"}, {"day": "hôm qua"}, {"what": "x"}, {"before": "x~y"}):
        assert page_of(desk, **nonsense).status_code == 200


def test_pages_follow_each_other_by_key_also_within_one_moment(street):
    JournalLine.objects.all().delete()
    now = clock.now()
    made = [
        journal.write(actor=street.admin, verb="team.made", path="01.00322.") for _ in range(25)
    ]
    JournalLine.objects.update(done_at=now)
    seen, before = [], ""
    while True:
        page = journal_page(Reach(("01.",)), verbs=["team.made"], before=before, size=10)
        seen += [line.id for line in page.lines]
        before = page.older
        if not before:
            break
    assert seen == sorted((line.id for line in made), reverse=True)
    assert not journal_page(Reach.nothing(), verbs=["team.made"]).lines


def test_only_administrators_read_it(street):
    for role, status in (("officer", 403), ("viewer", 403), ("admin", 200)):
        client = Client()
        client.force_login(street.staff(f"{role}2", role, role, street.ward))
        assert client.get(reverse("journal", args=["00322"])).status_code == status


def test_sentences_name_whose_account_it_was(desk, street):
    other = street.staff("hoa", "Lê Thị Hoa", "officer", street.ward)
    desk.post(reverse("person_close", args=["00322", other.pk]))
    body = page_of(desk, what="people").content.decode()
    assert re.search(r"closed an account \(Lê Thị Hoa\)", body)
