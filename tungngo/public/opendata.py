"""The published figures as open data: the numbers of the published page, as CSV and JSON.

What the page keeps back is kept back here: both come from `views.figures_published`.
"""

from __future__ import annotations

import csv
import io
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from tungngo.lib import clock
from tungngo.progress.queries import Board
from tungngo.public.views import area_published, figures_published, for_anyone
from tungngo.territory.models import Area, Level


class Row(NamedTuple):
    """One published count; None where it is kept back."""

    area_code: str
    area: str
    level: str
    indicator: str
    segment: str
    reached: int | None
    listed: int | None


@for_anyone
def open_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of an area as CSV, one a line. 404 where nothing is published."""
    board, rows = _published(code)
    text = io.StringIO()
    writer = csv.writer(text)
    facts = _facts(board)
    writer.writerow([*Row._fields, *facts])
    writer.writerows([*row, *facts.values()] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tungngo-{code}.csv"'
    return _open(answer)


@for_anyone
def open_json(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of an area as JSON: {…facts, "figures": […]}. 404 where nothing is published."""
    board, rows = _published(code)
    body = {**_facts(board), "figures": [row._asdict() for row in rows]}
    return _open(JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


def _open(answer: HttpResponse) -> HttpResponse:
    """Readable by any page of the web: nothing in it is anybody's."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _facts(board: Board) -> dict[str, str]:
    """What belongs to every figure: of which campaign, as of when, under which licence."""
    counted_at = board.counted_at.astimezone(clock.VIETNAM) if board.counted_at else None
    return {
        "campaign": board.campaign.name if board.campaign else "",
        "counted_at": counted_at.isoformat(timespec="seconds") if counted_at else "",
        "licence": settings.OPEN_DATA_LICENCE,
    }


def _published(code: str) -> tuple[Board, list[Row]]:
    area = area_published(code)
    board, shown = figures_published(area)
    if not shown:
        raise Http404
    return board, [*_here(area, board, shown), *_below(shown)]


def _here(area: Area, board: Board, shown: dict[str, Any]) -> list[Row]:
    def row(indicator: str, segment: str, reached: int | None, listed: int) -> Row:
        return Row(*_place(area), indicator, segment, reached, listed)

    rows = [
        row("households.reached", "", shown["doors"], board.doors.whole),
        row("households.priority", "", shown["priority"], board.priority.whole),
        row("residents.met", "", shown["people"], board.people.whole),
    ]
    known = {(one.indicator, one.segment) for one in rows}
    return rows + [
        row(one["indicator"], one["segment"], one["reached"], one["whole"])
        for one in shown["milestones"]
        if (one["indicator"], one["segment"]) not in known
    ]


def _below(shown: dict[str, Any]) -> list[Row]:
    return [
        Row(
            *(_place(one.area) if one.area else ("", "", "")),
            *("households.reached", ""),
            *((None, None) if is_hidden else (one.doors.part, one.doors.whole)),
        )
        for one, is_hidden in shown["league"]
    ]


def _place(area: Area) -> tuple[str, str, str]:
    return area.code, area.full_name, Level(area.level).name.lower()
