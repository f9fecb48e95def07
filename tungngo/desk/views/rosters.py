"""A sheet of members: load, look, commit, undo."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.forms.sheets import SheetForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.sheet_findings import file_problem, finding_rows
from tungngo.desk.showing import entrusted, offer_undo, put_on, reached, shown, tell, tried
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import SheetProblem
from tungngo.teams import actions
from tungngo.teams.models import Force, RosterImport
from tungngo.teams.queries import roster_import_of, roster_plan_of
from tungngo.teams.roster import FIELD_WORDS, RosterSheet
from tungngo.teams.roster_plan import RosterPlan
from tungngo.teams.roster_template import roster_template
from tungngo.teams.rules import phone_words
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of, groups_of

#: Findings shown at once; the rest is counted.
MOST_SHOWN = 60


def steps() -> list[str]:
    return [_("Load the sheet"), _("Look it over"), _("In the teams")]


@staff
def roster_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Load a sheet of members for a commune."""
    area = reached(seat, area_of, code)
    if (
        area.level == Level.GROUP
        and area.parent is not None
        and seat.may("officer", area.parent.path)
    ):
        return redirect("roster_new", area.parent.code)
    seat.must("officer", area.path)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.sheet(actions.MOST_BYTES)
        try:
            kept = actions.keep_roster(
                actor=seat.account, area=area, file_name=name, content=content
            )
        except Refused as refusal:
            put_on(form, refusal)
        except SheetProblem as problem:
            form.add_error("file", file_problem(problem))
        else:
            return redirect("roster", kept.id)
    return shown(
        request, seat, "desk/teams/roster_new.html", area, "teams", _("List of members"),
        form=form, steps=steps(), status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def roster_empty(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The template to fill in, in the words of the commune."""
    area = reached(seat, area_of, code)
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    answer = HttpResponse(
        roster_template(commune, list(groups_of(seat.reach, commune)[:1])),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-thanh-vien-to.xlsx"'
    return answer


def _plan(seat: Seat, found: RosterImport) -> tuple[list[RosterSheet], RosterPlan]:
    return roster_plan_of(seat.reach, found, list(groups_of(seat.reach, found.area)))


@staff
def roster(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """What a sheet says and what it would do; POST changes what its columns mean."""
    found = entrusted(seat, "officer", roster_import_of, roster_id)
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
    findings = finding_rows(plan.findings)
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
        findings=findings[:MOST_SHOWN],
        more=max(0, len(findings) - MOST_SHOWN),
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


@staff
@require_POST
def commit(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """Do what the page showed, as it stands now."""
    found = entrusted(seat, "officer", roster_import_of, roster_id)
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
    found = entrusted(seat, "officer", roster_import_of, roster_id)
    tried(request, lambda: actions.drop_roster(actor=seat.account, roster=found))
    return redirect("teams", found.area_id)


@staff
@require_POST
def undo(request: HttpRequest, seat: Seat, roster_id: UUID) -> HttpResponse:
    """Take a committed sheet back."""
    found = entrusted(seat, "officer", roster_import_of, roster_id)
    tried(
        request,
        lambda: actions.undo_roster(actor=seat.account, roster=found),
        _("The list has been taken back; the teams are as before."),
    )
    return redirect("teams", found.area_id)
