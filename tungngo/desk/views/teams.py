"""Teams of an area, and who is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.board_teams import recorded_by_team, recorded_page
from tungngo.desk.forms.teams import MemberForm, MoveForm, NewMemberForm, TeamForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, put_on, reached, shown, tell, tried
from tungngo.desk.strength import strength_context
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.parcels.queries import waiting_of
from tungngo.teams import actions
from tungngo.teams.models import Force, Membership, Team
from tungngo.teams.queries import (
    MemberLine,
    member_lines,
    membership_of,
    phones_under,
    roster_imports_under,
    team_of,
    teams_under,
)
from tungngo.teams.rules import ACTIVE_WITHIN, LANGUAGE_NAMES, phone_words
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of, children_of

#: How a badge's state looks and what it is called; shape and colour come from look.
BADGE_SIGNS = {
    "none": "ahead",
    "issued": "late",
    "used": "ok",
    "revoked": "missed",
    "expired": "risk",
}


def badge_words() -> dict[str, str]:
    return {
        "none": _("no badge yet"),
        "issued": _("badge given out"),
        "used": _("phone at work"),
        "revoked": _("withdrawn"),
        "expired": _("badge too old"),
    }


def member_rows(lines: Sequence[MemberLine]) -> list[dict[str, Any]]:
    """Members as the tables show them."""
    words = badge_words()
    return [
        {
            "line": line,
            "name": line.name,
            "leads": line.membership.part == Membership.Part.LEADER,
            "force": Force(line.membership.force).label,
            "languages": ", ".join(LANGUAGE_NAMES.get(t, t) for t in line.membership.languages),
            "phone": phone_words(line.membership.account.phone),
            "sign": BADGE_SIGNS[line.badge_state],
            "word": words[line.badge_state],
            "wants_badge": line.badge_state in ("none", "revoked", "expired"),
        }
        for line in lines
    ]


@staff
def team_list(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The teams of a commune or group: how many people, led by whom, how many phones work; above
    communes a line an area."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:
        found = strength_context(seat, area)
        return shown(request, seat, "desk/teams/strength.html", area, "teams", **found)
    teams = list(teams_under(seat.reach, area.path))
    lines = member_lines(seat.reach, teams)
    since = clock.now() - ACTIVE_WITHIN
    rows = []
    for team in teams:
        members = lines[team.id]
        rows.append(
            {
                "team": team,
                "members": len(members),
                "leaders": [
                    line.name for line in members if line.membership.part == Membership.Part.LEADER
                ],
                "phones": sum(line.badge_state == "used" for line in members),
                "waiting": sum(line.badge_state == "issued" for line in members),
                "active": sum(bool(line.seen_at and line.seen_at >= since) for line in members),
                "seen_at": max((line.seen_at for line in members if line.seen_at), default=None),
            }
        )
    everybody = [line for members in lines.values() for line in members]
    forces = Counter(line.membership.force for line in everybody)
    with_team = {team.path for team in teams}
    bare = (
        [group for group in children_of(seat.reach, area) if group.path not in with_team]
        if area.level == Level.COMMUNE
        else []
    )
    return shown(
        request,
        seat,
        "desk/teams/list.html",
        area,
        "teams",
        rows=rows,
        member_count=len(everybody),
        phone_count=sum(line.badge_state == "used" for line in everybody),
        active_count=sum(row["active"] for row in rows),
        active_days=ACTIVE_WITHIN.days,
        badge_wanted=sum(row["wants_badge"] for row in member_rows(everybody)),
        leaderless=sum(not row["leaders"] for row in rows),
        forces=[(Force(force).label, count) for force, count in forces.most_common()],
        bare=bare,
        rosters=list(roster_imports_under(seat.reach, area.path)[:3]),
        parcels_waiting=waiting_of(seat.reach, phones_under(seat.reach, area.path)).count(),
        may_write=seat.may("officer", area.path),
    )


@staff
def team_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A team typed in by hand."""
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    areas = [area, *(children_of(seat.reach, area) if area.level == Level.COMMUNE else [])]
    form = TeamForm(
        request.POST or None,
        areas=areas if len(areas) > 1 else None,
        initial={"area": request.GET.get("group", "")},
    )
    if request.method == "POST" and form.is_valid():
        where = next(
            (one for one in areas if one.code == form.cleaned_data.get("area", area.code)), area
        )
        try:
            made = actions.make_team(actor=seat.account, area=where, name=form.cleaned_data["name"])
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The team is there. Now add its members."))
            return redirect("team", made.id)
    return shown(
        request, seat, "desk/teams/form.html", area, "teams", _("New team"), form=form,
        heading=_("New team"), button=_("Make the team"),
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def team(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """One team: its members, their forces, badges and phones."""
    found = reached(seat, team_of, team_id)
    lines = member_lines(seat.reach, [found])[found.id]
    rows = member_rows(lines)
    recorded = recorded_by_team(seat.reach, found)
    for row in rows:
        row["recorded"] = recorded.get(row["line"].membership.account_id, 0)
    return shown(
        request,
        seat,
        "desk/teams/team.html",
        found.area,
        "teams",
        found.name,
        team=found,
        rows=rows,
        recorded_page=recorded_page(seat.reach, found),
        wanted=sum(row["wants_badge"] for row in rows),
        rename=TeamForm(initial={"name": found.name}),
        may_write=seat.may("officer", found.path) and found.dissolved_at is None,
    )


@staff
@require_POST
def team_rename(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """Another name for a team."""
    found = reached(seat, team_of, team_id)
    seat.must("officer", found.path)
    form = TeamForm(request.POST)
    try:
        name = form.cleaned_data["name"] if form.is_valid() else ""
        actions.rename_team(actor=seat.account, team=found, name=name)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The team has its new name."))
    return redirect("team", found.id)


@staff
def team_dissolve(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """End a team. This cannot be undone, so it is asked first."""
    found = reached(seat, team_of, team_id)
    seat.must("officer", found.path)
    if request.method == "POST":
        tried(
            request,
            lambda: actions.dissolve_team(actor=seat.account, team=found),
            _("The team has been dissolved."),
        )
        return redirect("teams", found.area_id)
    return shown(
        request, seat, "desk/teams/dissolve.html", found.area, "teams", found.name, team=found
    )


@staff
def member_new(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """A person who joins a team, typed in by hand."""
    found = reached(seat, team_of, team_id)
    seat.must("officer", found.path)
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joined = actions.add_member(actor=seat.account, team=found, **form.cleaned_data)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request, _("%(name)s is in the team.") % {"name": joined.account.full_name}
            )
            return redirect("member_new" if "again" in request.POST else "team", found.id)
    return shown(
        request, seat, "desk/teams/form.html", found.area, "teams", found.name, _("New member"),
        form=form, heading=_("New member of %(team)s") % {"team": found.name},
        button=_("Add to the team"), again=_("Add and enter the next"),
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def member(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """One member: what they are in the team, their badge and phone, moving and leaving."""
    found = reached(seat, membership_of, member_id)
    may_write = seat.may("officer", found.team.path) and found.until_at is None
    form = MemberForm(
        request.POST or None,
        initial={"part": found.part, "force": found.force, "languages": found.languages},
    )
    if request.method == "POST":
        seat.must("officer", found.team.path)
        if form.is_valid():
            try:
                actions.change_member(actor=seat.account, membership=found, **form.cleaned_data)
            except Refused as refusal:
                put_on(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("team", found.team_id)
    lines = member_lines(seat.reach, [found.team])[found.team_id]
    row = next((row for row in member_rows(lines) if row["line"].membership.id == found.id), None)
    return shown(
        request,
        seat,
        "desk/teams/member.html",
        found.team.area,
        "teams",
        found.team.name,
        found.account.full_name,
        member=found,
        row=row,
        recorded=recorded_by_team(seat.reach, found.team).get(found.account_id, 0),
        recorded_page=recorded_page(seat.reach, found.team),
        form=form,
        move=MoveForm(teams=_other_teams(seat, found)),
        may_write=may_write,
        status=422 if form.errors else 200,
    )


def _other_teams(seat: Seat, found: Membership) -> list[Team]:
    """Teams of the same commune within reach."""
    commune = commune_path(found.team.path)
    reach = seat.reach.within(commune)
    return [one for one in teams_under(reach, commune) if one.id != found.team_id]


@staff
@require_POST
def member_move(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """Put a member into another team."""
    found = reached(seat, membership_of, member_id)
    seat.must("officer", found.team.path)
    form = MoveForm(request.POST, teams=_other_teams(seat, found))
    if not form.is_valid():
        messages.error(request, _("Choose the team to move to."))
        return redirect("member", found.id)
    wanted = UUID(form.cleaned_data["team"])
    target = entrusted(seat, "officer", team_of, wanted)
    try:
        actions.move_member(actor=seat.account, membership=found, team=target)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("member", found.id)
    messages.success(
        request,
        _("%(name)s is now in %(team)s.") % {"name": found.account.full_name, "team": target.name},
    )
    return redirect("team", target.id)


@staff
@require_POST
def member_end(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """Take a member out of the team, with a way back."""
    found = reached(seat, membership_of, member_id)
    seat.must("officer", found.team.path)
    tried(
        request,
        lambda: actions.end_member(actor=seat.account, membership=found),
        _("%(name)s is no longer in the team.") % {"name": found.account.full_name},
        reverse("member_back", args=[found.id]),
    )
    return redirect("team", found.team_id)


@staff
@require_POST
def member_back(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """Undo `member_end`."""
    found = reached(seat, membership_of, member_id)
    seat.must("officer", found.team.path)
    tried(
        request,
        lambda: actions.bring_back_member(actor=seat.account, membership=found),
        _("%(name)s is back in the team.") % {"name": found.account.full_name},
    )
    return redirect("team", found.team_id)
