"""Likely doubles of a whole ward are those that a slow look at every two households finds."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from tungngo.lib import clock, text
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries.doubles import MOST_ALIKE, likely_doubles
from tungngo.territory.rules import LIKELY, likely_double

COMMUNE = "01.00322."
HEADS = ("Nguyễn Văn An", "NGUYEN VAN AN", "Lê Thị Bưởi", "")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_found_by_keys_as_by_looking_at_every_two(seed: int) -> None:
    chance = random.Random(seed)
    doors, people = _ward(chance)
    expected = _looked_at_one_by_one(doors, people)
    assert {why for _one, _other, why in expected} == set(LIKELY), "each reason comes up"
    found = likely_doubles(Reach.of([COMMUNE]), COMMUNE, most=len(expected) + 1)
    assert [(one.first.id, one.second.id, one.why) for one in found] == expected
    assert likely_doubles(Reach.of([COMMUNE]), COMMUNE, most=3) == found[:3]


def _ward(chance: random.Random) -> tuple[list[Household], list[Resident]]:
    """Doors of two origins in two groups of one ward, few names, some off the list, and one lane whose
    house has more households than say anything."""
    now = clock.now()
    doors, people = [], []
    for n in range(80):
        crowded = n < MOST_ALIKE + 3
        door = Household(
            origin="00322" if crowded else chance.choice(("00322", "00322", "00325")),
            id=uuid7(),
            path=f"{COMMUNE}0{n % 2 + 7}.",
            head_name=chance.choice(HEADS),
            lane_key="ngo 1" if crowded else chance.choice(("", "ngo 281", "ngo 282")),
            house="1" if crowded else chance.choice(("", *"1234")),
            listed_at=now - dt.timedelta(minutes=chance.randrange(10_000)),
            updated_at=now,
            ended_on=None if chance.random() < 0.9 else clock.today(),
        )
        doors.append(door)
        for _person in range(chance.randrange(4)):
            years = [None, 1950, 1950, 1951, 1952]
            person = Resident(
                origin=door.origin,
                id=uuid7(),
                household_id=door.id,
                path=door.path,
                full_name="Ai đó",
                folded=chance.choice(
                    ("", " nguyen an", " le binh", " tran chi", " ly dung", " ta gia")
                ),
                birth_year=chance.choice(years),
                updated_at=now,
                ended_on=None if chance.random() < 0.9 else clock.today(),
            )
            people.append(person)
    Household.objects.bulk_create(doors)
    Resident.objects.bulk_create(people)
    return doors, people


def _looked_at_one_by_one(
    doors: list[Household], people: list[Resident]
) -> list[tuple[UUID, UUID, str]]:
    """Every two listed households of one origin, by the rule; what many share says nothing."""
    behind: dict[Any, set[Any]] = defaultdict(set)
    for one in people:
        if one.ended_on is None and one.folded and one.birth_year:
            behind[one.origin, one.folded, one.birth_year].add((one.origin, one.household_id))
    at: dict[Any, set[Any]] = defaultdict(set)
    listed = [door for door in doors if door.ended_on is None]
    for door in listed:
        if door.lane_key and door.house:
            at[door.origin, door.lane_key, door.house].add((door.origin, door.id))
    found = []
    for one, other in combinations(sorted(listed, key=lambda door: (door.origin, door.id)), 2):
        pair = {(one.origin, one.id), (other.origin, other.id)}
        alike = sum(pair <= some for some in behind.values() if len(some) <= MOST_ALIKE)
        near = any(pair <= some for some in at.values() if len(some) <= MOST_ALIKE)
        if not near and not alike:
            continue
        here, there = ((door.lane_key, door.house) for door in (one, other))
        heads = [text.fold(door.head_name) for door in (one, other)]
        why = likely_double(
            same_door=here == there and all(here),
            same_head=bool(heads[0]) and heads[0] == heads[1],
            people_alike=alike,
        )
        if why:
            first, second = sorted((one, other), key=lambda door: door.listed_at)
            found.append((LIKELY.index(why), one.origin, one.id, other.id, first.id, second.id))
    return [(first, second, LIKELY[why]) for why, *_sorted, first, second in sorted(found)]
