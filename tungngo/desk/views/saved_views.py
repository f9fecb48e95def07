"""Filters of the table of households kept under a name: saved, listed, renamed, shared, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.doors_filter import FAULTS, NAMES, DoorFilter
from tungngo.desk.doors_table import Choices, choices_of, stand_choices
from tungngo.desk.list_filters import narrowed_as
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, reached, shown, tell, tried
from tungngo.lib.problems import Refused
from tungngo.teams import actions
from tungngo.teams.models import SavedView
from tungngo.teams.queries import view_of, views_at
from tungngo.territory.queries import area_of


@dataclass(frozen=True, slots=True)
class Line:
    """A view as the page lists it: `asks` is what it asks for in words, `faults` why it means less here."""

    view: SavedView
    asks: list[str]
    faults: list[str]
    is_own: bool
    may_change: bool


@staff
def views(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The filters that are saved here, one's own and shared ones."""
    area = reached(seat, area_of, code)
    choices = choices_of(seat.reach, area)
    lines = []
    for view in views_at(seat.reach, seat.account, area):
        found, faults = choices.read(view.asked)
        lines.append(
            Line(
                view,
                _asks(found, choices),
                [str(FAULTS[code]) for code in faults],
                view.account_id == seat.account.pk,
                _may_change(seat, view),
            )
        )
    return shown(
        request, seat, "desk/households/views.html", area, "households", _("Saved filters"),
        lines=lines, may_share=seat.may("officer", area.path),
    )  # fmt: skip


def _asks(found: DoorFilter, choices: Choices) -> list[str]:
    """What a filter asks for, in words."""
    words: dict[str, Any] = dict(stand_choices())
    groups = {group.code: group.full_name for group in choices.groups}
    return [
        word
        for word in (
            f"“{found.written}”" if found.written else "",
            groups.get(found.group, _("in no group yet") if found.group else ""),
            words.get(found.stand, ""),
            _("Priority only") if found.urgent else "",
            *narrowed_as(choices.reach, found.values, found.stand).words,
        )
        if word
    ]


def _may_change(seat: Seat, view: SavedView) -> bool:
    """One's own; a shared one of somebody else, who may have left, is the administrator's to take away."""
    return view.account_id == seat.account.pk or seat.may("admin", view.area.path)


@staff
@require_POST
def save(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Keep the filter that the table shows, under a name."""
    area = reached(seat, area_of, code)
    found, _faults = choices_of(seat.reach, area).read(
        {name: request.POST.get(name, "") for name in NAMES}
    )
    try:
        view = actions.save_view(
            actor=seat.account,
            area=area,
            name=request.POST.get("view_name", ""),
            asked=found.values,
            is_shared=bool(request.POST.get("is_shared")) and seat.may("officer", area.path),
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect(reverse("households", args=[area.code], query=found.values))
    return redirect(reverse("households", args=[area.code], query={"view": str(view.pk)}))


def _view(seat: Seat, view_id: UUID) -> SavedView:
    found = reached(seat, view_of, seat.account, view_id)
    if found.account_id != seat.account.pk:
        seat.must("admin", found.area.path)
    return found


@staff
@require_POST
def change(request: HttpRequest, seat: Seat, view_id: UUID) -> HttpResponse:
    """Rename a view, share it or keep it to oneself."""
    found = _view(seat, view_id)
    shares = bool(request.POST.get("is_shared"))
    tried(
        request,
        lambda: actions.change_view(
            actor=seat.account,
            view=found,
            name=request.POST.get("view_name", ""),
            is_shared=shares and (found.is_shared or seat.may("officer", found.area.path)),
        ),
    )
    return redirect("views", found.area_id)


@staff
@require_POST
def end(request: HttpRequest, seat: Seat, view_id: UUID) -> HttpResponse:
    """Delete a view."""
    found = _view(seat, view_id)
    actions.end_view(actor=seat.account, view=found)
    offer_undo(
        request,
        _("The filter “%(name)s” is deleted.") % {"name": found.name},
        reverse("view_back", args=[found.pk]),
    )
    return redirect("views", found.area_id)


@staff
@require_POST
def back(request: HttpRequest, seat: Seat, view_id: UUID) -> HttpResponse:
    """Bring a deleted view back."""
    found = _view(seat, view_id)
    if found.ended_at is not None:
        tried(request, lambda: actions.bring_back_view(actor=seat.account, view=found))
    return redirect("views", found.area_id)
