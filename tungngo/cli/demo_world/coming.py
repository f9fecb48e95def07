"""Who comes to the sessions of a support point, and what the phones of those on duty say of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tungngo.lib.ids import uuid7

Operation = dict[str, Any]

#: Age from → how readily somebody comes.
_READY = ((0, 0.0), (13, 0.2), (18, 0.5), (35, 1.0), (58, 2.4), (78, 0.8))
#: Who is on the list of a class comes so often; so many look in who are not on it, or give no name.
_FAITHFUL = (0.72, 0.95)
_LOOKING_IN, _NAMELESS = 3, 6


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody behind a door. `promise`: the day and words the door was promised, or None and nothing."""

    id: UUID
    household_id: UUID
    age: int
    promise: tuple[str | None, str] = (None, "")


@dataclass(frozen=True, slots=True)
class Evening:
    """A session that took place."""

    origin: str
    gathering: UUID
    campaign: UUID
    skills: tuple[str, ...]
    starts_at: datetime


def class_list(people: Sequence[Learner], count: int, chance: Random) -> list[Learner]:
    """Up to `count` who mean to come to every session, the elderly before others."""
    keyed = [
        (chance.random() ** (1 / ready), one) for one in people if (ready := _readiness(one.age))
    ]
    keyed.sort(key=lambda pair: -pair[0])
    return [one for _key, one in keyed[:count]]


def _readiness(age: int) -> float:
    return max((from_age, ready) for from_age, ready in _READY if age >= from_age)[1]


def who_came(
    listed: Sequence[Learner], people: Sequence[Learner], most: int, chance: Random
) -> list[Learner]:
    """Those who came to one session, at most `most`: most of the list, and one or two others."""
    faithful = chance.uniform(*_FAITHFUL)
    came = [one for one in listed if chance.random() < faithful]
    known = {one.id for one in listed}
    others = [one for one in people if one.id not in known and _readiness(one.age)]
    came += chance.sample(others, min(chance.randint(0, _LOOKING_IN), len(others)))
    return came[:most]


def check_ins(evening: Evening, came: Sequence[Learner], chance: Random) -> list[Operation]:
    """A named check-in for each, as the trainer's phone says it: met, level 0 for what is taught, and the
    door's promise said again (docs/decisions/0030)."""
    told = []
    at = evening.starts_at - timedelta(minutes=8)
    for one in came:
        at += timedelta(seconds=chance.randint(10, 80))
        back_on, back_for = one.promise
        body = {
            "id": str(_minted(at)),
            "campaign": str(evening.campaign),
            "household": str(one.household_id),
            "place": "class",
            "gathering": str(evening.gathering),
            "result": "met",
            "at": at.isoformat(timespec="seconds"),
            "outcomes": [[str(one.id), skill, 0] for skill in evening.skills],
            "come_back_on": back_on,
            "come_back_for": back_for,
        }
        told.append(_operation("encounter.record", evening.origin, at, body))
    return told


def heads(evening: Evening, count: int | None, chance: Random) -> list[Operation]:
    """How many came without giving a name; None: a few, as it happens."""
    nameless = chance.randint(0, _NAMELESS) if count is None else count
    if not nameless:
        return []
    at = evening.starts_at + timedelta(minutes=20)
    body = {
        "id": str(_minted(at)),
        "gathering": str(evening.gathering),
        "heads": nameless,
        "at": at.isoformat(timespec="seconds"),
    }
    return [_operation("gathering.heads", evening.origin, at, body)]


def attempt(
    origin: str,
    quiz: UUID,
    who: UUID | int,
    answers: Mapping[str, Sequence[int]],
    at: datetime,
    variant: int,
) -> Operation:
    """What one learner answered on a helper's phone; `who`: a resident, or the number on a slip."""
    body = {
        "id": str(_minted(at)),
        "quiz": str(quiz),
        "at": at.isoformat(timespec="seconds"),
        "answers": answers,
        "resident": str(who) if isinstance(who, UUID) else None,
        "number": who if isinstance(who, int) else None,
        "variant": variant,
    }
    return _operation("quiz.attempt", origin, at, body)


def _operation(kind: str, origin: str, at: datetime, body: dict[str, Any]) -> Operation:
    return {"op": str(_minted(at)), "kind": kind, "origin": origin, "body": body}


def _minted(at: datetime) -> UUID:
    return uuid7(int(at.timestamp() * 1000))
