"""The split holds for any street: these properties are checked on generated groups."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.campaigns.rules.split import (
    CUT_SLACK,
    Door,
    even_shares,
    split,
    visiting_order,
    walking_order,
)


def street(*lanes: int, people: int = 4, priority: tuple[int, ...] = ()) -> list[Door]:
    """Lanes of so many doors each; doors are numbered from 0, those in `priority` have a reason."""
    doors: list[Door] = []
    for lane, count in enumerate(lanes):
        for _ in range(count):
            number = len(doors)
            doors.append(
                Door(
                    id=number,
                    lane_key=f"lane {lane}",
                    walk_key=f"{lane:03}/{number:04}",
                    people=people,
                    priority=int(number in priority),
                )
            )
    return doors


@st.composite
def groups(draw: st.DrawFn) -> list[Door]:
    """A residential group: up to 12 lanes of up to 25 doors, families of 0 to 9."""
    doors: list[Door] = []
    for lane in range(draw(st.integers(0, 12))):
        for _ in range(draw(st.integers(0, 25))):
            number = len(doors)
            doors.append(
                Door(
                    id=number,
                    lane_key=f"lane {lane}",
                    walk_key=f"{lane:03}/{number:04}",
                    people=draw(st.integers(0, 9)),
                    priority=draw(st.integers(0, 5)),
                )
            )
    return doors


@st.composite
def campaigns_under_way(draw: st.DrawFn):
    """Doors, members, and a state: who has what, what is finished, what was placed by hand."""
    doors = draw(groups())
    members = [f"m{n}" for n in range(draw(st.integers(1, 9)))]
    everybody = [*members, "left the team"]
    current, finished, pinned = {}, set(), set()
    for door in doors:
        if owner := draw(st.sampled_from([None, *everybody])):
            current[door.id] = owner
        match draw(st.integers(0, 5)):
            case 0 | 1:
                finished.add(door.id)
            case 2:
                pinned.add(door.id)
    return doors, members, current, finished, pinned


def owners(walks) -> dict:
    return {door.id: walk.member for walk in walks for door in walk.doors}


@given(campaigns_under_way())
def test_every_open_door_is_in_exactly_one_walk(state):
    doors, members, current, finished, pinned = state
    walks = split(doors, members, current=current, finished=finished, pinned=pinned)
    assert [walk.member for walk in walks] == members
    handed_out = [door.id for walk in walks for door in walk.doors]
    assert len(handed_out) == len(set(handed_out))
    assert {door.id for door in doors} - set(handed_out) == {
        door.id for door in doors if door.id in finished and current.get(door.id) not in members
    }


@given(campaigns_under_way())
def test_finished_and_pinned_doors_stay_where_they_are(state):
    doors, members, current, finished, pinned = state
    walks = split(doors, members, current=current, finished=finished, pinned=pinned)
    now = owners(walks)
    for door in doors:
        if door.id in finished | pinned and current.get(door.id) in members:
            assert now[door.id] == current[door.id]


@given(campaigns_under_way())
def test_runs_are_contiguous_among_the_free_doors(state):
    doors, members, current, finished, pinned = state
    now = owners(split(doors, members, current=current, finished=finished, pinned=pinned))
    free = [
        now[door.id]
        for door in walking_order(doors)
        if door.id not in finished and not (door.id in pinned and current.get(door.id) in members)
    ]
    runs = [member for member, _ in groupby(free)]
    assert len(runs) == len(set(runs))


@given(campaigns_under_way())
def test_open_work_is_balanced(state):
    doors, members, current, finished, pinned = state
    walks = split(doors, members, current=current, finished=finished, pinned=pinned)
    carried = dict.fromkeys(members, 0)
    free = 0
    heaviest = 0
    for door in doors:
        owner = current.get(door.id)
        if door.id in finished:
            continue
        if door.id in pinned and owner in carried:
            carried[owner] += door.weight
        else:
            free += door.weight
            heaviest = max(heaviest, door.weight)
    shares = even_shares(free, list(carried.values()))
    bound = 2 * max(CUT_SLACK * free / len(members), heaviest / 2)
    for walk, share in zip(walks, shares, strict=True):
        assert abs(walk.load - carried[walk.member] - share) <= bound + 1e-6


@given(groups(), st.integers(1, 9))
def test_splitting_again_changes_nothing(doors, count):
    members = [f"m{n}" for n in range(count)]
    first = split(doors, members)
    second = split(doors, members, current=owners(first))
    assert second == first
    assert split(doors[::-1], members, current=owners(first)) == first


@given(groups(), st.integers(1, 6), st.data())
def test_splitting_again_keeps_the_order_of_members_whatever_order_they_are_named_in(
    doors, count, data
):
    members = [f"m{n}" for n in range(count)]
    first = split(doors, members)
    shuffled = data.draw(st.permutations([walk.member for walk in first if walk.doors]))
    if shuffled:
        again = split(doors, shuffled, current=owners(first))
        assert len(shuffled) < count or owners(again) == owners(first)


@given(groups(), st.integers(1, 9))
def test_a_walk_is_two_passes(doors, count):
    for walk in split(doors, list(range(count))):
        passes = [door.priority > 0 for door in walk.doors]
        assert passes == sorted(passes, reverse=True)
        for _, one_pass in groupby(walk.doors, key=lambda door: door.priority > 0):
            keys = [door.walk_key for door in one_pass]
            assert keys == sorted(keys)


def test_a_cut_falls_between_lanes_when_they_are_about_even():
    walks = split(street(19, 21, 20), ["an", "bình", "chi"])
    assert [{door.lane_key for door in walk.doors} for walk in walks] == [
        {"lane 0"},
        {"lane 1"},
        {"lane 2"},
    ]


def test_a_long_lane_is_cut_evenly():
    walks = split(street(40), ["an", "bình"])
    assert [len(walk.doors) for walk in walks] == [20, 20]


def test_families_weigh_not_doors():
    crowded = street(10, people=9)
    empty = [Door(id=f"e{n}", lane_key="z", walk_key=f"zzz/{n:03}", people=0) for n in range(10)]
    first, second = split(crowded + empty, ["an", "bình"])
    assert len(first.doors) < len(second.doors)


def test_priority_doors_are_visited_first():
    (walk,) = split(street(5, priority=(2, 4)), ["an"])
    assert [door.id for door in walk.doors] == [2, 4, 0, 1, 3]
    assert [door.id for door in visiting_order(street(3))] == [0, 1, 2]


def test_finished_work_stays_and_what_is_open_is_shared_anew():
    doors = street(40)
    first = split(doors, ["an", "bình"])
    done = {door.id for door in first[0].doors}
    an, binh = split(doors, ["an", "bình"], current=owners(first), finished=done)
    assert done <= {door.id for door in an.doors}
    assert an.load == binh.load


def test_who_was_given_many_doors_by_hand_gets_a_shorter_run():
    doors = street(40)
    current = {door.id: "an" for door in doors[30:]}
    an, binh = split(doors, ["an", "bình"], current=current, pinned=set(current))
    assert an.load == binh.load
    assert len(an.doors) == 20


def test_doors_of_somebody_who_left_go_to_the_others():
    doors = street(12)
    first = split(doors, ["an", "bình", "chi"])
    now = owners(split(doors, ["an", "chi"], current=owners(first), pinned={5}))
    assert set(now.values()) == {"an", "chi"}
    assert len(now) == 12


def test_more_members_than_doors():
    walks = split(street(2), list("abcde"))
    assert sorted(len(walk.doors) for walk in walks) == [0, 0, 0, 1, 1]
    assert split(street(2), list("abcde"), current=owners(walks)) == walks


def test_nobody_to_split_among():
    with pytest.raises(ValueError, match="somebody"):
        split(street(2), [])


@pytest.mark.parametrize(
    ("total", "loads", "shares"),
    [
        (10, [0, 0], [5, 5]),
        (10, [4, 0], [3, 7]),
        (10, [20, 0], [0, 10]),
        (12, [20, 0, 4], [0, 8, 4]),
        (0, [5, 7], [0, 0]),
    ],
)
def test_shares_end_level_with_what_is_carried_already(total, loads, shares):
    assert even_shares(total, loads) == pytest.approx(shares)
