"""What anyone may see: the front page and the published progress of an area, without persons.

Published areas are communes and above; rows in which few people could be made out are hidden
(progress.rules.suppressed).
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tungngo.campaigns.queries import campaign_for
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.progress import figures, rules
from tungngo.progress import queries as progress
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of, children_of, find_areas

#: What the public reaches: the tree and its sums. Views below show nothing under a commune by name.
PUBLIC = Reach.everything()


def front(request: HttpRequest) -> HttpResponse:
    """The first page: find an area's published progress, sign in, or learn what this is."""
    asked = request.GET.get("q", "")
    found = [one for one in find_areas(PUBLIC, asked) if one.area.level < Level.GROUP]
    return render(request, "public/front.html", {"asked": asked, "found": found})


def published(request: HttpRequest, code: str) -> HttpResponse:
    """The published board of a commune or an area above it; 404 for groups and unknown codes."""
    try:
        area = area_of(PUBLIC, code)
    except NotReached as refusal:
        raise Http404 from refusal
    if area.level >= Level.GROUP:
        raise Http404
    campaign = campaign_for(PUBLIC, area.path)
    board = progress.board(PUBLIC, area, campaign, list(children_of(PUBLIC, area)), clock.today())
    hidden = rules.suppressed(
        [row.doors.part for row in board.league], [row.doors.whole for row in board.league]
    )
    context: dict[str, Any] = {
        "area": area,
        "board": board,
        "milestones": figures.milestone_rows(board),
        "curve": figures.curve_rows(board),
        "headline": figures.headline(board),
        "league": list(zip(board.league, hidden, strict=True)),
        "any_hidden": any(hidden),
        "small": rules.SMALL,
    }
    return render(request, "public/published.html", context)


def problem_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page outside somebody's reach."""
    return render(request, "public/403.html", status=403)


def problem_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that is not there."""
    return render(request, "public/404.html", status=404)


def problem_500(request: HttpRequest) -> HttpResponse:
    """The page of our own fault."""
    return render(request, "public/500.html", status=500)
