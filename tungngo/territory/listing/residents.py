"""Reading one person out of a row: the name, and all that is said beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tungngo.lib.sheets import Cell
from tungngo.lib.sheets.values import (
    Birth,
    BirthDoubt,
    PhoneDoubt,
    as_text,
    read_birth,
    read_phone,
    read_tick,
)
from tungngo.lib.text import fold

from ..rules import segment_of
from .drafts import HouseholdDraft, ResidentDraft
from .findings import Findings, Severity
from .households import Cells, PersonColumns
from .people import read_name, read_occupation, read_reasons, read_relation, read_sex
from .words import DIED, MOVED, NAME_FIELDS, Field

MAX_NAME = 120
_HOUSEHOLD_REASONS = {"poor", "near_poor"}
_PERSON_TICKS = (
    (Field.DISABLED, "disabled"),
    (Field.MOBILITY, "mobility"),
    (Field.MERIT, "merit"),
    (Field.LIVING_ALONE, "living_alone"),
)
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Place(NamedTuple):
    """Sheet, row (from 1) and column letters, in the order findings take them."""

    sheet: str
    row: int
    column: str = ""


def mark_poverty(household: HouseholdDraft, reasons: tuple[str, ...]) -> None:
    """Notes what reasons, wherever in the household they stand, say of its poverty."""
    household.poor = household.poor or "poor" in reasons
    household.near_poor = household.near_poor or "near_poor" in reasons


class PersonReader:
    """Reads people for one list; what is odd goes to `findings`."""

    def __init__(self, findings: Findings, today: date):
        self.findings = findings
        self.today = today

    def name(self, cell: Cell, place: Place) -> str:
        """The name in a cell, "" when it cannot be one."""
        name = read_name(as_text(cell))
        if name.held_number:
            self.findings.together(WARNING, "listing.identity_number_dropped", *place)
        if len(name.text) > MAX_NAME:
            self.findings.add(ERROR, "resident.name_too_long", *place, limit=MAX_NAME)
            return ""
        if name.was_recased:
            self.findings.together(INFO, "resident.name_case", *place)
        if name.is_odd:
            self.findings.add(WARNING, "resident.name_odd", *place, value=name.text)
        return name.text

    def take(
        self,
        household: HouseholdDraft,
        columns: PersonColumns,
        cells: Cells,
        place: Place,
        position: int,
        is_side_by_side: bool,
    ) -> None:
        """Adds the person of some columns of a row to the household, if there is one.

        `position` counts the people side by side; the first of them is the head.
        """
        field, column = next((f, c) for f, c in columns.items() if f in NAME_FIELDS)
        here = place._replace(column=column.letters)
        name = self.name(cells[column.index], here) if column.index in cells else ""
        note = columns.get(Field.NOTE)
        noted = as_text(cells.get(note.index, "")) if note else ""
        if noted:
            mark_poverty(household, read_reasons(noted))
        if not name:
            said = [f for f, c in columns.items() if c.index in cells and f is not Field.NOTE]
            if position == 0 and column.index not in cells and said and field is Field.FULL_NAME:
                self.findings.add(ERROR, "resident.name_missing", *here)
            return
        if noted and DIED.search(fold(noted)):
            self.findings.add(ERROR, "resident.died", *here)
            return
        if noted and MOVED.search(fold(noted)):
            self.findings.add(WARNING, "resident.moved", *here)
        person = ResidentDraft(name, place.row)
        if field is Field.HEAD_NAME or (position == 0 and is_side_by_side):
            person.relation = "head"
        household.residents.append(person)
        self._read(household, person, columns, cells, place, noted)

    def _read(
        self,
        household: HouseholdDraft,
        person: ResidentDraft,
        columns: PersonColumns,
        cells: Cells,
        place: Place,
        noted: str,
    ) -> None:
        def cell(field: Field) -> tuple[Cell, Place] | None:
            column = columns.get(field)
            if column is None or column.index not in cells:
                return None
            return cells[column.index], place._replace(column=column.letters)

        if found := cell(Field.RELATION):
            self._relation(person, *found)
        if found := cell(Field.SEX):
            sex = read_sex(found[0])
            if sex is None:
                self.findings.add(
                    WARNING, "resident.sex_unreadable", *found[1], value=as_text(found[0])[:20]
                )
            person.sex = sex or ""
        elif Field.SEX_MALE in columns or Field.SEX_FEMALE in columns:
            ticks = {
                code: bool(f and read_tick(f[0]))
                for code, f in (("m", cell(Field.SEX_MALE)), ("f", cell(Field.SEX_FEMALE)))
            }
            person.sex = (
                next((c for c, t in ticks.items() if t), "") if sum(ticks.values()) == 1 else ""
            )
        self._birth(person, columns, cell)
        if found := cell(Field.PHONE):
            self._phone(person, *found)
        if found := cell(Field.OCCUPATION):
            written = as_text(found[0])
            person.occupation = read_occupation(written)
            if person.occupation == "other":
                self.findings.together(
                    INFO, "resident.occupation_unknown", *found[1], value=written[:60]
                )
        person.segment = segment_of(
            person.occupation, person.birth_year, person.birth_on, self.today
        )
        reasons = set(read_reasons(noted))
        for field, reason in _PERSON_TICKS:
            if (found := cell(field)) and self._ticked_reason(found[0], found[1], reason):
                reasons.add(reason)
        if found := cell(Field.PRIORITY):
            said = read_reasons(as_text(found[0]))
            if (
                not said
                and read_tick(found[0]) is None
                and "cao tuoi" not in fold(as_text(found[0]))
            ):
                self.findings.together(
                    INFO, "resident.priority_unknown", *found[1], value=as_text(found[0])[:60]
                )
            reasons.update(said)
            mark_poverty(household, said)
        person.reasons = tuple(sorted(reasons - _HOUSEHOLD_REASONS))

    def _ticked_reason(self, cell: Cell, place: Place, reason: str) -> bool:
        """A tick, or words that say what kind ("vận động", "hạng 2/4"): any word but "no" counts."""
        ticked = read_tick(cell)
        return ticked if ticked is not None else bool(as_text(cell))

    def _relation(self, person: ResidentDraft, cell: Cell, place: Place) -> None:
        person.relation_written = as_text(cell)[:40]
        relation = read_relation(person.relation_written)
        if relation == "other":
            self.findings.together(
                INFO, "resident.relation_unknown", *place, value=person.relation_written
            )
        person.relation = relation or person.relation

    def _birth(
        self,
        person: ResidentDraft,
        columns: PersonColumns,
        cell: Callable[[Field], tuple[Cell, Place] | None],
    ) -> None:
        male, female = cell(Field.BIRTH_MALE), cell(Field.BIRTH_FEMALE)
        found = cell(Field.BIRTH) or male or female
        if male and female:
            self.findings.add(WARNING, "resident.birth_two_columns", *male[1])
        elif male or female:
            person.sex = person.sex or ("m" if male else "f")
            if found and isinstance(found[0], str) and read_tick(found[0]):
                return  # only ticked: the sex is told, the birth is not
        year = cell(Field.BIRTH_YEAR)
        if not found and year:
            day, month = cell(Field.BIRTH_DAY), cell(Field.BIRTH_MONTH)
            if day and month:
                text = "/".join(as_text(part[0]) for part in (day, month, year))
                found = (text, year[1])
            else:
                found = year
        if not found:
            return
        birth = read_birth(found[0], self.today)
        person.birth_year, person.birth_on = birth.year, birth.on
        if birth.doubt:
            self._doubt_birth(birth, found[0], found[1])

    def _doubt_birth(self, birth: Birth, cell: Cell, place: Place) -> None:
        if birth.doubt is BirthDoubt.SHORT_YEAR:
            self.findings.together(INFO, "resident.birth_short_year", *place)
        else:
            code = f"resident.birth_{birth.doubt}"
            self.findings.add(WARNING, code, *place, value=as_text(cell)[:40])

    def _phone(self, person: ResidentDraft, cell: Cell, place: Place) -> None:
        phone = read_phone(cell)
        person.phone = phone.number
        if phone.doubt is PhoneDoubt.OLD_NUMBER:
            self.findings.together(INFO, "resident.phone_old_number", *place)
        elif phone.doubt is PhoneDoubt.SEVERAL:
            self.findings.add(INFO, "resident.phone_several", *place)
        elif phone.doubt:
            self.findings.add(
                WARNING, "resident.phone_unreadable", *place, value=as_text(cell)[:30]
            )
