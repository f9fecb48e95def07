"""The people behind a figure of skills: who was seen doing what, at a level or higher."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Ladder
from tungngo.campaigns.queries import skills_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.encounters.lists import people_able, residents_of
from tungngo.progress.figures import skill_name
from tungngo.progress.queries import campaigns_counted
from tungngo.progress.rules import LEARNERS
from tungngo.territory.models import Level, Segment
from tungngo.territory.queries import area_of, groups_of

PAGE = 50


@staff
def able(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """People of a commune or group who do `?skill=` at `?level=` (1–4) or higher, also by `?segment=`."""
    with or_404():
        area = area_of(seat.reach, code)
    counted = campaigns_counted(seat.reach, area.path)
    skills = {skill.code: skill for one in counted for skill in skills_of(seat.reach, one)}
    if area.level < Level.COMMUNE or not skills:
        return redirect("board", code)
    skill = skills.get(request.GET.get("skill", ""), next(iter(skills.values())))
    levels = [level for level in Ladder if level]
    level = next((one for one in levels if str(int(one)) == request.GET.get("level")), Ladder.ALONE)
    segment = request.GET.get("segment", "")
    segment = segment if segment in LEARNERS else ""
    found = people_able(
        *(seat.reach, area.path, [one.id for one in counted]),
        skill=skill.code,
        level=int(level),
        segments=[segment] if segment else LEARNERS,
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    people = residents_of(seat.reach, page.object_list)
    groups = groups_of(seat.reach, area) if area.level == Level.COMMUNE else [area]
    names = {group.path: group.full_name for group in groups}
    note_seen(actor=seat.account, verb="people.seen", subject=skill.code, path=area.path)
    kept = {"skill": skill.code, "level": str(int(level)), "segment": segment}
    return shown(
        request, seat, "desk/progress/able.html", area, "board", _("Who can do it"),
        page=page,
        rows=[(resident, names.get(resident.path, ""), since) for resident, since in people],
        skills=[(one.code, skill_name(one)) for one in skills.values()],
        skill=skill, skill_words=skill_name(skill),
        levels=[(int(one), one.label) for one in levels],
        level=int(level), level_words=level.label,
        segments=[(one, Segment(one).label) for one in LEARNERS],
        segment=segment,
        query=urlencode({name: value for name, value in kept.items() if value}),
    )  # fmt: skip
