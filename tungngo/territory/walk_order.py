"""A walk whose order somebody corrected: how the correction is laid over the order by address. Pure.

The phone has the same in `walk.js`, for a correction the server has not heard yet;
`tests/field/walk_cases.py` holds the two together.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def refill(sequence: Sequence[T], wanted: Sequence[T]) -> list[T]:
    """`sequence` with those of `wanted` in wanted order, in the places they hold together.

    What is not wanted stays where it is, and what is not in the sequence is passed over: so doors that
    were listed since keep their place by address, a part of a walk can be corrected by whoever walks it,
    and corrections of two parts do not disturb each other. `sequence` names everything once.
    """
    present = set(sequence)
    order = list(dict.fromkeys(one for one in wanted if one in present))
    moved = set(order)
    coming = iter(order)
    return [next(coming) if one in moved else one for one in sequence]


def arranged(
    doors: Sequence[tuple[T, str]], lanes: Sequence[str], by_lane: Mapping[str, Sequence[T]]
) -> list[T]:
    """Doors (key, lane) as they come by address, in the corrected order.

    `lanes` in their corrected order, empty while nobody moved one: from then on each lane is walked whole.
    `by_lane` has the corrected order of doors in a lane.
    """
    if lanes:
        natural = list(dict.fromkeys(lane for _key, lane in doors))
        rank = {lane: place for place, lane in enumerate(refill(natural, lanes))}
        doors = sorted(doors, key=lambda door: rank[door[1]])
    order = [key for key, _lane in doors]
    lane_of = dict(doors)
    for lane, wanted in by_lane.items():
        order = refill(order, [key for key in wanted if lane_of.get(key) == lane])
    return order
