"""What there is to judge: households with their people and where they stand, read place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tungngo.criteria.rules.families import Family, Person, highest_of, is_adult
from tungngo.encounters.counted import households_stood, teams_seen
from tungngo.lib import clock
from tungngo.lib.lookups import Key, key
from tungngo.lib.reach import Reach
from tungngo.territory.listed import DoorListed, PersonListed, doors_in_order, people_in_order


@dataclass(frozen=True, slots=True)
class Home:
    """A door of the list and the family behind it."""

    door: DoorListed
    family: Family


def homes_under(
    reach: Reach, path: str, day: date, *, household_id: UUID | None = None
) -> dict[str, list[Home]]:
    """Path → the homes that count there, at or under `path`, in walking order; or one of them alone.
    Three queries.

    Where people stand is the highest level of all campaigns: what was learnt is not unlearnt when a
    campaign ends.
    """
    behind: dict[Key, list[PersonListed]] = defaultdict(list)
    for person in people_in_order(reach, path, household_id):
        behind[person.household].append(person)
    reached: set[Key] = set()
    stood: dict[tuple[Key, Key], list[Any]] = defaultdict(list)
    for one in households_stood(reach, path, household_id):
        if one.reached_on:
            reached.add(one.household)
        for resident, stand in one.residents.items():
            stood[one.household, resident].append(stand)
    homes: dict[str, list[Home]] = defaultdict(list)
    for door in doors_in_order(reach, path, household_id):
        at = key(door.id)
        people = [_person(one, stood.get((at, one.key), ()), day) for one in behind[at]]
        family = Family(door.smartphone, door.chat_group, door.priority > 0, at in reached, people)
        homes[door.path].append(Home(door, family))
    return homes


def _person(one: PersonListed, stands: Iterable[Any], day: date) -> Person:
    known = list(stands)
    return Person(
        name=one.full_name,
        is_adult=is_adult(one.birth_year, one.birth_on, one.segment, day),
        segment=one.segment,
        occupation=one.occupation,
        is_met=bool(known),
        levels=highest_of(known),
    )


def teams_at_work(reach: Reach, path: str, days: Collection[int]) -> dict[str, dict[int, int]]:
    """Path → days → how many teams recorded something there within so many days, at or under `path`."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for back in days:
        since = clock.now() - timedelta(days=back)
        for at, teams in teams_seen(reach, path, since).items():
            found[at][back] = len(teams)
    return found
