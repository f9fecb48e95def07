"""One operation that cannot be worked on is refused alone: it blocks no other, today or for ever."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.test_settling import heard, leader, refused, say
from tests.territory.suggesting import Lane
from tungngo.accounts.models import Device
from tungngo.encounters.models import Encounter
from tungngo.field.world import world_of
from tungngo.intake.actions import take_ops
from tungngo.intake.kinds import known_kinds
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything
from tungngo.progress.check import check
from tungngo.teams.queries import reach_of
from tungngo.territory.actions import make_suggestions
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.tickets.actions import HelpEntry, ask_help

__all__ = ["leader"]

ALL = Reach.everything()


@pytest.fixture
def street(db: Any) -> Lane:
    return Lane(doors=3)


def op(street: Lane, kind: str, **body: Any) -> dict[str, Any]:
    said = {"id": str(uuid7()), "at": clock.now().isoformat()} | body
    return street.op(said, kind=kind)


def codes(verdicts: list[Any]) -> list[str]:
    return [one.code or one.verdict for one in verdicts]


# ------------------------------------------------------------------ what once blocked a phone for ever


@pytest.mark.parametrize(
    "person", ["0198a1b2-0000-7000-8000-123456789012", "0198a1b2-0000-7000-8000-a123456789fb"]
)
def test_an_id_that_looks_like_an_identity_number_stays_whole(street: Lane, person: str) -> None:
    found = street.found(people=[{"id": person, "name": "Lò Văn An 012345678901"}])
    double = street.say("double", street.doors[0], said={"of": person})
    assert codes(street.push(found, double)) == ["accepted", "accepted"]
    assert Resident.objects.get(id=person).full_name == "Lò Văn An"
    assert Suggestion.objects.get(about="double").said == {"of": person}


def test_who_has_no_name_but_a_number_is_nobody(street: Lane) -> None:
    who = str(uuid7())
    found = street.found(people=[{"id": who, "name": "012345678901"}])
    wrong = street.say("wrong", found["body"]["household"], resident=who, said={"name": "An"})
    assert codes(street.push(found, wrong)) == ["accepted", "suggestion.resident_unknown"]


def test_a_record_settled_twice_in_one_call_stays_as_first_settled(
    street: Lane, leader: Device
) -> None:
    bad = refused(street)
    settling = [
        op(street, "receipt.settle", receipt=bad["op"], verdict=verdict)
        for verdict in ("leave", "again")
    ]
    assert codes(street.push(*settling, phone=leader)) == ["accepted", "accepted"]
    assert Receipt.objects.get(op_id=bad["op"]).verdict == "left"


def test_what_nobody_can_read_is_not_mended(street: Lane, leader: Device) -> None:
    bad = street.op([1])
    street.push(bad)
    settle = op(
        street,
        "receipt.settle",
        receipt=bad["op"],
        verdict="again",
        mended={"at": clock.now().isoformat()},
    )
    assert codes(street.push(settle, phone=leader)) == ["accepted"]
    kept = Receipt.objects.get(op_id=bad["op"])
    assert (kept.code, json.loads(kept.payload or "")) == ("op.unreadable", bad)


def test_a_settling_that_settles_itself_goes_round_nowhere(street: Lane, leader: Device) -> None:
    it = op(street, "receipt.settle", receipt="", verdict="again")
    it["body"]["receipt"] = it["op"]
    assert codes(street.push(it, phone=leader)) == ["receipt.out_of_reach"]
    assert say(street, leader, "receipt.settle", receipt=it["op"], verdict="again").code == (
        "receipt.decision"
    )
    assert say(street, leader, "receipt.settle", receipt=it["op"], verdict="leave").code == ""


def test_nobody_decides_in_the_name_of_another_leader(street: Lane, leader: Device) -> None:
    give = op(
        street, "door.give", campaign=str(street.campaign.id), household=str(street.far_door.id)
    )
    assert codes(street.push(give)) == ["door.out_of_reach"]
    mended = {"household": str(street.doors[0].id)}
    told = say(street, leader, "receipt.settle", receipt=give["op"], verdict="again", mended=mended)
    assert told.code == "receipt.decision"


def test_of_two_decisions_the_second_may_have_become_impossible(
    street: Lane, leader: Device
) -> None:
    door = street.doors[0]
    Household.objects.filter(id=door.id).update(version=5)
    gone = street.say("household_gone", door, seen=1)
    wrong = street.say("wrong", door, seen=1, said={"head": "Lò Văn Khác"})
    assert codes(street.push(gone, wrong)) == ["accepted", "accepted"]
    decide = [
        op(street, "suggestion.settle", suggestion=one["body"]["id"], verdict="accept")
        for one in (gone, wrong)
    ]
    for _twice in range(2):
        said = codes(street.push(*decide, phone=leader))
        assert said[1] == "suggestion.cannot_be_written"
    assert said[0] == "had"
    kept = Receipt.objects.get(op_id=decide[1]["op"])
    assert json.loads(kept.payload or "") == decide[1]
    door.refresh_from_db()
    assert (door.ended_reason, door.head_name) == ("moved", "Chủ hộ 1")


@pytest.mark.parametrize("result", ['"\\ud800"', "1e400", "NaN", "[" * 2000 + "]" * 2000])
def test_what_cannot_be_read_does_not_break_the_leaders_phone(
    street: Lane, leader: Device, result: str
) -> None:
    bad = json.dumps(street.op(street.encounter(street.doors[0], result="?")))
    take_ops(
        actor=street.member,
        device=street.phone,
        sent_at=clock.now(),
        waiting=0,
        ops=[msgspec.Raw(bad.replace('"?"', result).encode())],
    )
    assert msgspec.json.encode(heard(leader, "crew"))
    assert Receipt.objects.get().verdict == "refused"


@pytest.mark.parametrize("letter", ["\ufb1d", "9", "Ầ"])
def test_texts_as_long_as_may_be_find_room(street: Lane, letter: str) -> None:
    """U+FB1D is two letters once composed; a PostgreSQL column takes none too many."""
    long = {"head": 120, "house": 60, "lane": 160}
    lengths = [long, {"address": 240}, {"head": 120, "address": 240}]
    ops = [
        street.found(**{"house": "", "lane": "", **{name: letter * n for name, n in one.items()}})
        for one in lengths
    ]
    ops += [
        street.wrong(street.doors[0], {name: letter * n for name, n in long.items()}),
        street.wrong(street.doors[1], {"address": letter * 240}, note=letter * 500),
        street.say(
            "person_found",
            street.doors[0],
            resident=uuid7(),
            said={"name": letter * 120, "relation": letter * 24},
        ),
        street.op(street.encounter(street.doors[0], come_back_for=letter * 200)),
    ]
    assert set(codes(street.push(*ops))) == {"accepted"}
    assert "op.unreadable" in codes(street.push(street.found(people=[{"name": "\0"}])))


# -------------------------------------------------------------------------------- our own mistakes


def test_what_our_own_code_breaks_over_is_refused_alone_and_kept(
    street: Lane, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = make_suggestions

    def breaking(*, suggestions: Any, **more: Any) -> None:
        whole(suggestions=suggestions, **more)
        for one in suggestions:
            if one.said["head"] == "Bà Hoa":
                raise KeyError(one.said["head"])

    monkeypatch.setattr("tungngo.campaigns.ops_suggestions.make_suggestions", breaking)
    bad, fine = street.found(head="Bà Hoa"), street.found(house="7", head="Lò Văn Được")
    there = street.op(street.encounter(street.doors[0], household=fine["body"]["household"]))
    for verdicts in (["accepted", "op.broken", "accepted"], ["had", "op.broken", "had"]):
        assert codes(street.push(there, bad, fine)) == verdicts
    assert json.loads(Receipt.objects.get(op_id=bad["op"]).payload or "") == bad
    assert Encounter.objects.count() == 1
    assert not Household.objects.filter(head_name="Bà Hoa").exists()
    assert "KeyError" in caplog.text
    assert "Bà Hoa" not in caplog.text


# ------------------------------------------------------------------------------------------ anything

texts = st.sampled_from(
    [
        "",
        "\0",
        "00322",
        "vneid",
        "met",
        "01.00322.07.",
        "012345678901",
        "\ufb1d" * 120,
        "Ầ\u0323" * 80,
    ]
) | st.text(max_size=250)
ids = st.uuids().map(str) | st.just("0198a1b2-0000-7000-8000-123456789012")
numbers = st.integers() | st.integers(-1, 120) | st.integers(1850, 2150)
times = st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat())
leaves = st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts | ids | times
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
WHATS = (
    *("household_found", "person_found", "person_left", "person_died"),
    *("household_gone", "double", "wrong"),
)


@st.composite
def bodies(draw: Any, street: Lane) -> dict[str, Any]:
    """A body that speaks of what is there more often than not, with some of it strange."""
    doors = st.sampled_from([str(door.id) for door in (*street.doors, street.far_door)]) | ids
    people = st.sampled_from([str(p.id) for d in street.doors for p in street.people(d)]) | ids
    names = texts | st.just("Lò Thị Mới")
    person = st.fixed_dictionaries(
        {"id": ids | people, "name": names},
        optional={"birth_year": numbers, "relation": texts, "sex": st.sampled_from("fm")},
    )
    said = st.fixed_dictionaries(
        {},
        optional={
            "group": st.just(street.group7.path) | texts,
            **dict.fromkeys(("head", "house", "lane", "address", "name", "relation"), texts),
            "people": st.lists(person, max_size=3),
            "birth_year": numbers,
            "of": doors,
            "why": st.sampled_from(["", "moved", "demolished"]),
        },
    )
    body = {
        "id": draw(ids),
        "at": draw(st.just(clock.now().isoformat()) | times),
        "household": draw(doors),
        "resident": draw(st.none() | people),
        "what": draw(st.sampled_from(WHATS)),
        "said": draw(said),
        "seen": draw(st.none() | st.integers(0, 3) | numbers),
        "campaign": draw(st.just(str(street.campaign.id)) | ids),
        "membership": draw(st.none() | ids),
        "receipt": draw(ids | st.sampled_from(street.known["receipts"])),  # type: ignore[attr-defined]
        "suggestion": draw(ids | st.sampled_from(street.known["suggestions"])),  # type: ignore[attr-defined]
        "request": draw(ids | st.sampled_from(street.known["calls"])),  # type: ignore[attr-defined]
        "verdict": draw(st.sampled_from(["again", "leave", "accept", "decline"])),
        "mended": draw(
            st.none()
            | st.fixed_dictionaries(
                {},
                optional={
                    "at": times,
                    "household": doors,
                    "come_back_on": st.dates().map(str),
                    "outcomes": st.lists(
                        st.tuples(people, st.just("vneid"), st.integers(-1, 5)), max_size=2
                    ),
                },
            )
        ),
        "path": draw(st.just(street.group7.path) | texts),
        "lanes": draw(st.lists(texts, max_size=3)),
        "doors": draw(st.dictionaries(texts, st.lists(doors, max_size=3), max_size=2)),
        "result": draw(st.sampled_from(["met", "absent", "refused"])),
        "why": draw(st.sampled_from(["cannot", "not_needed", "not_found", ""]) | texts),
        "note": draw(texts),
        "words": draw(texts),
    }
    strange = draw(st.lists(st.sampled_from(sorted(body)), unique=True, max_size=1))
    return body | {name: draw(anything) for name in strange}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_sent_is_judged_and_never_breaks_us(
    street: Lane, leader: Device, data: Any
) -> None:
    if not hasattr(street, "known"):
        bad = refused(street)
        wrong = street.wrong(street.doors[0], {"head": "Lò Văn Nhầm"}, seen=0)
        street.push(wrong)
        call = ask_help(actor=None, area=street.group7, entry=HelpEntry(place="Số 1"))
        street.known = {  # type: ignore[attr-defined]
            "receipts": [bad["op"]],
            "suggestions": [wrong["body"]["id"]],
            "calls": [str(call.id)],
        }
    kinds = st.sampled_from([kind.name for kind in known_kinds()])
    ops = [
        street.op(data.draw(bodies(street)), kind=data.draw(kinds))
        for _n in range(data.draw(st.integers(1, 5)))
    ]
    good = street.op(street.encounter(street.doors[1]))
    phone = data.draw(st.sampled_from([leader, street.phone]))
    said = street.push(*ops, good, phone=phone)
    assert said[-1].verdict == "accepted"
    assert "op.broken" not in {one.code for one in said}, said
    again = street.push(*ops, good, phone=phone)
    assert {one.verdict for one in again} <= {"had", "refused"}
    # Every room, for one of the two each time: what one round leaves is there in all that follow.
    street.turn = not getattr(street, "turn", False)  # type: ignore[attr-defined]
    one = leader if street.turn else street.phone
    one.refresh_from_db()
    msgspec.json.encode(world_of(reach_of(one.account), one.account, one))
    recount_everything(reach=ALL)
    assert list(check(ALL)) == []
