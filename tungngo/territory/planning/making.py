"""Making the plan: household by household down the list."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tungngo.forgotten.again import Again
from tungngo.forgotten.rules import IsForgotten, door_keys
from tungngo.lib import addresses, text
from tungngo.lib.ids import uuid7
from tungngo.territory import rules
from tungngo.territory.listing.drafts import HouseholdDraft, Listing, ResidentDraft
from tungngo.territory.listing.duplicates import duplicates
from tungngo.territory.listing.findings import Finding, Severity
from tungngo.territory.listing.words import Field
from tungngo.territory.planning.known import (
    Known,
    KnownHousehold,
    KnownResident,
    birth_year_of,
    match_people,
)
from tungngo.territory.planning.placing import Placing
from tungngo.territory.planning.plan import Change, ListPlan, Place


def plan_list(
    listing: Listing,
    place: Place,
    households: Sequence[KnownHousehold],
    residents: Sequence[KnownResident],
    *,
    import_id: UUID,
    today: date,
    now: datetime,
    tell: Callable[[int, int], None] | None = None,
    is_forgotten: IsForgotten | None = None,
    again: Again | None = None,
) -> ListPlan:
    """What a listing changes of what is known. `tell(done, whole)` is called now and then. People whom
    `is_forgotten` (name, year of birth, doors) knows are left out; rows whose names were deleted are
    found by `again`."""
    planning = _Planning(listing, place, households, residents, import_id, today, now)
    if is_forgotten is not None:
        planning.leave_out(is_forgotten)
    if again is not None:
        planning.know_again(again, households, residents)
    return planning.run(tell)


_DOOR = re.compile(r"^(?:(?:số nhà|số|nhà|sn)\b\.?\s*)?[0-9][0-9/]*[a-zđ]?\b[\s,]*", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def _name_keys(full_name: str) -> tuple[str, str]:
    """How a person is sorted and searched. Names repeat: a ward has hundreds of Nguyễn Thị Hoa."""
    return text.name_sort_key(full_name), rules.searchable(full_name)


class _Planning:
    def __init__(
        self,
        listing: Listing,
        place: Place,
        households: Sequence[KnownHousehold],
        residents: Sequence[KnownResident],
        import_id: UUID,
        today: date,
        now: datetime,
    ):
        self.listing, self.place = listing, place
        self.import_id, self.today, self.now = import_id, today, now
        self.plan = ListPlan()
        self.known = Known(households, residents)
        self.again: Again | None = None
        #: Rows that were taken for somebody by their traces, as they stand: without a name.
        self.stored: dict[UUID, KnownHousehold | KnownResident] = {}
        self.fields = listing.mapping.known
        self.placing = Placing(place)
        # Without the door, thousands of addresses are some hundred lanes.
        lanes = {_DOOR.sub("", h.address) for h in listing.households}
        self.streets = addresses.street_book(lane for lane in lanes if lane)
        self.addresses: dict[str, addresses.Address] = {}
        # In the order of the file, so that rows which cannot be told apart keep their order.
        fresh = len(listing.households) + listing.residents_count
        self.ids = deque(sorted(uuid7() for _ in range(fresh)))

    def run(self, tell: Callable[[int, int], None] | None) -> ListPlan:
        matches = self._match()
        whole = len(matches)
        for number, (draft, known) in enumerate(matches):
            if known is None:
                self._new_household(draft)
            elif known.ended_on is not None:
                self._refuse(draft, "household.was_ended", day=text.day(known.ended_on))
            else:
                self._known_household(draft, known)
            if tell and number % 500 == 0:
                tell(number, whole)
        self.plan.new_groups = self.placing.new_groups
        self._count_missing()
        self._tell_findings()
        return self.plan

    def _doors(self, draft: HouseholdDraft) -> list[str]:
        """Under what this household's door leaves traces."""
        address = self._address(draft)
        return door_keys(
            code=draft.code,
            lane_key=address.lane_key,
            house=address.house,
            address=draft.address,
            path=self._path(draft),
        )

    def know_again(
        self,
        again: Again,
        households: Sequence[KnownHousehold],
        residents: Sequence[KnownResident],
    ) -> None:
        """Households whose heads' names were deleted are compared under the head this list gives them."""
        self.again = again
        nameless = {known.id: known for known in households if not known.head_name}
        for draft in self.listing.households:
            heads = [one for one in draft.residents if one.full_name == draft.head_name]
            born = birth_year_of(heads[0]) if heads else None
            for id_ in again.households(draft.head_name, born, self._doors(draft)):
                if (known := nameless.get(id_)) is not None:
                    self.stored.setdefault(id_, known)
                    nameless[id_] = known._replace(head_name=draft.head_name)
        named = [nameless.get(known.id, known) for known in households]
        self.known = Known(named, residents)

    def _named_again(
        self, draft: HouseholdDraft, there: list[KnownResident]
    ) -> list[KnownResident]:
        """Those listed behind a known door, with the names and births that this list gives to whose
        names were deleted."""
        again = self.again
        free = {one.id: one for one in there if not one.full_name}
        if again is None or not free:
            return there
        named: dict[UUID, KnownResident] = {}
        given: set[int] = set()
        for is_strict in (True, False):
            for person in draft.residents:
                if id(person) in given:
                    continue
                born = person.birth_year, person.birth_on
                for id_, known in free.items():
                    if again.is_row(id_, person.full_name, *born, is_strict=is_strict):
                        given.add(id(person))
                        self.stored[id_] = free.pop(id_)
                        named[id_] = known._replace(
                            full_name=person.full_name,
                            birth_year=birth_year_of(person),
                            birth_on=person.birth_on,
                        )
                        break
        if named:
            self._say("household.named_again", draft, Severity.INFO)
        return [named.get(one.id, one) for one in there]

    def leave_out(self, is_forgotten: IsForgotten) -> None:
        """People who were erased are not in the list, and no head under their name."""
        for draft in self.listing.households:
            doors = self._doors(draft)
            for person in list(draft.residents):
                if not is_forgotten(person.full_name, birth_year_of(person), doors):
                    continue
                draft.residents.remove(person)
                if text.tone_equal(draft.head_name, person.full_name):
                    draft.head_name = ""
                self.plan.residents.refused += 1
                self.plan.statuses[draft.sheet, person.row] = "refused"
                self.plan.findings.append(
                    Finding(Severity.WARNING, "resident.was_erased", draft.sheet, person.row)
                )
            if is_forgotten(draft.head_name, None, doors):
                draft.head_name = ""
        self.listing.households[:] = [
            draft
            for draft in self.listing.households
            if draft.residents or draft.head_name or draft.code or self._address(draft).house
        ]

    # ------------------------------------------------------------------ whose rows are whose

    def _match(self) -> list[tuple[HouseholdDraft, KnownHousehold | None]]:
        """Each household of the list with the known one it is: all codes first, so that no door is
        taken by a namesake; what the list itself has twice is joined or refused."""
        drafts = self._join_same_codes(self.listing.households)
        found: dict[int, KnownHousehold] = {}
        for draft in drafts:
            if draft.code and (known := self.known.take_code(draft.code)):
                found[id(draft)] = known
        for draft in drafts:
            if id(draft) not in found:
                address = self._address(draft)
                known = self.known.take_door(
                    draft, address.lane_key, address.house, self._path(draft)
                )
                if known:
                    found[id(draft)] = known
        return [(draft, found.get(id(draft))) for draft in drafts]

    def _join_same_codes(self, drafts: Iterable[HouseholdDraft]) -> list[HouseholdDraft]:
        """One code is one household: rows of a sheet that stand apart are joined when nothing speaks
        against it, and refused when they have another address or stand on another sheet."""
        kept: list[HouseholdDraft] = []
        by_code: dict[str, HouseholdDraft] = {}
        for draft in drafts:
            first = by_code.setdefault(text.fold(draft.code), draft) if draft.code else draft
            if first is draft:
                kept.append(draft)
            elif _is_one_household(first, draft):
                first.rows.extend(draft.rows)
                first.residents.extend(draft.residents)
                first.address = first.address or draft.address
                first.poor = first.poor or draft.poor
                first.near_poor = first.near_poor or draft.near_poor
                self._say("household.rows_joined", draft, Severity.INFO, first=first.row)
            else:
                self._refuse(
                    draft, "household.code_taken", first=first.row, first_sheet=first.sheet
                )
        return kept

    # ------------------------------------------------------------------ households

    def _address(self, draft: HouseholdDraft) -> addresses.Address:
        return self._parse(draft.address)

    def _parse(self, written: str) -> addresses.Address:
        known = self.addresses.get(written)
        if known is None:
            known = self.addresses[written] = addresses.parse(written, streets=self.streets)
        return known

    def _path(self, draft: HouseholdDraft) -> str:
        return self.placing.path_of(draft)

    def _new_household(self, draft: HouseholdDraft) -> None:
        if self.known.same_door(draft, self._address(draft)):
            self._say("household.same_door_listed", draft, Severity.WARNING)
        household_id, path = self.ids.popleft(), self._path(draft)
        address = self._address(draft)
        reasons = [self._reasons(person) for person in draft.residents]
        self.plan.new_households.append(
            (
                *(self.place.origin, household_id, path, draft.code, draft.head_name),
                *(draft.address, address.lane_key, address.lane_name, address.house),
                *(addresses.walk_key(address), draft.source, draft.language, draft.smartphone),
                *(draft.chat_group, draft.poor, draft.near_poor),
                rules.priority(rules.household_reasons(draft.poor, draft.near_poor, reasons)),
                rules.searchable(draft.head_name, draft.address, draft.code),
                *(self.now, self.now, 1, "", self.import_id),
            )
        )
        for place_in_household, person in enumerate(draft.residents):
            self._new_resident(
                draft, person, self.place.origin, household_id, path, place_in_household
            )
        self.plan.households.new += 1
        self._mark(draft, "new")
        self.plan.touched.add(path)

    def _known_household(self, draft: HouseholdDraft, known: KnownHousehold) -> None:
        after = self._household_columns(draft, known)
        path = after.get("path", known.path)
        people = self._people(draft, known, path)
        priority = rules.priority(
            rules.household_reasons(
                after.get("poor", known.poor), after.get("near_poor", known.near_poor), people
            )
        )
        if priority != known.priority:
            after["priority"] = priority
        if after:
            self.plan.changed_households.append(Change(known.origin, known.id, after))
            self.plan.touched |= {known.path, path}
        verdict = "changed" if after else "same"
        setattr(self.plan.households, verdict, getattr(self.plan.households, verdict) + 1)
        self._mark(draft, verdict)

    def _household_columns(self, draft: HouseholdDraft, known: KnownHousehold) -> dict[str, Any]:
        """The columns of a known household that the list changes."""
        wanted: dict[str, Any] = {
            "code": draft.code or known.code,
            "head_name": draft.head_name or known.head_name,
            "address": draft.address or known.address,
            "language": draft.language or known.language,
            "smartphone": known.smartphone if draft.smartphone is None else draft.smartphone,
            "chat_group": known.chat_group if draft.chat_group is None else draft.chat_group,
            "poor": draft.poor if self._says_poverty(Field.POOR) else known.poor or draft.poor,
            "near_poor": draft.near_poor
            if self._says_poverty(Field.NEAR_POOR)
            else known.near_poor or draft.near_poor,
        }
        path = self._path(draft)
        if path != self.place.commune_path:
            wanted["path"] = path
        stored = self.stored.get(known.id, known)
        after = {
            column: value for column, value in wanted.items() if value != getattr(stored, column)
        }
        if "address" in after:
            address = self._address(draft)
            after["lane_key"], after["lane_name"] = address.lane_key, address.lane_name
            after["house"], after["walk_key"] = address.house, addresses.walk_key(address)
        if after.keys() & {"address", "head_name", "code"}:
            after["folded"] = rules.searchable(
                wanted["head_name"], wanted["address"], wanted["code"]
            )
        return after

    def _says_poverty(self, column: Field) -> bool:
        return column in self.fields or Field.HOUSEHOLD_CLASS in self.fields

    # ------------------------------------------------------------------ people

    def _reasons(self, person: ResidentDraft) -> tuple[str, ...]:
        return rules.person_reasons(person.reasons, person.birth_year, person.birth_on, self.today)

    def _new_resident(
        self,
        draft: HouseholdDraft,
        person: ResidentDraft,
        origin: str,
        household_id: UUID,
        path: str,
        place_in_household: int,
    ) -> None:
        alike = self.known.same_person(person) if person.birth_on else None
        if alike and alike.household_id != household_id:
            self.plan.findings.append(
                Finding(Severity.WARNING, "resident.same_listed", draft.sheet, person.row)
            )
        self.plan.new_residents.append(
            (
                *(origin, self.ids.popleft(), household_id, path, person.full_name),
                *_name_keys(person.full_name),
                *(birth_year_of(person), person.birth_on, person.sex, person.relation),
                person.occupation,
                rules.segment_of(person.occupation, person.birth_year, person.birth_on, self.today),
                *(sorted(person.reasons), person.phone, place_in_household),
                *(self.now, 1, "", self.import_id),
            )
        )
        self.plan.residents.new += 1
        self.plan.statuses.setdefault((draft.sheet, person.row), "new")
        self.plan.touched.add(path)

    def _people(
        self, draft: HouseholdDraft, known: KnownHousehold, path: str
    ) -> list[tuple[str, ...]]:
        """Plans the people of a known household, who go where it goes; the reasons of all who live
        there afterwards."""
        there = self._named_again(draft, self.known.people_of(known, with_ended=True))
        matched = match_people(draft.residents, there)
        last = max((person.place_in_household for person in there), default=-1)
        reasons = []
        for person in draft.residents:
            other = matched.get(id(person))
            if other is None:
                last += 1
                self._new_resident(draft, person, known.origin, known.id, path, last)
                reasons.append(self._reasons(person))
            elif other.ended_on is not None:
                self.plan.residents.refused += 1
                self.plan.statuses[draft.sheet, person.row] = "refused"
                self.plan.findings.append(
                    Finding(
                        Severity.WARNING,
                        "resident.was_ended",
                        draft.sheet,
                        person.row,
                        params={"day": text.day(other.ended_on)},
                    )
                )
            else:
                reasons.append(self._known_resident(draft, person, other, path))
        seen = {other.id for other in matched.values()}
        for other in there:
            if other.id in seen:
                continue
            if other.path != path:
                self.plan.changed_residents.append(Change(other.origin, other.id, {"path": path}))
            if other.ended_on is None:
                reasons.append(
                    rules.person_reasons(
                        other.reasons, other.birth_year, other.birth_on, self.today
                    )
                )
        return reasons

    def _known_resident(
        self, draft: HouseholdDraft, person: ResidentDraft, known: KnownResident, path: str
    ) -> tuple[str, ...]:
        """Plans one known person; the reasons that hold for them afterwards."""
        birth_on, birth_year = known.birth_on, known.birth_year
        if person.birth_on:
            birth_on, birth_year = person.birth_on, person.birth_on.year
        elif person.birth_year and person.birth_year != birth_year:
            birth_on, birth_year = None, person.birth_year
        occupation = person.occupation or known.occupation
        wanted: dict[str, Any] = {
            "path": path,
            "full_name": person.full_name,
            "birth_year": birth_year,
            "birth_on": birth_on,
            "sex": person.sex or known.sex,
            "relation": person.relation or known.relation,
            "occupation": occupation,
            "segment": rules.segment_of(occupation, birth_year, birth_on, self.today),
            "reasons": sorted({*known.reasons, *person.reasons}),
            "phone": person.phone or known.phone,
        }
        stored = self.stored.get(known.id, known)
        after = {
            column: value for column, value in wanted.items() if value != getattr(stored, column)
        }
        if "full_name" in after:
            after["sort_key"], after["folded"] = _name_keys(person.full_name)
        if after:
            self.plan.changed_residents.append(Change(known.origin, known.id, after))
            self.plan.residents.changed += 1
            self.plan.touched |= {known.path, path}
        else:
            self.plan.residents.same += 1
        self.plan.statuses[draft.sheet, person.row] = "changed" if after else "same"
        return rules.person_reasons(wanted["reasons"], birth_year, birth_on, self.today)

    # ------------------------------------------------------------------ what is told

    def _mark(self, draft: HouseholdDraft, verdict: str) -> None:
        """The household's rows get its verdict where no person of the row has one of their own."""
        for row in draft.rows:
            key = (draft.sheet, row)
            if self.plan.statuses.get(key) in (None, "same"):
                self.plan.statuses[key] = verdict

    def _say(self, code: str, draft: HouseholdDraft, level: Severity, **params: Any) -> None:
        self.plan.findings.append(Finding(level, code, draft.sheet, draft.row, params=params))

    def _refuse(self, draft: HouseholdDraft, code: str, **params: Any) -> None:
        self._say(code, draft, Severity.ERROR, **params)
        self.plan.households.refused += 1
        self.plan.residents.refused += len(draft.residents)
        self._mark(draft, "refused")

    def _count_missing(self) -> None:
        """What is known in the groups the list speaks of, and is not in the list."""
        spoken_of = {self._path(draft) for draft in self.listing.households}
        left = self.known.left(spoken_of)
        self.plan.households.missing = left

    def _tell_findings(self) -> None:
        """Everything found, without what the plan has settled by making groups."""
        settled = {"household.group_unknown"} if self.place.make_groups_of else set()
        read = [f for f in self.listing.findings if f.code not in settled]
        alike = duplicates(self.listing, read_address=self._parse)
        self.plan.findings = [
            *read,
            *self.plan.findings,
            # Of equal codes more is known by now: joined, or left out.
            *(f for a in alike if a.code != "household.same_code" for f in a.findings()),
        ]
        self._refuse_rows([f for f in read if f.level is Severity.ERROR and f.row])

    def _refuse_rows(self, errors: Sequence[Finding]) -> None:
        """Rows with an error and nobody taken from them are refused."""
        if not errors:
            return
        taken = {(h.sheet, r.row) for h in self.listing.households for r in h.residents}
        for finding in errors:
            for row in (finding.row, *finding.more_rows):
                if (finding.sheet, row) not in taken:
                    self.plan.statuses[finding.sheet, row] = "refused"
                    self.plan.residents.refused += 1


def _is_one_household(first: HouseholdDraft, again: HouseholdDraft) -> bool:
    one, other = text.fold(first.address), text.fold(again.address)
    return first.sheet == again.sheet and (not one or not other or one == other)
