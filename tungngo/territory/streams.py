"""Every household and every resident on the list within reach, for files that take them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Household, Resident

#: Rows fetched at a time, and handed on at a time.
CHUNK = 2_000


def household_count(reach: Reach, path: str) -> int:
    """How many households are listed at or under `path`."""
    return _households(reach, path).count()


def households_under(reach: Reach, path: str) -> Iterator[list[Household]]:
    """The households listed at or under `path` in walking order, some thousands at a time."""
    found = _households(reach, path).defer("folded").order_by("path", "walk_key", "id")
    yield from _parts(found)


def resident_count(reach: Reach, path: str) -> int:
    """How many people are listed at or under `path`."""
    return _residents(reach, path).count()


def residents_under(reach: Reach, path: str) -> Iterator[list[Resident]]:
    """The people listed at or under `path` with their households, some thousands at a time."""
    found = _residents(reach, path).select_related("household")
    yield from _parts(found.order_by("path", "household_id", "place_in_household", "id"))


def _parts(found: QuerySet) -> Iterator[list]:
    rows = found.iterator(chunk_size=CHUNK)
    while part := list(islice(rows, CHUNK)):
        yield part


def _households(reach: Reach, path: str) -> QuerySet[Household]:
    return reach.within(path).filter(Household.objects.filter(ended_on=None))


def _residents(reach: Reach, path: str) -> QuerySet[Resident]:
    living = Resident.objects.filter(ended_on=None, household__ended_on=None)
    return reach.within(path).filter(living)


def names_under(reach: Reach, path: str) -> dict[str, str]:
    """Path → full name of every area at or under `path`, of today or not."""
    found = reach.within(path).filter(Area.objects.all())
    return {area.path: area.full_name for area in found.only("path", "kind", "name")}
