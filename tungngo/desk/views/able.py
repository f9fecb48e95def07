"""The people behind a figure: who was guided, who has basic skills, who was seen doing what."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Ladder
from tungngo.campaigns.queries import skills_of_each
from tungngo.campaigns.rules.targets import RESIDENTS_BASIC, skill_indicator
from tungngo.desk.list_filters import period_of, share_asked
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.encounters.lists import people_counted, residents_of
from tungngo.progress.figures import skill_name
from tungngo.progress.queries import campaigns_counted
from tungngo.progress.rules import LEARNERS
from tungngo.progress.sight import PEOPLE_MET
from tungngo.territory.models import Level, Segment
from tungngo.territory.queries import area_of, groups_of

PAGE = 50


@staff
def able(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """People of a commune or group who do `?skill=` at `?level=` (1–4) or higher, or who are counted
    `?of=met` or `?of=basic`; by `?segment=`, of a `?team=`, in the period `?from=` to `?on=`."""
    area = reached(seat, area_of, code)
    counted = campaigns_counted(seat.reach, area.path)
    taught = skills_of_each(seat.reach, counted)
    skills = {skill.code: skill for one in counted for skill in taught.get(one.id, [])}
    if area.level < Level.COMMUNE or not skills:
        return redirect("board", code)
    of = {"met": _("guided at least once"), "basic": _("basic digital skills")}
    kind = request.GET.get("of", "")
    skill = skills.get(request.GET.get("skill", ""), next(iter(skills.values())))
    levels = [level for level in Ladder if level]
    level = next((one for one in levels if str(int(one)) == request.GET.get("level")), Ladder.ALONE)
    if kind in of:
        indicator, words = {"met": PEOPLE_MET, "basic": RESIDENTS_BASIC}[kind], of[kind]
        kept = {"of": kind}
    else:
        indicator = skill_indicator(skill.code, int(level))
        words = _("%(skill)s, %(level)s or further") % {
            "skill": skill_name(skill),
            "level": level.label,
        }
        kept = {"skill": skill.code, "level": str(int(level))}
    segment = request.GET.get("segment", "")
    segment = segment if segment in LEARNERS else ""
    days = period_of(request.GET)
    share = share_asked(seat.reach, {**request.GET.dict(), "member": ""})
    team_id = share.share.team_id if share else None
    found = people_counted(
        *(seat.reach, area.path, counted),
        indicator=indicator,
        segments=[segment] if segment else LEARNERS,
        since=days.since,
        until=days.until,
        team_id=team_id,
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    people = residents_of(seat.reach, page.object_list)
    groups = groups_of(seat.reach, area) if area.level == Level.COMMUNE else [area]
    names = {group.path: group.full_name for group in groups}
    subject = kind if kind in of else skill.code
    note_seen(actor=seat.account, verb="people.seen", subject=subject, path=area.path)
    carried = {**days.kept, **({"team": str(team_id)} if team_id else {})}
    kept |= {"segment": segment} | carried
    return shown(
        request, seat, "desk/progress/able.html", area, "board", _("The people behind a figure"),
        page=page,
        rows=[(resident, names.get(resident.path, ""), since) for resident, since in people],
        skills=[(one.code, skill_name(one)) for one in skills.values()],
        skill=skill, words=words, of=of.items(), kind=kind if kind in of else "",
        levels=[(int(one), one.label) for one in levels],
        level=int(level),
        segments=[(one, Segment(one).label) for one in LEARNERS],
        segment=segment,
        narrowed=[*([share.words] if share and team_id else []), *([days.words] if days.words else [])],
        carried=carried,
        query=urlencode({name: value for name, value in kept.items() if value}),
    )  # fmt: skip
