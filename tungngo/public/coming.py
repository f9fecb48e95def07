"""Somebody confirms on their own phone that they came to a session: a head, without account, name or script.

Whoever has the address (a QR at the session, or on their slip) may; one phone counts once, by a cookie that
holds a number and is gone the next day. Against floods: so many an hour from one internet address.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries, rules
from tungngo.points.codes import is_secret_of
from tungngo.points.models import Gathering
from tungngo.public.asking import calls_from_address

#: What the public reaches: the session whose secret it has.
PUBLIC = Reach.everything()
#: Confirmations from one internet address in an hour: a whole hall may share one.
MOST_AN_HOUR = 300
COOKIE_SECONDS = int(timedelta(days=1).total_seconds())


def _gathering(origin: str, gathering_id: UUID, secret: str) -> Gathering:
    try:
        found = queries.gathering_of(PUBLIC, origin, gathering_id)
    except NotReached as refusal:
        raise Http404 from refusal
    if found.state == Gathering.State.UNDONE or not is_secret_of(found, secret):
        raise Http404
    return found


@never_cache
def check_in(request: HttpRequest, origin: str, gathering_id: UUID, secret: str) -> HttpResponse:
    """Which session it is, and a button to say “I am here”; once said, that it was, and a way back."""
    found = _gathering(origin, gathering_id, secret)
    cookie = f"came-{found.id.hex[-12:]}"
    mine = _id(request.COOKIES.get(cookie, ""))
    error = ""
    if request.method == "POST":
        arrival_id = mine or _id(request.POST.get("arrival", "")) or uuid7()
        try:
            if calls_from_address(request, "check-in") > MOST_AN_HOUR:
                raise Refused(
                    "arrival.too_many",
                    _("Very many people are confirming just now. Please tell the trainer."),
                )
            if request.POST.get("undo"):
                actions.withdraw_arrival(actor=None, gathering=found, arrival_id=arrival_id)
            else:
                actions.confirm_arrival(actor=None, gathering=found, arrival_id=arrival_id)
        except Refused as refusal:
            error = str(refusal)
        else:
            answer = redirect("check_in", origin, gathering_id, secret)
            answer.set_cookie(
                cookie,
                str(arrival_id),
                max_age=COOKIE_SECONDS,
                path=request.path,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
            return answer
    context = {
        "one": found,
        "arrival": mine or uuid7(),
        "is_here": mine is not None and queries.has_confirmed(PUBLIC, found, mine),
        "closed": rules.not_open(found.state, found.starts_at, found.ends_at, clock.now()),
        "error": error,
    }
    return render(request, "public/check_in.html", context, status=422 if error else 200)


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
