"""Households and residents by hand: added at the desk, corrected, taken off the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.forgotten.queries import is_unnamed
from tungngo.lib import addresses, clock, text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.actions.following import people_went
from tungngo.territory.actions.leaving import leave_places
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.models import Area, Household, Level, Resident, Source

#: Why a door or a person no longer counts.
END_REASONS = ("moved", "demolished", "doubled", "died", "mistake")


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """A household as typed at the desk."""

    head_name: str = ""
    address: str = ""
    code: str = ""
    language: str = ""
    smartphone: bool | None = None
    chat_group: bool | None = None
    poor: bool = False
    near_poor: bool = False


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """A person as typed at the desk. `phone` is E.164 or empty."""

    full_name: str
    birth_year: int | None = None
    birth_on: date | None = None
    sex: str = ""
    relation: str = ""
    occupation: str = ""
    reasons: Sequence[str] = ()
    phone: str = ""


@transaction.atomic
def add_household(
    *,
    actor: Account | None,
    area: Area,
    entry: HouseholdEntry,
    source: str = Source.WARD_LIST,
) -> Household:
    """A new door in a group (or a commune without groups). Raises Refused `household.empty`,
    `household.code_taken`, `list.needs_commune`."""
    if area.level < Level.COMMUNE or area.valid_to_on is not None:
        raise Refused("list.needs_commune", _("A household lies in a ward or commune of today."))
    now = clock.now()
    household = Household(
        origin=area.commune_code, path=area.path, source=source, listed_at=now, updated_at=now
    )
    _fill(household, entry)
    household.priority = rules.priority(
        rules.household_reasons(household.poor, household.near_poor, ())
    )
    household.save(force_insert=True)
    _after(actor, "household.added", household)
    return household


@transaction.atomic
def edit_household(
    *,
    actor: Account | None,
    household: Household,
    entry: HouseholdEntry,
    area: Area | None = None,
    seen_version: int | None = None,
) -> None:
    """Correct a door, or put it into another group of its commune; its people go with it.

    `seen_version` is the version the correction was made from. Raises Refused like `add_household`,
    `household.ended`, `household.other_commune`, `household.changed_meanwhile`.
    """
    row = _locked(household)
    _unchanged(row, seen_version)
    touched = {row.path}
    if area is not None and area.path != row.path:
        if area.commune_code != row.path.split(".")[1]:
            raise Refused(
                "household.other_commune",
                _("A household is moved within its own ward or commune only."),
            )
        leave_places(actor=actor, left=[(row.origin, row.id, row.path)], at=clock.now())
        row.path = area.path
        people = list(Resident.objects.filter(origin=row.origin, household_id=row.id))
        for person in people:
            person.path = area.path
            person.version += 1
            person.updated_at = clock.now()
            person.save(update_fields=["path", "version", "updated_at"])
        people_went(actor=actor, went=[(one.origin, one.id, one.path) for one in people])
    _fill(row, entry)
    save_with_priority(actor=actor, household=row, is_new_version=True)
    _after(actor, "household.edited", row, *touched)
    household.refresh_from_db()


def _unchanged(row: Household | Resident, seen_version: int | None) -> None:
    """Nobody's correction is lost: who saw an older version is told, and looks again."""
    if seen_version is not None and row.version != seen_version:
        raise Refused(
            "household.changed_meanwhile",
            _(
                "Somebody else has corrected this meanwhile. Open it again and look at the new values."
            ),
        )


@transaction.atomic
def end_household(*, actor: Account | None, household: Household, reason: str) -> None:
    """Take a door off the list from today on. What happened there stays; no file puts it back.

    Raises Refused `household.ended`, `end.reason_unknown`.
    """
    row = _locked(household)
    row.ended_on, row.ended_reason = clock.today(), _reason(reason)
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["ended_on", "ended_reason", "version", "updated_at"])
    Resident.objects.filter(origin=row.origin, household_id=row.id, ended_on=None).update(
        ended_on=row.ended_on, ended_reason=row.ended_reason, updated_at=row.updated_at
    )
    _after(actor, "household.ended", row, reason=reason)
    household.refresh_from_db()


@transaction.atomic
def add_resident(*, actor: Account | None, household: Household, entry: ResidentEntry) -> Resident:
    """A new person behind a door. Raises Refused `resident.name_empty`, `household.ended`."""
    row = _locked(household)
    people = Resident.objects.filter(origin=row.origin, household_id=row.id)
    last = people.aggregate(last=Max("place_in_household"))["last"]
    person = Resident(
        origin=row.origin,
        household_id=row.id,
        path=row.path,
        place_in_household=0 if last is None else last + 1,
        updated_at=clock.now(),
    )
    _fill_person(person, entry)
    person.save(force_insert=True)
    save_with_priority(actor=actor, household=row)
    _after(actor, "resident.added", row)
    return person


@transaction.atomic
def edit_resident(
    *,
    actor: Account | None,
    resident: Resident,
    entry: ResidentEntry,
    seen_version: int | None = None,
) -> None:
    """Correct what is known of a person. Raises Refused `resident.name_empty`, `resident.ended`,
    `household.changed_meanwhile` when somebody was quicker than who saw `seen_version`."""
    row, door = _locked_person(resident)
    _unchanged(row, seen_version)
    _fill_person(row, entry)
    row.version += 1
    row.updated_at = clock.now()
    row.save()
    save_with_priority(actor=actor, household=door)
    _after(actor, "resident.edited", door)
    resident.refresh_from_db()


@transaction.atomic
def end_resident(*, actor: Account | None, resident: Resident, reason: str) -> None:
    """Take a person off the list from today on. Raises Refused `resident.ended`,
    `end.reason_unknown`."""
    row, door = _locked_person(resident)
    row.ended_on, row.ended_reason = clock.today(), _reason(reason)
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["ended_on", "ended_reason", "version", "updated_at"])
    save_with_priority(actor=actor, household=door)
    _after(actor, "resident.ended", door, reason=reason)
    resident.refresh_from_db()


def _locked(household: Household) -> Household:
    row = Household.objects.select_for_update().get(origin=household.origin, id=household.id)
    if row.ended_on is not None:
        raise Refused("household.ended", _("This household is no longer on the list."))
    return row


def _locked_person(resident: Resident) -> tuple[Resident, Household]:
    """A person and their door: the door is locked first, as everybody does."""
    door = Household.objects.select_for_update().get(
        origin=resident.origin, id=resident.household_id
    )
    row = Resident.objects.select_for_update().get(origin=resident.origin, id=resident.id)
    if row.ended_on is not None:
        raise Refused("resident.ended", _("This person is no longer on the list."))
    if not row.full_name and not is_unnamed(Reach.everything(), row.origin, row.id):
        raise Refused("resident.erased", _("The data of this person were erased at their demand."))
    return row, door


def _reason(reason: str) -> str:
    if reason not in END_REASONS:
        raise Refused("end.reason_unknown", _("Say why."), place="reason")
    return reason


def _fill(household: Household, entry: HouseholdEntry) -> None:
    head_name, written = text.nfc(entry.head_name), text.nfc(entry.address)
    code = text.nfc(entry.code)
    if not (head_name or written or code):
        raise Refused(
            "household.empty", _("Give at least a name or an address."), place="head_name"
        )
    same = Household.objects.filter(origin=household.origin, code=code, ended_on=None)
    if code and same.exclude(id=household.id).exists():
        raise Refused(
            "household.code_taken",
            _("The code %(code)s already belongs to another household."),
            {"code": code},
            place="code",
        )
    address = addresses.parse(written)
    values: Mapping[str, object] = {
        "code": code,
        "head_name": head_name,
        "address": written,
        "language": entry.language,
        "smartphone": entry.smartphone,
        "chat_group": entry.chat_group,
        "poor": entry.poor,
        "near_poor": entry.near_poor and not entry.poor,
        "lane_key": address.lane_key,
        "lane_name": address.lane_name,
        "house": address.house,
        "walk_key": addresses.walk_key(address),
        "folded": rules.searchable(head_name, written, code),
    }
    for column, value in values.items():
        setattr(household, column, value)


def _fill_person(person: Resident, entry: ResidentEntry) -> None:
    name = text.nfc(entry.full_name)
    if not name:
        raise Refused("resident.name_empty", _("Give the name."), place="full_name")
    year = entry.birth_on.year if entry.birth_on else entry.birth_year
    values: Mapping[str, object] = {
        "full_name": name,
        "sort_key": text.name_sort_key(name),
        "folded": rules.searchable(name),
        "birth_year": year,
        "birth_on": entry.birth_on,
        "sex": entry.sex,
        "relation": entry.relation,
        "occupation": entry.occupation,
        "segment": rules.segment_of(entry.occupation, year, entry.birth_on, clock.today()),
        "reasons": sorted(set(entry.reasons)),
        "phone": entry.phone,
    }
    for column, value in values.items():
        setattr(person, column, value)


def save_with_priority(
    *, actor: Account | None, household: Household, is_new_version: bool = False
) -> None:
    """Save a door with the priority that its people give it today.

    The journal line is the caller's. A new version only where somebody set the door itself right: what
    was written about its people stands in no one's way who corrects the door.
    """
    people = Resident.objects.filter(
        origin=household.origin, household_id=household.id, ended_on=None
    )
    reasons = [
        rules.person_reasons(p.reasons, p.birth_year, p.birth_on, clock.today()) for p in people
    ]
    household.priority = rules.priority(
        rules.household_reasons(household.poor, household.near_poor, reasons)
    )
    household.version += is_new_version
    household.updated_at = clock.now()
    household.save()


def _after(
    actor: Account | None, verb: str, household: Household, *also: str, **details: str
) -> None:
    mark_stale(dict.fromkeys({household.path, *also}, 0))
    journal.write(
        actor=actor,
        verb=verb,
        subject=f"{household.origin}:{household.id}",
        path=household.path,
        **details,
    )
