"""From a book and a confirmed mapping to households and residents, with everything worth saying.

Pure: nothing is written, no clock is read. Every row either ends in a draft, is nobody (a total, a
signature), or has an error that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tungngo.lib.sheets import Book, Cell
from tungngo.lib.sheets.values import as_text, read_phone, read_tick
from tungngo.lib.text import fold

from .drafts import CommuneRef, GroupRef, HouseholdDraft, Listing
from .findings import Findings, Severity
from .households import Cells, TableWalk
from .mapping import ListMapping
from .people import read_language, read_reasons
from .places import CommuneCheck, GroupIndex, house_number, join_address
from .residents import PersonReader, Place, mark_poverty
from .tables import Table, guess_for
from .words import NAME_FIELDS, Field

MAX_ADDRESS = 240
MAX_CODE = 40
_PROGRESS_EVERY = 2_000
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def interpret(
    book: Book,
    mapping: ListMapping,
    *,
    commune: CommuneRef,
    groups: Sequence[GroupRef],
    today: date,
    source: str = "ward",
    tables: Sequence[Table] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Listing:
    """Reads every table of the book.

    `mapping` is a guess or what a person confirmed; `groups` are the commune's residential groups
    (none: groups are kept as written and not checked); `source` is kept with every household;
    `tables` spares finding them again; `progress(rows done, rows in all)` is called now and then.
    """
    if tables is None:
        tables = guess_for(book.sheets)[0]
    reading = _Reading(commune, groups, today, source, mapping)
    _tell_about_columns(book, mapping, tables, reading.findings)
    households: list[HouseholdDraft] = []
    skipped: dict[str, list[tuple[str, int]]] = {}
    total, done = sum(t.last_row - t.first_row + 1 for t in tables), 0
    if not mapping.is_household_list:
        reading.findings.add(ERROR, "listing.not_households", tables[0].sheet if tables else "")
        return Listing([], reading.findings.all(), mapping, list(tables))
    for table in tables:
        walk = TableWalk(book.sheet(table.sheet), table, mapping, reading.findings)
        reading.check_titles(table)
        for row, cells, begins in walk.walk():
            if begins:
                households.append(reading.begin(walk, row))
                walk.began(households[-1])
            reading.take_row(walk, households[-1], row, cells)
            if progress and row % _PROGRESS_EVERY == 0:
                progress(done + row - table.first_row, total)
        done += table.last_row - table.first_row + 1
        for kind, rows in walk.skipped.items():
            skipped.setdefault(kind, []).extend(rows)
    households = [h for h in households if reading.finish(h)]
    if not households:
        reading.findings.add(ERROR, "listing.nothing_found", tables[0].sheet if tables else "")
    if progress:
        progress(total, total)
    return Listing(households, reading.findings.all(), mapping, list(tables), skipped)


def _tell_about_columns(
    book: Book, mapping: ListMapping, tables: Sequence[Table], findings: Findings
) -> None:
    """What the file and its headings call for, before any row."""
    with_table = {t.sheet for t in tables}
    for sheet in book.sheets:
        if sheet.name not in with_table and any(c != "" for r in sheet.rows for c in r):
            findings.add(INFO, "listing.no_table", sheet.name)
    read: dict[tuple[str, str], Field] = {}
    first_row = {t.sheet: t.first_row for t in tables}
    for table in tables:
        for column in table.columns:
            field = mapping.field_of(column)
            if field and field is not Field.IGNORED:
                read[table.sheet, column.letters] = field
    for notice in book.notices:
        place = read.get((notice.sheet, notice.column))
        if notice.column and (place is None or notice.row <= first_row[notice.sheet]):
            continue
        is_error = not notice.code.endswith(("_used", "_links", "_damaged", "hidden"))
        level = ERROR if is_error and place in NAME_FIELDS else WARNING
        if notice.code == "sheet.hidden":
            level = INFO
        findings.add(level, notice.code, notice.sheet, notice.row, notice.column, **notice.params)
    for mapped in mapping.columns:
        where = next((t for t in tables if mapped.column in t.columns), None)
        at = (where.sheet, where.header_row + 1) if where else ("", 0)
        place_of = (*at, mapped.column.letters)
        if mapped.left_out:
            findings.add(
                INFO, "listing.column_left_out", *place_of, header=mapped.column.header,
                reason=mapped.left_out.value,
            )  # fmt: skip
        elif mapped.field is None and mapped.column.parts:
            findings.add(INFO, "listing.column_unknown", *place_of, header=mapped.column.header)
        elif mapped.field is Field.NOTE:
            findings.add(INFO, "listing.notes_not_kept", *place_of)


class _Reading:
    """What is shared while one list is read."""

    def __init__(
        self,
        commune: CommuneRef,
        groups: Sequence[GroupRef],
        today: date,
        source: str,
        mapping: ListMapping,
    ):
        self.commune = commune
        self.commune_check = CommuneCheck(commune)
        self.groups = GroupIndex(groups)
        self.today = today
        self.source = source
        self.findings = Findings()
        self.people = PersonReader(self.findings, today)
        self.expects_heads = Field.RELATION in mapping.known
        self.expects_group = bool(self.groups)
        self._parts: dict[int, dict[Field, str]] = {}

    def check_titles(self, table: Table) -> None:
        """A title that names another commune is the sign of a wrong file."""
        for title in (*table.titles, table.sheet):
            other = self.commune_check.other(title)
            if other:
                self.findings.add(
                    WARNING, "listing.other_commune", table.sheet, 1,
                    found=other, expected=self.commune.name,
                )  # fmt: skip
                return

    # ------------------------------------------------------------------ households

    def begin(self, walk: TableWalk, row: int) -> HouseholdDraft:
        """A household that begins on a row (from 0)."""
        household = HouseholdDraft(
            walk.sheet.name, [], group_written=walk.group, source=self.source
        )
        self._parts[id(household)] = {}
        return household

    def take_row(self, walk: TableWalk, household: HouseholdDraft, row: int, cells: Cells) -> None:
        """Adds what a row (from 0) says of the household and its people."""
        household.rows.append(row + 1)
        for field, column in walk.household_columns.items():
            if column.index in cells:
                place = Place(walk.sheet.name, row + 1, column.letters)
                self._take_household(household, field, cells[column.index], place)
        place = Place(walk.sheet.name, row + 1)
        for position, columns in enumerate(walk.persons):
            self.people.take(household, columns, cells, place, position, walk.is_side_by_side)

    def _take_household(
        self, household: HouseholdDraft, field: Field, cell: Cell, place: Place
    ) -> None:
        parts = self._parts[id(household)]
        if field is Field.HOUSE_NUMBER:
            text, was_day = house_number(cell)
            if was_day and not parts.get(field):
                self.findings.add(WARNING, "household.number_was_a_day", *place, value=text)
            parts.setdefault(field, text)
        elif field in (Field.ADDRESS, Field.ALLEY, Field.STREET):
            text, was_day = house_number(cell)
            known = parts.setdefault(field, text)
            if was_day and known == text and len(household.rows) == 1:
                self.findings.add(WARNING, "household.number_was_a_day", *place, value=text)
            if field is Field.ADDRESS and known != text and fold(known) != fold(text):
                self.findings.add(WARNING, "household.two_addresses", *place)
        elif field is Field.HOUSEHOLD_CODE:
            if not household.code:
                household.code = self._code(as_text(cell), place)
        elif field in (Field.HOUSEHOLD_NO, Field.ORDER):
            household.number = household.number or as_text(cell)
        elif field is Field.HEAD_NAME:
            household.head_name = household.head_name or self.people.name(cell, place)
        elif field is Field.GROUP:
            if Field.GROUP not in parts:
                parts[Field.GROUP] = household.group_written = as_text(cell)
        elif field is Field.HOUSEHOLD_CLASS:
            mark_poverty(household, read_reasons(as_text(cell)))
        elif field in (Field.POOR, Field.NEAR_POOR):
            said = read_reasons(as_text(cell)) if isinstance(cell, str) else ()
            ticked = bool(said) or self._tick(cell, place)
            if ticked:
                mark_poverty(household, said or (field.value,))
        elif field is Field.LANGUAGE:
            household.language = household.language or read_language(as_text(cell))
        elif field is Field.SMARTPHONE:
            household.smartphone = _either(household.smartphone, self._tick(cell, place))
        elif field is Field.CHAT_GROUP and not read_phone(cell).number:
            household.chat_group = _either(household.chat_group, self._tick(cell, place))

    def _code(self, text: str, place: Place) -> str:
        if len(text) > MAX_CODE:
            self.findings.add(WARNING, "household.code_too_long", *place, limit=MAX_CODE)
            return ""
        prefix, dash, _ = text.replace(".", "-").replace("/", "-").partition("-")
        if dash and len(prefix) == 5 and prefix.isdigit() and prefix != self.commune.code:
            self.findings.together(WARNING, "household.code_of_other_commune", *place, found=prefix)
        return text

    def _tick(self, cell: Cell, place: Place) -> bool | None:
        ticked = read_tick(cell)
        if ticked is None:
            self.findings.add(WARNING, "row.tick_unreadable", *place, value=as_text(cell)[:40])
        return ticked

    def finish(self, household: HouseholdDraft) -> bool:
        """Puts the household together once all its rows are read; False when nothing was there."""
        parts = self._parts.pop(id(household))
        place = Place(household.sheet, household.row)
        household.address = join_address(
            parts.get(Field.HOUSE_NUMBER, ""),
            parts.get(Field.ALLEY, ""),
            parts.get(Field.STREET, ""),
            parts.get(Field.ADDRESS, ""),
        )
        self._finish_head(household, place)
        if not (household.head_name or household.address or household.code):
            return False
        if not household.head_name:
            self.findings.add(WARNING, "household.nobody", *place)
        if not household.address:
            self.findings.together(INFO, "household.address_missing", *place)
        elif len(household.address) > MAX_ADDRESS:
            household.address = household.address[:MAX_ADDRESS].rstrip()
            self.findings.add(WARNING, "household.address_cut", *place, limit=MAX_ADDRESS)
        other = self.commune_check.other(household.address)
        if other:
            self.findings.together(
                WARNING, "household.other_commune", *place,
                found=other, expected=self.commune.name,
            )  # fmt: skip
        if household.poor and household.near_poor:
            household.near_poor = False
            self.findings.add(WARNING, "household.poor_and_near_poor", *place)
        self._finish_group(household, place)
        return True

    def _finish_head(self, household: HouseholdDraft, place: Place) -> None:
        heads = [r for r in household.residents if r.relation == "head"]
        if len(heads) > 1:
            self.findings.add(WARNING, "household.two_heads", household.sheet, heads[1].row)
        if heads:
            household.head_name = heads[0].full_name
        elif household.residents:
            known = [r for r in household.residents if r.full_name == household.head_name]
            if known:
                known[0].relation = known[0].relation or "head"
            elif not household.head_name:
                household.head_name = household.residents[0].full_name
                if self.expects_heads:
                    self.findings.add(WARNING, "household.no_head", *place)

    def _finish_group(self, household: HouseholdDraft, place: Place) -> None:
        if not self.groups:
            return
        if not household.group_written:
            self.findings.together(WARNING, "household.group_missing", *place)
            return
        household.group_code = self.groups.find(household.group_written)
        if household.group_code is None:
            self.findings.together(
                WARNING, "household.group_unknown", *place, value=household.group_written
            )


def _either(known: bool | None, said: bool | None) -> bool | None:
    """Yes from anyone is yes; no counts only where nothing was known."""
    if said is None:
        return known
    return bool(known) or said
