"""A team-mate's phone brings what another could not send: once, as its author's, and never lost."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import override_settings

from tests.field.conftest import Phone
from tests.field.test_wire import batch, met
from tungngo.accounts.actions import revoke_badge
from tungngo.accounts.models import Badge, Device, JournalLine
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.sealing import key_from, seal
from tungngo.parcels import actions
from tungngo.parcels.models import Parcel


@pytest.fixture
def carrier(laid: dict[str, Any]) -> Phone:
    """The team-mate, who has a network."""
    phone = Phone()
    assert phone.claim(laid["badges"][1]).status_code == 201
    return phone


def packed(phone: Phone, *ops: Any, sent_at: datetime | None = None, zipped: bool = True) -> bytes:
    """A parcel as `phone` would make it."""
    key = base64.urlsafe_b64decode(phone.world().json()["parcels"]["body"]["key"] + "==")
    contents = json.dumps(
        {
            "secret": phone.secret,
            "sent_at": (sent_at or clock.now()).isoformat(),
            "waiting": len(ops),
            "ops": ops,
        }
    ).encode()
    return seal(key, gzip.compress(contents) if zipped else contents)


def carry(carrier: Phone, parcel: bytes) -> HttpResponse:
    return carrier.post("/field/carry", parcel, **{"Content-Type": "application/octet-stream"})


def author(laid: dict[str, Any]) -> Device:
    return Device.objects.get(account=laid["accounts"][0])


def counts(reply: HttpResponse) -> tuple[int, int, int]:
    said = reply.json()
    assert reply.status_code == 200, said
    return said["accepted"], said["had"], said["refused"]


def test_what_a_team_mate_brings_counts_as_the_authors(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    parcel = packed(claimed, met(laid), met(laid, 1), met(laid, 2, result="absent"))
    reply = carry(carrier, parcel)
    assert counts(reply) == (3, 0, 0)
    assert reply.json()["operations"] == 3
    assert {fact.account_id for fact in Encounter.objects.all()} == {laid["accounts"][0].id}
    assert {fact.device_id for fact in Encounter.objects.all()} == {author(laid).id}
    line = JournalLine.objects.get(verb="parcel.brought")
    assert line.actor_id == laid["accounts"][1].id
    assert (line.subject, line.details["accepted"]) == (str(author(laid).id), 3)


def test_the_carrier_learns_nothing_but_counts(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    parcel = packed(claimed, met(laid), zipped=False)
    assert claimed.secret.encode() not in parcel
    assert set(carry(carrier, parcel).json()) == {
        *("parcel", "state", "operations", "accepted", "had", "refused")
    }


def test_the_same_parcel_twice_and_then_the_phone_itself_count_once(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    ops = [met(laid), met(laid, 1)]
    parcel = packed(claimed, *ops)
    assert counts(carry(carrier, parcel)) == (2, 0, 0)
    assert counts(carry(carrier, parcel)) == (0, 2, 0)
    assert counts(carry(carrier, packed(claimed, *ops))) == (0, 2, 0)
    late = claimed.post("/field/push", batch(*ops)).json()["verdicts"]
    assert [one["verdict"] for one in late] == ["had", "had"]
    assert Encounter.objects.count() == 2


def test_what_the_phone_sent_itself_meanwhile_is_had(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    ops = [met(laid), met(laid, 1), met(laid, 2)]
    parcel = packed(claimed, *ops)
    claimed.post("/field/push", batch(*ops[:2]))
    assert counts(carry(carrier, parcel)) == (1, 2, 0)


def test_days_on_the_way_are_not_a_clock_that_is_days_wrong(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    happened_at = clock.now() - timedelta(days=5)
    parcel = packed(
        claimed,
        met(laid, at=happened_at.isoformat()),
        sent_at=happened_at + timedelta(hours=2),
    )
    assert counts(carry(carrier, parcel)) == (1, 0, 0)
    assert Encounter.objects.get().happened_at == happened_at
    assert author(laid).clock_offset == 0


def test_the_last_known_offset_of_its_clock_is_used(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    """The phone is three days behind; that was measured when it last spoke for itself."""
    behind = timedelta(days=3)
    said = batch(met(laid), sent_at=(clock.now() - behind).isoformat())
    claimed.post("/field/push", said)
    Encounter.objects.all().delete()
    happened_at = clock.now() - timedelta(hours=1)
    parcel = packed(claimed, met(laid, 1, at=(happened_at - behind).isoformat()))
    assert counts(carry(carrier, parcel)) == (1, 0, 0)
    assert abs(Encounter.objects.get().happened_at - happened_at) < timedelta(seconds=30)


def test_what_was_carried_no_longer_waits_as_far_as_is_known(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    earlier, later = timedelta(days=-2), timedelta(minutes=5)
    Device.objects.filter(id=author(laid).id).update(waiting=4, seen_at=clock.now() + earlier)
    seen_at = author(laid).seen_at
    carry(carrier, packed(claimed, met(laid)))
    assert author(laid).waiting == 0
    assert author(laid).seen_at == seen_at, "the phone itself was not heard"
    parcel = packed(claimed, met(laid, 1))
    Device.objects.filter(id=author(laid).id).update(waiting=4, seen_at=clock.now() + later)
    carry(carrier, parcel)
    assert author(laid).waiting == 4, "the phone has spoken for itself since"


def test_what_cannot_be_taken_is_kept_and_the_phone_hears_why_later(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    bad = met(laid, household="00000000-0000-7000-8000-000000000000")
    assert counts(carry(carrier, packed(claimed, bad, met(laid)))) == (1, 0, 1)
    assert Receipt.objects.get(verdict="refused").device_id == author(laid).id
    [late] = claimed.post("/field/push", batch(bad)).json()["verdicts"]
    assert (late["verdict"], late["code"]) == ("refused", "encounter.household_unknown")


def test_a_parcel_may_hold_more_than_one_call_may(
    laid: dict[str, Any], claimed: Phone, carrier: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_OPS", 3)
    ops = [met(laid, number % 12) for number in range(8)]
    assert counts(carry(carrier, packed(claimed, *ops))) == (8, 0, 0)


# -------------------------------------------------------------------------- what is not taken


@pytest.mark.parametrize("place", [0, 3, 5, 20, 90, -1])
def test_one_changed_byte_is_refused_and_nothing_is_written(
    laid: dict[str, Any], claimed: Phone, carrier: Phone, place: int
) -> None:
    parcel = bytearray(packed(claimed, met(laid)))
    parcel[place] ^= 1
    reply = carry(carrier, bytes(parcel))
    assert reply.status_code == 400
    expected = "parcel.key_unknown" if place == 5 else "parcel.unreadable"
    assert reply.json()["code"] == expected
    assert not Receipt.objects.exists()
    assert not Parcel.objects.exists()


def sealed(content: bytes) -> bytes:
    return seal(key_from(configured.SECRET_KEY).public, content)


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[]", b"\xff\xfe", b'{"secret": "x", "sent_at": "2026-08-05T09:10:00", "ops": []}',
    b"\x1f\x8b no gzip", gzip.compress(b"{}"), gzip.compress(b"{}") + b"more",
    gzip.compress(b'{"secret": 1}')[:-4], gzip.compress(b" " * (9 * 1024 * 1024)),
])  # fmt: skip
def test_what_holds_no_records_is_refused(carrier: Phone, content: bytes) -> None:
    for body in (sealed(content), content):
        reply = carry(carrier, body)
        assert (reply.status_code, reply.json()["code"]) == (400, "parcel.unreadable")
        assert reply.json()["sentence"]


def test_a_parcel_of_nobody_is_refused(laid: dict[str, Any], carrier: Phone) -> None:
    parcel = json.dumps(
        {"secret": "guessed", "sent_at": clock.now().isoformat(), "ops": [met(laid)]}
    ).encode()
    reply = carry(carrier, sealed(parcel))
    assert (reply.status_code, reply.json()["code"]) == (400, "parcel.device_unknown")
    assert not Receipt.objects.exists()


def test_who_has_no_phone_here_brings_nothing(laid: dict[str, Any], claimed: Phone) -> None:
    reply = carry(Phone(), packed(claimed, met(laid)))
    assert (reply.status_code, reply.json()["code"]) == (401, "device.unknown")
    assert not Receipt.objects.exists()


def test_too_much_is_refused_whole(carrier: Phone) -> None:
    reply = carry(carrier, b"TNG\x01" + b"x" * (6 * 1024 * 1024))
    assert (reply.status_code, reply.json()["code"]) == (413, "parcel.too_large")


def test_a_parcel_outlives_a_change_of_the_servers_secret(
    laid: dict[str, Any], claimed: Phone, carrier: Phone, settings: Any
) -> None:
    parcel, old = packed(claimed, met(laid)), settings.SECRET_KEY
    with override_settings(SECRET_KEY="a new one", SECRET_KEY_FALLBACKS=[]):
        assert carry(carrier, parcel).json()["code"] == "parcel.key_unknown"
    with override_settings(SECRET_KEY="a new one", SECRET_KEY_FALLBACKS=[old]):
        assert counts(carry(carrier, parcel)) == (1, 0, 0)


# -------------------------------------------------------------------------- withdrawn badges


@pytest.fixture
def withdrawn(laid: dict[str, Any], claimed: Phone, carrier: Phone) -> bytes:
    """A parcel with three records, one of them from after its phone's badge was withdrawn."""
    times = [timedelta(days=2), timedelta(hours=3), timedelta(minutes=10)]
    ops = [met(laid, n, at=(clock.now() - ago).isoformat()) for n, ago in enumerate(times)]
    parcel = packed(claimed, *ops)
    revoke_badge(actor=None, badge=Badge.objects.get(device=author(laid)))
    Device.objects.filter(id=author(laid).id).update(revoked_at=clock.now() - timedelta(hours=1))
    return parcel


def test_a_withdrawn_phones_parcel_is_kept_for_a_person_once(
    laid: dict[str, Any], carrier: Phone, withdrawn: bytes
) -> None:
    for _time in range(2):
        reply = carry(carrier, withdrawn)
        assert (reply.status_code, reply.json()["state"]) == (200, "waiting")
    kept = Parcel.objects.get()
    assert (kept.operations, kept.before, kept.device) == (3, 2, author(laid))
    assert kept.brought_by_id == laid["accounts"][1].id
    assert not Receipt.objects.exists()
    assert JournalLine.objects.filter(verb="parcel.kept").count() == 1


def test_half_an_emoji_in_a_parcel_is_refused_by_itself(
    laid: dict[str, Any], claimed: Phone, carrier: Phone
) -> None:
    """Also in one that waited for a person."""
    odd = met(laid, 1, come_back_for="\ud83d")
    assert counts(carry(carrier, packed(claimed, met(laid), odd))) == (1, 0, 1)
    kept = packed(claimed, odd, met(laid, 2))
    revoke_badge(actor=None, badge=Badge.objects.get(device=author(laid)))
    assert carry(carrier, kept).json()["state"] == "waiting"
    brought = actions.take_in(actor=laid["accounts"][1], parcel=Parcel.objects.get())
    assert (brought.accepted, brought.had, brought.refused) == (1, 0, 1)


def test_taken_in_it_counts_as_the_authors_once(
    laid: dict[str, Any], carrier: Phone, withdrawn: bytes
) -> None:
    carry(carrier, withdrawn)
    officer = laid["accounts"][1]
    brought = actions.take_in(actor=officer, parcel=Parcel.objects.get())
    assert (brought.accepted, brought.had, brought.refused) == (3, 0, 0)
    assert {fact.account_id for fact in Encounter.objects.all()} == {laid["accounts"][0].id}
    kept = Parcel.objects.get()
    assert (kept.state, kept.decided_by_id, bytes(kept.content)) == ("taken", officer.id, b"")
    with pytest.raises(actions.Refused) as refused:
        actions.take_in(actor=officer, parcel=kept)
    assert refused.value.code == "parcel.not_open"
    again = carry(carrier, withdrawn).json()
    assert (again["state"], again["had"]) == ("taken", 3)
    assert Encounter.objects.count() == 3


def test_left_it_is_kept_and_can_still_be_taken_in(
    laid: dict[str, Any], carrier: Phone, withdrawn: bytes
) -> None:
    carry(carrier, withdrawn)
    officer = laid["accounts"][1]
    actions.leave(actor=officer, parcel=Parcel.objects.get())
    assert carry(carrier, withdrawn).json()["state"] == "left"
    assert not Receipt.objects.exists()
    actions.take_in(actor=officer, parcel=Parcel.objects.get())
    assert Encounter.objects.count() == 3
