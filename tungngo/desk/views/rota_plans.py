"""A usual week: made, changed, closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.forms.rotas import RotaForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, put_on, seen_version, shown, tell, tried
from tungngo.desk.views.points import area_to_plan
from tungngo.desk.views.rota_weeks import HERE, rota_seen
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.points import actions, queries
from tungngo.points.models import Rota
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area, Level


@staff
def rota_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Say how a point, or a group on call, is staffed in a usual week."""
    area = area_to_plan(seat, code, writes=True)
    if area.level < Level.COMMUNE:
        return redirect(HERE, area.code)
    held = queries.rotas_under(seat.reach, area.path)
    points = {
        f"point:{one.id}": one
        for one in queries.points_under(seat.reach, area.path)
        if one.id not in {rota.point_id for rota in held}
    }
    # A group on call is the commune's: who answers for a residential group alone staffs its points.
    on_call = (
        teams_under(seat.reach, area.path) if seat.may("officer", commune_path(area.path)) else []
    )
    teams = {
        f"team:{one.id}": one for one in on_call if one.id not in {rota.team_id for rota in held}
    }
    form = RotaForm(
        request.POST or None,
        points=list(points.values()),
        teams=list(teams.values()),
        initial={"staffed": request.GET.get("what", "")},
    )
    if request.method == "POST" and form.is_valid():
        what = form.cleaned_data["staffed"]
        try:
            made = actions.open_rota(
                actor=seat.account, entry=form.entry, point=points.get(what), team=teams.get(what)
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The usual week is kept. Now make shifts from it."))
            return redirect("rota", made.origin, made.id)
    return _page(request, seat, area, form, _("New duty roster"))


@staff
def rota_edit(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """Change the usual week; shifts made before stay."""
    found, area = rota_seen(seat, origin, rota_id, writes=True)
    form = RotaForm(request.POST or None, rota=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_rota(
                actor=seat.account,
                rota=found,
                entry=form.entry,
                seen_version=seen_version(request),
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved. Shifts that were made before stay as they are."))
            return redirect("rota", origin, rota_id)
    return _page(request, seat, area, form, found.name, rota=found)


def _page(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    form: RotaForm,
    heading: str,
    rota: Rota | None = None,
) -> HttpResponse:
    return shown(
        request, seat, "desk/rotas/plan.html", area, HERE, heading,
        heading=heading, form=form, rota=rota, status=422 if form.errors else 200,
    )  # fmt: skip


@staff
@require_POST
def rota_close(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """No more shifts of a rota, with a way back."""
    found, area = rota_seen(seat, origin, rota_id, writes=True)
    try:
        actions.close_rota(actor=seat.account, rota=found)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("rota", origin, rota_id)
    offer_undo(
        request,
        _("The roster of %(name)s is closed.") % {"name": found.name},
        reverse("rota_reopen", args=[origin, rota_id]),
    )
    return redirect(HERE, area.code)


@staff
@require_POST
def rota_reopen(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """Undo `rota_close`."""
    found, _area = rota_seen(seat, origin, rota_id, writes=True)
    tried(
        request,
        lambda: actions.reopen_rota(actor=seat.account, rota=found),
        _("The roster of %(name)s is open.") % {"name": found.name},
    )
    return redirect("rota", origin, rota_id)
