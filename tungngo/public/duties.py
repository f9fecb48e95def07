"""Somebody's own duties as a calendar: whoever has the address, which one's own phone alone makes known."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.accounts.queries import device_named
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import calendars
from tungngo.points.queries import duties_ahead
from tungngo.teams.queries import reach_of


@require_safe
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The duties of a phone's owner; 404 for what nobody signed and once the badge is withdrawn. Nobody on
    the way keeps it."""
    named = calendars.device_in(token)
    device = device_named(Reach.everything(), named) if named else None
    if device is None:
        raise Http404
    account = device.account
    with translation.override(account.language or translation.get_language()):
        duties = duties_ahead(reach_of(account), account)
        body = calendars.own_feed(_("My duties"), duties, at=clock.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tungngo-ca-truc.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
