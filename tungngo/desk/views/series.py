"""Sessions as a series: chosen days of the week between two dates, looked at before they are saved."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tungngo.accounts.models import Account
from tungngo.desk.forms.points import SeriesForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, put_on, shown, tell
from tungngo.desk.views.points import area_to_plan, skills_seen, staff_near
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points import actions, queries
from tungngo.points.models import SupportPoint
from tungngo.points.queries import SeriesLine
from tungngo.territory.queries import area_at


class Line(NamedTuple):
    """A day of the preview: `on` when it is to be planned."""

    day: date
    line: SeriesLine
    on: bool


@staff
def series_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Plan sessions week after week: the first sending shows the days, the second plans those left on."""
    area = area_to_plan(seat, code, writes=True)
    points = list(queries.points_under(seat.reach, area.path))
    if not points:
        return redirect("point_new", area.code)
    members = staff_near(seat, area.path)
    form = SeriesForm(
        request.POST or None,
        points=points,
        skills=skills_seen(seat, area.path),
        staff=members,
        initial={"point": request.GET.get("point", ""), "first_on": clock.today()},
    )
    lines: list[Line] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        where = next(one for one in points if str(one.id) == given["point"])
        everybody = (member for _team, some in members for member in some)
        trainer = next((m.account for m in everybody if str(m.id) == given["trainer"]), None)
        lines = _lines(request, seat, form, where, trainer)
        if "plan" in request.POST and _was_seen(request, lines):
            plans = [form.plan_on(line.day) for line in lines if line.on]
            try:
                made = actions.plan_series(
                    actor=seat.account, point=where, plans=plans, trainer=trainer
                )
            except Refused as refusal:
                put_on(form, refusal)
            else:
                words = ngettext(
                    "%(count)s session is planned.", "%(count)s sessions are planned.", len(made)
                )
                first = made[0]
                assert first.series_id is not None
                undo = reverse("series_undo", args=[first.origin, first.series_id])
                offer_undo(request, words % {"count": len(made)}, undo)
                week = clock.day_of(first.starts_at).isoformat()
                return redirect(f"{reverse('points', args=[area.code])}?week={week}")
    return shown(
        request, seat, "desk/points/series.html", area, "points", _("Plan a series"),
        form=form,
        lines=lines,
        days=_signature(lines),
        chosen=sum(line.on for line in lines),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _lines(
    request: HttpRequest,
    seat: Seat,
    form: SeriesForm,
    where: SupportPoint,
    trainer: Account | None,
) -> list[Line]:
    """The days of a series with what stands in the way. Seen for the first time all free ones are on."""
    plans = [form.plan_on(day) for day in form.days]
    spans = [(plan.starts_at, plan.ends_at) for plan in plans]
    found = queries.series_lines(seat.reach, where, trainer, spans)
    days = form.days
    is_seen = request.POST.get("days") == ",".join(day.isoformat() for day in days)
    kept = set(request.POST.getlist("on"))
    return [
        Line(day, line, (day.isoformat() in kept) if is_seen else line.is_free)
        for day, line in zip(days, found, strict=True)
    ]


def _signature(lines: list[Line]) -> str:
    return ",".join(line.day.isoformat() for line in lines)


def _was_seen(request: HttpRequest, lines: list[Line]) -> bool:
    """Whether these very days were on the page that was sent."""
    return request.POST.get("days") == _signature(lines)


@staff
@require_POST
def series_undo(request: HttpRequest, seat: Seat, origin: str, series_id: UUID) -> HttpResponse:
    """Take back a series that has not begun."""
    found = queries.series_of(seat.reach, origin, series_id).first()
    if found is None:
        raise Http404
    seat.must("officer", found.path)
    with or_404():
        area = area_at(seat.reach, found.path)
    try:
        count = actions.undo_series(actor=seat.account, origin=origin, series_id=series_id)
    except Refused as refusal:
        tell(request, refusal)
    else:
        words = ngettext(
            "%(count)s session was taken back.", "%(count)s sessions were taken back.", count
        )
        messages.success(request, words % {"count": count})
    return redirect("points", area.code)
