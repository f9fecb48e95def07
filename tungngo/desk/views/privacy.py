"""What people ask about their own data: the list, one demand, and its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.accounts.queries import journal_of
from tungngo.desk.demand_words import demand_row
from tungngo.desk.forms.privacy import AnswerForm, CloseDemandForm, DemandForm, ExtendForm
from tungngo.desk.journal_words import sentence
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    entrusted,
    or_404,
    put_on,
    reached,
    saw_door,
    shown,
    tried,
)
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.privacy import actions, queries
from tungngo.privacy.models import Demand
from tungngo.territory.models import Area, Level, Resident
from tungngo.territory.queries import area_at, area_of, children_of, resident_of

PAGE = 50


@staff
@require_safe
def demands(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Demands of a ward, most pressing first; above wards how many there are, without persons."""
    area = reached(seat, area_of, code)
    today = clock.today()
    counts = queries.demand_counts(seat.reach, area.path, today)
    if area.level < Level.COMMUNE:
        children = list(children_of(seat.reach, area))
        below = queries.counts_by_commune(
            seat.reach, [child.path for child in children], area.path, today
        )
        rows = [(child, below[child.path]) for child in children if below[child.path].waiting]
        return shown(
            request, seat, "desk/privacy/counts.html", area, "privacy", rows=rows, counts=counts
        )
    is_closed = request.GET.get("closed") == "1"
    found = queries.demands_under(seat.reach, area.path, closed=is_closed)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    note_seen(actor=seat.account, verb="demands.listed", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/privacy/list.html", area, "privacy",
        rows=[demand_row(one, today) for one in page],
        page=page,
        counts=counts,
        is_closed=is_closed,
        query="closed=1" if is_closed else "",
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


@staff
def demand_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Somebody asks about their data: write it down."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level < Level.COMMUNE:
        return redirect("privacy", area.code)
    return _new(request, seat, area, None)


@staff
def demand_of_resident(
    request: HttpRequest, seat: Seat, origin: str, resident_id: UUID
) -> HttpResponse:
    """Somebody on the list asks about their data."""
    with or_404():
        resident = resident_of(seat.reach, origin, resident_id)
        area = area_at(seat.reach, resident.path)
    seat.must("officer", resident.path)
    saw_door(seat, origin, resident.household_id, resident.path)
    return _new(request, seat, area, resident)


def _new(request: HttpRequest, seat: Seat, area: Area, resident: Resident | None) -> HttpResponse:
    initial = {"asker": resident.full_name} if resident else {}
    form = DemandForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_demand(
                actor=seat.account, area=area, entry=form.entry, resident=resident
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            return redirect("demand", made.origin, made.id)
    return shown(
        request, seat, "desk/privacy/new.html", area, "privacy", _("New demand"),
        form=form, resident=resident, status=422 if form.errors else 200,
    )  # fmt: skip


def _demand(
    seat: Seat, origin: str, demand_id: UUID, *, writes: bool = False
) -> tuple[Demand, Area]:
    with or_404():
        found = queries.demand_of(seat.reach, origin, demand_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
@require_safe
def demand(request: HttpRequest, seat: Seat, origin: str, demand_id: UUID) -> HttpResponse:
    """One demand: what is asked, by when, who did what."""
    found, area = _demand(seat, origin, demand_id)
    subject = f"{found.origin}:{found.id}"
    note_seen(actor=seat.account, verb="demand.seen", subject=subject, path=found.path)
    lines = [
        (line.done_at, line.actor, sentence(line.verb))
        for line in journal_of(seat.reach, subject=subject)
        if line.verb != "demand.seen"
    ]
    return _one(request, seat, found, area, lines=lines)


def _one(request: HttpRequest, seat: Seat, found: Demand, area: Area, **forms: Any) -> HttpResponse:
    row = demand_row(found, clock.today())
    return shown(
        request, seat, "desk/privacy/demand.html", area, "privacy", row["number"],
        **row,
        **{
            "answer": AnswerForm(),
            "extend": ExtendForm(),
            "close": CloseDemandForm(),
            "lines": [],
            **forms,
        },
        erases=found.right in actions.RIGHTS,
        may_write=seat.may("officer", found.path),
        status=422 if any(name in forms for name in ("answer", "extend", "close")) else 200,
    )  # fmt: skip


def _page(found: Demand) -> HttpResponse:
    return redirect("demand", found.origin, found.id)


@staff
@require_POST
def demand_answer(request: HttpRequest, seat: Seat, origin: str, demand_id: UUID) -> HttpResponse:
    """Note that whoever asked was answered."""
    found, area = _demand(seat, origin, demand_id, writes=True)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, answer=form)
    tried(
        request,
        lambda: actions.answer_demand(
            actor=seat.account, demand=found, words=form.cleaned_data["words"]
        ),
    )
    return _page(found)


@staff
@require_POST
def demand_extend(request: HttpRequest, seat: Seat, origin: str, demand_id: UUID) -> HttpResponse:
    """Take the one extension there is."""
    found, area = _demand(seat, origin, demand_id, writes=True)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, extend=form)
    tried(
        request,
        lambda: actions.extend_demand(
            actor=seat.account, demand=found, why=form.cleaned_data["why"]
        ),
    )
    return _page(found)


@staff
@require_POST
def demand_close(request: HttpRequest, seat: Seat, origin: str, demand_id: UUID) -> HttpResponse:
    """End a demand, with a way back."""
    found, area = _demand(seat, origin, demand_id, writes=True)
    form = CloseDemandForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, close=form)
    tried(
        request,
        lambda: actions.close_demand(
            actor=seat.account,
            demand=found,
            state=form.cleaned_data["ended"],
            words=form.cleaned_data["words"],
        ),
        _("The demand is closed."),
        reverse("demand_reopen", args=[origin, demand_id]),
    )
    return _page(found)


@staff
@require_POST
def demand_reopen(request: HttpRequest, seat: Seat, origin: str, demand_id: UUID) -> HttpResponse:
    """Take the end of a demand back."""
    found, _area = _demand(seat, origin, demand_id, writes=True)
    tried(request, lambda: actions.reopen_demand(actor=seat.account, demand=found))
    return _page(found)
