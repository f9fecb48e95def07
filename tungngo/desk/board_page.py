"""What boards of areas and of teams show alike: figures with the lists behind them, ladders, milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tungngo.campaigns.models import Ladder
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, skill_indicator, skill_of
from tungngo.desk.filters import Asked
from tungngo.look.words import language
from tungngo.progress import figures
from tungngo.progress.league import LeagueRow
from tungngo.progress.league_table import league_heads, total_row
from tungngo.progress.queries import Board, Stairs
from tungngo.progress.rules import Measure
from tungngo.progress.sight import ABLE, PEOPLE_MET
from tungngo.territory.models import Segment

LEVELS = [level for level in Ladder if level]


@lru_cache(maxsize=20_000)
def address(page: str, code: str) -> str:
    """The address of a page of an area; a table of areas asks for hundreds."""
    return reverse(page, args=[code])


class LeagueLine(NamedTuple):
    """A row of the table below a board: its words, the address they lead to and that of the list behind
    what it counts ("": nowhere), its figures."""

    words: str
    url: str
    list_url: str
    row: LeagueRow

    def cells(self, counted: bool) -> SafeString:
        """Its figures as cells of the table. Of a table of 74 most say what they said a moment ago."""
        row = self.row
        said = _Cells(row.doors, row.priority, row.basic, row.state, row.expected, row.about)
        return _cells(said, self.list_url, counted, language())


class _Cells(NamedTuple):
    """What the cells of a row are written from (`LeagueRow` without its area)."""

    doors: Measure
    priority: Measure
    basic: Measure
    state: str
    expected: int
    about: Measure | None


@lru_cache(maxsize=20_000)
def _cells(said: _Cells, list_url: str, counted: bool, _language: str) -> SafeString:
    row = LeagueRow(None, *said)
    context = {"row": row, "list_url": list_url, "counted": counted}
    return mark_safe(render_to_string("desk/progress/league_cells.html", context))


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the lists behind figures are: those of an area (`code` "": no list is within reach), narrowed
    as the page is, and further by `share` (a team). Encounters open at every level: those of the area with
    the code `met_in` ("": nowhere)."""

    code: str
    asked: Asked
    share: Mapping[str, str] = field(default_factory=dict)
    met_in: str = ""

    def doors(self, stand: str, *, urgent: bool = False, member: str = "") -> str:
        """The list of doors that stand so ("": all), with as many rows as the figure says."""
        days = self.asked.kept_days if stand in ("reached", "unreached") else {}
        what = {"priority": "1" if urgent else "", "stand": stand, "member": member}
        return self._at("households", what | days)

    def encounters(self, *, place: str = "", on: date | None = None) -> str:
        """The list of encounters at a kind of place ("": at any), of the page's days or of one."""
        if not self.met_in or self.asked.sight.of_people:
            return ""
        day = on.isoformat() if on else ""
        days = {"from": day, "on": day} if on else self.asked.kept_days
        said = {"place": place} | days | dict(self.share)
        query = urlencode({name: value for name, value in said.items() if value})
        return address("encounters", self.met_in) + (f"?{query}" if query else "")

    def until(self, on: date) -> str:
        """The list behind a point of the curve: what the page counts by the end of a day."""
        sight = self.asked.sight
        days = {"from": sight.since.isoformat() if sight.since else "", "on": on.isoformat()}
        if sight.of_people:
            return self.people(sight.indicator, days=days)
        return self._at("households", {"stand": "reached"} | days)

    def people(
        self, indicator: str, segment: str = "", *, days: Mapping[str, str] | None = None
    ) -> str:
        """The list of the people whom an indicator counts, of the page's days or of others."""
        skill = skill_of(indicator)
        if skill:
            what = {"skill": skill[0], "level": str(skill[1])}
        else:
            what = {"of": "met" if indicator == PEOPLE_MET else "basic"}
        segment = segment or self.asked.sight.segment
        asked = self.asked.kept_days if days is None else days
        return self._at("able", what | {"segment": segment} | dict(asked))

    def of(self, indicator: str, segment: str = "") -> str:
        """The list behind an indicator, doors or people."""
        if indicator == HOUSEHOLDS_REACHED:
            return self.doors("reached")
        return self.people(indicator, segment)

    def _at(self, page: str, query: Mapping[str, str]) -> str:
        if not self.code:
            return ""
        asked = {name: value for name, value in {**query, **self.share}.items() if value}
        return f"{address(page, self.code)}?{urlencode(asked)}"


def board_context(page: Board, asked: Asked, lists: Lists) -> dict[str, Any]:
    """What the template of a board shows of it, whosever it is."""
    return {
        "board": page,
        "asked": asked,
        "day": asked.day,
        "headline": figures.headline(page),
        "tiles": tiles(page, lists) if page.counted else [],
        "milestones": [
            row | {"url": lists.of(row["indicator"], row["segment"])}
            for row in ([] if page.sight.since else figures.milestone_rows(page))
        ],
        "period": figures.period_rows(page) if page.sight.since else [],
        "nobody_listed": figures.nobody_listed(page),
        "curve": figures.curve_rows(page) | {"to_whole": page.sight.since is None},
        "curve_opens": {on: url for on, _so_far in page.days if (url := lists.until(on))},
        "curve_met": [
            {"on": on, "value": number, "url": lists.encounters(on=on)}
            for on, number in page.contacts_on.items()
            if lists.met_in and not page.sight.of_people
        ],
        "met_url": lists.encounters(),
        "met_places": [
            (kind.label, number, lists.encounters(place=kind)) for kind, number in page.by_place
        ],
        "curve_label": curve_label(page),
        "main_unit": figures.unit_of(page.sight.indicator),
        "ladders": [_ladder(one, page, lists) for one in page.ladders],
        "levels": [level.label for level in LEVELS],
    }


def tiles(page: Board, lists: Lists) -> list[dict[str, Any]]:
    """The figures at the top, each with its whole and where it opens."""
    listed = _("household list")
    if page.sight.skill:
        return [
            _people(
                _so_far(level),
                sum(one.at_least[level - 1] for one in page.ladders),
                sum(one.whole for one in page.ladders),
                lists.people(skill_indicator(page.sight.skill, level)),
                page.trends["main"] if level == ABLE else [],
            )
            for level in LEVELS
        ]
    guided = _people(
        _("People guided"),
        *(page.people.part, page.people.whole, lists.people(PEOPLE_MET), page.trends["people"]),
    )
    if page.sight.segment:
        basic = _people(
            _("Basic digital skills"),
            *(page.basic.part, page.basic.whole, lists.people("residents.basic"), []),
        )
        return [guided, basic]
    doors = {"unit": _("households"), "source": listed}
    found = [
        {
            "label": _("Households reached"),
            **{"part": page.doors.part, "whole": page.doors.whole},
            **{"trend": page.trends["doors"], "url": lists.doors("reached")},
        }
        | doors,
        {
            "label": _("Priority households reached"),
            **{"part": page.priority.part, "whole": page.priority.whole},
            **{"trend": page.trends["priority"], "url": lists.doors("reached", urgent=True)},
        }
        | doors,
        guided,
    ]
    if not lists.share:
        words = _("repeated ones too")
        found.append(encounters_tile(page.contacts, words, lists, page.trends["contacts"]))
    return found


def encounters_tile(
    number: int, source: str, lists: Lists, trend: Sequence[int] = ()
) -> dict[str, Any]:
    """How many encounters, and where their list opens."""
    return {
        "label": _("Encounters counted"),
        **{"part": number, "whole": None, "unit": _("encounters")},
        **{"source": source, "trend": trend, "url": lists.encounters()},
    }


def _people(label: str, part: int, whole: int, url: str, trend: list[int]) -> dict[str, Any]:
    return {
        **{"label": label, "part": part, "whole": whole, "unit": _("people")},
        **{"source": _("household list"), "trend": trend, "url": url},
    }


def _so_far(level: Ladder) -> str:
    label = str(level.label)
    if level == Ladder.TEACHES:
        return label[:1].upper() + label[1:]
    return _("%(level)s or further") % {"level": label[:1].upper() + label[1:]}


def curve_label(page: Board) -> str:
    """What the curve of days draws, in words."""
    indicator = page.sight.indicator
    if indicator == HOUSEHOLDS_REACHED:
        return _("Households reached, day by day")
    if indicator == PEOPLE_MET:
        return _("People guided, day by day")
    return _("Alone or teaching others, day by day")


def _ladder(one: Stairs, page: Board, lists: Lists) -> dict[str, Any]:
    """A row of the table of skills: the step from which somebody is able, all steps, where each opens."""
    by_segment = bool(page.sight.skill and one.segment and not page.sight.segment)
    return {
        "words": Segment(one.segment).label if by_segment else figures.skill_name(one.skill),
        "steps": one.steps,
        "whole": one.whole,
        "able": one.at_least[ABLE - 1],
        "able_url": lists.people(skill_indicator(one.skill.code, ABLE), one.segment),
        "levels": [
            (
                level.label,
                one.at_least[level - 1],
                lists.people(skill_indicator(one.skill.code, level), one.segment),
            )
            for level in (LEVELS if page.sight.since else ())
        ],
    }


def league_context(
    page: Board, asked: Asked, sort: str, rows: Sequence[LeagueLine]
) -> dict[str, Any]:
    """The table of what a board is made of: `rows` are in order already; its heads sort."""
    heads = league_heads(sort, of_people=page.sight.of_people)
    return {
        "league": [(line, line.cells(bool(page.counted))) for line in rows],
        "total": LeagueLine("", "", "", total_row(page)).cells(bool(page.counted)),
        "heads": [(head, asked.but(sort=head.sort)) for head in heads],
    }
