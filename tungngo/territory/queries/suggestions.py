"""Reads about suggestions: those that wait and those that were written, each beside the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.territory.doors import paths_of
from tungngo.territory.models import Area, Household, Resident, Suggestion
from tungngo.territory.suggesting import HOUSEHOLD_FIELDS, PERSON_FIELDS, obstacle

_DOOR = dict(zip(HOUSEHOLD_FIELDS, ("head_name", "house", "lane_name", "address"), strict=True))
_PERSON = dict(zip(PERSON_FIELDS, ("full_name", "birth_year", "sex", "relation"), strict=True))


def suggestions_for(
    reach: Reach, path: str, states: Sequence[str] = (Suggestion.State.OPEN,)
) -> QuerySet[Suggestion]:
    """Suggestions in these states about doors that lie at or under `path` today, newest first."""
    here = reach.within(path)
    doors = Household.objects.filter(origin=OuterRef("origin"), id=OuterRef("household_id"))
    found = Suggestion.objects.filter(Exists(here.filter(doors)), state__in=list(states))
    return found.select_related("account", "settled_by").order_by("-received_at", "-id")


def suggestion_counts(reach: Reach, path: str) -> dict[str, int]:
    """state → how many suggestions there are about doors at or under `path`."""
    found = suggestions_for(reach, path, Suggestion.State.values).order_by()
    return dict(found.values_list("state").annotate(Count("id")))


def suggestion_of(reach: Reach, origin: str, suggestion_id: UUID) -> Suggestion:
    """One suggestion. Raises NotReached `suggestion.not_reached`."""
    found = suggestions_for(reach, "", Suggestion.State.values)
    suggestion = found.filter(origin=origin, id=suggestion_id).first()
    if suggestion is None:
        raise NotReached(
            "suggestion.not_reached",
            _("There is no such suggestion, or it is about a household outside your own area."),
        )
    return suggestion


def states_of(
    reach: Reach, origin: str, ids: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, tuple[str, str]]:
    """suggestion id → (where its door lies today, its state), for those of `ids` within reach.

    `lock` holds door and suggestion until the transaction ends, in this order, as actions do.
    """
    found = Suggestion.objects.filter(origin=origin, id__in=list(ids))
    doors = dict(found.values_list("id", "household_id"))
    paths = paths_of(reach, origin, set(doors.values()), lock=lock)
    if lock and connection.features.has_select_for_update:
        found = found.select_for_update(no_key=True).order_by("id")
    return {
        id_: (paths[doors[id_]], state)
        for id_, state in found.values_list("id", "state")
        if doors[id_] in paths
    }


def unwritable(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that cannot be written on the list as it is now (suggesting.obstacle)."""
    found = Suggestion.objects.filter(origin=origin, id__in=list(ids))
    return {
        card.suggestion.id
        for card in suggestion_cards(reach, found)
        if obstacle(
            card.suggestion.about,
            is_ended=(card.resident or card.household).ended_on is not None,
            has_twin=card.twin is not None and card.twin.ended_on is None,
        )
    }


def taken_ids(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` under which a household or a person is already known in this origin."""
    if not reach.paths:
        return set()
    wanted = list(ids)
    doors = Household.objects.filter(origin=origin, id__in=wanted).values_list("id", flat=True)
    people = Resident.objects.filter(origin=origin, id__in=wanted).values_list("id", flat=True)
    return {*doors, *people}


@dataclass(frozen=True, slots=True)
class Side:
    """One field as the list has it and as it was found; None where it says nothing."""

    field: str
    listed: Any
    found: Any


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """A suggestion beside what it speaks of. `twin` is the household or person it may double."""

    suggestion: Suggestion
    household: Household
    group: str
    resident: Resident | None
    twin: Household | Resident | None
    sides: list[Side]

    @property
    def version(self) -> int:
        """The version of the row that is compared with."""
        return (self.resident or self.household).version


def suggestion_cards(reach: Reach, suggestions: Iterable[Suggestion]) -> list[SuggestionCard]:
    """Suggestions already cut to `reach`, each with its rows as they are now. Four queries."""
    suggestions = list(suggestions)
    if not reach.paths or not suggestions:
        return []
    doors: dict[tuple[str, UUID], Household] = {}
    people: dict[tuple[str, UUID], Resident] = {}
    for origin in {s.origin for s in suggestions}:
        mine = [s for s in suggestions if s.origin == origin]
        ids = {id_ for s in mine for id_ in (s.household_id, s.resident_id, s.twin_id) if id_}
        for door in reach.filter(Household.objects.filter(origin=origin, id__in=ids)):
            doors[origin, door.id] = door
        for person in reach.filter(Resident.objects.filter(origin=origin, id__in=ids)):
            people[origin, person.id] = person
    areas = Area.objects.filter(path__in={door.path for door in doors.values()})
    names = {area.path: area.full_name for area in areas}
    return [
        _card(s, doors, people, names) for s in suggestions if (s.origin, s.household_id) in doors
    ]


def _card(
    suggestion: Suggestion,
    doors: dict[tuple[str, UUID], Household],
    people: dict[tuple[str, UUID], Resident],
    names: dict[str, str],
) -> SuggestionCard:
    origin = suggestion.origin
    door = doors[origin, suggestion.household_id]
    person = people.get((origin, suggestion.resident_id)) if suggestion.resident_id else None
    twin: Household | Resident | None = None
    if suggestion.twin_id:
        key = (origin, suggestion.twin_id)
        twin = doors.get(key) or people.get(key)
    return SuggestionCard(
        suggestion, door, names.get(door.path, ""), person, twin, _sides(suggestion, door, person)
    )


def _sides(suggestion: Suggestion, door: Household, person: Resident | None) -> list[Side]:
    """Each field that was said, beside the list: as it stood before when it was written, else as it
    stands now, unless that is what was said. Of what was found there is nothing on the list to compare
    with."""
    is_found = suggestion.about in ("household_found", "person_found")
    columns, row = (_PERSON, person) if person is not None else (_DOOR, door)
    written = suggestion.changes.get("row", {})
    sides = []
    for field, column in columns.items():
        if field not in suggestion.said:
            continue
        now = written[column][0] if column in written else getattr(row, column)
        if is_found or now != suggestion.said[field]:
            sides.append(Side(field, None if is_found else now, suggestion.said[field]))
    return sides
