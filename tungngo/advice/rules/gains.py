"""What classes gained from before a session to after it, and how many classes add up. Pure.

People are matched where they are named (a resident of the list, or the number on a slip): of each who
did both quizzes the share before and after. Where fewer than half of a class can be matched, the class is
compared as a whole: the mean of all before, the mean of all after. Several classes are weighted by how many
each speaks of; the gain is Hake's (1998): of what was still to be gained, what was.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: Fewer people than this say little.
SMALL = 30
#: Outside their own ward, figures of so few people are not shown.
FEWEST_SHOWN = 3

#: Who (None: nobody in particular), and the share of all points they earned.
Scored = tuple[Hashable | None, float]


@dataclass(frozen=True, slots=True)
class ClassGain:
    """Of one class: how many it speaks of, the means of their shares, and whether people were matched."""

    n: int
    before: float
    after: float
    by_person: bool


@dataclass(frozen=True, slots=True)
class Gained:
    """Of several classes: of how many people matched, of how many by class, and the weighted means.
    `normalised` is None where nothing was left to gain."""

    people: int
    by_class: int
    before: float
    after: float
    normalised: float | None

    @property
    def n(self) -> int:
        return self.people + self.by_class

    @property
    def is_small(self) -> bool:
        return self.n < SMALL


def pairs_of(
    before: Iterable[Scored], after: Iterable[Scored]
) -> dict[Hashable, tuple[float, float]]:
    """Who did both → the shares before and after."""
    first = {who: share for who, share in before if who is not None}
    return {who: (first[who], share) for who, share in after if who is not None and who in first}


def class_gain(before: Sequence[Scored], after: Sequence[Scored]) -> ClassGain | None:
    """What one class gained; None where nobody did one of the two quizzes."""
    smaller = min(len(before), len(after))
    if not smaller:
        return None
    pairs = list(pairs_of(before, after).values())
    if 2 * len(pairs) >= smaller:
        n = len(pairs)
        return ClassGain(n, sum(b for b, _ in pairs) / n, sum(a for _, a in pairs) / n, True)
    return ClassGain(smaller, _mean(before), _mean(after), False)


def _mean(scored: Sequence[Scored]) -> float:
    return sum(share for _who, share in scored) / len(scored)


def gained(classes: Iterable[ClassGain]) -> Gained | None:
    """Several classes together; None of none."""
    found = list(classes)
    n = sum(one.n for one in found)
    if not n:
        return None
    before = sum(one.n * one.before for one in found) / n
    after = sum(one.n * one.after for one in found) / n
    left = 1 - before
    return Gained(
        people=sum(one.n for one in found if one.by_person),
        by_class=sum(one.n for one in found if not one.by_person),
        before=before,
        after=after,
        normalised=(after - before) / left if left > 1e-9 else None,
    )


def by_segment(
    pairs: Mapping[Hashable, Sequence[tuple[float, float]]],
    segments: Mapping[Hashable, Iterable[str]],
) -> dict[str, Gained]:
    """Segment → what those in it gained; somebody in two segments counts in both. `pairs`: person →
    their shares before and after, once for each class."""
    found: dict[str, list[ClassGain]] = {}
    for who, both in pairs.items():
        for segment in segments.get(who, ()):
            found.setdefault(segment, []).extend(ClassGain(1, b, a, True) for b, a in both)
    return {segment: one for segment, all_ in found.items() if (one := gained(all_))}


def is_shown(n: int, *, at_home: bool) -> bool:
    """Whether a figure of `n` people may be shown: of one or two only within their own ward."""
    return at_home or n >= FEWEST_SHOWN or n == 0
