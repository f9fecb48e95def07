"""What no honest phone sends: the rest of the batch is taken all the same, and nothing ends in 500."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Device
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.intake.actions import take_ops
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount
from tungngo.progress.check import check
from tungngo.teams.actions import give_role

ALL = Reach.everything()


def raw(value: object) -> msgspec.Raw:
    """As the phone would write it; bytes go as they are."""
    return msgspec.Raw(value if isinstance(value, bytes) else json.dumps(value).encode())


def take(street: Street, *ops: object, sent_at: dt.datetime | None = None, waiting: int = 0):
    return take_ops(
        actor=street.member,
        device=street.phone,
        sent_at=sent_at or clock.now(),
        waiting=waiting,
        ops=[op if isinstance(op, msgspec.Raw) else raw(op) for op in ops],
    )


HOSTILE = {
    "a NUL in the note": ({"come_back_for": "a\0b"}, {}, "op.unreadable"),
    "a NUL in the origin": ({}, {"origin": "003\0"}, "op.unreadable"),
    "no origin": ({}, {"origin": None}, "op.unreadable"),
    "an empty origin": ({}, {"origin": ""}, "encounter.household_unknown"),
    "another origin": ({}, {"origin": "00082"}, "encounter.household_unknown"),
    "a kind that is none": ({}, {"kind": 7}, "op.unreadable"),
    "a NUL as a skill": ({"outcomes": [["", "\0", 1]]}, {}, "op.unreadable"),
    "the last day there is": ({"at": "9999-12-31T23:59:59Z"}, {}, "encounter.in_the_future"),
    "the first day there is": (
        {"at": "0001-01-01T00:00:00+23:59"},
        {},
        "encounter.before_campaign",
    ),
    "a day before any": ({"at": "-0044-03-15T12:00:00Z"}, {}, "op.unreadable"),
    "a day without a zone": ({"at": "2026-08-05T09:05:12"}, {}, "op.unreadable"),
    "a zone beyond any": ({"at": "2026-08-05T09:05:12+24:00"}, {}, "op.unreadable"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_operation_is_refused_by_name_and_the_others_are_taken(street, what):
    inside, outside, code = HOSTILE[what]
    bad = street.op(street.encounter(street.doors[1], **inside)) | outside
    before, after = (street.op(street.encounter(street.doors[0])) for _ in range(2))
    said = take(street, before, bad, after)
    assert [one.verdict for one in said] == ["accepted", "refused", "accepted"]
    assert [str(one.op) for one in said] == [before["op"], bad["op"], after["op"]]
    assert said[1].code == code
    kept = Receipt.objects.get(op_id=bad["op"])
    assert json.loads(kept.payload) == bad
    assert Encounter.objects.count() == 2
    # Sent again it hears the same, and is kept once.
    again = take(street, bad)
    assert (again[0].verdict, again[0].code, str(again[0].op)) == ("refused", code, bad["op"])
    assert Receipt.objects.filter(op_id=bad["op"]).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"op": "\xff\xfe", "kind": "encounter.record"}',
        b'{"op": "x", "kind": "\xff"}',
        b'["\\ud800"]',
        b"[" * 400 + b"]" * 400,
        b"null",
        b"1e400",
        b'"' + b"9" * 5000 + b'"',
    ],
)
def test_bytes_that_mean_nothing_are_kept_and_block_nobody(street, body):
    good = street.op(street.encounter(street.doors[0]))
    said = take(street, msgspec.Raw(body), good)
    assert [one.verdict for one in said] == ["refused", "accepted"]
    assert said[0].code == "op.unreadable"
    assert Receipt.objects.get(code="op.unreadable").payload


@pytest.mark.parametrize("odd", ['"\\ud83d"', '"\\udc00"', "NaN", "1e400"])
def test_half_an_emoji_is_refused_by_itself_also_over_the_wire(opened, street, odd):
    """Browsers write it. The reader of whole calls stops at it: nothing would ever leave that phone."""
    client, device = opened
    good, bad = (street.op(street.encounter(street.doors[0])) for _ in range(2))
    bad["body"]["come_back_for"] = "?!"
    call = {"sent_at": clock.now().isoformat(), "ops": [good, bad, "x"]}
    for verdict in ("accepted", "had"):
        reply = client.post(
            "/field/push",
            json.dumps(call).replace('"?!"', odd).encode(),
            content_type="application/json",
            headers={"Authorization": device},
        )
        assert reply.status_code == 200, reply.content
        said = reply.json()["verdicts"]
        assert [one["verdict"] for one in said] == [verdict, "refused", "refused"]
        assert said[1]["op"] == bad["op"]
    assert Encounter.objects.count() == 1
    assert Receipt.objects.filter(code="op.unreadable").count() == 2


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00"])
def test_a_correction_by_a_mad_clock_is_taken_and_can_be_read(street, at):
    """It speaks of the moment of its original; what the phone's clock said is kept as far as it goes."""
    first = street.encounter(street.doors[0])
    again = street.encounter(street.doors[0], amends=first["id"], at=at)
    assert [one.verdict for one in take(street, street.op(first))] == ["accepted"]
    assert [one.verdict for one in take(street, street.op(again))] == ["accepted"]
    years = {moment.year for moment in Encounter.objects.values_list("phone_at", flat=True)}
    assert years == {clock.now().year, 1970 if at < "1" else 2200}


@pytest.mark.parametrize(
    "sent_at",
    [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:00:00Z",
        "2199-01-01T00:00:00Z",
    ],
)
def test_a_phone_whose_clock_is_mad_is_still_taken_and_remembered(street, sent_at):
    """Years the clock cannot mean say nothing about its offset; 1970 is an empty battery."""
    moment = msgspec.convert(sent_at, dt.datetime)
    believed = 1970 <= moment.year < 2200
    at = (
        (moment - dt.timedelta(minutes=5)).isoformat()
        if believed and moment.year > 1970
        else sent_at
    )
    if not believed:
        at = clock.now().isoformat()
    said = take(street, street.op(street.encounter(street.doors[0], at=at)), sent_at=moment)
    assert [one.verdict for one in said] == ["accepted"]
    fact = Encounter.objects.get()
    assert abs(fact.happened_at - clock.now()) < dt.timedelta(minutes=10)
    assert Device.objects.get(pk=street.phone.pk).seen_at is not None


def test_what_was_sent_no_longer_waits_on_the_phone(street):
    ops = [street.op(street.encounter(door)) for door in street.doors[:3]]
    take(street, *ops[:2], waiting=3)
    assert Device.objects.get(pk=street.phone.pk).waiting == 1
    take(street, ops[2], waiting=1)
    assert Device.objects.get(pk=street.phone.pk).waiting == 0


def test_a_person_of_another_door_is_not_behind_this_one(street):
    """Their standing is folded from their own door; two doors would overwrite each other's."""
    here, there = street.doors[:2]
    [guest, _young] = street.people(there)
    outcome = [[str(guest.id), "vneid", 3]]
    said = take(
        street,
        street.op(street.encounter(here, outcomes=outcome)),
        street.op(street.encounter(there, outcomes=outcome)),
    )
    assert [one.code for one in said] == ["encounter.resident_unknown", ""]
    standing = HouseholdStanding.objects.get()
    assert (standing.household_id, [*standing.residents]) == (there.id, [guest.id.hex])


def test_what_was_refused_takes_no_number_from_its_second_try(street):
    body = street.encounter(street.doors[0])
    wrong = street.op(body | {"outcomes": [[str(uuid7()), "vneid", 1]]})
    said = take(street, wrong, street.op(body))
    assert [one.verdict for one in said] == ["refused", "accepted"]


def test_who_may_only_look_records_nothing(street):
    """A member of group 7 who may look at the whole ward works in group 7 only."""
    give_role(actor=None, account=street.member, area=street.ward, kind="viewer")
    next_door = street.door(street.group8, 1)
    said = take(
        street,
        street.op(street.encounter(next_door)),
        street.op(street.encounter(street.doors[0])),
    )
    assert [one.code for one in said] == ["encounter.household_out_of_reach", ""]


def test_a_full_batch_with_every_outcome_it_may_hold(street):
    [old, young] = [str(person.id) for person in street.people(street.doors[0])]
    outcomes = [[(old, young)[n % 2], "vneid", n % 5] for n in range(400)]
    ops = [street.op(street.encounter(street.doors[0], outcomes=outcomes)) for _ in range(60)]
    assert {one.verdict for one in take(street, *ops)} == {"accepted"}
    recount(paths=[street.group7.path, street.elsewhere.path])
    assert not list(check(ALL))
    more = street.encounter(street.doors[0], outcomes=[*outcomes, outcomes[0]])
    assert take(street, street.op(more))[0].code == "op.unreadable"


# ------------------------------------------------------------------------------------- anything

texts = st.text(max_size=30) | st.sampled_from(["\0", "\ud800", "", "00322", "encounter.record"])
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.just(10**30) | st.just(-1)
)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)
moments = st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()) | texts
NAMES = (
    *("id", "campaign", "household", "result", "at", "place", "outcomes", "come_back_on"),
    *("come_back_for", "amends", "withdrawn"),
)


@st.composite
def changes(draw) -> dict:
    """Some fields of an encounter made strange."""
    return {
        name: draw(moments if name in ("at", "come_back_on") and draw(st.booleans()) else anything)
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    inside=changes(),
    outside=st.dictionaries(st.sampled_from(["kind", "origin", "body"]), anything, max_size=1),
    sent=st.datetimes(timezones=st.timezones()),
)
def test_whatever_is_sent_gets_a_verdict_and_the_next_is_taken(street, inside, outside, sent):
    bad = street.op(street.encounter(street.doors[0]) | inside) | outside
    good = street.op(street.encounter(street.doors[1], at=sent.isoformat()))
    said = take(street, bad, good, sent_at=sent)
    assert [str(one.op) for one in said] == [bad["op"], good["op"]]
    assert said[0].verdict in ("accepted", "refused")
    if 1971 < sent.year < 2199:
        assert (said[1].verdict, said[1].code) == ("accepted", "")
    assert Receipt.objects.filter(op_id__in=[bad["op"], good["op"]]).count() == 2


@pytest.fixture
def opened(street) -> tuple[Client, str]:
    [(_badge, secret)] = issue_badges(actor=None, accounts=[street.member])
    _device, phone_secret = claim_badge(secret=secret, label="x")
    return Client(), f"Device {phone_secret}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    body=anything
    | st.fixed_dictionaries(
        {"sent_at": moments, "waiting": anything, "ops": st.lists(anything, max_size=4)}
    )
)
def test_no_call_ends_in_500(opened, body):
    client, device = opened
    for path in ("/field/push", "/field/claim"):
        reply = client.post(
            path,
            json.dumps(body).encode(),
            content_type="application/json",
            headers={"Authorization": device},
        )
        assert reply.status_code < 500, reply.content
        assert reply.json()


@pytest.mark.parametrize("path", ["/field/push", "/field/claim"])
def test_a_body_nested_without_end_cannot_be_read(opened, path):
    client, device = opened
    deep = b"[" * 200_000 + b"]" * 200_000
    sent = (
        b'{"sent_at": "2026-08-05T09:10:00+07:00", "badge": "x", "more": ' + deep + b', "ops": [1]}'
    )
    reply = client.post(
        path, sent, content_type="application/json", headers={"Authorization": device}
    )
    assert reply.status_code == 400
    assert reply.json()["code"].endswith(".unreadable")


def test_a_secret_or_fingerprint_of_strange_letters_is_no_fault(opened):
    client, device = opened
    for secret in ("Device \xff", "Device " + "x" * 5000, "Device", "", device + "é"):
        reply = client.get("/field/world", headers={"Authorization": secret})
        assert reply.status_code == 401
    strange = client.get(
        "/field/world?me=%00%ff&doors=" + "x" * 3000, headers={"Authorization": device}
    )
    assert strange.status_code == 200
