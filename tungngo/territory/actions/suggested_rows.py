"""The rows that suggestions speak of: read once and locked, changed in memory, written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tungngo.lib import addresses, clock
from tungngo.territory import rules, suggesting
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.derived import derive, plain
from tungngo.territory.models import Household, Resident, Source, Suggestion

Row = Household | Resident
About = Suggestion.About

_DOOR_COLUMNS = (
    *("head_name", "address", "house", "lane_name", "lane_key", "walk_key", "folded", "priority"),
    *("version", "updated_at", "ended_on", "ended_reason"),
)
_PERSON_COLUMNS = (
    *("full_name", "sort_key", "folded", "birth_year", "birth_on", "sex", "relation", "segment"),
    *("version", "updated_at", "ended_on", "ended_reason"),
)


class SuggestedRows:
    """The households of one origin that suggestions speak of, with everybody behind them.

    `mine`: row id → the versions that the same person's suggestions made.
    """

    def __init__(
        self,
        origin: str,
        suggestions: Iterable[Suggestion],
        now: datetime,
    ) -> None:
        suggestions = list(suggestions)
        self.origin, self.now = origin, now
        self.today = clock.day_of(now)
        ids = {s.household_id for s in suggestions} | {s.twin_id for s in suggestions if s.twin_id}
        doors = Household.objects.select_for_update(no_key=True).filter(origin=origin, id__in=ids)
        self.doors = {door.id: door for door in doors.order_by("id")}
        people = Resident.objects.filter(origin=origin, household_id__in=list(self.doors))
        self.people = {person.id: person for person in people}
        self.mine: dict[UUID, set[int]] = defaultdict(set)
        self._neighbours = _neighbours({s.path for s in suggestions if _is_found_door(s)})
        self._new: dict[UUID, Row] = {}
        self._changed: dict[UUID, Row] = {}
        self._doors_touched: set[UUID] = set()

    def know_mine(self, account_id: UUID) -> None:
        """Learn which versions of these rows an account's own suggestions made."""
        told = Suggestion.objects.filter(
            origin=self.origin,
            household_id__in=list(self.doors),
            account_id=account_id,
            state=Suggestion.State.APPLIED,
            row_version__isnull=False,
        )
        for household, resident, version in told.values_list(
            "household_id", "resident_id", "row_version"
        ):
            self.mine[resident or household].add(version or 0)

    def row_of(self, suggestion: Suggestion) -> Row:
        """The household or person that a suggestion speaks of."""
        if suggestion.resident_id:
            return self.people[suggestion.resident_id]
        return self.doors[suggestion.household_id]

    # ------------------------------------------------------------------------- what is new

    def add_door(self, suggestion: Suggestion) -> None:
        """The household that was found, on the list from now on, with the people who were named."""
        said = suggestion.said
        written = suggesting.written_address(said)
        read = addresses.parse(written)
        door = Household(
            origin=self.origin,
            id=suggestion.household_id,
            path=suggestion.path,
            source=Source.AT_THE_DOOR,
            head_name=said.get("head", ""),
            address=written if said.get("address") else str(read) or written,
            lane_key=read.lane_key,
            lane_name=read.lane_name,
            house=read.house,
            walk_key=addresses.walk_key(read),
            listed_at=self.now,
            updated_at=self.now,
        )
        others = self._neighbours[door.path]
        new = suggesting.Neighbour(door.id, door.lane_key, door.house, door.head_name)
        suggestion.twin_id = suggesting.twin_among(new, others)
        others.append(new)
        self.doors[door.id] = self._new[door.id] = door
        self._touch(door, suggestion, door)
        for place, person in enumerate(said.get("people", ())):
            self._person(UUID(person["id"]), door, person, place)

    def add_person(self, suggestion: Suggestion) -> None:
        """The person who was found, behind their door; with the door itself off the list they are
        kept off it as well, so that what was recorded of them has somebody to belong to."""
        door, said = self.doors[suggestion.household_id], suggestion.said
        here = [person for person in self.people.values() if person.household_id == door.id]
        year = said.get("birth_year")
        alike = (p for p in here if suggesting.is_same_person(said["name"], year, p))
        suggestion.twin_id = next((p.id for p in alike if p.ended_on is None), None)
        assert suggestion.resident_id is not None
        place = max((person.place_in_household + 1 for person in here), default=0)
        person = self._person(suggestion.resident_id, door, said, place)
        self._touch(person, suggestion, door)

    def _person(self, id_: UUID, door: Household, said: suggesting.Said, place: int) -> Resident:
        person = Resident(
            origin=self.origin,
            id=id_,
            household_id=door.id,
            path=door.path,
            full_name=said["name"],
            birth_year=said.get("birth_year"),
            sex=said.get("sex", ""),
            relation=said.get("relation", ""),
            place_in_household=place,
            updated_at=self.now,
            ended_on=door.ended_on,
            ended_reason=door.ended_reason,
        )
        self.people[id_] = self._new[id_] = person
        self.mine[id_].add(1)
        return person

    # --------------------------------------------------------------------- what is changed

    def obstacle(self, suggestion: Suggestion) -> str:
        """Why this cannot be written on the list as it is now; empty when it can."""
        row = self.row_of(suggestion)
        twin = self.doors.get(suggestion.twin_id) if suggestion.twin_id else None
        has_twin = twin is not None and twin is not row and twin.ended_on is None
        is_gone = row.ended_on is not None or self.is_erased(suggestion)
        return suggesting.obstacle(suggestion.about, is_ended=is_gone, has_twin=has_twin)

    def is_erased(self, suggestion: Suggestion) -> bool:
        """Whether this speaks of a person whose data were erased."""
        row = self.row_of(suggestion)
        return isinstance(row, Resident) and not row.full_name

    def wanted(self, suggestion: Suggestion) -> suggesting.Columns:
        """The columns that would have to change, with their values."""
        row = self.row_of(suggestion)
        if suggestion.about == About.WRONG:
            if isinstance(row, Household):
                return suggesting.household_columns(row, suggestion.said)
            return suggesting.person_columns(row, suggestion.said)
        if suggestion.about in (About.HOUSEHOLD_FOUND, About.PERSON_FOUND):
            return {}
        return {} if row.ended_on else self._off_the_list(_REASONS[suggestion.about], suggestion)

    def _off_the_list(self, reason: str, suggestion: Suggestion) -> suggesting.Columns:
        return {
            "ended_on": self.today,
            "ended_reason": suggestion.said.get("why", "moved") if reason == "" else reason,
        }

    def write_on(self, suggestion: Suggestion, wanted: suggesting.Columns) -> None:
        """Write columns on the row, and keep in the suggestion what stood there before."""
        row = self.row_of(suggestion)
        door = self.doors[suggestion.household_id]
        if not wanted:
            return
        wanted = {name: _fitting(row, name, value) for name, value in wanted.items()}
        suggestion.changes = {
            "row": {name: [plain(getattr(row, name)), plain(wanted[name])] for name in wanted}
        }
        for name, value in wanted.items():
            setattr(row, name, value)
        row.version += 1
        if "ended_on" in wanted and isinstance(row, Household):
            suggestion.changes["people"] = self._end_people(row)
        self._touch(row, suggestion, door)

    def take_off(self, suggestion: Suggestion) -> None:
        """A household or person that was found leaves the list again: a double, or a mistake."""
        if self.row_of(suggestion).ended_on is None:
            reason = "doubled" if suggestion.twin_id else "mistake"
            self.write_on(suggestion, {"ended_on": self.today, "ended_reason": reason})

    def _end_people(self, door: Household) -> list[str]:
        ended = []
        for person in self.people.values():
            if person.household_id == door.id and person.ended_on is None:
                person.ended_on, person.ended_reason = door.ended_on, door.ended_reason
                person.version += 1
                self._changed[person.id] = person
                ended.append(str(person.id))
        return ended

    def put_back(self, suggestion: Suggestion) -> None:
        """Undo what a suggestion wrote, but for what somebody wrote over it since."""
        row = self.row_of(suggestion)
        changes = suggestion.changes.get("row", {})
        current = {name: plain(getattr(row, name)) for name in changes}
        back = suggesting.goes_back(changes, current)
        if row.kept_id:
            # Merged into another since: only undoing that puts it on the list again.
            back = {name: value for name, value in back.items() if not name.startswith("ended_")}
        for name, value in back.items():
            setattr(row, name, _as_day(value) if name in _DAYS else value)
        if back:
            row.version += 1
            self._touch(row, suggestion, self.doors[suggestion.household_id])
        if "ended_on" in back:
            for id_ in suggestion.changes.get("people", ()):
                self._list_again(self.people[UUID(id_)], changes)
        suggestion.changes = {}

    def _list_again(self, person: Resident, changes: dict[str, list[Any]]) -> None:
        if person.kept_id is None and [plain(person.ended_on), person.ended_reason] == [
            changes["ended_on"][1],
            changes["ended_reason"][1],
        ]:
            person.ended_on, person.ended_reason = None, ""
            person.version += 1
            self._changed[person.id] = person

    # ------------------------------------------------------------------------- writing

    def _touch(self, row: Row, suggestion: Suggestion, door: Household) -> None:
        suggestion.row_version = row.version
        self.mine[row.id].add(row.version)
        self._changed[row.id] = row
        self._doors_touched.add(door.id)

    def save(self) -> None:
        """Write every new and changed row with what follows from its columns; queue the recount."""
        for id_ in self._doors_touched:
            self._prioritise(self.doors[id_])
        for row in [*self._new.values(), *self._changed.values()]:
            derive(row, self.today)
            for field in row._meta.concrete_fields:
                setattr(
                    row, field.attname, _fitting(row, field.attname, getattr(row, field.attname))
                )
            row.updated_at = self.now
        new = self._new.values()
        Household.objects.bulk_create(row for row in new if isinstance(row, Household))
        Resident.objects.bulk_create(row for row in new if isinstance(row, Resident))
        for id_, row in sorted(self._changed.items()):
            if id_ not in self._new:
                is_door = isinstance(row, Household)
                row.save(update_fields=_DOOR_COLUMNS if is_door else _PERSON_COLUMNS)
        mark_stale({self.doors[id_].path: 0 for id_ in self._doors_touched}, at=self.now)
        self._new, self._changed, self._doors_touched = {}, {}, set()

    def _prioritise(self, door: Household) -> None:
        """The priority that the people behind a door give it; no version of its own."""
        reasons = [
            rules.person_reasons(p.reasons, p.birth_year, p.birth_on, self.today)
            for p in self.people.values()
            if p.household_id == door.id and p.ended_on is None
        ]
        priority = rules.priority(rules.household_reasons(door.poor, door.near_poor, reasons))
        if priority != door.priority:
            door.priority = priority
            self._changed[door.id] = door


_REASONS: dict[str, str] = {
    About.PERSON_LEFT: "moved",
    About.PERSON_DIED: "died",
    About.HOUSEHOLD_GONE: "",
    About.DOUBLE: "doubled",
}
_DAYS = {"ended_on", "birth_on"}


def _is_found_door(suggestion: Suggestion) -> bool:
    return suggestion.about == About.HOUSEHOLD_FOUND


def _neighbours(paths: set[str]) -> dict[str, list[suggesting.Neighbour]]:
    """path → the households that count there."""
    found: dict[str, list[suggesting.Neighbour]] = defaultdict(list)
    if paths:
        listed = Household.objects.filter(path__in=paths, ended_on=None).order_by("id")
        columns = listed.values_list("path", "id", "lane_key", "house", "head_name")
        for path, id_, lane_key, house, head_name in columns:
            found[path].append(suggesting.Neighbour(id_, lane_key, house, head_name))
    return found


def _fitting(row: Row, name: str, value: Any) -> Any:
    """A value as its column can hold it: composing letters, and an address read anew, may make a text
    longer than it was said, and PostgreSQL takes nothing too long."""
    most = getattr(row._meta.get_field(name), "max_length", None)
    return value[:most] if most and isinstance(value, str) else value


def _as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
