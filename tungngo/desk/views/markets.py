"""Markets: listed, surveyed, and what each still lacks to be a digital market."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.criteria.queries import judged_markets
from tungngo.criteria.words import edition_name
from tungngo.desk import digital
from tungngo.desk.forms.markets import MarketForm, SurveyForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, offer_undo, or_404, put_on, shown
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.look.words import day
from tungngo.markets import actions, queries
from tungngo.markets.models import Market
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of, groups_of

HERE = "digital"


@staff
def market_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A market that is not listed yet."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level < Level.COMMUNE:
        return redirect(HERE, area.code)
    groups = list(groups_of(seat.reach, area)) if area.level == Level.COMMUNE else []
    form = MarketForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        where = next((one for one in groups if one.code == given.get("group")), area)
        made = actions.open_market(
            actor=seat.account, area=where, name=given["name"], place=given["place"]
        )
        messages.success(request, _("The market is listed. Now say what was counted there."))
        return redirect("market", made.origin, made.id)
    return _form_page(request, seat, area, _("New market"), form, _("List the market"))


def _form_page(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    heading: str,
    form: MarketForm | SurveyForm,
    button: str,
    lede: str = "",
) -> HttpResponse:
    return shown(
        request, seat, "desk/digital/form.html", area, HERE, heading,
        heading=heading, lede=lede, form=form, button=button,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _market(
    seat: Seat, origin: str, market_id: UUID, *, writes: bool = True
) -> tuple[Market, Area]:
    with or_404():
        found = queries.market_of(seat.reach, origin, market_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
@require_safe
def market(request: HttpRequest, seat: Seat, origin: str, market_id: UUID) -> HttpResponse:
    """One market: what it lacks, and every survey of it."""
    found, area = _market(seat, origin, market_id, writes=False)
    [judged] = judged_markets(seat.reach, [found])
    standard = judged.standard
    return shown(
        request, seat, "desk/digital/market.html", area, HERE, found.name,
        one=found,
        row=digital.market_row(judged),
        verdicts=digital.verdict_rows(judged.verdicts),
        edition=edition_name(standard.edition) if standard else "",
        survey_days=standard.criteria.survey_days if standard else 0,
        surveys=queries.surveys_of(seat.reach, found),
        may_write=seat.may("officer", found.path),
    )  # fmt: skip


@staff
def market_edit(request: HttpRequest, seat: Seat, origin: str, market_id: UUID) -> HttpResponse:
    """Correct what a market is called and where it is."""
    found, area = _market(seat, origin, market_id)
    form = MarketForm(request.POST or None, initial={"name": found.name, "place": found.place})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.change_market(
            actor=seat.account, market=found, name=given["name"], place=given["place"]
        )
        messages.success(request, _("Saved."))
        return redirect("market", origin, market_id)
    return _form_page(request, seat, area, _("Correct the market"), form, _("Save"))


@staff
@require_POST
def market_close(request: HttpRequest, seat: Seat, origin: str, market_id: UUID) -> HttpResponse:
    """The market is no more, with a way back."""
    found, area = _market(seat, origin, market_id)
    actions.close_market(actor=seat.account, market=found)
    offer_undo(
        request,
        _("%(market)s is closed.") % {"market": found.name},
        reverse("market_reopen", args=[origin, market_id]),
    )
    return redirect(HERE, area.code)


@staff
@require_POST
def market_reopen(request: HttpRequest, seat: Seat, origin: str, market_id: UUID) -> HttpResponse:
    """Undo `market_close`."""
    found, _area = _market(seat, origin, market_id)
    actions.reopen_market(actor=seat.account, market=found)
    messages.success(request, _("%(market)s is listed again.") % {"market": found.name})
    return redirect("market", origin, market_id)


@staff
def survey_new(request: HttpRequest, seat: Seat, origin: str, market_id: UUID) -> HttpResponse:
    """What was counted in a market."""
    found, area = _market(seat, origin, market_id)
    form = SurveyForm(
        request.POST or None,
        initial={"surveyed_on": clock.today(), "surveyed_by": seat.account.full_name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.survey_market(actor=seat.account, market=found, counted=form.counted)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved. The market is judged by this survey now."))
            return redirect("market", origin, market_id)
    return _form_page(
        request, seat, area, _("Survey of %(market)s") % {"market": found.name}, form, _("Save")
    )


@staff
@require_POST
def survey_withdraw(request: HttpRequest, seat: Seat, origin: str, survey_id: UUID) -> HttpResponse:
    """A survey was wrong: it counts no more, with a way back."""
    with or_404():
        survey, market = queries.survey_of(seat.reach, origin, survey_id)
    seat.must("officer", market.path)
    actions.withdraw_survey(actor=seat.account, survey=survey, path=market.path)
    offer_undo(
        request,
        _("The survey of %(day)s counts no more.") % {"day": day(survey.surveyed_on)},
        reverse("survey_restore", args=[origin, survey_id]),
    )
    return redirect("market", origin, market.id)


@staff
@require_POST
def survey_restore(request: HttpRequest, seat: Seat, origin: str, survey_id: UUID) -> HttpResponse:
    """Undo `survey_withdraw`."""
    with or_404():
        survey, market = queries.survey_of(seat.reach, origin, survey_id)
    seat.must("officer", market.path)
    actions.restore_survey(actor=seat.account, survey=survey, path=market.path)
    messages.success(request, _("The survey counts again."))
    return redirect("market", origin, market.id)
