"""Weekly and closing reports in the form of an administrative document.

The form (motto, issuing body, number and symbol, place and day, kind and subject, signature,
recipients; where they stand, how large) is that of Decree 30/2020/NĐ-CP, Annex I; a report's symbol
is BC. The wording stands in typst/letter.typ, in Vietnamese: such a document has no English form.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import translation

from tungngo.look.words import day, number, percent
from tungngo.progress.rules import Measure
from tungngo.reports.briefs import Brief, Place, brief
from tungngo.reports.models import Letterhead
from tungngo.reports.offices import signed_in, spoken, written_day
from tungngo.reports.queries import Stretch
from tungngo.territory.models import Area, Level

WEEKLY, CLOSING = "weekly", "closing"


def week_of(on: date) -> tuple[date, date]:
    """Monday and Sunday of the week a day lies in."""
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def as_letter(stretch: Stretch, head: Letterhead, kind: str, *, dated: date) -> dict[str, Any]:
    """Everything letter.typ asks for, every figure as it is read in Vietnamese."""
    with translation.override("vi"):
        said = brief(stretch, "")
        board = stretch.until
        campaign = board.campaign
        return {
            "kind": kind,
            "head": {
                "above": head.above,
                "body": head.body,
                "symbol": head.symbol,
                "place": head.place,
                "capacity": signed_in(head),
                "title": head.title,
                "signer": head.signer,
                "recipients": [one.strip(" -") for one in head.recipients.splitlines() if one],
            },
            "dated": written_day(dated),
            "area": spoken(board.area),
            "children": _children(board.area),
            "campaign": campaign.name if campaign else "",
            "period": [day(campaign.starts_on), day(campaign.ends_on)] if campaign else None,
            "first": day(stretch.first),
            "last": day(stretch.last),
            "figures": [
                {
                    "part": number(one.part),
                    "whole": number(one.whole),
                    "share": percent(one.part, one.whole),
                    "left": number((one.whole or 0) - one.part),
                    "gained": number(one.gained),
                }
                for one in said.figures
            ],
            "curve": said.curve,
            "headline": said.headline and [said.headline.sentence, said.headline.advice],
            "marks": [
                [
                    *(one.label, f"{number(one.percent)}%", day(one.due_on)),
                    *(number(one.needed), number(one.reached), number(one.whole), one.says),
                ]
                for one in said.marks
            ],
            "places": [_row(one) for one in said.places],
            "total": _total(said),
            "behind": [one.name for one in said.behind],
            "skills": [
                [one.name, *(number(step) for step in one.steps), number(one.whole)]
                for one in said.skills
            ],
            "sources": said.sources,
        }


def _children(area: Area) -> str:
    return {
        Level.NATION: "tỉnh, thành phố",
        Level.PROVINCE: "phường, xã",
        Level.COMMUNE: "tổ dân phố, thôn",
    }.get(Level(area.level), "")


def _row(one: Place) -> list[str]:
    return [one.name, *_cells(one.doors, one.gained), *_cells(one.priority)]


def _cells(found: Measure, gained: int | None = None) -> list[str]:
    cells = [number(found.whole), number(found.part), percent(found.part, found.whole)]
    return cells if gained is None else [*cells, number(gained)]


def _total(said: Brief) -> list[str]:
    doors, priority = said.figures[:2]
    return [
        *("Cộng", number(doors.whole), number(doors.part), percent(doors.part, doors.whole)),
        *(number(doors.gained), number(priority.whole), number(priority.part)),
        percent(priority.part, priority.whole),
    ]
