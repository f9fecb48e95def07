"""One series of milestones over many areas at once, as typed into a sheet: areas down, days across.

An empty row takes what holds above. A row that took it and gets one figure of its own keeps the rest of
what stood there in grey (`Typed.is_whole` false), because that is what the sheet showed.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tungngo.campaigns.rules.targets import Milestone, check_day, percent_of
from tungngo.lib.problems import Refused

Milestones = tuple[Milestone, ...]


class Wrong(NamedTuple):
    """A cell that cannot be: row "" is the head of the column, column None the whole row."""

    row: str
    column: int | None
    refusal: Refused


@dataclass(frozen=True, slots=True)
class Typed:
    """`days` of the columns (None: no day yet) and the cells of each row as written, by its path.
    `is_whole`: an empty cell is meant to be empty in every row with a figure of its own."""

    days: Sequence[date | None]
    cells: Mapping[str, Sequence[str]]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What saving would change: path → its new own milestones, none to take those from above."""

    changes: dict[str, Milestones] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def plan_of(
    typed: Typed,
    *,
    own: Mapping[str, Milestones],
    held: Milestones,
    starts_on: date,
    ends_on: date,
) -> Plan:
    """What a sheet would change, and every cell that cannot be. `own`: path → milestones set there;
    `held`: those that hold where there are none.

    Codes: `target.percent_unreadable`, `target.over_hundred`, `target.not_above_zero`,
    `milestone.decreasing` at cells; `milestone.day_missing`, `milestone.before_campaign`,
    `milestone.after_campaign`, `milestone.twice` at the head of a column.
    """
    plan = Plan()
    used = {
        column
        for cells in typed.cells.values()
        for column, written in enumerate(cells)
        if written.strip()
    }
    plan.wrong.extend(_wrong_days(typed.days, used, starts_on, ends_on))
    for path, cells in typed.cells.items():
        before = own.get(path, ())
        found = _read(path, cells, typed, () if before else held)
        if isinstance(found, list):
            plan.wrong.extend(found)
        elif found != before and (before or found != held):
            plan.changes[path] = found
    return plan


def _wrong_days(
    days: Sequence[date | None], used: set[int], starts_on: date, ends_on: date
) -> list[Wrong]:
    wrong = []
    for column in sorted(used):
        day = days[column]
        try:
            if day is None:
                raise Refused("milestone.day_missing", "")
            check_day(day, starts_on=starts_on, ends_on=ends_on)
            if day in days[:column]:
                raise Refused("milestone.twice", "", {"later": f"{day:%d/%m/%Y}"})
        except Refused as refusal:
            wrong.append(Wrong("", column, refusal))
    return wrong


def _read(
    path: str, cells: Sequence[str], typed: Typed, above: Milestones
) -> Milestones | list[Wrong]:
    """The milestones of a row in the order of days, or what is wrong with it."""
    if not any(written.strip() for written in cells):
        return ()
    grey = {} if typed.is_whole else {one.due_on: one.percent for one in above}
    wrong: list[Wrong] = []
    found: list[tuple[Milestone, int]] = []
    for column, (day, written) in enumerate(zip(typed.days, cells, strict=True)):
        try:
            percent = percent_of(written) if written.strip() else grey.get(day) if day else None
        except Refused as refusal:
            wrong.append(Wrong(path, column, refusal))
        else:
            if percent is not None and day is not None:
                found.append((Milestone(day, percent), column))
    found.sort()
    for (earlier, _column), (later, column) in itertools.pairwise(found):
        if earlier.due_on < later.due_on and earlier.percent > later.percent:
            days = {"earlier": f"{earlier.due_on:%d/%m/%Y}", "later": f"{later.due_on:%d/%m/%Y}"}
            wrong.append(Wrong(path, column, Refused("milestone.decreasing", "", days)))
    return wrong or tuple(milestone for milestone, _column in found)
