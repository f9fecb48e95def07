"""The first page after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tungngo.desk.lock import Seat, staff
from tungngo.territory.naming import where
from tungngo.territory.queries import area_at


@staff
def home(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Straight to the one area of this desk, or a choice when there are several."""
    areas = [area_at(seat.reach, path) for path in seat.reach.paths]
    if len(areas) == 1:
        return redirect("board", areas[0].code)
    rows = [{"area": area, "where": where(area)} for area in areas]
    return render(request, "desk/home.html", {"seat": seat, "areas": rows})
