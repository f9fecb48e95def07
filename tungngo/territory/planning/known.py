"""What is known of a commune's doors and people, to be recognised in a list: each is taken once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tungngo.lib import addresses, text
from tungngo.territory.listing.drafts import HouseholdDraft, ResidentDraft


class KnownHousehold(NamedTuple):
    """A household as it stands."""

    origin: str
    id: UUID
    path: str
    code: str
    head_name: str
    address: str
    lane_key: str
    house: str
    language: str
    smartphone: bool | None
    chat_group: bool | None
    poor: bool
    near_poor: bool
    priority: int
    ended_on: date | None


class KnownResident(NamedTuple):
    """A resident as they stand."""

    origin: str
    id: UUID
    household_id: UUID
    path: str
    full_name: str
    birth_year: int | None
    birth_on: date | None
    sex: str
    relation: str
    occupation: str
    segment: str
    reasons: list[str]
    phone: str
    place_in_household: int
    ended_on: date | None


class Known:
    """What is known, to be taken once each. Those taken off the list are found last."""

    def __init__(self, households: Sequence[KnownHousehold], residents: Sequence[KnownResident]):
        self._people: dict[tuple[str, UUID], list[KnownResident]] = defaultdict(list)
        self._births: dict[tuple[str, date], KnownResident] = {}
        for person in sorted(residents, key=lambda person: person.place_in_household):
            self._people[person.origin, person.household_id].append(person)
            if person.birth_on and person.ended_on is None:
                self._births[text.tone_key(person.full_name), person.birth_on] = person
        self._by_code: dict[str, KnownHousehold] = {}
        self._by_door: dict[tuple[str, ...], list[KnownHousehold]] = defaultdict(list)
        self._taken: set[tuple[str, UUID]] = set()
        self._all = sorted(households, key=lambda h: (h.ended_on is not None, h.id))
        for known in self._all:
            if known.code:
                self._by_code.setdefault(text.fold(known.code), known)
            for key in _door_keys(
                known.head_name, known.address, known.lane_key, known.house, known.path
            ):
                self._by_door[key].append(known)

    def take_code(self, code: str) -> KnownHousehold | None:
        known = self._by_code.get(text.fold(code))
        return self._take(known) if known and self._is_free(known) else None

    def take_door(
        self, draft: HouseholdDraft, lane_key: str, house: str, path: str
    ) -> KnownHousehold | None:
        """The known household with this head behind this door: the very name before one with other
        tones, the head's own birth year before an unknown one. Another code is another household,
        and without a house number another name or birth is."""
        if not self._by_door:
            return None
        heads = [p for p in draft.residents if p.full_name == draft.head_name]
        born = birth_year_of(heads[0]) if heads else None
        best: tuple[tuple[int, int], KnownHousehold] | None = None
        for key in _door_keys(draft.head_name, draft.address, lane_key, house, path):
            for known in self._by_door.get(key, ()):
                if not self._is_free(known) or (draft.code and known.code):
                    continue
                same_name = text.tone_equal(known.head_name, draft.head_name)
                known_born = self._head_born(known)
                other_birth = bool(born and known_born and born != known_born)
                if not house and (other_birth or not same_name):
                    continue
                rank = (2 * same_name - other_birth, int(born is not None and born == known_born))
                if best is None or rank > best[0]:
                    best = (rank, known)
        return self._take(best[1]) if best else None

    def _is_free(self, known: KnownHousehold) -> bool:
        return (known.origin, known.id) not in self._taken

    def _take(self, known: KnownHousehold) -> KnownHousehold:
        self._taken.add((known.origin, known.id))
        return known

    def _head_born(self, known: KnownHousehold) -> int | None:
        for person in self._people.get((known.origin, known.id), ()):
            if person.full_name == known.head_name:
                return person.birth_year
        return None

    def same_door(self, draft: HouseholdDraft, address: addresses.Address) -> KnownHousehold | None:
        """A household of today that looks like this one although it was not taken for it."""
        if not (address.house and draft.head_name):
            return None
        key = _door_keys(draft.head_name, "", address.lane_key, address.house, "")
        alike = self._by_door.get(key[0], ()) if key else ()
        return next((known for known in alike if known.ended_on is None), None)

    def same_person(self, person: ResidentDraft) -> KnownResident | None:
        """Somebody of today with this very name and day of birth."""
        if not self._births:
            return None
        return self._births.get((text.tone_key(person.full_name), person.birth_on))  # type: ignore[arg-type]

    def people_of(self, known: KnownHousehold, *, with_ended: bool = False) -> list[KnownResident]:
        people = self._people.get((known.origin, known.id), [])
        return [person for person in people if with_ended or person.ended_on is None]

    def left(self, paths: set[str]) -> int:
        """Households of today at these paths that nothing of the list was."""
        return sum(
            known.ended_on is None and known.path in paths and self._is_free(known)
            for known in self._all
        )


def birth_year_of(person: ResidentDraft) -> int | None:
    """The year of birth a list gives, from the day where there is one."""
    return person.birth_on.year if person.birth_on else person.birth_year


def _door_keys(
    head_name: str, address: str, lane_key: str, house: str, path: str
) -> list[tuple[str, ...]]:
    """Under what a household is looked for: head with lane and house, and head with the address as
    written; without a house number only within its group."""
    head = text.fold(head_name)
    if not head:
        return [("", text.fold(address))] if house else []
    if house:
        keys: list[tuple[str, ...]] = [(head, lane_key, house)]
        return [*keys, (head, text.fold(address))] if address else keys
    return [(head, "", "", path)]


def match_people(
    drafts: Sequence[ResidentDraft], there: Sequence[KnownResident]
) -> dict[int, KnownResident]:
    """id(draft) → the known person it is: the very name first, then the name with other tones and
    the same birth year. Two births that are known and differ are two people. Those who were taken
    off the list come last."""
    free = sorted(there, key=lambda person: person.ended_on is not None)
    found: dict[int, KnownResident] = {}
    for is_strict in (True, False):
        for draft in drafts:
            if id(draft) in found:
                continue
            for known in free:
                if _is_same_person(draft, known, is_strict=is_strict):
                    found[id(draft)] = known
                    free.remove(known)
                    break
    return found


def _is_same_person(draft: ResidentDraft, known: KnownResident, *, is_strict: bool) -> bool:
    year = birth_year_of(draft)
    if is_strict:
        if not text.tone_equal(draft.full_name, known.full_name):
            return False
        if draft.birth_on and known.birth_on:
            return draft.birth_on == known.birth_on
        return not (year and known.birth_year) or year == known.birth_year
    return (
        year is not None
        and year == known.birth_year
        and text.fold(draft.full_name) == text.fold(known.full_name)
    )
