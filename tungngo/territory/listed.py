"""How many doors and people are listed at each place: the denominators, for many places at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from tungngo.lib import lookups
from tungngo.lib.lookups import Key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household, Resident


class Doors(NamedTuple):
    """Households that count at exactly a path, and those of them with priority."""

    path: str
    doors: int
    priority: int


class People(NamedTuple):
    """Residents of one segment that count at exactly a path."""

    path: str
    segment: str
    people: int


def doors_listed(reach: Reach, paths: Collection[str]) -> list[Doors]:
    """Doors at each of `paths` that has some. One query."""
    found = reach.filter(Household.objects.filter(path__in=list(paths), ended_on=None))
    counted = found.values_list("path").annotate(
        Count("id"), priority_doors=Count("id", filter=Q(priority__gt=0))
    )
    return [Doors(*row) for row in counted.order_by()]


def people_listed(reach: Reach, paths: Collection[str]) -> list[People]:
    """People by segment at each of `paths` that has some. One query."""
    found = reach.filter(Resident.objects.filter(path__in=list(paths), ended_on=None))
    return [People(*row) for row in found.values_list("path", "segment").annotate(Count("id"))]


class DoorListed(NamedTuple):
    """A household as the list has it, without who lives there. Unknown is None."""

    path: str
    origin: str
    id: UUID
    code: str
    address: str
    head_name: str
    smartphone: bool | None
    chat_group: bool | None
    priority: int


class PersonListed(NamedTuple):
    """Somebody on the list, as far as criteria ask: of a whole commune, so by keys (lib.lookups)."""

    household: Key
    key: Key
    full_name: str
    birth_year: int | None
    birth_on: date | None
    segment: str
    occupation: str
    origin: str
    path: str

    @property
    def id(self) -> UUID:
        return key_to_uuid(self.key)

    @property
    def household_id(self) -> UUID:
        return key_to_uuid(self.household)


def doors_in_order(reach: Reach, path: str, household_id: UUID | None = None) -> list[DoorListed]:
    """Households that count at or under `path`, in walking order; or one of them alone."""
    found = reach.within(path).filter(Household.objects.filter(ended_on=None))
    if household_id:
        found = found.filter(id=household_id)
    rows = found.order_by("path", "walk_key", "id").values_list(*DoorListed._fields)
    return [DoorListed(*row) for row in rows]


def people_in_order(
    reach: Reach, path: str, household_id: UUID | None = None
) -> list[PersonListed]:
    """People who count at or under `path`, in the order of their households' lists; or those of one
    household alone."""
    found = reach.within(path).filter(Resident.objects.filter(ended_on=None))
    if household_id:
        found = found.filter(household_id=household_id)
    rows = found.order_by("household_id", "place_in_household", "id")
    columns = ("household_id", "id", *PersonListed._fields[2:])
    return [PersonListed(*row) for row in lookups.every(rows.values_list(*columns))]
