"""Records that phones sent and the server could not take: kept, and settled by a person.

An officer settles here what a team leader settles from the phone (`teams/ops.py`), for every team of
the area: judged once more, with the right day where the day was wrong, or left at that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.accounts.models import Device
from tungngo.desk.forms.refused import RightTimeForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, or_404, reached, shown, tell, tried
from tungngo.encounters.models import Result
from tungngo.encounters.queries import refused_receipts
from tungngo.encounters.refusals import ABOUT_PEOPLE, ABOUT_TIME
from tungngo.intake import actions
from tungngo.intake.kinds import sentences
from tungngo.intake.models import Receipt
from tungngo.intake.queries import receipt_of
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points.refusals import ABOUT_TIME as ABOUT_DAY
from tungngo.teams.queries import phones_under
from tungngo.teams.refused import answered_for, said_in
from tungngo.territory.doors import DoorCard, cards_by_key
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

A_PAGE = 20


@staff
def refused(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What phones of the area's teams sent and was not taken: when, by whom, where, why."""
    area = reached(seat, area_of, code)
    return _shown(request, seat, area)


def _shown(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    *,
    asked: UUID | None = None,
    form: RightTimeForm | None = None,
) -> HttpResponse:
    """The page; `form` is what somebody filled in wrongly for the record `asked`."""
    page = Paginator(refused_receipts(seat.reach, area.path), A_PAGE).get_page(
        request.GET.get("page")
    )
    phones = phones_under(seat.reach, area.path).filter(id__in={row.device_id for row in page})
    senders = {phone.id: phone for phone in phones.select_related("account")}
    sent = [(row, senders[row.device_id]) for row in page if row.device_id in senders]
    mine = {row.op_id for row, _phone in answered_for(Reach((area.path,)), sent)}
    said = {row.op_id: said_in(row.payload) for row in page}
    doors = _doors(seat, [(row.origin, said[row.op_id]) for row in page])
    if doors:
        note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    why = sentences()
    rows = [
        {
            "row": row,
            "who": senders[row.device_id].account.full_name if row.device_id in senders else "",
            "may_settle": row.op_id in mine and seat.may("officer", area.path),
            "sentence": why.get(row.code, row.code),
            "door": doors.get((row.origin, str(said[row.op_id].get("household")))),
            "result": _result(said[row.op_id]),
            "happened_at": _moment(said[row.op_id]),
            "has_strangers": row.code in ABOUT_PEOPLE,
            "form": _form(row, said[row.op_id], form if row.op_id == asked else None),
        }
        for row in page
    ]
    return shown(
        request, seat, "desk/progress/refused.html", area, "board", _("Records not taken"),
        rows=rows,
        page=page,
        may_settle=bool(mine) and seat.may("officer", area.path),
        status=422 if form is not None else 200,
    )  # fmt: skip


def _doors(
    seat: Seat, bodies: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[tuple[str, str], DoorCard]:
    """The households that records name, within reach, by (origin, id as it is written)."""
    keys = []
    for origin, body in bodies:
        try:
            keys.append((origin, UUID(str(body.get("household")))))
        except ValueError:
            continue
    return {(card.origin, str(card.id)): card for card in cards_by_key(seat.reach, keys)}


def _result(body: Mapping[str, Any]) -> str:
    said = body.get("result")
    return str(Result(said).label) if said in Result.values else ""


def _moment(body: Mapping[str, Any]) -> datetime | None:
    """When it happened by the phone's clock; None when that cannot be read."""
    try:
        moment = datetime.fromisoformat(str(body.get("at")))
        return moment.astimezone(clock.VIETNAM) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _form(
    row: Receipt, body: Mapping[str, Any], given: RightTimeForm | None
) -> RightTimeForm | None:
    """Where the day was wrong: the day and time to put right, as the phone said them."""
    if row.code not in ABOUT_TIME | ABOUT_DAY:
        return None
    if given is not None:
        return given
    moment = _moment(body)
    initial = {"day": moment.date(), "time": f"{moment:%H:%M}"} if moment else {}
    return RightTimeForm(initial=initial, prefix=f"r{row.op_id.hex[-8:]}")


def _outcomes_of_the_listed(seat: Seat, receipt: Receipt) -> list[Any]:
    """What a record says of the people who are on the list of its household."""
    body = said_in(receipt.payload)
    listed = {
        str(person.id)
        for card in _doors(seat, [(receipt.origin, body)]).values()
        for person in card.people
    }
    return [one for one in body.get("outcomes", []) if one and str(one[0]) in listed]


# ----------------------------------------------------------------------------------------- settling


def _one(seat: Seat, code: str, op_id: UUID) -> tuple[Area, Receipt, Device]:
    """The record and the phone that sent it; only for officers of the area, and of a former member
    only what lies there: they may work for others today."""
    area = entrusted(seat, "officer", area_of, code)
    phones = phones_under(seat.reach, area.path)
    with or_404():
        receipt = receipt_of(seat.reach, phones.order_by().values("id"), op_id)
        if receipt is None:
            raise NotReached("receipt.out_of_reach", _("No team of this area sent this record."))
    phone = phones.select_related("account").get(pk=receipt.device_id)
    if not answered_for(Reach((area.path,)), [(receipt, phone)]):
        raise PermissionDenied
    return area, receipt, phone


@staff
@require_POST
def again(request: HttpRequest, seat: Seat, code: str, op_id: UUID) -> HttpResponse:
    """Judge a record once more, as its author's; the officer answers for their having worked there."""
    area, receipt, phone = _one(seat, code, op_id)
    changes: dict[str, Any] = {}
    if receipt.code in ABOUT_TIME | ABOUT_DAY:
        form = RightTimeForm(request.POST, prefix=f"r{op_id.hex[-8:]}")
        if not form.is_valid():
            return _shown(request, seat, area, asked=op_id, form=form)
        changes["at"] = form.moment().isoformat()
    if receipt.code in ABOUT_PEOPLE and request.POST.get("without"):
        changes["outcomes"] = _outcomes_of_the_listed(seat, receipt)
    try:
        verdict = actions.take_again(
            actor=seat.account,
            receipt=receipt,
            device=phone,
            changes=changes,
            vouch=lambda path, moment: seat.may("officer", path),
        )
    except Refused as refusal:
        tell(request, refusal)
    else:
        if verdict.verdict == "refused":
            words = _("Still not taken. %(why)s") % {"why": verdict.sentence}
            messages.warning(request, f"{words} ({verdict.code})")
        else:
            messages.success(request, _("Taken in, as the record of %s.") % phone.account.full_name)
    return redirect("refused", area.code)


@staff
@require_POST
def leave(request: HttpRequest, seat: Seat, code: str, op_id: UUID) -> HttpResponse:
    """Leave a record at that: it counts nowhere and is kept."""
    area, receipt, _phone = _one(seat, code, op_id)
    tried(
        request,
        lambda: actions.leave_receipt(actor=seat.account, receipt=receipt),
        _("Left: the record is kept and counts nowhere."),
        reverse("refused_back", args=[area.code, op_id]),
    )
    return redirect("refused", area.code)


@staff
@require_POST
def back(request: HttpRequest, seat: Seat, code: str, op_id: UUID) -> HttpResponse:
    """Take "left" back: the record waits for a person again."""
    area, receipt, _phone = _one(seat, code, op_id)
    tried(request, lambda: actions.reopen_receipt(actor=seat.account, receipt=receipt))
    return redirect("refused", area.code)
