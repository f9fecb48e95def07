"""National lists of units: read from a sheet, and compared with the tree as it is.

Nothing is written here. Codes are text with leading zeros: two digits for a province, five for a
commune. Units are told apart by code alone, never by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import Book, Cell, Sheet, column_letters
from tungngo.territory.models import NATION, Kind, Level

#: Folded headings by which the columns of a list are known.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "ma", "ma don vi", "ma dvhc", "ma so", "unit code", "ward code"),
    "parent": (
        *("parent", "parent code", "ma cha", "ma tinh", "ma tp", "ma tinh thanh pho"),
        *("province code", "ma cap tren", "ma tinh tp"),
    ),
    "kind": ("kind", "type", "loai", "loai don vi", "loai hinh", "cap", "cap hanh chinh"),
    "name": ("name", "ten", "ten don vi", "ten ngan"),
    "full_name": ("full name", "ten day du", "ten dvhc", "ten don vi hanh chinh"),
    "predecessors": ("predecessor", "predecessors", "sap nhap tu", "ma cu", "don vi cu"),
    "successors": ("successor", "successors", "chuyen thanh", "ma moi", "nhap vao"),
}
KIND_WORDS = {
    "tinh": Kind.PROVINCE,
    "thanh pho": Kind.CITY,
    "tp": Kind.CITY,
    "phuong": Kind.WARD,
    "xa": Kind.RURAL_COMMUNE,
    "dac khu": Kind.SPECIAL_ZONE,
}
KINDS_OF_LEVEL = {
    Level.PROVINCE: {Kind.PROVINCE, Kind.CITY},
    Level.COMMUNE: {Kind.WARD, Kind.RURAL_COMMUNE, Kind.SPECIAL_ZONE},
}
_DIGITS = {Level.PROVINCE: 2, Level.COMMUNE: 5}
_SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Unit:
    """A province or commune as a list (or the tree) has it. `row` is its row in the sheet, from 1."""

    code: str
    parent: str
    level: int
    kind: str
    name: str
    row: int = 0
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    is_ended: bool = False

    @property
    def full_name(self) -> str:
        return f"{Kind(self.kind).label} {self.name}"


@dataclass(slots=True)
class UnitList:
    """A list that was read. `restored` are rows whose code had lost its leading zeros, said aloud."""

    units: list[Unit] = field(default_factory=list)
    restored: list[tuple[int, str]] = field(default_factory=list)


def read_units(book: Book) -> UnitList:
    """The units of the first sheet that has a heading with code and name.

    Raises Refused: `units.columns_missing`, and with the row `units.code_unreadable`,
    `units.code_twice`, `units.kind_unknown`, `units.parent_unknown`, `units.name_empty`.
    """
    for sheet in book.sheets:
        heading = _heading(sheet)
        if heading is not None:
            return _Reading(sheet, *heading).run()
    raise Refused(
        "units.columns_missing",
        _("No sheet has a heading with a column for the code and one for the name of the unit."),
    )


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Where the heading stands, and which column holds what."""
    known = {alias: column for column, aliases in ALIASES.items() for alias in aliases}
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            meant = known.get(text.fold(str(cell)))
            if meant:
                columns.setdefault(meant, at)
        if "code" in columns and ("name" in columns or "full_name" in columns):
            return index, columns
    return None


class _Reading:
    """One sheet being read; `columns` maps what a column holds to its index."""

    def __init__(self, sheet: Sheet, heading: int, columns: dict[str, int]):
        self.sheet, self.heading, self.columns = sheet, heading, columns
        self.list = UnitList()
        self.row: list[Cell] = []
        self.number = 0

    def run(self) -> UnitList:
        for index, row in enumerate(self.sheet.rows[self.heading + 1 :], self.heading + 2):
            self.row, self.number = row, index
            if self._text("code"):
                self.list.units.append(self._unit())
        self._check()
        return self.list

    def _text(self, column: str) -> str:
        at = self.columns.get(column, -1)
        if not 0 <= at < len(self.row):
            return ""
        cell = self.row[at]
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return text.nfc(str(cell))

    def _refused(self, problem: str, sentence: object, column: str, **details: object) -> Refused:
        letters = column_letters(self.columns.get(column, 0))
        return Refused(
            problem,
            sentence,
            details | {"row": self.number, "column": letters},
            place=f"{self.sheet.name}!{letters}{self.number}",
        )

    def _unit(self) -> Unit:
        written = self._text("code")
        kind, name = self._kind_and_name()
        level = Level.PROVINCE if kind in KINDS_OF_LEVEL[Level.PROVINCE] else Level.COMMUNE
        code = self._code(written, level, "code")
        if code != written:
            self.list.restored.append((self.number, code))
        parent = self._text("parent") if level == Level.COMMUNE else ""
        return Unit(
            code,
            self._code(parent, Level.PROVINCE, "parent") if level == Level.COMMUNE else NATION,
            level,
            kind,
            name,
            self.number,
            self._codes("predecessors", level),
            self._codes("successors", level),
        )

    def _kind_and_name(self) -> tuple[str, str]:
        """The kind is said by the full name, by a column of its own, or before the name."""
        full_name, name = self._text("full_name"), self._text("name")
        said = KIND_WORDS.get(text.fold(self._text("kind")))
        for written in (full_name, name):
            words = written.split()
            for length in (2, 1):
                kind = KIND_WORDS.get(text.fold(" ".join(words[:length])))
                if kind and len(words) > length and (said is None or said == kind):
                    short = " ".join(words[length:])
                    return kind, name if written is full_name and name else short
        if not (name or full_name):
            raise self._refused("units.name_empty", _("Row %(row)s: the unit has no name."), "name")
        if said is None:
            raise self._refused(
                "units.kind_unknown",
                _("Row %(row)s: “%(name)s” does not say whether it is a province, ward, commune …"),
                "full_name" if "full_name" in self.columns else "name",
                name=full_name or name,
            )
        return said, name or full_name

    def _code(self, written: str, level: int, column: str) -> str:
        digits = _DIGITS[Level(level)]
        if not re.fullmatch(r"[0-9]+", written) or len(written) > digits:
            raise self._refused(
                "units.code_unreadable",
                _("Row %(row)s, column %(column)s: “%(written)s” is no code of %(digits)s digits."),
                column,
                written=written,
                digits=digits,
            )
        # Spreadsheets drop leading zeros of what they take for numbers. The level says how many
        # digits there were, so what is missing can only be zeros.
        return written.zfill(digits)

    def _codes(self, column: str, level: int) -> tuple[str, ...]:
        return tuple(
            self._code(part, level, column)
            for part in re.split(r"[\s,;]+", self._text(column))
            if part
        )

    def _check(self) -> None:
        seen: dict[str, int] = {}
        provinces = {unit.code for unit in self.list.units if unit.level == Level.PROVINCE}
        for unit in self.list.units:
            self.number = unit.row
            if unit.code in seen:
                raise self._refused(
                    "units.code_twice",
                    _("Rows %(first)s and %(row)s have the same code %(code)s."),
                    "code",
                    first=seen[unit.code],
                    code=unit.code,
                )
            seen[unit.code] = unit.row
            if unit.level == Level.COMMUNE and provinces and unit.parent not in provinces:
                raise self._refused(
                    "units.parent_unknown",
                    _("Row %(row)s: there is no province with the code %(parent)s in this list."),
                    "parent",
                    parent=unit.parent,
                )
        if not seen:
            raise Refused("units.empty", _("The list has no unit."))


# ---------------------------------------------------------------------------------- comparison


@dataclass(slots=True)
class Differences:
    """What a newer list changes, by code. A pair is (as it is, as listed).

    A unit may stand in several: renamed, retyped and moved at once. `respelt` are new names that are
    the same words (another tone placement, another case).
    """

    renamed: list[tuple[Unit, Unit]] = field(default_factory=list)
    respelt: list[tuple[Unit, Unit]] = field(default_factory=list)
    retyped: list[tuple[Unit, Unit]] = field(default_factory=list)
    moved: list[tuple[Unit, Unit]] = field(default_factory=list)
    new: list[Unit] = field(default_factory=list)
    ended: list[Unit] = field(default_factory=list)
    #: (predecessor code, successor code), said by the list or plain from it.
    successions: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0

    @property
    def is_empty(self) -> bool:
        return not (
            self.renamed
            or self.respelt
            or self.retyped
            or self.moved
            or self.new
            or self.ended
            or self.successions
        )


def differences(now: Mapping[str, Unit], listed: Sequence[Unit]) -> Differences:
    """What `listed` changes of `now` (every unit ever known, by code).

    A unit missing from the list has ended only where the list speaks of its surroundings: communes
    of provinces that are in it, and provinces when at least half of them are. So the list of one
    province ends nothing elsewhere. Raises Refused `units.parent_unknown` for a commune under a
    province neither list knows.
    """
    found = Differences()
    by_code = {unit.code: unit for unit in listed}
    for unit in listed:
        _refuse_unknown_parent(unit, now, by_code)
        was = now.get(unit.code)
        if was is None or was.is_ended:
            found.new.append(unit)
        else:
            _compare(was, unit, found)
    found.ended = _ended(now, by_code)
    found.successions = _successions(found, listed, {*now, *by_code})
    return found


def _refuse_unknown_parent(unit: Unit, now: Mapping[str, Unit], listed: Mapping[str, Unit]) -> None:
    parent = listed.get(unit.parent) or now.get(unit.parent)
    if unit.level == Level.COMMUNE and (parent is None or parent.is_ended):
        raise Refused(
            "units.parent_unknown",
            _("Row %(row)s: there is no province with the code %(parent)s."),
            {"row": unit.row, "parent": unit.parent},
        )


def _compare(was: Unit, unit: Unit, found: Differences) -> None:
    pair = (was, unit)
    if was.name != unit.name:
        same_words = text.tone_equal(was.name, unit.name)
        (found.respelt if same_words else found.renamed).append(pair)
    if was.kind != unit.kind:
        found.retyped.append(pair)
    if was.parent != unit.parent:
        found.moved.append(pair)
    if (was.name, was.kind, was.parent) == (unit.name, unit.kind, unit.parent):
        found.same += 1


def _ended(now: Mapping[str, Unit], listed: Mapping[str, Unit]) -> list[Unit]:
    spoken_of = {unit.parent for unit in listed.values() if unit.level == Level.COMMUNE}
    provinces = [u.code for u in now.values() if u.level == Level.PROVINCE and not u.is_ended]
    there = sum(code in listed for code in provinces)
    if provinces and there * 2 >= len(provinces):
        spoken_of |= {NATION, *provinces}
    return [
        unit
        for unit in now.values()
        if not unit.is_ended and unit.code not in listed and unit.parent in spoken_of
    ]


def _successions(
    found: Differences, listed: Iterable[Unit], known: set[str]
) -> list[tuple[str, str]]:
    """What the list says of who went into whom; and a unit that only got another code."""
    pairs = {(code, unit.code) for unit in listed for code in unit.predecessors}
    pairs |= {(unit.code, code) for unit in listed for code in unit.successors}
    for old in found.ended:
        alike = [
            unit
            for unit in found.new
            if (unit.parent, unit.kind) == (old.parent, old.kind)
            and text.tone_equal(unit.name, old.name)
        ]
        if len(alike) == 1:
            pairs.add((old.code, alike[0].code))
    return sorted((old, new) for old, new in pairs if old != new and {old, new} <= known)
