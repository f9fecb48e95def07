"""A sheet of members: load, look, commit, undo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.forms.teams import RosterForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, put_on, shown, tell
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import SheetProblem
from tungngo.teams import actions
from tungngo.teams.models import Force, RosterImport
from tungngo.teams.queries import roster_import_of, roster_plan_of
from tungngo.teams.roster import FIELD_WORDS, RosterSheet
from tungngo.teams.roster_plan import RosterPlan
from tungngo.teams.roster_template import roster_template
from tungngo.teams.rules import phone_words
from tungngo.territory.listing.findings import SENTENCES
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of, groups_of

#: Findings shown at once; the rest is counted.
MOST_SHOWN = 60
LEVEL_SIGNS = {"error": "missed", "warning": "risk", "info": "ahead"}


def steps() -> list[str]:
    return [_("Load the sheet"), _("Look it over"), _("In the teams")]


@staff
def roster_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Load a sheet of members for a commune."""
    with or_404():
        area = area_of(seat.reach, code)
    if (
        area.level == Level.GROUP
        and area.parent is not None
        and seat.may("officer", area.parent.path)
    ):
        return redirect("roster_new", area.parent.code)
    seat.must("officer", area.path)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.keep_roster(
                actor=seat.account,
                area=area,
                file_name=file.name,
                content=file.read(actions.MOST_BYTES + 1),
            )
        except Refused as refusal:
            put_on(form, refusal)
        except SheetProblem as problem:
            sentence = _(SENTENCES[problem.code]) % problem.params
            form.add_error("file", f"{sentence} ({problem.code})")
        else:
            return redirect("roster", kept.id)
    return shown(
        request, seat, "desk/teams/roster_new.html", area, "teams", _("List of members"),
        form=form, steps=steps(), status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def roster_empty(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The template to fill in."""
    answer = HttpResponse(
        roster_template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-thanh-vien-to.xlsx"'
    return answer


def _roster(seat: Seat, roster_id: UUID) -> RosterImport:
    with or_404():
        found = roster_import_of(seat.reach, roster_id)
    seat.must("officer", found.path)
    return found


def _plan(seat: Seat, found: RosterImport) -> tuple[list[RosterSheet], RosterPlan]:
    return roster_plan_of(seat.reach, found, list(groups_of(seat.reach, found.area)))


@staff
def roster(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """What a sheet says and what it would do; POST changes what its columns mean."""
    found = _roster(seat, roster_id)
    if found.state != RosterImport.State.KEPT:
        return shown(
            request, seat, "desk/teams/roster_done.html", found.area, "teams",
            _("List of members"), roster=found, steps=steps(),
        )  # fmt: skip
    if request.method == "POST":
        chosen = {
            name.removeprefix("column-"): value
            for name, value in request.POST.items()
            if name.startswith("column-") and value in ("", *FIELD_WORDS)
        }
        actions.map_roster(actor=seat.account, roster=found, mapping=chosen)
        return redirect("roster", found.id)
    sheets, plan = _plan(seat, found)
    words = {level: [f for f in plan.findings if f.level == level] for level in LEVEL_SIGNS}
    ordered = [finding for level in words.values() for finding in level]
    return shown(
        request,
        seat,
        "desk/teams/roster.html",
        found.area,
        "teams",
        _("List of members"),
        roster=found,
        steps=steps(),
        plan=plan,
        rows=sum(len(sheet.rows) for sheet in sheets),
        columns=sheets[0].columns if sheets else [],
        fields=[(value, _(word)) for value, word in FIELD_WORDS.items()],
        findings=[
            {
                "sign": LEVEL_SIGNS[finding.level],
                "word": _word_of(finding.level),
                "place": _place(finding.sheet, finding.row, finding.column),
                "text": _(finding.sentence) % finding.params,
                "code": finding.code,
            }
            for finding in ordered[:MOST_SHOWN]
        ],
        more=max(0, len(ordered) - MOST_SHOWN),
        added=[
            {
                "name": member.row.full_name,
                "team": member.team.name,
                "new_team": member.team.id is None,
                "leads": member.row.is_leader,
                "force": Force(member.row.force or Force.OTHER).label,
                "phone": phone_words(member.row.phone),
            }
            for member in plan.added
        ],
    )


def _word_of(level: str) -> str:
    return {"error": _("left out"), "warning": _("look at it"), "info": _("for information")}[level]


def _place(sheet: str, row: int, column: str) -> str:
    if not sheet:
        return ""
    if not row:
        return _("sheet %(sheet)s") % {"sheet": sheet}
    if not column:
        return _("sheet %(sheet)s, row %(row)s") % {"sheet": sheet, "row": row}
    return _("sheet %(sheet)s, row %(row)s, column %(column)s") % {
        "sheet": sheet,
        "row": row,
        "column": column,
    }


@staff
@require_POST
def commit(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """Do what the page showed, as it stands now."""
    found = _roster(seat, roster_id)
    try:
        _sheets, plan = _plan(seat, found)
        actions.commit_roster(actor=seat.account, roster=found, plan=plan)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("roster", found.id)
    offer_undo(
        request,
        _("%(count)s members are in their teams.") % {"count": len(plan.added)},
        reverse("roster_undo", args=[found.id]),
    )
    return redirect("teams", found.area_id)


@staff
@require_POST
def drop(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """Throw a sheet away without having used it."""
    found = _roster(seat, roster_id)
    try:
        actions.drop_roster(actor=seat.account, roster=found)
    except Refused as refusal:
        tell(request, refusal)
    return redirect("teams", found.area_id)


@staff
@require_POST
def undo(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """Take a committed sheet back."""
    found = _roster(seat, roster_id)
    try:
        actions.undo_roster(actor=seat.account, roster=found)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The list has been taken back; the teams are as before."))
    return redirect("teams", found.area_id)
