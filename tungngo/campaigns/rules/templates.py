"""Templates: a campaign without its place and its days. Pure: from data to a plan and back.

A template counts days from 1 to `days`. Given a period, it becomes a **plan**: the same phases,
targets and skills with real days. When the period is longer or shorter than the template, its days
are stretched or shrunk in proportion, the first staying the first and the last the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from tungngo.campaigns.rules.period import PhaseDays


class TemplatePhase(msgspec.Struct, frozen=True):
    name: dict[str, str]
    first: int
    last: int


class TemplateTarget(msgspec.Struct, frozen=True):
    indicator: str
    day: int
    percent: Decimal
    segment: str = ""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of campaigns/data holds; names by language code."""

    code: str
    name: dict[str, str]
    days: int
    skills: tuple[str, ...]
    phases: tuple[TemplatePhase, ...]
    targets: tuple[TemplateTarget, ...]
    basic_skills_needed: int = 3


class CatalogueSkill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A skill as the shipped catalogue lists it."""

    code: str
    vi: str
    en: str
    short: str
    path: str = ""
    asks_consent: bool = False


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    skills: tuple[CatalogueSkill, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign's content with real days: what `campaigns.actions.create_campaign` writes."""

    phases: tuple[PhaseDays, ...]
    #: (indicator, segment, day, percent)
    targets: tuple[tuple[str, str, date, Decimal], ...]
    skills: tuple[str, ...]
    basic_skills_needed: int


def read_template(toml: bytes) -> Template:
    """A template from its file. Raises msgspec.ValidationError naming what is wrong in it."""
    return msgspec.toml.decode(toml, type=Template)


def read_catalogue(toml: bytes) -> tuple[CatalogueSkill, ...]:
    """The skills of a catalogue file, in its order. Raises msgspec.ValidationError."""
    return msgspec.toml.decode(toml, type=_Catalogue).skills


def plan_of(template: Template, *, starts_on: date, ends_on: date, language: str) -> Plan:
    """The template laid over a period; names in `language`, else in Vietnamese.

    Two milestones of one series that fall on one day in a short period become the higher one;
    phases that would share a day are shortened, and one that has no day left is left out.
    """
    days = (ends_on - starts_on).days + 1

    def day(number: int) -> date:
        if template.days <= 1:
            return ends_on
        # Halves round up, so that 1 → 1 and days → days whatever the two lengths are.
        scaled = ((number - 1) * (days - 1) * 2 + template.days - 1) // (2 * (template.days - 1))
        return starts_on + timedelta(days=scaled)

    phases: list[PhaseDays] = []
    for phase in template.phases:
        first = day(phase.first)
        if phases:
            first = max(first, phases[-1].ends_on + timedelta(days=1))
        if first <= (last := day(phase.last)):
            phases.append(PhaseDays(phase.name.get(language, phase.name["vi"]), first, last))

    targets: dict[tuple[str, str, date], Decimal] = {}
    for target in template.targets:
        key = (target.indicator, target.segment, day(target.day))
        targets[key] = max(target.percent, targets.get(key, target.percent))
    return Plan(
        phases=tuple(phases),
        targets=tuple((*key, percent) for key, percent in sorted(targets.items())),
        skills=template.skills,
        basic_skills_needed=template.basic_skills_needed,
    )


def skills_at(catalogue: Iterable[tuple[str, str]], path: str) -> list[str]:
    """Codes from (code, path of the skill) that exist at `path` (a province's app only inside it)."""
    return [code for code, where in catalogue if path.startswith(where)]


def template_of(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    phases: Sequence[PhaseDays],
    targets: Sequence[tuple[str, str, date, Decimal]],
    skills: Sequence[str],
    basic_skills_needed: int,
) -> Template:
    """A campaign turned back into a template: last year's becomes this year's."""

    def number(day: date) -> int:
        return (day - starts_on).days + 1

    return Template(
        code="campaign",
        name={"vi": name},
        days=number(ends_on),
        skills=tuple(skills),
        phases=tuple(
            TemplatePhase({"vi": phase.name}, number(phase.starts_on), number(phase.ends_on))
            for phase in phases
        ),
        targets=tuple(
            TemplateTarget(indicator, number(due_on), percent, segment)
            for indicator, segment, due_on, percent in targets
        ),
        basic_skills_needed=basic_skills_needed,
    )


def name_in(names: Mapping[str, str], language: str) -> str:
    """A template's name in a language, else in Vietnamese."""
    return names.get(language, names["vi"])
