"""The reminder of a day's sessions and shifts, ready to paste into the chat of a group."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.lock import Seat, staff
from tungngo.desk.reminders import Agenda, reminder_of
from tungngo.desk.showing import or_404, reached, shown
from tungngo.desk.views.poster import drawn
from tungngo.desk.views.rota_weeks import HERE
from tungngo.lib import clock
from tungngo.lib.reach import commune_path
from tungngo.points import queries
from tungngo.points.models import Gathering, PointKind, Shift, SupportPoint
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of


class WhichForm(forms.Form):
    """Which day, and which point of the area or all of them."""

    day = DayField(label=gettext_lazy("Day"))
    point = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(self, *args: Any, points: list[SupportPoint], **options: Any):
        super().__init__(*args, **options)
        named = [(str(one.id), one.name) for one in points]
        choices: Any = [("", _("everywhere in the area")), *named]
        self.fields["point"].choices = choices  # type: ignore[attr-defined]


@staff
def reminder(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The text for tomorrow, or another day, of all points of a ward, commune or group, or of one."""
    area = reached(seat, area_of, code)
    points = list(queries.points_under(seat.reach, area.path))
    tomorrow = clock.today() + timedelta(days=1)
    asked = {
        "day": request.GET.get("day", tomorrow.isoformat()),
        "point": request.GET.get("point", ""),
    }
    form = WhichForm(asked, points=points)
    valid = form.is_valid() and area.level >= Level.COMMUNE
    day = form.cleaned_data["day"] if valid else tomorrow
    chosen = form.cleaned_data.get("point", "") if valid else ""
    only = next((one for one in points if str(one.id) == chosen), None)
    agenda = _agenda(seat, area, day, only) if valid else Agenda([], [])
    link = _timetable(request, seat, area, only)
    where = only.name if only else area.full_name
    return shown(
        request, seat, "desk/rotas/reminder.html", area, HERE, _("Reminder"),
        form=form,
        agenda=agenda,
        text=reminder_of(where, day, agenda, link) if agenda.sessions or agenda.shifts else "",
        qr=drawn(link),
        link=link,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _agenda(seat: Seat, area: Area, day: date, only: SupportPoint | None) -> Agenda:
    found = queries.gatherings_under(seat.reach, area.path, day, day)
    planned = [
        one
        for one in found.filter(state=Gathering.State.PLANNED)
        if only is None or one.point_id == only.id
    ]
    duties = queries.duties_at(seat.reach, planned)
    shifts = [
        one
        for one in queries.week_under(seat.reach, area.path, day, day).staffed
        if one.shift.state == Shift.State.PLANNED
        and (only is None or one.shift.rota.point_id == only.id)
    ]
    staffed = [(one, duties.get(one.id, [])) for one in planned]
    return Agenda(staffed, shifts, queries.away_at(seat.reach, staffed))


def _timetable(request: HttpRequest, seat: Seat, area: Area, only: SupportPoint | None) -> str:
    """The public page of the point, or of all points of the ward or commune."""
    if only is not None and only.kind != PointKind.HOME:
        path = reverse("point_public", args=[only.origin, only.id])
    else:
        with or_404():
            commune = area_at(seat.reach, commune_path(area.path))
        path = reverse("points_public", args=[commune.code])
    return request.build_absolute_uri(path)
