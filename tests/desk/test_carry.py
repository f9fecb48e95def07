"""Parcels of phones without a network, handed in at the desk; and those that wait for a decision."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges, revoke_badge
from tungngo.accounts.models import Account, Badge, Device, JournalLine
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.sealing import key_from, seal
from tungngo.parcels.models import Parcel
from tungngo.teams.actions import make_team

PAGE = "/desk/areas/00322/parcels/"


class Handing(Street):
    """The street, with the secret of its phone."""

    def __init__(self) -> None:
        super().__init__()
        self.phone, self.secret = self.opened(self.member)

    def opened(self, account: Account) -> tuple[Device, str]:
        [(_badge, secret)] = issue_badges(actor=self.admin, accounts=[account])
        return claim_badge(secret=secret, label="test phone")

    def parcel(self, *ops: dict[str, Any], secret: str = "") -> bytes:
        contents = {
            "secret": secret or self.secret,
            "sent_at": clock.now().isoformat(),
            "ops": ops,
        }
        public = key_from(settings.SECRET_KEY).public
        return seal(public, gzip.compress(msgspec.json.encode(contents)))

    def met(self, door: int, **changes: Any) -> dict[str, Any]:
        return self.op(self.encounter(self.doors[door], **changes))


@pytest.fixture
def street(db: None) -> Handing:
    return Handing()


@pytest.fixture
def desk(street: Handing, client: Client) -> Client:
    client.force_login(street.admin)
    return client


def hand_in(desk: Client, *parcels: bytes, page: str = PAGE) -> HttpResponse:
    files = [SimpleUploadedFile(f"gói {n}.tungngo", one) for n, one in enumerate(parcels, start=1)]
    return desk.post(page, {"file": files})


def brought(reply: HttpResponse) -> list[tuple[str, int, int, int]]:
    rows = [row["brought"] for row in reply.context["results"]]
    return [(one.state, one.accepted, one.had, one.refused) for one in rows]


def test_several_files_at_once_each_with_its_result(street: Handing, desk: Client) -> None:
    other, other_phone = street.volunteer("Lê Thị Hạnh")
    _device, secret = street.opened(other)
    bad = street.met(1, outcomes=[[str(street.team.id), "vneid", 2]])
    reply = hand_in(
        desk,
        street.parcel(street.met(0), bad),
        street.parcel(street.met(2), street.met(3), secret=secret),
    )
    assert reply.status_code == 200
    assert brought(reply) == [("taken", 1, 0, 1), ("taken", 2, 0, 0)]
    body = reply.content.decode()
    for said in ("Trần Văn Bình", "Lê Thị Hạnh", "gói 1.tungngo", "gói 2.tungngo"):
        assert said in body
    authors = {fact.household_id: fact.account_id for fact in Encounter.objects.all()}
    assert authors[street.doors[0].id] == street.member.id
    assert authors[street.doors[2].id] == other.id == other_phone.account_id
    assert JournalLine.objects.filter(verb="parcel.brought", actor=street.admin).count() == 2


def test_the_same_file_twice_counts_once(street: Handing, desk: Client) -> None:
    parcel = street.parcel(street.met(0), street.met(1))
    assert brought(hand_in(desk, parcel, parcel)) == [("taken", 2, 0, 0), ("taken", 0, 2, 0)]
    assert Encounter.objects.count() == 2


def test_a_changed_file_is_refused_and_never_blocks_the_next(street: Handing, desk: Client) -> None:
    changed = bytearray(street.parcel(street.met(0)))
    changed[-20] ^= 1
    reply = hand_in(desk, bytes(changed), b"a photo", street.parcel(street.met(1)))
    codes = [getattr(row.get("refusal"), "code", "") for row in reply.context["results"]]
    assert codes == ["parcel.unreadable", "parcel.unreadable", ""]
    assert "parcel.unreadable" in reply.content.decode()
    assert [fact.household_id for fact in Encounter.objects.all()] == [street.doors[1].id]


def test_without_a_file_the_form_says_so(desk: Client) -> None:
    reply = desk.post(PAGE, {})
    assert reply.status_code == 422
    assert not reply.context["results"]


def test_a_phone_out_of_reach_is_taken_without_its_name(street: Handing, client: Client) -> None:
    """What it recorded goes where it belongs; who somebody of another ward is, stays there."""
    make_team(actor=None, area=street.elsewhere, name="Tổ xa")
    client.force_login(street.staff("cuanam", "Đỗ Minh Anh", "officer", street.elsewhere))
    reply = hand_in(client, street.parcel(street.met(0)), page="/desk/areas/00082/parcels/")
    assert brought(reply) == [("taken", 1, 0, 0)]
    assert "Trần Văn Bình" not in reply.content.decode()


def test_who_may_only_look_hands_nothing_in(street: Handing, client: Client) -> None:
    client.force_login(street.staff("xem", "Người Xem", "viewer", street.ward))
    assert "multipart" not in client.get(PAGE).content.decode()
    assert hand_in(client, street.parcel(street.met(0))).status_code == 403
    assert not Receipt.objects.exists()


# -------------------------------------------------------------------------- withdrawn badges


@pytest.fixture
def kept(street: Handing, desk: Client) -> Parcel:
    """A withdrawn phone's parcel: a record from before the withdrawal, and one from after."""
    before = clock.now() - dt.timedelta(days=1)
    parcel = street.parcel(street.met(0, at=before.isoformat()), street.met(1))
    revoke_badge(actor=street.admin, badge=Badge.objects.get(device=street.phone))
    Device.objects.filter(id=street.phone.id).update(revoked_at=clock.now() - dt.timedelta(hours=2))
    assert brought(hand_in(desk, parcel)) == [("waiting", 0, 0, 0)]
    assert not Receipt.objects.exists()
    return Parcel.objects.get()


def decide(desk: Client, what: str, kept: Parcel) -> HttpResponse:
    return desk.post(reverse(f"parcel_{what}", args=["00322", kept.id]), follow=True)


def test_a_withdrawn_phones_parcel_waits_where_a_person_finds_it(
    street: Handing, desk: Client, kept: Parcel
) -> None:
    assert (kept.operations, kept.before) == (2, 1)
    [shown] = desk.get(PAGE).context["waiting"]
    assert shown == kept
    teams = desk.get(reverse("teams", args=["00322"]))
    assert teams.context["parcels_waiting"] == 1
    assert PAGE in teams.content.decode()


def test_taken_in_it_counts_for_its_author(street: Handing, desk: Client, kept: Parcel) -> None:
    page = decide(desk, "take", kept)
    assert not page.context["waiting"]
    assert {fact.account_id for fact in Encounter.objects.all()} == {street.member.id}
    assert Encounter.objects.count() == 2
    line = JournalLine.objects.get(verb="parcel.taken")
    assert (line.actor, line.details["accepted"]) == (street.admin, 2)
    decide(desk, "take", kept)
    assert Encounter.objects.count() == 2


def test_left_it_is_kept_and_can_still_be_taken_in(
    street: Handing, desk: Client, kept: Parcel
) -> None:
    page = decide(desk, "leave", kept)
    assert [one.state for one in page.context["decided"]] == ["left"]
    assert not Encounter.objects.exists()
    decide(desk, "take", kept)
    assert Encounter.objects.count() == 2


def test_another_ward_neither_sees_nor_decides(
    street: Handing, client: Client, kept: Parcel
) -> None:
    client.force_login(street.staff("cuanam", "Đỗ Minh Anh", "officer", street.elsewhere))
    assert client.get(PAGE).status_code == 404
    for what in ("take", "leave"):
        for code in ("00322", "00082"):
            url = reverse(f"parcel_{what}", args=[code, kept.id])
            assert client.post(url).status_code == 404
    assert "Trần Văn Bình" not in client.get("/desk/areas/00082/parcels/").content.decode()
    kept.refresh_from_db()
    assert kept.state == "waiting"


def test_who_may_only_look_sees_and_decides_nothing(
    street: Handing, client: Client, kept: Parcel
) -> None:
    client.force_login(street.staff("xem", "Người Xem", "viewer", street.ward))
    page = client.get(PAGE).content.decode()
    assert "Trần Văn Bình" in page
    assert "/take/" not in page
    for what in ("take", "leave"):
        assert client.post(reverse(f"parcel_{what}", args=["00322", kept.id])).status_code == 403
    kept.refresh_from_db()
    assert kept.state == "waiting"
