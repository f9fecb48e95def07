"""What phones without a network recorded, handed in at the desk as files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tungngo.desk.arriving import limited
from tungngo.desk.forms.parcels import ParcelForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, reached, shown, tell, tried
from tungngo.lib.problems import Refused
from tungngo.parcels import actions
from tungngo.parcels.models import Parcel
from tungngo.parcels.queries import parcel_of, parcels_of, waiting_of
from tungngo.teams.queries import phones_under
from tungngo.territory.queries import area_of

#: A parcel of thirty days of one person is about 200 KB; unpacked it may hold 8 MB.
MOST_BYTES = 8 * 1024 * 1024
DECIDED_SHOWN = 20


@limited
@staff
def parcels(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Files are taken in, each with its result; below, what waits for a decision."""
    area = reached(seat, area_of, code)
    form = ParcelForm()
    results: list[dict[str, Any]] = []
    if request.method == "POST":
        seat.must("officer", area.path)
        form = ParcelForm(request.POST, request.FILES)
        if form.is_valid():
            results = [_taken(seat, file) for file in form.cleaned_data["file"]]
            form = ParcelForm()
    kept = parcels_of(seat.reach, phones_under(seat.reach, area.path))
    return shown(
        request, seat, "desk/parcels/parcels.html", area, "teams", _("Results handed in as files"),
        form=form,
        results=results,
        waiting=waiting_of(seat.reach, phones_under(seat.reach, area.path)),
        decided=kept.exclude(state=Parcel.State.WAITING)[:DECIDED_SHOWN],
        may_write=seat.may("officer", area.path),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _taken(seat: Seat, file: UploadedFile) -> dict[str, Any]:
    """Take one file in; what the page says of it. Whose phone it was, only for those who reach it."""
    row: dict[str, Any] = {"file": file.name}
    try:
        if (file.size or 0) > MOST_BYTES:
            raise Refused("parcel.too_large", _("This file is far too large for a parcel."))
        brought = actions.bring_parcel(actor=seat.account, sealed=file.read())
    except Refused as refusal:
        return row | {"refusal": refusal}
    mine = phones_under(seat.reach, "").filter(id=brought.device.id).exists()
    return row | {"brought": brought, "who": brought.device.account.full_name if mine else ""}


def _kept(seat: Seat, code: str, parcel_id: UUID) -> Parcel:
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    with or_404():
        return parcel_of(seat.reach, phones_under(seat.reach, area.path), parcel_id)


@staff
@require_POST
def take(request: HttpRequest, seat: Seat, code: str, parcel_id: UUID) -> HttpResponse:
    """Take in what a withdrawn phone recorded, as its author's."""
    found = _kept(seat, code, parcel_id)
    try:
        brought = actions.take_in(actor=seat.account, parcel=found)
    except Refused as refusal:
        tell(request, refusal)
    else:
        words = ngettext(
            "%(new)s record was taken in; %(had)s were there before, %(refused)s could not be taken.",
            "%(new)s records were taken in; %(had)s were there before, %(refused)s could not be taken.",
            brought.accepted,
        )
        counts = {"new": brought.accepted, "had": brought.had, "refused": brought.refused}
        messages.success(request, words % counts)
    return redirect("parcels", code)


@staff
@require_POST
def leave(request: HttpRequest, seat: Seat, code: str, parcel_id: UUID) -> HttpResponse:
    """Leave what a withdrawn phone recorded: it counts nowhere and is kept."""
    found = _kept(seat, code, parcel_id)
    tried(
        request,
        lambda: actions.leave(actor=seat.account, parcel=found),
        _("The parcel is left. It is kept and can still be taken in."),
    )
    return redirect("parcels", code)
