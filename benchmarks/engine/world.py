"""The made-up world in numbers: which communes and groups, and the ids of everything in them.

Groups, doors, people and phones are counted through; an id is a fixed prefix and a number. So the
database builds the world by itself (`building`), and whoever makes the phones' operations (`bodies`)
need not ask it who lives where.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from tungngo.territory.units_source import TABLE

HOUSEHOLD, RESIDENT, PHONE = (f"0198a000-0000-7000-800{n}-" for n in range(3))
#: The commune every world begins with.
FIRST = "00322"
PROVINCE = "01"
DOORS = 454  # 2.45 million households in 5,400 groups
PEOPLE = 3
#: Groups of a whole city and of the nation (28 million households).
GROUPS = {"ward": 74, "hanoi": 5_400, "nation": 61_700}
#: Phones of the first commune that sync for the first time, beside one phone for every group.
FIRST_SYNCS = 500


@dataclass(frozen=True)
class World:
    """A world of a size. `share` of a city or nation keeps that part of its communes."""

    size: str
    share: float = 1.0
    doors: int = DOORS

    @cached_property
    def communes(self) -> list[str]:
        """Paths of the communes that have doors; the first is always the same."""
        parents: dict[str, str] = {}
        below: dict[str, list[str]] = defaultdict(list)
        with TABLE.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                parents[line["code"]] = line["parent"]
                below[line["parent"]].append(line["code"])
        provinces = below["VN"] if self.size == "nation" else [PROVINCE]
        found = [code for province in provinces for code in below[province]]
        found.remove(FIRST)
        found.insert(0, FIRST)
        wanted = 1 if self.size == "ward" else max(1, round(len(found) * self.share))
        return [f"{parents[code]}.{code}." for code in found[:wanted]]

    @cached_property
    def groups(self) -> list[str]:
        """Paths of the groups, commune after commune."""
        whole = {"ward": 1, "hanoi": 126, "nation": 3_321}[self.size]
        each, more = divmod(GROUPS[self.size], whole)
        return [
            f"{commune}{number + 1:03d}."
            for place, commune in enumerate(self.communes)
            for number in range(each + (place < more))
        ]

    @property
    def above(self) -> str:
        """The code of the area the campaign runs in."""
        return {"ward": FIRST, "hanoi": PROVINCE, "nation": "VN"}[self.size]

    @property
    def phones(self) -> int:
        """One for each group, then those of the first commune that sync for the first time."""
        return len(self.groups) + FIRST_SYNCS

    def group_of_phone(self, phone: int) -> int:
        """The group a phone's owner works in, by number."""
        groups = len(self.groups)
        return phone if phone < groups else (phone - groups) % self.groups_of_first

    @cached_property
    def groups_of_first(self) -> int:
        """How many groups the first commune has."""
        return sum(path.startswith(self.communes[0]) for path in self.groups)

    @property
    def households(self) -> int:
        return len(self.groups) * self.doors

    def household(self, group: int, door: int) -> str:
        """The id of a door of a group."""
        return f"{HOUSEHOLD}{group * self.doors + door:012x}"

    def resident(self, group: int, door: int, person: int) -> str:
        """The id of a person behind a door."""
        return f"{RESIDENT}{(group * self.doors + door) * 8 + person:012x}"

    @property
    def name(self) -> str:
        """What a database of this world is called."""
        said = f"{self.size}|{len(self.groups)}|{self.doors}|{len(self.communes)}"
        return f"{self.size}_{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def secret_of(phone: int) -> str:
    """What a phone signs its calls with."""
    return f"bench-phone-{phone}"


def origin_of(path: str) -> str:
    """The commune's code of a group's path."""
    return path.split(".")[1]
