"""What facts add up to. Pure: the same facts give the same standing, in whatever order they came."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

#: Levels above "none": installed, with help, alone, teaches others.
LEVELS = 4
Levels = dict[str, list[str | None]]


class Fact(NamedTuple):
    """One encounter as the fold sees it. `day` is the Vietnamese day of `at`; `outcomes` are (resident,
    skill, level), residents named in one way throughout a fold."""

    id: uuid.UUID
    account_id: uuid.UUID
    result: str
    at: datetime
    day: date
    outcomes: Sequence[tuple[Any, str, int]]
    come_back_on: date | None = None
    come_back_for: str = ""
    amends_id: uuid.UUID | None = None
    withdrawn: bool = False
    #: Recorded at another door, while the two were one: it says where people stand, not where the door does.
    elsewhere: bool = False


@dataclass(slots=True)
class Stand:
    """Where a household stands, and each of its residents: resident → [first ISO day met, levels]."""

    reached_on: date | None = None
    last_met_on: date | None = None
    attempts: int = 0
    last_result: str = ""
    last_at: datetime | None = None
    come_back_on: date | None = None
    come_back_for: str = ""
    residents: dict[Any, list[Any]] = field(default_factory=dict)


#: What a standing of a household says, in the order of `Stand`.
STANDING = (
    *("reached_on", "last_met_on", "attempts", "last_result", "last_at"),
    *("come_back_on", "come_back_for", "residents"),
)


def in_force(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that count: of each chain of corrections the last, unless it withdraws.

    A fact amends another only when the same account authored both (so nobody can unmake another's
    work); an amendment whose original has not arrived stands for it. Of two amendments of one fact
    the later id wins (UUIDv7: minted later). Result sorted by (at, id).
    """
    by_id = {fact.id: fact for fact in facts}

    def root_of(fact: Fact) -> tuple[uuid.UUID, int]:
        seen = {fact.id}
        depth = 0
        while (above := fact.amends_id) is not None and above not in seen:
            original = by_id.get(above)
            if original is None:
                return above, depth + 1
            if original.account_id != fact.account_id:
                break
            seen.add(above)
            fact, depth = original, depth + 1
        # Two facts that amend each other would have two roots: take the smaller for both.
        if fact.amends_id in seen:
            return min(seen), depth
        return fact.id, depth

    last: dict[uuid.UUID, tuple[int, uuid.UUID]] = {}
    for fact in by_id.values():
        root, depth = root_of(fact)
        last[root] = max(last.get(root, (-1, fact.id)), (depth, fact.id))
    winners = [by_id[fact_id] for _depth, fact_id in last.values()]
    return sorted((f for f in winners if not f.withdrawn), key=lambda f: (f.at, f.id))


def fold(facts: Iterable[Fact]) -> Stand:
    """Where a household and its residents stand after `facts`, whatever their order.

    Reached = somebody was met; the day of the earliest meeting. A level counts from the earliest day
    it, or a higher one, was seen. What to come back for is what the last encounter says.
    """
    return join(Stand(), in_force(facts))


def join(stand: Stand, facts: Iterable[Fact]) -> Stand:
    """`stand` (changed in place) after more facts: all in force, none in it yet, sorted by (at, id).

    A standing is a lattice, so what joins it need not know the facts before; only what the last
    encounter said depends on an order, and `joins` says where that is in doubt.
    """
    for fact in facts:
        if not fact.elsewhere:
            _join_door(stand, fact)
        iso = fact.day.isoformat()
        for resident, skill, level in fact.outcomes:
            stood = stand.residents.get(resident)
            if stood is None:
                stand.residents[resident] = stood = [iso, {}]
            elif iso < stood[0]:
                stood[0] = iso
            raise_level(stood[1], skill, level, iso)
    return stand


def _join_door(stand: Stand, fact: Fact) -> None:
    stand.attempts += 1
    if stand.last_at is None or fact.at >= stand.last_at:
        stand.last_result, stand.last_at = fact.result, fact.at
        stand.come_back_on, stand.come_back_for = fact.come_back_on, fact.come_back_for
    if fact.result == "met":
        stand.reached_on = min(stand.reached_on or fact.day, fact.day)
        stand.last_met_on = max(stand.last_met_on or fact.day, fact.day)


def joins(stand: Stand, facts: Iterable[Fact]) -> bool:
    """Whether `join` gives what folding everything would: nothing among the new facts corrects
    anything, and none happened at the very moment of the last one, where the smaller id decides."""
    return all(
        fact.amends_id is None and not fact.withdrawn and fact.at != stand.last_at for fact in facts
    )


def raise_level(levels: Levels, skill: str, level: int, day: str) -> None:
    """Join one observation of an ISO day into `levels` (changed in place): level n was seen, so were
    those below."""
    if level < 1:
        return
    firsts = levels.setdefault(skill, [None] * LEVELS)
    for n in range(min(level, LEVELS)):
        earlier = firsts[n]
        if earlier is None or day < earlier:
            firsts[n] = day


def coarse(place: tuple[float, float] | None) -> list[float] | None:
    """(latitude, longitude) to 3 decimals, about 100 m in Việt Nam: no finer place is ever kept."""
    return [round(degrees, 3) for degrees in place] if place else None


def highest(levels: Mapping[str, Sequence[str | None]]) -> dict[str, int]:
    """The highest level seen per skill, 1–4; skills without one are absent."""
    top = {
        skill: max((n + 1 for n, day in enumerate(firsts) if day), default=0)
        for skill, firsts in levels.items()
    }
    return {skill: level for skill, level in top.items() if level}
