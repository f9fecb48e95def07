"""What anyone may see: the front page and the published progress of an area, without persons.

Published areas are communes and above, with their groups as rows; counts in which few people could
be made out are kept back (progress.publishing). Pages are the same for everybody in one language, so
they may be kept for a minute by whoever stands between.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.progress import figures, rules
from tungngo.progress import queries as progress
from tungngo.progress.league import LeagueRow
from tungngo.progress.publishing import DOORS, PEOPLE, PRIORITY, KeptBack, kept_back
from tungngo.progress.queries import Board
from tungngo.territory.models import NATION, Area, Level
from tungngo.territory.naming import names_of
from tungngo.territory.queries import area_of, children_of, find_areas

#: What the public reaches: the tree and its sums. Views below show nobody under a commune.
PUBLIC = Reach.everything()
KEPT_SECONDS = 60
YEAR_SECONDS = 365 * 24 * 3600


def for_anyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that may be kept for a minute on the way, one for each language."""

    @wraps(view)
    def published(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
        return answer

    return require_safe(published)


@for_anyone
def front(request: HttpRequest) -> HttpResponse:
    """The first page: find an area's published progress, sign in, or learn what this is."""
    asked = request.GET.get("q", "").strip()[:80]
    found = [one for one in find_areas(PUBLIC, asked) if one.area.level < Level.GROUP]
    context: dict[str, Any] = {"asked": asked, "found": found}
    if not asked:
        context["provinces"] = _provinces()
        national = progress.campaign_shown(PUBLIC, "")
        context["running"] = ([national] if national else []) + progress.running_below(PUBLIC, "")
    return render(request, "public/front.html", context)


def _provinces() -> list[Area]:
    """The areas right below the nation; none before a list of units was loaded."""
    try:
        return list(children_of(PUBLIC, area_of(PUBLIC, NATION)))
    except NotReached:
        return []


@for_anyone
def published(request: HttpRequest, code: str) -> HttpResponse:
    """The published board of a commune or an area above it; 404 for groups and unknown codes."""
    area = area_published(code)
    board, shown = figures_published(area)
    campaign = board.campaign
    context: dict[str, Any] = {
        "area": area,
        "board": board,
        "formerly": names_of(area),
        "licence": settings.OPEN_DATA_LICENCE,
        "places": [row.area for row in board.league if row.area and not row.doors.whole],
    }
    if campaign is None:
        context["running"] = progress.running_below(PUBLIC, area.path)
        context["places"] = [row.area for row in board.league if row.area]
    context |= shown
    if area.level == Level.COMMUNE:
        context["places"] = []
    return render(request, "public/published.html", context)


def figures_published(area: Area) -> tuple[Board, dict[str, Any]]:
    """The board of an area, and what of it is published (`_shown`); nothing without a campaign or list."""
    campaign, today = progress.campaign_shown(PUBLIC, area.path), clock.today()
    board = progress.board(PUBLIC, area, campaign, list(children_of(PUBLIC, area)), today)
    if campaign is None or not board.doors.whole:
        return board, {}
    asked = [(one.indicator, one.segment) for one in board.series]
    return board, _shown(board, kept_back(PUBLIC, campaign, area.path, asked, today))


def area_published(code: str) -> Area:
    """The commune or area above it with this code. Raises Http404 for groups and unknown codes."""
    try:
        area = area_of(PUBLIC, code)
    except NotReached as refusal:
        raise Http404 from refusal
    if area.level >= Level.GROUP:
        raise Http404
    return area


def _shown(board: Board, kept: KeptBack) -> dict[str, Any]:
    """The figures of a board without those that are kept back."""
    rows = [
        (row, (row["indicator"], row["segment"]) in kept.here)
        for row in figures.milestone_rows(board)
    ]
    shown: dict[str, Any] = {
        "small": rules.SMALL,
        "priority": None if PRIORITY in kept.here else board.priority.part,
        "people": None if PEOPLE in kept.here else board.people.part,
        "milestones": [row for row, is_hidden in rows if not is_hidden],
        "too_few": [row["label"] for row, is_hidden in rows if is_hidden],
        "nobody_listed": figures.nobody_listed(board),
        "league": [(row, _is_hidden(row, board, kept)) for row in board.league if row.doors.whole],
    }
    if DOORS in kept.here:
        return shown | {"doors": None}
    curve = figures.curve_rows(board)
    curve["counted"] = figures.points_of(rules.in_steps(board.days))
    return shown | {
        "doors": board.doors.part,
        "headline": figures.headline(board),
        "curve": curve,
    }


def _is_hidden(row: LeagueRow, board: Board, kept: KeptBack) -> bool:
    """Whether a row's counts are kept back; what lies in no area goes with its most secret part."""
    if row.area is not None:
        return DOORS in kept.below.get(row.area.path, ())
    areas = {one.area.path for one in board.league if one.area}
    return any(DOORS in hidden for path, hidden in kept.below.items() if path not in areas)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the reader's language and goes back; published pages carry no form to keep them alike."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    answer = redirect(back)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Published pages may be found by search engines; the rooms behind sign-in need not be knocked on."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /field/", "Disallow: /signin/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def problem_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page outside somebody's reach."""
    return render(request, "public/403.html", status=403)


def problem_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form that was sent from a page older than the present sign-in."""
    return render(request, "public/csrf.html", status=403)


def problem_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that is not there."""
    return render(request, "public/404.html", status=404)


def problem_503(request: HttpRequest, *, is_full: bool) -> HttpResponse:
    """The page of a moment in which nothing can be kept: the database is busy, away, or the disk full."""
    wait = 300 if is_full else 15
    body = render_to_string("public/503.html", {"is_full": is_full})
    answer = HttpResponse(body, status=503)
    answer["Retry-After"] = str(wait)
    answer["Cache-Control"] = "no-store"
    return answer


def problem_500(request: HttpRequest) -> HttpResponse:
    """The page of our own fault. Without the request's context, which may be what is broken."""
    return HttpResponse(render_to_string("public/500.html"), status=500)
