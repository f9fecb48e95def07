"""Reading a sheet of team members: headings, rows, and what each row says. Pure.

Offices keep such lists in many shapes: a motto above, the team's name in a column of its own, merged
down over its members, in a line between them ("Tổ dân phố số 8"), or as the name of the sheet. A
row becomes a `RosterRow`; what cannot be taken over, or is doubtful, becomes a `SheetFinding` with
its place. Nothing is matched with what is in the database here (teams.roster_plan does).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tungngo.lib.sheets import Book, Cell, Sheet, column_index, column_letters
from tungngo.lib.sheets.values import PhoneDoubt, as_text, is_ditto, read_phone
from tungngo.lib.text import fold, nfc
from tungngo.teams.findings import SheetFinding
from tungngo.teams.headings import HEADINGS_WITHIN, field_named, heading_row, name_problem
from tungngo.territory.listing.people import read_language
from tungngo.territory.listing.tables import group_in_title, is_group_title


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return sentence


class RosterField(StrEnum):
    """What a column of a roster may say."""

    TEAM = "team"
    FULL_NAME = "full_name"
    PART = "part"
    FORCE = "force"
    PHONE = "phone"
    LANGUAGES = "languages"


#: The letters of the column a field is read from, "" when there is none.
Letters = Callable[[RosterField], str]

FIELD_WORDS: Mapping[RosterField, str] = {
    RosterField.TEAM: gettext_noop("team or residential group"),
    RosterField.FULL_NAME: gettext_noop("full name"),
    RosterField.PART: gettext_noop("leader or member"),
    RosterField.FORCE: gettext_noop("force"),
    RosterField.PHONE: gettext_noop("phone"),
    RosterField.LANGUAGES: gettext_noop("languages"),
}

#: Headings, folded. The longest alias found in a heading decides.
ALIASES: Mapping[RosterField, tuple[str, ...]] = {
    RosterField.TEAM: (
        "to dan pho", "tdp", "to cong nghe so cong dong", "to cnscd", "ten to", "to so", "to",
        "thon", "ban", "thon to dan pho", "khu dan cu", "dia ban", "to nhom", "nhom", "doi hinh",
        "to chuyen doi so cong dong", "team", "group",
    ),
    RosterField.FULL_NAME: (
        "ho va ten", "ho ten", "ho va ten thanh vien", "ten thanh vien", "ho ten thanh vien",
        "thanh vien to", "full name", "name",
    ),
    RosterField.PART: (
        "vai tro", "chuc danh trong to", "nhiem vu", "nhiem vu trong to", "chuc vu trong to",
        "phan cong", "vi tri", "chuc danh", "role",
    ),
    RosterField.FORCE: (
        "luc luong", "don vi", "co quan", "to chuc", "don vi cong tac", "thanh phan", "chuc vu",
        "nghe nghiep", "doan the", "force", "organisation", "organization",
    ),
    RosterField.PHONE: (
        "dien thoai", "so dien thoai", "sdt", "so dt", "dt", "di dong", "dien thoai lien he",
        "lien he", "zalo", "so zalo", "phone", "mobile",
    ),
    RosterField.LANGUAGES: (
        "ngon ngu", "tieng dan toc", "biet tieng", "ngoai ngu", "tieng noi", "languages", "language",
    ),
}  # fmt: skip

#: Where a member comes from (teams.models.Force), by what is found first in the folded cell.
FORCES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("telecom", ("vien thong", "viettel", "vnpt", "mobifone", "fpt", "vinaphone", "telecom")),
    ("bank", ("ngan hang", "bank", "agribank", "bidv", "vietcombank", "vietinbank")),
    ("youth_union", ("doan thanh nien", "chi doan", "doan tn", "dtn", "thanh nien", "tnxk",
                         "doan vien", "youth")),
    ("women_union", ("phu nu", "women")),
    ("veterans", ("cuu chien binh", "ccb", "veteran")),
    ("police", ("cong an", "canh sat", "csgt", "an ninh trat tu", "police")),
    ("teacher", ("giao vien", "giang vien", "truong thcs", "truong tieu hoc", "teacher")),
    ("student", ("sinh vien", "hoc sinh", "student")),
    ("group_head", ("to truong", "to pho", "truong thon", "truong ban", "to dan pho", "tdp",
                        "bi thu chi bo", "ban cong tac mat tran", "khu dan cu", "mat tran",
                        "group head")),
    ("official", ("ubnd", "cong chuc", "can bo", "phuong", "xa", "official")),
)  # fmt: skip

_LEADER = re.compile(r"\b(?:to truong|nhom truong|doi truong|truong nhom|truong to|leader)\b")
_LEADS_THE_TEAM = re.compile(
    r"\b(?:to truong|nhom truong|doi truong)\b(?! (?:to dan pho|tdp|dan pho))"
)
_MEMBER = re.compile(r"\b(?:thanh vien|to vien|to pho|pho|uy vien|thu ky|member|tv)\b")
#: How lines of totals and signatures begin, folded. Tống and Công are also people's names.
_NOT_A_ROW = re.compile(
    r"(?:tong cong|tong so|(?:tong|cong)\W*$|cong (?:lai|danh sach)|nguoi lap|noi nhan|ngay thang"
    r"|ngay \d|danh sach (?:nay|gom)|tm |kt |chu tich|xac nhan|lap bieu|\(?ky ten|dong dau)"
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A member as the sheet says. `team` as written, `phone` in E.164 or "", `row` from 1.

    `is_leader`, `force` and `languages` are None where the sheet has no column for them: then they
    stay what they are for a member who is already there.
    """

    sheet: str
    row: int
    team: str
    full_name: str
    is_leader: bool | None = None
    force: str | None = None
    phone: str = ""
    languages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column under a heading: its letters, the heading, and the field it is read as, if any."""

    letters: str
    heading: str
    field: RosterField | None


@dataclass(slots=True)
class RosterSheet:
    """What was read from one sheet. `header_row` counts from 1, 0 when there is none."""

    name: str
    header_row: int = 0
    columns: list[RosterColumn] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    findings: list[SheetFinding] = field(default_factory=list)

    def say(self, level: str, code: str, row: int = 0, column: str = "", **params: Any) -> None:
        self.findings.append(SheetFinding(level, code, self.name, row, column, params))


def read_roster(book: Book, mapping: Mapping[str, str] | None = None) -> list[RosterSheet]:
    """Every sheet of a book as a roster. `mapping`: column letters → field ("" for none), where a
    person chose otherwise than the headings say; it holds for all sheets.

    Sheets without headings are passed over when another sheet has some.
    """
    sheets = [_read_sheet(sheet, mapping or {}) for sheet in book.sheets if sheet.rows]
    found = [sheet for sheet in sheets if sheet.header_row]
    _find_doubles(found)
    return found or sheets


def meaning_of(heading: str) -> RosterField | None:
    """The field a heading names, None when it names none."""
    return field_named(heading, ALIASES)


def force_of(written: str) -> str | None:
    """The force a cell names; None when it names none that is known."""
    key = f" {fold(written)} "
    for force, words in FORCES:
        if any(f" {word} " in key for word in words):
            return force
    return None


# ------------------------------------------------------------------------------------- one sheet


def _read_sheet(sheet: Sheet, mapping: Mapping[str, str]) -> RosterSheet:
    read = RosterSheet(sheet.name)
    header = _header_row(sheet.rows, mapping)
    if header is None:
        read.say("error", "roster.no_headings")
        return read
    read.header_row = header + 1
    read.columns = _columns(sheet.rows[header], mapping)
    where = {column.field: column_index(column.letters) for column in read.columns if column.field}
    team = next(
        filter(
            None,
            (
                group_in_title(title)
                for title in [sheet.name, *_titles(sheet.rows[:header])]
                if title
            ),
        ),
        "",
    )
    above: dict[RosterField, str] = {}
    for index, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        texts = [as_text(cell) for cell in row if cell != ""]
        if not texts:
            continue
        if len(texts) == 1 and (title := is_group_title(texts[0])):
            team = title
            above.pop(RosterField.TEAM, None)
            continue
        _read_row(read, index, row, where, above, team)
    if not read.rows:
        read.say("error", "roster.nothing_found", read.header_row)
    return read


def _titles(rows: Sequence[Sequence[Cell]]) -> list[str]:
    return [as_text(cell) for row in reversed(rows) for cell in row if isinstance(cell, str)]


def _header_row(rows: Sequence[Sequence[Cell]], mapping: Mapping[str, str]) -> int | None:
    """The row, from 0, where most cells are known headings; it has to name the people.

    With a mapping made by hand, the first row that is filled in a mapped column.
    """
    best = heading_row(rows, meaning_of, needed=RosterField.FULL_NAME)
    if best is None and RosterField.FULL_NAME in mapping.values():
        names = next(letters for letters, f in mapping.items() if f == RosterField.FULL_NAME)
        for index, row in enumerate(rows[:HEADINGS_WITHIN]):
            if _cell(row, column_index(names)) != "" and sum(cell != "" for cell in row) > 1:
                return index
    return best


def _columns(header: Sequence[Cell], mapping: Mapping[str, str]) -> list[RosterColumn]:
    """Columns of a heading row; a field is taken by the first column that means it."""
    taken = {RosterField(f) for f in mapping.values() if f}
    columns = []
    for index, cell in enumerate(header):
        letters = column_letters(index)
        heading = as_text(cell)
        if letters in mapping:
            meant = RosterField(mapping[letters]) if mapping[letters] else None
        else:
            meant = meaning_of(heading) if heading else None
            if meant in taken:
                meant = None
            elif meant:
                taken.add(meant)
        if heading or meant:
            columns.append(RosterColumn(letters, heading, meant))
    return columns


def _cell(row: Sequence[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else ""


def _read_row(
    read: RosterSheet,
    number: int,
    row: Sequence[Cell],
    where: Mapping[RosterField, int],
    above: dict[RosterField, str],
    sheet_team: str,
) -> None:
    """One row below the headings, if it is a member; `above` carries what merged cells go on with."""

    def text(wanted: RosterField, *, carried: bool = False) -> str:
        cell = _cell(row, where.get(wanted))
        if is_ditto(cell) or (carried and cell == ""):
            return above.get(wanted, "")
        above[wanted] = as_text(cell)
        return above[wanted]

    def letters(wanted: RosterField) -> str:
        return column_letters(where[wanted]) if wanted in where else ""

    team = text(RosterField.TEAM, carried=True) or sheet_team
    name = as_text(_cell(row, where.get(RosterField.FULL_NAME)))
    if not name:
        if _is_filled(row, where):
            read.say("warning", "roster.name_missing", number, letters(RosterField.FULL_NAME))
        return
    first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), "")
    if _NOT_A_ROW.match(fold(name)) or _NOT_A_ROW.match(fold(first)):
        return
    if problem := name_problem(name):
        read.say(
            "error", f"roster.{problem}", number, letters(RosterField.FULL_NAME), written=name[:60]
        )
        return
    if not team:
        read.say("error", "roster.team_missing", number, letters(RosterField.TEAM))
        return
    read.rows.append(
        RosterRow(
            sheet=read.name,
            row=number,
            team=nfc(team),
            full_name=name,
            is_leader=_leads(text(RosterField.PART), text(RosterField.FORCE), where),
            force=_force(read, number, text(RosterField.FORCE), text(RosterField.PART), letters),
            phone=_phone(read, number, _cell(row, where.get(RosterField.PHONE)), letters),
            languages=_languages(read, number, text(RosterField.LANGUAGES), letters)
            if RosterField.LANGUAGES in where
            else None,
        )
    )


def _leads(part: str, force: str, where: Mapping[RosterField, int]) -> bool | None:
    """Whether the row says "leader". Without a column for it, the one for the force may say so;
    but the head of a residential group is not by that the leader of the digital team."""
    if RosterField.PART in where:
        return bool(_LEADER.search(fold(part)))
    if RosterField.FORCE in where and _LEADS_THE_TEAM.search(fold(force)):
        return True
    return None


def _force(read: RosterSheet, number: int, written: str, part: str, letters: Letters) -> str | None:
    """The force a row names, in its own column or beside the part ("Công an, thành viên")."""
    force = force_of(written)
    if force is None:
        force = force_of(_MEMBER.sub("", _LEADER.sub("", fold(part))))
    if force is None and written:
        place = letters(RosterField.FORCE)
        read.say("warning", "roster.force_unknown", number, place, written=written[:60])
        return "other"
    return force


def _is_filled(row: Sequence[Cell], where: Mapping[RosterField, int]) -> bool:
    """Whether a row without a name still says something only a member's row says."""
    telling = (RosterField.PHONE, RosterField.PART, RosterField.FORCE)
    return sum(_cell(row, where.get(wanted)) != "" for wanted in telling if wanted in where) >= 2


def _phone(read: RosterSheet, number: int, cell: Cell, letters: Letters) -> str:
    phone = read_phone(cell)
    place = letters(RosterField.PHONE)
    match phone.doubt:
        case PhoneDoubt.UNREADABLE:
            written = as_text(cell)[:40]
            read.say("warning", "roster.phone_unreadable", number, place, written=written)
        case PhoneDoubt.OLD_NUMBER:
            read.say("info", "roster.phone_old", number, place)
        case PhoneDoubt.SEVERAL:
            read.say("info", "roster.phone_several", number, place)
    return phone.number


def _languages(read: RosterSheet, number: int, written: str, letters: Letters) -> tuple[str, ...]:
    tags = set()
    for one in re.split(r"\s*[,;/+&]\s*|\s+và\s+", written):
        if tag := read_language(one) if one else "":
            tags.add(tag)
        elif one:
            place = letters(RosterField.LANGUAGES)
            read.say("info", "roster.language_unknown", number, place, written=one[:40])
    return tuple(sorted(tags))


def _find_doubles(sheets: Sequence[RosterSheet]) -> None:
    """The same name in one team, or one phone under two names, over the whole book."""
    seen: dict[tuple[str, str], RosterRow] = {}
    phones: dict[str, RosterRow] = {}
    for sheet in sheets:
        kept = []
        for row in sheet.rows:
            first = seen.setdefault((fold(row.team), nfc(row.full_name).casefold()), row)
            if first is not row and first.phone == row.phone:
                sheet.say("warning", "roster.doubled", row.row, other=first.row)
                continue
            kept.append(row)
            owner = phones.setdefault(row.phone, row) if row.phone else row
            if fold(owner.full_name) != fold(row.full_name):
                sheet.say("info", "roster.phone_shared", row.row, other=owner.row)
        sheet.rows[:] = kept
