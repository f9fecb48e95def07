"""Rows that look like the same household or the same person, in the file and against the list.

Look-alikes are shown, never merged here: two families may share a house, two people a name and a
year of birth.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tungngo.lib.addresses import Address, parse
from tungngo.lib.text import fold

from .drafts import HouseholdDraft, Listing, ResidentDraft
from .findings import Finding, Severity


class ExistingHousehold(NamedTuple):
    """A household already in the list, as much of it as is compared."""

    id: Hashable
    code: str
    head_name: str
    lane_key: str
    house: str


class ExistingResident(NamedTuple):
    """A resident already in the list, as much as is compared."""

    id: Hashable
    household_id: Hashable
    full_name: str
    birth_year: int | None
    birth_on: date | None = None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Rows that look like one household or one person.

    `households` are positions in `Listing.households`, one for each of `places` (sheet, row from
    1); `existing` are the ids of rows already in the list that look the same.
    """

    code: str
    level: Severity
    places: tuple[tuple[str, int], ...]
    households: tuple[int, ...]
    existing: tuple[Hashable, ...] = ()

    def findings(self) -> list[Finding]:
        """The same as findings, one for each sheet, to be told with the others."""
        by_sheet: dict[str, list[int]] = {}
        for sheet, row in self.places:
            by_sheet.setdefault(sheet, []).append(row)
        return [
            Finding(self.level, self.code, sheet, rows[0], "", {}, tuple(rows[1:]))
            for sheet, rows in by_sheet.items()
        ]


def duplicates(
    listing: Listing,
    households: Iterable[ExistingHousehold] = (),
    residents: Iterable[ExistingResident] = (),
    *,
    read_address: Callable[[str], Address] = parse,
) -> list[LookAlike]:
    """All look-alikes of a listing, in itself and against what is listed already.

    Households: the same code, or the same head (without marks) at the same door. Residents: the
    same name and birth, in one household (a warning) or in several (worth a look). A match with
    what is listed is no fault: it says that the row would be changed and not created. `read_address`
    may know the ward's streets (`addresses.parse` with a street book).
    """
    found = _households(listing.households, list(households), read_address)
    matched = {
        position: existing
        for alike in found
        for position in alike.households
        for existing in alike.existing
    }
    found += _residents(listing.households, list(residents), matched)
    return found


def also_on(rows: tuple[int, ...], *, shown: int = 2) -> tuple[str, int]:
    """Further rows in words: ("8, 14", 3) to be said as "also on rows 8, 14 and 3 more"."""
    return ", ".join(map(str, rows[:shown])), max(0, len(rows) - shown)


def _households(
    drafts: list[HouseholdDraft],
    existing: list[ExistingHousehold],
    read_address: Callable[[str], Address],
) -> list[LookAlike]:
    by_code: dict[Hashable, list[int]] = {}
    by_door: dict[Hashable, list[int]] = {}
    for position, draft in enumerate(drafts):
        if draft.code:
            by_code.setdefault(fold(draft.code), []).append(position)
        if draft.head_name and draft.address:
            address = read_address(draft.address)
            if address.lane_key and address.house:
                door = (fold(draft.head_name), address.lane_key, fold(address.house))
                by_door.setdefault(door, []).append(position)
    found = _grouped("household.same_code", by_code, drafts)
    alike = {tuple(a.households) for a in found}
    # Rows of one code are told once, not again as one door.
    found += [
        a for a in _grouped("household.same_door", by_door, drafts) if a.households not in alike
    ]
    listed_codes: dict[Hashable, list[Hashable]] = {}
    listed_doors: dict[Hashable, list[Hashable]] = {}
    for known in existing:
        if known.code:
            listed_codes.setdefault(fold(known.code), []).append(known.id)
        if known.head_name and known.lane_key and known.house:
            door = (fold(known.head_name), known.lane_key, fold(known.house))
            listed_doors.setdefault(door, []).append(known.id)
    listed = _listed("household.same_code_listed", by_code, listed_codes, drafts)
    by_their_code = {position for a in listed for position in a.households}
    for a in _listed("household.same_door_listed", by_door, listed_doors, drafts):
        if not by_their_code.issuperset(a.households):
            listed.append(a)
    return found + listed


def _grouped(
    code: str, groups: dict[Hashable, list[int]], drafts: list[HouseholdDraft]
) -> list[LookAlike]:
    return [
        LookAlike(
            code,
            Severity.WARNING,
            tuple((drafts[p].sheet, drafts[p].row) for p in positions),
            tuple(positions),
        )
        for positions in groups.values()
        if len(positions) > 1
    ]


def _listed(
    code: str,
    groups: dict[Hashable, list[int]],
    listed: dict[Hashable, list[Hashable]],
    drafts: list[HouseholdDraft],
) -> list[LookAlike]:
    return [
        LookAlike(
            code,
            Severity.INFO,
            tuple((drafts[p].sheet, drafts[p].row) for p in positions),
            tuple(positions),
            tuple(listed[key]),
        )
        for key, positions in groups.items()
        if key in listed
    ]


def _residents(
    drafts: list[HouseholdDraft],
    existing: list[ExistingResident],
    matched: dict[int, Hashable],
) -> list[LookAlike]:
    people: dict[tuple[str, int], list[tuple[int, ResidentDraft]]] = {}
    for position, draft in enumerate(drafts):
        for person in draft.residents:
            if person.birth_year is not None:
                key = (fold(person.full_name), person.birth_year)
                people.setdefault(key, []).append((position, person))
    known: dict[tuple[str, int], list[ExistingResident]] = {}
    for listed in existing:
        if listed.birth_year is not None:
            known.setdefault((fold(listed.full_name), listed.birth_year), []).append(listed)
    found = []
    for key, group in people.items():
        for same in _by_birth(group):
            if len(same) > 1:
                in_one = len({position for position, _ in same}) < len(same)
                code = "resident.same_in_household" if in_one else "resident.same_elsewhere"
                level = Severity.WARNING if in_one else Severity.INFO
                found.append(_of_people(code, level, same, drafts))
        for position, person in group:
            elsewhere = tuple(
                r.id
                for r in known.get(key, ())
                if r.household_id != matched.get(position)
                and _may_be_one(r.birth_on, person.birth_on)
            )
            if elsewhere:
                found.append(
                    _of_people(
                        "resident.same_listed",
                        Severity.INFO,
                        [(position, person)],
                        drafts,
                        elsewhere,
                    )
                )
    return found


def _may_be_one(a: date | None, b: date | None) -> bool:
    """Two births of one year may be one unless both days are known and differ."""
    return a is None or b is None or a == b


def _by_birth(
    group: list[tuple[int, ResidentDraft]],
) -> list[list[tuple[int, ResidentDraft]]]:
    """People of one name and year, parted where their days of birth are known and differ; those
    without a day stand with the first day."""
    days = sorted({p.birth_on for _, p in group if p.birth_on})
    if not days:
        return [group]
    parted = [[member for member in group if member[1].birth_on == day] for day in days]
    parted[0] += [member for member in group if member[1].birth_on is None]
    return [sorted(part, key=lambda member: member[1].row) for part in parted]


def _of_people(
    code: str,
    level: Severity,
    people: list[tuple[int, ResidentDraft]],
    drafts: list[HouseholdDraft],
    existing: tuple[Hashable, ...] = (),
) -> LookAlike:
    return LookAlike(
        code,
        level,
        tuple((drafts[position].sheet, person.row) for position, person in people),
        tuple(position for position, _ in people),
        existing,
    )
