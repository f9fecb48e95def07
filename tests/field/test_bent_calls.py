"""Calls that are bent in every way on their way here: read, or refused in the wire's own words."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.field.conftest import Phone
from tests.field.test_fuzz import EXAMPLES, evening, phone
from tests.intake.everyday import Evening, Op
from tungngo.encounters.models import Encounter
from tungngo.field.envelope import MOST_BYTES
from tungngo.intake.models import Receipt
from tungngo.intake.wire import MOST_OPS
from tungngo.lib import clock
from tungngo.lib.ids import uuid7

__all__ = ["evening", "phone"]

bent = settings(
    max_examples=2 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def call_of(*ops: Any, **changes: Any) -> bytes:
    said = {"sent_at": clock.now().isoformat(), "waiting": len(ops), "ops": list(ops)}
    return json.dumps(said | changes).encode()


def verdicts(reply: Any) -> list[str]:
    assert reply.status_code == 200, reply.content
    return [one.get("code") or one["verdict"] for one in reply.json()["verdicts"]]


def still_takes(evening: Evening, phone: Phone) -> None:
    """After whatever happened, a plain record is taken as ever."""
    assert verdicts(phone.post("/field/push", call_of(evening.meeting(5)))) == ["accepted"]


# ---------------------------------------------------------------------------------------- the bytes


@bent
@given(data=st.data())
def test_bytes_changed_on_the_way_break_nothing(evening: Evening, phone: Phone, data: Any) -> None:
    """Some bytes of a good call flipped, cut out or put in, packed or not."""
    body = bytearray(call_of(evening.meeting(0), evening.wrong(evening.doors[1], {"head": "An"})))
    is_packed = data.draw(st.booleans())
    if is_packed and data.draw(st.booleans()):
        body = bytearray(gzip.compress(body))
        is_packed = False
        headers = {"Content-Encoding": "gzip"}
    else:
        headers = {"Content-Encoding": "gzip"} if is_packed else {}
    for _time in range(data.draw(st.integers(1, 4))):
        # A share of it: how long it is changes a little from call to call.
        at = min(int(len(body) * data.draw(st.floats(0, 1))), max(0, len(body) - 1))
        what = data.draw(st.sampled_from(["flip", "cut", "put", "end"]))
        if what == "flip" and body:
            body[at] ^= 1 << data.draw(st.integers(0, 7))
        elif what == "cut":
            del body[at : at + data.draw(st.integers(1, 40))]
        elif what == "put":
            body[at:at] = data.draw(st.binary(max_size=20))
        else:
            del body[at:]
    sent = gzip.compress(bytes(body)) if is_packed else bytes(body)
    reply = phone.post("/field/push", sent, **headers)
    assert reply.status_code in (200, 400), reply.content
    if reply.status_code == 200:
        assert "op.broken" not in verdicts(reply)
    else:
        assert reply.json()["code"] == "push.unreadable"
    still_takes(evening, phone)


PACKED = gzip.compress(b'{"sent_at": "2026-08-05T09:10:00+07:00", "ops": [1]}')


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (PACKED[:10], "gzip"),
        (PACKED[:-1], "gzip"),
        (PACKED + PACKED, "gzip"),  # two of them, one behind the other
        (gzip.compress(PACKED), "gzip"),
        (gzip.compress(PACKED), "gzip, gzip"),
        (zlib.compress(b"{}"), "gzip"),
        (zlib.compress(b"{}"), "deflate"),
        (PACKED, "x-gzip"),
        (b"", "gzip"),
        (b"", ""),
        (b"\xef\xbb\xbf" + call_of(1), ""),
        (call_of(1).decode().encode("utf-16"), ""),
        (call_of(1) * 2, ""),
        (call_of(1, waiting=10**400), ""),
        (call_of(1, waiting=-1), ""),
        (call_of(1, waiting=1.5), ""),
        (call_of(1, sent_at="9999-99-99T00:00:00Z"), ""),
        (call_of(1, sent_at=10**12), ""),
        (call_of(1, ops={"0": 1}), ""),
        (call_of(1, ops="[]"), ""),
    ],
)
def test_what_is_no_call_is_refused_whole(
    evening: Evening, phone: Phone, body: bytes, encoding: str
) -> None:
    reply = phone.post("/field/push", body, **({"Content-Encoding": encoding} if encoding else {}))
    assert (reply.status_code, reply.json()["code"]) == (400, "push.unreadable")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "", "a/b/c;;", "\0"]
)
@pytest.mark.parametrize("path", ["/field/push", "/field/claim", "/field/carry"])
def test_a_body_is_read_whatever_it_is_called(
    evening: Evening, phone: Phone, path: str, kind: str
) -> None:
    reply = phone.post(path, call_of(evening.meeting(0)), **{"Content-Type": kind})
    assert reply.status_code == (200 if path == "/field/push" else 400)
    assert reply["Content-Type"].startswith("application/json")


def test_a_call_may_be_as_large_as_is_said_and_no_larger(evening: Evening, phone: Phone) -> None:
    for more, status in ((0, 200), (1, 413)):
        whole = call_of(evening.meeting(0))
        packed = gzip.compress(whole + b" " * (MOST_BYTES - len(whole) + more))
        reply = phone.post("/field/push", packed, **{"Content-Encoding": "gzip"})
        assert reply.status_code == status
    assert reply.json()["code"] == "push.too_large"
    assert Encounter.objects.count() == 1


@pytest.mark.parametrize("path", ["/field/claim", "/field/carry", "/field/push", "/field/photo"])
def test_a_small_body_that_unpacks_without_end_is_refused_everywhere(
    evening: Evening, phone: Phone, path: str
) -> None:
    bomb = gzip.compress(b"\0" * (4 * MOST_BYTES))
    headers = phone._headers() | {"Content-Encoding": "gzip"}
    method = phone.client.put if path == "/field/photo" else phone.client.post
    where = {"id": uuid7(), "origin": "00322", "encounter": uuid7(), "total": 9, "digest": "0" * 64}
    query = "&".join(f"{name}={value}" for name, value in where.items())
    reply = method(f"{path}?{query}", bomb, content_type="application/json", headers=headers)
    assert reply.status_code in (400, 413)
    assert reply.json()["code"].endswith(".too_large")


# ----------------------------------------------------------------------------------------- how many


@pytest.mark.parametrize("many", [1, 2, MOST_OPS - 1, MOST_OPS])
def test_every_number_of_operations_up_to_the_most_is_judged(
    evening: Evening, phone: Phone, many: int
) -> None:
    plain = [evening.op(evening.encounter(evening.doors[n % 6])) for n in range(many)]
    assert Counter(verdicts(phone.post("/field/push", call_of(*plain)))) == {"accepted": many}
    assert Encounter.objects.count() == many
    assert phone.post("/field/push", call_of(*plain[:1] * (MOST_OPS + 1))).status_code == 413


def test_the_most_operations_each_as_long_as_it_may_be(evening: Evening, phone: Phone) -> None:
    """Five hundred of the longest suggestions stay below the limit, and are judged in one go."""
    said = {"head": "Ầ" * 120, "house": "Ầ" * 60, "lane": "Ầ" * 160}
    ops = [evening.wrong(evening.doors[n % 6], said, note="Ầ" * 500) for n in range(MOST_OPS)]
    body = json.dumps({"sent_at": clock.now().isoformat(), "ops": ops}, ensure_ascii=False).encode()
    assert 1_000_000 < len(body) < MOST_BYTES
    reply = phone.post("/field/push", gzip.compress(body), **{"Content-Encoding": "gzip"})
    assert Counter(verdicts(reply)) == {"accepted": MOST_OPS}


# ------------------------------------------------------------------------------------- the envelope


def test_of_two_fields_of_one_name_the_last_counts_everywhere(
    evening: Evening, phone: Phone
) -> None:
    """Whoever reads the receipt later reads what was judged: no field is one thing here, another there."""
    good = json.dumps(evening.op(evening.encounter(evening.doors[0])))
    twice = good.replace('"origin": "00322"', '"origin": "00082", "origin": "00322"')
    thrice = good.replace('"op": "', f'"op": "{uuid7()}", "op": "', 1)
    body = call_of("?", "?").replace(b'"?"', twice.encode(), 1).replace(b'"?"', thrice.encode(), 1)
    assert verdicts(phone.post("/field/push", body)) == ["accepted", "had"]
    receipt = Receipt.objects.get()
    assert (receipt.origin, str(receipt.op_id)) == ("00322", json.loads(good)["op"])


@pytest.mark.parametrize("shape", [str.upper, lambda id_: id_.replace("-", "")])
def test_one_id_written_in_two_ways_is_one_operation(
    evening: Evening, phone: Phone, shape: Any
) -> None:
    op = evening.op(evening.encounter(evening.doors[0]))
    other = op | {"op": shape(op["op"])}
    first, second = verdicts(phone.post("/field/push", call_of(op, other)))
    assert (first, second) in (("accepted", "had"), ("accepted", "op.unreadable"))
    assert Encounter.objects.count() == 1
    assert Receipt.objects.filter(op_id=op["op"]).count() == 1


ODD = st.sampled_from(
    [
        *('"\\ud800"', '"\\u0000"', '"a\\u0000b"', "1e400", "-1e400", "1" * 400, "-0", "0.0"),
        *("NaN", "Infinity", "tru", '"' + "\\ufffd" * 300 + '"', "[" * 600 + "]" * 600),
        *('{"a":' * 600 + "1" + "}" * 600, '"9999-12-31T23:59:59.999999+00:00"'),
        *('"0001-01-01T00:00:00-18:00"', '"0000-00-00T00:00:00Z"', '"1970-01-01T00:00:00+24:00"'),
        *('"00000000-0000-0000-0000-000000000000"', '""', "[]", "{}", "null", "true", "-1", "1e3"),
    ]
)


def marks(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where values stand in a JSON document."""
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(found for key, value in inner for found in marks(value, (*path, key)))]


def changed(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = changed(node[path[0]], path[1:], value)
    return copy


@bent
@given(data=st.data())
def test_one_odd_value_anywhere_in_a_good_operation(
    evening: Evening, phone: Phone, data: Any
) -> None:
    """Every kind of operation as it really is, with one value replaced by an odd one."""
    if not hasattr(evening, "spent"):
        calls = list(evening.calls_of_the_evening())
        evening.spent = [op for _phone, ops in calls for op in ops]  # type: ignore[attr-defined]
        for device, ops in calls:
            evening.push(*ops, phone=device)
    op: Op = data.draw(st.sampled_from(evening.spent))  # type: ignore[attr-defined]
    fresh = op | {"op": str(uuid7())}
    if isinstance(fresh["body"], dict) and data.draw(st.booleans()):
        fresh["body"] = fresh["body"] | {"id": str(uuid7())}
    where = data.draw(st.sampled_from(marks(fresh)))
    odd = json.dumps(changed(fresh, where, "?!")).replace('"?!"', data.draw(ODD))
    body = call_of("?").replace(b'"?"', odd.encode(), 1)
    reply = phone.post("/field/push", body)
    assert reply.status_code in (200, 400), reply.content
    if reply.status_code == 200:
        assert verdicts(reply) != ["op.broken"], odd
        assert verdicts(phone.post("/field/push", body)) != ["accepted"]
    still_takes(evening, phone)
