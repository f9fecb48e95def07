"""Teaching goes on: who taught whom, how far it went; and meetings an officer writes down."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Campaign, Ladder
from tungngo.campaigns.queries import campaign_for, skill_names, skills_of
from tungngo.campaigns.rules.targets import skill_indicator
from tungngo.desk.forms.learning import MeetingForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, put_on, reached, shown, tried
from tungngo.encounters.at_desk import record_at_desk, take_back_at_desk
from tungngo.encounters.lists import people_counted, residents_of
from tungngo.encounters.models import Closeness
from tungngo.encounters.queries import encounter_of
from tungngo.encounters.spread import generations, spread_of
from tungngo.encounters.teaching import links_taught, people_of
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.charts import spread as drawn
from tungngo.look.charts import spread_columns
from tungngo.progress.rules import LEARNERS
from tungngo.territory.models import Area, Level, Resident
from tungngo.territory.queries import area_at, area_of, groups_of, household_of

#: Teachers that the table names; people of one step that the picture shows.
MOST, MOST_DRAWN = 50, 40


@staff
@require_safe
def spread(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Who taught whom in a commune or group, in figures, as a picture and by name."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:
        return redirect("board", code)
    links = links_taught(seat.reach, area.path)
    people = people_of(seat.reach, links)
    edges = {((one.taught_from, one.teacher), (one.origin, one.learner)) for one in links}
    learners: dict[tuple[str, UUID], set[tuple[str, UUID]]] = defaultdict(set)
    taught: dict[tuple[str, UUID], set[str]] = defaultdict(set)
    near: dict[str, set[tuple[str, UUID]]] = defaultdict(set)
    for one in links:
        learners[one.taught_from, one.teacher].add((one.origin, one.learner))
        taught[one.taught_from, one.teacher].add(one.skill)
        near[one.near].add((one.origin, one.learner))
    skills = skill_names(seat.reach, {one.skill for one in links})
    groups = groups_of(seat.reach, area) if area.level == Level.COMMUNE else [area]
    named = {group.path: group.full_name for group in groups}
    generation = generations(edges)
    names = {who: row.full_name for who, row in people.items()}
    if links:
        note_seen(actor=seat.account, verb="spread.seen", subject=area.code, path=area.path)
    figures = spread_of(edges)
    most_first = sorted(learners, key=lambda who: (-len(learners[who]), names.get(who, "")))
    return shown(
        request, seat, "desk/learning/spread.html", area, "spread",
        spread=figures,
        near=[(kind.label, len(near[kind])) for kind in Closeness if near[kind]],
        generations=list(enumerate(figures.generations)),
        picture=mark_safe(  # escaped where it is drawn
            drawn(
                spread_columns(generation, edges, most=MOST_DRAWN), edges, names,
                title=_("Who taught whom, from left to right"),
            )
        ) if links else "",
        drawn=MOST_DRAWN,
        is_cut=any(met > MOST_DRAWN for met in figures.generations),
        rows=[
            (
                people.get(who),
                named.get(people[who].path, "") if who in people else "",
                len(learners[who]),
                ", ".join(sorted(skills.get(skill, skill) for skill in taught[who])),
                generation[who],
            )
            for who in most_first[:MOST]
        ],
        more=max(len(most_first) - MOST, 0),
    )  # fmt: skip


def _teachers(reach: Reach, area: Area, campaign: Campaign) -> list[tuple[str, str]]:
    """(id, name with group and services) of residents of a commune who teach others."""
    able: dict[UUID, tuple[Resident, list[str]]] = {}
    for skill in skills_of(reach, campaign):
        found = people_counted(
            *(reach, area.path, [campaign]),
            indicator=skill_indicator(skill.code, int(Ladder.TEACHES)),
            segments=LEARNERS,
        )
        for row, _since in residents_of(reach, found):
            able.setdefault(row.id, (row, []))[1].append(skill.short)
    groups = {one.path: one.full_name for one in groups_of(reach, area)}
    return [
        (
            str(row.id),
            " · ".join(filter(None, (row.full_name, groups.get(row.path), ", ".join(what)))),
        )
        for row, what in sorted(able.values(), key=lambda pair: (pair[0].sort_key, pair[0].id))
    ]


@staff
def meeting_new(request: HttpRequest, seat: Seat, origin: str, household_id: UUID) -> HttpResponse:
    """Somebody of a household was met at the desk, a point, a class: written down by the officer."""
    with or_404():
        door = household_of(seat.reach, origin, household_id)
        area = area_at(seat.reach, door.household.path)
    seat.must("officer", door.household.path)
    campaign = campaign_for(seat.reach, door.household.path)
    people = [one for one in door.residents if one.ended_on is None]
    if campaign is None or not people or door.household.ended_on is not None:
        messages.error(request, _("No campaign runs here, or nobody is listed behind this door."))
        return redirect("household", origin, household_id)
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    if request.method == "GET":  # the form names whoever teaches others, also behind other doors
        note_seen(actor=seat.account, verb="spread.seen", subject=commune.code, path=area.path)
    form = MeetingForm(
        request.POST or None,
        people=people,
        skills=skills_of(seat.reach, campaign),
        teachers=_teachers(seat.reach, commune, campaign),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = record_at_desk(
                actor=seat.account, household=door.household, campaign_id=campaign.id,
                met=form.meeting,
            )  # fmt: skip
        except Refused as refusal:
            put_on(form, refusal)
        else:
            undo = reverse("meeting_undo", args=[origin, made])
            offer_undo(request, _("Written down."), undo)
            return redirect("household", origin, household_id)
    heading = _("Write down a meeting")
    return shown(
        request, seat, "desk/households/form.html", area, "households", heading,
        heading=heading, form=form, button=_("Write it down"),
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff
@require_POST
def meeting_undo(request: HttpRequest, seat: Seat, origin: str, fact_id: UUID) -> HttpResponse:
    """It was written down by mistake; only its author takes it back."""
    fact = reached(seat, encounter_of, origin, fact_id)
    seat.must("officer", fact.path)
    tried(
        request,
        lambda: take_back_at_desk(actor=seat.account, fact=fact),
        _("The meeting was taken back."),
    )
    return redirect("household", origin, fact.household_id)
