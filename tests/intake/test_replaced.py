"""A refused record that its author puts right and sends again waits for nobody at the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tungngo.intake.models import Receipt
from tungngo.intake.queries import open_receipts, settled_for
from tungngo.lib import clock
from tungngo.lib.reach import Reach

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    return Street(doors=2)


def refused(street: Street) -> dict[str, Any]:
    """An operation of the day after tomorrow, which was refused."""
    at = (clock.now() + dt.timedelta(days=2)).isoformat()
    op = street.op(street.encounter(street.doors[0], at=at))
    assert [one.code for one in street.push(op)] == ["encounter.in_the_future"]
    return op


def verdicts() -> dict[str, str]:
    return {str(one.op_id): one.verdict for one in Receipt.objects.all()}


def again(street: Street, op: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same encounter in a new operation that says which one it stands for."""
    at = clock.now().isoformat()
    return street.op(op["body"] | {"at": at} | changes, instead=op["op"])


def test_what_was_put_right_waits_no_more(street: Street) -> None:
    first = refused(street)
    assert open_receipts(ALL, [street.phone.id]).count() == 1
    second = again(street, first)
    assert [one.verdict for one in street.push(second, second)] == ["accepted", "had"]
    assert verdicts() == {first["op"]: "replaced", second["op"]: "accepted"}
    assert not open_receipts(ALL, [street.phone.id]).exists()
    kept = Receipt.objects.get(op_id=first["op"])
    assert kept.payload, "what was sent first is kept"
    assert (kept.settled_by_id, kept.settled_at is None) == (street.member.id, False)
    assert settled_for(ALL, street.phone.id, clock.now() - dt.timedelta(days=1)) == []


def test_refused_once_more_only_the_last_one_waits(street: Street) -> None:
    first = refused(street)
    second = again(street, first, at=(clock.now() + dt.timedelta(days=3)).isoformat())
    street.push(second)
    assert verdicts() == {first["op"]: "replaced", second["op"]: "refused"}
    third = again(street, second)
    street.push(third)
    assert verdicts()[second["op"]] == "replaced"
    assert not open_receipts(ALL, [street.phone.id]).exists()


def test_nobody_puts_right_what_another_phone_sent(street: Street) -> None:
    first = refused(street)
    _account, other = street.volunteer("Lò Thị Hoa")
    own = street.op(street.encounter(street.doors[1]), instead=first["op"])
    assert [one.verdict for one in street.push(own, phone=other)] == ["accepted"]
    assert verdicts()[first["op"]] == "refused"
