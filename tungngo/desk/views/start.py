"""First steps of a ward: what to do next until the first door is counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tungngo.desk.first_steps import first_steps, shown_steps
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, shown
from tungngo.encounters.queries import facts_number
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of


@staff
def start(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The steps of a commune, for whoever may take them."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level != Level.COMMUNE:
        return redirect("board", code)
    steps = first_steps(seat.reach, area, first_door=facts_number(seat.reach, area.path) > 0)
    return shown(
        request,
        seat,
        "desk/start/start.html",
        area,
        "board",
        _("First steps"),
        **shown_steps(steps),
    )
