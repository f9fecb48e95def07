"""Doors and people by key or by path: the set-wise reads that intake and recounts live on."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet, Sum

from tungngo.lib import lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Household, PastPlace, Resident, StaleArea


def paths_of(
    reach: Reach, origin: str, ids: Iterable[uuid.UUID], *, lock: bool = False
) -> dict[uuid.UUID, str]:
    """household id → where it lies today, for those of `ids` that exist in `origin` within reach.

    `lock` holds the rows until the transaction ends, in key order, so that two batches about one
    door fold its facts one after the other (SQLite has one writer anyway).
    """
    held = _paths(reach, origin, map(key, ids), lock=lock)
    return {key_to_uuid(door): path for door, path in held.items()}


def _paths(reach: Reach, origin: str, doors: Iterable[Key], *, lock: bool) -> dict[Key, str]:
    found = lookups.find(Household, ("id", "path"), among=("id", doors), lock=lock, origin=origin)
    return {door: path for door, path in found if reach.covers(path)}


def doors_of_people(
    reach: Reach, origin: str, ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """resident id → household id, for those of `ids` listed in `origin` within reach, present or
    past."""
    people = reach.filter(Resident.objects.filter(origin=origin, id__in=list(ids)))
    return dict(people.values_list("id", "household_id"))


class Held(NamedTuple):
    """household → where it lies today, of a double where the one lies that stands for it; double → the
    household that stands for it; double → where it lies itself. Keys throughout."""

    paths: dict[Key, str]
    kept: dict[Key, Key]
    own: dict[Key, str]


def hold_doors(reach: Reach, origin: str, doors: Iterable[Key]) -> Held:
    """Those of `doors` (keys) that exist in `origin` within reach, held until the transaction ends, as by
    `paths_of`; with them the households that stand for doubles among them."""
    columns = ("id", "path", "kept_id")
    found = lookups.find(Household, columns, among=("id", doors), lock=True, origin=origin)
    kept = {door: stands for door, _path, stands in found if stands}
    if kept:
        # Out of the order of keys, so that two calls about one pair may meet: one of them comes again.
        more = set(kept.values()).difference(door for door, *_rest in found)
        found += lookups.find(Household, columns, among=("id", more), lock=True, origin=origin)
    paths = {door: path for door, path, _stands in found}
    reached = {door: path for door in paths if reach.covers(path := paths[kept.get(door, door)])}
    return Held(reached, kept, {door: paths[door] for door in kept})


def places_left(
    reach: Reach, origin: str, doors: Iterable[Key]
) -> dict[Key, list[tuple[str, datetime]]]:
    """household → where it lay before, each with the moment until which, of those of `doors` (keys) that
    were put into another group. For doors the caller has already reached."""
    left: dict[Key, list[tuple[str, datetime]]] = defaultdict(list)
    if reach.paths:
        columns, among = ("household_id", "path", "until_at"), ("household_id", doors)
        for door, path, until in lookups.find(PastPlace, columns, among=among, origin=origin):
            left[door].append((path, until))
    return left


class Known(NamedTuple):
    """Whose facts count for a resident's key: `who` stands for them (mostly themselves), `door` is the
    household where they are or were listed."""

    who: Key
    door: Key


def people_behind(reach: Reach, origin: str, doors: Iterable[Key]) -> dict[Key, Known]:
    """resident → who they are, of everybody ever listed behind these doors (keys) of `origin`, which the
    caller has already reached."""
    if not reach.paths:
        return {}
    columns, among = ("id", "kept_id", "household_id"), ("household_id", doors)
    found = lookups.find(Resident, columns, among=among, origin=origin)
    return {who: Known(kept or who, door) for who, kept, door in found}


def paths_of_people(reach: Reach, origin: str, people: Iterable[Key]) -> dict[Key, str]:
    """resident → where they are listed, of those of `people` (keys) within reach that exist in `origin`."""
    found = lookups.find(Resident, ("id", "path"), among=("id", people), origin=origin)
    return {who: path for who, path in found if reach.covers(path)}


def leaves_under(reach: Reach) -> list[str]:
    """Every path within reach at which at least one household is or was listed, in order."""
    return sorted(reach.filter(Household.objects.all()).values_list("path", flat=True).distinct())


class PersonCard(NamedTuple):
    """A resident as a helper at the door sees them."""

    id: uuid.UUID
    full_name: str
    birth_year: int | None
    birth_on: date | None
    sex: str
    relation: str
    segment: str
    reasons: list[str]
    version: int


class DoorCard(NamedTuple):
    """A household as a helper at the door sees it, with its people in list order."""

    origin: str
    id: uuid.UUID
    path: str
    code: str
    head_name: str
    address: str
    lane_key: str
    lane_name: str
    house: str
    walk_key: str
    group: str
    language: str
    priority: int
    reasons: list[str]
    version: int
    people: list[PersonCard]


def cards_at(reach: Reach, path: str) -> list[DoorCard]:
    """Every door at or under `path` in walking order."""
    doors = Household.objects.filter(Reach((path,)).q(), ended_on=None)
    return _cards(reach, doors.order_by("path", "walk_key", "id"))


def stamp_at(reach: Reach, path: str) -> tuple[Any, ...]:
    """What changes whenever a door or a person listed at or under `path` is written, or an area there
    is called otherwise. Three queries."""
    areas = reach.within(path).filter(Area.objects.order_by("path"))
    stamp: list[Any] = [*areas.values_list("path", "kind", "name")]
    for model in (Household, Resident):
        rows = reach.within(path).filter(model._default_manager.all())
        found = rows.aggregate(n=Count("id"), versions=Sum("version"), last=Max("updated_at"))
        stamp += [found["n"], found["versions"], found["last"]]
    return tuple(stamp)


def cards_by_key(reach: Reach, keys: Sequence[tuple[str, uuid.UUID]]) -> list[DoorCard]:
    """The doors with these (origin, id) keys, in the order of the keys; gone ones are left out."""
    cards: dict[tuple[str, uuid.UUID], DoorCard] = {}
    for origin in {origin for origin, _id in keys}:
        ids = [id_ for at, id_ in keys if at == origin]
        for card in _cards(
            reach, Household.objects.filter(origin=origin, id__in=ids, ended_on=None)
        ):
            cards[origin, card.id] = card
    return [cards[key] for key in keys if key in cards]


def _cards(reach: Reach, doors: QuerySet[Household]) -> list[DoorCard]:
    households = list(reach.filter(doors))
    people: dict[tuple[str, uuid.UUID], list[PersonCard]] = defaultdict(list)
    for origin in {household.origin for household in households}:
        ids = [household.id for household in households if household.origin == origin]
        rows = Resident.objects.filter(origin=origin, household_id__in=ids, ended_on=None)
        rows = rows.exclude(full_name="")  # erased: counted, and shown to nobody
        for row in rows.order_by("household_id", "place_in_household", "id").values_list(
            *("household_id", "id", "full_name", "birth_year", "birth_on", "sex", "relation"),
            *("segment", "reasons", "version"),
        ):
            people[origin, row[0]].append(PersonCard(*row[1:]))
    names = {
        area.path: area.full_name
        for area in Area.objects.filter(path__in={household.path for household in households})
    }
    return [
        DoorCard(
            origin=door.origin,
            id=door.id,
            path=door.path,
            code=door.code,
            head_name=door.head_name,
            address=door.address,
            lane_key=door.lane_key,
            lane_name=door.lane_name,
            house=door.house,
            walk_key=door.walk_key,
            group=names.get(door.path, ""),
            language=door.language,
            priority=door.priority,
            reasons=[
                reason
                for reason, holds in (("poor", door.poor), ("near_poor", door.near_poor))
                if holds
            ],
            version=door.version,
            people=people[door.origin, door.id],
        )
        for door in households
    ]


def waiting_under(reach: Reach, path: str) -> int:
    """Encounters accepted at or under `path` that no recount has seen yet."""
    marks = reach.filter(StaleArea.objects.filter(Reach((path,)).q()))
    return marks.aggregate(waiting=Sum("waiting"))["waiting"] or 0


def doors_under(reach: Reach) -> QuerySet[Household]:
    """Every door that counts within reach."""
    return reach.filter(Household.objects.filter(ended_on=None))
