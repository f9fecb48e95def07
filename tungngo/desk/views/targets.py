"""The grid of targets of an area: rows are what is counted, columns are days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign, Ladder
from tungngo.campaigns.refusals import in_words
from tungngo.campaigns.rules.targets import (
    HOUSEHOLDS_REACHED,
    LEVELS,
    RESIDENTS_BASIC,
    percent_of,
    skill_indicator,
)
from tungngo.desk.days import read_day
from tungngo.desk.indicators import indicator_label, skill_name
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, shown, tell
from tungngo.lib.problems import Refused
from tungngo.lib.text import day as day_words
from tungngo.territory.models import Area, Level, Segment
from tungngo.territory.queries import area_of, children_of

#: Days beyond those already used that the grid offers.
SPARE_DAYS = 1
MOST_DAYS = 12

#: What the grid always shows, besides the skills that have a target.
STANDING_ROWS = (
    (HOUSEHOLDS_REACHED, ""),
    (RESIDENTS_BASIC, ""),
    *((RESIDENTS_BASIC, segment) for segment in Segment.values if segment != Segment.CHILD),
)

Row = tuple[str, str, date, Decimal]


def _found(seat: Seat, campaign_id: UUID, code: str) -> tuple[Campaign, Area]:
    with or_404():
        return queries.campaign_of(seat.reach, campaign_id), area_of(seat.reach, code)


@staff
def targets(request: HttpRequest, seat: Seat, campaign_id: UUID, code: str) -> HttpResponse:
    """The grid of one area; empty rows take what holds above."""
    campaign, area = _found(seat, campaign_id, code)
    may_write = seat.may("officer", area.path) and campaign.state != Campaign.State.ENDED
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        seat.must("officer", area.path)
        rows, problems = read_grid(request.POST)
        if not problems:
            try:
                line = actions.set_targets(
                    actor=seat.account, campaign=campaign, area=area, rows=rows
                )
            except Refused as refusal:
                problems = [{"text": str(refusal), "code": refusal.code}]
            else:
                _offer(request, campaign, area, line, _("The targets are saved."))
                return redirect("targets", campaign.id, area.code)
    children = list(children_of(seat.reach, area)) if area.level < Level.GROUP else []
    own = queries.paths_with_targets(seat.reach, campaign, area.path)
    return shown(
        request,
        seat,
        "desk/campaigns/targets.html",
        area,
        "campaign",
        campaign.name,
        _("Targets"),
        campaign=campaign,
        grid=_grid(seat, campaign, area, request.POST if problems else None),
        problems=problems,
        children=[
            {"area": child, "is_own": any(path.startswith(child.path) for path in own)}
            for child in children
        ],
        own_below=len(own),
        is_top=area.path == campaign.path,
        in_campaign=area.path.startswith(campaign.path),
        has_own=queries.targets_set_at(seat.reach, campaign, area.path).exists(),
        skills=[
            (skill.code, skill_name(skill)) for skill in queries.skills_of(seat.reach, campaign)
        ],
        levels=[(level, Ladder(level).label) for level in LEVELS],
        segments=[("", _("all residents")), *Segment.choices],
        may_write=may_write,
        status=422 if problems else 200,
    )


def _grid(
    seat: Seat, campaign: Campaign, area: Area, typed: Mapping[str, str] | None
) -> dict[str, Any]:
    """Days and rows as the page shows them: own figures, inherited ones as hints, or what was typed."""
    own: dict[tuple[str, str], dict[date, Decimal]] = {}
    for target in queries.targets_set_at(seat.reach, campaign, area.path):
        own.setdefault((target.indicator, target.segment), {})[target.due_on] = target.percent
    held = {
        (series.indicator, series.segment): {m.due_on: m.percent for m in series.milestones}
        for series in queries.targets_at(seat.reach, campaign, area.path)
    }
    known = sorted({day for series in [*own.values(), *held.values()] for day in series})
    days: list[date | None] = [*known, *[None] * SPARE_DAYS]
    skills = queries.skills_of(seat.reach, campaign)
    keys = [*STANDING_ROWS, *sorted(key for key in held if key not in STANDING_ROWS)]
    columns = [
        (typed or {}).get(f"day-{place}", day_words(day) if day else "")
        for place, day in enumerate(days)
    ]
    rows = []
    for number, (indicator, segment) in enumerate(keys):
        mine = own.get((indicator, segment), {})
        above = {} if mine else held.get((indicator, segment), {})
        rows.append(
            {
                "key": f"{indicator}|{segment}",
                "number": number,
                "label": indicator_label(indicator, segment, skills),
                "inherits": bool(above),
                "cells": [
                    {
                        "name": f"percent-{number}-{place}",
                        "value": (typed or {}).get(
                            f"percent-{number}-{place}", _plain(mine.get(day)) if day else ""
                        ),
                        "hint": _plain(above.get(day)) if day else "",
                        "day": day_words(day) if day else _("new day"),
                    }
                    for place, day in enumerate(days)
                ],
            }
        )
    return {"columns": columns, "rows": rows}


def _plain(percent: Decimal | None) -> str:
    return "" if percent is None else f"{percent.normalize():f}".replace(".", ",")


def read_grid(posted: Mapping[str, str]) -> tuple[list[Row], list[dict[str, str]]]:
    """The rows of a posted grid, and what cannot be read in it.

    Names: `row-<r>` = "indicator|segment", `day-<c>`, `percent-<r>-<c>`; the last row may be a new
    skill (`new-skill`, `new-level`, `new-segment`, its percents under `percent-new-<c>`).
    """
    days: dict[int, date] = {}
    problems: list[dict[str, str]] = []
    for column in range(MOST_DAYS):
        written = posted.get(f"day-{column}", "").strip()
        if day := read_day(written):
            days[column] = day
        elif written:
            sentence = _("“%(asked)s” is not a day. A day is written 31/08/2026.")
            problems.append(
                {
                    "text": sentence % {"asked": written[:40]},
                    "code": "milestone.day_unreadable",
                    "target": f"day-{column}",
                }
            )
    keys = {
        name.removeprefix("row-"): value
        for name, value in posted.items()
        if name.startswith("row-") and "|" in value
    }
    if skill := posted.get("new-skill"):
        level = posted.get("new-level", "")
        keys["new"] = (
            f"{skill_indicator(skill, int(level) if level.isdigit() else 0)}"
            f"|{posted.get('new-segment', '')}"
        )
    rows: list[Row] = []
    for number, key in keys.items():
        indicator, _bar, segment = key.partition("|")
        for column in range(MOST_DAYS):
            name = f"percent-{number}-{column}"
            written = posted.get(name, "").strip()
            if not written:
                continue
            if column not in days:
                problems.append(
                    {
                        "text": _("Choose the day by which %(percent)s %% is to be reached.")
                        % {"percent": written},
                        "code": "milestone.day_missing",
                        "target": f"day-{column}",
                    }
                )
                continue
            try:
                with in_words():
                    percent = percent_of(written)
                rows.append((indicator, segment, days[column], percent))
            except Refused as refusal:
                problems.append({"text": str(refusal), "code": refusal.code, "target": name})
    return rows, problems


@staff
@require_POST
def targets_down(request: HttpRequest, seat: Seat, campaign_id: UUID, code: str) -> HttpResponse:
    """Write what holds here into every area right below."""
    campaign, area = _found(seat, campaign_id, code)
    seat.must("officer", area.path)
    children = list(children_of(seat.reach, area))
    try:
        line = actions.copy_targets_down(
            actor=seat.account, campaign=campaign, area=area, children=children
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect("targets", campaign.id, area.code)
    count = len(children)
    words = ngettext(
        "%(count)s area now has these targets as its own.",
        "%(count)s areas now have these targets as their own.",
        count,
    ) % {"count": count}
    _offer(request, campaign, area, line, words)
    return redirect("targets", campaign.id, area.code)


@staff
@require_POST
def targets_inherit(request: HttpRequest, seat: Seat, campaign_id: UUID, code: str) -> HttpResponse:
    """Give up this area's own targets."""
    campaign, area = _found(seat, campaign_id, code)
    seat.must("officer", area.path)
    try:
        line = actions.inherit_targets(actor=seat.account, campaign=campaign, area=area)
    except Refused as refusal:
        tell(request, refusal)
    else:
        _offer(request, campaign, area, line, _("The targets from above hold here again."))
    return redirect("targets", campaign.id, area.code)


def _offer(request: HttpRequest, campaign: Campaign, area: Area, line: UUID, words: str) -> None:
    offer_undo(request, words, reverse("targets_undo", args=[campaign.id, area.code, line]))
