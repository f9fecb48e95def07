"""One shift: who is on it, who came, what was handed over; and who is on call now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.forms.points import CancelForm
from tungngo.desk.forms.rotas import HandOverForm, ShiftForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    offer_undo,
    or_404,
    reached,
    say_left_out,
    shown,
    tell,
)
from tungngo.desk.views.rota_weeks import HERE, chosen, members_for
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points import actions, queries
from tungngo.points.models import Attendance, Duty, Shift
from tungngo.territory.models import Area
from tungngo.territory.queries import area_at, area_of

#: Hand-overs on the page of who is on call.
MOST_HANDED = 30


def _shift(seat: Seat, origin: str, shift_id: UUID, *, writes: bool = True) -> tuple[Shift, Area]:
    with or_404():
        found = queries.shift_of(seat.reach, origin, shift_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
def shift(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Who is on a shift, whether they came, what they handed over."""
    found, area = _shift(seat, origin, shift_id, writes=False)
    return _one(request, seat, found, area)


def _one(
    request: HttpRequest,
    seat: Seat,
    found: Shift,
    area: Area,
    cancel: CancelForm | None = None,
    hand: HandOverForm | None = None,
    change: ShiftForm | None = None,
) -> HttpResponse:
    [staffed] = queries.staffed_of(seat.reach, [found])
    duties = staffed.duties
    may_write = seat.may("officer", found.path)
    return shown(
        request, seat, "desk/rotas/shift.html", area, HERE, found.rota.name,
        one=found,
        staffed=staffed,
        troubles=queries.troubles_of(seat.reach, [staffed]),
        staff=members_for(seat, found.rota) if may_write else [],
        handed=queries.handovers_of(seat.reach, found),
        cancel=cancel or CancelForm(),
        change=change or ShiftForm(shift=found),
        hand=hand or (_hand_form(duties) if may_write and duties else None),
        parts=[choice for choice in Attendance.choices if choice[0]],
        has_begun=clock.day_of(found.starts_at) <= clock.today(),
        is_planned=found.state == Shift.State.PLANNED,
        may_write=may_write,
        status=422 if cancel or hand or change else 200,
    )  # fmt: skip


def _hand_form(duties: list[Duty], data: Any = None) -> HandOverForm:
    form = HandOverForm(data)
    named = [(str(duty.account_id), duty.account.full_name) for duty in duties]
    form.fields["giver"].choices = named  # type: ignore[attr-defined]
    return form


@staff
@require_POST
def shift_put(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Put a member on a shift, also one who asked for it at the desk."""
    found, _area = _shift(seat, origin, shift_id)
    account = chosen(seat, found.rota, request.POST.get("member", ""))
    if account is None:
        messages.error(request, _("Choose who is on duty."))
        return redirect("shift", origin, shift_id)
    try:
        actions.put_on_shift(actor=seat.account, shift=found, account=account)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("%(name)s is on duty.") % {"name": account.full_name})
    return redirect("shift", origin, shift_id)


@staff
@require_POST
def shift_change(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Say from when to when a shift is and how many people it needs; who cannot come is named first."""
    found, area = _shift(seat, origin, shift_id)
    on_duty = queries.duties_on(seat.reach, [found]).get(found.id, [])
    form = ShiftForm(request.POST, shift=found, on_duty=on_duty)
    if form.is_valid() and form.carry_out(
        lambda without: actions.change_shift(
            actor=seat.account,
            shift=found,
            need=form.cleaned_data["need"],
            span=form.span,
            without=without,
        )
    ):
        messages.success(request, _("Saved; it is on the phones at the next sync."))
        return redirect("shift", origin, shift_id)
    return _one(request, seat, found, area, change=form)


@staff
@require_POST
def shift_cancel(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Call a shift off, with a reason and a way back."""
    found, area = _shift(seat, origin, shift_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, cancel=form)
    try:
        actions.cancel_shift(actor=seat.account, shift=found, why=form.cleaned_data["why"])
    except Refused as refusal:
        tell(request, refusal)
    else:
        offer_undo(
            request,
            _("Called off. Whoever is on it reads why at the next sync."),
            reverse("shift_restore", args=[origin, shift_id]),
        )
        say_left_out(request, form.cleaned_data["why"])
    return redirect("shift", origin, shift_id)


@staff
@require_POST
def shift_restore(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Undo `shift_cancel`."""
    found, _area = _shift(seat, origin, shift_id)
    try:
        actions.restore_shift(actor=seat.account, shift=found)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The shift takes place after all."))
    return redirect("shift", origin, shift_id)


@staff
@require_POST
def shift_hand(request: HttpRequest, seat: Seat, origin: str, shift_id: UUID) -> HttpResponse:
    """Note what somebody on a shift hands over."""
    found, area = _shift(seat, origin, shift_id)
    duties = queries.duties_on(seat.reach, [found]).get(found.id, [])
    form = _hand_form(duties, request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, hand=form)
    given = form.cleaned_data
    giver = next(one.account for one in duties if str(one.account_id) == given["giver"])
    actions.hand_over(actor=seat.account, shift=found, account=giver, words=given["words"])
    messages.success(request, _("Noted."))
    say_left_out(request, given["words"])
    return redirect("shift", origin, shift_id)


@staff
@require_POST
def duty_came(request: HttpRequest, seat: Seat, origin: str, duty_id: UUID) -> HttpResponse:
    """Say whether somebody on duty came, or who came instead."""
    duty = _duty(seat, origin, duty_id)
    said = request.POST.get("attendance", "")
    stand_in = None
    if duty.shift_id:
        stand_in = chosen(seat, duty.shift.rota, request.POST.get("stand_in", ""))
    try:
        actions.note_attendance(
            actor=seat.account,
            duty=duty,
            attendance=said if said in Attendance.values else "",
            stand_in=stand_in,
        )
    except Refused as refusal:
        tell(request, refusal)
    return redirect("shift" if duty.shift_id else "gathering", origin, duty.at.id)


@staff
@require_POST
def duty_pass(request: HttpRequest, seat: Seat, origin: str, duty_id: UUID) -> HttpResponse:
    """Give a duty that somebody offers to somebody else; both are told."""
    duty = _duty(seat, origin, duty_id)
    account = (
        chosen(seat, duty.shift.rota, request.POST.get("member", "")) if duty.shift_id else None
    )
    if account is None:
        messages.error(request, _("Choose who is on duty."))
    else:
        try:
            actions.take_over(actor=seat.account, duty=duty, account=account)
        except Refused as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("%(name)s is on duty.") % {"name": account.full_name})
    return redirect("shift" if duty.shift_id else "gathering", origin, duty.at.id)


def _duty(seat: Seat, origin: str, duty_id: UUID) -> Duty:
    duty = reached(seat, queries.duty_of, origin, duty_id)
    seat.must("officer", duty.path)
    return duty


@staff
def on_call(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Who is on call now and next, and what was handed over lately."""
    with or_404():
        area = area_of(seat.reach, code)
    now = clock.now()
    rotas = [one for one in queries.rotas_under(seat.reach, area.path) if one.is_on_call]
    return shown(
        request, seat, "desk/rotas/on_call.html", area, HERE, _("On call"),
        rotas=rotas,
        current=queries.on_call_now(seat.reach, area.path, now),
        following=queries.on_call_next(seat.reach, area.path, now),
        handed=queries.handovers_under(seat.reach, area.path, most=MOST_HANDED),
        may_write=seat.may("officer", area.path),
    )  # fmt: skip
