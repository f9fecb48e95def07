"""What could not be taken is kept where a person of the area finds it, and nobody else."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.accounts.models import JournalLine
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.progress.actions import recount
from tungngo.teams.models import Membership


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


def too_early(street: Street) -> uuid.UUID:
    """A record refused because its day lies before the campaign."""
    long_ago = (clock.now() - dt.timedelta(days=40)).isoformat()
    op = street.op(street.encounter(street.doors[0], at=long_ago))
    [verdict] = street.push(op)
    assert verdict.code == "encounter.before_campaign"
    return uuid.UUID(op["op"])


def settle(client: Client, what: str, op: uuid.UUID, code: str = "00322", **form: Any) -> Any:
    data = {f"r{op.hex[-8:]}-{name}": value for name, value in form.items()}
    return client.post(reverse(f"refused_{what}", args=[code, op]), data, follow=True)


def test_with_the_right_day_a_record_counts_as_its_authors(street: Street, client: Client) -> None:
    op = too_early(street)
    client.force_login(street.admin)
    page = client.get(reverse("refused", args=["00322"])).content.decode()
    assert "Chủ hộ 1" in page
    yesterday = clock.today() - dt.timedelta(days=1)
    answer = settle(client, "again", op, day=yesterday.isoformat(), time="08:30")
    assert "Trần Văn Bình" in answer.content.decode()
    [fact] = Encounter.objects.all()
    assert fact.account_id == street.member.id
    happened_at = fact.happened_at.astimezone(clock.VIETNAM)
    assert (happened_at.date(), f"{happened_at:%H:%M}") == (yesterday, "08:30")
    line = JournalLine.objects.get(verb="receipt.taken_again")
    assert (line.actor, line.subject) == (street.admin, str(op))
    again = settle(client, "again", op, day=yesterday.isoformat(), time="08:30")
    assert "receipt.not_open" in again.content.decode(), "a second click takes nothing twice"
    assert Encounter.objects.count() == 1


@pytest.mark.parametrize("written", [{"day": "", "time": ""}, {"day": "31/31", "time": "25:00"}])
def test_a_day_that_is_none_is_said_beside_its_field(
    street: Street, client: Client, written: dict[str, str]
) -> None:
    op = too_early(street)
    client.force_login(street.admin)
    answer = settle(client, "again", op, **written)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert Receipt.objects.get(op_id=op).verdict == "refused"


def test_a_day_that_is_wrong_too_leaves_it_waiting_with_the_new_reason(
    street: Street, client: Client
) -> None:
    op = too_early(street)
    client.force_login(street.admin)
    future = (clock.today() + dt.timedelta(days=2)).isoformat()
    answer = settle(client, "again", op, day=future, time="08:30")
    assert "encounter.in_the_future" in answer.content.decode()
    assert Receipt.objects.get(op_id=op).verdict == "refused"
    assert not Encounter.objects.exists()


def test_without_who_is_not_on_the_list_the_others_count(street: Street, client: Client) -> None:
    door = street.doors[0]
    known, stranger = str(street.people(door)[0].id), str(uuid.uuid4())
    op = street.op(street.encounter(door, outcomes=[[known, "vneid", 3], [stranger, "vneid", 2]]))
    [verdict] = street.push(op)
    assert verdict.code == "encounter.resident_unknown"
    client.force_login(street.admin)
    url = reverse("refused_again", args=["00322", op["op"]])
    assert "encounter.resident_unknown" in client.post(url, follow=True).content.decode()
    client.post(url, {"without": "1"})
    [fact] = Encounter.objects.all()
    assert [who for who, *_rest in fact.outcomes] == [known]


def test_an_officer_answers_for_a_door_that_was_not_the_authors(
    street: Street, client: Client
) -> None:
    stranger, phone = street.volunteer("Phạm Văn Đi")
    left_at = clock.now() - dt.timedelta(days=5)
    Membership.objects.filter(account=stranger).update(
        until_at=left_at, since_at=left_at - dt.timedelta(days=4)
    )
    near, far = street.encounter(street.doors[1]), street.encounter(street.far_door)
    ops = [street.op(near), street.op(far, origin="00082")]
    for verdict in street.push(*ops, phone=phone):
        assert verdict.code == "encounter.household_out_of_reach"
    client.force_login(street.admin)
    answers = [settle(client, "again", uuid.UUID(op["op"])) for op in ops]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert settle(client, "leave", uuid.UUID(ops[1]["op"])).status_code == 403
    [fact] = Encounter.objects.all()
    assert (fact.account_id, fact.household_id) == (stranger.id, street.doors[1].id)
    assert Receipt.objects.get(op_id=ops[1]["op"]).verdict == "refused", "not their ward"


def test_left_it_is_kept_and_can_be_taken_back(street: Street, client: Client) -> None:
    op = too_early(street)
    client.force_login(street.admin)
    assert "undo-bar" in settle(client, "leave", op).content.decode()
    left = Receipt.objects.get(op_id=op)
    assert (left.verdict, bool(left.payload)) == ("left", True)
    assert str(op) not in client.get(reverse("refused", args=["00322"])).content.decode()
    settle(client, "back", op)
    assert Receipt.objects.get(op_id=op).verdict == "refused"
    assert str(op) in client.get(reverse("refused", args=["00322"])).content.decode()
    verbs = JournalLine.objects.filter(verb__startswith="receipt.").values_list("verb", flat=True)
    assert list(verbs.order_by("done_at")) == ["receipt.left", "receipt.reopened"]
    assert "receipt.not_left" in settle(client, "back", op).content.decode()


def test_who_may_only_look_is_offered_nothing(street: Street, client: Client) -> None:
    op = too_early(street)
    client.force_login(street.staff("nhin", "Đỗ Minh Anh", "viewer", street.ward))
    page = client.get(reverse("refused", args=["00322"])).content.decode()
    assert "encounter.before_campaign" in page
    assert str(op) + "/" not in page
    for what in ("again", "leave", "back"):
        assert settle(client, what, op).status_code == 403
    assert Receipt.objects.get(op_id=op).verdict == "refused"
