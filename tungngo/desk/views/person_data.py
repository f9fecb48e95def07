"""What is held about one person: to print, as a file, and the number in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from tungngo.desk.dossier import as_file, dossier_of
from tungngo.desk.forms.households import shown_phone
from tungngo.desk.forms.privacy import EraseForm, EraseNamelessForm, FindNamelessForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    entrusted,
    or_404,
    put_on,
    reached,
    saw_door,
    shown,
)
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.look.words import day
from tungngo.privacy import actions
from tungngo.privacy.models import Demand, Erasure, Right
from tungngo.privacy.queries import (
    demand_of,
    demands_of,
    erasure_of,
    erasures_under,
    waiting_demand,
)
from tungngo.reports.offices import signed_in, symbol_of, written_day
from tungngo.reports.queries import letterhead_of
from tungngo.territory.models import Area, Level, Resident
from tungngo.territory.nameless import MOST_DOORS, is_erased, nameless_doors
from tungngo.territory.queries import area_at, area_of, resident_of


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


@staff
def person_erase(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """What would go and what would stay; then erase, for the demand that asks for it. Of whom the list
    keeps no name any more, the name they say they had there tells whether it is they."""
    person, area = person_at(seat, origin, resident_id)
    if not person.full_name and is_erased(seat.reach, person):
        return redirect("household", origin, person.household_id)
    saw_door(seat, origin, person.household_id, person.path)
    waiting = (waiting_demand(seat.reach, origin, resident_id, right) for right in actions.RIGHTS)
    reason = next((one for one in waiting if one), None)
    kind = EraseForm if person.full_name else EraseNamelessForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and reason is not None and form.is_valid():
        try:
            proof = actions.erase_person(
                actor=seat.account,
                person=person,
                demand=reason,
                with_photos=form.cleaned_data["photos"],
                asked=form.asked if isinstance(form, EraseNamelessForm) else None,
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Erased. The counts stay; this is the proof."))
            return redirect("erasure", origin, proof.id)
    return shown(
        request, seat, "desk/privacy/erase.html", area, "privacy", _("Erase"),
        person=person,
        reason=reason,
        form=form,
        number=f"{reason.number[:3]} {reason.number[3:]}" if reason else "",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@staff
def nameless(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Whose name the list no longer keeps: their entry, found by where they live and what they are called,
    so that what they ask about their data can be written down and carried out."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level < Level.COMMUNE:
        return redirect("privacy", area.code)
    form = FindNamelessForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = nameless_doors(seat.reach, area.path, form.cleaned_data["place"], form.asked)
        actions.note_sought(actor=seat.account, area=area, doors=len(found))
    return shown(
        request, seat, "desk/privacy/nameless.html", area, "privacy", _("Name no longer kept"),
        form=form,
        found=found,
        most=MOST_DOORS,
        status=422 if form.errors else 200,
    )  # fmt: skip


#: Kinds of rows an erasure counts, in the order of the proof.
ERASED_WORDS: Mapping[str, Any] = {
    "people": gettext_lazy("entries on the list"),
    "heads": gettext_lazy("names of heads"),
    "undo": gettext_lazy("rows kept for undo"),
    "merges": gettext_lazy("merges of doubles"),
    "suggestions": gettext_lazy("suggestions"),
    "encounters": gettext_lazy("words of visits"),
    "photos": gettext_lazy("photos"),
    "certificates": gettext_lazy("certificates"),
    "confirmations": gettext_lazy("noted papers"),
    "calls": gettext_lazy("calls for help"),
    "tasks": gettext_lazy("tasks after quizzes"),
    "handovers": gettext_lazy("notes handed over"),
    "results": gettext_lazy("numbers of platform results"),
    "receipts": gettext_lazy("refused records"),
    "demands": gettext_lazy("names in demands"),
    "exports": gettext_lazy("exports"),
    "files": gettext_lazy("files of lists"),
}


def _counted(one: Erasure) -> list[tuple[Any, int]]:
    """Kind of row, in words, and how many of it went."""
    return [
        (words, one.counts[kind]) for kind, words in ERASED_WORDS.items() if one.counts.get(kind)
    ]


@staff
@require_safe
def erasures(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What was erased where, when and by whom, without the data: the proof, to print."""
    area = reached(seat, area_of, code)
    page = Paginator(erasures_under(seat.reach, area.path), 50).get_page(request.GET.get("page"))
    rows = [(one, _counted(one)) for one in page]
    return shown(
        request, seat, "desk/privacy/erasures.html", area, "privacy", _("Erased data"),
        rows=rows, page=page,
    )  # fmt: skip


@staff
@require_safe
def erasure(request: HttpRequest, seat: Seat, origin: str, erasure_id: UUID) -> HttpResponse:
    """The paper that somebody's data were erased, for whoever asked for it: without the data, and so
    without the name, which is written on it by hand."""
    one = reached(seat, erasure_of, origin, erasure_id)
    area = reached(seat, area_at, one.path)
    office = area.parent if area.level > Level.COMMUNE and area.parent else area
    demand = reached(seat, demand_of, origin, one.demand_id)
    head = letterhead_of(seat.reach, office)
    return shown(
        request, seat, "desk/privacy/erasure.html", area, "privacy", _("Erased data"),
        one=one,
        counts=_counted(one),
        demand=demand,
        number=f"{demand.number[:3]} {demand.number[3:]}",
        letterhead=head,
        symbol=symbol_of(head, "GXN"),
        signed_in=signed_in(head),
        dated=written_day(clock.day_of(one.done_at)),
    )  # fmt: skip
