"""What classes gained from before a session to after it, and how many classes add up. Pure.

People are matched where they are named (a resident of the list, or the number on a slip): of each who
did both quizzes the share before and after. Where fewer than half of a class can be matched, the class is
compared as a whole: the mean of all before, the mean of all after, for each of the smaller of both sides.

Several classes add up by people, not by classes: whoever came to two of them counts once, with the mean of
what they earned in both. Who is named by nobody is somebody else each time. The gain is Hake's (1998): of
what was still to be gained, what was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Fewer people than this say little.
SMALL = 30
#: Outside their own ward, figures of so few people are not shown.
FEWEST_SHOWN = 3

#: Who (None: nobody in particular), and the share of all points they earned.
Scored = tuple[Hashable | None, float]


class Came(NamedTuple):
    """Somebody at one class (None: nobody in particular), their shares before and after, and whether it was
    them who was matched, not the class as a whole."""

    who: Hashable | None
    before: float
    after: float
    is_matched: bool = True


@dataclass(frozen=True, slots=True)
class ClassGain:
    """Whom one class speaks of, each once."""

    came: tuple[Came, ...]

    @property
    def n(self) -> int:
        return len(self.came)

    @property
    def by_person(self) -> bool:
        return any(one.is_matched for one in self.came)

    @property
    def before(self) -> float:
        return _mean(one.before for one in self.came)

    @property
    def after(self) -> float:
        return _mean(one.after for one in self.came)


@dataclass(frozen=True, slots=True)
class Gained:
    """Of several classes: of how many people matched, of how many known by their class only, how often
    they came together, and the means over people. `normalised` is None where nothing was left to gain."""

    people: int
    by_class: int
    times: int
    before: float
    after: float
    normalised: float | None

    @property
    def n(self) -> int:
        """Of how many people it speaks, each once."""
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
    smaller = min(before, after, key=len)
    if not smaller:
        return None
    pairs = pairs_of(before, after)
    if 2 * len(pairs) >= len(smaller):
        return ClassGain(tuple(Came(who, *both) for who, both in pairs.items()))
    both = _mean(share for _who, share in before), _mean(share for _who, share in after)
    return ClassGain(tuple(Came(who, *both, is_matched=False) for who, _share in smaller))


def _mean(shares: Iterable[float]) -> float:
    found = list(shares)
    return sum(found) / len(found)


def gained(classes: Iterable[ClassGain]) -> Gained | None:
    """Several classes together, everybody once; None of none."""
    return gained_by([one for some in classes for one in some.came])


def gained_by(came: Iterable[Came]) -> Gained | None:
    """What people gained, each once however often they came; None of none."""
    times: dict[Hashable, list[Came]] = defaultdict(list)
    for place, one in enumerate(came):
        times[(place,) if one.who is None else (one.who, "")].append(one)
    if not times:
        return None
    before = _mean(_mean(one.before for one in mine) for mine in times.values())
    after = _mean(_mean(one.after for one in mine) for mine in times.values())
    people = sum(any(one.is_matched for one in mine) for mine in times.values())
    left = 1 - before
    return Gained(
        people=people,
        by_class=len(times) - people,
        times=sum(map(len, times.values())),
        before=before,
        after=after,
        normalised=(after - before) / left if left > 1e-9 else None,
    )


def by_segment(
    came: Iterable[Came], segments: Mapping[Hashable, Iterable[str]]
) -> dict[str, list[int]]:
    """Segment → the places in `came` of those in it, of people matched; somebody may be in two."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(came):
        if one.is_matched:
            for segment in segments.get(one.who, ()):
                found[segment].append(place)
    return dict(found)


def is_shown(n: int, *, at_home: bool) -> bool:
    """Whether a figure of `n` people may be shown: of one or two only within their own ward."""
    return at_home or n >= FEWEST_SHOWN or n == 0
