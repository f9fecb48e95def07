"""Arithmetic of progress: adding counts, pace needed, forecast with a range. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

Counts = dict[str, int]

#: Names of counts. Days' counts: `h.reached`, `h.priority` (priority doors reached), `e` (encounters),
#: `e.<kind of place>` (those of them that were not at a door), `t.<how near>` (people whom a resident
#: taught, first days; encounters.models.Closeness),
#: `r.met.<segment>`, `r.<skill>.<level>.<segment>`, `r.basic.<segment>`. Population's counts:
#: `h` (doors), `h.priority`, `r.<segment>`; now-counts `h.absent`, `h.refused`, … by last result.
RECENT_DAYS = 7


def leaf_path(path: str) -> str:
    """Where doors at `path` are counted: their group, or the commune's own leaf without a group."""
    return path if level_of(path) == 3 else path + "_."


def door_path(leaf: str) -> str:
    """Where the doors counted at a leaf lie: `leaf_path` backwards."""
    return leaf.removesuffix("_.")


def level_of(path: str) -> int:
    """0 nation, 1 province, 2 commune, 3 residential group."""
    return path.count(".")


def parent_path(path: str) -> str:
    """The path one step up; the nation's is empty."""
    return path[: path[:-1].rfind(".") + 1]


def origin_of(path: str) -> str:
    """The origin under which an area's tallies are kept: its commune, or itself above communes."""
    codes = path.split(".")[:-1]
    return codes[min(len(codes), 2) - 1] if codes else "VN"


def add(into: Counts, counts: Mapping[str, int]) -> Counts:
    """`into` with `counts` added, changed in place and given back."""
    for key, value in counts.items():
        into[key] = into.get(key, 0) + value
    return into


def less(counts: Mapping[str, int], taken: Mapping[str, int]) -> Counts:
    """`counts` without `taken`, which is part of them."""
    return {key: value - taken.get(key, 0) for key, value in counts.items()}


def at_place(counts: Mapping[str, int], place: str) -> int:
    """Encounters among counts at a kind of place: "" at any, "door" at none of the others."""
    if place and place != "door":
        return counts.get(f"e.{place}", 0)
    away = sum(number for key, number in counts.items() if key.startswith("e."))
    return counts.get("e", 0) - (away if place else 0)


def total(parts: Iterable[Mapping[str, int]]) -> Counts:
    """The sum of many counts; zeros are dropped, so that equal totals are equal dicts."""
    summed: Counts = {}
    for part in parts:
        add(summed, part)
    return {key: value for key, value in summed.items() if value}


def firsts_counted(
    met_on: str, levels: Mapping[str, Sequence[str | None]], needed: int
) -> list[tuple[str, str]]:
    """(ISO day, what is counted on it, but for the segment at its end) of how somebody stands."""
    found = [(met_on, "r.met.")]
    found += [
        (day, f"r.{skill}.{level}.")
        for skill, days in levels.items()
        for level, day in enumerate(days, start=1)
        if day
    ]
    if day := basic_day(levels, needed):
        found.append((day, "r.basic."))
    return found


def basic_day(levels: Mapping[str, Sequence[str | None]], needed: int) -> str | None:
    """The ISO day a resident had `needed` skills at "with help" or above; None when not yet.

    This is the campaign's working definition of basic digital skill (Decision 757/QĐ-BKHCN leaves
    the completion rule to its Annex II, which is not public): the needed-th earliest such day.
    """
    days = sorted(first for firsts in levels.values() if (first := firsts[1]))
    return days[needed - 1] if 0 < needed <= len(days) else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What must be reached by a day: `percent` of `whole`, as a count."""

    due_on: date
    percent: float
    needed: int


def milestone_count(percent: float, whole: int) -> int:
    """How many of `whole` make `percent`: rounded up, because 70 % of 10 doors is 7, of 11 is 8."""
    return math.ceil(round(whole * percent / 100, 6))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected count on a day, with the range it will lie in four times out of five."""

    on: date
    low: int
    middle: int
    high: int


def forecast(
    daily: Sequence[int], reached: int, whole: int, today: date, on: date
) -> Forecast | None:
    """Where the count will stand on `on` if the last week goes on. None without two days to go by.

    `daily` are the first-time counts of the campaign's whole days up to `today`. The pace is the
    mean of the last 7 of them; the range takes their sample variance as independent from day to
    day, plus the uncertainty of the mean itself: sd · √(n + n²/m) · 1.2816 (80 %, normal), n days
    ahead and m days seen. Never below what is reached, never above the whole.
    """
    recent = daily[-RECENT_DAYS:]
    ahead = (on - today).days
    if len(recent) < 2 or ahead < 0:
        return None
    mean = sum(recent) / len(recent)
    variance = sum((value - mean) ** 2 for value in recent) / (len(recent) - 1)
    spread = 1.2816 * math.sqrt(variance * (ahead + ahead * ahead / len(recent)))
    middle = reached + mean * ahead

    def within(value: float) -> int:
        return round(min(max(value, reached), whole))

    return Forecast(on, within(middle - spread), within(middle), within(middle + spread))


def pace_needed(reached: int, needed: int, today: date, due_on: date) -> float | None:
    """How many a day, today not counted, until `due_on` inclusive; 0 when met, None when too late."""
    if reached >= needed:
        return 0.0
    days = (due_on - today).days
    return (needed - reached) / days if days > 0 else None


def even_pace(milestones: Sequence[tuple[date, int]], starts_on: date, today: date) -> int:
    """What would be reached today at an even pace from one milestone to the next.

    `milestones` are (last day, count needed by then) by rising day; the first stretch begins with
    the campaign's first day. 0 before it, the last count after the last day.
    """
    before_on, before = starts_on - timedelta(days=1), 0
    if today <= before_on:
        return 0
    for due_on, needed in milestones:
        if today <= due_on:
            days, gone = (due_on - before_on).days, (today - before_on).days
            return before + round((needed - before) * gone / days)
        before_on, before = due_on, needed
    return before


def pace_between(
    milestones: Sequence[tuple[date, int]], starts_on: date, since: date, until: date, left: int
) -> int:
    """What an even pace brings from `since` to `until`, both included; never more than the `left` that were
    still to come before: who has finished early is not behind."""
    before = even_pace(milestones, starts_on, since - timedelta(days=1))
    return max(0, min(even_pace(milestones, starts_on, until) - before, left))


def day_met(daily_mean: float, reached: int, needed: int, today: date) -> date | None:
    """The day the milestone would be met at the mean pace; None when the pace is nil or > 2 years."""
    if reached >= needed:
        return today
    if daily_mean <= 0:
        return None
    days = math.ceil((needed - reached) / daily_mean)
    return today + timedelta(days=days) if days < 730 else None


def more_hands(left: int, days: int, recent_pace: float, hands: int) -> int | None:
    """How many more people it takes to do `left` in `days` days, at the pace of each of the `hands` who
    brought `recent_pace` a day together; 0 when they suffice, None when there is no pace to go by."""
    if days <= 0 or hands <= 0 or recent_pace <= 0:
        return None
    return max(0, math.ceil(left / days / (recent_pace / hands) - 1e-9) - hands)


def fewest(gaps: Sequence[int], wanted: int) -> list[int]:
    """Which of `gaps` together close `wanted`, the greatest first, as places in the list; those above
    nil alone, all of them when even they do not suffice."""
    order = sorted((n for n, gap in enumerate(gaps) if gap > 0), key=lambda n: -gaps[n])
    chosen: list[int] = []
    for place in order:
        if sum(gaps[n] for n in chosen) >= wanted:
            break
        chosen.append(place)
    return chosen


def state_of(
    reached: int, needed: int, today: date, due_on: date, expected: Forecast | None
) -> str:
    """`met`, `missed`, `risk` (even the middle of the forecast falls short), `ok`; `open` when
    there is nothing to go by: nobody on the list, or too few days."""
    if needed == 0:
        return "open"
    if reached >= needed:
        return "met"
    if today > due_on:
        return "missed"
    if expected is None:
        return "open"
    return "risk" if expected.middle < needed else "ok"


#: Counts from 1 to this are not published (domain.md: small-cell suppression).
SMALL = 5


#: Of fewer than this nothing is published: "0 of 8" would speak of each of the eight.
SMALL_WHOLE = 10


def is_small(part: int, whole: int) -> bool:
    """Whether people can be made out in a count: it, what it leaves of its whole, or the whole is
    small."""
    return 0 < part < SMALL or 0 < whole - part < SMALL or 0 < whole < SMALL_WHOLE


def suppressed(
    parts: Sequence[int], wholes: Sequence[int], *, total_hidden: bool = False
) -> list[bool]:
    """Which rows of a published table must hide their part, so that no one is made out.

    A row is hidden when it is small (`is_small`). What is hidden must not come back by subtracting
    the other rows from the published total: while just one row is hidden, or the hidden rows
    together are small, the next smallest is hidden too (complementary suppression). With
    `total_hidden` the rows must not add up to a total that is kept back: at least one is hidden.
    """
    hidden = [is_small(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    others = [n for n in range(len(parts)) if wholes[n] > 0 and not hidden[n]]
    others.sort(key=lambda n: wholes[n], reverse=True)

    def gives_away() -> bool:
        rows = [n for n, is_hidden in enumerate(hidden) if is_hidden]
        if total_hidden:
            return not rows
        together = is_small(sum(parts[n] for n in rows), sum(wholes[n] for n in rows))
        return len(rows) == 1 or together

    while others and gives_away():
        hidden[others.pop()] = True
    return hidden


def in_steps(counted: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """The days of a cumulative count that may be published: it never rises by fewer than SMALL.

    The last day stays; an earlier one is left out when the next published one is above it by 1 to
    4, so that a table of days shows no small count by subtraction.
    """
    kept: list[tuple[date, int]] = []
    for on, value in reversed(counted):
        if not kept or value == kept[-1][1] or kept[-1][1] - value >= SMALL:
            if kept and 0 < value < SMALL:
                continue
            kept.append((on, value))
    return kept[::-1]


#: Segments that boards of skills speak of; small children are on the list but not in them.
LEARNERS = ("official", "student", "adult")


@dataclass(frozen=True, slots=True)
class Measure:
    """A part of a whole for one indicator and segment."""

    part: int
    whole: int

    @property
    def left(self) -> int:
        """How many of the whole are still to come."""
        return self.whole - self.part


def measure(
    indicator: str, segment: str, so_far: Mapping[str, int], listed: Mapping[str, int]
) -> Measure:
    """Part and whole of an indicator from summed counts and the population's counts."""
    if indicator == "households.reached":
        return Measure(so_far.get("h.reached", 0), listed.get("h", 0))
    segments = [segment] if segment else list(LEARNERS)
    prefix = "r.met" if indicator == "residents.met" else "r.basic"
    if indicator.startswith("residents.skill:"):
        _name, skill, level = indicator.split(":")
        prefix = f"r.{skill}.{level}"
    return Measure(
        sum(so_far.get(f"{prefix}.{one}", 0) for one in segments),
        sum(listed.get(f"r.{one}", 0) for one in segments),
    )


class Placed(Protocol):
    """Something that holds at a path and everything under it."""

    @property
    def path(self) -> str:
        """Where."""


P = TypeVar("P", bound=Placed)


def apart(placed: Iterable[P]) -> list[P]:
    """Of things that may lie within each other, the outermost: added up, no door counts twice."""
    kept: list[P] = []
    for one in sorted(placed, key=lambda thing: thing.path):
        if not any(one.path.startswith(other.path) for other in kept):
            kept.append(one)
    return kept
