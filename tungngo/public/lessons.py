"""Lessons for everybody: what there is, and one of them on a page that prints on one sheet."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tungngo.campaigns.models import Ladder
from tungngo.learning import queries
from tungngo.learning.files import media_bytes
from tungngo.learning.models import Guide
from tungngo.learning.sheets import language_words, sheet_of
from tungngo.lib.problems import NotReached, Refused
from tungngo.progress.figures import skill_name
from tungngo.public.views import PUBLIC, YEAR_SECONDS, for_anyone


@for_anyone
def of_all(request: HttpRequest) -> HttpResponse:
    """Every lesson: by service, in each of its languages."""
    found = groupby(queries.lessons(PUBLIC), key=lambda guide: guide.skill)
    return render(
        request,
        "public/lessons.html",
        {"services": [(skill_name(skill), [_row(one) for one in rows]) for skill, rows in found]},
    )


def _row(guide: Guide) -> tuple[str, Guide, str]:
    """A lesson in a list: its language in words, itself, its level in words."""
    level = str(Ladder(guide.level).label) if guide.level else ""
    return language_words(guide.language, guide.language_name), guide, level


@for_anyone
def of_one(request: HttpRequest, skill: str, language: str, level: int = 0) -> HttpResponse:
    """One lesson, step by step."""
    try:
        guide = queries.lesson_of(PUBLIC, skill, level, language)
    except NotReached as gone:
        raise Http404 from gone
    sheet = sheet_of(guide, lambda digest: reverse("lesson_media", args=[digest]))
    return render(
        request,
        "public/lesson.html",
        {
            "sheet": sheet,
            "skill": skill_name(guide.skill),
            "level": _row(guide)[2],
            "is_tai_viet": "-Tavt" in guide.language,
        },
    )


@require_safe
def media(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture or recording. It is data to this address: never a page, never run."""
    try:
        found = queries.media_of(PUBLIC, digest)
        content = media_bytes(found.digest)
    except (NotReached, Refused) as gone:
        raise Http404 from gone
    answer = HttpResponse(content, content_type=found.kind)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    patch_cache_control(answer, public=True, max_age=YEAR_SECONDS, immutable=True)
    return answer
