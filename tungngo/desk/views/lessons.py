"""Lessons at the desk: what there is in which language, and one of them to print on a page."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tungngo.campaigns.models import Ladder
from tungngo.desk.indicators import skill_name
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.desk.views.poster import drawn
from tungngo.learning import queries
from tungngo.learning.models import Guide
from tungngo.learning.sheets import language_words, sheet_of
from tungngo.territory.queries import area_of


@staff
@require_safe
def lessons(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Every lesson: by service, in each of its languages."""
    area = reached(seat, area_of, code)
    found = groupby(queries.lessons(seat.reach), key=lambda guide: guide.skill)
    return shown(
        request, seat, "desk/learning/lessons.html", area, "lessons",
        services=[(skill_name(skill), [_row(one) for one in rows]) for skill, rows in found],
    )  # fmt: skip


def _row(guide: Guide) -> tuple[str, str, Guide]:
    """A lesson in a table: its language and its level in words, and itself."""
    level = str(Ladder(guide.level).label) if guide.level else ""
    return language_words(guide.language, guide.language_name), level, guide


@staff
@require_safe
def lesson_sheet(
    request: HttpRequest, seat: Seat, code: str, skill: str, level: int, language: str
) -> HttpResponse:
    """One lesson on a page to print, with the way to its voices as a QR."""
    area = reached(seat, area_of, code)
    guide = reached(seat, queries.lesson_of, skill, level, language)
    public = ("lesson_level", [skill, level, language]) if level else ("lesson", [skill, language])
    link = request.build_absolute_uri(reverse(public[0], args=public[1]))
    name = skill_name(guide.skill)
    return shown(
        request, seat, "desk/learning/lesson.html", area, "lessons", name,
        sheet=sheet_of(guide, lambda digest: reverse("lesson_media", args=[digest])),
        skill=name,
        level=_row(guide)[1],
        qr=drawn(link),
        link=link,
        is_tai_viet="-Tavt" in guide.language,
    )  # fmt: skip
