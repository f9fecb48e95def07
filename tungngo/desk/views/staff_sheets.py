"""A sheet of staff: load, look over row by row, commit, hand out the links, undo."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.desk.forms.sheets import SheetForm
from tungngo.desk.inviting import link_for
from tungngo.desk.lock import Seat, staff
from tungngo.desk.sheet_findings import file_problem, finding_rows, place_words
from tungngo.desk.showing import entrusted, offer_undo, put_on, shown, tell, tried
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import SheetProblem
from tungngo.look.words import number
from tungngo.teams import actions
from tungngo.teams.models import RoleKind, StaffImport
from tungngo.teams.queries import staff_import_of, staff_plan_of
from tungngo.teams.staff_plan import StaffLine, StaffPlan
from tungngo.teams.staff_template import staff_template
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, children_of

#: How the outcome of a row is shown.
SIGNS = {"new": "ok", "role": "ok", "same": "ahead", "left_out": "missed"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it."""

    line: StaffLine
    area: str
    names_sheet: bool

    @property
    def place(self) -> str:
        return place_words(self.line.sheet if self.names_sheet else "", self.line.row, "")

    @property
    def role(self) -> str:
        return str(RoleKind(self.line.kind).label) if self.line.kind else ""

    @property
    def sign(self) -> str:
        return SIGNS[self.line.outcome]

    @property
    def word(self) -> str:
        return {
            "new": _("new account"),
            "role": _("one more role"),
            "same": _("nothing new"),
            "left_out": _("left out"),
        }[self.line.outcome]


def steps() -> list[str]:
    return [_("Load the sheet"), _("Look it over"), _("Hand out the links")]


@staff
def sheet_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Load a sheet of people for the desks of an area and of those directly below it."""
    area = entrusted(seat, "admin", area_of, code)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.sheet(actions.MOST_BYTES)
        try:
            kept = actions.keep_staff_sheet(
                actor=seat.account, area=area, file_name=name, content=content
            )
        except Refused as refusal:
            put_on(form, refusal)
        except SheetProblem as problem:
            form.add_error("file", file_problem(problem))
        else:
            return redirect("staff_sheet", kept.id)
    return shown(
        request, seat, "desk/people/sheet_new.html", area, "staff", _("List of people"),
        form=form, steps=steps(), status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def sheet_empty(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The template to fill in."""
    return HttpResponse(
        staff_template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="danh-sach-can-bo.xlsx"'},
    )


def _plan(seat: Seat, kept: StaffImport) -> tuple[StaffPlan, dict[str, Area]]:
    """What the sheet would do, and every area it may speak of by code."""
    below = list(children_of(seat.reach, kept.area))
    return staff_plan_of(seat.reach, kept, below), {one.code: one for one in [kept.area, *below]}


@staff
def sheet(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Row by row what a sheet would do; what it did once it was taken over."""
    kept = entrusted(seat, "admin", staff_import_of, import_id)
    if kept.state != StaffImport.State.KEPT:
        return shown(
            request, seat, "desk/people/sheet_done.html", kept.area, "staff", _("List of people"),
            kept=kept, steps=steps(),
        )  # fmt: skip
    plan, areas = _plan(seat, kept)
    several = len({line.sheet for line in plan.lines}) > 1
    said = chain(plan.findings, *(line.findings for line in plan.lines))
    return shown(
        request, seat, "desk/people/sheet.html", kept.area, "staff", _("List of people"),
        kept=kept, steps=steps(), plan=plan,
        summary=_summary(plan), findings=finding_rows(said, names_sheet=several),
        rows=[
            Row(line, areas[line.area].full_name if line.area else "", several)
            for line in plan.lines
        ],
    )  # fmt: skip


def _summary(plan: StaffPlan) -> list[str]:
    """How many rows become what, without what does not occur."""
    counts = (
        (_("new accounts: %(count)s"), plan.new_accounts),
        (_("more roles for people here: %(count)s"), plan.count("role")),
        (_("nothing new: %(count)s"), plan.count("same")),
        (_("left out: %(count)s"), plan.count("left_out")),
    )
    return [words % {"count": number(count)} for words, count in counts if count]


@staff
@require_POST
@never_cache
def commit(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Do what the page showed, as it stands now; the links of all new people come next, once."""
    kept = entrusted(seat, "admin", staff_import_of, import_id)
    try:
        plan, areas = _plan(seat, kept)
        actions.commit_staff_sheet(
            actor=seat.account, kept=kept, plan=plan, areas=list(areas.values())
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect("staff_sheet", kept.id)
    offer_undo(
        request,
        _("%(count)s people have an account now.") % {"count": kept.counts["added"]},
        reverse("staff_sheet_undo", args=[kept.id]),
    )
    return _links(request, seat, kept)


@staff
@require_POST
@never_cache
def links(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Fresh links for those of the sheet who have never signed in."""
    kept = entrusted(seat, "admin", staff_import_of, import_id)
    try:
        return _links(request, seat, kept)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("staff_sheet", kept.id)


def _links(request: HttpRequest, seat: Seat, kept: StaffImport) -> HttpResponse:
    """The links, which are on this page and nowhere else."""
    made = actions.make_links(actor=seat.account, kept=kept)
    people = [(account, link_for(request, account, secret)) for account, secret in made]
    if not people:
        messages.success(request, _("Nobody of this list is waiting for a link."))
        return redirect("staff_sheet", kept.id)
    lines = [f"{account.full_name}\t{account.username}\t{link}" for account, link in people]
    return shown(
        request, seat, "desk/people/sheet_links.html", kept.area, "staff", _("List of people"),
        kept=kept, steps=steps(), people=people, lines="\n".join(lines),
    )  # fmt: skip


@staff
@require_POST
def drop(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Throw a sheet away without having used it."""
    kept = entrusted(seat, "admin", staff_import_of, import_id)
    tried(request, lambda: actions.drop_staff_sheet(actor=seat.account, kept=kept))
    return redirect("staff", kept.area_id)


@staff
@require_POST
def undo(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Take a committed sheet back."""
    kept = entrusted(seat, "admin", staff_import_of, import_id)
    tried(
        request,
        lambda: actions.undo_staff_sheet(actor=seat.account, kept=kept),
        _("The list has been taken back; the desks are as before."),
    )
    return redirect("staff", kept.area_id)
