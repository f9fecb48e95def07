"""Random days of several phones, cut anywhere, sent in any order and twice: the end is always the model's.

What they must come to is `meetings.end_of`; the phone's side of it is tests/journeys/test_storm.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.encounters.street import Street
from tests.intake.meetings import Meeting, end_of, outcomes_of
from tungngo.accounts.models import Device
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.encounters.rules import highest
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything
from tungngo.progress.check import check

SKILLS = ("vneid", "vssid")
RESULTS = ("met", "absent", "refused")


steps = st.one_of(
    st.tuples(
        st.just("visit"),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(RESULTS),
        st.lists(
            st.tuples(st.integers(0, 1), st.sampled_from(SKILLS), st.integers(0, 4)), max_size=3
        ),
    ),
    st.tuples(
        st.just("amend"),
        st.integers(0, 9),
        st.sampled_from(RESULTS),
        st.lists(
            st.tuples(st.integers(0, 1), st.sampled_from(SKILLS), st.integers(0, 4)), max_size=2
        ),
    ),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
)


@pytest.fixture
def street(db: Any) -> Street:
    return Street(doors=0)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plan=st.lists(steps, min_size=1, max_size=14),
    shuffled=st.randoms(use_true_random=False),
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8),
)
def test_whatever_the_line_does_the_end_is_what_was_said(
    street: Street, plan: list[Any], shuffled: Any, sizes: list[int]
) -> None:
    first = street.__dict__.setdefault("next_door", 0) + 1
    street.__dict__["next_door"] = first + 3
    doors = [street.door(street.group7, first + n) for n in range(3)]
    people = [[str(one.id) for one in street.people(door)] for door in doors]
    phones = [street.phone, street.volunteer(f"Người đi {first}")[1]]
    sent, meetings = _lived(street, plan, doors, people)

    # Each phone's operations arrive in batches of any size and order, some twice, some answers lost.
    queue = [(phone, op) for phone, ops in sent.items() for op in ops]
    queue += shuffled.sample(queue, k=len(queue) // 2)
    shuffled.shuffle(queue)
    at = 0
    for turn in range(len(queue) + 1):
        part = queue[at : at + sizes[turn % len(sizes)]]
        at += len(part)
        for phone in range(2):
            if mine := [op for owner, op in part if owner == phone]:
                verdicts = street.push(*mine, phone=phones[phone])
                assert {one.verdict for one in verdicts} <= {"accepted", "had"}, verdicts
    ids = {op["op"] for _phone, op in queue}
    assert Receipt.objects.filter(op_id__in=ids).count() == len(ids)
    assert Encounter.objects.filter(op_id__in=ids).count() == len(ids)
    for place, door in enumerate(doors):
        _compare(door, people[place], [one for one in meetings if one.door == place])
    recount_everything(reach=Reach.everything())
    assert list(check(Reach.everything())) == []


def _lived(
    street: Street, plan: list[Any], doors: list[Any], people: list[list[str]]
) -> tuple[dict[int, list[dict[str, Any]]], list[Meeting]]:
    """What two phones say while the plan is lived, and what it comes to."""
    sent: dict[int, list[dict[str, Any]]] = {0: [], 1: []}
    meetings: list[tuple[int, Meeting]] = []
    morning = clock.now() - dt.timedelta(hours=3)
    for minute, step in enumerate(plan):
        if step[0] == "visit":
            _visit, phone, place, result, seen = step
            phone %= 2
            outcomes = outcomes_of(people[place], result, seen)
            said = {"result": result, "outcomes": outcomes}
            id_ = str(uuid7())
            meetings.append((phone, Meeting(place, minute, said, id_)))
            at = morning + dt.timedelta(minutes=minute)
            body = street.encounter(doors[place], id=id_, at=at.isoformat(), **said)
            sent[phone].append(street.op(body))
            continue
        if not meetings:
            continue
        phone, meeting = meetings[step[1] % len(meetings)]
        if meeting.said is None:
            continue
        before, id_ = meeting.last_id, str(uuid7())
        if step[0] == "amend":
            _amend, _which, result, seen = step
            meeting.said = {
                "result": result,
                "outcomes": outcomes_of(people[meeting.door], result, seen),
            }
            said, gone = meeting.said, False
        else:
            said, gone, meeting.said = meeting.said, True, None
        meeting.last_id = id_
        at = morning + dt.timedelta(minutes=meeting.minute)
        body = street.encounter(
            doors[meeting.door], id=id_, at=at.isoformat(), amends=before, withdrawn=gone, **said
        )
        sent[phone].append(street.op(body))
    return sent, [meeting for _phone, meeting in meetings]


def _compare(door: Any, people: list[str], meetings: list[Meeting]) -> None:
    standing = HouseholdStanding.objects.filter(household_id=door.id).first()
    if not meetings:
        assert standing is None
        return
    assert standing is not None
    end = end_of(meetings)
    assert standing.attempts == end.attempts
    assert (standing.reached_on is not None) == end.reached
    assert standing.last_result == end.last_result
    found = {str(UUID(who)): highest(stood[1]) for who, stood in standing.residents.items()}
    assert found.keys() <= set(people)
    assert found == end.levels


def test_two_phones_of_one_person_are_one_person(street: Street) -> None:
    """The lost phone turns up again: what both say of a door counts for one author, once each."""
    door = street.door(street.group7, 900)
    other = Device.objects.get(pk=street.volunteer("Người khác")[1].pk)
    Device.objects.filter(pk=other.pk).update(account=street.member)
    other.refresh_from_db()
    first = street.encounter(door)
    street.push(street.op(first))
    correction = street.encounter(door, result="absent", amends=first["id"])
    [verdict] = street.push(street.op(correction), phone=other)
    assert verdict.verdict == "accepted", "one's own record can be corrected from the other phone"
    standing = HouseholdStanding.objects.get(household_id=door.id)
    assert (standing.attempts, standing.reached_on) == (1, None)
