"""Walking a table row by row: which rows are one household, who is in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from tungngo.lib.sheets import Cell, Sheet, column_letters
from tungngo.lib.sheets.values import as_text, is_ditto
from tungngo.lib.text import fold, nfc

from .drafts import HouseholdDraft
from .findings import Findings, Severity
from .mapping import Column, ListMapping
from .people import read_relation
from .rows import is_signature, is_total
from .tables import Table, is_group_title
from .words import HOUSEHOLD_FIELDS, NAME_FIELDS, Field

Cells = dict[int, Cell]
"""Column (from 0) → its filled cell, merged cells and ditto marks resolved."""
PersonColumns = dict[Field, Column]
"""The columns that speak of one person of a row."""

_IDENTITY_DIGITS = 12
_IDENTITY = re.compile(r"(?<!\d)\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)")
"""A personal number (Decree 137/2015/NĐ-CP, article 13), whatever column it strayed into."""
_DITTO_STARTS = frozenset("nN\"“”″〃-–—.' ")
_DOOR_FIELDS = (Field.ADDRESS, Field.HOUSE_NUMBER, Field.HOUSEHOLD_CODE, Field.HEAD_NAME)
_TELL_APART = (
    *(Field.HOUSEHOLD_NO, Field.HEAD_NAME),
    *(Field.ADDRESS, Field.HOUSE_NUMBER, Field.ALLEY, Field.STREET),
)
"""What two households do not share, or not all of it."""
_OWN_KEYS = 0.9
"""Where this part of the rows has a key, and none the key of the row before, each row is a household."""


class TableWalk:
    """One table, read once from top to bottom.

    `persons` are the people columns: one set for a list with a person a row, several for a list
    with people side by side. `walk` yields each row that is somebody.
    """

    def __init__(self, sheet: Sheet, table: Table, mapping: ListMapping, findings: Findings):
        self.sheet = sheet
        self.table = table
        self.findings = findings
        self.household_columns: dict[Field, Column] = {}
        self.persons: list[PersonColumns] = []
        self.skipped: dict[str, list[tuple[str, int]]] = {}
        self.group = table.group
        self._divide(mapping)
        self._last: Cells = {}
        self._merged = self._merged_columns()
        self._headings = {
            nfc(part).lower() for column in table.columns for part in column.parts if part
        }
        self._starts_household = self._boundary()
        self._current: HouseholdDraft | None = None
        self._unread: list[Cells] = []
        self._said: set[tuple[int, str]] = set()
        self._key = ""
        self._after_foot = False

    # ------------------------------------------------------------------ columns

    def _divide(self, mapping: ListMapping) -> None:
        """Columns into those of the household and those of each person, in order."""
        fields = [(c, mapping.field_of(c)) for c in self.table.columns]
        names = [f for _, f in fields if f in NAME_FIELDS]
        side_by_side = Field.MEMBER_NAME in names or names.count(Field.FULL_NAME) > 1
        head_is_key = not side_by_side and Field.FULL_NAME in names
        early: PersonColumns = {}
        for column, field in fields:
            if field is None or field is Field.IGNORED:
                continue
            if field in NAME_FIELDS and not (field is Field.HEAD_NAME and head_is_key):
                if side_by_side or not self.persons:
                    self.persons.append({field: column})
            elif field in HOUSEHOLD_FIELDS or field is Field.HEAD_NAME:
                self.household_columns.setdefault(field, column)
            elif self.persons:
                self.persons[-1].setdefault(field, column)
            else:
                early.setdefault(field, column)
        if self.persons:
            # What stands before the first name speaks of the first person too.
            self.persons[0] = early | self.persons[0]
        self.is_side_by_side = side_by_side
        self.columns = sorted(
            {c.index for c in self.household_columns.values()}
            | {c.index for person in self.persons for c in person.values()}
        )
        self._name_columns = {
            c.index for person in self.persons for f, c in person.items() if f in NAME_FIELDS
        }
        self._phone_columns = {
            person[Field.PHONE].index for person in self.persons if Field.PHONE in person
        }
        self._birth_columns = {
            c.index for p in self.persons for f, c in p.items() if f.value.startswith("birth")
        }

    def _merged_columns(self) -> dict[int, tuple[list[int], list[int]]]:
        """Column → (first rows, last rows) of its cells merged downwards, in order."""
        wanted = set(self.columns)
        found: dict[int, list[tuple[int, int]]] = {}
        for first, left, last, _ in self.sheet.facts.merged:
            if last > first and left in wanted and last >= self.table.first_row:
                found.setdefault(left, []).append((first, last))
        return {
            column: ([a for a, _ in sorted(spans)], [b for _, b in sorted(spans)])
            for column, spans in found.items()
        }

    def _merged_from(self, row: int, column: int) -> int | None:
        """The first row of the merged cell that covers this one from above, None for none."""
        spans = self._merged.get(column)
        if not spans:
            return None
        at = bisect_right(spans[0], row) - 1
        return spans[0][at] if at >= 0 and spans[0][at] < row <= spans[1][at] else None

    # ------------------------------------------------------------------ boundaries

    def _filled(self, column: Column | None) -> int:
        """Rows in which the column holds something."""
        if column is None:
            return 0
        rows = self.sheet.rows[self.table.first_row :]
        return sum(1 for r in rows if column.index < len(r) and r[column.index] != "")

    def _boundary(self) -> Callable[[int, Cells], bool]:
        """How this table shows where a household begins; the surest sign it has."""
        if self.is_side_by_side or not self.persons or Field.FULL_NAME not in self.persons[0]:
            return lambda row, cells: True
        for field in (Field.HOUSEHOLD_CODE, Field.HOUSEHOLD_NO, Field.HEAD_NAME):
            column = self.household_columns.get(field)
            if self._filled(column) > 0:
                return self._by_key(column)  # type: ignore[arg-type]
        relation = self.persons[0].get(Field.RELATION)
        if relation and any(
            relation.index < len(r) and read_relation(as_text(r[relation.index])) == "head"
            for r in self.sheet.rows[self.table.first_row :]
        ):
            return lambda row, cells: self._is_head(cells)
        named = self._filled(self.persons[0][Field.FULL_NAME])
        order = self.household_columns.get(Field.ORDER)
        if order and 0 < self._filled(order) < 0.9 * named:
            return lambda row, cells: self._is_own(row, order, cells)
        for field in (Field.ADDRESS, Field.HOUSE_NUMBER):
            address = self.household_columns.get(field)
            if address and self._filled(address) > 0:
                return self._by_key(address)
        self.findings.add(Severity.WARNING, "listing.each_row_a_household", self.sheet.name)
        return lambda row, cells: True

    def _is_own(self, row: int, column: Column, cells: Cells) -> bool:
        """Whether the cell is filled by itself, not from a merged cell above."""
        return column.index in cells and self._merged_from(row, column.index) is None

    def _is_head(self, cells: Cells) -> bool:
        column = self.persons[0].get(Field.RELATION)
        return column is not None and read_relation(as_text(cells.get(column.index, ""))) == "head"

    def _has_head(self) -> bool:
        return self._current is not None and any(
            r.relation == "head" for r in self._current.residents
        )

    def _is_member(self, cells: Cells) -> bool:
        """Whether the row itself says that somebody else is the head."""
        column = self.persons[0].get(Field.RELATION)
        relation = read_relation(as_text(cells.get(column.index, ""))) if column else ""
        return relation not in ("", "head")

    def _by_key(self, column: Column) -> Callable[[int, Cells], bool]:
        """A household begins where its number, code, head or address changes; where that is blank, either
        as on every row but a household's first or because nobody knew it, where the row says otherwise."""
        each_its_own = self._each_its_own(column)

        def starts(row: int, cells: Cells) -> bool:
            if self._merged_from(row, column.index) is not None:
                return False
            key = fold(as_text(cells.get(column.index, "")))
            if key:
                begins = key != self._key
            elif self._is_member(cells):
                return False
            elif self._is_head(cells) and self._has_head():
                begins = True
            else:
                begins = self._current is not None and (
                    self._is_elsewhere(cells)
                    or (each_its_own and self._counts_by_itself(row, cells))
                )
                if begins:
                    self.findings.together(
                        Severity.WARNING,
                        "household.key_missing",
                        self.sheet.name,
                        row + 1,
                        column.letters,
                    )
            if begins:
                self._key = key
            return begins

        return starts

    def _each_its_own(self, column: Column) -> bool:
        """Whether nearly every row has a key and none that of the row before: a household a row."""
        named, keys = 0, []
        name = self.persons[0][Field.FULL_NAME].index
        for row in self.sheet.rows[self.table.first_row : self.table.last_row + 1]:
            if name < len(row) and row[name] != "":
                named += 1
                if column.index < len(row) and row[column.index] != "":
                    keys.append(row[column.index])
        return len(keys) >= _OWN_KEYS * named and all(a != b for a, b in pairwise(keys))

    def _is_elsewhere(self, cells: Cells) -> bool:
        """Whether the row names another door, head or number than the household's rows so far do. What
        is named for the first time is no other."""
        while self._unread:
            self._said |= self._told(self._unread.pop())
        named = {column for column, _words in self._said}
        return any(one[0] in named for one in self._told(cells) - self._said)

    def _told(self, cells: Cells) -> set[tuple[int, str]]:
        """What a row says that tells households apart: (column, folded)."""
        columns = [
            self.household_columns[f].index for f in _TELL_APART if f in self.household_columns
        ]
        told = {(column, _plain(as_text(cells[column]))) for column in columns if column in cells}
        return {one for one in told if one[1]}

    def _counts_by_itself(self, row: int, cells: Cells) -> bool:
        """Whether the row has a number or an address of its own, as far as the table has such."""
        columns = [
            self.household_columns[f]
            for f in (Field.ORDER, Field.ADDRESS, Field.HOUSE_NUMBER)
            if f in self.household_columns
        ]
        return any(self._is_own(row, column, cells) for column in columns)

    # ------------------------------------------------------------------ rows

    def walk(self) -> Iterator[tuple[int, Cells, bool]]:
        """(row from 0, its cells, whether a household begins here) for each row that is somebody.

        The caller hands back the household it makes of a beginning with `began`.
        """
        for row in range(self.table.first_row, self.table.last_row + 1):
            values = self.sheet.rows[row]
            filled = [i for i, cell in enumerate(values) if cell != "" and not _is_blank(cell)]
            if not filled:
                continue
            kind = self._nobody(row, values, filled)
            if kind:
                self.skipped.setdefault(kind, []).append((self.sheet.name, row + 1))
                continue
            cells = self._cells(row, values)
            if not any(i in cells for i in self._door_columns()):
                if any(isinstance(values[i], str) for i in filled):
                    self.skipped.setdefault("other", []).append((self.sheet.name, row + 1))
                continue
            begins = self._starts_household(row, cells) or self._current is None
            if begins:
                self._said, self._unread = set(), []
            self._unread.append(cells)
            yield row, cells, begins

    def began(self, household: HouseholdDraft) -> None:
        """The household that the last beginning turned out to be."""
        self._current = household

    def _door_columns(self) -> set[int]:
        known = {
            self.household_columns[f].index for f in _DOOR_FIELDS if f in self.household_columns
        }
        people = {c.index for person in self.persons for c in person.values()}
        return known | people

    def _nobody(self, row: int, values: list[Cell], filled: list[int]) -> str:
        """Why a row is nobody: total, signature, heading, group; "" when it is somebody."""
        texts = [(i, as_text(values[i])) for i in filled if isinstance(values[i], str)]
        if not texts:
            return "signature" if self._after_foot and len(filled) < 3 else ""
        if any(is_total(text) for _, text in texts[:2]):
            return "total"
        different = list(dict.fromkeys(text for _, text in texts))
        if len(different) == 1 and len(filled) == len(texts):
            group = is_group_title(different[0])
            if group:
                self.group, self._current, self._key, self._after_foot = group, None, "", False
                return "group"
        named = bool(self._name_columns & set(filled))
        if len(filled) <= 4 and any(
            is_signature(text) for i, text in texts if not (named and i in self._birth_columns)
        ):
            self._after_foot = True
            return "signature"
        headings = sum(text.lower() in self._headings for _, text in texts)
        if headings >= 2 and headings * 2 > len(texts):
            self._after_foot = False
            return "heading"
        if self._after_foot:
            mapped = set(filled) & set(self.columns)
            if not (mapped & self._name_columns and len(mapped) >= 3):
                return "signature"
            self._after_foot = False
        return ""

    def _cells(self, row: int, values: list[Cell]) -> Cells:
        cells: Cells = {}
        width = len(values)
        for column in self.columns:
            cell: Cell = values[column] if column < width else ""
            if cell == "" and column in self._merged:
                top = self._merged_from(row, column)
                # A name merged over rows is still one person.
                if top is not None and column not in self._name_columns:
                    above = self.sheet.rows[top]
                    cell = above[column] if column < len(above) else ""
            if cell.__class__ is str:
                if _is_blank(cell):
                    continue
                if len(cell) < 12 and cell[0] in _DITTO_STARTS and is_ditto(cell):  # type: ignore
                    cell = self._above(row, column)
                    if cell == "":
                        continue
            if cell.__class__ is not bool and column not in self._phone_columns:
                cell = self._without_identity(row, column, cell)
                if cell == "":
                    continue
            cells[column] = cell
            self._last[column] = cell
        return cells

    def _without_identity(self, row: int, column: int, cell: Cell) -> Cell:
        """The cell without any personal number that was typed into it."""
        if isinstance(cell, str):
            if len(cell) < _IDENTITY_DIGITS or not _IDENTITY.search(cell):
                return cell
            kept = _IDENTITY.sub("", cell).strip()
        elif isinstance(cell, float) and cell >= 10 ** (_IDENTITY_DIGITS - 1):
            kept = ""
        else:
            return cell
        self.findings.together(
            Severity.WARNING,
            "listing.identity_number_dropped",
            self.sheet.name,
            row + 1,
            column_letters(column),
        )
        return kept

    def _above(self, row: int, column: int) -> Cell:
        if column in self._name_columns or column not in self._last:
            self.findings.add(
                Severity.WARNING,
                "listing.nothing_above",
                self.sheet.name,
                row + 1,
                column_letters(column),
            )
            return ""
        return self._last[column]


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _plain(words: str) -> str:
    """Folded, without the word for "number": an address is written with it or not."""
    return " ".join(word for word in fold(words).split() if word not in ("so", "sn"))
