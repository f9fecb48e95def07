"""What is published of the wire (/field/openapi.json) is what really travels."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from tests.field.conftest import Phone
from tests.intake.everyday import Evening
from tungngo.accounts.actions import issue_badges
from tungngo.accounts.models import Device
from tungngo.field import shapes, urls
from tungngo.field.published import interface
from tungngo.field.world import DOCUMENTS, world_of
from tungngo.intake.kinds import known_kinds
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points.queries import rotas_under
from tungngo.teams.queries import reach_of
from tungngo.tickets.actions import HelpEntry, ask_help

#: Addresses of the app's own frame, not of the wire.
FRAME = {"b/", "field/", "field/manifest.webmanifest", "sw.js", "field/openapi.json"}


def published() -> dict[str, Any]:
    return json.loads(interface())


def test_it_is_served_to_everybody(client: Client) -> None:
    answer = client.get("/field/openapi.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == published()
    assert client.post("/field/openapi.json").status_code == 405


def test_every_address_and_every_kind_is_in_it() -> None:
    said = published()
    assert {f"/{one.pattern}" for one in urls.urlpatterns} == {
        *said["paths"],
        *(f"/{path}" for path in FRAME),
    }
    schemas = said["components"]["schemas"]
    kinds = [one["$ref"].rpartition("/")[2] for one in _ops_of(schemas)["items"]["oneOf"]]
    assert kinds == [kind.name for kind in known_kinds()]
    for kind in kinds:
        assert schemas[kind]["properties"]["kind"] == {"const": kind}
        assert set(schemas[kind]["properties"]) == {"op", "kind", "origin", "body", "instead"}
        assert set(schemas[kind]["required"]) == {"op", "kind", "origin", "body"}
    assert set(schemas["World"]["properties"]) == {"server_at", *DOCUMENTS}


def _ops_of(schemas: dict[str, Any]) -> dict[str, Any]:
    ops: dict[str, Any] = schemas["Push"]["properties"]["ops"]
    return ops


def test_every_reference_leads_somewhere() -> None:
    text = interface().decode()
    schemas = published()["components"]["schemas"]
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named - set(schemas) == set()
    assert "\\\\A" not in text, "an anchor that only Python knows"


@pytest.fixture
def evening(db: None) -> Evening:
    """A street after a full evening, with something in every document."""
    made = Evening()
    made.spend()
    point = points.open_point(actor=None, area=made.group7, entry=points.PointEntry("Nhà văn hóa"))
    begins_at = clock.now()
    plan = points.Plan("Lớp", begins_at, begins_at + timedelta(hours=1))
    gathering = points.plan_gathering(actor=None, point=point, plan=plan)
    points.publish_gathering(actor=None, gathering=gathering, on=True)
    points.put_on_duty(actor=None, gathering=gathering, account=made.leader.account)
    return made


def phone_of(device: Device) -> Phone:
    """A new phone of the same person."""
    [(_badge, secret)] = issue_badges(actor=None, accounts=[device.account])
    phone = Phone()
    reply = phone.claim(secret)
    assert msgspec.json.decode(reply.content, type=shapes.Claimed).account.id == device.account_id
    return phone


def documents_of(device: Device) -> dict[str, Any]:
    """The bodies of a phone's world, read as they are published."""
    sent = {
        room: {"fp": fingerprint, "body": body}
        for room, (fingerprint, body) in world_of(
            reach_of(device.account), device.account, device
        ).items()
    }
    written = msgspec.json.encode({"server_at": clock.now()} | sent)
    world = msgspec.json.decode(written, type=shapes.World)
    return {room: getattr(world, room).body for room in DOCUMENTS}


def test_the_world_is_as_published(evening: Evening) -> None:
    ask_help(actor=None, area=evening.group7, entry=HelpEntry(place="Số 1", skills=("vneid",)))
    [rota] = rotas_under(Reach.everything(), evening.ward.path)
    another = clock.today() + timedelta(days=5)
    points.make_shifts(actor=None, rota=rota, first=another, last=another)
    mine, leaders = documents_of(evening.phone), documents_of(evening.leader)
    assert mine["crew"] is None, "who leads nobody"
    assert any(person.levels for door in mine["doors"].doors for person in door.people)
    assert mine["receipts"].settled
    assert leaders["crew"].refused
    assert leaders["crew"].teams[0].doors
    assert leaders["duties"]
    shifts, hers = mine["shifts"], leaders["shifts"]
    assert shifts.mine[0].handed.words
    assert all((shifts.free, hers.offered, hers.told))
    [point, *_others] = [one for one in mine["points"] if one.sessions]
    assert point.sessions[0].title
    assert leaders["walks"]
    assert ["vneid"] in [call.what.skills for call in leaders["help"]]
    assert mine["campaign"].skills == leaders["campaign"].skills != []


def test_a_phone_is_answered_as_published(evening: Evening) -> None:
    phone = phone_of(evening.phone)
    assert msgspec.json.decode(phone.world().content, type=shapes.World).doors.body.doors
    ops = [evening.meeting(0), evening.op([1]), {"op": None}]
    body = {"sent_at": clock.now().isoformat(), "waiting": 0, "ops": ops}
    reply = phone.post("/field/push", body)
    pushed = msgspec.json.decode(reply.content, type=shapes.Pushed)
    assert [one.verdict for one in pushed.verdicts] == ["accepted", "refused", "refused"]
    refused = msgspec.json.decode(phone.post("/field/push", b"{").content, type=shapes.Problem)
    assert refused.code == "push.unreadable"
