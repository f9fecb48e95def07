"""Families of one to seven, invented: who lives together, how old they are, what they do.

The same seed gives the same families, group by group, whatever else is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tungngo.cli.demo_world import names
from tungngo.cli.demo_world.lanes import Door, doors_of
from tungngo.cli.demo_world.places import Place

#: Size of a family → how many of a hundred.
_SIZES = {1: 9, 2: 17, 3: 24, 4: 28, 5: 13, 6: 6, 7: 3}
_URBAN_WORK = {
    "Công chức": 5, "Viên chức": 5, "Giáo viên": 4, "Nhân viên văn phòng": 24, "Công nhân": 12,
    "Kinh doanh": 14, "Buôn bán": 10, "Lao động tự do": 16, "Lái xe": 4, "Nội trợ": 6,
}  # fmt: skip
_RURAL_WORK = {"Công chức": 2, "Giáo viên": 2, "Công nhân": 16, "Buôn bán": 9, "Lao động tự do": 12}
#: 095 was S-Fone's until it closed; no operator serves it, so that nobody can be rung up.
_PHONES = "095"
_PHONES_IN_ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `relation` and `work` are as a list writes them."""

    name: str
    sex: str
    born_on: date
    relation: str
    work: str = ""
    reasons: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A household as its list would have it; None is "not known"."""

    code: str
    door: Door
    people: tuple[Person, ...]
    is_poor: bool = False
    is_near_poor: bool = False
    smartphone: bool | None = None
    chat_group: bool | None = None
    language: str = ""


def families_of(place: Place, group: int, *, scale: float, today: date) -> list[Family]:
    """The households of a group (its place in the list, from 0), in the order of their doors."""
    chance = Random(f"families {place.code} {group}")
    usual = place.households * chance.uniform(0.82, 1.18)
    doors = doors_of(place, group, max(2, round(usual * scale)), chance)
    return [
        _family(place, group, number, door, chance, today) for number, door in enumerate(doors, 1)
    ]


def phone_of(place: Place, group: int, number: int) -> str:
    """A telephone number that rings nowhere, different for every household and helper."""
    at = (int(place.code) * 1_009 + group * 400 + number) * 7_368_787 % _PHONES_IN_ALL
    return f"{_PHONES}{at:07d}"


def _family(
    place: Place, group: int, number: int, door: Door, chance: Random, today: date
) -> Family:
    custom = place.custom_of(group)
    people = _people(place, custom, chance, today)
    if chance.random() < 0.72:
        first = people[0]
        people[0] = Person(
            first.name, first.sex, first.born_on, first.relation, first.work, first.reasons,
            phone_of(place, group, number),
        )  # fmt: skip
    poverty = chance.random()
    youngest_adult = max((p.born_on for p in people if _age(p.born_on, today) >= 18), default=today)
    is_old = _age(youngest_adult, today) >= 65
    has_phone = chance.random() < (place.smartphone * (0.55 if is_old else 1.0))
    is_known = chance.random() < 0.9
    return Family(
        code=f"{place.code}-{group + 1:02d}-{number:03d}",
        door=door,
        people=tuple(people),
        is_poor=poverty < place.poor,
        is_near_poor=place.poor <= poverty < place.poor + place.near_poor,
        smartphone=has_phone if is_known else None,
        chat_group=(has_phone and chance.random() < 0.62) if is_known else None,
        language={"thai": "Thái", "mong": "Mông"}.get(custom, "") if chance.random() < 0.85 else "",
    )


def _people(place: Place, custom: str, chance: Random, today: date) -> list[Person]:
    """One household, its head first."""
    size = chance.choices(list(_SIZES), list(_SIZES.values()))[0]
    is_old = chance.random() < (0.55 if size == 1 else 0.36 if size == 2 else 0.13)
    head_age = chance.randint(62, 88) if is_old else chance.randint(27, 57)
    head_sex = "f" if chance.random() < (0.6 if size == 1 else 0.27) else "m"
    family = names.family_name(chance, custom)
    grown = _Growing(place, custom, chance, today)
    grown.add(family, head_sex, head_age, "Chủ hộ")
    other = "m" if head_sex == "f" else "f"
    has_spouse = size > 1 and chance.random() < 0.86
    if has_spouse:
        gap = chance.randint(-2, 6) * (1 if head_sex == "m" else -1)
        word = "Vợ" if other == "f" else "Chồng"
        age = min(max(head_age - gap, 22), 93)
        grown.add(names.family_name(chance, custom), other, age, word)
    children_of = family if head_sex == "m" or not has_spouse else grown.people[1].name.split()[0]
    if head_age >= 62:
        _add_the_young(grown, children_of, head_age, size)
    else:
        _add_children(grown, children_of, family, head_age, size)
    return grown.people


def _add_children(grown: _Growing, children_of: str, family: str, head_age: int, size: int) -> None:
    """A couple's children, and with a larger family now and then a parent who lives with them."""
    chance = grown.chance
    if size >= 4 and chance.random() < 0.28 and len(grown.people) < size:
        sex = "f" if chance.random() < 0.7 else "m"
        age = min(head_age + chance.randint(22, 32), 97)
        owner = family if sex == "m" else names.family_name(chance, grown.custom)
        grown.add(owner, sex, age, "Mẹ" if sex == "f" else "Bố")
    eldest = max(0, head_age - chance.randint(23, 31))
    while len(grown.people) < size:
        if eldest > 32 and chance.random() < 0.5:
            eldest -= 3
        grown.add(children_of, chance.choice("mf"), max(eldest, 0), "Con")
        eldest = max(eldest - chance.randint(2, 6), 0)


def _add_the_young(grown: _Growing, children_of: str, head_age: int, size: int) -> None:
    """With old people: a grown-up child, that child's spouse, and their children."""
    chance = grown.chance
    child_age = max(head_age - chance.randint(24, 34), 22)
    parent_sex = "m" if chance.random() < 0.7 else "f"
    grandchildren_of = children_of
    if len(grown.people) < size:
        grown.add(children_of, parent_sex, child_age, "Con")
    if len(grown.people) < size:
        in_law = names.family_name(chance, grown.custom)
        word = "Con dâu" if parent_sex == "m" else "Con rể"
        grown.add(in_law, "f" if parent_sex == "m" else "m", max(child_age - 2, 21), word)
        grandchildren_of = children_of if parent_sex == "m" else in_law
    age = max(child_age - chance.randint(24, 30), 0)
    while len(grown.people) < size:
        grown.add(grandchildren_of, chance.choice("mf"), age, "Cháu nội")
        age = max(age - chance.randint(2, 5), 0)


class _Growing:
    """A household while its people are added."""

    def __init__(self, place: Place, custom: str, chance: Random, today: date):
        self.place, self.custom, self.chance, self.today = place, custom, chance, today
        self.people: list[Person] = []

    def add(self, family: str, sex: str, age: int, relation: str) -> None:
        """One more person, `age` years old today."""
        born_on = self.today - timedelta(days=round(age * 365.25) + self.chance.randrange(365))
        name = names.full_name(self.chance, self.custom, family, sex, age)
        self.people.append(
            Person(name, sex, born_on, relation, self._work(age), self._reasons(age))
        )

    def _work(self, age: int) -> str:
        chance = self.chance
        if age < 6:
            return ""
        if age < 18:
            return "Học sinh"
        if age < 23 and chance.random() < (0.5 if self.place.is_urban else 0.15):
            return "Sinh viên"
        if chance.random() < self.place.farmers:
            return "Làm ruộng"
        if age >= 60:
            return "Hưu trí" if self.place.is_urban and chance.random() < 0.75 else ""
        work = _URBAN_WORK if self.place.is_urban else _RURAL_WORK
        return chance.choices(list(work), list(work.values()))[0]

    def _reasons(self, age: int) -> tuple[str, ...]:
        chance = self.chance
        reasons = []
        if chance.random() < 0.014:
            reasons.append("Khuyết tật")
        if chance.random() < (0.16 if age >= 80 else 0.04 if age >= 70 else 0):
            reasons.append("Khó khăn đi lại")
        if age >= 68 and chance.random() < 0.04:
            reasons.append("Người có công")
        return tuple(reasons)


def _age(born_on: date, today: date) -> int:
    return (today - born_on).days // 365
