"""Households and people listed twice: likely ones, two side by side, merged, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.desk.forms.households import (
    OCCUPATION_WORDS,
    RELATION_WORDS,
    SEX_WORDS,
    shown_phone,
)
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    offer_undo,
    or_404,
    reached,
    saw_door,
    shown,
    tell,
    tried,
)
from tungngo.encounters.queries import history_of
from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.territory import suggesting
from tungngo.territory.actions.pointing import HOUSEHOLD_CHOICES, PERSON_CHOICES
from tungngo.territory.models import Area, Household, Level, Resident
from tungngo.territory.queries import (
    area_at,
    area_of,
    household_of,
    households_of,
    resident_of,
)
from tungngo.territory.queries.doubles import likely_doubles
from tungngo.upkeep import actions
from tungngo.upkeep.queries import doubling_of, doublings_under, parted

A_PAGE = 20
#: Households that a search for the other one shows.
MOST_FOUND = 20
LIKELY_WORDS: Mapping[str, Any] = {
    "door_and_head": gettext_lazy("same house, head of the same name"),
    "door_and_person": gettext_lazy("same house, somebody of the same name and birth year"),
    "people": gettext_lazy("several people of the same name and birth year"),
}
CHOICE_WORDS: Mapping[str, Any] = {
    "head_name": gettext_lazy("Head of household"),
    "address": gettext_lazy("Address"),
    "group": gettext_lazy("Residential group"),
    "code": gettext_lazy("Household code"),
    "language": gettext_lazy("Language"),
    "smartphone": gettext_lazy("Smartphone"),
    "chat_group": gettext_lazy("Chat group"),
    "poverty": gettext_lazy("Poor or near-poor"),
    "full_name": gettext_lazy("Full name"),
    "birth": gettext_lazy("Birth"),
    "sex": gettext_lazy("Sex"),
    "relation": gettext_lazy("Relation to the head"),
    "occupation": gettext_lazy("Occupation"),
    "phone": gettext_lazy("Phone"),
}


@staff
@require_safe
def doubles(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What may be listed twice in a commune or group, and what was merged."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:
        raise Http404
    two = parted(seat.reach, area.path)
    likely = [
        one
        for one in likely_doubles(seat.reach, area.path)
        if frozenset((one.first.id, one.second.id)) not in two
    ]
    note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    page = Paginator(likely, A_PAGE).get_page(request.GET.get("page"))
    return shown(
        request, seat, "desk/doubles/list.html", area, "households", _("Listed twice"),
        page=page,
        rows=[(one.first, one.second, LIKELY_WORDS[one.why]) for one in page],
        merged=list(doublings_under(seat.reach, area.path)[:A_PAGE]),
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _door(seat: Seat, origin: str, household_id: UUID) -> tuple[Household, list[Resident], Area]:
    with or_404():
        door = household_of(seat.reach, origin, household_id)
        area = area_at(seat.reach, door.household.path)
    seat.must("officer", door.household.path)
    saw_door(seat, origin, household_id, door.household.path)
    return door.household, door.people, area


def _other(request: HttpRequest, name: str) -> UUID | None:
    """The id that the address or form gives under a name, if any."""
    written = (request.POST.get(name) or request.GET.get(name, ""))[:40]
    try:
        return UUID(written) if written else None
    except ValueError:
        raise Http404 from None


@staff
def household_double(
    request: HttpRequest, seat: Seat, origin: str, household_id: UUID
) -> HttpResponse:
    """Which household is the same as this one; then (`?with=`) the two side by side. POST merges."""
    kept, people, area = _door(seat, origin, household_id)
    other_id = _other(request, "with")
    if other_id is None:
        return _find_other(request, seat, kept, area)
    found = reached(seat, household_of, origin, other_id)
    double = found.household
    seat.must("officer", double.path)
    if request.method == "POST":
        return _merge(request, seat, kept, double)
    # Who was erased moves along, and is nobody's double.
    people = [one for one in people if one.full_name]
    taken: set[UUID] = set()
    pairs = []
    theirs = found.people or [one for one in found.residents if one.kept_id is None]
    for person in (one for one in theirs if one.full_name):
        alike = _twin_of(person, [one for one in people if one.id not in taken])
        taken |= {alike} if alike else set()
        pairs.append((person, alike))
    saw_door(seat, origin, double.id, double.path)
    return shown(
        request, seat, "desk/doubles/household.html", area, "households",
        kept.house or kept.head_name or _("Household"), _("Merge"),
        kept=kept, double=double, people=people, pairs=pairs,
        sides=_sides(seat, HOUSEHOLD_CHOICES, kept, double),
        facts=[history_of(seat.reach, origin, one.id).count() for one in (kept, double)],
        other_commune=double.origin != kept.origin,
    )  # fmt: skip


def _find_other(request: HttpRequest, seat: Seat, kept: Household, area: Area) -> HttpResponse:
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    written = request.GET.get("q", "").strip()[:80]
    within = commune if written and seat.reach.covers(commune.path) else area
    near = households_of(seat.reach, within.path, written=written).exclude(
        origin=kept.origin, id=kept.id
    )
    if not written:
        near = near.filter(lane_key=kept.lane_key, house=kept.house)
    found = list(near.filter(origin=kept.origin)[:MOST_FOUND])
    return shown(
        request, seat, "desk/doubles/find.html", area, "households",
        kept.house or kept.head_name or _("Household"), _("Listed twice"),
        kept=kept, found=found, written=written,
    )  # fmt: skip


def _twin_of(person: Resident, others: list[Resident]) -> UUID | None:
    """Who among `others` is most likely the same person."""
    alike = (
        one.id
        for one in others
        if suggesting.is_same_person(person.full_name, person.birth_year, one)
    )
    return next(alike, None)


def _merge(request: HttpRequest, seat: Seat, kept: Household, double: Household) -> HttpResponse:
    back = f"{reverse('household_double', args=[kept.origin, kept.id])}?with={double.id}"
    try:
        same = {
            UUID(name.removeprefix("same-")): UUID(str(value))
            for name, value in request.POST.items()
            if name.startswith("same-") and value
        }
        seen = tuple(int(one) for one in request.POST.get("seen", "").split(".")[:2] if one)
    except ValueError:
        raise Http404 from None
    try:
        done = actions.merge_households(
            actor=seat.account,
            kept=kept,
            double=double,
            take=_taken(request, HOUSEHOLD_CHOICES),
            same=same,
            seen=(seen[0], seen[1]) if len(seen) == 2 else None,
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect(back)
    offer_undo(
        request,
        _("Merged. What was recorded at either household counts for this one."),
        reverse("doubling_undo", args=[done.origin, done.id]),
    )
    return redirect("household", kept.origin, kept.id)


def _taken(request: HttpRequest, choices: Mapping[str, Any]) -> set[str]:
    return {name for name in choices if request.POST.get(f"take-{name}") == "double"}


def _sides(
    seat: Seat, choices: Mapping[str, tuple[str, ...]], kept: Any, double: Any
) -> list[dict[str, Any]]:
    """Each field with both values; `differs` where a person must choose, `from_double` what is likely."""
    sides = []
    for name, columns in choices.items():
        ours, theirs = ([getattr(row, column) for column in columns] for row in (kept, double))
        if not any(one not in ("", None, False) for one in [*ours, *theirs]):
            continue
        sides.append(
            {
                "name": name,
                "words": CHOICE_WORDS[name],
                "kept": _said(seat, name, kept),
                "double": _said(seat, name, double),
                "differs": ours != theirs,
                "from_double": ours != theirs and not any(ours),
            }
        )
    return sides


def _said(seat: Seat, name: str, row: Any) -> str:
    """A value in the reader's words."""
    if name == "group":
        return area_at(seat.reach, row.path).full_name
    if name == "poverty":
        return (
            _("poor household") if row.poor else _("near-poor household") if row.near_poor else ""
        )
    if name == "birth":
        return text.day(row.birth_on) if row.birth_on else str(row.birth_year or "")
    value = getattr(row, name)
    if name == "phone":
        return shown_phone(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: _("yes"), False: _("no")}[value]
    words = {"sex": SEX_WORDS, "relation": RELATION_WORDS, "occupation": OCCUPATION_WORDS}
    return str(words.get(name, {}).get(value, value)) if value else ""


@staff
def resident_double(
    request: HttpRequest, seat: Seat, origin: str, resident_id: UUID
) -> HttpResponse:
    """Which person of the household is the same as this one; then the two side by side. POST merges."""
    kept = reached(seat, resident_of, origin, resident_id)
    door, people, area = _door(seat, origin, kept.household_id)
    if not kept.full_name:
        raise Http404
    others = [one for one in people if one.id != kept.id and one.full_name]
    other_id = _other(request, "who")
    double = next((one for one in others if one.id == other_id), None)
    if other_id is not None and double is None:
        raise Http404
    if request.method == "POST" and double is not None:
        try:
            done = actions.merge_people(
                actor=seat.account,
                kept=kept,
                double=double,
                take=_taken(request, PERSON_CHOICES),
            )
        except Refused as refusal:
            tell(request, refusal)
        else:
            offer_undo(
                request,
                _("Merged. What was recorded of either counts for this person."),
                reverse("doubling_undo", args=[done.origin, done.id]),
            )
        return redirect("household", origin, door.id)
    return shown(
        request, seat, "desk/doubles/person.html", area, "households",
        door.house or door.head_name or _("Household"), _("Merge"),
        kept=kept, double=double, others=others,
        likely=_twin_of(kept, others),
        sides=_sides(seat, PERSON_CHOICES, kept, double) if double else [],
    )  # fmt: skip


@staff
@require_POST
def doubling_undo(request: HttpRequest, seat: Seat, origin: str, doubling_id: UUID) -> HttpResponse:
    """Two again."""
    doubling = reached(seat, doubling_of, origin, doubling_id)
    for door in (doubling.kept, doubling.household):
        seat.must("officer", door.path)
    tried(request, lambda: actions.undo_doubling(actor=seat.account, doubling=doubling))
    return redirect("household", origin, doubling.household_id)
