"""Hours that people were on duty, for recognition; one member's own duties, and the days they are away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.desk.forms.rotas import SpanForm, month_so_far
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, offer_undo, or_404, put_on, shown
from tungngo.desk.views.reports import file_answer
from tungngo.desk.views.rota_weeks import HERE
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.lib.sheets.writing import table
from tungngo.points import actions, queries, rules
from tungngo.points.models import Leave
from tungngo.points.queries import MemberHours
from tungngo.teams.models import Force, Membership
from tungngo.teams.queries import membership_of
from tungngo.territory.models import Area
from tungngo.territory.queries import area_at, area_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Days ahead on the page of one member.
AHEAD = 28


def _asked(request: HttpRequest) -> SpanForm:
    """The days asked for: this month so far when none are, or none that can be read."""
    form = SpanForm(request.GET if "first" in request.GET else None, initial=month_so_far())
    return form


def _days(form: SpanForm) -> tuple[Any, Any]:
    usual = month_so_far()
    return form.days if form.is_valid() else (usual["first"], usual["last"])


def _lines(seat: Seat, area: Area, form: SpanForm) -> list[MemberHours]:
    return queries.hours_under(seat.reach, area.path, *_days(form))


@staff
def duty_hours(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Hours of members and forces over some days."""
    with or_404():
        area = area_of(seat.reach, code)
    form = _asked(request)
    lines = _lines(seat, area, form)
    first, last = _days(form)
    forces = rules.by_force((one.force, one.worked) for one in lines)
    return shown(
        request, seat, "desk/rotas/hours.html", area, HERE, _("Hours on duty"),
        form=form,
        first=first,
        last=last,
        lines=lines,
        forces=[(Force(one.force).label if one.force else _("no team"), one) for one in forces],
        total=sum(one.worked.hours for one in lines),
        unsaid=sum(one.worked.unsaid for one in lines),
    )  # fmt: skip


@staff
def duty_hours_book(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The same as a workbook; names leave the house, so the journal says who took it."""
    with or_404():
        area = area_of(seat.reach, code)
    form = _asked(request)
    note_seen(actor=seat.account, verb="hours.listed", subject=area.code, path=area.path)
    content = table(
        _("Hours on duty"),
        [
            *(_("Name"), _("Team"), _("Force"), _("Hours confirmed"), _("Shifts")),
            *(_("Hours nobody confirmed"), _("Did not come")),
        ],
        [
            [
                *(one.account.full_name, one.team, one.force_words),
                *(round(one.worked.hours, 2), one.worked.times),
                *(round(one.worked.unsaid, 2), one.worked.absent),
            ]
            for one in _lines(seat, area, form)
        ],
        [28, 28, 20, 16, 10, 20, 14],
    )
    first, last = _days(form)
    return file_answer(content, XLSX, f"gio-truc-{area.code}-{first}-{last}.xlsx")


def _member(seat: Seat, membership_id: UUID, *, writes: bool = False) -> tuple[Membership, Area]:
    with or_404():
        found = membership_of(seat.reach, membership_id)
        area = area_at(seat.reach, found.team.path)
    if writes:
        seat.must("officer", found.team.path)
    return found, area


@staff
def member_duties(request: HttpRequest, seat: Seat, membership_id: UUID) -> HttpResponse:
    """One member's duties to come and gone by, hours of this month, and the days they are away."""
    found, area = _member(seat, membership_id)
    return _one(request, seat, found, area)


def _one(
    request: HttpRequest,
    seat: Seat,
    found: Membership,
    area: Area,
    leave: SpanForm | None = None,
) -> HttpResponse:
    today = clock.today()
    month = month_so_far()
    first, last = month["first"], today + timedelta(days=AHEAD)
    commune = commune_path(found.team.path)
    duties = queries.duties_between(seat.reach, commune, first, last, account=found.account)
    now = clock.now()
    hours = rules.Worked()
    for duty in duties:
        hours = hours.plus(rules.worked(duty.attendance, *duty.span, now))
    return shown(
        request, seat, "desk/rotas/member.html", area, HERE, found.account.full_name,
        member=found,
        coming=[duty for duty in duties if duty.span[1] > now],
        gone=[duty for duty in reversed(duties) if duty.span[1] <= now],
        hours=hours,
        leaves=queries.leaves_between(
            seat.reach, [found.account_id], today, today + timedelta(days=366)
        ),
        leave=leave or SpanForm(initial={"first": today, "last": today}),
        may_write=seat.may("officer", found.team.path) and bool(area.commune_code),
        status=422 if leave else 200,
    )  # fmt: skip


@staff
@require_POST
def leave_note(request: HttpRequest, seat: Seat, membership_id: UUID) -> HttpResponse:
    """Note that a member is away; their shifts of those days are shown until somebody else has them."""
    found, area = _member(seat, membership_id, writes=True)
    form = SpanForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, leave=form)
    first, last = form.days
    try:
        actions.note_leave(
            actor=seat.account, area=area, account=found.account, first=first, last=last
        )
    except Refused as refusal:
        put_on(form, refusal)
        return _one(request, seat, found, area, leave=form)
    messages.success(request, _("Noted."))
    return redirect("member_duties", membership_id)


@staff
@require_POST
def leave_end(request: HttpRequest, seat: Seat, origin: str, leave_id: UUID) -> HttpResponse:
    """Somebody is not away after all, with a way back."""
    found: Leave = entrusted(seat, "officer", queries.leave_of, origin, leave_id)
    actions.end_leave(actor=seat.account, leave=found)
    offer_undo(
        request,
        _("%(name)s is not away.") % {"name": found.account.full_name},
        reverse("leave_restore", args=[origin, leave_id]),
    )
    return redirect("rotas", area_at(seat.reach, found.path).code)


@staff
@require_POST
def leave_restore(request: HttpRequest, seat: Seat, origin: str, leave_id: UUID) -> HttpResponse:
    """Undo `leave_end`."""
    found: Leave = entrusted(seat, "officer", queries.leave_of, origin, leave_id)
    actions.restore_leave(actor=seat.account, leave=found)
    messages.success(request, _("Noted."))
    return redirect("rotas", area_at(seat.reach, found.path).code)
