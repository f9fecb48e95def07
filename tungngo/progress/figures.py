"""A board put into words and rows for the figures of the look: the answer, milestone bars, the curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.campaigns.models import Ladder, Skill
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, skill_of
from tungngo.encounters.models import Result
from tungngo.look.words import day, language, number
from tungngo.progress import rules
from tungngo.progress.league import LeagueRow
from tungngo.progress.queries import Board, MilestoneLine, Series
from tungngo.progress.rules import Forecast
from tungngo.territory.models import Segment

#: A milestone's state → the badge of the look.
BADGES = {"met": "done", "missed": "missed", "risk": "risk", "ok": "ok", "open": ""}


@dataclass(frozen=True, slots=True)
class Headline:
    """The answer at the top of a board: a badge's state, one sentence, what it takes."""

    state: str
    sentence: str
    advice: str


def skill_name(skill: Skill) -> str:
    """A skill's name in the reader's language."""
    return skill.name_vi if language() == "vi" else skill.name_en


def series_label(series: Series, skills: Sequence[Skill]) -> str:
    """What a series of milestones is about, in words."""
    if series.indicator == HOUSEHOLDS_REACHED:
        return _("Households reached")
    who = Segment(series.segment).label if series.segment else _("everybody")
    skill = skill_of(series.indicator)
    if skill is None:
        return _("Basic digital skills: %(segment)s") % {"segment": who}
    code, level = skill
    name = next((one.short for one in skills if one.code == code), code)
    return _("%(skill)s, %(level)s: %(segment)s") % {
        "skill": name,
        "level": Ladder(level).label,
        "segment": who,
    }


def milestone_rows(board: Board) -> list[dict[str, Any]]:
    """One bar for each series with somebody on its list, households first."""
    return [
        {
            "label": series_label(series, _skills(board)),
            "indicator": series.indicator,
            "segment": series.segment,
            "reached": series.measure.part,
            "whole": series.measure.whole,
            "unit": _("households") if series.indicator == HOUSEHOLDS_REACHED else _("people"),
            "pace": series.even_pace,
            "milestones": [_flag(line) for line in series.lines],
            "forecast": _end(series),
        }
        for series in _in_order(board)
        if series.measure.whole
    ]


def nobody_listed(board: Board) -> list[str]:
    """What the series are about that have nobody on the list to compare with."""
    return [
        series_label(series, _skills(board))
        for series in _in_order(board)
        if not series.measure.whole
    ]


def _in_order(board: Board) -> list[Series]:
    return sorted(
        board.series, key=lambda s: (s.indicator != HOUSEHOLDS_REACHED, s.indicator, s.segment)
    )


def _skills(board: Board) -> list[Skill]:
    return [skill for skill, _steps in board.ladders]


def _flag(line: MilestoneLine) -> dict[str, Any]:
    return {"percent": line.percent, "due_on": line.due_on, "state": BADGES[line.state]}


def _end(series: Series) -> tuple[int, int, int] | None:
    """The range of the forecast for the last milestone; None where it is no range."""
    last = series.lines[-1].forecast
    return (last.low, last.middle, last.high) if last and last.low < last.high else None


def main_series(board: Board) -> Series | None:
    """The series the headline and the curve speak of: households reached."""
    return next((s for s in board.series if s.indicator == HOUSEHOLDS_REACHED), None)


def curve_rows(board: Board) -> dict[str, Any]:
    """What the day curve of reached households draws."""
    series = main_series(board)
    start = board.starts_on
    pace: list[dict[str, Any]] = []
    if series:
        pace.append({"on": start, "value": 0})
        pace += [{"on": line.due_on, "value": line.needed} for line in series.lines]
    return {
        "counted": points_of(board.days),
        "pace": pace,
        "forecast": [
            {"on": one.on, "low": one.low, "mid": one.middle, "high": one.high}
            for one in board.outlook
        ],
        "milestones": [_flag(line) for line in series.lines] if series else [],
    }


def points_of(days: Sequence[tuple[date, int]]) -> list[dict[str, Any]]:
    """(day, count) pairs as the curve of the look takes them."""
    return [{"on": on, "value": value} for on, value in days]


# ------------------------------------------------------------------------------------- the answer


def headline(board: Board) -> Headline | None:
    """Are we going to make it? The next milestone of reached households, as one sentence."""
    series = main_series(board)
    if series is None or not series.measure.whole:
        return None
    line = next((one for one in series.lines if one.due_on >= board.today), series.lines[-1])
    facts = {
        "percent": number(line.percent),
        "day": day(line.due_on),
        "needed": number(line.needed),
        "left": number(max(line.needed - series.measure.part, 0)),
    }
    if line.state == "met":
        return Headline("done", _("%(percent)s%% by %(day)s: reached.") % facts, "")
    if line.state == "missed":
        return Headline(
            "missed",
            _("%(percent)s%% by %(day)s: missed by %(left)s households.") % facts,
            _("The day has passed; the households that are left stay on the list."),
        )
    if line.forecast is None:
        return Headline(
            "ahead", _("%(percent)s%% by %(day)s: too early to say.") % facts, _takes(series, line)
        )
    facts["range"] = _range(line.forecast)
    if line.state == "risk":
        sentence = (
            _(
                "%(percent)s%% by %(day)s will be missed at this pace:"
                " %(range)s expected, %(needed)s needed."
            )
            if line.forecast.high < line.needed
            else _("%(percent)s%% by %(day)s may be missed: %(range)s expected, %(needed)s needed.")
        )
        return Headline("risk", sentence % facts, _takes(series, line))
    sentence = _("%(percent)s%% by %(day)s is within reach: %(range)s expected, %(needed)s needed.")
    return Headline("ok", sentence % facts, _takes(series, line))


#: Areas named among those that hold what is missing.
MOST_NAMED = 5


def mending(board: Board, active: int | None) -> list[str]:
    """What would mend a milestone that will be missed, each a sentence: more days, more people, or the
    areas behind. `active` is how many members worked in the last days; None where that is not asked."""
    series = main_series(board)
    if series is None:
        return []
    line = next((one for one in series.lines if one.due_on >= board.today), None)
    if line is None or line.state != "risk" or line.forecast is None:
        return []
    said = []
    if series.met_on is not None and series.met_on > line.due_on:
        late = (series.met_on - line.due_on).days
        said.append(
            ngettext(
                "Days: at this pace it is met on %(on)s, %(late)s day late.",
                "Days: at this pace it is met on %(on)s, %(late)s days late.",
                late,
            )
            % {"on": day(series.met_on), "late": number(late)}
        )
    left, days = line.needed - series.measure.part, (line.due_on - board.today).days
    more = rules.more_hands(left, days, series.recent_pace, active or 0)
    if more and active:
        said.append(
            ngettext(
                "People: %(more)s more, at the pace of the %(active)s who worked in the last week.",
                "People: %(more)s more, at the pace of the %(active)s who worked in the last week.",
                more,
            )
            % {"more": number(more), "active": number(active)}
        )
    behind = [row for row in board.league if row.area is not None and row.state == "late"]
    chosen = rules.fewest([row.short for row in behind], line.needed - line.forecast.middle)
    if chosen:
        named = [
            f"{row.area.full_name} ({number(row.short)})"
            for row in (behind[place] for place in chosen[:MOST_NAMED])
            if row.area
        ]
        rest = len(chosen) - len(named)
        facts = {"areas": ", ".join(named), "rest": number(rest)}
        said.append(
            ngettext(
                "Where: what is missing lies in %(areas)s and %(rest)s other.",
                "Where: what is missing lies in %(areas)s and %(rest)s others.",
                rest,
            )
            % facts
            if rest
            else _("Where: what is missing lies in %(areas)s, behind their own pace.") % facts
        )
    return said


def _range(expected: Forecast) -> str:
    """Low to high of a forecast; one figure when they are the same."""
    low, high = number(expected.low), number(expected.high)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _takes(series: Series, line: MilestoneLine) -> str:
    """What it takes a day from now on, beside what the last days brought."""
    if line.per_day is None:
        return _("Today is the last day: %(left)s households are left.") % {
            "left": number(line.needed - series.measure.part)
        }
    return _(
        "It takes %(per_day)s households a day from now on;"
        " the last seven days brought %(recent)s a day."
    ) % {
        "per_day": number(math.ceil(line.per_day)),
        "recent": number(round(series.recent_pace, 1 if series.recent_pace < 10 else None)),
    }


# ------------------------------------------------------------------------------------ last knocks


def last_knocks(board: Board) -> list[tuple[str, str, int]]:
    """Doors by what the last knock gave, and those never knocked on: together, all that are listed.
    Each as (how a list of doors is asked for it, words, count)."""
    known = [
        (str(result), str(result.label), count)
        for result in Result
        if (count := board.by_result.get(f"h.{result}", 0))
    ]
    never = board.doors.whole - sum(count for _stand, _words, count in known)
    return [*known, ("never", _("not knocked yet"), never)] if never > 0 else known


# ------------------------------------------------------------------------------------- the league


def _share(part: int, whole: int) -> float:
    return part / whole if whole else -1.0


#: Column of the league → what its rows are sorted by, smallest first; the name's order is given.
_SORTS: Mapping[str, Callable[[LeagueRow], float]] = {
    "listed": lambda row: row.doors.whole,
    "reached": lambda row: row.doors.part,
    "share": lambda row: _share(row.doors.part, row.doors.whole),
    "pace": lambda row: _share(row.gap, row.doors.whole) if row.state else -9.0,
    "priority": lambda row: row.priority.left,
    "basic": lambda row: _share(row.basic.part, row.basic.whole),
}


def league_sort(asked: str) -> str:
    """The order asked for ("share", or "-share" for the largest first); "" for the areas' own."""
    return asked if asked.removeprefix("-") in _SORTS or asked == "-name" else ""


def sorted_league(rows: Sequence[LeagueRow], sort: str) -> list[LeagueRow]:
    """Rows in the order of `league_sort`; equal ones keep the areas' own. What is in no area is last."""
    areas = [row for row in rows if row.area is not None]
    rest = [row for row in rows if row.area is None]
    if sort == "-name":
        return areas[::-1] + rest
    key = _SORTS.get(sort.removeprefix("-"))
    if key is not None:
        sign = -1 if sort.startswith("-") else 1
        areas.sort(key=lambda row: sign * key(row))
    return areas + rest


def total_row(board: Board) -> LeagueRow:
    """The board's own figures as the last row of its league."""
    series = main_series(board)
    expected, state = 0, ""
    if series and board.doors.whole:
        expected = series.even_pace
        state = "ok" if board.doors.part >= expected else "late"
        if board.doors.part >= board.doors.whole:
            state = "done"
    return LeagueRow(board.area, board.doors, board.priority, board.basic, state, expected)


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the league: its words, the order a click asks for, how it is sorted now."""

    column: str
    words: str
    sort: str
    aria: str


def league_heads(sort: str) -> list[Head]:
    """The heads of the league. The first click on figures shows the largest, the second turns."""
    words = {
        "name": _("Area"),
        "listed": _("Listed"),
        "reached": _("Reached"),
        "share": _("Share"),
        "pace": _("Against its own pace"),
        "priority": _("Priority left"),
        "basic": _("Basic skills"),
    }
    heads = []
    for column, label in words.items():
        rising, falling = ("", "-name") if column == "name" else (column, f"-{column}")
        first, second = (rising, falling) if column == "name" else (falling, rising)
        aria = {rising: "ascending", falling: "descending"}.get(sort, "")
        heads.append(Head(column, label, second if sort == first else first, aria))
    return heads
