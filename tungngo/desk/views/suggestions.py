"""What was found at doors otherwise than the list says: side by side with the list, and settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.desk.forms.households import END_WORDS, RELATION_WORDS, SEX_WORDS
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, reached, seen_version, shown, tried
from tungngo.encounters.queries import rested_on
from tungngo.territory import actions
from tungngo.territory.models import Household, Suggestion
from tungngo.territory.queries import (
    SuggestionCard,
    area_at,
    area_of,
    suggestion_cards,
    suggestion_counts,
    suggestion_of,
    suggestions_for,
)

A_PAGE = 20
State = Suggestion.State
About = Suggestion.About
#: Which states stand under which heading of the page.
SHELVES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "open": (gettext_lazy("Waiting for a decision"), (State.OPEN,)),
    "applied": (gettext_lazy("Already on the list"), (State.APPLIED,)),
    "settled": (gettext_lazy("Decided"), (State.SETTLED, State.DECLINED)),
}
#: What is no longer there, or stands there twice: agreeing takes it off the list.
OFF_THE_LIST = {About.PERSON_LEFT, About.PERSON_DIED, About.HOUSEHOLD_GONE, About.DOUBLE}
FIELD_WORDS: dict[str, Any] = {
    "head": gettext_lazy("Head of household"),
    "house": gettext_lazy("House"),
    "lane": gettext_lazy("Lane"),
    "address": gettext_lazy("Address"),
    "name": gettext_lazy("Full name"),
    "birth_year": gettext_lazy("Birth year"),
    "sex": gettext_lazy("Sex"),
    "relation": gettext_lazy("Relation to the head"),
}
CODE_WORDS = {"sex": SEX_WORDS, "relation": RELATION_WORDS}


@staff
def suggestions(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What waits for a decision at the doors of an area; `?shelf=applied` and `settled` show the rest."""
    area = reached(seat, area_of, code)
    shelf = request.GET.get("shelf", "open")
    shelf = shelf if shelf in SHELVES else "open"
    counts = suggestion_counts(seat.reach, area.path)
    found = suggestions_for(seat.reach, area.path, SHELVES[shelf][1])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    cards = suggestion_cards(seat.reach, page)
    note_seen(actor=seat.account, verb="suggestions.listed", subject=area.code, path=area.path)
    visited = _visited(seat, cards)
    return shown(
        request, seat, "desk/suggestions/list.html", area, "households", _("Found at doors"),
        page=page,
        shelf=shelf,
        shelf_query=f"shelf={shelf}",
        shelves=[
            (name, words, sum(counts.get(state, 0) for state in states))
            for name, (words, states) in SHELVES.items()
        ],
        cards=[
            {
                "card": card,
                "row": card.suggestion,
                "place": _place(card.household),
                "sides": _sides(card),
                "is_off": card.suggestion.about in OFF_THE_LIST,
                "is_visited": card.suggestion.about == About.HOUSEHOLD_FOUND
                and card.household.id in visited,
                "may_write": seat.may("officer", card.household.path),
                "is_person_twin": card.twin is not None and not isinstance(card.twin, Household),
            }
            for card in cards
        ],
    )  # fmt: skip


def _visited(seat: Seat, cards: Iterable[SuggestionCard]) -> set[UUID]:
    """Households among these at which something was recorded."""
    by_origin: dict[str, set[UUID]] = defaultdict(set)
    for card in cards:
        by_origin[card.household.origin].add(card.household.id)
    found: set[UUID] = set()
    for origin, ids in by_origin.items():
        found |= rested_on(seat.reach, origin, ids)
    return found


def _place(door: Household) -> str:
    """Where a household is, in one line; without an address, whose it is."""
    line = f"{door.house} {door.lane_name}".strip() if door.house else door.address
    return line or door.head_name or door.code or _("Household")


def _sides(card: SuggestionCard) -> list[tuple[Any, str, str]]:
    """(what, on the list, as found) of a suggestion, in the reader's words."""
    row = card.suggestion
    rows = [
        (FIELD_WORDS[side.field], _said(side.field, side.listed), _said(side.field, side.found))
        for side in card.sides
    ]
    if people := row.said.get("people"):
        names = (_person(person) for person in people)
        rows.append((_("Who lives there"), "", ", ".join(names)))
    if count := row.said.get("count"):
        rows.append((_("How many live there"), "", str(count)))
    if row.about in (About.PERSON_LEFT, About.PERSON_DIED) and card.resident is not None:
        why = END_WORDS["died" if row.about == About.PERSON_DIED else "moved"]
        rows.append((_("Person"), card.resident.full_name, str(why)))
    if row.about == About.HOUSEHOLD_GONE:
        why = END_WORDS.get(row.said.get("why", "moved"), "")
        rows.append((_("Household"), card.household.head_name or _place(card.household), str(why)))
    if row.about == About.DOUBLE:
        twin = _("not known") if card.twin is None else _twin(card)
        rows.append((_("Household"), card.household.head_name or _place(card.household), twin))
    return rows


def _said(field: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    return str(CODE_WORDS.get(field, {}).get(value, value))


def _person(said: dict[str, Any]) -> str:
    return f"{said['name']} ({said['birth_year']})" if said.get("birth_year") else said["name"]


def _twin(card: SuggestionCard) -> str:
    assert isinstance(card.twin, Household)
    return _("the same as %(place)s, %(head)s") % {
        "place": _place(card.twin),
        "head": card.twin.head_name or "–",
    }


def _found(seat: Seat, origin: str, suggestion_id: UUID) -> tuple[Suggestion, str]:
    """The suggestion, and the code of the area its door lies in today. Only for officers there."""
    with or_404():
        suggestion = suggestion_of(seat.reach, origin, suggestion_id)
        [card] = suggestion_cards(seat.reach, [suggestion])
        area = area_at(seat.reach, card.household.path)
    seat.must("officer", card.household.path)
    return suggestion, area.code


def _back(request: HttpRequest, code: str) -> HttpResponse:
    """The page somebody decided on: the whole ward's, or the group's."""
    asked = request.POST.get("area") or request.GET.get("area", "")
    within = asked and (code == asked or code.startswith(f"{asked}."))
    return redirect("suggestions", asked if within else code)


def _settle(
    request: HttpRequest, seat: Seat, origin: str, suggestion_id: UUID, *, accept: bool, words: str
) -> HttpResponse:
    suggestion, code = _found(seat, origin, suggestion_id)
    way_back = reverse("suggestion_undo", args=[origin, suggestion_id])
    asked = urlencode({"area": request.POST.get("area", "")})
    tried(
        request,
        lambda: actions.settle_suggestion(
            actor=seat.account,
            suggestion=suggestion,
            accept=accept,
            why=request.POST.get("why", ""),
            seen_version=seen_version(request),
        ),
        words,
        f"{way_back}?{asked}",
    )
    return _back(request, code)


@staff
@require_POST
def suggestion_accept(
    request: HttpRequest, seat: Seat, origin: str, suggestion_id: UUID
) -> HttpResponse:
    """What was found is right: it stands on the list from now on."""
    words = _("Agreed: the list says it so.")
    return _settle(request, seat, origin, suggestion_id, accept=True, words=words)


@staff
@require_POST
def suggestion_decline(
    request: HttpRequest, seat: Seat, origin: str, suggestion_id: UUID
) -> HttpResponse:
    """What was found is not so: the list is as it was. What was recorded at the door stays."""
    words = _("Turned down: the list is as it was.")
    return _settle(request, seat, origin, suggestion_id, accept=False, words=words)


@staff
@require_POST
def suggestion_undo(
    request: HttpRequest, seat: Seat, origin: str, suggestion_id: UUID
) -> HttpResponse:
    """Take a decision back: it waits again."""
    suggestion, code = _found(seat, origin, suggestion_id)
    tried(request, lambda: actions.undo_suggestion(actor=seat.account, suggestion=suggestion))
    return _back(request, code)
