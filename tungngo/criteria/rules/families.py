"""Digital families: a household measured by its row on the list and by where its people stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tungngo.criteria.rules.judging import Counts, Measure, Verdict, count_in, judge
from tungngo.criteria.rules.packs import Criteria, FamilyType, Item
from tungngo.lib import ages

ADULT_FROM = 18
_GROWN = {"official", "adult"}
TEACHES = 4
WITH_HELP = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives in a household: highest level per skill, over all campaigns."""

    name: str
    is_adult: bool
    segment: str
    occupation: str
    is_met: bool
    levels: Mapping[str, int]

    def has(self, skill: str, level: int) -> bool:
        return self.levels.get(skill, 0) >= level

    @property
    def skills_used(self) -> int:
        """How many skills are at "with help" or above."""
        return sum(level >= WITH_HELP for level in self.levels.values())


@dataclass(frozen=True, slots=True)
class Family:
    """A household: what the list says (None: not known), whether it was ever reached, its people."""

    smartphone: bool | None
    chat_group: bool | None
    is_priority: bool
    is_reached: bool
    people: Sequence[Person]

    def of(self, denominator: str) -> list[Person]:
        """Everybody, or the adults."""
        return [one for one in self.people if denominator == "members" or one.is_adult]


def is_adult(birth_year: int | None, birth_on: date | None, segment: str, day: date) -> bool:
    """Whether somebody counts as of age on a day. Where the birth does not say (none is known, or only
    the year of the 18th birthday), the segment does."""
    known = ages.has_completed(ADULT_FROM, birth_year, birth_on, day)
    return segment in _GROWN if known is None else known


def highest_of(stands: Sequence[Sequence[Any]]) -> dict[str, int]:
    """The highest level per skill over several standings of one person, each [first day met, {skill:
    first days of levels 1–4}] (encounters.models)."""
    levels: dict[str, int] = {}
    for _met_on, skills in stands:
        for skill, firsts in skills.items():
            level = max((n for n, day in enumerate(firsts, start=1) if day), default=0)
            if level > levels.get(skill, 0):
                levels[skill] = level
    return levels


def yes(answer: bool | None) -> Measure:
    """A yes, a no or a not known as a measure of one."""
    return Measure(int(answer is True), int(answer is None), 1)


def measure(item: Item, family: Family) -> Measure:
    """A family measured by one criterion. Somebody whom nobody has met may be at any level."""
    if item.indicator == "household.chat_group":
        return yes(family.chat_group)
    if item.indicator == "household.smartphone":
        return yes(family.smartphone)
    people = family.of(item.denominator)
    if not people:  # nobody is on the list: whoever lives there may be at any level
        return Measure(0, item.threshold, 0)
    if item.indicator == "people.teaching":
        able = [any(level >= TEACHES for level in one.levels.values()) for one in people]
    else:
        able = [one.has(item.skill, item.level) for one in people]
    part = sum(able)
    unknown = sum(not can and not one.is_met for can, one in zip(able, people, strict=True))
    return Measure(part, unknown, len(people))


def judge_family(criteria: Criteria, family: Family) -> list[Verdict]:
    """Every criterion against a family, in the order of the criteria."""
    return [judge(item, measure(item, family)) for item in criteria.items]


def is_of(kind: FamilyType, family: Family) -> bool:
    """Whether a family is one of this kind."""
    return any(
        one.segment in kind.segments or one.occupation in kind.occupations for one in family.people
    )


def count_family(counts: Counts, criteria: Criteria, family: Family) -> list[Verdict]:
    """Judge a family and add it to `counts` (changed in place), also under its kinds: `t.<code>.n`,
    `t.<code>.met`."""
    verdicts = judge_family(criteria, family)
    state = count_in(counts, verdicts)
    for kind in criteria.types:
        if is_of(kind, family):
            for name in ("n", "met") if state == "met" else ("n",):
                key = f"t.{kind.code}.{name}"
                counts[key] = counts.get(key, 0) + 1
    return verdicts
