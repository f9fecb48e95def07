"""Rows whose names were deleted because their time was over: found by where they stand, or by the name of
whoever asks, which says which row is theirs and is not kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from tungngo.forgotten.again import Again
from tungngo.forgotten.queries import known_again, traces_of_people
from tungngo.forgotten.rules import door_keys, key_of
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries.households import households_of

EVERYTHING = Reach.everything()
#: Doors that are shown; who has more writes a house number.
MOST_DOORS = 20
#: Columns of a row that are read: there may be a ward of them.
_SHOWN = ("origin", "id", "household_id", "path", "segment", "ended_on", "place_in_household")


@dataclass(frozen=True, slots=True)
class AskedName:
    """What somebody whose row has no name any more is called. `is_sure`: their row was made out although its
    traces say another name, or none are left."""

    full_name: str
    birth_year: int | None = None
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class NamelessDoor:
    """A household with the rows behind it that have no name, each with whether it is whom was asked for."""

    door: Household
    people: list[tuple[Resident, bool]]


def nameless_doors(reach: Reach, path: str, place: str, asked: AskedName) -> list[NamelessDoor]:
    """Households at or under a path with rows without a name: those behind which the asked name stood, where
    there are any; else those that have the words of `place`. MOST_DOORS at the most; nobody who was erased
    at their demand."""
    there = reach.within(path)
    rows = there.filter(Resident.objects.filter(full_name="", kept_id=None))
    if place.strip():
        of_door = Resident.objects.filter(
            origin=OuterRef("origin"), household_id=OuterRef("id"), full_name="", kept_id=None
        )
        doors = households_of(reach, path, written=place, with_ended=True)
        found = {(one.origin, one.id) for one in doors.filter(Exists(of_door))[:MOST_DOORS]}
        rows = rows.filter(household_id__in=[id_ for _origin, id_ in found])
    people = list(rows.order_by("path", "place_in_household", "id").only(*_SHOWN))
    theirs = whose_rows(people, asked)
    if theirs or not place.strip():
        wanted = {(one.origin, one.household_id) for one in people if one.id in theirs}
        people = [one for one in people if (one.origin, one.household_id) in wanted]
    return _by_door(people, theirs)


def _by_door(people: Iterable[Resident], theirs: Collection[UUID]) -> list[NamelessDoor]:
    behind: dict[tuple[str, UUID], list[Resident]] = defaultdict(list)
    for one in people:
        behind[one.origin, one.household_id].append(one)
    doors = Household.objects.filter(pk__in=list(behind)[:MOST_DOORS])
    found = []
    for door in doors.order_by("path", "walk_key", "id"):
        here = behind[door.origin, door.id]
        erased = traces_of_people(EVERYTHING, door.origin, [one.id for one in here])
        left = [(one, one.id in theirs) for one in here if one.id not in erased]
        if left:
            found.append(NamelessDoor(door, left))
    return found


def whose_rows(people: Collection[Resident], asked: AskedName) -> set[UUID]:
    """Ids of those of these rows beside which a trace of the asked name stands."""
    if not asked.full_name.strip():
        return set()
    again = _traces({one.origin for one in people})
    return {one.id for one in people if again and _is_row(again, one.id, asked)}


def is_erased(reach: Reach, person: Resident) -> bool:
    """Whether somebody's data were erased at their demand; a name may also be gone because its time was
    over."""
    return bool(traces_of_people(reach, person.origin, [person.kept_id or person.id]))


def headed_by(doors: Iterable[Household], asked: AskedName) -> set[UUID]:
    """Ids of those of these households beside which a trace of the asked name stands as their head's."""
    doors = list(doors)
    again = _traces({one.origin for one in doors})
    if again is None or not asked.full_name.strip():
        return set()
    found: set[UUID] = set()
    for one in doors:
        keys = door_keys(
            code="", lane_key=one.lane_key, house=one.house, address=one.address, path=one.path
        )
        for year in {asked.birth_year, None}:
            found.update(again.households(asked.full_name, year, keys))
    return found & {one.id for one in doors}


def _traces(origins: Collection[str]) -> Again | None:
    return known_again(EVERYTHING, key_of(settings.SECRET_KEY), origins)


def _is_row(again: Again, row: UUID, asked: AskedName) -> bool:
    said = row, asked.full_name, asked.birth_year
    return again.is_row(*said) or again.is_row(*said, is_strict=False)
