"""The split of a group's doors among the members who will knock on them.

What comes out, and why:

* **Every member gets one run** of the doors still open, contiguous in walking order: a person walks
  a lane and the next one, not every fourth door of the whole group.
* **Runs weigh the same**, not: hold the same number of doors. A door weighs 20, and 3 more for each
  person behind it, 5 more for each priority reason (up to four): a family of seven with a disabled
  grandmother takes about twice as long as an empty flat. Whole numbers keep the result exact.
* **A cut falls between two lanes** when that costs no more than a tenth of a share; inside a lane it
  falls as near to even as it can. Every load then lies within a fifth of an even share (or within
  the heaviest door, when shares are smaller than that).
* **What is finished stays** with whoever did it and weighs nothing any more; **what a person placed
  by hand (pinned) stays** where it was put, and its weight is taken off that member's run.
* **Members keep their order along the lanes**: those who have doors now come in the order of those
  doors, somebody new beside the member named before them. Splitting again therefore changes nothing
  when nothing has changed.
* **Priority households come first**: each walk is two passes in walking order, first the doors with
  a priority reason, then the others. One rule a volunteer can explain at the door, and the
  directive's order (the elderly, the disabled, the poor) without a criss-cross walk.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Protocol

DOOR_WEIGHT = 20
PERSON_WEIGHT = 3
REASON_WEIGHT = 5
MOST_REASONS = 4
#: A cut may move this part of an even share away from even to fall between two lanes.
CUT_SLACK = 0.1

#: What doors and members are known by: anything that can be a key (ids; in tests, numbers and names).
Key = Any


@dataclass(frozen=True, slots=True)
class Door:
    """A household to knock on. `people` is how many live there, `priority` how many reasons."""

    id: Key
    lane_key: str
    walk_key: str
    people: int = 0
    priority: int = 0

    @property
    def weight(self) -> int:
        """The work expected here; see the module's text."""
        return (
            DOOR_WEIGHT
            + PERSON_WEIGHT * self.people
            + REASON_WEIGHT * min(self.priority, MOST_REASONS)
        )


class ListedDoor(Protocol):
    """A household as territory lists it (territory.walks.WalkDoor)."""

    @property
    def id(self) -> Key: ...
    @property
    def lane_key(self) -> str: ...
    @property
    def walk_key(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def priority(self) -> int: ...


def door_of(listed: ListedDoor) -> Door:
    """A listed household as the split weighs it: its priority has one bit for each reason."""
    reasons = listed.priority.bit_count()
    return Door(listed.id, listed.lane_key, listed.walk_key, listed.people, reasons)


@dataclass(frozen=True, slots=True)
class Walk:
    """One member's doors, in the order to visit them, and the work still open among them."""

    member: Key
    doors: tuple[Door, ...]
    load: int


def walking_order(doors: Collection[Door]) -> list[Door]:
    """Doors along the lanes, whatever their priority."""
    return sorted(doors, key=lambda door: (door.walk_key, str(door.id)))


def visiting_order(doors: Collection[Door]) -> list[Door]:
    """Doors in two passes along the lanes: those with a priority reason, then the others."""
    return sorted(doors, key=lambda door: (door.priority == 0, door.walk_key, str(door.id)))


def split(
    doors: Collection[Door],
    members: Sequence[Key],
    *,
    current: Mapping[Key, Key] | None = None,
    finished: Collection[Key] = (),
    pinned: Collection[Key] = (),
) -> list[Walk]:
    """Hand out `doors` to `members`: one walk for each, in the order of `members`.

    `current` says who has a door now (door id → member). Doors in `finished` stay with whoever has
    them, doors in `pinned` too as long as that member is among `members`. A finished door of
    somebody who is no longer there, or that nobody has, is in no walk: nothing is left to do there.
    Raises ValueError without members.
    """
    if not members:
        raise ValueError("a split needs somebody to split among")
    current = current or {}
    present = set(members)
    ordered = walking_order(doors)
    kept: dict[Key, list[Door]] = {member: [] for member in members}
    load = dict.fromkeys(members, 0)
    free: list[Door] = []
    for door in ordered:
        owner = current.get(door.id)
        if door.id in finished:
            if owner in present:
                kept[owner].append(door)
        elif door.id in pinned and owner in present:
            kept[owner].append(door)
            load[owner] += door.weight
        else:
            free.append(door)

    sequence = _along_the_lanes(members, ordered, current, pinned)
    cuts = _cuts(free, [load[member] for member in sequence])
    for member, (begin, end) in zip(sequence, pairwise(cuts), strict=True):
        run = free[begin:end]
        kept[member] += run
        load[member] += sum(door.weight for door in run)
    return [Walk(member, tuple(visiting_order(kept[member])), load[member]) for member in members]


def _along_the_lanes(
    members: Sequence[Key],
    ordered: Sequence[Door],
    current: Mapping[Key, Key],
    pinned: Collection[Key],
) -> list[Key]:
    """Members by the mean place of the doors they have now; ties as given.

    Somebody without doors comes right after the member named before them, so that the order is the
    same again when nothing has changed.
    """
    places: dict[Key, list[int]] = {}
    for place, door in enumerate(ordered):
        owner = current.get(door.id)
        if owner is not None and door.id not in pinned:
            places.setdefault(owner, []).append(place)
    middle: dict[Key, float] = {}
    before = -1.0
    for member in members:
        if own := places.get(member):
            before = sum(own) / len(own)
        middle[member] = before
    return sorted(members, key=lambda member: middle[member])


def even_shares(total: int, loads: Sequence[int]) -> list[float]:
    """What each member gets of `total` so that all end equally loaded, given what they carry already.

    Whoever already carries more than that level gets nothing, and the others share the rest.
    """
    carrying = sorted(loads)
    level = 0.0
    for count in range(1, len(carrying) + 1):
        level = (total + sum(carrying[:count])) / count
        if count == len(carrying) or level <= carrying[count]:
            break
    return [max(0.0, level - load) for load in loads]


def _cuts(free: Sequence[Door], loads: Sequence[int]) -> list[int]:
    """Where the runs begin and end in `free`: len(loads) + 1 places, from 0 to len(free).

    A small dynamic programme over the few places near each even cut: fewest cuts inside a lane
    first, then the least sum of squared deviations from the even shares.
    """
    weights = [door.weight for door in free]
    reached = [0, *accumulate(weights)]
    total = reached[-1]
    shares = even_shares(total, loads)
    slack = max(CUT_SLACK * total / len(loads), max(weights, default=0) / 2)
    ideals = list(accumulate(shares))[:-1]
    choices = [
        range(bisect_left(reached, ideal - slack), bisect_right(reached, ideal + slack))
        for ideal in ideals
    ]

    #: Best way to each place of the last cut looked at: (cuts inside lanes, deviation, way there).
    best: dict[int, tuple[int, float, tuple[int, ...]]] = {0: (0, 0.0, (0,))}
    for share, places in zip(shares, [*choices, range(len(free), len(free) + 1)], strict=True):
        best = {
            place: min(
                (
                    inside + _cuts_inside(free, place),
                    deviation + (reached[place] - reached[before] - share) ** 2,
                    (*way, place),
                )
                for before, (inside, deviation, way) in best.items()
                if before <= place
            )
            for place in places
            if any(before <= place for before in best)
        }
    return list(best[len(free)][2])


def _cuts_inside(free: Sequence[Door], place: int) -> int:
    """1 when a cut before `place` parts two doors of one lane."""
    if not 0 < place < len(free):
        return 0
    return int(free[place - 1].lane_key == free[place].lane_key)
