import datetime as dt

import pytest

from tungngo.campaigns import actions, queries, shares
from tungngo.campaigns.models import Assignment
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams import actions as team_actions
from tungngo.territory.models import Household, Resident

NOON = dt.datetime(2026, 7, 25, 12, tzinfo=dt.UTC)
ALL = Reach.everything()


def build(area, lanes: int = 3, doors: int = 10) -> list[Household]:
    """Lanes of doors with a family of three each; every fifth door has a priority reason."""
    made = Household.objects.bulk_create(
        Household(
            origin=area.commune_code,
            path=area.path,
            lane_key=f"ngo {lane}",
            lane_name=f"Ngõ {lane}",
            house=str(number),
            walk_key=f"{lane:03}/{number:03}",
            priority=int(number % 5 == 0),
            listed_at=NOON,
            updated_at=NOON,
        )
        for lane in range(lanes)
        for number in range(doors)
    )
    Resident.objects.bulk_create(
        Resident(
            origin=door.origin,
            household_id=door.id,
            path=door.path,
            full_name="Người dân",
            updated_at=NOON,
        )
        for door in made
        for _ in range(3)
    )
    return made


@pytest.fixture
def doors(ward):
    return build(ward.group7)


@pytest.fixture
def team(ward):
    return team_actions.make_team(actor=ward.admin, area=ward.group7, name="Tổ số 7")


@pytest.fixture
def members(ward, team):
    return [
        team_actions.add_member(actor=ward.admin, team=team, full_name=name)
        for name in ("Nguyễn An", "Trần Bình", "Lê Chi")
    ]


def assign(ward, campaign, finished=()):
    return actions.assign_group(
        actor=ward.admin, campaign=campaign, area=ward.group7, finished=finished
    )


def who_has(campaign) -> dict:
    return dict(
        Assignment.objects.filter(campaign=campaign).values_list("household_id", "membership_id")
    )


def walk(campaign, member) -> list:
    return list(queries.walk_of(ALL, campaign, member.account))


def test_every_door_goes_to_one_member_lane_by_lane(ward, campaign, doors, members):
    assign(ward, campaign)
    assert set(who_has(campaign)) == {door.id for door in doors}
    for member in members:
        own = walk(campaign, member)
        assert {row.household.lane_key for row in own} == {own[0].household.lane_key}
        assert [row.position for row in own] == list(range(1, 11))
        assert [row.household.house for row in own[:3]] == ["0", "5", "1"]


def test_a_member_reads_their_own_walk_within_reach(ward, campaign, doors, members):
    assign(ward, campaign)
    own = queries.walk_of(Reach(("01.00322.07.",)), campaign, members[0].account)
    assert own.count() == 10
    assert not queries.walk_of(Reach(("01.00322.08.",)), campaign, members[0].account).exists()
    team_actions.end_member(actor=ward.admin, membership=members[0])
    assert not queries.walk_of(ALL, campaign, members[0].account).exists()


def test_splitting_again_moves_nothing_when_nothing_changed(ward, campaign, doors, members):
    assign(ward, campaign)
    before = list(
        Assignment.objects.order_by("household_id").values_list("household_id", "position")
    )
    had = who_has(campaign)
    assign(ward, campaign)
    assert who_has(campaign) == had
    after = list(
        Assignment.objects.order_by("household_id").values_list("household_id", "position")
    )
    assert after == before


def test_finished_doors_stay_when_somebody_joins_and_when_somebody_leaves(
    ward, campaign, doors, team, members
):
    assign(ward, campaign)
    had = who_has(campaign)
    finished = {door.id for door in doors if door.lane_key == "ngo 0"}
    new = team_actions.add_member(actor=ward.admin, team=team, full_name="Phạm Dung")
    assign(ward, campaign, finished)
    now = who_has(campaign)
    assert {door: now[door] for door in finished} == {door: had[door] for door in finished}
    assert new.id in now.values()
    team_actions.end_member(actor=ward.admin, membership=members[0])
    assign(ward, campaign, finished)
    left = who_has(campaign)
    assert {left[door] for door in finished} == {members[0].id}
    assert members[0].id not in {left[door] for door in set(left) - finished}
    shown = queries.group_assignment(ALL, campaign, ward.group7, finished)
    assert [(load.name, load.finished_count) for load in shown.left] == [("Nguyễn An", 10)]
    assert shown.nobody == []
    assert shown.door_count == 30


def test_a_door_moved_by_hand_stays_put(ward, campaign, doors, members):
    assign(ward, campaign)
    door = doors[0]
    target = next(m for m in members if m.id != who_has(campaign)[door.id])
    actions.move_household(actor=ward.admin, campaign=campaign, household=door, membership=target)
    assert [row.position for row in walk(campaign, target)] == list(range(1, 12))
    assign(ward, campaign)
    row = Assignment.objects.get(household_id=door.id)
    assert (row.membership_id, row.pinned) == (target.id, True)


def test_a_door_can_be_given_to_nobody(ward, campaign, doors, members):
    assign(ward, campaign)
    actions.move_household(actor=ward.admin, campaign=campaign, household=doors[0], membership=None)
    shown = queries.group_assignment(ALL, campaign, ward.group7, set())
    assert [line.door.id for line in shown.nobody] == [doors[0].id]


def test_doors_go_only_to_who_reaches_them(ward, campaign, doors, members):
    other = team_actions.make_team(actor=ward.admin, area=ward.group8, name="Tổ số 8")
    stranger = team_actions.add_member(actor=ward.admin, team=other, full_name="Đỗ Em")
    with pytest.raises(Refused) as refusal:
        actions.move_household(
            actor=ward.admin, campaign=campaign, household=doors[0], membership=stranger
        )
    assert refusal.value.code == "assignment.household_elsewhere"
    mobile = team_actions.make_team(actor=ward.admin, area=ward.ward, name="Tổ lưu động")
    helper = team_actions.add_member(actor=ward.admin, team=mobile, full_name="Đỗ Giang")
    actions.move_household(
        actor=ward.admin, campaign=campaign, household=doors[0], membership=helper
    )
    shown = queries.group_assignment(ALL, campaign, ward.group7, set())
    assert [load.name for load in shown.left] == ["Đỗ Giang"]


def test_the_last_split_can_be_undone_once(ward, campaign, doors, team, members):
    assign(ward, campaign)
    had = who_has(campaign)
    team_actions.add_member(actor=ward.admin, team=team, full_name="Phạm Dung")
    build(ward.group7, lanes=1, doors=4)
    assign(ward, campaign)
    assert who_has(campaign) != had
    assert queries.last_split(ALL, campaign, ward.group7.path).split_by == ward.admin
    actions.undo_split(actor=ward.admin, campaign=campaign, area=ward.group7)
    assert who_has(campaign) == had
    assert queries.last_split(ALL, campaign, ward.group7.path) is None
    with pytest.raises(Refused) as refusal:
        actions.undo_split(actor=ward.admin, campaign=campaign, area=ward.group7)
    assert refusal.value.code == "assignment.nothing_to_undo"


def test_pressing_split_twice_does_not_lose_the_way_back(ward, campaign, doors, team, members):
    assign(ward, campaign)
    had = who_has(campaign)
    team_actions.add_member(actor=ward.admin, team=team, full_name="Phạm Dung")
    assign(ward, campaign)
    assert who_has(campaign) != had
    assign(ward, campaign)
    actions.undo_split(actor=ward.admin, campaign=campaign, area=ward.group7)
    assert who_has(campaign) == had


def test_undoing_the_first_split_leaves_every_door_to_nobody(ward, campaign, doors, members):
    assign(ward, campaign)
    actions.undo_split(actor=ward.admin, campaign=campaign, area=ward.group7)
    assert who_has(campaign) == {}


def test_a_group_without_members_or_doors_is_refused(ward, campaign, team):
    with pytest.raises(Refused) as refusal:
        assign(ward, campaign)
    assert refusal.value.code == "assignment.no_members"
    team_actions.add_member(actor=ward.admin, team=team, full_name="Nguyễn An")
    with pytest.raises(Refused) as refusal:
        assign(ward, campaign)
    assert refusal.value.code == "assignment.no_doors"


def test_loads_count_open_work(ward, campaign, doors, members):
    assign(ward, campaign)
    finished = {doors[0].id}
    shown = queries.group_assignment(ALL, campaign, ward.group7, finished)
    first = next(load for load in shown.loads if load.finished_count)
    assert (first.open_count, len(first.doors)) == (9, 10)
    others = [load.open_weight for load in shown.loads if load is not first]
    assert first.open_weight < min(others)
    assert shares.assigned_counts(ALL, campaign, "01.00322.") == {"01.00322.07.": 30}


def test_a_split_costs_few_statements_whatever_its_size(
    ward, campaign, doors, members, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        assign(ward, campaign)


def test_ended_doors_are_in_nobodys_walk(ward, campaign, doors, members):
    assign(ward, campaign)
    Household.objects.filter(id=doors[0].id).update(ended_on=dt.date(2026, 8, 1))
    shown = queries.group_assignment(ALL, campaign, ward.group7, set())
    assert shown.door_count == 29
    assert sum(len(walk(campaign, member)) for member in members) == 29
