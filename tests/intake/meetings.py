"""The model that random schedules are compared with: what the author of each visit last said of it.

It knows nothing of chains, receipts, batches or phones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Meeting:
    """One visit: `said` (result, outcomes) is None once it was taken back; `last_id` is the fact to amend."""

    door: int
    minute: int
    said: dict[str, Any] | None
    last_id: str = ""


@dataclass(frozen=True)
class End:
    """What all visits to one door come to. `levels`: resident → skill → highest level seen, for
    everybody anything was seen of."""

    attempts: int
    reached: bool
    last_result: str
    levels: dict[str, dict[str, int]]


def outcomes_of(
    people: Sequence[str], result: str, seen: Iterable[tuple[int, str, int]]
) -> list[list[Any]]:
    """Outcomes of a body: (person at the door, skill, level) of those met."""
    return [[people[who], skill, level] for who, skill, level in seen] if result == "met" else []


def end_of(meetings: Iterable[Meeting]) -> End:
    """Where the door of these visits stands."""
    holding = [one.said for one in sorted(meetings, key=lambda one: one.minute) if one.said]
    levels: dict[str, dict[str, int]] = {}
    for said in holding:
        for who, skill, level in said["outcomes"]:
            mine = levels.setdefault(who, {})
            mine[skill] = max(mine.get(skill, 0), level)
    return End(
        attempts=len(holding),
        reached=any(said["result"] == "met" for said in holding),
        last_result=holding[-1]["result"] if holding else "",
        levels={
            who: {skill: level for skill, level in skills.items() if level}
            for who, skills in levels.items()
        },
    )
