"""Holding a measure against a criterion: met, missing, or not known. Pure.

What is not known is never counted as met, and never as missing while it could still decide the matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tungngo.criteria.rules.packs import Criteria, Item, Operator

Counts = dict[str, int]


class State(StrEnum):
    """What became of a criterion, or of a whole model."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measure:
    """So many of the whole for certain, and so many more that may be, for all anybody knows."""

    part: int
    unknown: int
    whole: int


NOTHING_KNOWN = Measure(0, 1, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One criterion against its measure. `needed` is the threshold as a count."""

    item: Item
    state: State
    measure: Measure
    needed: int

    @property
    def short(self) -> int:
        """How many are missing to the threshold."""
        return max(self.needed - self.measure.part, 0)


def judge(item: Item, measure: Measure) -> Verdict:
    """The verdict. A whole that is known to be empty asks nothing of anybody (no priority households:
    all of them were reached); of one that nobody counted, nothing is known."""
    needed = item.threshold
    if item.operator is Operator.SHARE:
        # Rounded up: 70 % of 10 is 7, of 11 is 8.
        needed = -(-measure.whole * item.threshold // 100)
    if measure.part + measure.unknown < needed:
        state = State.MISSING
    elif measure.part >= needed and (measure.whole or not measure.unknown):
        state = State.MET
    else:
        state = State.UNKNOWN
    return Verdict(item, state, measure, needed)


def together(verdicts: Iterable[Verdict]) -> State:
    """What the required criteria give together: missing as soon as one is."""
    states = {verdict.state for verdict in verdicts if verdict.item.required}
    if State.MISSING in states:
        return State.MISSING
    return State.UNKNOWN if State.UNKNOWN in states or not states else State.MET


def stage_of(verdicts: Sequence[Verdict]) -> int:
    """How far a market is: the highest stage whose required criteria, and all below, are met; 0 when
    not even the first."""
    reached = 0
    for stage in sorted({verdict.item.stage for verdict in verdicts if verdict.item.required}):
        if together(one for one in verdicts if one.item.stage == stage) is not State.MET:
            break
        reached = stage
    return reached


# ------------------------------------------------------------------------------------------ counts


def count_in(counts: Counts, verdicts: Sequence[Verdict]) -> State:
    """Add one judged thing to `counts` (changed in place); what it gave together.

    Counts: `n` judged, `met`, `missing`, `unknown`; of each item `i.<code>.<state>`, and
    `i.<code>.only` where it alone stands between the thing and the whole.
    """
    state = together(verdicts)
    counts["n"] = counts.get("n", 0) + 1
    counts[state] = counts.get(state, 0) + 1
    for verdict in verdicts:
        name = f"i.{verdict.item.code}.{verdict.state}"
        counts[name] = counts.get(name, 0) + 1
    left = [one for one in verdicts if one.item.required and one.state is not State.MET]
    if len(left) == 1:
        name = f"i.{left[0].item.code}.only"
        counts[name] = counts.get(name, 0) + 1
    return state


@dataclass(frozen=True, slots=True)
class Lack:
    """How often a criterion was not met: missing, not known; and where nothing else was."""

    item: Item
    missing: int
    unknown: int
    only: int

    @property
    def all(self) -> int:
        return self.missing + self.unknown


def lacks(criteria: Criteria, counts: Mapping[str, int]) -> list[Lack]:
    """The criteria that were not met somewhere, the most frequent first."""
    found = [
        Lack(
            item,
            counts.get(f"i.{item.code}.missing", 0),
            counts.get(f"i.{item.code}.unknown", 0),
            counts.get(f"i.{item.code}.only", 0),
        )
        for item in criteria.items
    ]
    return sorted((one for one in found if one.all), key=lambda one: -one.all)


def total(parts: Iterable[Mapping[str, int]]) -> Counts:
    """The sum of counts; noughts are left out."""
    summed: Counts = {}
    for part in parts:
        for name, value in part.items():
            summed[name] = summed.get(name, 0) + value
    return {name: value for name, value in summed.items() if value}
