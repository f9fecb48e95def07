"""Every tally equals a recount from the facts, and every area is the sum of what lies below it."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from tests.encounters.street import Street
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.queries import campaign_for
from tungngo.campaigns.templates import shipped_templates
from tungngo.encounters.models import HouseholdStanding
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import queries
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import apart
from tungngo.territory.models import Area, Household, Resident, StaleArea

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    return Street(doors=6)


def storm(street: Street, seed: int, count: int = 40) -> None:
    """A seeded week of encounters, corrections and withdrawals, some sent twice, out of order."""
    chance = random.Random(seed)
    now = clock.now()
    bodies: list[dict] = []
    for _ in range(count):
        door = chance.choice(street.doors)
        people = [str(person.id) for person in street.people(door)]
        at = now - dt.timedelta(hours=chance.randint(1, 24 * 9))
        changes = {
            "at": at.isoformat(),
            "result": chance.choice(["met", "met", "absent", "refused", "moved"]),
            "outcomes": [
                [chance.choice(people), chance.choice(["vneid", "cashless"]), chance.randint(0, 4)]
                for _ in range(chance.randint(0, 3))
            ],
        }
        mine = [body for body in bodies if body["household"] == str(door.id)]
        if mine and chance.random() < 0.25:
            changes |= {"amends": chance.choice(mine)["id"], "withdrawn": chance.random() < 0.4}
        bodies.append(street.encounter(door, **changes))
    ops = [street.op(body) for body in bodies]
    ops += chance.sample(ops, count // 4)
    chance.shuffle(ops)
    while ops:
        size = chance.randint(1, 9)
        street.push(*ops[:size])
        ops = ops[size:]
        if chance.random() < 0.3:
            recount_stale()


@pytest.mark.parametrize("seed", range(4))
def test_after_a_storm_every_tally_equals_a_recount(street, seed):
    storm(street, seed)
    while recount_stale():
        pass
    recount(paths=[street.group7.path, street.elsewhere.path])
    assert list(check(ALL)) == []
    assert Tally.objects.filter(path="", level=0).exists()


def test_the_check_sees_a_tally_that_lies(street):
    storm(street, 1)
    while recount_stale():
        pass
    recount(paths=[street.group7.path, street.elsewhere.path])
    Tally.objects.filter(path="01.").update(counts={"h.reached": 99})
    Population.objects.filter(path="", campaign_id=NO_CAMPAIGN).delete()
    HouseholdStanding.objects.filter(reached_on__isnull=False).update(attempts=77)
    told = {difference.what for difference in check(ALL)}
    assert told == {"tally", "population", "standing of a household"}


def test_each_level_is_the_sum_of_the_one_below(street):
    street.push(*[street.op(street.encounter(door)) for door in street.doors[:3]])
    recount_stale()
    counts = {
        path: Tally.objects.get(path=path, level=level, campaign_id=street.campaign.id).counts
        for level, path in enumerate(["", "01.", "01.00322.", "01.00322.07."])
    }
    assert {str(value) for value in counts.values()} == {str(counts[""])}
    assert counts[""] == {"h.reached": 3, "h.priority": 2, "e": 3}


def test_doors_in_no_group_count_in_their_commune(street):
    street.door(street.ward, 90)
    recount(paths=[street.group7.path, street.ward.path])
    listed = dict(Population.objects.filter(campaign_id=NO_CAMPAIGN).values_list("path", "counts"))
    assert listed["01.00322."]["h"] == listed["01.00322.07."]["h"] + 1 == 7
    assert list(check(ALL)) == [] or all(d.path.startswith("01.00082") for d in check(ALL))


def test_late_facts_land_on_their_own_day(street):
    late = clock.now() - dt.timedelta(days=6)
    street.push(street.op(street.encounter(street.doors[0], at=late.isoformat())))
    recount_stale()
    assert list(Tally.objects.filter(path="01.00322.07.").values_list("day_on", flat=True)) == [
        clock.day_of(late)
    ]


def test_the_last_moment_before_midnight_is_of_that_day(street):
    """An engine that rounds to thousandths would have it tomorrow, apart from the door it reached."""
    yesterday = clock.today() - dt.timedelta(days=1)
    last = dt.datetime.combine(yesterday, dt.time.max, clock.VIETNAM)
    street.push(street.op(street.encounter(street.doors[0], at=last.isoformat())))
    recount_stale()
    tally = Tally.objects.get(path="01.00322.07.")
    assert (tally.day_on, tally.counts["e"], tally.counts["h.reached"]) == (yesterday, 1, 1)


def test_a_withdrawn_fact_leaves_no_tally_behind(street):
    body = street.encounter(street.doors[0])
    street.push(street.op(body))
    recount_stale()
    assert Tally.objects.exists()
    street.push(street.op(street.encounter(street.doors[0], amends=body["id"], withdrawn=True)))
    recount_stale()
    assert not Tally.objects.exists()


def test_a_door_taken_off_the_list_leaves_the_denominator_and_the_count(street):
    street.push(*[street.op(street.encounter(door)) for door in street.doors])
    Household.objects.filter(id=street.doors[0].id).update(ended_on=clock.today())
    Resident.objects.filter(household_id=street.doors[0].id).update(ended_on=clock.today())
    recount(paths=[street.group7.path])
    board = the_board(street)
    assert (board.doors.part, board.doors.whole) == (5, 5)


def the_board(street: Street, area: Area | None = None) -> queries.Board:
    area = area or street.ward
    campaign = campaign_for(ALL, area.path)
    children = list(Area.objects.filter(parent=area))
    return queries.board(ALL, area, campaign, children, clock.today())


def test_counted_and_not_yet_counted_always_add_up_to_what_was_accepted(street):
    for accepted, door in enumerate(street.doors, start=1):
        street.push(street.op(street.encounter(door)))
        board = the_board(street)
        assert board.contacts + board.waiting_count == accepted
        if accepted == 3:
            recount_stale()
    assert StaleArea.objects.get().waiting == 3
    recount_stale()
    assert (the_board(street).contacts, the_board(street).waiting_count) == (6, 0)


def test_the_board_counts_people_not_contacts_and_ladders_add_up(street):
    [old, young] = [str(person.id) for person in street.people(street.doors[0])]
    for level in (1, 3):
        outcomes = [[old, "vneid", level], [young, "vneid", 1]]
        street.push(street.op(street.encounter(street.doors[0], outcomes=outcomes)))
    recount(paths=[street.group7.path])
    board = the_board(street)
    assert (board.contacts, board.people.part, board.people.whole) == (2, 2, 12)
    ladders = {one.skill.code: one.steps for one in board.ladders}
    assert ladders["vneid"] == [10, 1, 0, 1, 0]
    assert all(sum(steps) == 12 for steps in ladders.values())
    assert sum(row.doors.part for row in board.league) == board.doors.part == 1


def test_above_the_campaigns_a_board_adds_them_up(street):
    other = campaigns.create_campaign(
        actor=street.admin,
        area=street.elsewhere,
        name="Cửa Nam",
        starts_on=street.campaign.starts_on,
        ends_on=street.campaign.ends_on,
        template=shipped_templates()["45-days"],
    )
    campaigns.start_campaign(actor=street.admin, campaign=other)
    street.push(street.op(street.encounter(street.doors[0])))
    recount(paths=[street.group7.path, street.elsewhere.path])
    nation, city = Area.objects.get(code="VN"), Area.objects.get(code="01")
    parts = apart(queries.running_below(ALL, ""))
    assert {one.id for one in parts} == {street.campaign.id, other.id}
    board = queries.board(ALL, nation, None, [city], clock.today(), parts)
    assert (board.doors.part, board.doors.whole) == (1, 7)
    assert [(row.doors.part, row.doors.whole) for row in board.league] == [(1, 7)]
    assert board.contacts == 1
    assert not board.series


def test_of_what_lies_within_each_other_the_outermost_is_kept():
    class At:
        def __init__(self, path):
            self.path = path

    kept = apart([At("01.00322."), At("01."), At("11.03313."), At("01.00082.")])
    assert [one.path for one in kept] == ["01.", "11.03313."]
