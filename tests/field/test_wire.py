"""The wire as docs/wire.md tells it, from the phone's side."""

from __future__ import annotations

import gzip
import json
import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.field.conftest import Phone
from tests.field.lane import ORIGIN
from tests.moments import earlier_today
from tungngo.accounts.actions import revoke_badge
from tungngo.accounts.models import Badge, Device
from tungngo.encounters.models import Encounter
from tungngo.field import envelope
from tungngo.field.views import wire
from tungngo.field.world import DOCUMENTS
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.limits import Buckets, Gate


def met(laid: dict[str, Any], door: int = 0, **changes: Any) -> dict[str, Any]:
    """An operation: the household at `door` was met an hour ago, unless said otherwise."""
    body = {
        "id": str(uuid7()),
        "campaign": str(laid["campaign"].id),
        "household": str(laid["doors"][door].id),
        "result": "met",
        "at": earlier_today().isoformat(),
        "outcomes": [],
    }
    return {
        "op": str(uuid7()),
        "kind": "encounter.record",
        "origin": ORIGIN,
        "body": body | changes,
    }


def batch(*ops: Any, **changes: Any) -> dict[str, Any]:
    return {"sent_at": clock.now().isoformat(), "waiting": len(ops), "ops": list(ops)} | changes


# ------------------------------------------------------------------------------------------ claim


def test_a_badge_becomes_a_device(laid: dict[str, Any], phone: Phone) -> None:
    reply = phone.claim(laid["badges"][0])
    assert reply.status_code == 201
    said = reply.json()
    assert said["account"] == {
        "id": str(laid["accounts"][0].id),
        "name": "Đỗ Thị Hạnh",
        "language": "vi",
    }
    device = Device.objects.get(id=said["device"])
    assert device.label == "Android 10 · Chrome"
    assert said["secret"] not in (device.secret_hash, laid["badges"][0])


def test_a_badge_works_once_and_says_so(laid: dict[str, Any], phone: Phone) -> None:
    phone.claim(laid["badges"][0])
    reply = Phone().claim(laid["badges"][0])
    assert reply.status_code == 403
    assert reply.json()["code"] == "badge.used"
    assert "thẻ" in reply.json()["sentence"].lower()


@pytest.mark.parametrize(("change", "code"), [
    ({"revoked_at": timedelta(0)}, "badge.revoked"),
    ({"expires_at": timedelta(days=-1)}, "badge.expired"),
])  # fmt: skip
def test_a_badge_that_is_over_says_why(
    laid: dict[str, Any], phone: Phone, change: dict[str, timedelta], code: str
) -> None:
    Badge.objects.filter(account=laid["accounts"][0]).update(
        **{name: clock.now() + delta for name, delta in change.items()}
    )
    reply = phone.claim(laid["badges"][0])
    assert (reply.status_code, reply.json()["code"]) == (403, code)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"badge": 7}', b"\xff\xfe", b'{"badge": "x'])
def test_a_claim_that_cannot_be_read(db: None, phone: Phone, body: bytes) -> None:
    reply = phone.post("/field/claim", body)
    assert (reply.status_code, reply.json()["code"]) == (400, "claim.unreadable")


def test_an_unknown_badge(db: None, phone: Phone) -> None:
    assert phone.claim("never-printed").json()["code"] == "badge.unknown"


# ------------------------------------------------------------------------------------------ world


def test_the_world_comes_whole_and_then_not_again(laid: dict[str, Any], claimed: Phone) -> None:
    world = claimed.world().json()
    assert set(world) == {"server_at", *DOCUMENTS}
    doors = world["doors"]["body"]["doors"]
    assert [door["position"] for door in doors] == list(range(1, 13))
    assert {person["relation"] for person in doors[0]["people"]} == {
        "head",
        "child",
        "child_in_law",
        "grandchild",
    }
    known = {room: world[room]["fp"] for room in DOCUMENTS}
    assert set(claimed.world(**known).json()) == {"server_at"}
    changed = claimed.world(**known | {"doors": "0" * 16}).json()
    assert set(changed) == {"server_at", "doors"}


def test_the_world_travels_packed(laid: dict[str, Any], claimed: Phone) -> None:
    reply = claimed.client.get(
        "/field/world", headers=claimed._headers() | {"Accept-Encoding": "gzip, br"}
    )
    assert reply["Content-Encoding"] == "gzip"
    assert reply["Cache-Control"] == "no-store"
    world = json.loads(gzip.decompress(reply.content))
    assert len(reply.content) * 4 < len(json.dumps(world))


@pytest.mark.parametrize("authorization", ["", "Device", "Device nobody", "Bearer x", "x" * 5000])
def test_an_unknown_phone_hears_so_in_json(db: None, authorization: str) -> None:
    for reply in (
        Client().get("/field/world", headers={"Authorization": authorization}),
        Client().post(
            "/field/push", b"{}", "application/json", headers={"Authorization": authorization}
        ),
    ):
        assert (reply.status_code, reply.json()["code"]) == (401, "device.unknown")


def test_a_withdrawn_phone_hears_so_in_its_language(laid: dict[str, Any], claimed: Phone) -> None:
    revoke_badge(
        actor=None, badge=Badge.objects.get(device__isnull=False, account=laid["accounts"][0])
    )
    said = {}
    for language in ("vi", "en"):
        headers = claimed._headers() | {"Accept-Language": language}
        reply = claimed.client.get("/field/world", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (401, "device.revoked")
        said[language] = reply.json()["sentence"]
    assert "withdrawn" in said["en"]
    assert said["vi"] != said["en"]


# ------------------------------------------------------------------------------------------ push


def test_what_is_sent_twice_counts_once(laid: dict[str, Any], claimed: Phone) -> None:
    sent = batch(met(laid), met(laid, 1, result="absent"))
    first = claimed.post("/field/push", sent).json()
    again = claimed.post("/field/push", sent).json()
    assert [one["verdict"] for one in first["verdicts"]] == ["accepted", "accepted"]
    assert [one["verdict"] for one in again["verdicts"]] == ["had", "had"]
    assert [one["op"] for one in first["verdicts"]] == [op["op"] for op in sent["ops"]]
    assert Encounter.objects.count() == 2
    stands = [door["stand"] for door in claimed.world().json()["doors"]["body"]["doors"]]
    assert stands[0]["reached_on"] == clock.today().isoformat()
    assert (stands[1]["attempts"], stands[1]["last_result"]) == (1, "absent")


def test_a_packed_batch_is_read_the_same(laid: dict[str, Any], claimed: Phone) -> None:
    body = gzip.compress(json.dumps(batch(met(laid))).encode())
    reply = claimed.post("/field/push", body, **{"Content-Encoding": "gzip"})
    assert [one["verdict"] for one in reply.json()["verdicts"]] == ["accepted"]


def test_one_bad_operation_never_blocks_the_next(laid: dict[str, Any], claimed: Phone) -> None:
    stranger = met(laid, household=str(uuid7()))
    torn = {"op": str(uuid7()), "kind": "encounter.record", "origin": "00322", "body": {"id": 1}}
    said = claimed.post("/field/push", batch(torn, stranger, met(laid))).json()["verdicts"]
    assert [(one["verdict"], one.get("code", "")) for one in said] == [
        ("refused", "op.unreadable"),
        ("refused", "encounter.household_unknown"),
        ("accepted", ""),
    ]
    assert all(one["sentence"] for one in said[:2])
    assert Receipt.objects.filter(verdict="refused").count() == 2, "the server keeps them too"


def test_too_many_operations_are_refused_whole(laid: dict[str, Any], claimed: Phone) -> None:
    reply = claimed.post("/field/push", batch(*[met(laid)] * 501))
    assert (reply.status_code, reply.json()["code"]) == (413, "push.too_large")
    assert not Receipt.objects.exists()


def test_a_small_body_that_unpacks_without_end_is_refused(claimed: Phone) -> None:
    bomb = gzip.compress(b" " * (40 * envelope.MOST_BYTES), mtime=0)
    assert len(bomb) < 1_000_000
    reply = claimed.post("/field/push", bomb, **{"Content-Encoding": "gzip"})
    assert (reply.status_code, reply.json()["code"]) == (413, "push.too_large")


def test_a_body_larger_than_any_batch_is_refused(claimed: Phone) -> None:
    reply = claimed.post("/field/push", b" " * (6 * 1024 * 1024))
    assert (reply.status_code, reply.json()["code"]) == (413, "push.too_large")


whole = gzip.compress(b'{"sent_at": "2026-08-05T09:10:00+07:00", "ops": []}')


@pytest.mark.parametrize(("body", "encoding"), [
    (whole[:-9], "gzip"),  # cut on the way
    (whole + b"more", "gzip"),
    (b"not packed at all", "gzip"),
    (whole, ""),
    (b"{}", "br"),
    (b'{"sent_at": "yesterday", "ops": [{}]}', ""),
    (b'{"sent_at": "2026-08-05T09:10:00", "ops": [{}]}', ""),  # no time zone
    (b'{"sent_at": "2026-08-05T09:10:00+07:00", "ops": []}', ""),
    (b"[" * 100_000, ""),
])  # fmt: skip
def test_a_push_that_cannot_be_read_takes_nothing(
    claimed: Phone, body: bytes, encoding: str
) -> None:
    reply = claimed.post(
        "/field/push", body, **({"Content-Encoding": encoding} if encoding else {})
    )
    assert (reply.status_code, reply.json()["code"]) == (400, "push.unreadable")
    assert not Receipt.objects.exists()


def test_the_server_remembers_what_waits_and_the_phones_clock(
    laid: dict[str, Any], claimed: Phone
) -> None:
    slow = (clock.now() - timedelta(hours=3)).isoformat()
    claimed.post("/field/push", batch(met(laid), waiting=37, sent_at=slow))
    device = Device.objects.get(account=laid["accounts"][0])
    assert device.waiting == 36  # the one that was sent has its verdict and waits no more
    assert abs(device.clock_offset - 3 * 3600) < 60


def test_a_busy_database_asks_to_come_back(
    laid: dict[str, Any], claimed: Phone, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def locked(**_given: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(wire, "take_ops", locked)
    with caplog.at_level(logging.CRITICAL):
        reply = claimed.post("/field/push", batch(met(laid)))
    assert (reply.status_code, reply.json()["code"]) == (503, "wire.busy")
    assert int(reply["Retry-After"]) > 0


def test_a_fault_is_still_said_in_json(
    laid: dict[str, Any], claimed: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "world_of", lambda *_given: 1 / 0)
    reply = claimed.world()
    assert (reply.status_code, reply.json()["code"]) == (500, "wire.broken")


def test_the_wrong_method_is_said_in_json(db: None) -> None:
    reply = Client().get("/field/push")
    assert (reply.status_code, reply["Allow"]) == (405, "POST")
    assert reply.json()["code"] == "wire.method"


def test_work_done_at_a_door_that_went_elsewhere_is_still_taken(
    laid: dict[str, Any], claimed: Phone
) -> None:
    """Losing a door is its absence next time; the record made before is accepted."""
    from tungngo.teams.actions import end_member
    from tungngo.teams.models import Membership

    op = met(laid)
    end_member(actor=None, membership=Membership.objects.get(account=laid["accounts"][0]))
    said = claimed.post("/field/push", batch(op)).json()["verdicts"]
    assert [one["verdict"] for one in said] == ["accepted"]
    assert uuid.UUID(op["op"]) in set(Receipt.objects.values_list("op_id", flat=True))
    assert claimed.world().json()["doors"]["body"]["doors"] == []


def test_a_phone_that_calls_too_often_is_told_when_to_come_back(
    laid: dict[str, Any], claimed: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope, "CALLS", Buckets(per_second=0.1, burst=2))
    sent = batch(met(laid))
    assert claimed.post("/field/push", sent).json()["verdicts"][0]["verdict"] == "accepted"
    assert claimed.world().status_code == 200
    reply = claimed.post("/field/push", sent)
    assert (reply.status_code, reply.json()["code"]) == (429, "wire.too_often")
    assert 0 < int(reply["Retry-After"]) <= 10
    assert "{" not in reply.json()["sentence"]


def test_when_pushes_are_stuck_the_next_are_sent_away_and_lists_are_still_answered(
    laid: dict[str, Any], claimed: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(few=1, seconds=0)
    monkeypatch.setattr(wire, "GATE", gate)
    stuck = gate.enter(0.0)
    sent = batch(met(laid))
    reply = claimed.post("/field/push", sent)
    assert (reply.status_code, reply.json()["code"]) == (503, "wire.busy")
    assert 10 <= int(reply["Retry-After"]) < 20
    assert claimed.world().status_code == 200
    gate.leave(stuck)
    assert claimed.post("/field/push", sent).json()["verdicts"][0]["verdict"] == "accepted"
    assert gate.enter(0.0), "whoever came in has left again"
