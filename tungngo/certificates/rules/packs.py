"""Packs of completion rules: what a file says, and that it can be judged at all. Pure.

A rule says for whom it is, by which evidence it is complete, and how long a certificate holds. Decision
757/QĐ-BKHCN (2025) leaves the confirmation of universal digital skills to its annex II, whose rule was
not found (domain facts, section 4.1): so rules are data of an office, in versions, and what is shipped
is an example that says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from tungngo.criteria.rules.packs import Words
from tungngo.lib.problems import Refused


class Kind(StrEnum):
    """What is taken as evidence."""

    #: A helper saw it done: an outcome of at least `level` in `skill`.
    TASK = "task"
    #: An attempt at a quiz of one of `banks` that counts, with at least `percent` of its points.
    QUIZ = "quiz"
    #: The certificate of a learning platform, seen at the desk and noted under `confirmation`.
    PLATFORM = "platform"
    #: What an office confirms on paper, noted at the desk under `confirmation`.
    OFFICIAL = "official"


class Audience(StrEnum):
    """For whom a rule is; who of the list counts is said by the other fields of the rule."""

    RESIDENTS = "residents"
    OFFICIALS = "officials"
    TEAM = "team"
    TRADERS = "traders"
    STUDENTS = "students"
    WORKERS = "workers"


#: What a rule calls the national learning platform, whose certificates helpers note at the door too.
NATIONAL_PLATFORM = "binhdanhocvuso"
#: Evidence that somebody at the desk notes down.
NOTED = (Kind.PLATFORM, Kind.OFFICIAL)
MOST_LEVEL, MOST_MONTHS = 4, 240
#: A pack is a few pages of text.
MOST_BYTES = 1_000_000


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of evidence a rule asks for. Of items with the same `either` one is enough."""

    code: str
    name: Words
    lacks: Words
    kind: Kind
    source: str
    skill: str = ""
    level: int = 3
    banks: tuple[str, ...] = ()
    percent: int = 70
    confirmation: str = ""
    either: str = ""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What completes universal digital skills for one audience. Who belongs to it: adults only where
    `adults` says so, of one of the `segments` or `occupations` where some are named, and where
    `confirmed` names a confirmation, only who has that one."""

    code: str
    audience: Audience
    name: Words
    description: Words
    items: tuple[Item, ...]
    #: How long a certificate holds; 0: without end.
    valid_months: int = 0
    adults: bool = True
    segments: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    confirmed: str = ""

    @property
    def groups(self) -> list[tuple[Item, ...]]:
        """The items in the order of the rule, those of which one is enough together."""
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            key = f"either {item.either}" if item.either else f"alone {item.code}"
            found[key] = (*found.get(key, ()), item)
        return list(found.values())

    @property
    def confirmations(self) -> dict[str, Item | None]:
        """What the desk may note for this rule, by code: the item that asks for it, or None where it
        makes somebody belong to the audience."""
        found: dict[str, Item | None] = {self.confirmed: None} if self.confirmed else {}
        return found | {one.confirmation: one for one in self.items if one.kind in NOTED}


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds. An `example` is labelled as one on everything that comes of it."""

    area: str
    version: int
    valid_from: date
    name: Words
    source: str
    rules: tuple[Rule, ...]
    example: bool = False


def read_pack(
    content: bytes,
    *,
    skills: Collection[str],
    banks: Collection[str],
    segments: Collection[str],
    occupations: Collection[str],
) -> Pack:
    """A pack from its TOML file; the collections are what may be named in it.

    Raises Refused `completion.…` (its sentence is the caller's to give) with the place in the file.
    """
    try:
        pack = msgspec.toml.decode(content, type=Pack)
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise Refused("completion.unreadable", "", {"why": str(trouble)}) from None
    known = {"skill": skills, "banks": banks, "segments": segments, "occupations": occupations}
    for place, code in wrongs(pack, known):
        raise Refused(code, "", place=place)
    return pack


def wrongs(pack: Pack, known: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    """(place, code) of everything in a pack that could not be judged."""
    if pack.version < 1:
        yield "version", "completion.version_impossible"
    if not pack.rules:
        yield "rules", "completion.empty"
    yield from _twice("rules", [rule.code for rule in pack.rules])
    for rule in pack.rules:
        if not rule.items:
            yield rule.code, "completion.nothing_asked"
        if not 0 <= rule.valid_months <= MOST_MONTHS:
            yield f"{rule.code}.valid_months", "completion.out_of_bounds"
        for name in ("segments", "occupations"):
            if not set(getattr(rule, name)) <= set(known[name]):
                yield f"{rule.code}.{name}", "completion.name_unknown"
        yield from _twice(rule.code, [item.code for item in rule.items])
        for item in rule.items:
            for field, code in _item_wrongs(item, known):
                yield f"{rule.code}.{item.code}.{field}", code


def _twice(place: str, codes: list[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for code in codes:
        if not code or len(code) > 40 or not code.isascii():
            yield f"{place}.{code}", "completion.code_impossible"
        if code in seen:
            yield f"{place}.{code}", "completion.code_twice"
        seen.add(code)


def _item_wrongs(item: Item, known: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    if item.kind is Kind.TASK:
        if item.skill not in known["skill"]:
            yield "skill", "completion.name_unknown"
        if not 1 <= item.level <= MOST_LEVEL:
            yield "level", "completion.out_of_bounds"
    elif item.kind is Kind.QUIZ:
        if not item.banks or not set(item.banks) <= set(known["banks"]):
            yield "banks", "completion.name_unknown"
        if not 1 <= item.percent <= 100:
            yield "percent", "completion.out_of_bounds"
    elif not item.confirmation or len(item.confirmation) > 40:
        yield "confirmation", "completion.code_impossible"
