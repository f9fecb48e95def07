"""Two households, or two entries of a person, that are one: counted once, nothing lost, and a way back."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction

from tests.encounters.street import Street
from tests.encounters.test_joins import Evening, differences
from tungngo.campaigns.actions import move_household
from tungngo.campaigns.models import Assignment
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.encounters.queries import facts_of, history_of
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Population
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of
from tungngo.territory.actions import (
    HouseholdEntry,
    edit_household,
    end_household,
    make_suggestions,
    undo_suggestion,
)
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.tickets.actions import HelpEntry, ask_help
from tungngo.upkeep.actions import merge_households, merge_people, undo_doubling

ALL = Reach.everything()


@pytest.fixture
def street(db: Any) -> Street:
    there = Street(doors=3)
    recount(paths=[there.group7.path, there.elsewhere.path])
    return there


def counted() -> None:
    while recount_stale():
        pass
    assert list(check(ALL)) == []


def listed(path: str) -> dict[str, int]:
    [own] = [row.counts for row in Population.objects.filter(path=path) if not row.campaign_id.int]
    return own


def standing() -> set[Any]:
    """The doors that have a standing."""
    return set(HouseholdStanding.objects.values_list("household_id", flat=True))


@pytest.mark.django_db
def test_whatever_was_and_will_be_recorded_counts_once_and_comes_apart_again() -> None:
    """Facts by chance before and after a merge and its undoing: each time standings are what all facts
    fold to, and every tally what they add up to."""
    evening = Evening()
    kept, double = evening.doors
    recount(paths=[evening.group7.path, evening.elsewhere.path])
    for seed in range(14):
        chance = random.Random(seed)
        with transaction.atomic():
            told = evening.said(chance, chance.randint(4, 14))
            cut = chance.randint(0, len(told))
            evening.arrive(chance, told[:cut])
            theirs, ours = ([one.id for one in evening.people(door)] for door in (double, kept))
            same = dict(zip(theirs, ours, strict=True))
            if chance.random() < 0.5:
                same.popitem()
            done = merge_households(actor=evening.admin, kept=kept, double=double, same=same)
            evening.arrive(chance, told[cut:])
            assert not list(differences()), f"seed {seed}"
            facts = facts_of(ALL, "00322", [kept.id, double.id])
            assert sum(map(len, facts.values())) == 2 * Encounter.objects.count() == 2 * len(told)
            assert standing() == {kept.id}
            if seed % 4 == 0:
                counted()
            undo_doubling(actor=evening.admin, doubling=done)
            assert not list(differences()), f"seed {seed}, undone"
            assert standing() == set(Encounter.objects.values_list("household_id", flat=True))
            if seed % 4 == 1:
                counted()
            transaction.set_rollback(True)


def test_people_are_counted_once_and_those_only_the_double_had_move(street: Street) -> None:
    kept, double, _third = street.doors
    assert (listed(street.group7.path)["h"], listed(street.group7.path)["r.adult"]) == (3, 6)
    first, second = street.people(double)
    twin = street.people(kept)[0]
    Resident.objects.filter(id=first.id).update(phone="+84912345678", reasons=["disabled"])
    Resident.objects.filter(id=second.id).update(reasons=["mobility"])
    done = merge_households(
        actor=street.admin,
        kept=kept,
        double=double,
        take={"head_name", "code"},
        same={first.id: twin.id},
    )
    counted()
    assert (listed(street.group7.path)["h"], listed(street.group7.path)["r.adult"]) == (2, 5)
    kept.refresh_from_db()
    assert (kept.head_name, kept.code) == (double.head_name, f"{street.group7.code}-2")
    assert kept.address == "Số 1 Ngõ 281 Đường Trương Định"
    assert kept.priority & 48 == 48, "disabled, mobility: of people who came along, too"
    twin.refresh_from_db()
    assert (twin.phone, twin.reasons) == ("+84912345678", ["disabled"])
    assert [one.full_name for one in street.people(kept)] == ["Người 1.0", "Người 1.1", "Người 2.1"]
    old = Household.objects.get(id=double.id)
    assert (old.kept_id, old.ended_reason) == (kept.id, "doubled")
    edit_household(actor=street.admin, household=kept, entry=HouseholdEntry(head_name="Mới sửa"))

    undo_doubling(actor=street.admin, doubling=done)
    counted()
    assert (listed(street.group7.path)["h"], listed(street.group7.path)["r.adult"]) == (3, 6)
    old.refresh_from_db()
    kept.refresh_from_db()
    twin.refresh_from_db()
    assert (old.kept_id, old.ended_on, old.code) == (None, None, f"{street.group7.code}-2")
    assert kept.head_name == "Mới sửa", "what somebody corrected since stays"
    assert (twin.phone, twin.reasons) == ("", [])
    assert [one.full_name for one in street.people(double)] == ["Người 2.0", "Người 2.1"]
    with pytest.raises(Refused) as refused:
        undo_doubling(actor=street.admin, doubling=done)
    assert refused.value.code == "double.undone"


def test_what_a_phone_still_says_of_the_double_arrives_at_the_kept_one(street: Street) -> None:
    kept, double, third = street.doors
    [skill] = list(street.campaign.skills.values_list("code", flat=True)[:1])
    who, other = street.people(double)
    twin = street.people(kept)[0]
    first = street.encounter(double, outcomes=[[str(who.id), skill, 2]])
    street.push(street.op(first))
    late = [
        street.op(street.encounter(double, outcomes=[[str(who.id), skill, 3]])),
        street.op(street.encounter(double, outcomes=[[str(other.id), skill, 1]])),
        street.op(street.encounter(kept, outcomes=[[str(other.id), skill, 2]])),
        street.op(
            street.encounter(kept, amends=first["id"], result="absent"),
        ),
    ]
    merge_households(actor=street.admin, kept=kept, double=double, same={who.id: twin.id})
    assert {one.verdict for one in street.push(*late)} == {"accepted"}
    stand = HouseholdStanding.objects.get()
    assert (stand.household_id, stand.attempts) == (kept.id, 4)
    assert stand.levels_of(twin.id) == {skill: 3}
    assert stand.levels_of(other.id) == {skill: 2}
    assert history_of(ALL, "00322", kept.id).count() == 5
    said = Encounter.objects.filter(household_id=double.id)
    assert said.count() == 3, "facts keep the door they were recorded at"
    counted()

    op = street.op(
        {"id": str(uuid7()), "what": "wrong", "household": str(double.id), "seen": 1,
         "resident": str(who.id), "at": clock.now().isoformat(), "said": {"birth_year": 1951}},
        kind="suggestion.make",
    )  # fmt: skip
    assert street.push(op)[0].verdict == "accepted"
    made = Suggestion.objects.get()
    assert (made.household_id, made.resident_id, made.state) == (kept.id, twin.id, "open")
    street.phone.refresh_from_db()
    world = world_of(reach_of(street.member), street.member, street.phone)
    assert {door["id"] for door in world["doors"][1]["doors"]} == {kept.id, third.id}


def test_walks_calls_and_what_waits_go_along_and_come_back(street: Street) -> None:
    kept, double, _third = street.doors
    [member] = Membership.objects.filter(account=street.member)
    move_household(
        actor=street.admin, campaign=street.campaign, household=double, membership=member
    )
    call = ask_help(actor=street.admin, area=street.group7, entry=HelpEntry(), household=double)
    waiting = Suggestion(
        origin="00322", id=uuid7(), path=double.path, about="wrong", household_id=double.id,
        seen_version=9, said={"head": "Khác"}, account=street.member,
        happened_at=clock.now(), received_at=clock.now(),
    )  # fmt: skip
    make_suggestions(
        actor=street.member, origin="00322", device_id=street.phone.id, suggestions=[waiting]
    )
    done = merge_households(actor=street.admin, kept=kept, double=double)
    assert Assignment.objects.get(household_id=kept.id).membership == member
    call.refresh_from_db()
    waiting.refresh_from_db()
    assert (call.household_id, waiting.household_id) == (kept.id, kept.id)
    undo_doubling(actor=street.admin, doubling=done)
    assert not Assignment.objects.filter(household_id=kept.id).exists()
    call.refresh_from_db()
    waiting.refresh_from_db()
    assert (call.household_id, waiting.household_id) == (double.id, double.id)
    assert waiting.seen_version == 9


def test_chains_stay_one_hop_and_come_apart_from_the_last(street: Street) -> None:
    a, b, c = street.doors
    street.push(*[street.op(street.encounter(door)) for door in (a, b, c)])
    first = merge_households(actor=street.admin, kept=b, double=a)
    second = merge_households(actor=street.admin, kept=c, double=b)
    assert Household.objects.get(id=a.id).kept_id == c.id
    assert HouseholdStanding.objects.get().attempts == 3
    counted()
    with pytest.raises(Refused) as refused:
        undo_doubling(actor=street.admin, doubling=first)
    assert refused.value.code == "double.later_first"
    undo_doubling(actor=street.admin, doubling=second)
    assert Household.objects.get(id=a.id).kept_id == b.id
    undo_doubling(actor=street.admin, doubling=first)
    assert HouseholdStanding.objects.count() == 3
    counted()


def test_two_entries_of_one_person(street: Street) -> None:
    door = street.doors[0]
    kept, double = street.people(door)
    [skill] = list(street.campaign.skills.values_list("code", flat=True)[:1])
    body = street.encounter(door, outcomes=[[str(double.id), skill, 2]])
    street.push(street.op(body))
    done = merge_people(actor=street.admin, kept=kept, double=double, take={"birth"})
    kept.refresh_from_db()
    assert kept.birth_year == 1990
    street.push(street.op(street.encounter(door, outcomes=[[str(double.id), skill, 3]])))
    stand = HouseholdStanding.objects.get()
    assert (stand.levels_of(kept.id), stand.levels_of(double.id)) == ({skill: 3}, {})
    counted()
    undo_doubling(actor=street.admin, doubling=done)
    stand = HouseholdStanding.objects.get()
    assert (stand.levels_of(kept.id), stand.levels_of(double.id)) == ({}, {skill: 3})
    kept.refresh_from_db()
    assert kept.birth_year == 1950
    counted()


def test_a_double_that_was_said_at_the_door_can_still_be_pointed(street: Street) -> None:
    kept, double, _third = street.doors
    said = Suggestion(
        origin="00322", id=uuid7(), path=double.path, about="double", household_id=double.id,
        twin_id=kept.id, seen_version=1, said={"of": str(kept.id)}, account=street.member,
        happened_at=clock.now(), received_at=clock.now(),
    )  # fmt: skip
    make_suggestions(
        actor=street.member, origin="00322", device_id=street.phone.id, suggestions=[said]
    )
    assert Household.objects.get(id=double.id).ended_reason == "doubled"
    merge_households(actor=street.admin, kept=kept, double=double)
    assert len([one for one in street.people(kept) if one.ended_on is None]) == 4
    Suggestion.objects.update(state="settled", held_for="twin")
    undo_suggestion(actor=street.admin, suggestion=Suggestion.objects.get())
    assert Household.objects.get(id=double.id).ended_on is not None, "only undoing the merge may"


def test_what_cannot_be_merged_is_refused(street: Street) -> None:
    kept, double, third = street.doors

    def code(**wanted: Any) -> str:
        with pytest.raises(Refused) as refused:
            merge_households(actor=street.admin, **wanted)
        return refused.value.code

    assert code(kept=kept, double=street.far_door) == "double.other_origin"
    assert code(kept=kept, double=kept) == "double.itself"
    assert code(kept=kept, double=double, seen=(1, 2)) == "household.changed_meanwhile"
    stranger = street.people(third)[0]
    assert code(kept=kept, double=double, same={stranger.id: stranger.id}) == (
        "double.person_unknown"
    )
    merge_households(actor=street.admin, kept=kept, double=double)
    assert code(kept=third, double=double) == "double.already"
    end_household(actor=street.admin, household=third, reason="moved")
    assert code(kept=kept, double=third) == "double.ended"
    with pytest.raises(Refused) as refused:
        merge_people(actor=street.admin, kept=street.people(kept)[0], double=stranger)
    assert refused.value.code == "double.other_household"


def test_what_was_said_while_two_were_one_counts_where_they_live(street: Street) -> None:
    """Recorded at the kept door of somebody who goes back, and at the double's of somebody who stays; taken
    back from a phone, corrected, and brought only when they are two again."""
    kept, double = street.doors[:2]
    here, there = street.people(kept)[0], street.people(double)[0]
    done = merge_households(actor=street.admin, kept=kept, double=double)
    now = clock.now().isoformat()
    said = street.encounter(kept, outcomes=[(str(there.id), "vneid", 3)], at=now)
    called = street.encounter(double, outcomes=[(str(here.id), "vneid", 2)], at=now)
    late = street.op(street.encounter(kept, outcomes=[(str(there.id), "cashless", 1)], at=now))
    assert {one.verdict for one in street.push(street.op(said), street.op(called))} == {"accepted"}
    undo_doubling(actor=street.admin, doubling=done)
    after = street.op(street.encounter(kept, outcomes=[(str(there.id), "vneid", 4)]))
    after["body"]["at"] = clock.now().isoformat()
    told = street.push(late, after)
    assert [one.code for one in told] == ["", "encounter.resident_unknown"]

    def levels(door: Household, person: Resident) -> dict[str, int]:
        return HouseholdStanding.objects.get(household_id=door.id).levels_of(person.id)

    counted()
    assert levels(double, there) == {"vneid": 3, "cashless": 1}
    assert levels(kept, here) == {"vneid": 2}
    again = street.encounter(
        kept, at=now, amends=said["id"], outcomes=[(str(there.id), "vneid", 1)]
    )
    street.push(street.op(again))
    counted()
    assert levels(double, there) == {"vneid": 1, "cashless": 1}
    stands = HouseholdStanding.objects.get(household_id=double.id)
    assert (stands.attempts, stands.reached_on) == (1, clock.today()), "called there, not met twice"
    merge_households(actor=street.admin, kept=kept, double=double)
    counted()
