"""Posters of support points: where they are, when something happens, and the public page as a QR."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from tungngo.desk.indicators import skill_name
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.desk.views.points import skills_seen
from tungngo.desk.views.poster import drawn
from tungngo.lib import clock
from tungngo.lib.reach import commune_path
from tungngo.points import queries, rules
from tungngo.points.models import Gathering, PointKind, SupportPoint
from tungngo.teams.rules import LANGUAGE_NAMES
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of

#: What one sheet of A4 holds in letters that can be read from two steps away.
MOST_POINTS, MOST_SESSIONS = 24, 6


@staff
def area_poster(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """All points of a ward or commune on one page to print; 404 for other areas."""
    with or_404():
        area = area_of(seat.reach, code)
    if area.level != Level.COMMUNE:
        raise Http404
    points = list(queries.open_to_all(seat.reach, area.path))
    link = reverse("points_public", args=[area.code])
    return _poster(request, seat, area, points, link=link, back=reverse("points", args=[code]))


@staff
def point_poster(request: HttpRequest, seat: Seat, origin: str, point_id: UUID) -> HttpResponse:
    """One point on a page to print; 404 for somebody's home, which has no public page."""
    with or_404():
        point = queries.point_of(seat.reach, origin, point_id)
        area = area_at(seat.reach, point.path)
    if point.kind == PointKind.HOME or point.closed_at is not None:
        raise Http404
    return _poster(
        request, seat, area, [point],
        link=reverse("point_public", args=[origin, point_id]),
        back=reverse("points", args=[area.code]),
        only=point,
    )  # fmt: skip


def _poster(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    points: Sequence[SupportPoint],
    *,
    link: str,
    back: str,
    only: SupportPoint | None = None,
) -> HttpResponse:
    link = request.build_absolute_uri(link)
    commune = commune_path(area.path)
    with or_404():
        typed = reverse("points_public", args=[area_at(seat.reach, commune).code])
    named = {skill.code: skill_name(skill) for skill in skills_seen(seat, area.path)}
    return shown(
        request, seat, "desk/points/poster.html", area, "points",
        only=only,
        points=points[:MOST_POINTS],
        more=max(len(points) - MOST_POINTS, 0),
        is_full=len(points) > MOST_POINTS // 3,
        helps=[named[code] for code in only.helps_with if code in named] if only else [],
        languages=[LANGUAGE_NAMES.get(tag, tag) for tag in only.languages] if only else [],
        sessions=_next(seat, only) if only else [],
        # Nobody types the id of a point: what is written out is the page of all points.
        link=request.build_absolute_uri(typed).partition("://")[2],
        qr=drawn(link),
        back=back,
    )  # fmt: skip


def _next(seat: Seat, point: SupportPoint) -> list[Gathering]:
    """The next published sessions at a point that take place."""
    today = clock.today()
    last = today + timedelta(days=rules.PUBLIC_AHEAD)
    coming = queries.timetable(seat.reach, point.path, today, last, point_id=point.id)
    return list(coming.filter(state=Gathering.State.PLANNED)[:MOST_SESSIONS])
