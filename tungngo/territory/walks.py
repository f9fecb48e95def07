"""The doors of an area as somebody walks them: what a split, a strip of doors and a paper list need."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count

from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Household, Level, Resident, WalkOrder
from tungngo.territory.walk_order import arranged


class WalkDoor(NamedTuple):
    """A household on its lane. `people` counts the residents listed behind the door.

    Doors of one group sort by `walk_key` as they are walked: by address, or as somebody corrected it.
    """

    id: uuid.UUID
    origin: str
    path: str
    code: str
    lane_key: str
    lane_name: str
    house: str
    walk_key: str
    priority: int
    head_name: str
    people: int


def door_count(reach: Reach, path: str) -> int:
    """How many doors `doors_along` would give."""
    return reach.within(path).filter(Household.objects.filter(ended_on=None)).count()


def doors_along(reach: Reach, path: str) -> list[WalkDoor]:
    """Households that count at or under `path`, in walking order. Three queries for any number."""
    here = reach.within(path)
    people = {
        (origin, household_id): count
        for origin, household_id, count in here.filter(Resident.objects.filter(ended_on=None))
        .values_list("origin", "household_id")
        .annotate(Count("id"))
        .order_by()
    }
    rows = (
        here.filter(Household.objects.filter(ended_on=None))
        .order_by("path", "walk_key", "id")
        .values_list(*WalkDoor._fields[:-1])
    )
    doors = [WalkDoor(*(*row, people.get((row[1], row[0]), 0))) for row in rows]
    orders = here.filter(WalkOrder.objects.all())
    keys = {
        order.path: _keys(order, [d for d in doors if d.path == order.path]) for order in orders
    }
    if not keys:
        return doors
    doors = [
        door._replace(walk_key=keys[door.path][door.id]) if door.path in keys else door
        for door in doors
    ]
    return sorted(doors, key=lambda door: (door.path, door.walk_key, str(door.id)))


def corrected_keys(reach: Reach, paths: Iterable[str]) -> dict[uuid.UUID, str]:
    """household id → the `walk_key` it has instead, for all doors of those of the groups at `paths` whose
    order somebody corrected. One query where nobody did."""
    keys: dict[uuid.UUID, str] = {}
    for order in reach.filter(WalkOrder.objects.filter(path__in=set(paths))):
        keys |= {door.id: door.walk_key for door in doors_along(reach, order.path)}
    return keys


def _keys(order: WalkOrder, doors: list[WalkDoor]) -> dict[uuid.UUID, str]:
    """The corrected order as keys that sort byte by byte. `doors` as they come by address."""
    by_lane = {lane: [uuid.UUID(id_) for id_ in ids] for lane, ids in order.doors.items()}
    along = arranged([(door.id, door.lane_key) for door in doors], order.lanes, by_lane)
    return {id_: f"{place:06d}" for place, id_ in enumerate(along, start=1)}


def walk_orders(reach: Reach, paths: Iterable[str]) -> list[WalkOrder]:
    """The corrected orders at or under `paths`, with who changed them last."""
    found = WalkOrder.objects.select_related("changed_by").order_by("path")
    touched: dict[str, WalkOrder] = {}
    for path in paths:
        touched |= {order.path: order for order in reach.within(path).filter(found)}
    return list(touched.values())


def group_paths(reach: Reach, origin: str, paths: Iterable[str]) -> set[str]:
    """Those of `paths` that are residential groups of the commune `origin` today."""
    groups = Area.objects.filter(path__in=set(paths), level=Level.GROUP, valid_to_on=None)
    found = reach.filter(groups).values_list("path", "parent__code")
    return {path for path, commune in found if commune == origin}


def doors_by_lane(reach: Reach, path: str) -> dict[str, list[str]]:
    """Lane key → ids of its doors as text, lanes and doors as they are walked now."""
    lanes: dict[str, list[str]] = defaultdict(list)
    for door in doors_along(reach, path):
        lanes[door.lane_key].append(str(door.id))
    return dict(lanes)
