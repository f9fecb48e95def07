"""What a log line says, and that no person, secret or door is in it, whatever happens."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client

from tests.field.conftest import Phone
from tests.field.lane import LANES, PEOPLE, lay
from tests.field.test_wire import batch, met
from tungngo.field.views import wire
from tungngo.lib.logs import fault_in_words, logging_settings, shape_of
from tungngo.public import asking


@pytest.fixture(params=["json,DEBUG", "DEBUG"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that is logged while a test runs, as the server would write it, at its loudest."""
    written = io.StringIO()
    wished = logging_settings(request.param)
    wished["handlers"]["console"]["stream"] = written
    before = logging.getLogger("django.db.backends").level
    logging.config.dictConfig(wished)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
    yield written
    logging.getLogger("django.db.backends").setLevel(before)
    logging.config.dictConfig(logging_settings(""))


@pytest.fixture
def laid(db: None) -> dict[str, Any]:
    cache.clear()
    return lay()


@pytest.fixture
def phone() -> Phone:
    return Phone()


#: As a database says it. Not in the line that raises: code may be quoted, rows may not.
WORDS = "DETAIL: Key (full_name, phone)=(Nguyễn Thị Hoà, +84912345678) exists"


def broken(*_: Any, **__: Any) -> None:
    raise IntegrityError(WORDS)


def test_no_person_secret_or_door_is_in_the_log(
    lines: io.StringIO,
    laid: dict[str, Any],
    phone: Phone,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    settings.SLOW_MS = 0  # every statement is slow: none may tell what it asked
    client.raise_request_exception = phone.client.raise_request_exception = False
    badge = laid["badges"][0]
    phone.claim(badge)
    Phone().claim(badge)
    phone.world(people="kwérty-in-the-query")
    unreadable = {"op": "x", "head": "Nguyễn Thị Hoà"}
    stranger = met(laid, outcomes=[["Hoà", "vneid", 3]], note="ốm, Số 12A, gọi 0912345678")
    assert phone.post("/field/push", batch(met(laid), unreadable, stranger)).status_code == 200
    told = {
        **{"name": "Bà Hoa Sen", "phone": "0912 345 678", "place": "Số 12 Ngõ 281 Trương Định"},
        **{"skills": ["vneid"], "wished_part": "morning", "agreed": "on"},
    }
    asked = client.post("/help/00322.07/", told)
    assert asked.status_code == 302
    number = asked.url.rstrip("/").rpartition("/")[2]
    client.get(asked.url)
    client.post("/signin/", {"username": "hanh.mai", "password": "gõ từng nhà 2025"})
    client.get("/p/00322/?q=Hoa+Sen")
    client.get("/help/secret-in-a-path/999/", headers={"authorization": f"Device {phone.secret}"})
    # Our own faults are told by kind and place; what the database said of a row is not.
    monkeypatch.setattr(wire, "take_ops", broken)
    assert phone.post("/field/push", batch(met(laid))).status_code == 500
    monkeypatch.setattr(asking, "render", broken)
    assert client.get("/help/00322.07/").status_code == 500

    said = lines.getvalue()
    assert said.count("IntegrityError") >= 2
    assert "slow statement" in said
    secrets = [badge, phone.secret, "0912", "912345678", "Hoa Sen", "kwérty", "secret-in-a-path"]
    secrets += [number, "hanh.mai", "gõ từng nhà", "12A", "Ngõ 281", "DETAIL", "Chrome"]
    secrets += [name for name, *_ in PEOPLE] + list(LANES)
    secrets += [str(door.id) for door in laid["doors"]] + [str(laid["doors"][0].code)]
    assert [secret for secret in secrets if secret in said] == []


@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_a_call_is_one_json_line(lines: io.StringIO, laid: dict[str, Any], phone: Phone) -> None:
    phone.claim(laid["badges"][0])
    phone.post("/field/push", batch(met(laid)))
    phone.client.get("/no/such/address")
    phone.client.get("/health/live")
    calls = [json.loads(line) for line in lines.getvalue().splitlines()]
    calls = [line for line in calls if line["logger"] == "tungngo.calls"]
    told = [(one["route"], one["method"], one["status"], one["role"]) for one in calls]
    assert told == [
        (*("field:claim", "POST", 201), "anyone"),
        (*("field:push", "POST", 200), "phone"),
        (*("unknown", "GET", 404), "anyone"),
    ], "probes are not worth a line"
    assert all(one["ms"] >= 0 and one["at"].endswith("Z") for one in calls)
    assert set(calls[0]) == {
        *("at", "level", "logger", "words", "route", "method", "status", "ms", "role")
    }


@pytest.mark.django_db
@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_a_slow_statement_is_told_by_its_shape(
    lines: io.StringIO, client: Client, settings: Any
) -> None:
    settings.SLOW_MS = 0
    client.get("/health")
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    slow = [line for line in told if line["logger"] == "tungngo.slow"]
    assert any(line["sql"] == "SELECT 1" for line in slow)
    lines.truncate(0)
    settings.SLOW_MS = 60_000
    client.get("/health")
    assert "slow statement" not in lines.getvalue()


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT  a\n FROM t WHERE n = 'O''Neil'", "SELECT a FROM t WHERE n = '…'"),
        ("WHERE x IN (%s, %s,%s) AND y = %s", "WHERE x IN (…) AND y = %s"),
        ("VALUES (%s, %s), (%s, %s), (%s, %s)", "VALUES (…)"),
        ("x" * 5000, "x" * 599 + "…"),
    ],
)
def test_the_shape_of_a_statement(sql: str, shape: str) -> None:
    assert shape_of(sql) == shape


def test_a_fault_is_told_with_what_led_to_it_and_without_words() -> None:
    try:
        try:
            raise KeyError("Nguyễn Thị Hoà")
        except KeyError as first:
            raise ValueError("0912345678") from first
    except ValueError as fault:
        said = fault_in_words(fault)
    assert said.startswith("ValueError")
    assert "after KeyError" in said
    assert "test_logs.py" in said
    assert "Hoà" not in said
    assert "0912" not in said


@pytest.mark.parametrize("words", ["jsn", "INFO,DEBUG", "json,loud"])
def test_a_word_that_means_nothing_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="TUNGNGO_LOG"):
        logging_settings(words)
