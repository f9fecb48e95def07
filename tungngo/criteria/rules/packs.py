"""Packs of criteria: what a file says, and that it can be judged at all. Pure.

A pack belongs to an area and holds below it, model by model, until a lower area has its own. It has a
version and the first day it is valid; what was assessed under one version is never assessed again
under another. There is no national list of criteria (domain facts, section 5): every item says where
its threshold comes from, also when that is nowhere yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from tungngo.lib.problems import Refused


class Model(StrEnum):
    """What is judged."""

    FAMILY = "family"
    VILLAGE = "village"
    MARKET = "market"


class Operator(StrEnum):
    """How a measure is held against its threshold: at least so many percent of the whole, at least so
    many, or yes."""

    SHARE = "share"
    COUNT = "count"
    YES = "yes"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    vi: str
    en: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One criterion. `lacks` says what is missing where it is not met, so that it reads behind a count
    and its unit ("2 adults" + "without VNeID yet")."""

    code: str
    name: Words
    lacks: Words
    indicator: str
    operator: Operator
    denominator: str
    source: str
    evidence: Words
    threshold: int = 1
    #: What the indicator needs to know more: a skill and the step of its ladder, how many skills, how
    #: many days back.
    skill: str = ""
    level: int = 0
    skills: int = 0
    days: int = 0
    #: Without this one the model is not met.
    required: bool = True
    #: Markets: equipped 1, active 2, share of payments 3.
    stage: int = 1


class FamilyType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Families of which a share is to be digital: those where somebody counts in one of these segments
    or has one of these occupations."""

    code: str
    name: Words
    percent: int
    source: str
    segments: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()


class Criteria(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The criteria of one model."""

    items: tuple[Item, ...]
    source: str
    #: Families only.
    types: tuple[FamilyType, ...] = ()
    #: Markets only: a survey older than so many days says nothing any more.
    survey_days: int = 365

    @property
    def required(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.required)

    def item(self, code: str) -> Item | None:
        """The item of this code."""
        return next((item for item in self.items if item.code == code), None)


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds."""

    area: str
    version: int
    valid_from: date
    name: Words
    family: Criteria | None = None
    village: Criteria | None = None
    market: Criteria | None = None

    @property
    def models(self) -> dict[Model, Criteria]:
        """The models it speaks of."""
        found = {model: getattr(self, model.value) for model in Model}
        return {model: criteria for model, criteria in found.items() if criteria is not None}


@dataclass(frozen=True, slots=True)
class Indicator:
    """What can be measured of a model: against which wholes, in which ways, and what an item must say
    beside it."""

    denominators: tuple[str, ...]
    operators: tuple[Operator, ...]
    needs: tuple[str, ...] = ()


_SHARE, _COUNT, _YES = Operator.SHARE, Operator.COUNT, Operator.YES
_PEOPLE = ("adults", "members")
_DOORS = ("households",)

INDICATORS: Mapping[Model, Mapping[str, Indicator]] = {
    Model.FAMILY: {
        "people.skill": Indicator(_PEOPLE, (_SHARE, _COUNT), ("skill", "level")),
        "people.teaching": Indicator(_PEOPLE, (_COUNT,)),
        "household.chat_group": Indicator(("household",), (_YES,)),
        "household.smartphone": Indicator(("household",), (_YES,)),
    },
    Model.VILLAGE: {
        "households.digital": Indicator(_DOORS, (_SHARE,)),
        "households.chat_group": Indicator(_DOORS, (_SHARE,)),
        "households.smartphone": Indicator(_DOORS, (_SHARE,)),
        "households.reached": Indicator(("households", "priority"), (_SHARE,)),
        "people.skill": Indicator(_PEOPLE, (_SHARE,), ("skill", "level")),
        "people.basic": Indicator(_PEOPLE, (_SHARE,), ("skills",)),
        "team.active": Indicator(("teams",), (_COUNT,), ("days",)),
    },
    Model.MARKET: {
        "stalls.qr": Indicator(("stalls",), (_SHARE,)),
        "stalls.active": Indicator(("stalls", "stalls_qr"), (_SHARE,)),
        "payments.cashless": Indicator(("payments",), (_SHARE,)),
        "fees.cashless": Indicator(("market",), (_YES,)),
        "products.online": Indicator(("market",), (_COUNT,)),
    },
}

#: The highest an item may ask, and the lowest is always 1.
MOST = {_SHARE: 100, _COUNT: 1000, _YES: 1}
_MOST_NEEDED = {"level": 4, "skills": 30, "days": 366}
STAGES = (1, 2, 3)


def read_pack(content: bytes, *, skills: Collection[str]) -> Pack:
    """A pack from its TOML file; `skills` are the codes of the catalogue.

    Raises Refused `criteria.…` (its sentence is the caller's to give) with the place in the file.
    """
    try:
        pack = msgspec.toml.decode(content, type=Pack)
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise Refused("criteria.unreadable", "", {"why": str(trouble)}) from None
    for place, code in wrongs(pack, skills):
        raise Refused(code, "", place=place)
    return pack


def wrongs(pack: Pack, skills: Collection[str]) -> Iterator[tuple[str, str]]:
    """(place, code) of everything in a pack that could not be judged."""
    if pack.version < 1:
        yield "version", "criteria.version_impossible"
    if not pack.models:
        yield "", "criteria.empty"
    for model, criteria in pack.models.items():
        if not criteria.required:
            yield model, "criteria.nothing_required"
        if criteria.survey_days < 1:
            yield f"{model}.survey_days", "criteria.threshold_impossible"
        yield from _twice(model, [item.code for item in criteria.items])
        yield from _twice(f"{model}.types", [one.code for one in criteria.types])
        for item in criteria.items:
            for field, code in _item_wrongs(model, item, skills):
                yield f"{model}.{item.code}.{field}", code
        for one in criteria.types:
            if not 1 <= one.percent <= 100:
                yield f"{model}.types.{one.code}.percent", "criteria.threshold_impossible"
            if (not one.segments and not one.occupations) or model is not Model.FAMILY:
                yield f"{model}.types.{one.code}", "criteria.type_of_nobody"


def _twice(place: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for code in codes:
        # A code is part of the names of counts, which a dot divides.
        if not code or "." in code:
            yield f"{place}.{code}", "criteria.code_impossible"
        if code in seen:
            yield f"{place}.{code}", "criteria.code_twice"
        seen.add(code)


def _item_wrongs(model: Model, item: Item, skills: Collection[str]) -> Iterator[tuple[str, str]]:
    known = INDICATORS[model].get(item.indicator)
    if known is None:
        yield "indicator", "criteria.indicator_unknown"
        return
    if item.denominator not in known.denominators:
        yield "denominator", "criteria.denominator_unknown"
    if item.operator not in known.operators:
        yield "operator", "criteria.operator_unfit"
    elif not 1 <= item.threshold <= MOST[item.operator]:
        yield "threshold", "criteria.threshold_impossible"
    if item.stage not in STAGES or (item.stage != 1 and model is not Model.MARKET):
        yield "stage", "criteria.threshold_impossible"
    for name, most in _MOST_NEEDED.items():
        if name in known.needs and not 1 <= getattr(item, name) <= most:
            yield name, "criteria.threshold_impossible"
    if "skill" in known.needs and item.skill not in skills:
        yield "skill", "criteria.skill_unknown"


class EditionLike(Protocol):
    """A version of the criteria of one model in one area, as far as it decides what holds where."""

    @property
    def path(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def valid_from_on(self) -> date: ...


E = TypeVar("E", bound=EditionLike)


def holding(editions: Iterable[E], path: str, day: date) -> E | None:
    """Which of the editions of one model holds at `path` on a day: of the nearest area above that has
    any valid by then, the one with the highest version."""
    valid = [one for one in editions if path.startswith(one.path) and one.valid_from_on <= day]
    return max(valid, key=lambda one: (len(one.path), one.version), default=None)
