"""Support points of an area, what is planned there week by week, and who is on duty."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Skill
from tungngo.campaigns.queries import campaign_for, skills_at, skills_of
from tungngo.desk.days import read_day
from tungngo.desk.forms.points import CancelForm, PlanForm, PointForm
from tungngo.desk.indicators import skill_name
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    offer_undo,
    or_404,
    put_on,
    reached,
    say_left_out,
    seen_version,
    shown,
    tell,
)
from tungngo.desk.views.invitations import to_scan
from tungngo.encounters.gathered import came_to
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.points import actions, queries, rules
from tungngo.points.models import Duty, Gathering, SupportPoint
from tungngo.quizzes.queries import quizzes_at
from tungngo.teams.models import Membership
from tungngo.teams.queries import member_lines, teams_under
from tungngo.territory.models import Area, Level, Resident
from tungngo.territory.queries import area_at, area_of, groups_of, residents_among


def area_to_plan(seat: Seat, code: str, *, writes: bool = False) -> Area:
    """The area a page plans in; `writes`: only for who may. Raises Http404, PermissionDenied."""
    area = reached(seat, area_of, code)
    if writes:
        seat.must("officer", area.path)
    return area


def skills_seen(seat: Seat, path: str) -> list[Skill]:
    """The skills a page about `path` offers: those of its campaign, else those known there."""
    campaign = campaign_for(seat.reach, path)
    return skills_of(seat.reach, campaign) if campaign else list(skills_at(seat.reach, path))


def _day(written: str) -> date:
    """The day asked for, or today."""
    return read_day(written) or clock.today()


@staff
def week(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What is planned in a week, day by day, and the points of the area."""
    area = area_to_plan(seat, code)
    monday, sunday = rules.week_of(_day(request.GET.get("week", "")))
    planned = list(queries.gatherings_under(seat.reach, area.path, monday, sunday))
    duties = queries.duties_at(seat.reach, planned)
    days = clock.days_between(monday, sunday)
    rows: dict[date, list[tuple[Gathering, list[Duty]]]] = {day: [] for day in days}
    for one in planned:
        rows[clock.day_of(one.starts_at)].append((one, duties.get(one.id, [])))
    return shown(
        request, seat, "desk/points/week.html", area, "points",
        days=[(day, rows[day]) for day in days if rows[day]],
        monday=monday,
        sunday=sunday,
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
        today=clock.today(),
        unstaffed=sum(
            not duties.get(one.id) for one in planned if one.state == Gathering.State.PLANNED
        ),
        points=list(queries.points_under(seat.reach, area.path)),
        may_write=seat.may("officer", area.path) and area.level >= Level.COMMUNE,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------ points


@staff
def point_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A support point that was not there yet."""
    area = area_to_plan(seat, code, writes=True)
    if area.level < Level.COMMUNE:
        return redirect("points", area.code)
    groups = list(groups_of(seat.reach, area)) if area.level == Level.COMMUNE else []
    form = PointForm(request.POST or None, groups=groups, skills=skills_seen(seat, area.path))
    if request.method == "POST" and form.is_valid():
        where = next((g for g in groups if g.code == form.cleaned_data.get("group")), area)
        made = actions.open_point(actor=seat.account, area=where, entry=form.entry)
        messages.success(request, _("The point is there. Now plan what happens."))
        say_left_out(request, form.entry.place, form.entry.hours)
        return redirect(f"{reverse('gathering_new', args=[area.code])}?point={made.id}")
    return _form_page(request, seat, area, _("New support point"), form, _("Add the point"))


def _form_page(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    heading: str,
    form: Any,
    button: str,
    **context: Any,
) -> HttpResponse:
    return shown(
        request, seat, "desk/points/form.html", area, "points", heading,
        heading=heading, form=form, button=button, status=422 if form.errors else 200, **context,
    )  # fmt: skip


def _point(seat: Seat, origin: str, point_id: UUID) -> tuple[SupportPoint, Area]:
    with or_404():
        found = queries.point_of(seat.reach, origin, point_id)
        area = area_at(seat.reach, found.path)
    seat.must("officer", found.path)
    return found, area


@staff
def point(request: HttpRequest, seat: Seat, origin: str, point_id: UUID) -> HttpResponse:
    """Correct a point, or close it."""
    found, area = _point(seat, origin, point_id)
    form = PointForm(request.POST or None, skills=skills_seen(seat, area.path), point=found)
    if request.method == "POST" and form.is_valid():
        actions.change_point(actor=seat.account, point=found, entry=form.entry)
        messages.success(request, _("Saved."))
        say_left_out(request, form.entry.place, form.entry.hours)
        return redirect("points", area.code)
    return _form_page(request, seat, area, _("Support point"), form, _("Save"), point=found)


@staff
@require_POST
def point_close(request: HttpRequest, seat: Seat, origin: str, point_id: UUID) -> HttpResponse:
    """A point where nothing happens any more, with a way back."""
    found, area = _point(seat, origin, point_id)
    try:
        actions.close_point(actor=seat.account, point=found)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("point", origin, point_id)
    offer_undo(
        request,
        _("%(point)s is closed.") % {"point": found.name},
        reverse("point_reopen", args=[origin, point_id]),
    )
    return redirect("points", area.code)


@staff
@require_POST
def point_reopen(request: HttpRequest, seat: Seat, origin: str, point_id: UUID) -> HttpResponse:
    """Undo `point_close`."""
    found, area = _point(seat, origin, point_id)
    actions.reopen_point(actor=seat.account, point=found)
    messages.success(request, _("%(point)s is open.") % {"point": found.name})
    return redirect("points", area.code)


# -------------------------------------------------------------------------------------- gatherings


@staff
def gathering_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Plan a session at one of the area's points."""
    area = area_to_plan(seat, code, writes=True)
    points = list(queries.points_under(seat.reach, area.path))
    if not points:
        return redirect("point_new", area.code)
    form = PlanForm(
        request.POST or None,
        points=points,
        skills=skills_seen(seat, area.path),
        initial={"point": request.GET.get("point", ""), "day": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        where = next(one for one in points if str(one.id) == form.cleaned_data["point"])
        try:
            made = actions.plan_gathering(actor=seat.account, point=where, plan=form.plan)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Planned. Now say who is on duty."))
            say_left_out(request, form.cleaned_data["title"])
            return redirect("gathering", made.origin, made.id)
    return _form_page(request, seat, area, _("Plan a session"), form, _("Plan it"))


def _gathering(
    seat: Seat, origin: str, gathering_id: UUID, *, writes: bool = True
) -> tuple[Gathering, Area]:
    with or_404():
        found = queries.gathering_of(seat.reach, origin, gathering_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
def gathering(request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID) -> HttpResponse:
    """One session: where, when, what about, who is on duty."""
    found, area = _gathering(seat, origin, gathering_id, writes=False)
    return _one(request, seat, found, area)


def _one(
    request: HttpRequest, seat: Seat, found: Gathering, area: Area, cancel: Any = None
) -> HttpResponse:
    named = {skill.code: skill_name(skill) for skill in skills_seen(seat, area.path)}
    may_write = seat.may("officer", found.path)
    is_planned = found.state == Gathering.State.PLANNED
    came = _came(seat, found)
    duties = queries.duties_at(seat.reach, [found]).get(found.id, [])
    heads = queries.heads_at(seat.reach, found)
    confirmed = queries.confirmed_at(seat.reach, [found]).get(found.id, 0)
    unnamed = rules.unnamed(len(came), heads[0].heads if heads else 0, confirmed)
    if came:
        note_seen(actor=seat.account, verb="gathering.seen", subject=str(found.id), path=found.path)
    return shown(
        request, seat, "desk/points/gathering.html", area, "points", found.title,
        one=found,
        topics=[named.get(code, code) for code in found.topics],
        duties=duties,
        troubles=queries.troubles_at(seat.reach, found, duties),
        staff=staff_near(seat, found.path) if may_write and is_planned else [],
        parts=Duty.Part.choices,
        came=came,
        quizzes=quizzes_at(seat.reach, found.origin, [found.id]),
        heads=heads,
        confirmed=confirmed,
        unnamed=unnamed,
        **(to_scan(request, found) if may_write and is_planned else {}),
        total=len(came) + unnamed,
        cancel=cancel or CancelForm(),
        is_planned=is_planned,
        is_over=found.ends_at < clock.now(),
        may_write=may_write,
        status=422 if cancel else 200,
    )  # fmt: skip


def _came(seat: Seat, found: Gathering) -> list[tuple[Resident, datetime]]:
    """Who was checked in by name, within reach, in the order of their names."""
    came = came_to(seat.reach, found.origin, found.id, found.path)
    at = {(one.origin, one.resident_id): one.at for one in came}
    rows = [
        (row, at[origin, row.id])
        for origin in {one.origin for one in came}
        for row in residents_among(
            seat.reach, origin, [who for from_, who in at if from_ == origin]
        )
    ]
    return sorted(rows, key=lambda row: row[0].sort_key)


def staff_near(seat: Seat, path: str) -> list[tuple[str, list[Membership]]]:
    """Who could be put on duty at `path`, team by team: everybody in the commune's teams."""
    commune = commune_path(path)
    teams = list(teams_under(seat.reach, commune))
    lines = member_lines(seat.reach, teams)
    return [
        (team.name, [line.membership for line in lines[team.id]])
        for team in teams
        if lines[team.id]
    ]


@staff
def gathering_edit(
    request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID
) -> HttpResponse:
    """Change what, when or where a session is; whoever cannot come then is named before it is done."""
    found, area = _gathering(seat, origin, gathering_id)
    points = _points_to_move_to(seat, found)
    form = PlanForm(
        request.POST or None,
        points=points,
        skills=skills_seen(seat, area.path),
        gathering=found,
        on_duty=queries.duties_at(seat.reach, [found]).get(found.id, []),
    )
    if request.method == "POST" and form.is_valid():
        where = next(one for one in points if str(one.id) == form.cleaned_data["point"])
        if form.carry_out(
            lambda without: actions.change_gathering(
                actor=seat.account,
                gathering=found,
                plan=form.plan,
                point=where,
                seen_version=seen_version(request),
                without=without,
            )
        ):
            messages.success(request, _("Saved; it is on the phones at the next sync."))
            say_left_out(request, form.cleaned_data["title"])
            return redirect("gathering", origin, gathering_id)
    return _form_page(
        request, seat, area, _("Change the session"), form, _("Save"), seen=found.version
    )


def _points_to_move_to(seat: Seat, found: Gathering) -> list[SupportPoint]:
    """Where a session may lie: its own point first, then the others of its commune within reach."""
    others = queries.points_under(seat.reach, commune_path(found.path))
    return [found.point] + [
        one
        for one in others.filter(origin=found.origin).exclude(id=found.point_id)
        if seat.may("officer", one.path)
    ]


@staff
@require_POST
def gathering_publish(
    request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID
) -> HttpResponse:
    """Put a session on the public timetable, or take it from there."""
    found, _at = _gathering(seat, origin, gathering_id)
    on = request.POST.get("on") == "1"
    actions.publish_gathering(actor=seat.account, gathering=found, on=on)
    messages.success(
        request,
        _("It is on the public timetable.") if on else _("It is off the public timetable."),
    )
    return redirect("gathering", origin, gathering_id)


@staff
@require_POST
def gathering_cancel(
    request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID
) -> HttpResponse:
    """Cancel a session, with a reason and a way back."""
    found, area = _gathering(seat, origin, gathering_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, cancel=form)
    try:
        actions.cancel_gathering(actor=seat.account, gathering=found, why=form.cleaned_data["why"])
    except Refused as refusal:
        tell(request, refusal)
        return redirect("gathering", origin, gathering_id)
    offer_undo(
        request,
        _("Cancelled. Whoever is on duty reads why at the next sync."),
        reverse("gathering_restore", args=[origin, gathering_id]),
    )
    say_left_out(request, form.cleaned_data["why"])
    return redirect("gathering", origin, gathering_id)


@staff
@require_POST
def gathering_restore(
    request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID
) -> HttpResponse:
    """Undo `gathering_cancel`."""
    found, _at = _gathering(seat, origin, gathering_id)
    try:
        actions.restore_gathering(actor=seat.account, gathering=found)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The session takes place after all."))
    return redirect("gathering", origin, gathering_id)


# ------------------------------------------------------------------------------------------ duties


@staff
@require_POST
def duty_put(request: HttpRequest, seat: Seat, origin: str, gathering_id: UUID) -> HttpResponse:
    """Put a member on duty."""
    found, _at = _gathering(seat, origin, gathering_id)
    account = _chosen(seat, found, request.POST.get("member", ""))
    part = request.POST.get("part", "")
    if account is None:
        messages.error(request, _("Choose who is on duty."))
        return redirect("gathering", origin, gathering_id)
    try:
        actions.put_on_duty(
            actor=seat.account,
            gathering=found,
            account=account,
            part=part if part in Duty.Part.values else Duty.Part.HELPER,
        )
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("%(name)s is on duty.") % {"name": account.full_name})
    return redirect("gathering", origin, gathering_id)


def _chosen(seat: Seat, found: Gathering, written: str) -> Account | None:
    """The member a form names, among those who could be on duty."""
    members = (member for _team, members in staff_near(seat, found.path) for member in members)
    return next((member.account for member in members if str(member.id) == written), None)


def _duty(seat: Seat, origin: str, duty_id: UUID) -> Duty:
    duty = reached(seat, queries.duty_of, origin, duty_id)
    seat.must("officer", duty.path)
    return duty


@staff
@require_POST
def duty_off(request: HttpRequest, seat: Seat, origin: str, duty_id: UUID) -> HttpResponse:
    """Take somebody off duty, with a way back."""
    duty = _duty(seat, origin, duty_id)
    actions.take_off_duty(actor=seat.account, duty=duty)
    offer_undo(
        request,
        _("%(name)s is no longer on duty.") % {"name": duty.account.full_name},
        reverse("duty_back", args=[origin, duty_id]),
    )
    return _where(duty)


@staff
@require_POST
def duty_back(request: HttpRequest, seat: Seat, origin: str, duty_id: UUID) -> HttpResponse:
    """Undo `duty_off`."""
    duty = _duty(seat, origin, duty_id)
    try:
        actions.bring_back_duty(actor=seat.account, duty=duty)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("%(name)s is on duty.") % {"name": duty.account.full_name})
    return _where(duty)


def _where(duty: Duty) -> HttpResponse:
    """To the page of what a duty is at."""
    at = "gathering" if duty.gathering_id else "shift"
    return redirect(at, duty.origin, duty.at.id)
