"""Walks on paper: who gets a printed list, the list itself, and the way from a code to its line."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign, Ladder, Skill, WalkSheet
from tungngo.desk.lock import Seat, staff
from tungngo.desk.paper_lines import RESULT_MARKS, SheetLine, lines_of_sheet
from tungngo.desk.paper_pages import pages_of
from tungngo.desk.showing import entrusted, or_404, reached, shown, tell
from tungngo.encounters.paper import typed_counts
from tungngo.lib.ids import read_uuids
from tungngo.lib.line_codes import code_of, read_code
from tungngo.lib.problems import NotReached, Refused
from tungngo.teams.models import Team
from tungngo.territory.models import Area
from tungngo.territory.queries import area_at, area_of

#: Sheets printed at once: a page of more than this takes too long to open and to print.
MOST_SHEETS = 40
#: With more members than this nobody is ticked beforehand, and each team is opened by itself.
FOLD_OVER = 12
#: Sheets shown as printed before.
LATEST = 40
#: From this many services on the columns of their levels are as narrow as they get (paper.css).
MOST_COLUMNS = 10


def campaign_here(seat: Seat, area: Area) -> Campaign | None:
    """The campaign whose doors are shared out in an area, as on the page of assignments."""
    return queries.campaign_for(seat.reach, area.path) or next(
        iter(queries.campaigns_at(seat.reach, area.path)), None
    )


@staff
def paper(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Print lists for members with doors in this area, and see what was printed."""
    area = reached(seat, area_of, code)
    campaign = campaign_here(seat, area)
    walks = queries.walks_under(seat.reach, campaign, area.path) if campaign else []
    only = request.GET.get("team", "")
    if only:
        walks = [walk for walk in walks if str(walk.membership.team_id) == only]
    latest = (
        list(queries.walk_sheets_under(seat.reach, campaign, area.path)[:LATEST])
        if campaign
        else []
    )
    typed = typed_counts(seat.reach, latest)
    return shown(
        request, seat, "desk/paper/paper.html", area, "paper", _("On paper"),
        campaign=campaign,
        teams=[
            {"team": team, "walks": mine, "doors": sum(len(walk.doors) for walk in mine)}
            for team, mine in _by_team(walks)
        ],
        fold=len(walks) > FOLD_OVER,
        most=MOST_SHEETS,
        sheets=[
            {
                "sheet": sheet,
                "code": code_of(sheet.number),
                "typed": typed.get(sheet.id, 0),
                "doors": len(sheet.doors),
            }
            for sheet in latest
        ],
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _by_team(walks: list[queries.MemberWalk]) -> list[tuple[Team, list[queries.MemberWalk]]]:
    grouped = groupby(walks, key=lambda walk: walk.membership.team)
    return [(team, list(mine)) for team, mine in grouped]


@staff
@require_POST
def paper_print(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Number new sheets for the members ticked (`member`) or all of a team (`whole`), and open them."""
    area = entrusted(seat, "officer", area_of, code)
    chosen = read_uuids(request.POST.getlist("member"))
    campaign = campaign_here(seat, area)
    if campaign and (of_team := request.POST.get("whole")):
        walks = queries.walks_under(seat.reach, campaign, area.path)
        chosen = [w.membership.id for w in walks if str(w.membership.team_id) == of_team]
    try:
        if campaign is None:
            raise Refused("campaign.none_here", _("No campaign has been made for this area yet."))
        if not chosen:
            raise Refused("walk_sheet.nobody_chosen", _("Tick whose lists to print first."))
        if len(chosen) > MOST_SHEETS:
            raise Refused(
                "walk_sheet.too_many",
                _("Print at most %(most)s lists at a time, then the next ones."),
                {"most": MOST_SHEETS},
            )
        sheets = actions.print_walks(
            actor=seat.account, campaign=campaign, area=area, membership_ids=chosen
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect("paper", code)
    first = sheets[0]
    address = reverse("paper_sheets", args=[first.origin, first.id])
    return redirect(f"{address}?together=1&new=1")


@staff
@never_cache
def paper_sheets(request: HttpRequest, seat: Seat, origin: str, sheet_id: UUID) -> HttpResponse:
    """A sheet as A4 pages; with `together`, all that were printed in one go with it."""
    with or_404():
        sheet = queries.walk_sheet_of(seat.reach, origin, sheet_id)
        area = area_at(seat.reach, sheet.path)
    seat.must("officer", sheet.path)
    sheets = [sheet]
    if request.GET.get("together"):
        sheets = queries.printed_together(seat.reach, sheet)
    is_new = bool(request.GET.get("new"))
    if not (is_new and all(one.printed_by_id == seat.account.pk for one in sheets)):
        actions.note_reprint(actor=seat.account, sheets=sheets)
    return shown(
        request, seat, "desk/paper/print.html", area, "paper", _("Print"),
        sheets=[_printed(request, seat, one) for one in sheets],
        results=RESULT_MARKS,
        levels=Ladder.choices,
        back=reverse("paper", args=[area.code]),
    )  # fmt: skip


def _printed(request: HttpRequest, seat: Seat, sheet: WalkSheet) -> dict[str, Any]:
    """A sheet as the template takes it: its pages, its services, the width of a level."""
    skills = queries.skills_of(seat.reach, sheet.campaign)
    lines = lines_of_sheet(seat.reach, sheet)
    laid = pages_of(
        [
            (line.lane, _row(request, line), [_levels(p, skills) for p in line.people])
            for line in lines.values()
        ]
    )
    return {
        "sheet": sheet,
        "code": code_of(sheet.number),
        "walker": sheet.membership.account.full_name,
        "team": sheet.membership.team,
        "campaign": sheet.campaign,
        "doors": len(lines),
        "gone": len(sheet.doors) - len(lines),
        "skills": skills,
        "columns": min(len(skills), MOST_COLUMNS),
        "pages": laid,
    }


def _row(request: HttpRequest, line: SheetLine) -> dict[str, Any]:
    address = reverse("paper_code", args=[line.code.replace("-", "")])
    return {"line": line, "qr": _qr(request.build_absolute_uri(address))}


def _levels(person: Any, skills: list[Skill]) -> dict[str, Any]:
    return {"person": person, "known": [person.levels.get(skill.code) for skill in skills]}


def _qr(link: str) -> str:
    """A QR as inline SVG, sized by the page; level M, because paper gets folded. The mask is given:
    to try all eight takes four times as long, and there is one for every door."""
    code = segno.make(link, error="m", boost_error=False, micro=False, mask=2)
    return mark_safe(code.svg_inline(border=2, omitsize=True, light="#fff", svgclass=None))


@staff
def paper_find(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The line of a code that was typed (`code`); without one, back to where it is asked for."""
    written = request.GET.get("code", "")
    back = request.GET.get("area", "")
    try:
        return redirect(_address(seat, written))
    except Refused as refusal:
        tell(request, refusal)
    with or_404():
        area = area_of(seat.reach, back or _own_code(seat))
    return redirect("paper", area.code)


def _own_code(seat: Seat) -> str:
    """The area at the top of what somebody reaches."""
    return area_at(seat.reach, seat.reach.paths[0]).code


@staff
def paper_code(request: HttpRequest, seat: Seat, mark: str) -> HttpResponse:
    """Where the QR beside a door leads: its line on the page for typing."""
    try:
        return redirect(_address(seat, mark))
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def _address(seat: Seat, written: str) -> str:
    """Address of the typing page of a code, at its line. Raises Refused `walk_sheet.code_unreadable`
    or `walk_sheet.out_of_reach`."""
    read = read_code(written)
    if read is None:
        raise Refused(
            "walk_sheet.code_unreadable",
            _("“%(written)s” is not a code from a printed list. Look once more: nine characters."),
            {"written": written[:20]},
        )
    number, line = read
    sheet = queries.walk_sheet_numbered(seat.reach, number)
    if line > len(sheet.doors):
        raise NotReached(
            "walk_sheet.out_of_reach", _("No sheet with this code was printed for your area.")
        )
    address = reverse("paper_sheet", args=[sheet.origin, sheet.id])
    return f"{address}#{line}" if line else address
