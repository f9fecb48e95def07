"""A board put into words and rows for the figures of the look: milestone bars, the day curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.lib import text
from tungngo.progress.queries import Board, MilestoneLine, Series
from tungngo.territory.models import Segment

#: A milestone's state → the badge of the look.
BADGES = {"met": "done", "missed": "missed", "risk": "risk", "ok": "ok", "open": ""}

INDICATORS = {
    "households.reached": gettext_lazy("Households reached"),
    "residents.basic": gettext_lazy("Residents with basic digital skills"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The answer at the top of a board: a badge's state, one sentence, what it takes."""

    state: str
    sentence: str
    advice: str


def series_label(series: Series) -> str:
    """What a series of milestones is about, in words."""
    if series.segment:
        return _("Basic digital skills: %(segment)s") % {"segment": Segment(series.segment).label}
    return str(INDICATORS.get(series.indicator, series.indicator))


def milestone_rows(board: Board) -> list[dict[str, Any]]:
    """One bar for each series of milestones on the board."""
    return [
        {
            "label": series_label(series),
            "indicator": series.indicator,
            "reached": series.measure.part,
            "whole": series.measure.whole,
            "unit": _("households") if series.indicator.startswith("households") else _("people"),
            "pace": series.even_pace if series.measure.whole else None,
            "milestones": [_flag(line) for line in series.lines],
            "forecast": _end(series.lines),
            "lines": series.lines,
        }
        for series in sorted(board.series, key=lambda s: (s.indicator, s.segment))
    ]


def _flag(line: MilestoneLine) -> dict[str, Any]:
    share = text.number(line.percent).removesuffix(",0")
    return {
        "percent": line.percent,
        "due_on": line.due_on,
        "label": f"{share}%",
        "state": BADGES[line.state],
    }


def _end(lines: Sequence[MilestoneLine]) -> tuple[int, int, int] | None:
    last = lines[-1].forecast if lines else None
    return (last.low, last.middle, last.high) if last else None


def main_series(board: Board) -> Series | None:
    """The series the headline and the curve speak of: households reached."""
    return next((s for s in board.series if s.indicator == "households.reached"), None)


def curve_rows(board: Board) -> dict[str, Any]:
    """What the day curve of reached households draws."""
    series = main_series(board)
    start = board.campaign.starts_on if board.campaign else board.today
    pace: list[dict[str, Any]] = []
    if series and board.campaign:
        pace.append({"on": start, "value": 0})
        pace += [{"on": line.due_on, "value": line.needed} for line in series.lines]
    return {
        "counted": [{"on": on, "value": value} for on, value in board.days],
        "pace": pace,
        "forecast": [
            {"on": one.on, "low": one.low, "mid": one.middle, "high": one.high}
            for one in board.outlook
        ],
        "milestones": [_flag(line) for line in series.lines] if series else [],
    }


def headline(board: Board) -> Headline | None:
    """Are we going to make it? The next milestone of reached households, as one sentence."""
    series = main_series(board)
    if series is None or not series.measure.whole:
        return None
    line = next((one for one in series.lines if one.due_on >= board.today), series.lines[-1])
    facts = {
        "percent": text.number(line.percent).removesuffix(",0"),
        "day": text.day(line.due_on),
        "needed": text.number(line.needed),
        "part": text.number(series.measure.part),
        "left": text.number(max(line.needed - series.measure.part, 0)),
    }
    if line.state == "met":
        return Headline("done", _("%(percent)s%% by %(day)s: reached.") % facts, "")
    if line.state == "missed":
        return Headline(
            "missed",
            _("%(percent)s%% by %(day)s: missed by %(left)s households.") % facts,
            _(
                "The campaign's days are over or the day has passed; what is left stays on the list."
            ),
        )
    if line.forecast is None:
        return Headline("ok", _("%(percent)s%% by %(day)s: too early to say.") % facts, "")
    facts |= {
        "low": text.number(line.forecast.low),
        "high": text.number(line.forecast.high),
        "per_day": text.number(math.ceil(line.per_day)) if line.per_day else "0",
    }
    if line.state == "risk":
        return Headline(
            "risk",
            _(
                "%(percent)s%% by %(day)s will be missed at this pace:"
                " %(low)s to %(high)s of %(needed)s expected."
            )
            % facts,
            _("It takes %(per_day)s households a day from now on.") % facts,
        )
    return Headline(
        "ok",
        _(
            "%(percent)s%% by %(day)s is within reach: %(low)s to %(high)s expected,"
            " %(needed)s needed."
        )
        % facts,
        _("It takes %(per_day)s households a day from now on.") % facts,
    )
