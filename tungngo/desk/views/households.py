"""Households as a table, and one door with its people; corrected by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.accounts.actions import note_seen
from tungngo.accounts.queries import names_of
from tungngo.campaigns.queries import skill_names
from tungngo.criteria.queries import family_now
from tungngo.criteria.words import edition_name
from tungngo.desk.digital import home_row
from tungngo.desk.doors_filter import FAULTS, LOOSE, NAMES
from tungngo.desk.doors_table import choices_of, places_of, stand_choices, stand_words, standings_of
from tungngo.desk.forms.households import (
    END_WORDS,
    REASON_WORDS,
    RELATION_WORDS,
    EndForm,
    HouseholdForm,
    ResidentForm,
)
from tungngo.desk.held import held_behind
from tungngo.desk.history import HistoryLine, history_lines
from tungngo.desk.list_filters import narrowed_as
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    entrusted,
    or_404,
    put_on,
    reached,
    saw_door,
    shown,
)
from tungngo.encounters.actions import note_photo_seen
from tungngo.encounters.models import Encounter
from tungngo.encounters.pictures import path_of
from tungngo.encounters.queries import history_elsewhere, history_of, photo_of, photos_here
from tungngo.learning.models import PlatformResult
from tungngo.learning.queries import ResultLine, platform_results
from tungngo.lib import ages, clock
from tungngo.lib.pages import MOST_ROWS
from tungngo.lib.problems import Refused
from tungngo.progress.queries import doors_counted
from tungngo.teams.models import SavedView
from tungngo.teams.queries import views_at
from tungngo.territory import actions, rules
from tungngo.territory.models import Area, Household, Level, Resident
from tungngo.territory.named import people_named
from tungngo.territory.queries import (
    MOST_FOUND,
    Door,
    area_at,
    area_of,
    groups_of,
    household_of,
    households_of,
    names_behind,
    page_of,
    resident_of,
    residents_among,
    suggestion_counts,
)
from tungngo.tickets.queries import calls_of_door
from tungngo.tickets.rules import masked
from tungngo.upkeep.queries import doublings_of_door

#: Encounters that a door's page shows.
HISTORY = 30


@staff
def households(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The households of an area: searched without accents, by group, most urgent first if asked."""
    area = reached(seat, area_of, code)
    commune = _commune(area)
    choices = choices_of(seat.reach, area)
    groups, counted = choices.groups, choices.campaigns
    saved = views_at(seat.reach, seat.account, area)
    opened = _opened(request, saved)
    asked, faults = choices.read(opened.asked if opened else _said(request))
    chosen = next((group for group in groups if group.code == asked.group), None)
    found = households_of(
        seat.reach,
        (chosen or area).path,
        written=asked.written,
        only_priority=asked.urgent,
        first=0 if set(asked.values) - {"q"} else MOST_FOUND,
    )
    if asked.group == LOOSE:
        found = found.filter(path=area.path)
    narrowed = narrowed_as(seat.reach, asked.values, asked.stand)
    found = narrowed.doors(seat.reach, found, [one.id for one in counted])
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError:
        number = 1
    page = page_of(seat.reach, found, number, searched=bool(asked.written))
    note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    # A table counts only so far; the boards have counted the whole list.
    is_long = not asked.values and page.paginator.count >= MOST_ROWS
    counted_whole = doors_counted(seat.reach, area.path) if is_long else None
    names = places_of(seat.reach, area, groups, page)
    return shown(
        request, seat, "desk/households/list.html", area, "households", _("Households"),
        page=page, counted_whole=counted_whole,
        rows=[
            (row, names.get(row.path, ""), _band(row.priority), stand_words(stood))
            for row, stood in standings_of(seat.reach, counted, page)
        ],
        stands=stand_choices() if counted else [], asked=asked, groups=groups, chosen=chosen,
        query=urlencode({"view": opened.pk} if opened else asked.values),
        is_filtered=bool(asked.values), is_loose=asked.group == LOOSE,
        narrowed=narrowed,
        saved=[(view, bool(choices.read(view.asked)[1])) for view in saved], opened=opened,
        is_gone=bool(request.GET.get("view")) and opened is None,
        faults=[FAULTS[code] for code in faults] if opened else [],
        may_share=seat.may("officer", area.path),
        may_write=seat.may("officer", area.path),
        move_url=_move_url(seat, commune),
        differing=suggestion_counts(seat.reach, area.path).get("open", 0),
    )  # fmt: skip


def _said(request: HttpRequest) -> dict[str, str]:
    """What the address asks for."""
    return {name: request.GET.get(name, "") for name in NAMES}


def _opened(request: HttpRequest, saved: Sequence[SavedView]) -> SavedView | None:
    """The saved view that the address names, if it is one of those here."""
    return next((view for view in saved if str(view.pk) == request.GET.get("view")), None)


def _move_url(seat: Seat, commune: Area) -> str:
    """Where households ticked in the table are moved from; empty for who may not."""
    if commune.level != Level.COMMUNE or not seat.may("officer", commune.path):
        return ""
    return reverse("change_new", args=[commune.code, "move"])


def _commune(area: Area) -> Area:
    return area.parent if area.level == Level.GROUP and area.parent else area


def _band(priority: int) -> list[Any]:
    """The reasons that a priority is made of, as words."""
    return [
        REASON_WORDS[reason] for reason, weight in rules.REASON_WEIGHTS.items() if priority & weight
    ]


def _door(
    seat: Seat, origin: str, household_id: UUID, *, writes: bool = False
) -> tuple[Door, Area]:
    with or_404():
        door = household_of(seat.reach, origin, household_id)
        area = area_at(seat.reach, door.household.path)
    if writes:
        seat.must("officer", door.household.path)
    saw_door(seat, origin, household_id, door.household.path)
    return door, area


@staff
def household(request: HttpRequest, seat: Seat, origin: str, household_id: UUID) -> HttpResponse:
    """One door: where it is, who lives there, what happened."""
    door, area = _door(seat, origin, household_id)
    row = door.household
    return shown(
        request, seat, "desk/households/one.html", area, "households",
        row.house or row.head_name or _("Household"),
        door=row,
        reasons=_band(row.priority),
        people=[_person(resident) for resident in door.residents],
        history=_history(seat, door),
        calls=list(calls_of_door(seat.reach, origin, household_id)[:5]),
        family=_family(seat, door),
        platform=_platform(seat, door),
        papers=held_behind(seat.reach, door),
        end_word=END_WORDS.get(row.ended_reason, ""),
        kept=household_of(seat.reach, origin, row.kept_id).household if row.kept_id else None,
        doublings=list(doublings_of_door(seat.reach, origin, household_id)),
        may_write=seat.may("officer", row.path) and row.ended_on is None,
        may_see_photos=seat.may("officer", row.path),
    )  # fmt: skip


def _family(seat: Seat, door: Door) -> dict[str, Any] | None:
    """What the household lacks to be a digital family; nothing of one that is off the list."""
    found = family_now(seat.reach, door.household.path, door.household.id)
    if found is None:
        return None
    standard, judged = found
    return {"edition": edition_name(standard.edition), "row": home_row(judged)}


def _platform(seat: Seat, door: Door) -> list[tuple[str, str, str, ResultLine]]:
    """(name, service, what, result) of what people here finished on the learning platform."""
    people = {one.id: one.full_name for one in door.residents}
    lines = platform_results(seat.reach, origin=door.household.origin, residents=people)
    skills = skill_names(seat.reach, {line.skill for line in lines})
    return [
        (
            people[one.resident_id],
            skills.get(one.skill, one.skill),
            str(PlatformResult.What(one.what).label),
            one,
        )
        for one in lines
    ]


def _history(seat: Seat, door: Door) -> list[HistoryLine]:
    origin, id_ = door.household.origin, door.household.id
    facts = list(history_of(seat.reach, origin, id_)[:HISTORY])
    elsewhere = history_elsewhere(seat.reach, origin, id_)[:HISTORY]
    facts = sorted([*facts, *elsewhere], key=lambda fact: fact.happened_at, reverse=True)
    taught_by = {who for fact in facts for *_of, kind, who in fact.taught if kind == "member"}
    pictures = {UUID(photo) for fact in facts for photo in fact.photos}
    return history_lines(
        facts,
        people=_teachers(seat, door.household, facts)
        | names_behind(seat.reach, origin, door.household.id),
        accounts=names_of(
            seat.reach, {fact.account_id for fact in facts} | {*map(UUID, taught_by)}
        ),
        skills=skill_names(
            seat.reach, {skill for fact in facts for _of, skill, _n in fact.outcomes}
        ),
        photos=photos_here(seat.reach, origin, pictures) if pictures else set(),
        elsewhere={fact.id for fact in elsewhere},
    )


def _teachers(seat: Seat, door: Household, facts: Sequence[Encounter]) -> dict[str, str]:
    """Residents of other doors who taught here, by name where they live within reach."""
    said = {UUID(who) for fact in facts for *_of, kind, who in fact.taught if kind == "resident"}
    meant = people_named(seat.reach, door.origin, door.path, said)
    names = {
        row.id: row.full_name
        for at in {one.origin for one in meant.values()}
        for row in residents_among(seat.reach, at, [one.id for one in meant.values()])
    }
    return {str(who): names[one.id] for who, one in meant.items() if one.id in names}


@staff
@require_safe
def photo(request: HttpRequest, seat: Seat, origin: str, photo_id: UUID) -> HttpResponse:
    """A picture that a helper took at a door; each look at one leaves a line in the journal."""
    with or_404():
        found, fact = photo_of(seat.reach, origin, photo_id)
    seat.must("officer", fact.path)
    try:
        picture = path_of(origin, photo_id).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    note_photo_seen(actor=seat.account, photo=found, path=fact.path)
    headers = {"Cache-Control": "no-store", "Content-Disposition": "inline"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


def _person(resident: Resident) -> dict[str, Any]:
    age = ages.age_on(resident.birth_year, resident.birth_on, clock.today())
    reasons = rules.person_reasons(
        resident.reasons, resident.birth_year, resident.birth_on, clock.today()
    )
    return {
        "row": resident,
        "age": str(age) if age else "",
        "reasons": [REASON_WORDS[reason] for reason in reasons if reason in REASON_WORDS],
        "relation": RELATION_WORDS.get(resident.relation, "") if resident.relation else "",
        "phone": masked(resident.phone),
        "end_word": END_WORDS.get(resident.ended_reason, ""),
    }


def _form_page(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    heading: str,
    form: Any,
    button: str,
    end_url: str = "",
    seen: int | None = None,
    double_url: str = "",
) -> HttpResponse:
    return shown(
        request, seat, "desk/households/form.html", area, "households", heading,
        heading=heading, form=form, button=button, end_url=end_url, seen=seen,
        double_url=double_url,
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def household_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A door that no list has."""
    area = entrusted(seat, "officer", area_of, code)
    groups = [area] if area.level == Level.GROUP else list(groups_of(seat.reach, area))
    form = HouseholdForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        where = _chosen(groups, form) or area
        try:
            made = actions.add_household(actor=seat.account, area=where, entry=form.entry)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The household is on the list. Add who lives there."))
            return redirect("household", made.origin, made.id)
    return _form_page(request, seat, area, _("New household"), form, _("Add the household"))


def _chosen(groups: list[Area], form: HouseholdForm) -> Area | None:
    return next((g for g in groups if g.code == form.cleaned_data.get("group")), None)


@staff
def household_edit(
    request: HttpRequest, seat: Seat, origin: str, household_id: UUID
) -> HttpResponse:
    """Correct a door, or put it into another group."""
    door, area = _door(seat, origin, household_id, writes=True)
    # Who may only look at another group cannot put a door there.
    groups = [g for g in groups_of(seat.reach, _commune(area)) if seat.may("officer", g.path)]
    here = next((g.code for g in groups if g.path == door.household.path), "")
    form = HouseholdForm(
        request.POST or None, groups=groups, household=door.household, initial={"group": here}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_household(
                actor=seat.account,
                household=door.household,
                entry=form.entry,
                area=_chosen(groups, form),
                seen_version=_seen(request),
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("household", origin, household_id)
    return _form_page(
        request, seat, area, _("Correct the household"), form, _("Save"),
        reverse("household_end", args=[origin, household_id]),
        seen=_seen(request) or door.household.version,
    )  # fmt: skip


def _seen(request: HttpRequest) -> int | None:
    """The version a form was made from, as it sent it back."""
    written = request.POST.get("seen", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


@staff
def household_end(
    request: HttpRequest, seat: Seat, origin: str, household_id: UUID
) -> HttpResponse:
    """Take a door off the list."""
    door, area = _door(seat, origin, household_id, writes=True)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_household(
                actor=seat.account, household=door.household, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Off the list. What was recorded here stays."))
            return redirect("households", area.code)
    return _form_page(request, seat, area, _("Take off the list"), form, _("Take off the list"))


@staff
def resident_new(request: HttpRequest, seat: Seat, origin: str, household_id: UUID) -> HttpResponse:
    """A person behind a door."""
    door, area = _door(seat, origin, household_id, writes=True)
    form = ResidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_resident(actor=seat.account, household=door.household, entry=form.entry)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("household", origin, household_id)
    return _form_page(request, seat, area, _("New person"), form, _("Add the person"))


def _resident(seat: Seat, origin: str, resident_id: UUID) -> tuple[Resident, Area]:
    with or_404():
        resident = resident_of(seat.reach, origin, resident_id)
        area = area_at(seat.reach, resident.path)
    seat.must("officer", resident.path)
    saw_door(seat, origin, resident.household_id, resident.path)
    return resident, area


@staff
def resident_edit(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """Correct what is known of a person."""
    resident, area = _resident(seat, origin, resident_id)
    if resident.phone and request.method == "GET":
        subject = f"{origin}:{resident.id}"
        note_seen(
            actor=seat.account, verb="resident.number_read", subject=subject, path=resident.path
        )
    form = ResidentForm(request.POST or None, resident=resident)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_resident(
                actor=seat.account,
                resident=resident,
                entry=form.entry,
                seen_version=_seen(request),
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("household", origin, resident.household_id)
    return _form_page(
        request, seat, area, _("Correct the person"), form, _("Save"),
        reverse("resident_end", args=[origin, resident_id]),
        seen=_seen(request) or resident.version,
        double_url=reverse("resident_double", args=[origin, resident_id]),
    )  # fmt: skip


@staff
def resident_end(request: HttpRequest, seat: Seat, origin: str, resident_id: UUID) -> HttpResponse:
    """Take a person off the list."""
    resident, area = _resident(seat, origin, resident_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_resident(
                actor=seat.account, resident=resident, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Off the list. What was recorded here stays."))
            return redirect("household", origin, resident.household_id)
    return _form_page(request, seat, area, _("Take off the list"), form, _("Take off the list"))
