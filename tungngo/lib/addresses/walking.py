"""The order in which doors are walked, as strings that plain byte order sorts rightly.

* On a **street** the odd side is walked up and the even side back down: traffic is crossed once,
  and the walk ends where it began.
* An **alley** bears the number of its mouth, so it is walked when that number is passed on its
  parent, right after the door of the same number; the same holds for alleys within alleys.
* Inside an alley or a village, doors follow their numbers: two metres wide, both sides are one.
* In a **block of flats** one takes the lift up and walks down: the top floor first, flats by number
  on each floor. Blocks without a house number come after the numbered doors of their street.
* Streets follow one another by name; where they lie to each other is not in an address.
"""

import re
from collections.abc import Iterable

from tungngo.lib.addresses.shape import Address
from tungngo.lib.text import natural_key

_END = " "
"""Closes each part; below every other character, so that 12 comes before 12A."""
_ORDER = " -0123456789abcdefghijklmnopqrstuvwxyz~"
_REVERSED = str.maketrans(_ORDER, _ORDER[::-1])
_NUMBER = re.compile(r"[0-9]+")


def part_key(written: str) -> str:
    """A door's or an alley's number in natural order: 9 < 12 < 12-14 < 12A < 12B < 12/3 < 14."""
    pieces = []
    for piece in written.split("/"):
        joined = natural_key(piece).replace(" ", "-")
        pieces.append(joined)
    return "~".join(pieces) + _END


def door_key(house: str, block: str | None, floor: int | None, flat: str | None) -> str:
    """The natural order of doors along one lane, ascending, floors from the ground up."""
    key = part_key(house) if house else ""
    if block or flat or floor is not None:
        key += f"~{part_key(block or '')}{floor or 0:03d} {part_key(flat or '')}"
    return key


def _mouth_key(part: str, *, sided: bool) -> str:
    """Where a number lies on its lane: on a street up the odd side, then down the even side."""
    key = part_key(part)
    number = _NUMBER.match(part)
    if number is None:
        return "3" + key
    if not sided:
        return "0" + key
    if int(number.group()[-1]) % 2:
        return "1" + key
    return "2" + key.translate(_REVERSED)


def walk_key(address: Address) -> str:
    """The place of an address in the walk over all lanes; compare byte by byte.

    An address without a door comes first on its lane.
    """
    street, *steps = address.lane or ("",)
    key = [natural_key(street), "\t"]
    sided = bool(street) and ":" not in street
    for step in steps:
        key += (_mouth_key(step, sided=sided), "1")
        sided = False
    if address.block or address.flat or address.floor is not None:
        door = "4" if address.number is None else _mouth_key(str(address.number), sided=sided)
        floor = f"{max(999 - (address.floor or 0), 0):03d} "
        key += (door, "0", part_key(address.block or ""), floor, part_key(address.flat or ""))
    elif address.house:
        key += (_mouth_key(address.house, sided=sided), "0")
    return "".join(key)


def walk_order(addresses: Iterable[Address]) -> list[int]:
    """The positions of the addresses in the order of walking; equal ones stay as they came."""
    keys = [walk_key(address) for address in addresses]
    return sorted(range(len(keys)), key=keys.__getitem__)
