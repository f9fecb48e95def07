"""The doors of groups that are not split: the same for every member, so they are put together once.

What is kept is told by what it was made from: the rows of the list (how many, their versions, the last
written), the number of facts, the campaign, the day. When any of that differs it is made anew.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from tungngo.campaigns.models import Campaign
from tungngo.encounters.queries import facts_number
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.doors import DoorCard, cards_at, stamp_at

#: Doors kept in each web process, about 5 KB each; the group asked for longest ago goes first.
MOST_DOORS = 40_000


class Group(NamedTuple):
    """The doors at or under a path in walking order, and each one's document."""

    cards: list[DoorCard]
    bodies: dict[tuple[str, uuid.UUID], dict[str, Any]]


_kept: OrderedDict[tuple[Any, ...], Group] = OrderedDict()
_lock = threading.Lock()


def group_at(
    reach: Reach,
    campaign: Campaign,
    path: str,
    make: Callable[[list[DoorCard]], list[dict[str, Any]]],
) -> Group:
    """The doors at or under `path` as far as the caller reaches; `make` gives the documents of cards.

    Nobody may change what is given: others who cover the whole path get the same.
    """
    if not reach.covers(path):
        return _made(cards_at(reach, path), make)
    made_from = (
        *(path, campaign.id, campaign.practise_after, campaign.asks_place, clock.today()),
        *(stamp_at(reach, path), facts_number(reach, path)),
    )
    with _lock:
        found = _kept.get(made_from)
        if found is not None:
            _kept.move_to_end(made_from)
            return found
    group = _made(cards_at(reach, path), make)
    with _lock:
        for older in [key for key in _kept if key[:2] == made_from[:2]]:
            del _kept[older]
        _kept[made_from] = group
        while len(_kept) > 1 and sum(len(one.cards) for one in _kept.values()) > MOST_DOORS:
            _kept.popitem(last=False)
    return group


def _made(cards: list[DoorCard], make: Callable[[list[DoorCard]], list[dict[str, Any]]]) -> Group:
    keys = [(card.origin, card.id) for card in cards]
    return Group(cards, dict(zip(keys, make(cards), strict=True)))
