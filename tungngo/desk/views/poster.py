"""A poster for the stairwell and the meeting house: the way to ask for help at home, as a QR."""

from __future__ import annotations

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tungngo.campaigns.over import campaign_over_at
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Level
from tungngo.territory.queries import area_of
from tungngo.tickets import rules


def drawn(link: str) -> SafeString:
    """A link as a QR for paper on a wall, which gets scratched."""
    qr = segno.make(link, error="q", micro=False)
    return mark_safe(qr.svg_inline(border=2, omitsize=True, light="#fff", title="QR"))


@staff
def help_poster(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """One page to print for a commune or one of its groups; 404 for larger areas."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:
        raise Http404
    link = request.build_absolute_uri(reverse("ask_help", args=[area.code]))
    return shown(
        request, seat, "desk/help/poster.html", area, "help", _("Poster"),
        link=link.partition("://")[2],
        qr=drawn(link),
        days=rules.DAYS,
        is_over=campaign_over_at(seat.reach, area.path) is not None,
        has_team=teams_under(seat.reach, area.path).exists(),
        back=reverse("help", args=[area.code]),
    )  # fmt: skip
