"""Doors: house numbers, alleys and blocks of flats as the places have them; villages without numbers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tungngo.cli.demo_world.places import Place

#: House numbers that one group has of its street, and how many of its doors stand in a tower.
_REACH_OF_A_GROUP = 64
_TOWER_EVERY = 6
_IN_TOWER = 0.55
_FLATS = (1, 2, 3, 4, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Door:
    """An address in the columns of a list; a village has only `address`."""

    house: str = ""
    alley: str = ""
    street: str = ""
    address: str = ""

    @property
    def line(self) -> str:
        """The address in one cell, as it is spoken."""
        return self.address or " ".join(filter(None, (self.house, self.alley.lower(), self.street)))


def doors_of(place: Place, group: int, count: int, chance: Random) -> list[Door]:
    """`count` doors of the group at place `group` (from 0) of the list, no two alike in a town."""
    if not place.is_urban:
        return _village(place.groups[group], count)
    street, from_number = _stretch(place, group)
    doors: list[Door] = []
    if group % _TOWER_EVERY == 3:
        doors += _flats(street, round(count * _IN_TOWER), group, chance)
    fronts = _numbers(from_number, from_number + _REACH_OF_A_GROUP, chance, 0.4)
    doors += [Door(house, "", street) for house in fronts[: max(1, round(count * 0.16))]]
    while len(doors) < count:
        doors += _alley(street, from_number, chance, {door.alley for door in doors})
    return doors[:count]


def _village(village: str, count: int) -> list[Door]:
    """Doors without numbers: in the plain a village has hamlets, in the mountains just its name."""
    if village.startswith("Bản"):
        return [Door(address=village) for _ in range(count)]
    return [Door(address=f"Xóm {number * 4 // count + 1}, {village}") for number in range(count)]


def _stretch(place: Place, group: int) -> tuple[str, int]:
    """The street of a group and the first house number of its stretch: neighbours lie in a row."""
    share = len(place.groups) / len(place.streets)
    street = min(int(group / share), len(place.streets) - 1)
    first = next(n for n in range(len(place.groups)) if int(n / share) == street)
    return place.streets[street], (group - first) * _REACH_OF_A_GROUP


def _numbers(first: int, last: int, chance: Random, density: float) -> list[str]:
    """House numbers between two: some missing, some with a letter, odd and even."""
    numbers = []
    for number in range(first + 1, last + 1):
        if chance.random() < density:
            numbers.append(f"{number}")
            if chance.random() < 0.07:
                numbers.append(f"{number}{chance.choice('AB')}")
    return numbers


def _alley(street: str, first: int, chance: Random, taken: set[str]) -> list[Door]:
    """The doors of one alley, of one or two that branch off it, and now and then of one inside these."""
    mouth = first + chance.randint(1, _REACH_OF_A_GROUP)
    while f"Ngõ {mouth}" in taken:
        mouth += 1
    doors = [Door(house, f"Ngõ {mouth}", street) for house in _numbers(0, 30, chance, 0.55)]
    for branch in sorted(chance.sample(range(4, 60), chance.choice((0, 1, 1, 2)))):
        inner = f"{mouth}/{branch}"
        doors += [Door(h, f"Ngách {inner}", street) for h in _numbers(0, 18, chance, 0.6)]
        if chance.random() < 0.25:
            deepest = f"{inner}/{chance.randint(2, 20)}"
            doors += [Door(h, f"Hẻm {deepest}", street) for h in _numbers(0, 9, chance, 0.7)]
    return doors


def _flats(street: str, count: int, group: int, chance: Random) -> list[Door]:
    """Flats of one or two towers: P.1203 CT2."""
    towers = [f"CT{group % 4 + 1}{letter}" for letter in ("A", "B")]
    flats = [(t, floor, n) for t in towers for floor in range(2, 25) for n in _FLATS]
    lived_in = sorted(chance.sample(flats, min(count, len(flats))))
    return [Door(f"P.{floor}{n:02d} {tower}", "", street) for tower, floor, n in lived_in]
