"""The campaign of an area: made from a template, changed, started, paused, ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.period import ORDERS
from tungngo.campaigns.rules.templates import Template, name_in
from tungngo.campaigns.templates import shipped_templates
from tungngo.desk.campaign_words import Deed, deeds_of, order_words, skills_named
from tungngo.desk.forms.campaigns import (
    CampaignForm,
    NewCampaignForm,
    PhaseForms,
    phases_in,
    phases_of,
)
from tungngo.desk.indicators import series_rows
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, put_on, reached, shown, tell
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, areas_at

#: Lines of a campaign's history on its own page, and on the page of them all.
DEEDS_SHOWN, MOST_DEEDS = 6, 500
#: What takes an order back, where something does. A start is taken back by a pause: phones that have
#: synced since hold its doors already.
TAKEN_BACK = {"start": "pause", "pause": "start", "end": "reopen"}
STATE_SIGNS = {"draft": "ahead", "running": "ok", "paused": "late", "ended": "done"}


@staff
def campaign(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The campaign that holds in an area, or `?campaign=` another one of it."""
    area = reached(seat, area_of, code)
    held = list(queries.campaigns_at(seat.reach, area.path))
    wanted = request.GET.get("campaign", "")
    one = next((each for each in held if str(each.id) == wanted), None)
    one = one or queries.campaign_for(seat.reach, area.path) or (held[0] if held else None)
    if one is None:
        return shown(
            request, seat, "desk/campaigns/none.html", area, "campaign",
            may_write=seat.may("officer", area.path),
            below=list(queries.campaigns_below(seat.reach, area.path)[:20]),
        )  # fmt: skip
    today = clock.today()
    skills = queries.skills_of(seat.reach, one)
    may_write = seat.may("officer", one.path)
    return shown(
        request,
        seat,
        "desk/campaigns/campaign.html",
        area,
        "campaign",
        campaign=one,
        sign=STATE_SIGNS[one.state],
        days=(one.ends_on - one.starts_on).days + 1,
        day_number=(today - one.starts_on).days + 1,
        is_ahead=today < one.starts_on and one.state != Campaign.State.ENDED,
        phases=[
            {
                "phase": phase,
                "days": (days := (phase.ends_on - phase.starts_on).days + 1),
                "length": _twelfths(days, one),
                "is_now": phase.starts_on <= today <= phase.ends_on,
                "is_past": phase.ends_on < today,
            }
            for phase in one.phases.all()
        ],
        skills=skills,
        series=series_rows(
            queries.targets_at(seat.reach, one, area.path), skills, one.path, area.path
        ),
        own_below=len(queries.paths_with_targets(seat.reach, one, area.path)),
        in_campaign=area.path.startswith(one.path),
        others=[each for each in held if each != one],
        orders=[order for order in ORDERS if one.state in ORDERS[order] and order != "reopen"]
        if may_write
        else [],
        deeds=_deeds(seat, one, DEEDS_SHOWN) if may_write else [],
        may_write=may_write and one.state != Campaign.State.ENDED,
        may_target=seat.may("officer", area.path) and one.state != Campaign.State.ENDED,
        may_make=seat.may("officer", area.path),
    )


def _twelfths(days: int, one: Campaign) -> int:
    """How long a phase is drawn beside the others: twelfths of the campaign, at least one."""
    whole = (one.ends_on - one.starts_on).days + 1
    return max(1, min(12, round(12 * days / whole)))


@staff
def campaign_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A draft from a shipped template or from a campaign there has been."""
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    language = get_language() or "vi"
    earlier = {str(one.id): one for one in queries.campaigns_at(seat.reach, area.path)}
    shipped = shipped_templates()
    choices = [(key, name_in(template.name, language)) for key, template in shipped.items()]
    choices += [
        (key, f"{one.name} · {text.day(one.starts_on)} – {text.day(one.ends_on)}")
        for key, one in earlier.items()
    ]
    first = next(iter(shipped.values()))
    # Today: a visit before the first day is refused, and whoever has just shared out doors goes to them.
    begins = clock.today()
    form = NewCampaignForm(
        request.POST or None,
        templates=choices,
        initial={
            "name": name_in(first.name, language),
            "starts_on": begins,
            "ends_on": begins + timedelta(days=first.days - 1),
        },
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.pop("template")
        template: Template = shipped.get(chosen) or queries.template_from(
            seat.reach, earlier[chosen]
        )
        try:
            made = actions.create_campaign(
                actor=seat.account,
                area=area,
                template=template,
                language=language,
                **form.cleaned_data,
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The campaign is a draft. Look it over, then start it."))
            return redirect(f"{_address(area)}?campaign={made.id}")
    return shown(
        request, seat, "desk/campaigns/new.html", area, "campaign", _("New campaign"), form=form,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _address(area: Area) -> str:
    return redirect("campaign", area.code).url


@staff
def campaign_edit(request: HttpRequest, seat: Seat, campaign_id: UUID) -> HttpResponse:
    """A campaign's name, days, phases and skills."""
    one = reached(seat, queries.campaign_of, campaign_id)
    seat.must("officer", one.path)
    form = CampaignForm(
        request.POST or None,
        skills=list(queries.skills_at(seat.reach, one.path)),
        language=get_language() or "vi",
        initial={
            "version": one.version,
            "name": one.name,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "skills": [skill.code for skill in queries.skills_of(seat.reach, one)],
            "basic_skills_needed": one.basic_skills_needed,
            "practise_after": one.practise_after,
            "asks_place": one.asks_place,
            "photo_of": one.photo_of,
        },
    )
    phases = PhaseForms(request.POST or None, initial=phases_of(one), prefix="phases")
    if request.method == "POST" and form.is_valid() and phases.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_campaign(
                actor=seat.account,
                campaign=one,
                seen_version=given.pop("version"),
                phases=phases_in(phases),
                **given,
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{_address(one.area)}?campaign={one.id}")
    refused = bool(form.errors) or (phases.is_bound and not phases.is_valid())
    return shown(
        request, seat, "desk/campaigns/edit.html", one.area, "campaign", one.name,
        form=form, phases=phases, campaign=one, status=422 if refused else 200,
    )  # fmt: skip


@staff
@require_POST
def campaign_order(request: HttpRequest, seat: Seat, campaign_id: UUID, order: str) -> HttpResponse:
    """Start, pause or end a campaign, go on after a pause, or take an end back."""
    one = reached(seat, queries.campaign_of, campaign_id)
    seat.must("officer", one.path)
    given = {
        "start": actions.start_campaign,
        "pause": actions.pause_campaign,
        "end": actions.end_campaign,
        "reopen": actions.reopen_campaign,
    }[order]
    was = one.state
    try:
        given(actor=seat.account, campaign=one)
    except Refused as refusal:
        tell(request, refusal)
    else:
        words = order_words(order, was)
        if (back := TAKEN_BACK.get(order)) is None:
            messages.success(request, words)
        else:
            offer_undo(request, words, reverse("campaign_order", args=[one.id, back]))
    return redirect(f"{_address(one.area)}?campaign={one.id}")


@staff
def campaign_history(request: HttpRequest, seat: Seat, campaign_id: UUID) -> HttpResponse:
    """What was changed on a campaign and its targets, when and by whom."""
    one = reached(seat, queries.campaign_of, campaign_id)
    seat.must("officer", one.path)
    return shown(
        request, seat, "desk/campaigns/history.html", one.area, "campaign", one.name,
        _("What was changed"), campaign=one, deeds=_deeds(seat, one, MOST_DEEDS),
    )  # fmt: skip


def _deeds(seat: Seat, one: Campaign, most: int) -> list[Deed]:
    lines = queries.history_of(seat.reach, one, most=most)
    names = {area.path: area.full_name for area in areas_at(seat.reach, {x.path for x in lines})}
    skills = queries.skill_names(seat.reach, skills_named(lines))
    return deeds_of(lines, names=names, skills=skills, of_path=one.path)


@staff
def campaign_end(request: HttpRequest, seat: Seat, campaign_id: UUID) -> HttpResponse:
    """Asks before ending a campaign, which cannot be undone."""
    one = reached(seat, queries.campaign_of, campaign_id)
    seat.must("officer", one.path)
    return shown(
        request, seat, "desk/campaigns/end.html", one.area, "campaign", one.name, campaign=one
    )
