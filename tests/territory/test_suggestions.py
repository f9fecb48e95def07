"""Suggestions from the door: written at once where nobody else changed the row, else kept beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.territory.suggesting import Lane, settle
from tungngo.accounts.models import JournalLine
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.models import Assignment
from tungngo.encounters.models import Encounter
from tungngo.encounters.world import doors_document
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.teams.actions import end_member
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of
from tungngo.territory import actions
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.territory.queries import suggestion_cards, suggestion_of, suggestions_for

EVERYTHING = Reach.everything()


@pytest.fixture
def lane(db: None) -> Lane:
    return Lane()


# ------------------------------------------------------------------------------- a household found


def test_a_household_found_is_on_the_list_with_its_people(lane: Lane) -> None:
    person = {"id": str(uuid7()), "name": "Lò Văn Con", "birth_year": 2001, "relation": "child"}
    suggestion = lane.told(lane.found(people=[person]))
    door = Household.objects.get(id=suggestion.household_id)
    assert (door.origin, door.path, door.source) == ("00322", lane.group7.path, "door")
    assert (door.house, door.head_name) == ("99", "Lò Thị Mới")
    assert "281" in door.lane_name
    assert door.walk_key
    [resident] = lane.people(door)
    assert (resident.full_name, resident.birth_year, resident.segment) == (
        "Lò Văn Con",
        2001,
        "adult",
    )
    assert suggestion.state == "applied"


def test_found_and_met_in_one_call_and_in_any_order_of_operations(lane: Lane) -> None:
    person = str(uuid7())
    op = lane.found(people=[{"id": person, "name": "Lò Văn Con"}])
    meeting = lane.op(
        lane.encounter(lane.doors[0])
        | {"household": op["body"]["household"], "outcomes": [[person, "vneid", 2]]}
    )
    verdicts = lane.push(meeting, op)
    assert [one.verdict for one in verdicts] == ["accepted", "accepted"]
    assert Encounter.objects.filter(household_id=op["body"]["household"]).count() == 1


def test_the_encounter_before_its_household_is_refused_and_taken_when_sent_again(
    lane: Lane,
) -> None:
    op = lane.found()
    meeting = lane.op(lane.encounter(lane.doors[0]) | {"household": op["body"]["household"]})
    [verdict] = lane.push(meeting)
    assert verdict.code == "encounter.household_unknown"
    lane.told(op)
    [again] = lane.push(meeting | {"op": str(uuid7())})
    assert again.verdict == "accepted"


def test_sent_twice_it_is_one_household(lane: Lane) -> None:
    before = Household.objects.count()
    op = lane.found()
    assert [v.verdict for v in lane.push(op, op)] == ["accepted", "had"]
    assert [v.verdict for v in lane.push(op)] == ["had"]
    assert Household.objects.count() == before + 1
    assert Suggestion.objects.count() == 1


def test_a_found_household_counts_from_then_on_and_leaves_when_declined(lane: Lane) -> None:
    lane.push(lane.op(lane.encounter(lane.doors[0])))
    before = lane.listed()
    suggestion = lane.told(lane.found())
    assert lane.listed() == before + 1
    settle(lane, suggestion, accept=False, why="Đã có")
    assert lane.listed() == before
    door = Household.objects.get(id=suggestion.household_id)
    assert door.ended_reason == "mistake"
    actions.undo_suggestion(actor=lane.admin, suggestion=suggestion)
    assert suggestion.state == "applied"
    assert lane.listed() == before + 1


def test_a_likely_double_is_on_the_list_and_named_for_a_person(lane: Lane) -> None:
    first = lane.told(lane.found(head="Phạm Văn Đông"))
    same_door = lane.told(lane.found(head="Ai Đó"))
    same_head = lane.told(lane.found(head="pham van dong", house="5"))
    other = lane.told(lane.found(head="Người Khác", house="101"))
    assert (first.state, other.state) == ("applied", "applied")
    for double in (same_door, same_head):
        assert (double.state, double.held_for) == ("open", "twin")
        assert double.twin_id == first.household_id
        assert Household.objects.get(id=double.household_id).ended_on is None
    lane.push(lane.op(lane.encounter(lane.doors[0]) | {"household": str(same_door.household_id)}))
    settle(lane, same_door, accept=False, why="Một hộ")
    assert Household.objects.get(id=same_door.household_id).ended_reason == "doubled"
    assert Encounter.objects.filter(household_id=same_door.household_id).count() == 1
    settle(lane, same_head, accept=True)
    assert Household.objects.get(id=same_head.household_id).ended_on is None


def test_two_found_in_one_call_may_double_each_other(lane: Lane) -> None:
    one, two = lane.found(), lane.found()
    lane.push(one, two)
    double = Suggestion.objects.get(id=two["body"]["id"])
    assert str(double.twin_id) == one["body"]["household"]


def test_a_found_household_is_in_its_finders_walk_once_the_group_is_shared_out(lane: Lane) -> None:
    lane.told(lane.found())
    assert not Assignment.objects.exists()
    campaigns.assign_group(actor=lane.admin, campaign=lane.campaign, area=lane.group7)
    second, phone = lane.volunteer("Hà Thị Hai")
    late = lane.told(lane.found(house="101", head="Vàng A Sáu"), phone)
    row = Assignment.objects.get(household_id=late.household_id)
    assert row.membership.account_id == second.id
    mine = tuple(memberships_of(EVERYTHING, second))
    document = doors_document(EVERYTHING, second, lane.campaign, mine)
    assert str(late.household_id) in {str(door["id"]) for door in document["doors"]}


def test_where_a_household_cannot_be_found(lane: Lane) -> None:
    assert lane.refusal(lane.found(group="01.00322.99.")) == "suggestion.group_unknown"
    assert lane.refusal(lane.found(group="01.00082.")) == "suggestion.group_unknown"
    assert lane.refusal(lane.found(group=lane.group8.path)) == "suggestion.out_of_reach"
    assert lane.refusal(lane.found(head="", house="")) == "suggestion.empty"
    taken = lane.found() | {}
    taken["body"]["household"] = str(lane.doors[0].id)
    assert lane.refusal(taken) == "suggestion.household_taken"
    twice = str(uuid7())
    people = [{"id": twice, "name": "A"}, {"id": twice, "name": "B"}]
    assert lane.refusal(lane.found(people=people)) == "suggestion.household_taken"


def test_a_group_that_went_into_another_keeps_what_was_found_in_it(lane: Lane) -> None:
    lane.group7.successions.create(successor=lane.group8, happened_on=clock.today())
    lane.group7.valid_to_on = clock.today()
    lane.group7.save()
    suggestion = lane.told(lane.found())
    assert Household.objects.get(id=suggestion.household_id).path == lane.group8.path


# ------------------------------------------------------------------------------------ set right


def test_a_wrong_head_is_right_at_once_and_goes_back(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "Nguyễn  Văn\tĐúng"}))
    changed = Household.objects.get(id=door.id)
    assert (changed.head_name, changed.version) == ("Nguyễn Văn Đúng", door.version + 1)
    assert " nguyen van dung" in changed.folded
    assert suggestion.state == "applied"
    settle(lane, suggestion, accept=False)
    assert Household.objects.get(id=door.id).head_name == door.head_name
    assert (suggestion.state, suggestion.settled_by) == ("declined", lane.admin)


def test_a_wrong_house_number_keeps_the_lane(lane: Lane) -> None:
    door = lane.doors[0]
    lane.told(lane.wrong(door, {"house": "14B"}))
    changed = Household.objects.get(id=door.id)
    assert changed.house == "14B"
    assert "Ngõ 281 Đường Trương Định" in changed.address
    assert changed.walk_key != door.walk_key


def test_a_list_that_knows_the_lane_by_another_column_keeps_it(lane: Lane) -> None:
    door = lane.doors[0]
    Household.objects.filter(id=door.id).update(
        address="", lane_name="Xóm Bến", lane_key="own:ben", house="3"
    )
    door.refresh_from_db()
    lane.told(lane.wrong(door, {"house": "5"}))
    changed = Household.objects.get(id=door.id)
    assert (changed.house, changed.lane_name, changed.lane_key) == ("5", "Xóm Bến", "own:ben")


def test_who_changed_first_is_not_overwritten_and_a_person_decides(lane: Lane) -> None:
    door = lane.doors[0]
    op = lane.wrong(door, {"head": "Từ Điện Thoại", "house": door.house})
    entry = actions.HouseholdEntry(head_name="Từ Bàn Giấy", address=door.address)
    actions.edit_household(actor=lane.admin, household=door, entry=entry)
    suggestion = lane.told(op)
    assert (suggestion.state, suggestion.held_for) == ("open", "changed")
    assert Household.objects.get(id=door.id).head_name == "Từ Bàn Giấy"
    [card] = suggestion_cards(EVERYTHING, suggestions_for(EVERYTHING, lane.group7.path))
    [side] = card.sides
    assert (side.field, side.listed, side.found) == ("head", "Từ Bàn Giấy", "Từ Điện Thoại")
    with pytest.raises(Refused) as refused:
        settle(lane, suggestion, accept=True, seen_version=card.version - 1)
    assert refused.value.code == "household.changed_meanwhile"
    settle(lane, suggestion, accept=True, seen_version=card.version)
    assert Household.objects.get(id=door.id).head_name == "Từ Điện Thoại"
    actions.undo_suggestion(actor=lane.admin, suggestion=suggestion)
    assert Household.objects.get(id=door.id).head_name == "Từ Bàn Giấy"
    assert suggestion.state == "open"
    settle(lane, suggestion, accept=False, why="Bàn giấy đúng")
    assert Household.objects.get(id=door.id).head_name == "Từ Bàn Giấy"


def test_a_conflict_that_is_none_waits_for_nobody(lane: Lane) -> None:
    door = lane.doors[0]
    op = lane.wrong(door, {"head": "Cùng Một Tên"})
    entry = actions.HouseholdEntry(head_name="Cùng Một Tên", address=door.address)
    actions.edit_household(actor=lane.admin, household=door, entry=entry)
    assert lane.told(op).state == "applied"


def test_own_corrections_are_no_conflict_but_anothers_is(lane: Lane) -> None:
    [person, _other] = lane.people(lane.doors[0])
    first = lane.told(lane.wrong(person, {"name": "Tên Đúng"}))
    second = lane.told(lane.wrong(person, {"birth_year": 1951}))
    _account, phone = lane.volunteer("Người Khác")
    third = lane.told(lane.wrong(person, {"birth_year": 1944}), phone)
    assert [s.state for s in (first, second, third)] == ["applied", "applied", "open"]
    person.refresh_from_db()
    assert (person.full_name, person.birth_year) == ("Tên Đúng", 1951)


def test_a_corrected_door_is_no_conflict_with_its_people(lane: Lane) -> None:
    door = lane.doors[0]
    [person, _other] = lane.people(door)
    entry = actions.ResidentEntry(full_name="Bàn Giấy Sửa")
    actions.edit_resident(actor=lane.admin, resident=person, entry=entry)
    assert lane.told(lane.wrong(door, {"head": "Chủ Mới"})).state == "applied"


def test_a_birth_year_takes_the_day_with_it_and_brings_it_back(lane: Lane) -> None:
    [person, _other] = lane.people(lane.doors[0])
    person.birth_on, person.birth_year = dt.date(1950, 3, 4), 1950
    person.save()
    suggestion = lane.told(lane.wrong(person, {"birth_year": 2015}))
    person.refresh_from_db()
    assert (person.birth_on, person.birth_year, person.segment) == (None, 2015, "student")
    settle(lane, suggestion, accept=False)
    person.refresh_from_db()
    assert (person.birth_on, person.birth_year, person.segment) == (
        dt.date(1950, 3, 4),
        1950,
        "adult",
    )


def test_put_back_spares_what_was_written_over_it_since(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "Một", "house": "14B"}))
    changed = Household.objects.get(id=door.id)
    entry = actions.HouseholdEntry(head_name="Bàn Giấy", address=changed.address)
    actions.edit_household(actor=lane.admin, household=changed, entry=entry)
    settle(lane, suggestion, accept=False)
    changed = Household.objects.get(id=door.id)
    assert (changed.head_name, changed.house) == ("Bàn Giấy", door.house)


# ------------------------------------------------------------------------------------ people


def test_a_person_found_can_be_taught_in_the_same_call(lane: Lane) -> None:
    door, person = lane.doors[0], uuid7()
    op = lane.say("person_found", door, resident=person, said={"name": "Cháu Mới"})
    body = lane.encounter(door, outcomes=[[str(person), "vneid", 1]])
    assert [v.verdict for v in lane.push(op, lane.op(body))] == ["accepted", "accepted"]
    assert [p.full_name for p in lane.people(door)][-1] == "Cháu Mới"


def test_a_person_found_twice_is_named_for_a_person(lane: Lane) -> None:
    door = lane.doors[0]
    first, second = lane.people(door)
    same = {"name": first.full_name.upper()}
    suggestion = lane.told(lane.say("person_found", door, resident=uuid7(), said=same))
    assert (suggestion.state, suggestion.twin_id) == ("open", first.id)
    other = {"name": second.full_name, "birth_year": 2020}
    suggestion = lane.told(lane.say("person_found", door, resident=uuid7(), said=other))
    assert (suggestion.state, suggestion.twin_id) == ("applied", None)


def test_a_person_found_where_the_door_is_gone_is_kept_off_the_list_and_not_lost(
    lane: Lane,
) -> None:
    door, person = lane.doors[0], uuid7()
    actions.end_household(actor=lane.admin, household=door, reason="moved")
    op = lane.say("person_found", door, resident=person, said={"name": "Cháu Mới"})
    body = lane.encounter(door, outcomes=[[str(person), "vneid", 1]])
    assert [v.verdict for v in lane.push(op, lane.op(body))] == ["accepted", "accepted"]
    assert Resident.objects.get(id=person).ended_on is not None
    suggestion = Suggestion.objects.get(id=op["body"]["id"])
    assert (suggestion.state, suggestion.held_for) == ("open", "gone")
    with pytest.raises(Refused) as refused:
        settle(lane, suggestion, accept=True)
    assert refused.value.code == "suggestion.cannot_be_written"


def test_who_died_or_moved_leaves_the_list_and_comes_back(lane: Lane) -> None:
    door = lane.doors[0]
    old, young = lane.people(door)
    moved = lane.told(lane.say("person_left", door, resident=young.id, seen=young.version))
    died = lane.told(lane.say("person_died", door, resident=old.id, seen=old.version))
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.ended_reason, young.ended_reason) == ("died", "moved")
    assert Household.objects.get(id=door.id).priority == 0
    settle(lane, died, accept=False)
    old.refresh_from_db()
    assert (old.ended_on, old.ended_reason, moved.state) == (None, "", "applied")
    assert Household.objects.get(id=door.id).priority > 0


def test_a_household_gone_takes_its_people_along_and_back(lane: Lane) -> None:
    door = lane.doors[0]
    left = lane.people(door)[1]
    actions.end_resident(actor=lane.admin, resident=left, reason="moved")
    op = lane.say("household_gone", door, seen=door.version, said={"why": "demolished"})
    suggestion = lane.told(op)
    gone = Household.objects.get(id=door.id)
    assert (gone.ended_on, gone.ended_reason) == (clock.today(), "demolished")
    settle(lane, suggestion, accept=False)
    assert Household.objects.get(id=door.id).ended_on is None
    assert [p.ended_on is None for p in lane.people(door)] == [True, False]


def test_of_a_double_the_other_one_stays(lane: Lane) -> None:
    one, two = lane.doors[:2]
    first = lane.told(lane.say("double", one, seen=one.version, said={"of": str(two.id)}))
    second = lane.told(lane.say("double", two, seen=two.version, said={"of": str(one.id)}))
    assert (first.state, second.state, second.held_for) == ("applied", "open", "no_twin")
    assert Household.objects.get(id=one.id).ended_reason == "doubled"
    assert Household.objects.get(id=two.id).ended_on is None
    of_nobody = lane.told(lane.say("double", lane.doors[2], seen=1))
    assert (of_nobody.state, of_nobody.held_for) == ("open", "no_twin")


# ------------------------------------------------------------------------------- who and what


def test_what_is_refused(lane: Lane) -> None:
    door, other = lane.doors[:2]
    person = lane.people(door)[0]
    late = (clock.now() + dt.timedelta(days=1)).isoformat()
    refusal = lane.refusal
    assert refusal(lane.say("wrong", uuid7(), said={"head": "A"})) == "suggestion.household_unknown"
    far = lane.say("wrong", lane.far_door, said={"head": "A"}) | {"origin": "00082"}
    assert refusal(far) == "suggestion.out_of_reach"
    assert refusal(lane.wrong(door, {"head": "A"}, at=late)) == "suggestion.in_the_future"
    assert refusal(lane.wrong(door, {})) == "suggestion.empty"
    assert refusal(lane.wrong(person, {"head": "A"})) == "suggestion.empty"
    foreign = lane.say("wrong", other, resident=person.id, said={"name": "A"})
    assert refusal(foreign) == "suggestion.resident_unknown"
    assert refusal(lane.say("person_died", door)) == "suggestion.resident_unknown"
    assert refusal(lane.say("person_found", door, said={"name": "A"})) == (
        "suggestion.resident_taken"
    )
    listed = lane.say("person_found", door, resident=person.id, said={"name": "A"})
    assert refusal(listed) == "suggestion.resident_taken"
    op = lane.wrong(door, {"head": "B"})
    lane.told(op)
    [again] = lane.push(op | {"op": str(uuid7())})
    assert again.code == "suggestion.id_taken"


def test_work_done_before_leaving_the_team_is_taken(lane: Lane) -> None:
    membership = Membership.objects.get(account=lane.member)
    end_member(actor=lane.admin, membership=membership)
    assert lane.told(lane.wrong(lane.doors[0], {"head": "A"})).state == "applied"
    late = (clock.now() + dt.timedelta(minutes=5)).isoformat()
    assert lane.refusal(lane.wrong(lane.doors[1], {"head": "A"}, at=late)) == (
        "suggestion.out_of_reach"
    )


@pytest.mark.parametrize("number", ["001090012345", "001 090 012 345", "012345678", "012.345.678"])
def test_no_identity_number_reaches_the_list(lane: Lane, number: str) -> None:
    person = lane.people(lane.doors[0])[0]
    op = lane.wrong(person, {"name": f"Trần Văn Số {number}"}, note=f"CCCD {number}, 0912345678")
    suggestion = lane.told(op)
    person.refresh_from_db()
    assert person.full_name == "Trần Văn Số"
    assert suggestion.note == "CCCD , 0912345678"
    kept = [str(row) for row in Suggestion.objects.values()] + [
        str(row) for row in Receipt.objects.values()
    ]
    assert not [row for row in kept if number in row]


def test_the_journal_counts_and_names_nobody(lane: Lane) -> None:
    suggestion = lane.told(lane.wrong(lane.doors[0], {"head": "Không Được Ghi"}))
    settle(lane, suggestion, accept=False, why="Không Được Ghi")
    lines = {line.verb: line for line in JournalLine.objects.filter(verb__startswith="suggestion.")}
    assert set(lines) == {"suggestion.made", "suggestion.declined"}
    assert lines["suggestion.made"].details == {"count": 1, "open": 0}
    assert lines["suggestion.declined"].path == lane.group7.path
    assert "Không Được Ghi" not in str([vars(line) for line in lines.values()])


def test_a_suggestion_is_seen_where_its_door_lies_today(lane: Lane) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "A"}))
    door.refresh_from_db()
    entry = actions.HouseholdEntry(head_name="A", address=door.address)
    actions.edit_household(actor=lane.admin, household=door, entry=entry, area=lane.group8)
    there, here = Reach((lane.group8.path,)), Reach((lane.group7.path,))
    assert suggestion_of(there, suggestion.origin, suggestion.id) == suggestion
    with pytest.raises(NotReached):
        suggestion_of(here, suggestion.origin, suggestion.id)
