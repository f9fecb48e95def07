"""Digital villages and residential areas: a group measured by its households, people and teams. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tungngo.criteria.rules.families import Family, Person
from tungngo.criteria.rules.judging import (
    NOTHING_KNOWN,
    Counts,
    Measure,
    State,
    Verdict,
    count_in,
    judge,
)
from tungngo.criteria.rules.packs import Criteria, Item


def measure(
    item: Item, families: Sequence[Family], digital: Sequence[State], teams: Mapping[int, int]
) -> Measure:
    """A group measured by one criterion.

    `digital` is what each of `families` gave as a digital family; `teams` says how many teams worked
    at its doors within so many days.
    """
    if item.indicator == "team.active":
        active = teams.get(item.days, 0)
        return Measure(active, 0, max(active, 1))
    if not families:
        return NOTHING_KNOWN
    if item.indicator == "households.digital":
        return _among([None if s is State.UNKNOWN else s is State.MET for s in digital])
    if item.indicator == "households.chat_group":
        return _among([one.chat_group for one in families])
    if item.indicator == "households.smartphone":
        return _among([one.smartphone for one in families])
    if item.indicator == "households.reached":
        some = [one for one in families if item.denominator == "households" or one.is_priority]
        return _among([one.is_reached for one in some])
    people = [person for one in families for person in one.of(item.denominator)]
    return _among([_able(item, person) for person in people]) if people else NOTHING_KNOWN


def _able(item: Item, person: Person) -> bool | None:
    if item.indicator == "people.basic":
        able = person.skills_used >= item.skills
    else:
        able = person.has(item.skill, item.level)
    return able or (False if person.is_met else None)


def _among(answers: Sequence[bool | None]) -> Measure:
    known = sum(one is True for one in answers)
    return Measure(known, sum(one is None for one in answers), len(answers))


def judge_village(
    criteria: Criteria,
    families: Sequence[Family],
    digital: Sequence[State],
    teams: Mapping[int, int],
) -> list[Verdict]:
    """Every criterion against a group, in the order of the criteria."""
    return [judge(item, measure(item, families, digital, teams)) for item in criteria.items]


def count_village(verdicts: Sequence[Verdict]) -> Counts:
    """A judged group as counts, its measures with it: `v.<code>.part`, `.unknown`, `.whole`."""
    counts: Counts = {}
    count_in(counts, verdicts)
    for verdict in verdicts:
        kept = verdict.measure
        for name, value in (
            ("part", kept.part),
            ("unknown", kept.unknown),
            ("whole", kept.whole),
        ):
            if value:
                counts[f"v.{verdict.item.code}.{name}"] = value
    return counts


def verdicts_from(criteria: Criteria, counts: Mapping[str, int]) -> list[Verdict]:
    """`count_village` backwards: the verdicts of one group from its counts."""

    def kept(code: str, name: str) -> int:
        return counts.get(f"v.{code}.{name}", 0)

    return [
        judge(
            item,
            Measure(*(kept(item.code, name) for name in ("part", "unknown", "whole"))),
        )
        for item in criteria.items
    ]


def team_days(criteria: Criteria) -> set[int]:
    """For how many days back the criteria ask which teams were at work."""
    return {item.days for item in criteria.items if item.indicator == "team.active"}
