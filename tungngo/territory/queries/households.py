"""Reads about households: a page of a table, one door with its people, and all a list is compared
with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.pages import MOST_ROWS, Rows
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.doubled import doubles_of, kept_people
from tungngo.territory.models import Household, Resident
from tungngo.territory.planning import KnownHousehold, KnownResident
from tungngo.territory.queries.worded import having, holding


def households_of(
    reach: Reach,
    path: str,
    *,
    written: str = "",
    only_priority: bool = False,
    with_ended: bool = False,
    first: int = 0,
) -> QuerySet[Household]:
    """Households at or under a path, in walking order, or most urgent first when only those with
    priority are asked for. `written` finds by head, address, code, or a person who lives there; with
    `first`, no more than the first so many of them have to be there, for who filters no further."""
    here = reach.within(path)
    found = here.filter(Household.objects.all())
    words = rules.search_words(written)
    if words and with_ended:
        found = found.filter(holding(words))
    elif not with_ended:
        found = found.filter(ended_on=None)
    if words and not with_ended:
        found = having(here, found, words, first=0 if only_priority else first)
    if only_priority:
        return found.filter(priority__gt=0).order_by("-priority", "path", "walk_key", "id")
    return found.order_by("path", "walk_key", "id")


#: A table of what words found is counted up to so many rows (lib.pages.MOST_ROWS).
MOST_FOUND = 1_000


def page_of(
    reach: Reach, found: QuerySet[Household], number: int, *, searched: bool = False
) -> Page[Household]:
    """One page of a table of households already cut to `reach`; the nearest page there is. What was
    `searched` is counted up to MOST_FOUND: whoever has more writes another word."""
    return Rows(reach.filter(found), MOST_FOUND if searched else MOST_ROWS).get_page(number)


@dataclass(frozen=True, slots=True)
class Door:
    """A household and everybody listed behind it, those who have left last."""

    household: Household
    residents: list[Resident]

    @property
    def people(self) -> list[Resident]:
        """Those who live here today."""
        return [resident for resident in self.residents if resident.ended_on is None]


def household_of(reach: Reach, origin: str, household_id: UUID) -> Door:
    """One door. Raises NotReached `household.not_reached`."""
    found = Household.objects.filter(origin=origin, id=household_id).first()
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "household.not_reached",
            _("There is no such household, or it lies outside your own area."),
        )
    people = Resident.objects.filter(origin=origin, household_id=household_id)
    return Door(found, sorted(people, key=lambda r: (r.ended_on is not None, r.place_in_household)))


def names_behind(reach: Reach, origin: str, household_id: UUID) -> dict[str, str]:
    """resident id → name, of everybody ever listed behind a door or a double of it; somebody listed twice
    by the name of who stands for them."""
    doors = [household_id, *doubles_of(reach, origin, [household_id])]
    rows = Resident.objects.filter(origin=origin, household_id__in=doors)
    names = dict(rows.values_list("id", "full_name"))
    kept = kept_people(reach, origin, doors)
    return {str(id_): names.get(kept.get(id_, id_), name) for id_, name in names.items()}


def resident_of(reach: Reach, origin: str, resident_id: UUID) -> Resident:
    """One person. Raises NotReached `resident.not_reached`."""
    found = Resident.objects.filter(origin=origin, id=resident_id).first()
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "resident.not_reached",
            _("There is no such person, or they live outside your own area."),
        )
    return found


def entries_of(reach: Reach, person: Resident) -> list[Resident]:
    """Whoever stands for a person (mostly themselves) and the doubles that were merged into them."""
    who = person.kept_id or person.id
    found = Resident.objects.filter(origin=person.origin)
    return list(reach.filter(found.filter(Q(id=who) | Q(kept_id=who)).order_by("id")))


def residents_among(reach: Reach, origin: str, ids: Iterable[UUID]) -> list[Resident]:
    """Those of `ids` in `origin` who live within reach."""
    return list(reach.filter(Resident.objects.filter(origin=origin, id__in=list(ids))))


def people_among(reach: Reach, doors: Iterable[tuple[str, UUID]]) -> int:
    """How many people live behind these households (origin, id) within reach."""
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in doors:
        by_origin[origin].append(id_)
    living = Resident.objects.filter(ended_on=None)
    return sum(
        reach.filter(living.filter(origin=origin, household_id__in=ids)).count()
        for origin, ids in by_origin.items()
    )


def heads_count(reach: Reach, path: str) -> tuple[int, int]:
    """How many households and people are listed at or under a path."""
    here = reach.within(path)
    return (
        here.filter(Household.objects.filter(ended_on=None)).count(),
        here.filter(Resident.objects.filter(ended_on=None)).count(),
    )


def known_households(reach: Reach, path: str) -> list[KnownHousehold]:
    """All households at or under a path, ended ones too, as a list is compared with them."""
    found = reach.within(path).filter(Household.objects.all())
    return [KnownHousehold(*row) for row in found.values_list(*KnownHousehold._fields).iterator()]


def known_residents(reach: Reach, path: str) -> list[KnownResident]:
    """All residents at or under a path, ended ones too, as a list is compared with them."""
    found = reach.within(path).filter(Resident.objects.all())
    return [KnownResident(*row) for row in found.values_list(*KnownResident._fields).iterator()]
