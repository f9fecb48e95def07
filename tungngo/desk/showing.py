"""What every page of the desk is shown with, and how a refusal and a way back reach the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tungngo.accounts.actions import note_seen
from tungngo.desk.first_steps import step_now
from tungngo.desk.lock import Seat
from tungngo.desk.menu import sections_of
from tungngo.desk.trail import trail_of
from tungngo.lib.identity import holds_number
from tungngo.lib.problems import NotReached, Refused
from tungngo.territory.models import Area

_UNDO = "desk.undo"
Found = TypeVar("Found")


@contextmanager
def or_404() -> Iterator[None]:
    """Turns "not for this caller" into a page that is not there."""
    try:
        yield
    except NotReached as refusal:
        raise Http404(str(refusal)) from refusal


def reached(seat: Seat, find: Callable[..., Found], *key: Any) -> Found:
    """What `find(reach, *key)` gives whoever sits here. Raises Http404 for what lies outside their reach."""
    with or_404():
        return find(seat.reach, *key)


def entrusted(seat: Seat, kind: str, find: Callable[..., Found], *key: Any) -> Found:
    """As `reached`, for whoever is about to change it. Raises PermissionDenied for who may only look."""
    found: Any = reached(seat, find, *key)
    seat.must(kind, found.path)
    return found


def shown(
    request: HttpRequest,
    seat: Seat,
    template: str,
    area: Area,
    here: str,
    *last: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about `area` under the menu entry `here`; `last` are crumbs below the area."""
    context |= {
        "seat": seat,
        "area": area,
        "menu": sections_of(area, here, lambda power: seat.may(power, area.path)),
        "trail": trail_of(seat.reach, area, here, *last),
        "undo": request.session.pop(_UNDO, None),
        "here": here,
        "guide": step_now(seat.reach, area, here) if seat.may("officer", area.path) else None,
    }
    return render(request, template, context, status=status)


def saw_door(seat: Seat, origin: str, household_id: UUID, path: str) -> None:
    """Have the journal say that whoever sits here sees people of a household by name, once in a while for
    the same household: on whatever page that is."""
    subject = f"{origin}:{household_id}"
    note_seen(actor=seat.account, verb="household.seen", subject=subject, path=path)


def offer_undo(request: HttpRequest, words: str, url: str) -> None:
    """Have the next page say what was done, with a button that POSTs to `url` to take it back."""
    request.session[_UNDO] = {"words": str(words), "url": url}


def tell(request: HttpRequest, refusal: Refused) -> None:
    """Have the next page say why something was not done, with the code to quote."""
    messages.error(request, f"{refusal} ({refusal.code})")


def say_left_out(request: HttpRequest, *typed: str) -> None:
    """Have the next page say that identity numbers in what was typed are not kept, where there were any."""
    if any(map(holds_number, typed)):
        messages.info(request, _("What looked like an identity number was left out."))


def tried(request: HttpRequest, deed: Callable[[], object], said: str = "", undo: str = "") -> bool:
    """Whether `deed` was done: then the next page says `said`, with a way back by a POST to `undo`, where
    there is one; where it is refused, that page says why."""
    try:
        deed()
    except Refused as refusal:
        tell(request, refusal)
        return False
    if undo:
        offer_undo(request, said, undo)
    elif said:
        messages.success(request, said)
    return True


def seen_version(request: HttpRequest) -> int | None:
    """The version of a thing that the posted page had shown (`seen`); None where it does not say."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def put_on(form: BaseForm, refusal: Refused) -> None:
    """A refusal beside the field it is about, or at the head of the form."""
    place = refusal.place if refusal.place in form.fields else None
    form.add_error(place, f"{refusal} ({refusal.code})")
