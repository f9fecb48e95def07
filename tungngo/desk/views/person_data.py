"""What is held about one person: to print, as a file, and the number in full."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from tungngo.desk.dossier import as_file, dossier_of
from tungngo.desk.forms.households import shown_phone
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.lib import clock
from tungngo.look.words import day
from tungngo.privacy import actions
from tungngo.privacy.models import Demand, Right
from tungngo.privacy.queries import demands_of, waiting_demand
from tungngo.territory.models import Area, Resident
from tungngo.territory.queries import area_at, resident_of


def person_at(seat: Seat, origin: str, resident_id: UUID) -> tuple[Resident, Area]:
    """A person within reach of somebody who may write there, and their area; else 404 or 403."""
    with or_404():
        person = resident_of(seat.reach, origin, resident_id)
        area = area_at(seat.reach, person.path)
    seat.must("officer", person.path)
    return person, area


def _reason(seat: Seat, person: Resident) -> Demand | None:
    """The demand to see that is the reason to hand a number out in full."""
    return waiting_demand(seat.reach, person.origin, person.id, Right.SEE)


@staff
@require_safe
def person_data(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """Everything held about one person, to be read or printed for them."""
    person, area = person_at(seat, origin, resident_id)
    reason = _reason(seat, person)
    with override("vi"):
        sections = dossier_of(seat.reach, person, with_phone=reason is not None)
    actions.note_dossier(actor=seat.account, person=person, kind="page", demand=reason)
    return shown(
        request, seat, "desk/privacy/person.html", area, "privacy", _("Their data"),
        person=person,
        sections=sections,
        reason=reason,
        today=clock.today(),
        demands=list(demands_of(seat.reach, origin, resident_id)),
    )  # fmt: skip


@staff
@require_safe
def person_file(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """The same as a JSON file, in Vietnamese."""
    person, _area = person_at(seat, origin, resident_id)
    reason = _reason(seat, person)
    with override("vi"):
        sections = dossier_of(seat.reach, person, with_phone=reason is not None)
    actions.note_dossier(actor=seat.account, person=person, kind="file", demand=reason)
    body = as_file(day(clock.today()), person.full_name, sections)
    name = f"du-lieu-ca-nhan-{person.id}.json"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


@staff
@require_POST
def person_number(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """Show a number in full to whoever must ring; the journal says who looked."""
    person, _area = person_at(seat, origin, resident_id)
    if number := actions.read_number(actor=seat.account, person=person):
        said = {"name": person.full_name, "number": shown_phone(number)}
        messages.info(request, _("%(name)s: %(number)s. The journal notes who looked.") % said)
    return redirect("household", origin, person.household_id)
