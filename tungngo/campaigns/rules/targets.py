"""Which target holds where, and which targets can hold at all.

Targets come as **series**: all milestones of one indicator and one segment in one area. The series
of the nearest area at or above a place holds there, and it holds whole: an area that sets one
milestone of its own for an indicator sets them all. (Mixing dates from two levels would make a
series nobody decided: 70 % from the ward, then 60 % a month later from the province.)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from tungngo.lib.problems import Refused

HOUSEHOLDS_REACHED = "households.reached"
RESIDENTS_BASIC = "residents.basic"
_SKILL = re.compile(r"residents\.skill:([a-z0-9_-]{1,24}):([1-4])")

#: The steps of the ladder that a target may speak of: installed, with help, alone, teaches others.
LEVELS = (1, 2, 3, 4)


class TargetLike(Protocol):
    path: str
    indicator: str
    segment: str
    due_on: date
    percent: Decimal


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """So many percent by the end of a day."""

    due_on: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """The milestones of one indicator and segment, by day, and the path they were set at."""

    indicator: str
    segment: str
    path: str
    milestones: tuple[Milestone, ...]


def effective(targets: Iterable[TargetLike], path: str) -> list[Series]:
    """The series that hold at `path`, by indicator and segment.

    `targets` may be those of the whole campaign; what lies beside or below `path` is passed over.
    """
    nearest: dict[tuple[str, str], str] = {}
    above = [target for target in targets if path.startswith(target.path)]
    for target in above:
        key = (target.indicator, target.segment)
        if len(target.path) >= len(nearest.get(key, "")):
            nearest[key] = target.path
    return [
        Series(
            indicator,
            segment,
            source,
            tuple(
                sorted(
                    Milestone(target.due_on, target.percent)
                    for target in above
                    if (target.path, target.indicator, target.segment)
                    == (source, indicator, segment)
                )
            ),
        )
        for (indicator, segment), source in sorted(nearest.items())
    ]


def skill_indicator(code: str, level: int) -> str:
    """The indicator "residents at `level` or above of skill `code`"."""
    return f"residents.skill:{code}:{level}"


def skill_of(indicator: str) -> tuple[str, int] | None:
    """(skill code, level) of a skill's indicator; None for the others."""
    found = _SKILL.fullmatch(indicator)
    return (found[1], int(found[2])) if found else None


def percent_of(written: str) -> Decimal:
    """A percentage as typed: "70", "70 %", "85,5". At most two decimals.

    Raises Refused `target.percent_unreadable`, `target.over_hundred`, `target.not_above_zero`.
    """
    cleaned = written.replace("%", "").replace(",", ".").strip()
    try:
        percent = Decimal(cleaned)
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite():
        raise Refused(
            "target.percent_unreadable",
            "",
            {"written": written},
        )
    return check_percent(percent.quantize(Decimal("0.01")))


def check_percent(percent: Decimal) -> Decimal:
    """`percent` when it can be a target. Raises Refused `target.over_hundred`, `.not_above_zero`."""
    if percent > 100:
        raise Refused(
            "target.over_hundred",
            "",
            {"percent": _plain(percent)},
        )
    if percent <= 0:
        raise Refused("target.not_above_zero", "")
    return percent


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}".replace(".", ",")


def check_series(
    indicator: str,
    segment: str,
    milestones: Sequence[Milestone],
    *,
    starts_on: date,
    ends_on: date,
    skills: Collection[str],
    segments: Collection[str],
) -> None:
    """Raises Refused when a series cannot hold in a campaign from `starts_on` to `ends_on`.

    `skills` are the codes of the campaign's skills, `segments` the segments that exist.
    `target.indicator_unknown`, `target.skill_not_in_campaign`, `target.segment_unknown`,
    `target.segment_of_households`, `target.over_hundred`, `target.not_above_zero`,
    `milestone.before_campaign`, `milestone.after_campaign`, `milestone.twice`,
    `milestone.decreasing`.
    """
    _check_what(indicator, segment, skills, segments)
    for milestone in milestones:
        check_percent(milestone.percent)
        check_day(milestone.due_on, starts_on=starts_on, ends_on=ends_on)
    ordered = sorted(milestones)
    for earlier, later in itertools.pairwise(ordered):
        days = {"earlier": f"{earlier.due_on:%d/%m/%Y}", "later": f"{later.due_on:%d/%m/%Y}"}
        if earlier.due_on == later.due_on:
            raise Refused("milestone.twice", "", days)
        if earlier.percent > later.percent:
            raise Refused(
                "milestone.decreasing",
                "",
                days,
            )


def _check_what(
    indicator: str, segment: str, skills: Collection[str], segments: Collection[str]
) -> None:
    skill = skill_of(indicator)
    if skill is None and indicator not in (HOUSEHOLDS_REACHED, RESIDENTS_BASIC):
        raise Refused(
            "target.indicator_unknown",
            "",
            {"indicator": indicator},
        )
    if skill is not None and skill[0] not in skills:
        raise Refused(
            "target.skill_not_in_campaign",
            "",
            {"skill": skill[0]},
        )
    if segment and segment not in segments:
        raise Refused(
            "target.segment_unknown",
            "",
            {"segment": segment},
        )
    if segment and indicator == HOUSEHOLDS_REACHED:
        raise Refused(
            "target.segment_of_households",
            "",
        )


def check_day(due_on: date, *, starts_on: date, ends_on: date) -> None:
    """Raises Refused `milestone.before_campaign` or `milestone.after_campaign`."""
    days = {
        "day": f"{due_on:%d/%m/%Y}",
        "starts_on": f"{starts_on:%d/%m/%Y}",
        "ends_on": f"{ends_on:%d/%m/%Y}",
    }
    if due_on < starts_on:
        raise Refused(
            "milestone.before_campaign",
            "",
            days,
        )
    if due_on > ends_on:
        raise Refused(
            "milestone.after_campaign",
            "",
            days,
        )


def series_of(
    rows: Iterable[tuple[str, str, date, Decimal]],
) -> Mapping[tuple[str, str], list[Milestone]]:
    """Rows (indicator, segment, day, percent) gathered into series, each by day."""
    series: dict[tuple[str, str], list[Milestone]] = {}
    for indicator, segment, due_on, percent in rows:
        series.setdefault((indicator, segment), []).append(Milestone(due_on, percent))
    return {key: sorted(milestones) for key, milestones in sorted(series.items())}
