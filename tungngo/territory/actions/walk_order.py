"""Correcting the order of a walk: once, for everybody who walks there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.models import WalkOrder
from tungngo.territory.walk_order import refill
from tungngo.territory.walks import doors_by_lane

#: What was moved: lanes among each other, or the doors of the lane named behind it.
LANES = "lanes"
DOORS = "doors:"


@transaction.atomic
def reorder_walk(
    *,
    actor: Account | None,
    origin: str,
    path: str,
    seen: int,
    lanes: Sequence[str],
    doors: Mapping[str, Sequence[str]],
    at: datetime,
) -> WalkOrder:
    """Lay a correction over the order of the group at `path`; gives the order as it is now.

    `lanes` are lane keys in their new order (empty: none was moved), `doors` household ids by lane, both
    perhaps only those somebody walks themselves: they change places among each other. `seen` is the
    version they saw. Where others changed the order since, what was moved last stays, lane by lane, by
    the moment `at`; corrections of different lanes both hold.
    """
    key = {"origin": origin, "path": path}
    WalkOrder.objects.get_or_create(**key, defaults={"changed_at": clock.now()})
    order = WalkOrder.objects.select_for_update().get(**key)
    now_walked = doors_by_lane(Reach((path,)), path)
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")

    def holds(part: str) -> bool:
        return seen >= order.version or order.moved_at.get(part, "") <= moment

    moved = 0
    if lanes and holds(LANES):
        order.lanes = refill(list(now_walked), lanes)
        order.moved_at[LANES] = moment
        moved += 1
    for lane, wanted in doors.items():
        if lane in now_walked and holds(DOORS + lane):
            order.doors[lane] = refill(now_walked[lane], wanted)
            order.moved_at[DOORS + lane] = moment
            moved += 1
    if moved:
        order.version += 1
        order.changed_at = clock.now()
        order.changed_by = actor
        order.save()
    journal.write(
        actor=actor,
        verb="walk.reordered",
        subject=path,
        path=path,
        seen=seen,
        version=order.version,
        moved=moved,
    )
    return order
