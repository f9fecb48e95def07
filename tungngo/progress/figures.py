"""A board put into words and rows for the figures of the look: the answer, milestone bars, the curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
from tungngo.progress.queries import Board
from tungngo.progress.rules import Forecast
from tungngo.progress.series import MilestoneLine, Series
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
            "label": series_label(series, board.skills),
            "indicator": series.indicator,
            "segment": series.segment,
            "reached": series.measure.part,
            "whole": series.measure.whole,
            "unit": unit_of(series.indicator),
            "pace": series.even_pace,
            "milestones": [_flag(line) for line in series.lines],
            "forecast": _end(series),
        }
        for series in _in_order(board)
        if series.measure.whole
    ]


def period_rows(board: Board) -> list[dict[str, Any]]:
    """What the period brought each series with somebody on its list, beside what an even pace asks for."""
    return [
        {
            "label": series_label(series, board.skills),
            "brought": series.brought,
            "expected": series.brought_pace,
            "gap": series.brought - series.brought_pace,
            "short": series.brought_pace - series.brought,
            "whole": series.measure.whole,
            "unit": unit_of(series.indicator),
        }
        for series in _in_order(board)
        if series.measure.whole
    ]


def nobody_listed(board: Board) -> list[str]:
    """What the series are about that have nobody on the list to compare with."""
    return [
        series_label(series, board.skills)
        for series in _in_order(board)
        if not series.measure.whole
    ]


def _in_order(board: Board) -> list[Series]:
    return sorted(
        board.series, key=lambda s: (s.indicator != HOUSEHOLDS_REACHED, s.indicator, s.segment)
    )


def _flag(line: MilestoneLine) -> dict[str, Any]:
    return {"percent": line.percent, "due_on": line.due_on, "state": BADGES[line.state]}


def _end(series: Series) -> tuple[int, int, int] | None:
    """The range of the forecast for the last milestone; None where it is no range."""
    last = series.lines[-1].forecast
    return (last.low, last.middle, last.high) if last and last.low < last.high else None


def main_series(board: Board) -> Series | None:
    """The series of what the board counts: households reached, unless it is narrowed."""
    asked = board.sight.indicator, board.sight.segment
    return next((s for s in board.series if (s.indicator, s.segment) == asked), None)


def answering(board: Board) -> Series | None:
    """The series the headline speaks of. A board of people goes by the first milestones they have."""
    main = main_series(board)
    if main is None and board.sight.of_people:
        return next((series for series in _in_order(board) if series.measure.whole), None)
    return main


def unit_of(indicator: str) -> str:
    """What an indicator counts, in words."""
    return _("households") if indicator == HOUSEHOLDS_REACHED else _("people")


def curve_rows(board: Board) -> dict[str, Any]:
    """What the day curve of the main figure draws; of a period its own days, beside its own pace."""
    series = main_series(board)
    start = board.starts_on
    pace: list[dict[str, Any]] = []
    if board.sight.since:
        start = max(board.sight.since, start)
        if series and board.today > start:
            pace = [{"on": start, "value": 0}, {"on": board.today, "value": series.brought_pace}]
        return {"counted": points_of(board.days), "pace": pace, "forecast": [], "milestones": []}
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
    """Are we going to make it? The next milestone of what is asked about, as one sentence; of a period,
    whether it brought what an even pace asks for."""
    series = answering(board)
    if series is None or not series.measure.whole:
        return None
    said = _of_period(board, series) if board.sight.since else of_milestone(series, board.today)
    if series.indicator == HOUSEHOLDS_REACHED:
        return said
    label = series_label(series, board.skills)
    return Headline(said.state, f"{label}. {said.sentence}", said.advice)


def _of_period(board: Board, series: Series) -> Headline:
    facts = {
        "brought": number(series.brought),
        "expected": number(series.brought_pace),
        "unit": unit_of(series.indicator),
    }
    sentence = _("This period brought %(brought)s %(unit)s; an even pace asks for %(expected)s.")
    state = "late" if series.brought < series.brought_pace else "ok"
    return Headline(state, sentence % facts, "")


def of_milestone(series: Series, today: date) -> Headline:
    """The next milestone of a series as one sentence, what it takes as another."""
    line = next((one for one in series.lines if one.due_on >= today), series.lines[-1])
    facts = {
        "percent": number(line.percent),
        "day": day(line.due_on),
        "needed": number(line.needed),
        "left": number(max(line.needed - series.measure.part, 0)),
        "unit": unit_of(series.indicator),
    }
    if line.state == "met":
        return Headline("done", _("%(percent)s%% by %(day)s: reached.") % facts, "")
    if line.state == "missed":
        still = (
            _("The day has passed; the households that are left stay on the list.")
            if series.indicator == HOUSEHOLDS_REACHED
            else ""
        )
        missed = _("%(percent)s%% by %(day)s: missed by %(left)s %(unit)s.")
        return Headline("missed", missed % facts, still)
    if line.forecast is None:
        return Headline(
            "ahead", _("%(percent)s%% by %(day)s: too early to say.") % facts, _takes(series, line)
        )
    facts["range"] = _range(line.forecast)
    if line.state == "risk":
        sentence = (
            _(
                "%(percent)s%% by %(day)s will be missed at this pace:"
                " %(range)s %(unit)s expected, %(needed)s needed."
            )
            if line.forecast.high < line.needed
            else _(
                "%(percent)s%% by %(day)s may be missed:"
                " %(range)s %(unit)s expected, %(needed)s needed."
            )
        )
        return Headline("risk", sentence % facts, _takes(series, line))
    sentence = _(
        "%(percent)s%% by %(day)s is within reach: %(range)s %(unit)s expected, %(needed)s needed."
    )
    return Headline("ok", sentence % facts, _takes(series, line))


#: Areas named among those that hold what is missing.
MOST_NAMED = 5


def mending(board: Board, active: int | None) -> list[str]:
    """What would mend a milestone that will be missed, each a sentence: more days, more people, or the
    areas behind. `active` is how many members worked in the last days; None where that is not asked."""
    series = answering(board)
    if series is None or board.sight.since:
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
    # The rows of areas are judged by the main series alone.
    judged = board.league if series is main_series(board) else []
    behind = [row for row in judged if row.area is not None and row.state == "late"]
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
    unit = unit_of(series.indicator)
    if line.per_day is None:
        return _("Today is the last day: %(left)s %(unit)s are left.") % {
            "left": number(line.needed - series.measure.part),
            "unit": unit,
        }
    said = {
        "per_day": number(math.ceil(line.per_day)),
        "unit": unit,
        "recent": number(round(series.recent_pace, 1 if series.recent_pace < 10 else None)),
        "so_far": number(series.measure.part),
        "days": series.recent_days,
    }
    if not series.recent_days and not series.measure.part:
        return _("It takes %(per_day)s %(unit)s a day from now on.") % said
    if not series.recent_days:
        return (
            _(
                "It takes %(per_day)s %(unit)s a day from now on; the first day has brought "
                "%(so_far)s so far."
            )
            % said
        )
    if series.recent_days < rules.RECENT_DAYS:
        return (
            ngettext(
                "It takes %(per_day)s %(unit)s a day from now on; the first day brought %(recent)s.",
                "It takes %(per_day)s %(unit)s a day from now on; the first %(days)s days brought "
                "%(recent)s a day.",
                series.recent_days,
            )
            % said
        )
    return (
        _(
            "It takes %(per_day)s %(unit)s a day from now on;"
            " the last seven days brought %(recent)s a day."
        )
        % said
    )


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
