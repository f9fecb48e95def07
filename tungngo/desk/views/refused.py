"""Records that phones sent and the server could not take: kept, named, for a person to look at."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.encounters.queries import refused_receipts
from tungngo.intake.kinds import sentences
from tungngo.teams.queries import phones_under
from tungngo.territory.queries import area_of

A_PAGE = 50


@staff
def refused(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What phones of the area's teams sent and was not taken: when, by whom, why. Not what it says."""
    with or_404():
        area = area_of(seat.reach, code)
    page = Paginator(refused_receipts(seat.reach, area.path), A_PAGE).get_page(
        request.GET.get("page")
    )
    phones = phones_under(seat.reach, area.path).filter(id__in={row.device_id for row in page})
    who = {phone.id: phone.account.full_name for phone in phones.select_related("account")}
    known = sentences()
    rows = [
        {
            "at": row.received_at,
            "who": who.get(row.device_id, ""),
            "sentence": known.get(row.code, row.code),
            "code": row.code,
        }
        for row in page
    ]
    return shown(
        request,
        seat,
        "desk/progress/refused.html",
        area,
        "board",
        _("Records not taken"),
        rows=rows,
        page=page,
    )
