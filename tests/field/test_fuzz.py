"""Whatever is sent over the wire is answered as published, and never with "something broke".

Schemathesis reads /field/openapi.json and calls the real WSGI application with a real phone's secret:
what fits the document, and what breaks it. TUNGNGO_FUZZ sets how many calls of each sort (default 25).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.field.conftest import Phone
from tests.intake.everyday import Evening
from tungngo.accounts.actions import issue_badges
from tungngo.field import envelope
from tungngo.field.published import interface
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.wsgi import application

EXAMPLES = int(os.environ.get("TUNGNGO_FUZZ") or 25)
often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
HELD = [
    *(checks.not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_headers_conformance, response_schema_conformance),
]
OPERATIONS = {
    one.ok().definition.raw["operationId"]: one.ok()
    for one in schemathesis.openapi.from_dict(json.loads(interface())).get_all_operations()
}


@pytest.fixture
def evening(db: None, tmp_path: Any, settings: Any) -> Evening:
    place = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": place}
    return Evening()


@pytest.fixture
def phone(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A phone that may call as often as it likes."""
    monkeypatch.setattr(envelope, "CALLS", None)
    [(_badge, secret)] = issue_badges(actor=None, accounts=[evening.member])
    made = Phone()
    assert made.claim(secret).status_code == 201
    return made


@contextmanager
def one_connection() -> Iterator[None]:
    """A call does not close the connection in whose transaction the test lives (as Django's own client
    sees to it)."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def asked(case: Case, phone: Phone) -> Any:
    """Make a call as this phone, and hold the answer against the document."""
    mine = phone._headers() | {"Accept-Encoding": "identity"}
    case.headers = {**(case.headers or {}), **mine}
    answer = case.call(app=application)
    case.validate_response(answer, checks=HELD)
    return answer


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("call", OPERATIONS)
def test_every_address_answers_as_published(phone: Phone, call: str, mode: GenerationMode) -> None:
    told: Counter[int] = Counter()

    @often
    @given(case=OPERATIONS[call].as_strategy(generation_mode=mode))
    def whatever(case: Case) -> None:
        told[asked(case, phone).status_code] += 1

    with one_connection():
        whatever()
    assert sum(told.values()) >= min(EXAMPLES, 3)
    assert set(told) <= {200, 201, 400, 403, 404, 405, 413}, told


def known_to(evening: Evening) -> dict[str, list[Any]]:
    """Words of bodies → what really stands for them here."""
    doors = [str(door.id) for door in (*evening.doors, evening.far_door, evening.joined)]
    people = [str(one.id) for door in evening.doors for one in evening.people(door)]
    return {
        "origin": ["00322", "00082"],
        "campaign": [str(evening.campaign.id)],
        "household": doors,
        "of": doors,
        "resident": people,
        "request": [str(call.id) for call in evening.calls],
        "receipt": [str(op) for op in Receipt.objects.values_list("op_id", flat=True)],
        "path": [evening.group7.path, evening.group8.path],
        "group": [evening.group7.path],
        "at": [clock.now().isoformat()],
        "outcomes": [[[people[0], "vneid", 2]]],
    }


def with_known(draw: Callable[[Any], Any], body: Any, known: dict[str, list[Any]]) -> Any:
    """`body` with some of what is named in it made real, so that it gets further than "unknown"."""
    if isinstance(body, dict):
        return {
            name: draw(st.sampled_from(known[name]))
            if name in known and draw(st.integers(0, 3))
            else with_known(draw, value, known)
            for name, value in body.items()
        }
    return [with_known(draw, one, known) for one in body] if isinstance(body, list) else body


def test_operations_about_what_is_there_are_judged(evening: Evening, phone: Phone) -> None:
    evening.spend()
    known, told = known_to(evening), Counter()

    @often
    @given(case=OPERATIONS["push"].as_strategy(), data=st.data())
    def whatever(case: Case, data: st.DataObject) -> None:
        case.body = with_known(data.draw, case.body, known)
        answer = asked(case, phone)
        # Some readers of the document take 0.0 for a whole number; ours does not.
        assert answer.status_code == 200 or ".0" in json.dumps(case.body)
        verdicts = answer.json().get("verdicts", [])
        assert not verdicts or len(verdicts) == len(case.body["ops"])
        told.update(one.get("code") or one["verdict"] for one in verdicts)

    with one_connection():
        whatever()
    assert "op.broken" not in told
    assert len(told) > 5, told
