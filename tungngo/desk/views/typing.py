"""Typing what came back on paper: a sheet line by line, each saved when it is left."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.campaigns import queries
from tungngo.campaigns.models import Ladder, WalkSheet
from tungngo.desk.lock import Seat, staff
from tungngo.desk.paper_lines import RESULT_KEYS, SheetLine, lines_of_sheet
from tungngo.desk.showing import entrusted, shown
from tungngo.encounters.models import Result
from tungngo.encounters.paper import LineState, Typed, line_states, type_line
from tungngo.encounters.rules import Fact
from tungngo.lib import clock
from tungngo.lib.line_codes import code_of
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.territory.queries import area_at

MOST_OUTCOMES = 400
MOST_LETTERS = 200


def _sheet(seat: Seat, origin: str, sheet_id: UUID) -> WalkSheet:
    return entrusted(seat, "officer", queries.walk_sheet_of, origin, sheet_id)


@staff
@never_cache
def paper_sheet(request: HttpRequest, seat: Seat, origin: str, sheet_id: UUID) -> HttpResponse:
    """The lines of a sheet to type, with what is typed already."""
    sheet = _sheet(seat, origin, sheet_id)
    area = area_at(seat.reach, sheet.path)
    note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    skills = queries.skills_of(seat.reach, sheet.campaign)
    results = [(key, result, str(label)) for key, (result, label) in RESULT_KEYS]
    return shown(
        request, seat, "desk/paper/typing.html", area, "paper", code_of(sheet.number),
        sheet=sheet,
        code=code_of(sheet.number),
        walker=sheet.membership.account.full_name,
        team=sheet.membership.team,
        today=clock.today(),
        results=results,
        levels=Ladder.choices,
        sheet_data={
            "id": sheet.id,
            "today": clock.today(),
            "lines": _lines(seat.reach, sheet),
            "skills": [
                {"code": skill.code, "short": skill.short, "name": str(skill)} for skill in skills
            ],
            "results": results,
            "levels": len(Ladder),
            "address": reverse("paper_line", args=[sheet.origin, sheet.id, 0]),
            "words": _words(),
        },
    )  # fmt: skip


def _lines(reach: Reach, sheet: WalkSheet, only: int | None = None) -> list[dict[str, Any]]:
    """Every line of a sheet (or one) as the page takes it, those of doors no longer listed too."""
    doors = lines_of_sheet(reach, sheet)
    states = line_states(reach, sheet)
    numbers = range(1, len(sheet.doors) + 1) if only is None else [only]
    return [_line(number, doors.get(number), states[number]) for number in numbers]


def _line(number: int, line: SheetLine | None, state: LineState) -> dict[str, Any]:
    if line is None:
        return {"number": number, "gone": True}
    return {
        "number": number,
        "code": line.code,
        "place": line.place,
        "lane": line.lane if line.house else "",
        "head": line.head,
        "reasons": [str(reason) for reason in line.reasons],
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "year": person.birth_year,
                "levels": person.levels,
            }
            for person in line.people
        ],
        "typed": _fact(state.fact) if state.fact else None,
        "others": [
            {
                "id": fact.id,
                "day": fact.day,
                "words": f"{Result(fact.result).label} · {fact.at.astimezone(clock.VIETNAM):%H:%M}",
            }
            for fact in state.others
        ],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "day": fact.day,
        "result": fact.result,
        "outcomes": fact.outcomes,
        "again": fact.come_back_on,
        "for": fact.come_back_for,
    }


@staff
@require_POST
def paper_line(
    request: HttpRequest, seat: Seat, origin: str, sheet_id: UUID, line: int
) -> JsonResponse:
    """Take one line as it was typed; the answer is the line as it stands now.

    200 {"line": …}, or 409 {"line": …, "code", "sentence"} with nothing recorded.
    """
    sheet = _sheet(seat, origin, sheet_id)
    answer: dict[str, Any] = {}
    if not 1 <= line <= len(sheet.doors):
        return JsonResponse({"code": "paper.no_such_line"}, status=404)
    try:
        if line not in lines_of_sheet(seat.reach, sheet):
            raise NotReached(
                "encounter.household_unknown", _("This household is no longer on the list.")
            )
        type_line(actor=seat.account, sheet=sheet, line=line, typed=_typed(request.POST))
    except Refused as refusal:
        answer = {"code": refusal.code, "sentence": str(refusal)}
    (now,) = _lines(seat.reach, sheet, line)
    return JsonResponse({"line": now, **answer}, status=409 if answer else 200)


def _typed(posted: QueryDict) -> Typed:
    """What was typed, read from a form. Raises Refused `paper.unreadable`."""
    try:
        result = posted.get("result", "")
        outcomes = msgspec.json.decode(
            posted.get("outcomes") or "[]", type=list[tuple[UUID, str, int]]
        )
        if (result and result not in Result.values) or len(outcomes) > MOST_OUTCOMES:
            raise ValueError(result)
        return Typed(
            op=UUID(posted.get("op", "")),
            result=result,
            day=date.fromisoformat(posted.get("day", "")),
            outcomes=outcomes,
            come_back_on=date.fromisoformat(again) if (again := posted.get("again")) else None,
            come_back_for=posted.get("for", "").replace("\0", "")[:MOST_LETTERS],
            seen=UUID(seen) if (seen := posted.get("seen")) else None,
            known={UUID(one) for one in posted.getlist("known")},
        )
    except (ValueError, msgspec.DecodeError) as wrong:
        raise Refused(
            "paper.unreadable", _("This line could not be read. Open the page again and type it.")
        ) from wrong


def _words() -> dict[str, str]:
    """What the page says while somebody types."""
    return {
        "result": _("Result of line %s"),
        "gone": _("no longer on the list"),
        "again": _("Come back on"),
        "for": _("For what"),
        "typing": _("not saved yet"),
        "saving": _("saving"),
        "saved": _("saved"),
        "waiting": _("not sent, trying again"),
        "refused": _("needs a look"),
        "takeback": _("will be taken back"),
        "taken": _("taken back"),
        "other": _("Also recorded on that day: %s"),
        "otherday": _("Typed for %s. Key * takes the day at the top."),
        "badday": _("This day cannot be read. Write day/month, as 15/8."),
        "badresult": _("Type a result first: 1 to 5."),
        "count": _("%(typed)s of %(whole)s lines saved"),
        "left": _("%s not saved yet"),
        "look": _("%s needs a look"),
        "person": _("Person"),
        "levels": _("%s levels"),
    }
