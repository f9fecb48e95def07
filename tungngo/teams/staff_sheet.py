"""Reading a sheet of people for the desks: headings, rows, and what each row says. Pure.

A row becomes a `StaffRow`; what cannot be taken over becomes a `SheetFinding` with its place. What is
in the database is looked at in teams.staff_plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tungngo.lib.sheets import Book, Cell, Sheet, column_letters
from tungngo.lib.sheets.values import as_text
from tungngo.lib.text import fold, nfc
from tungngo.teams.findings import SheetFinding
from tungngo.teams.headings import field_named, heading_row, name_problem


class StaffField(StrEnum):
    """What a column may say."""

    FULL_NAME = "full_name"
    ROLE = "role"
    AREA = "area"
    USERNAME = "username"
    EMAIL = "email"


#: Headings, folded. The longest alias found in a heading decides.
ALIASES: Mapping[StaffField, tuple[str, ...]] = {
    StaffField.FULL_NAME: (
        "ho va ten", "ho ten", "ho va ten can bo", "ten can bo", "full name", "name",
    ),
    StaffField.ROLE: (
        "vai tro", "quyen", "phan quyen", "nhom quyen", "quyen han", "role", "rights",
    ),
    StaffField.AREA: (
        "noi lam viec", "don vi", "don vi cong tac", "dia ban", "phuong xa", "xa phuong", "phuong",
        "xa", "area", "where", "ward",
    ),
    StaffField.USERNAME: (
        "ten dang nhap", "tai khoan", "ten tai khoan", "user name", "username", "account",
    ),
    StaffField.EMAIL: (
        "email", "e mail", "thu dien tu", "hop thu", "hop thu dien tu", "dia chi email", "mail",
    ),
}  # fmt: skip

#: Roles (teams.models.RoleKind) by how a folded cell begins.
ROLES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("admin", ("quan tri", "admin")),
    ("officer", ("can bo", "cong chuc", "chuyen vien", "vien chuc", "officer")),
    ("viewer", ("chi xem", "nguoi xem", "xem", "theo doi", "viewer")),
)
USERNAME = re.compile(r"[\w.@-]{3,64}")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LONGEST_EMAIL = 120
#: Lines of totals and signatures below a list, folded.
_NOT_A_ROW = re.compile(r"(?:tong (?:cong|so)|nguoi lap|noi nhan|ngay \d|\(?ky ten|xac nhan)")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody as the sheet says; `row` from 1. `area` and `username` may be empty, `kind` is a role's.

    `letters` are the columns that a finding about a field points to.
    """

    sheet: str
    row: int
    full_name: str
    kind: str
    area: str = ""
    username: str = ""
    email: str = ""
    letters: Mapping[StaffField, str] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class StaffSheet:
    """What was read from one sheet. `header_row` counts from 1, 0 when there is none."""

    name: str
    header_row: int = 0
    rows: list[StaffRow] = field(default_factory=list)
    findings: list[SheetFinding] = field(default_factory=list)
    #: (row, name) of who is left out, by what was written.
    left_out: list[tuple[int, str]] = field(default_factory=list)

    def say(self, level: str, code: str, row: int = 0, column: str = "", **params: Any) -> None:
        self.findings.append(SheetFinding(level, code, self.name, row, column, params))


def read_staff(book: Book) -> list[StaffSheet]:
    """Every sheet of a book as a list of staff; those without headings only when none has any."""
    sheets = [_read_sheet(sheet) for sheet in book.sheets if sheet.rows]
    return [sheet for sheet in sheets if sheet.header_row] or sheets


def role_of_words(written: str) -> str:
    """The role a cell names, "" when it names none."""
    key = fold(written)
    return next((role for role, words in ROLES if key.startswith(words)), "")


def username_from(full_name: str) -> str:
    """A user name to begin with: "Nguyễn Thị Lan" → "nguyenthilan"; digits may be added behind."""
    return re.sub(r"[^a-z0-9]", "", fold(full_name))[:60].ljust(3, "0")


def _read_sheet(sheet: Sheet) -> StaffSheet:
    read = StaffSheet(sheet.name)
    header = heading_row(
        sheet.rows, lambda words: field_named(words, ALIASES), needed=StaffField.FULL_NAME
    )
    where = _columns(sheet.rows[header]) if header is not None else {}
    if header is None or StaffField.ROLE not in where:
        read.say("error", "staff.no_headings")
        return read
    read.header_row = header + 1
    letters = {found: column_letters(index) for found, index in where.items()}
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        said = {found: as_text(_cell(row, index)).strip() for found, index in where.items()}
        if any(said.values()):
            _read_row(read, number, said, letters)
    if not read.rows and not read.findings:
        read.say("error", "staff.nothing_found", read.header_row)
    return read


def _columns(headings: Sequence[Cell]) -> dict[StaffField, int]:
    """Field → column; a field is taken by the first column that means it."""
    found: dict[StaffField, int] = {}
    for index, cell in enumerate(headings):
        meant = field_named(as_text(cell), ALIASES) if cell != "" else None
        if meant:
            found.setdefault(meant, index)
    return found


def _cell(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else ""


def _read_row(
    read: StaffSheet,
    number: int,
    said: Mapping[StaffField, str],
    letters: Mapping[StaffField, str],
) -> None:
    """One row below the headings: a person, or every reason why not."""

    def refuse(code: str, about: StaffField) -> None:
        written = said.get(about, "")[:60]
        read.say("error", f"staff.{code}", number, letters.get(about, ""), written=written)

    name = nfc(said[StaffField.FULL_NAME])
    if _NOT_A_ROW.match(fold(name or next(filter(None, said.values())))):
        return
    before = len(read.findings)
    if not name:
        refuse("name_missing", StaffField.FULL_NAME)
    elif problem := name_problem(name):
        refuse(problem, StaffField.FULL_NAME)
    kind = role_of_words(said[StaffField.ROLE])
    if not kind:
        refuse("role_unknown" if said[StaffField.ROLE] else "role_missing", StaffField.ROLE)
    username = nfc(said.get(StaffField.USERNAME, ""))
    if username and not USERNAME.fullmatch(username):
        refuse("username_unfit", StaffField.USERNAME)
    email = said.get(StaffField.EMAIL, "").lower()
    if email and (len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        refuse("email_unfit", StaffField.EMAIL)
    if len(read.findings) > before:
        read.left_out.append((number, name[:60]))
        return
    area = nfc(said.get(StaffField.AREA, ""))
    read.rows.append(StaffRow(read.name, number, name, kind, area, username, email, dict(letters)))
