"""Whether somebody has what a rule asks for, and what is missing. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tungngo.certificates.rules.packs import Item, Kind, Rule


class Evidence(NamedTuple):
    """Something that shows what somebody can do: `subject` is a skill, a bank or a confirmation,
    `amount` a level or percent (0 where there is none); `ref` the record it stands on, "" as long as
    only its day is known."""

    kind: Kind
    subject: str
    amount: float
    on: date
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one thing a rule asks for: the item that is met and by what, or neither."""

    asked: tuple[Item, ...]
    item: Item | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody has of all a rule asks for, in its order."""

    found: tuple[Found, ...]

    @property
    def is_complete(self) -> bool:
        return all(one.item for one in self.found)

    @property
    def missing(self) -> list[tuple[Item, ...]]:
        """What is missing; of several items one would be enough."""
        return [one.asked for one in self.found if one.item is None]

    @property
    def met(self) -> int:
        return sum(one.item is not None for one in self.found)

    @property
    def completed_on(self) -> date | None:
        """The day the last piece came; None while something is missing."""
        if not self.is_complete:
            return None
        return max(one.evidence.on for one in self.found if one.evidence)


def shows(evidence: Evidence, item: Item) -> bool:
    """Whether a piece of evidence is what an item asks for."""
    if evidence.kind is not item.kind:
        return False
    if item.kind is Kind.TASK:
        return evidence.subject == item.skill and evidence.amount >= item.level
    if item.kind is Kind.QUIZ:
        return evidence.subject in item.banks and evidence.amount >= item.percent
    return evidence.subject == item.confirmation


def judging(rule: Rule) -> Callable[[Iterable[Evidence]], Verdict]:
    """How the rule judges, made ready for many people: everything it asks for against what there is, of
    which the earliest that is enough counts."""
    groups = rule.groups
    asked: dict[tuple[Kind, str], list[tuple[int, int, Item]]] = defaultdict(list)
    for at, group in enumerate(groups):
        for place, item in enumerate(group):
            for subject in _subjects(item):
                asked[item.kind, subject].append((at, place, item))
    nothing = tuple(Found(group) for group in groups)
    unknown = Verdict(nothing)

    def judge(evidence: Iterable[Evidence]) -> Verdict:
        best: dict[int, tuple[date, int, Evidence]] = {}
        for one in evidence:
            for at, place, item in asked.get((one.kind, one.subject), ()):
                found = one.on, place, one
                if shows(one, item) and (at not in best or found < best[at]):
                    best[at] = found
        if not best:
            return unknown
        return Verdict(
            tuple(
                Found(group, group[best[at][1]], best[at][2]) if at in best else nothing[at]
                for at, group in enumerate(groups)
            )
        )

    return judge


def judge(rule: Rule, evidence: Iterable[Evidence]) -> Verdict:
    """One person: everything a rule asks for against what there is."""
    return judging(rule)(evidence)


def _subjects(item: Item) -> tuple[str, ...]:
    """What evidence of an item is about."""
    if item.kind is Kind.TASK:
        return (item.skill,)
    return item.banks if item.kind is Kind.QUIZ else (item.confirmation,)


def belongs(
    rule: Rule, *, is_adult: bool, segment: str, occupation: str, evidence: Iterable[Evidence]
) -> bool:
    """Whether somebody is of the audience of a rule."""
    if rule.adults and not is_adult:
        return False
    if rule.confirmed and not any(
        one.kind is Kind.OFFICIAL and one.subject == rule.confirmed for one in evidence
    ):
        return False
    if not rule.segments and not rule.occupations:
        return True
    return segment in rule.segments or occupation in rule.occupations


def valid_until(rule: Rule, issued_on: date) -> date | None:
    """The last day a certificate holds that is issued on a day; None: without end."""
    if not rule.valid_months:
        return None
    months = issued_on.month - 1 + rule.valid_months
    year, month = issued_on.year + months // 12, months % 12 + 1
    for day in (issued_on.day, 30, 29, 28):
        try:
            return date(year, month, min(day, issued_on.day))
        except ValueError:  # a month without such a day
            continue
    raise AssertionError("every month has 28 days")
