"""The daily brief in words: what a ward says of its day in one page, one chat text, one workbook.

The three are made from one `Brief`, and its figures from boards, so that none can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tungngo.lib import clock
from tungngo.lib import text as written
from tungngo.look.training import named
from tungngo.look.words import day, number, percent
from tungngo.progress import figures
from tungngo.progress.figures import Headline
from tungngo.progress.league import LeagueRow
from tungngo.progress.queries import Board
from tungngo.progress.rules import Measure
from tungngo.progress.series import MilestoneLine
from tungngo.reports import drawings
from tungngo.reports.queries import Stretch

#: Areas named as furthest behind: what fits beside the rest on one page.
MOST_BEHIND = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a whole (None: a plain count), and how much of it the days brought."""

    label: str
    part: int
    whole: int | None
    unit: str
    gained: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One milestone against reality; `state` as in progress.rules.state_of, `says` in words."""

    label: str
    due_on: date
    percent: float
    needed: int
    reached: int
    whole: int
    state: str
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """An area below, against its own pace."""

    name: str
    doors: Measure
    priority: Measure
    gained: int
    short: int
    state: str


@dataclass(frozen=True, slots=True)
class SkillLine:
    """How many people do a service alone or teach it, of everybody listed."""

    name: str
    able: int
    steps: tuple[int, ...]
    whole: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What is said of some days of an area. `places` are all areas below, in their own order."""

    title: str
    area: str
    campaign: str
    headline: Headline | None
    figures: list[Figure]
    marks: list[Mark]
    places: list[Place]
    skills: list[SkillLine]
    sources: list[str]
    curve: str

    @property
    def behind(self) -> list[Place]:
        """The areas furthest behind their own pace, the most households first."""
        late = [place for place in self.places if place.short > 0 and place.state == "late"]
        return sorted(late, key=lambda place: -place.short)[:MOST_BEHIND]


def daily(stretch: Stretch) -> Brief:
    """The brief of one day."""
    return brief(stretch, _("Daily brief, %(day)s") % {"day": day(stretch.last)})


def brief(stretch: Stretch, title: str) -> Brief:
    """Everything that is said of a stretch of days, in the language of the moment."""
    board = stretch.until
    return Brief(
        title=named(title),
        area=board.area.full_name,
        campaign=_campaign(board),
        headline=figures.headline(board),
        figures=_figures(stretch),
        marks=_marks(board),
        places=_places(stretch),
        skills=[
            SkillLine(
                one.skill.short or figures.skill_name(one.skill),
                one.at_least[2],
                tuple(one.steps),
                sum(one.steps),
            )
            for one in board.ladders
        ],
        sources=_sources(board),
        curve=drawings.curve(board),
    )


def _campaign(board: Board) -> str:
    if board.campaign is None:
        return _("The sum of the campaigns that run below") if board.parts else ""
    days = (board.campaign.ends_on - board.campaign.starts_on).days + 1
    gone = (board.today - board.campaign.starts_on).days + 1
    if not 1 <= gone <= days:
        return board.campaign.name
    return _("%(campaign)s, day %(gone)s of %(days)s") % {
        "campaign": board.campaign.name,
        "gone": gone,
        "days": days,
    }


def _figures(stretch: Stretch) -> list[Figure]:
    now, then = stretch.until, stretch.before
    measured = (
        (_("Households reached"), now.doors, then.doors, _("households")),
        (_("Priority households reached"), now.priority, then.priority, _("households")),
        (_("People guided"), now.people, then.people, _("people")),
        (_("People with basic digital skills"), now.basic, then.basic, _("people")),
    )
    found = [
        Figure(label, one.part, one.whole, unit, one.part - before.part)
        for label, one, before, unit in measured
    ]
    met = Figure(_("Encounters"), now.contacts, None, _("encounters"), now.contacts - then.contacts)
    return [*found, met]


def _marks(board: Board) -> list[Mark]:
    rows = sorted(board.series, key=lambda one: one is not figures.main_series(board))
    return [
        Mark(
            figures.series_label(series, board.skills),
            line.due_on,
            line.percent,
            line.needed,
            series.measure.part,
            series.measure.whole,
            line.state,
            _says(line, series.measure),
        )
        for series in rows
        if series.measure.whole
        for line in series.lines
    ]


def _says(line: MilestoneLine, now: Measure) -> str:
    if line.state == "met":
        return _("reached")
    if line.state == "missed":
        return _("missed by %(left)s") % {"left": number(line.needed - now.part)}
    if line.state == "open" or line.forecast is None:
        return _("too early to say")
    low, high = number(line.forecast.low), number(line.forecast.high)
    expected = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    if line.state == "risk":
        return _("at risk: %(expected)s expected") % {"expected": expected}
    return _("within reach: %(expected)s expected") % {"expected": expected}


def _places(stretch: Stretch) -> list[Place]:
    before = {_key(row): row.doors.part for row in stretch.before.league}
    return [
        Place(
            row.area.full_name if row.area else _("in no area of today"),
            row.doors,
            row.priority,
            row.doors.part - before.get(_key(row), 0),
            row.short,
            row.state,
        )
        for row in stretch.until.league
        if row.doors.whole or row.doors.part
    ]


def _key(row: LeagueRow) -> str:
    return row.area.path if row.area else ""


def _sources(board: Board) -> list[str]:
    """Where the figures are from, as of when, and what is not in them."""
    said = [_("Wholes are the household list as it stands now.")]
    if board.counted_at:
        at = f"{written.clock(board.counted_at)} {day(board.counted_at)}"
        said.append(_("Counted at %(at)s, as on the board.") % {"at": at})
    if board.today >= clock.today() and (board.waiting_count or board.waiting_phones):
        said.append(
            _("Not in it yet: %(received)s encounters received, %(phones)s still on phones.")
            % {
                "received": number(board.waiting_count),
                "phones": number(board.waiting_phones),
            }
        )
    return said


# ------------------------------------------------------------------------------------- as a text


def as_text(brief: Brief) -> str:
    """The brief as a chat group takes it: short lines, no markup."""
    blocks: list[Iterable[str]] = [
        [brief.title.upper(), brief.area, brief.campaign],
        [figure_line(one) for one in brief.figures],
    ]
    if brief.headline:
        blocks.append([brief.headline.sentence, brief.headline.advice])
    if behind := brief.behind[:5]:
        rows = [f"{place}. {_behind_line(one)}" for place, one in enumerate(behind, 1)]
        blocks.append([_("Furthest behind their own pace:"), *rows])
    blocks.append(brief.sources)
    return "\n\n".join("\n".join(line for line in block if line) for block in blocks) + "\n"


def figure_line(one: Figure) -> str:
    """“Households reached: 6,214/9,870 (63%; +215 on the day)”."""
    gained = _("%(gained)s on the day") % {"gained": signed(one.gained)}
    if one.whole is None:
        return f"{one.label}: {number(one.part)} ({gained})"
    share = percent(one.part, one.whole)
    return f"{one.label}: {number(one.part)}/{number(one.whole)} ({share}; {gained})"


def signed(gained: int) -> str:
    """“+215”, “0”; “−3” when corrections took more away than the days brought."""
    return f"+{number(gained)}" if gained > 0 else number(gained).replace("-", "−")


def _behind_line(one: Place) -> str:
    return _("%(name)s: %(part)s/%(whole)s (%(share)s), %(short)s households short") % {
        "name": one.name,
        "part": number(one.doors.part),
        "whole": number(one.doors.whole),
        "share": percent(one.doors.part, one.doors.whole),
        "short": number(one.short),
    }


# ------------------------------------------------------------------------------------- as a page


def as_page(brief: Brief) -> dict[str, Any]:
    """What the template brief.typ is filled with: every figure already as it is read."""
    return {
        "title": brief.title,
        "area": brief.area,
        "campaign": brief.campaign,
        "headline": brief.headline and [brief.headline.sentence, brief.headline.advice],
        "state": brief.headline.state if brief.headline else "",
        "figures": [_tile(one) for one in brief.figures],
        "curve": brief.curve,
        "labels": {
            "curve": _("Households reached, day by day"),
            "legend": [_("counted"), _("needed"), _("forecast"), _("milestone")],
            "marks": [_("Milestone"), _("Due on"), _("Needed"), _("Reached so far"), _("Standing")],
            "behind": _("Furthest behind their own pace"),
            "nobody": _("No area below is behind its own pace."),
            "places": [_("Area"), _("Reached so far"), _("Share"), _("That day"), _("Short by")],
            "skills": [_("Service"), _("Alone or teaching others"), _("Share")],
        },
        "marks": [_mark_cells(one) for one in brief.marks],
        "has_places": bool(brief.places),
        "behind": [_place_cells(one) for one in brief.behind],
        "skills": [
            [one.name, _of(one.able, one.whole), percent(one.able, one.whole)]
            for one in brief.skills
        ],
        "sources": brief.sources,
    }


def _tile(one: Figure) -> dict[str, str]:
    return {
        "label": one.label,
        "large": number(one.part) if one.whole is None else percent(one.part, one.whole),
        "of": one.unit if one.whole is None else _of(one.part, one.whole),
        "gained": _("%(gained)s on the day") % {"gained": signed(one.gained)},
    }


def _of(part: int, whole: int) -> str:
    return f"{number(part)} / {number(whole)}"


def _mark_cells(one: Mark) -> Sequence[str]:
    return [
        f"{one.label} – {number(one.percent)}%",
        day(one.due_on),
        number(one.needed),
        _of(one.reached, one.whole),
        one.says,
    ]


def _place_cells(one: Place) -> Sequence[str]:
    return [
        one.name,
        _of(one.doors.part, one.doors.whole),
        percent(one.doors.part, one.doors.whole),
        signed(one.gained),
        number(one.short),
    ]
