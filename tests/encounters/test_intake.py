"""What a phone sends is taken once, whole, and with a verdict for each operation."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import UUID

import pytest
from django.db import connection, connections

from tests.encounters.street import ORIGIN, Street
from tungngo.campaigns.models import Campaign
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.teams.actions import end_member
from tungngo.teams.models import Membership
from tungngo.territory.models import StaleArea


def verdicts(answers):
    return [answer.verdict for answer in answers]


def codes(answers):
    return [answer.code for answer in answers]


def test_an_encounter_is_kept_with_both_clocks_and_where_the_door_lay(street):
    door = street.doors[0]
    at = clock.now() - dt.timedelta(hours=3)
    assert verdicts(street.push(street.op(street.encounter(door, at=at.isoformat())))) == [
        "accepted"
    ]
    fact = Encounter.objects.get()
    assert (fact.path, fact.household_id, fact.team_id) == (
        street.group7.path,
        door.id,
        street.team.id,
    )
    assert fact.phone_at == fact.happened_at == at
    assert fact.received_at > fact.happened_at


def test_the_same_operation_again_is_had_and_counts_once(street):
    op = street.op(street.encounter(street.doors[0]))
    assert verdicts(street.push(op)) == ["accepted"]
    assert verdicts(street.push(op, op)) == ["had", "had"]
    assert Encounter.objects.count() == 1
    assert HouseholdStanding.objects.get().attempts == 1


def test_the_same_operation_twice_in_one_batch_counts_once(street):
    op = street.op(street.encounter(street.doors[0]))
    assert verdicts(street.push(op, op)) == ["accepted", "had"]
    assert Encounter.objects.count() == 1


def test_an_encounter_under_a_second_operation_is_refused_and_both_are_kept(street):
    body = street.encounter(street.doors[0])
    assert codes(street.push(street.op(body), street.op(body))) == ["", "encounter.id_taken"]
    assert codes(street.push(street.op(body))) == ["encounter.id_taken"]
    assert Encounter.objects.count() == 1
    assert Receipt.objects.filter(verdict="refused").count() == 2


def test_one_bad_operation_never_blocks_the_next_and_is_kept_to_the_letter(street):
    good = street.op(street.encounter(street.doors[0]))
    bad = {"op": "not an id", "kind": "encounter.record", "origin": ORIGIN, "body": {"x": 1}}
    half = street.op({"id": 7})
    odd = street.op(street.encounter(street.doors[1]), kind="encounter.dance")
    answers = street.push(bad, half, good, odd)
    assert codes(answers) == ["op.unreadable", "op.unreadable", "", "op.kind_unknown"]
    assert answers[0].op is None
    assert str(answers[1].op) == half["op"]
    assert all(answer.sentence for answer in answers if answer.code)
    assert Encounter.objects.count() == 1
    assert '"not an id"' in Receipt.objects.get(origin="").payload
    assert verdicts(street.push(bad)) == ["refused"]
    assert Receipt.objects.filter(origin="").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"household": str(uuid7())}, "encounter.household_unknown"),
        ({"campaign": str(uuid7())}, "encounter.campaign_unknown"),
        ({"outcomes": [[str(uuid7()), "vneid", 2]]}, "encounter.resident_unknown"),
        ({"result": "danced"}, "op.unreadable"),
        ({"at": "2026-08-05T09:05:12"}, "op.unreadable"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_its_code(street, changes, code):
    assert codes(street.push(street.op(street.encounter(street.doors[0], **changes)))) == [code]
    assert not Encounter.objects.exists()
    assert Receipt.objects.get().code == code


def test_skills_and_levels_outside_the_campaign_are_refused(street):
    resident = str(street.people(street.doors[0])[0].id)
    ops = [
        street.op(street.encounter(street.doors[0], outcomes=[[resident, skill, level]]))
        for skill, level in (("flying", 2), ("vneid", 5), ("vneid", -1), ("vneid", 4))
    ]
    assert codes(street.push(*ops)) == [
        "encounter.skill_unknown",
        "encounter.level_impossible",
        "encounter.level_impossible",
        "",
    ]


def test_a_door_of_another_ward_is_out_of_reach(street):
    op = street.op(street.encounter(street.far_door), origin="00082")
    assert codes(street.push(op)) == ["encounter.household_out_of_reach"]


def test_work_done_before_leaving_the_team_is_still_taken(street):
    end_member(actor=street.admin, membership=Membership.objects.get(account=street.member))
    assert verdicts(street.push(street.op(street.encounter(street.doors[0])))) == ["accepted"]


def test_work_done_after_leaving_the_team_is_not_taken(street):
    end_member(actor=street.admin, membership=Membership.objects.get(account=street.member))
    Membership.objects.update(until_at=clock.now() - dt.timedelta(days=2))
    ago = [(clock.now() - dt.timedelta(hours=hours)).isoformat() for hours in (60, 3)]
    ops = [street.op(street.encounter(street.doors[0], at=at)) for at in ago]
    assert codes(street.push(*ops)) == ["", "encounter.household_out_of_reach"]


def test_days_after_the_campaign_are_refused(street):
    Campaign.objects.update(ends_on=clock.today() - dt.timedelta(days=2))
    op = street.op(street.encounter(street.doors[0]))
    assert codes(street.push(op)) == ["encounter.after_campaign"]


def test_days_before_the_campaign_and_times_ahead_are_refused(street):
    early = clock.now() - dt.timedelta(days=40)
    late = clock.now() + dt.timedelta(hours=2)
    answers = street.push(
        street.op(street.encounter(street.doors[0], at=early.isoformat())),
        street.op(street.encounter(street.doors[0], at=late.isoformat())),
    )
    assert codes(answers) == ["encounter.before_campaign", "encounter.in_the_future"]


def test_a_phone_three_days_fast_is_corrected_and_its_own_time_kept(street):
    ahead = dt.timedelta(days=3)
    at = clock.now() - dt.timedelta(hours=2)
    body = street.encounter(street.doors[0], at=(at + ahead).isoformat())
    assert verdicts(street.push(street.op(body), sent_at=clock.now() + ahead)) == ["accepted"]
    fact = Encounter.objects.get()
    assert abs(fact.happened_at - at) < dt.timedelta(seconds=5)
    assert fact.phone_at == at + ahead
    street.phone.refresh_from_db()
    assert abs(street.phone.clock_offset + ahead.total_seconds()) < 5


def test_standings_follow_facts_whatever_their_order(street):
    door = street.doors[0]
    [old, young] = [str(person.id) for person in street.people(door)]
    now = clock.now()
    first = street.encounter(
        door, at=(now - dt.timedelta(days=3)).isoformat(), outcomes=[[old, "vneid", 1]]
    )
    later = street.encounter(
        door,
        at=(now - dt.timedelta(days=1)).isoformat(),
        outcomes=[[old, "vneid", 3], [young, "vneid", 2]],
        come_back_on=str(clock.today() + dt.timedelta(days=2)),
    )
    street.push(street.op(later))
    street.push(street.op(first))
    standing = HouseholdStanding.objects.get()
    assert standing.reached_on == clock.day_of(now - dt.timedelta(days=3))
    assert standing.attempts == 2
    assert standing.come_back_on == clock.today() + dt.timedelta(days=2)
    days = {n: clock.day_of(now - dt.timedelta(days=n)).isoformat() for n in (1, 3)}
    assert standing.residents == {
        UUID(old).hex: [days[3], {"vneid": [days[3], days[1], days[1], None]}],
        UUID(young).hex: [days[1], {"vneid": [days[1], days[1], None, None]}],
    }


def test_a_correction_replaces_and_a_withdrawal_takes_back(street):
    door = street.doors[0]
    [old, young] = [str(person.id) for person in street.people(door)]
    wrong = street.encounter(door, outcomes=[[old, "vneid", 4], [young, "vneid", 4]])
    street.push(street.op(wrong))
    right = street.encounter(door, outcomes=[[old, "vneid", 1]], amends=wrong["id"])
    street.push(street.op(right))
    standing = HouseholdStanding.objects.get()
    [(who, (_met_on, levels))] = standing.residents.items()
    assert str(UUID(who)) == old
    assert [bool(day) for day in levels["vneid"]] == [True, False, False, False]
    assert standing.attempts == 1
    street.push(street.op(street.encounter(door, amends=right["id"], withdrawn=True)))
    gone = HouseholdStanding.objects.get()
    assert (gone.reached_on, gone.attempts, gone.last_result) == (None, 0, "")
    assert gone.residents == {}
    assert Encounter.objects.count() == 3


def test_only_the_author_corrects_a_record(street):
    first = street.encounter(street.doors[0])
    street.push(street.op(first))
    _other, phone = street.volunteer("Lê Thị Hoa")
    taken_back = street.encounter(street.doors[0], amends=first["id"], withdrawn=True)
    assert codes(street.push(street.op(taken_back), phone=phone)) == ["encounter.amends_foreign"]
    assert HouseholdStanding.objects.get().attempts == 1


def test_the_group_is_marked_for_a_recount_with_what_waits(street):
    street.push(*[street.op(street.encounter(door)) for door in street.doors])
    street.push(street.op(street.encounter(street.doors[0])))
    mark = StaleArea.objects.get(path=street.group7.path)
    assert mark.waiting == 5


@pytest.mark.django_db(transaction=True)
def test_concurrent_doubles_count_once():
    street = Street()
    ops = [street.op(street.encounter(street.doors[n % 4])) for n in range(12)]
    answers: list[list[str]] = []
    start = threading.Barrier(4)

    def send() -> None:
        try:
            start.wait()
            answers.append(verdicts(street.push(*ops)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    for n in range(12):
        assert sorted(row[n] for row in answers) == ["accepted", "had", "had", "had"]
    assert Encounter.objects.count() == 12
    assert sorted(HouseholdStanding.objects.values_list("attempts", flat=True)) == [3, 3, 3, 3]
    assert StaleArea.objects.get(path=street.group7.path).waiting == 12


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_one_door_lose_nothing_of_each_other():
    street = Street()
    door = street.doors[0]
    [old, young] = [str(person.id) for person in street.people(door)]
    _other, second = street.volunteer("Lê Thị Hoa")
    start = threading.Barrier(2)

    def send(phone, resident) -> None:
        try:
            start.wait()
            for level in (1, 2, 3):
                body = street.encounter(door, outcomes=[[resident, "vneid", level]])
                street.push(street.op(body), phone=phone)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=send, args=row) for row in ((street.phone, old), (second, young))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert HouseholdStanding.objects.get().attempts == 6
    people = HouseholdStanding.objects.get().residents.values()
    assert [sum(map(bool, levels["vneid"])) for _met_on, levels in people] == [3, 3]
    assert connection.vendor in {"sqlite", "postgresql"}
