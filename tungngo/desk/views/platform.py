"""What people of a household finished on the national learning platform, written down at the desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.campaigns.queries import skills_at
from tungngo.desk.forms.learning import PlatformForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    offer_undo,
    or_404,
    put_on,
    reached,
    saw_door,
    shown,
    tried,
)
from tungngo.learning import actions
from tungngo.learning.models import PlatformResult
from tungngo.learning.queries import platform_result_of
from tungngo.lib.problems import Refused
from tungngo.territory.queries import area_at, household_of, resident_of


@staff
def platform_new(request: HttpRequest, seat: Seat, origin: str, household_id: UUID) -> HttpResponse:
    """A course that somebody here finished, or a certificate they have."""
    with or_404():
        door = household_of(seat.reach, origin, household_id)
        area = area_at(seat.reach, door.household.path)
    seat.must("officer", door.household.path)
    saw_door(seat, origin, household_id, door.household.path)
    people = {str(one.id): one for one in door.residents if one.ended_on is None}
    skills = skills_at(seat.reach, area.path)
    form = PlatformForm(request.POST or None, people=people.values(), skills=skills)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_platform_result(
                actor=seat.account,
                resident=people[form.cleaned_data["person"]],
                entry=form.entry,
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            undo = reverse("platform_undo", args=[origin, made.id])
            offer_undo(request, _("Written down."), undo)
            return redirect("household", origin, household_id)
    heading = _("Result on the learning platform")
    return shown(
        request, seat, "desk/households/form.html", area, "households", heading,
        heading=heading, form=form, button=_("Write it down"),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _result(seat: Seat, origin: str, result_id: UUID) -> tuple[PlatformResult, UUID]:
    """A result that may be changed from here, and the door of whom it is about."""
    result = reached(seat, platform_result_of, origin, result_id)
    person = reached(seat, resident_of, origin, result.resident_id)
    seat.must("officer", person.path)
    return result, person.household_id


@staff
@require_POST
def platform_undo(request: HttpRequest, seat: Seat, origin: str, result_id: UUID) -> HttpResponse:
    """It was written down by mistake."""
    result, door = _result(seat, origin, result_id)
    actions.take_back_platform_result(actor=seat.account, result=result)
    back = reverse("platform_back", args=[origin, result_id])
    offer_undo(request, _("The result was taken back."), back)
    return redirect("household", origin, door)


@staff
@require_POST
def platform_back(request: HttpRequest, seat: Seat, origin: str, result_id: UUID) -> HttpResponse:
    """It was right after all."""
    result, door = _result(seat, origin, result_id)
    tried(
        request,
        lambda: actions.bring_back_platform_result(actor=seat.account, result=result),
        _("The result counts again."),
    )
    return redirect("household", origin, door)
