"""The support points of a ward or commune and what is planned there: for anybody, without persons.

Points at somebody's home, sessions that were not published, who is on duty and why a session is called
off are not on these pages nor in the calendars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tungngo.campaigns.over import campaign_over_at
from tungngo.campaigns.queries import campaign_for, skills_at, skills_of
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import commune_path
from tungngo.points import calendars, queries, rules
from tungngo.points.models import Gathering, PointKind, SupportPoint
from tungngo.progress.figures import skill_name
from tungngo.public.views import PUBLIC, area_published, for_anyone
from tungngo.teams.rules import LANGUAGE_NAMES
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at

#: A day with its sessions, each with what it is about.
Day = tuple[date, list[tuple[Gathering, list[str]]]]
#: More sessions than this, and those after the coming week wait behind a line.
MOST_OPEN = 15


class Shown(NamedTuple):
    """A point with what it offers, in words."""

    point: SupportPoint
    helps: list[str]
    languages: list[str]


@for_anyone
def of_area(request: HttpRequest, code: str) -> HttpResponse:
    """The points of a ward or commune, and their next weeks."""
    area = _commune(code)
    points = list(queries.open_to_all(PUBLIC, area.path))
    return _page(
        request,
        area,
        points,
        _coming(area.path),
        heading=_("Where to learn and get help"),
        feed=reverse("points_feed", args=[area.code]),
    )


@for_anyone
def of_point(request: HttpRequest, origin: str, point_id: UUID) -> HttpResponse:
    """One point: what it offers, and its next weeks."""
    point = _point(origin, point_id)
    area = _commune_at(point.path)
    return _page(
        request,
        area,
        [point],
        _coming(point.path, point_id=point.id),
        heading=point.name,
        only=point,
        feed=reverse("point_feed", args=[origin, point_id]),
    )


@for_anyone
def area_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The timetable of a ward or commune as a calendar."""
    area = _commune(code)
    return _feed(request, area.full_name, _coming(area.path, behind=rules.PUBLIC_BEHIND), area.code)


@for_anyone
def point_feed(request: HttpRequest, origin: str, point_id: UUID) -> HttpResponse:
    """The timetable of one point as a calendar."""
    point = _point(origin, point_id)
    planned = _coming(point.path, behind=rules.PUBLIC_BEHIND, point_id=point.id)
    return _feed(request, point.name, planned, str(point.id))


def _commune(code: str) -> Area:
    """The ward or commune with this code. Raises Http404 for every other area."""
    area = area_published(code)
    if area.level != Level.COMMUNE:
        raise Http404
    return area


def _commune_at(path: str) -> Area:
    """The ward or commune a point stands in today. Raises Http404."""
    try:
        return area_at(PUBLIC, commune_path(path))
    except NotReached as refusal:
        raise Http404 from refusal


def _point(origin: str, point_id: UUID) -> SupportPoint:
    """A point in use that anybody may read of. Raises Http404."""
    try:
        point = queries.point_of(PUBLIC, origin, point_id)
    except NotReached as refusal:
        raise Http404 from refusal
    if point.closed_at is not None or point.kind == PointKind.HOME:
        raise Http404
    return point


def _coming(path: str, *, behind: int = 0, point_id: UUID | None = None) -> list[Gathering]:
    today = clock.today()
    first, last = today - timedelta(days=behind), today + timedelta(days=rules.PUBLIC_AHEAD)
    return list(queries.timetable(PUBLIC, path, first, last, point_id=point_id))


def _page(
    request: HttpRequest,
    area: Area,
    points: Sequence[SupportPoint],
    planned: Iterable[Gathering],
    **context: Any,
) -> HttpResponse:
    named = _skill_names(area.path)
    now = clock.now()
    rows: dict[date, list[tuple[Gathering, list[str]]]] = {}
    for one in planned:
        if one.ends_at > now:
            topics = [named[code] for code in one.topics if code in named]
            rows.setdefault(clock.day_of(one.starts_at), []).append((one, topics))
    soon, later = _folded(list(rows.items()))
    context |= {
        "area": area,
        "points": [_shown(point, named) for point in points],
        "days": soon,
        "later": later,
        "later_count": sum(len(some) for _day, some in later),
        "today": clock.today(),
        "weeks": rules.PUBLIC_AHEAD // 7,
        "is_over": campaign_over_at(PUBLIC, area.path) is not None,
        "feed_link": request.build_absolute_uri(context["feed"]),
    }
    return render(request, "public/timetable.html", context)


def _folded(days: list[Day]) -> tuple[list[Day], list[Day]]:
    """The days of the coming week, and those after it where there is much to read in all."""
    if sum(len(some) for _day, some in days) <= MOST_OPEN:
        return days, []
    until = clock.today() + timedelta(days=7)
    soon = [one for one in days if one[0] < until]
    return soon, days[len(soon) :]


def _skill_names(path: str) -> dict[str, str]:
    campaign = campaign_for(PUBLIC, path)
    found = skills_of(PUBLIC, campaign) if campaign else skills_at(PUBLIC, path)
    return {skill.code: skill_name(skill) for skill in found}


def _shown(point: SupportPoint, named: dict[str, str]) -> Shown:
    return Shown(
        point,
        [named[code] for code in point.helps_with if code in named],
        [LANGUAGE_NAMES.get(tag, tag) for tag in point.languages],
    )


def _feed(
    request: HttpRequest, title: str, planned: Iterable[Gathering], file_name: str
) -> HttpResponse:
    def link_of(one: Gathering) -> str:
        return request.build_absolute_uri(reverse("point_public", args=[one.origin, one.point_id]))

    body = calendars.feed(title, planned, link_of=link_of, at=clock.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tungngo-{file_name}.ics"'
    return answer
