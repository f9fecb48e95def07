"""The sheet of targets over the areas below, as its page shows and posts it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tungngo.campaigns.refusals import in_words
from tungngo.campaigns.rules.grid import Milestones, Plan, Typed, Wrong
from tungngo.campaigns.rules.targets import Milestone
from tungngo.campaigns.target_book import Filled
from tungngo.desk.days import read_day
from tungngo.lib.problems import Refused
from tungngo.lib.text import day as day_words
from tungngo.territory.models import Area

MOST_DAYS = 12


def plain(percent: Decimal) -> str:
    """A percentage as it is typed: 85,5."""
    return f"{percent.normalize():f}".replace(".", ",")


def days_of(series: Iterable[Milestones]) -> list[date | None]:
    """The days of the columns: every day used, and one more to fill in."""
    days: list[date | None] = [*sorted({one.due_on for found in series for one in found})]
    return [*days, None] if len(days) < MOST_DAYS else days


def standing(days: Sequence[date | None], own: Milestones) -> list[str]:
    """An area's own figures in the cells of its row."""
    figures = {one.due_on: plain(one.percent) for one in own}
    return [figures.get(day, "") if day else "" for day in days]


def typed_in(posted: QueryDict, areas: Sequence[Area]) -> tuple[Typed, list[Wrong], list[str]]:
    """The posted sheet, columns whose day cannot be read, and the days as they were written.

    Names: `day-<column>`, `p-<code>-<column>`; `whole` says the page's script has filled in the rows.
    """
    days: list[date | None] = []
    written: list[str] = []
    wrong: list[Wrong] = []
    for column in range(MOST_DAYS + 1):
        if (said := posted.get(f"day-{column}")) is None:
            break
        written.append(said.strip())
        days.append(read_day(said))
        if said.strip() and days[column] is None:
            sentence = _("“%(asked)s” is not a day. A day is written 31/08/2026.")
            refusal = Refused("milestone.day_unreadable", sentence, {"asked": said.strip()[:40]})
            wrong.append(Wrong("", column, refusal))
    cells = {
        area.path: [posted.get(f"p-{area.code}-{column}", "")[:20] for column in range(len(days))]
        for area in areas
    }
    return Typed(days, cells, is_whole=bool(posted.get("whole"))), wrong, written


def seen_in(posted: QueryDict) -> dict[str, Milestones]:
    """path → what stood there when the page was made, as `seen_of` wrote it."""
    try:
        found = json.loads(posted.get("seen", "{}"))
        return {
            str(path): tuple(Milestone(date.fromisoformat(d), Decimal(p)) for d, p in rows)
            for path, rows in found.items()
        }
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return {}


def seen_of(own: Mapping[str, Milestones]) -> str:
    return json.dumps(
        {
            path: [[one.due_on.isoformat(), str(one.percent)] for one in ms]
            for path, ms in own.items()
        }
    )


def filled(typed: Typed, rows: Iterable[str], figures: Sequence[str] | None) -> Typed:
    """With `figures` written into these rows, or (None) the rows emptied."""
    cells = dict(typed.cells)
    for path in rows:
        if figures is None:
            cells[path] = [""] * len(typed.days)
        else:
            pairs = zip(cells[path], figures, strict=True)
            cells[path] = [new.strip() or old for old, new in pairs]
    return Typed(typed.days, cells, typed.is_whole)


def loaded(found: Filled, own: Mapping[str, Milestones], days: Sequence[date | None]) -> Typed:
    """A file laid over what stands: days the file does not have stay as they are."""
    columns: list[date] = sorted({*(day for day in days if day), *found.days})
    cells = {path: standing(columns, own.get(path, ())) for path in own}
    for path, said in found.cells.items():
        row = dict(zip(columns, standing(columns, own.get(path, ())), strict=True))
        row |= dict(zip(found.days, said, strict=True))
        cells[path] = [row[day] for day in columns]
    return Typed(list(columns), cells, is_whole=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside the rows."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    problems: list[dict[str, str]]
    changes: list[dict[str, Any]]


def sheet_of(
    typed: Typed,
    plan: Plan,
    areas: Sequence[Area],
    *,
    own: Mapping[str, Milestones],
    held: Milestones,
    written: Sequence[str] = (),
) -> Shown:
    """Columns, rows, what is wrong in words with the field it is about, and what would change."""
    wrong: dict[tuple[str, int | None], Refused] = {}
    for one in plan.wrong:
        try:
            with in_words():
                raise one.refusal
        except Refused as refusal:
            wrong.setdefault((one.row, one.column), refusal)
    grey = {one.due_on: plain(one.percent) for one in held}
    codes = {area.path: area for area in areas}
    problems = [
        {
            "text": str(refusal),
            "code": refusal.code,
            "place": codes[path].full_name if path else "",
            "target": f"p-{codes[path].code}-{column or 0}" if path else f"day-{column}",
        }
        for (path, column), refusal in wrong.items()
    ]
    said = [*written, *([""] * len(typed.days))]
    columns = [
        {
            "name": f"day-{column}",
            "written": day_words(day) if day else said[column],
            "words": day_words(day) if day else _("new day"),
            "is_new": day is None or ("", column) in wrong,
            "wrong": wrong.get(("", column)),
        }
        for column, day in enumerate(typed.days)
    ]
    touched = {*plan.changes, *(one.row for one in plan.wrong)}
    rows = [
        {
            "area": area,
            "is_own": bool(own.get(area.path)),
            "is_changed": area.path in plan.changes,
            "stood": "|".join(standing(typed.days, own.get(area.path, ()))),
            "wrong": wrong.get((area.path, None)),
            "cells": [
                {
                    "name": f"p-{area.code}-{column}",
                    "value": value,
                    "grey": grey.get(day, "") if day else "",
                    "day": columns[column]["words"],
                    "wrong": wrong.get((area.path, column)),
                }
                for column, (day, value) in enumerate(
                    zip(
                        typed.days,
                        typed.cells[area.path]
                        if area.path in touched
                        else standing(typed.days, own.get(area.path, ())),
                        strict=True,
                    )
                )
            ],
        }
        for area in areas
    ]
    changes = [
        {
            "area": codes[path],
            "before": own.get(path) or held,
            "was_own": bool(own.get(path)),
            "after": after or held,
            "is_own": bool(after),
        }
        for path, after in plan.changes.items()
    ]
    return Shown(columns, rows, problems, changes)
