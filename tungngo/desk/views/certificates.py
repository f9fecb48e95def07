"""Certificates that were issued: listed, printed, revoked; and papers that are noted as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.certificates import actions, queries, sheets
from tungngo.certificates.models import Certificate, Confirmation
from tungngo.certificates.queries import Standard
from tungngo.certificates.resting import UNCHANGED, Resting, resting_of, rule_since
from tungngo.certificates.words import (
    confirmation_name,
    confirmation_words,
    rule_name,
    standing_of,
)
from tungngo.criteria.words import say
from tungngo.desk.forms.certificates import PaperForm, RevokeForm
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
from tungngo.desk.views.person_data import person_at
from tungngo.desk.views.reports import PDF, file_answer
from tungngo.lib import clock
from tungngo.lib.ids import read_uuids
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.reports.queries import letterhead_of
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of, areas_at

HERE = "completions"
PAGE = 100


@staff
@require_safe
def certificates(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What was issued at or under an area, newest first; `?issued=` only what one press issued."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:  # names stay in their own ward
        return redirect(HERE, area.code)
    found = queries.certificates_under(seat.reach, area.path)
    if moment := _moment(request.GET.get("issued", "")):
        found = found.filter(issued_at=moment)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    today = clock.today()
    resting = resting_of(seat.reach, page)
    note_seen(actor=seat.account, verb="completions.listed", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/certificates/certificates.html", area, HERE, _("Issued certificates"),
        page=page,
        rows=[
            (one, rule_name(one.rule), standing_of(one, today, resting.get(one.id))) for one in page
        ],
        issued=request.GET.get("issued", "") if moment else "",
        query=urlencode({"issued": request.GET["issued"]}) if moment else "",
        most=sheets.MOST_PAGES,
        may_print=seat.may("officer", area.path),
    )  # fmt: skip


def _moment(written: str) -> datetime | None:
    """A moment from microseconds since 1970, as addresses carry it; None for anything else."""
    if not written.isdecimal() or len(written) > 17:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(written))


@staff
@require_safe
def print_pdf(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Valid certificates of an area to print, a page each: those named by `?id=`, or of one press by
    `?issued=`."""
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    if area.level < Level.COMMUNE:
        return redirect(HERE, area.code)
    found = queries.certificates_under(seat.reach, area.path).filter(revoked_at=None)
    if ids := read_uuids(request.GET.getlist("id")):
        found = found.filter(id__in=ids)
    elif moment := _moment(request.GET.get("issued", "")):
        found = found.filter(issued_at=moment)
    # A name that is not kept any more cannot be printed again.
    chosen = [one for one in found[: sheets.MOST_PAGES] if one.resident and one.resident.full_name]
    if not chosen:
        messages.warning(request, _("Choose what to print."))
        return redirect("certificates", area.code)
    actions.note_printed(actor=seat.account, area=area, count=len(chosen))
    name = f"giay-chung-nhan-{area.code}-{clock.today()}.pdf"
    return file_answer(_pages(request, seat, chosen[::-1]), PDF, name)


def _pages(request: HttpRequest, seat: Seat, chosen: list[Certificate]) -> bytes:
    """The pages, signed by the commune that issued the first; a file is of one commune."""
    issuer = area_of(Reach.everything(), chosen[0].issuer)
    return sheets.pdf(
        chosen,
        head=letterhead_of(Reach.everything(), issuer),
        places={one.path: one for one in areas_at(seat.reach, {one.path for one in chosen})},
        link_of=lambda one: _link(request, one),
    )


def _link(request: HttpRequest, one: Certificate) -> str:
    return request.build_absolute_uri(reverse("certificate_public", args=[one.origin, one.token]))


@staff
@require_POST
def undo(request: HttpRequest, seat: Seat, code: str, moment: int) -> HttpResponse:
    """Take back what one press issued."""
    area = reached(seat, area_of, code)
    seat.must("officer", commune_path(area.path))
    at = _moment(str(moment))
    under = queries.certificates_under(seat.reach, area.path)
    if at is None or not under.filter(issued_at=at).exists():
        raise Http404
    actions.take_back(actor=seat.account, area=area, issued_at=at)
    messages.success(request, _("Taken back: these certificates are revoked."))
    return redirect(HERE, area.code)


# -------------------------------------------------------------------------------------- one of them


def _certificate(
    seat: Seat, origin: str, certificate_id: UUID, *, writes: bool = False
) -> tuple[Certificate, Area]:
    with or_404():
        found = queries.certificate_of(seat.reach, origin, certificate_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", commune_path(found.path))
    return found, area


@staff
@require_safe
def certificate(
    request: HttpRequest, seat: Seat, origin: str, certificate_id: UUID
) -> HttpResponse:
    """One certificate: whose, what for, on what evidence, and its public page."""
    found, area = _certificate(seat, origin, certificate_id)
    return _one(request, seat, found, area, None)


def _one(
    request: HttpRequest, seat: Seat, found: Certificate, area: Area, refused: RevokeForm | None
) -> HttpResponse:
    note_seen(
        actor=seat.account,
        verb="certificate.seen",
        subject=f"{found.origin}:{found.id}",
        path=found.path,
    )
    resting = resting_of(seat.reach, [found]).get(found.id, UNCHANGED)
    gone = {"revoked_why": Certificate.Why.EVIDENCE} if resting.is_gone else {}
    form = refused or RevokeForm(initial=gone)
    link = _link(request, found)
    qr = segno.make(link, error="m", micro=False)
    drawn = qr.svg_inline(border=2, omitsize=True, light="#fff", title="QR")
    return shown(
        request, seat, "desk/certificates/certificate.html", area, HERE, found.number,
        status=422 if form.errors else 200,
        certificate=found,
        name=rule_name(found.rule),
        standing=standing_of(found, clock.today(), resting),
        evidence=list(_evidence(found, resting)),
        since=rule_since(seat.reach, found),
        form=form,
        link=link,
        qr=mark_safe(drawn),
        may_write=seat.may("officer", commune_path(found.path)),
        may_print=seat.may("officer", area.path) and not found.revoked_at,
    )  # fmt: skip


_KINDS: dict[str, Any] = {
    "task": gettext_lazy("seen by a helper"),
    "quiz": gettext_lazy("quiz"),
    **dict(Confirmation.Kind.choices),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece a certificate rests on: what, how it was known, its day; whether its record is not in force
    any more, and what shows the same today."""

    name: str
    how: Any
    on: date
    is_corrected: bool = False
    instead_how: Any = ""
    instead_on: date | None = None


def _evidence(found: Certificate, resting: Resting) -> Iterator[Piece]:
    items = {item.code: item for item in Standard(found.rule).rule.items}
    for code, kind, _ref, on in found.evidence:
        instead = resting.corrected.get(code)
        yield Piece(
            say(items[code].name) if code in items else code,
            _KINDS.get(kind, kind),
            date.fromisoformat(on),
            code in resting.corrected,
            _KINDS.get(instead.kind, "") if instead else "",
            instead.on if instead else None,
        )


@staff
@require_POST
def revoke(request: HttpRequest, seat: Seat, origin: str, certificate_id: UUID) -> HttpResponse:
    """Revoke a certificate."""
    found, area = _certificate(seat, origin, certificate_id, writes=True)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, form)
    given = form.cleaned_data
    tried(
        request,
        lambda: actions.revoke(
            actor=seat.account,
            certificate=found,
            why=given["revoked_why"],
            words=given["words"],
        ),
        _("Revoked. Whoever verifies it is told from now on."),
        reverse("certificate_restore", args=[origin, certificate_id]),
    )
    return redirect("certificate", origin, certificate_id)


@staff
@require_POST
def restore(request: HttpRequest, seat: Seat, origin: str, certificate_id: UUID) -> HttpResponse:
    """Take the revoking of a certificate back."""
    found, _area = _certificate(seat, origin, certificate_id, writes=True)
    tried(
        request,
        lambda: actions.restore(actor=seat.account, certificate=found),
        _("The certificate is valid again."),
    )
    return redirect("certificate", origin, certificate_id)


# ------------------------------------------------------------------------------------------- papers


@staff
def paper_new(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """Note a paper of somebody: a learning platform's certificate, an office's confirmation."""
    person, area = person_at(seat, origin, resident_id)
    saw_door(seat, origin, person.household_id, person.path)
    papers = confirmation_words(queries.standards_at(seat.reach, person.path, clock.today()))
    form = PaperForm(request.POST or None, papers=papers, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.confirm(
                actor=seat.account,
                person=person,
                code=given["paper"],
                made_on=given["day"],
                words=given["words"],
            )
        except Refused as refusal:
            refusal.place = {"made_on": "day", "code": "paper"}.get(refusal.place, refusal.place)
            put_on(form, refusal)
        else:
            messages.success(request, _("Noted."))
            return redirect("confirmation_new", origin, resident_id)
    noted: list[dict[str, Any]] = [
        {"row": one, "name": confirmation_name(seat.reach, person.path, one.code)}
        for one in queries.confirmations_of_residents(seat.reach, origin, [person.id])
    ]
    return shown(
        request, seat, "desk/certificates/paper.html", area, HERE, _("Note a paper"),
        status=422 if form.errors else 200,
        person=person, form=form, noted=noted, papers=papers,
    )  # fmt: skip


def _paper(seat: Seat, origin: str, confirmation_id: UUID) -> Confirmation:
    with or_404():
        found = queries.confirmation_of(seat.reach, origin, confirmation_id)
    seat.must("officer", found.path)
    return found


@staff
@require_POST
def paper_withdraw(
    request: HttpRequest, seat: Seat, origin: str, confirmation_id: UUID
) -> HttpResponse:
    """Take a noted paper back."""
    found = _paper(seat, origin, confirmation_id)
    actions.withdraw_confirmation(actor=seat.account, confirmation=found)
    offer_undo(
        request,
        _("Taken back: it counts no more."),
        reverse("confirmation_restore", args=[origin, confirmation_id]),
    )
    return redirect("confirmation_new", origin, found.resident_id)


@staff
@require_POST
def paper_restore(
    request: HttpRequest, seat: Seat, origin: str, confirmation_id: UUID
) -> HttpResponse:
    """Have a noted paper count again."""
    found = _paper(seat, origin, confirmation_id)
    actions.restore_confirmation(actor=seat.account, confirmation=found)
    messages.success(request, _("It counts again."))
    return redirect("confirmation_new", origin, found.resident_id)
