"""Suggestions settled from a leader's phone, and in any order against a model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as Isolated

from tests.territory.suggesting import Lane, settle
from tungngo.accounts.models import Device
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of
from tungngo.territory import actions
from tungngo.territory.models import Household, Suggestion
from tungngo.territory.queries import suggestions_for

EVERYTHING = Reach.everything()


@pytest.fixture
def lane(db: None) -> Lane:
    return Lane()


# ------------------------------------------------------------------------------- a leader's phone


def verdict_of(lane: Lane, suggestion: Suggestion, verdict: str, phone: Device) -> str:
    body = {"id": str(uuid7()), "suggestion": str(suggestion.id), "verdict": verdict}
    body |= {"at": clock.now().isoformat(), "why": "Đã hỏi lại"}
    [answer] = lane.push(lane.op(body, kind="suggestion.settle"), phone=phone)
    return answer.code or answer.verdict


def leader_of(lane: Lane) -> Device:
    account, phone = lane.volunteer("Tổ Trưởng")
    Membership.objects.filter(account=account).update(part="leader")
    return phone


def test_a_leader_sees_why_a_household_is_gone_and_of_whom_it_is_a_double(lane: Lane) -> None:
    phone, (gone, double, kept, *_rest) = leader_of(lane), lane.doors
    lane.told(lane.say("household_gone", gone, seen=0, said={"why": "demolished"}))
    lane.told(lane.say("double", double, seen=0, said={"of": str(kept.id)}))
    phone.refresh_from_db()
    _fp, crew = world_of(reach_of(phone.account), phone.account, phone)["crew"]
    sides = {card["door"].split(",")[0]: card["sides"] for card in crew["suggestions"]}
    assert sides["1"] == [["why", None, "demolished"]]
    assert sides["2"] == [["twin", None, f"3, {kept.head_name}"]]


def test_a_leader_settles_from_the_phone_and_a_member_does_not(lane: Lane) -> None:
    door = lane.doors[0]
    op = lane.wrong(door, {"head": "Từ Điện Thoại"}, seen=0)
    suggestion = lane.told(op)
    assert suggestion.state == "open"
    assert verdict_of(lane, suggestion, "accept", lane.phone) == "suggestion.not_yours"
    phone = leader_of(lane)
    assert verdict_of(lane, suggestion, "accept", phone) == "accepted"
    assert Household.objects.get(id=door.id).head_name == "Từ Điện Thoại"
    version = Household.objects.get(id=door.id).version
    assert verdict_of(lane, suggestion, "accept", phone) == "accepted"
    assert Household.objects.get(id=door.id).version == version
    assert verdict_of(lane, suggestion, "decline", phone) == "suggestion.already_settled"
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.why) == ("settled", "Đã hỏi lại")


def test_a_leader_puts_back_what_was_written_by_itself(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "Sai Rồi"}))
    assert verdict_of(lane, suggestion, "decline", leader_of(lane)) == "accepted"
    assert Household.objects.get(id=door.id).head_name == door.head_name


def test_what_cannot_be_written_is_refused_and_breaks_no_call(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "A"}, seen=0))
    actions.end_household(actor=lane.admin, household=door, reason="moved")
    phone = leader_of(lane)
    assert verdict_of(lane, suggestion, "accept", phone) == "suggestion.cannot_be_written"
    assert verdict_of(lane, suggestion, "decline", phone) == "accepted"


def test_to_agree_and_take_it_back_leaves_the_list_as_it_was(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "Lò Thị Đúng"}))
    settle(lane, suggestion, accept=True)
    actions.undo_suggestion(actor=lane.admin, suggestion=suggestion)
    assert suggestion.state == "applied"
    assert Household.objects.get(id=door.id).head_name == "Lò Thị Đúng"


# ------------------------------------------------------------------------------- in any order

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mine", "other", "desk", "accept", "decline", "undo"]),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    max_size=14,
)


class InAnyOrder(Isolated):
    """Random suggestions of two phones, edits at the desk and decisions, against a model."""

    @settings(max_examples=40)
    @given(STEPS)
    def test_the_row_is_what_was_written_last_and_every_conflict_is_seen(
        self, steps: list[tuple[str, int, int]]
    ) -> None:
        lane = Lane(doors=1)
        door = lane.doors[0]
        _account, other_phone = lane.volunteer("Người Khác")
        phones = {"mine": lane.phone, "other": other_phone}
        seen = {"mine": door.version, "other": door.version}
        told: list[Suggestion] = []
        name = door.head_name
        for number, (what, age, pick) in enumerate(steps):
            before = Household.objects.get(id=door.id)
            assert before.head_name == name
            if what in phones:
                wanted = f"Tên {number}"
                if age > 3:  # this phone has spoken with the server meanwhile
                    seen[what] = before.version
                op = lane.wrong(door, {"head": wanted}, seen=seen[what])
                suggestion = lane.told(op, phones[what])
                told.append(suggestion)
                if suggestion.state == "applied":
                    name = wanted
                else:
                    assert suggestion.held_for == "changed"
            elif what == "desk":
                name = f"Bàn {number}"
                entry = actions.HouseholdEntry(head_name=name, address=before.address)
                actions.edit_household(actor=lane.admin, household=before, entry=entry)
            elif told:
                one = told[pick % len(told)]
                one.refresh_from_db()
                stands = one.changes.get("row", {}).get("head_name")
                back = stands[0] if stands and stands[1] == name else name
                if what == "accept":
                    if one.state in ("open", "declined"):
                        name = one.said["head"]
                    settle(lane, one, accept=True)
                elif what == "decline":
                    name = back
                    settle(lane, one, accept=False)
                elif one.state in ("settled", "declined"):
                    name = back if one.held_for else name
                    actions.undo_suggestion(actor=lane.admin, suggestion=one)
        assert Household.objects.get(id=door.id).head_name == name
        waiting = set(suggestions_for(EVERYTHING, lane.group7.path).values_list("id", flat=True))
        assert waiting == {one.id for one in Suggestion.objects.filter(state=Suggestion.State.OPEN)}
        for one in Suggestion.objects.filter(state__in=("open", "declined")):
            assert one.changes == {}
        for one in told:  # nothing that was said is lost, whatever became of it
            one.refresh_from_db()
            assert one.said["head"].startswith("Tên ")


def test_two_phones_in_either_order_lose_nothing(lane: Lane) -> None:
    _account, other = lane.volunteer("Người Khác")
    for number, order in enumerate(((0, 1), (1, 0))):
        door = lane.doors[number]
        ops = [
            (lane.wrong(door, {"head": "Một"}), lane.phone),
            (lane.wrong(door, {"head": "Hai"}), other),
        ]
        states = [lane.told(*ops[which]).state for which in order]
        assert states == ["applied", "open"]
        first = ops[order[0]][0]["body"]["said"]["head"]
        assert Household.objects.get(id=door.id).head_name == first
        waiting = suggestions_for(EVERYTHING, lane.group7.path).filter(household_id=door.id)
        assert [one.said["head"] for one in waiting] == [ops[order[1]][0]["body"]["said"]["head"]]
