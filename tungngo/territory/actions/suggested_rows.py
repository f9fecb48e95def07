"""The rows that suggestions speak of: read once and locked, changed in memory, written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from tungngo.forgotten.again import Again
from tungngo.forgotten.queries import known_again, traces_at, traces_of_people
from tungngo.forgotten.rules import door_keys, is_forgotten, key_of
from tungngo.lib import addresses, clock
from tungngo.lib.reach import Reach
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
        people = [
            self._person(UUID(person["id"]), door, person, place)
            for place, person in enumerate(said.get("people", ()))
        ]
        self._leave_out_erased(suggestion, door, people)

    def add_person(self, suggestion: Suggestion) -> None:
        """The person who was found, behind their door; with the door itself off the list they are
        kept off it as well, so that what was recorded of them has somebody to belong to."""
        door, said = self.doors[suggestion.household_id], suggestion.said
        here = [person for person in self.people.values() if person.household_id == door.id]
        year = said.get("birth_year")
        if (known := self._known_again(door, here, said["name"], year)) is not None:
            self._point_found(suggestion, door, known)
            return
        alike = (p for p in here if suggesting.is_same_person(said["name"], year, p))
        suggestion.twin_id = next((p.id for p in alike if p.ended_on is None), None)
        assert suggestion.resident_id is not None
        place = max((person.place_in_household + 1 for person in here), default=0)
        person = self._person(suggestion.resident_id, door, said, place)
        self._touch(person, suggestion, door)

    def _leave_out_erased(
        self, suggestion: Suggestion, door: Household, people: Iterable[Resident]
    ) -> None:
        """A door found anew brings back no name that was erased behind a door like it: what is recorded
        of them has a row to belong to, off the list, and a person is told."""
        traces = traces_at(Reach.everything(), door.origin)
        erased, doors = is_forgotten(traces, key_of(settings.SECRET_KEY)), _doors(door)
        gone = [one for one in people if erased(one.full_name, one.birth_year, doors)]
        for one in gone:
            one.full_name, one.ended_on, one.ended_reason = "", self.today, "doubled"
        heads = {door.head_name} if erased(door.head_name, None, doors) else set()
        if gone or heads:
            door.head_name = "" if heads else door.head_name
            away = {str(one.id) for one in gone}
            left = [one for one in suggestion.said.get("people", ()) if one["id"] not in away]
            suggestion.said = {**suggestion.said, "head": door.head_name, "people": left}
            suggestion.note, suggestion.held_for = "", Suggestion.HeldFor.ERASED

    def _known_again(
        self, door: Household, here: Iterable[Resident], name: str, year: int | None
    ) -> Resident | None:
        """Whose row without a name somebody found at this door is: whoever was erased there, or lost the
        name when its time was over."""
        nameless = {one.id: one for one in here if not one.full_name and one.kept_id is None}
        if not nameless:
            return None
        key, everything = key_of(settings.SECRET_KEY), Reach.everything()
        again: Again | None = known_again(everything, key, [door.origin], nameless)
        for is_strict in (True, False) if again else ():
            for id_, row in nameless.items():
                if again and again.is_row(id_, name, year, is_strict=is_strict):
                    return row
        for id_, traces in traces_of_people(everything, door.origin, nameless).items():
            if is_forgotten(traces, key)(name, year, _doors(door)):
                return nameless[id_]
        return None

    def _point_found(self, suggestion: Suggestion, door: Household, known: Resident) -> None:
        """Somebody found who is on the list without a name: what is recorded under the key that the phone
        made counts for the row there is. An erased name stays away, which a person is told; one whose
        time was over is written again."""
        said, id_ = suggestion.said, suggestion.resident_id
        assert id_ is not None
        is_erased = bool(traces_of_people(Reach.everything(), door.origin, [known.id]))
        if is_erased:
            suggestion.said, suggestion.note = {}, ""
            suggestion.held_for = Suggestion.HeldFor.ERASED
        elif said.get("birth_year"):  # without it, nothing would say which segment they belong to
            known.full_name = said["name"]
            known.birth_year, known.birth_on = said["birth_year"], None
            known.sex, known.relation = said.get("sex", ""), said.get("relation", "")
            known.version += 1
            self._changed[known.id] = known
        point = self._person(id_, door, {**said, "name": known.full_name}, known.place_in_household)
        point.kept_id = known.id
        point.ended_on, point.ended_reason = door.ended_on or self.today, "doubled"
        self._touch(point, suggestion, door)

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

    def is_pointed(self, suggestion: Suggestion) -> bool:
        """Whether somebody found was taken for a row that had no name any more."""
        return (
            suggestion.about == About.PERSON_FOUND and self.row_of(suggestion).kept_id is not None
        )

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


def _doors(door: Household) -> list[str]:
    """Under what a door leaves traces (forgotten.rules)."""
    return door_keys(
        code=door.code,
        lane_key=door.lane_key,
        house=door.house,
        address=door.address,
        path=door.path,
    )


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
