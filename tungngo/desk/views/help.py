"""Calls for help at home: the list, one call, who goes there, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Skill
from tungngo.campaigns.queries import campaign_for, skills_at, skills_of
from tungngo.desk.forms.help import CloseHelpForm, HelpForm
from tungngo.desk.indicators import skill_name
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    entrusted,
    or_404,
    put_on,
    reached,
    saw_door,
    shown,
    tell,
    tried,
)
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.teams.queries import member_lines, teams_under
from tungngo.teams.rules import phone_words
from tungngo.territory.models import Area, Household, Level
from tungngo.territory.queries import area_at, area_of, groups_of, household_of, households_of
from tungngo.tickets import actions, queries, rules
from tungngo.tickets.models import HelpCall

PAGE = 50
#: Doors offered at once when somebody looks for the household a call comes from.
MOST_DOORS = 8


def skills_offered(reach: Reach, path: str) -> list[Skill]:
    """The skills of the campaign that runs at `path`; without one, those of the catalogue."""
    campaign = campaign_for(reach, path)
    return skills_of(reach, campaign) if campaign else list(skills_at(reach, path))


def _groups(seat: Seat, area: Area) -> list[Area]:
    return list(groups_of(seat.reach, area)) if area.level == Level.COMMUNE else []


@staff
def help_list(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Calls for help of an area: those that wait, late first; or those that are closed."""
    area = reached(seat, area_of, code)
    groups = _groups(seat, area)
    chosen = next((g for g in groups if g.code == request.GET.get("group")), None)
    is_closed = request.GET.get("closed") == "1"
    ask = queries.closed_under if is_closed else queries.waiting_under
    found = ask(seat.reach, (chosen or area).path)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = _area_names(seat, {call.lies_at for call in page})
    note_seen(actor=seat.account, verb="help.listed", subject=area.code, path=area.path)
    waiting, late = queries.call_counts(seat.reach, area.path)
    query = f"group={chosen.code}&" if chosen else ""
    return shown(
        request, seat, "desk/help/list.html", area, "help",
        rows=[_row(call, names[call.lies_at]) for call in page],
        page=page,
        groups=groups,
        chosen=chosen,
        is_closed=is_closed,
        waiting=waiting,
        late=late,
        query=f"{query}closed=1" if is_closed else query.rstrip("&"),
        may_write=seat.may("officer", area.path),
        is_commune=area.level == Level.COMMUNE,
        public_url=reverse("ask_help", args=[area.code]) if area.level >= Level.COMMUNE else "",
    )  # fmt: skip


def _area_names(seat: Seat, paths: set[str]) -> dict[str, str]:
    """Path → the name of its group, or of the commune while no group is known."""
    names = {}
    for path in paths:
        try:
            names[path] = area_at(seat.reach, path).full_name
        except NotReached:
            names[path] = ""
    return names


#: How the state of a call looks; shape and colour come from look.
SIGNS = {"open": "waiting", "taken": "sent", "done": "done", "dropped": "ahead"}


def _row(call: HelpCall, group: str) -> dict[str, Any]:
    is_late = call.is_waiting and rules.is_late(call.due_on, clock.today())
    return {
        "call": call,
        "where": call.where,
        "group": group,
        "is_late": is_late,
        "sign": SIGNS[call.state],
        "number": shown_number(call),
        "phone": rules.masked(call.phone),
    }


def shown_number(call: HelpCall) -> str:
    """The six digits as they are read out: "482 173"."""
    return f"{call.number[:3]} {call.number[3:]}"


def _call(seat: Seat, origin: str, call_id: UUID, *, writes: bool = True) -> HelpCall:
    call = reached(seat, queries.help_call_of, origin, call_id)
    if writes:
        seat.must("officer", call.lies_at)
    return call


@staff
def help_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Somebody asked: write it down."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level < Level.COMMUNE:
        return redirect("help", area.code)
    return _new(request, seat, area, None)


@staff
def help_from_door(
    request: HttpRequest, seat: Seat, origin: str, household_id: UUID
) -> HttpResponse:
    """A household on the list asks that somebody comes home."""
    with or_404():
        door = household_of(seat.reach, origin, household_id)
        area = area_at(seat.reach, door.household.path)
    seat.must("officer", door.household.path)
    saw_door(seat, origin, household_id, door.household.path)
    people = [one for one in door.people if one.phone] or door.people
    return _new(request, seat, area, door.household, name=people[0].full_name if people else "")


def _new(
    request: HttpRequest, seat: Seat, area: Area, household: Household | None, name: str = ""
) -> HttpResponse:
    groups = _groups(seat, area)
    form = HelpForm(
        request.POST or None,
        groups=groups,
        skills=skills_offered(seat.reach, area.path),
        at_door=household is not None,
        initial={"name": name, "priority": bool(household and household.priority)},
    )
    if request.method == "POST" and form.is_valid():
        where = next((g for g in groups if g.code == form.cleaned_data.get("group")), area)
        try:
            call = actions.ask_help(
                actor=seat.account,
                area=where,
                entry=form.entry,
                via=form.cleaned_data["via"] or "desk",
                household=household,
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request,
                _("Written down under number %(number)s. Now say who goes there.")
                % {"number": shown_number(call)},
            )
            return redirect("help_call", call.origin, call.id)
    return shown(
        request, seat, "desk/help/new.html", area, "help", _("New call for help"),
        form=form, household=household, days=rules.DAYS, status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def help_call(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """One call: where, what for, who goes there, what became of it."""
    call = _call(seat, origin, call_id, writes=False)
    return _one(request, seat, call)


def _one(
    request: HttpRequest, seat: Seat, call: HelpCall, *, number: str = "", form: Any = None
) -> HttpResponse:
    area = reached(seat, area_at, call.lies_at)
    named = {skill.code: skill_name(skill) for skill in skills_offered(seat.reach, area.path)}
    written = request.GET.get("q", "").strip()[:80]
    may_write = seat.may("officer", call.lies_at)
    subject = f"{call.origin}:{call.id}"
    note_seen(actor=seat.account, verb="help.seen", subject=subject, path=call.lies_at)
    if written:
        note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/help/call.html", area, "help", shown_number(call),
        **_row(call, area.full_name),
        skills=[named.get(code, code) for code in call.skills],
        full_number=phone_words(number),
        door=call.household if call.household_id else None,
        helpers=_helpers(seat, call) if may_write and call.is_waiting else [],
        close=form or CloseHelpForm(),
        written=written,
        doors=_doors(seat, call, written) if written else [],
        may_write=may_write,
        status=422 if form else 200,
    )  # fmt: skip


def _helpers(seat: Seat, call: HelpCall) -> list[tuple[str, list[Any]]]:
    """Who could go, team by team: the teams that work there, or, with none, all of the commune."""
    everywhere = list(teams_under(seat.reach, commune_path(call.lies_at)))
    there = [team for team in everywhere if call.lies_at.startswith(team.path)]
    teams = there or everywhere
    lines = member_lines(seat.reach, teams)
    return [
        (team.name, [line.membership for line in lines[team.id]])
        for team in teams
        if lines[team.id]
    ]


def _doors(seat: Seat, call: HelpCall, written: str) -> Sequence[Household]:
    return list(households_of(seat.reach, commune_path(call.lies_at), written=written)[:MOST_DOORS])


def _page(call: HelpCall) -> HttpResponse:
    return redirect("help_call", call.origin, call.id)


@staff
@require_POST
def help_give(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Have a member go there."""
    call = _call(seat, origin, call_id)
    account = _chosen(seat, call, request.POST.get("member", ""))
    if account is None:
        messages.error(request, _("Choose who goes there."))
        return _page(call)
    tried(
        request,
        lambda: actions.give_help(actor=seat.account, call=call, account=account),
        _("%(name)s goes there; it is on the phone at the next sync.")
        % {"name": account.full_name},
        reverse("help_free", args=[call.origin, call.id]),
    )
    return _page(call)


def _chosen(seat: Seat, call: HelpCall, written: str) -> Account | None:
    """The member a form names, among those who could go."""
    members = (member for _team, members in _helpers(seat, call) for member in members)
    return next((member.account for member in members if str(member.id) == written), None)


@staff
@require_POST
def help_free(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Nobody in particular goes there any more."""
    call = _call(seat, origin, call_id)
    tried(
        request,
        lambda: actions.free_help(actor=seat.account, call=call),
        _("Anybody of the team may take it now."),
    )
    return _page(call)


@staff
@require_POST
def help_close(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Close a call, with a way back."""
    call = _call(seat, origin, call_id)
    form = CloseHelpForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, call, form=form)
    tried(
        request,
        lambda: actions.close_help(actor=seat.account, call=call, **form.cleaned_data),
        _("Call %(number)s is closed.") % {"number": shown_number(call)},
        reverse("help_reopen", args=[call.origin, call.id]),
    )
    return _page(call)


@staff
@require_POST
def help_reopen(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Open a closed call again."""
    call = _call(seat, origin, call_id)
    tried(
        request,
        lambda: actions.reopen_help(actor=seat.account, call=call),
        _("The call is open again; a new visit is needed."),
    )
    return _page(call)


@staff
@require_POST
def help_number(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Show the number in full to whoever must ring; the journal says who looked."""
    call = _call(seat, origin, call_id)
    return _one(request, seat, call, number=actions.read_number(actor=seat.account, call=call))


@staff
@require_POST
def help_door(request: HttpRequest, seat: Seat, origin: str, call_id: UUID) -> HttpResponse:
    """Say which household on the list the call comes from."""
    call = _call(seat, origin, call_id)
    door_origin, _colon, written = request.POST.get("door", "").partition(":")
    try:
        door = household_of(seat.reach, door_origin, UUID(written)).household
        seat.must("officer", door.path)
        actions.settle_door(actor=seat.account, call=call, household=door)
    except ValueError:
        messages.error(request, _("Choose a household."))
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The call belongs to this household now."))
    return _page(call)
