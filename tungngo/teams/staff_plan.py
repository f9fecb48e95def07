"""What a sheet of staff would do: a plan, shown first row by row, then carried out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, Literal, Protocol
from uuid import UUID

from tungngo.lib.text import fold, has_vietnamese_marks, tone_equal, tone_key
from tungngo.teams.findings import SheetFinding
from tungngo.teams.staff_sheet import StaffField, StaffRow, StaffSheet, username_from

#: What becomes of a row: a new account, one more role for one there is, nothing new, nothing at all.
Outcome = Literal["new", "role", "same", "left_out"]
#: User names proposed for one name before a number has to be looked for by hand.
_NAMESAKES = 40


@dataclass(frozen=True, slots=True)
class Place:
    """An area that roles may be given at."""

    code: str
    full_name: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """An account there is. `is_near`: it has or had a role here or below, so that it may be named;
    `roles` are (area code, kind) of those in force within reach."""

    account_id: UUID
    username: str
    full_name: str
    is_active: bool
    is_near: bool
    roles: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A row and what becomes of it. Several lines of one `username` are one person with several roles."""

    sheet: str
    row: int
    full_name: str
    outcome: Outcome
    kind: str = ""
    area: str = ""
    username: str = ""
    is_proposed: bool = False
    email: str = ""
    account_id: UUID | None = None
    findings: tuple[SheetFinding, ...] = ()


@dataclass(slots=True)
class StaffPlan:
    """Every row in its order, and what is said about whole sheets."""

    lines: list[StaffLine] = field(default_factory=list)
    findings: list[SheetFinding] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def new_accounts(self) -> int:
        """People, not rows: one new person may have several roles."""
        return len({line.username for line in self.lines if line.outcome == "new"})

    @property
    def does_nothing(self) -> bool:
        return not any(line.outcome in ("new", "role") for line in self.lines)


def names_wanted(sheets: Sequence[StaffSheet]) -> set[str]:
    """Every user name that a plan may ask about: those written, and those that may be proposed."""
    rows = list(chain.from_iterable(sheet.rows for sheet in sheets))
    bases = {username_from(row.full_name) for row in rows if not row.username}
    proposed = {f"{base}{number}" for base in bases for number in range(2, _NAMESAKES)}
    return {row.username for row in rows if row.username} | bases | proposed


def emails_wanted(sheets: Sequence[StaffSheet]) -> set[str]:
    """Every e-mail address that the rows give."""
    return {row.email for sheet in sheets for row in sheet.rows if row.email}


def plan_staff(
    sheets: Sequence[StaffSheet],
    *,
    here: Place,
    below: Sequence[Place],
    known: Collection[KnownStaff],
    taken_emails: Collection[str],
) -> StaffPlan:
    """Match rows with areas and accounts. `here` is where a row without an area belongs, `below` the
    areas directly under it; `known` the accounts of `names_wanted` and those near."""
    planner = _Planner(here, below, known, taken_emails)
    plan = StaffPlan()
    for sheet in sheets:
        plan.findings += [one for one in sheet.findings if not _is_about_one(one, sheet)]
        found = {
            number: StaffLine(
                sheet.name, number, name, "left_out",
                findings=tuple(one for one in sheet.findings if one.row == number),
            )
            for number, name in sheet.left_out
        }  # fmt: skip
        found |= {row.row: planner.line(row) for row in sheet.rows}
        plan.lines += [line for _row, line in sorted(found.items())]
    return plan


def _is_about_one(finding: SheetFinding, sheet: StaffSheet) -> bool:
    return any(number == finding.row for number, _name in sheet.left_out)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's, also when one of them was typed without its marks."""
    bare = not (has_vietnamese_marks(one) and has_vietnamese_marks(other))
    return tone_equal(one, other) or (bare and fold(one) == fold(other))


class _Say(Protocol):
    """Notes something about the row at hand."""

    def __call__(self, level: str, code: str, about: StaffField, **params: Any) -> None: ...


def _refused(said: Sequence[SheetFinding]) -> bool:
    return any(finding.level == "error" for finding in said)


def _numbered(base: str) -> Iterator[str]:
    """The name itself, then with 2, 3 and so on behind it."""
    yield base
    yield from (f"{base}{number}" for number in count(2))


class _Planner:
    """Goes through the rows in their order, remembering what earlier ones took."""

    def __init__(
        self,
        here: Place,
        below: Sequence[Place],
        known: Collection[KnownStaff],
        taken_emails: Collection[str],
    ) -> None:
        self.here = here
        self.places = [here, *below]
        self.known = {one.username: one for one in known}
        self.near = {tone_key(one.full_name): one for one in known if one.is_near}
        self.taken_emails = taken_emails
        self.first: dict[str, StaffRow] = {}
        #: name → user name → e-mail address, of the rows so far.
        self.by_name: dict[str, dict[str, str]] = {}
        self.emails: dict[str, tuple[str, int]] = {}
        self.given: dict[tuple[str, str, str], int] = {}

    def line(self, row: StaffRow) -> StaffLine:
        said: list[SheetFinding] = []

        def say(level: str, code: str, about: StaffField, **params: Any) -> None:
            letters = row.letters.get(about, "")
            said.append(SheetFinding(level, code, row.sheet, row.row, letters, dict(params)))

        place = self._place(row, say)
        area = place.code if place else ""
        username = row.username or self._propose(row, area)
        there = self.known.get(username) if row.username else None
        if row.username:
            self._look_at_name(row, there, say)
        elif namesake := self._namesake(row, username):
            say("warning", "staff.namesake", StaffField.USERNAME, written=namesake)
        if there is None and row.email:
            self._look_at_email(row, username, say)
        key = (username.casefold(), area, row.kind)
        if not _refused(said) and (other := self.given.get(key)):
            say("warning", "staff.doubled", StaffField.FULL_NAME, other=other)
            outcome: Outcome = "same"
        elif _refused(said):
            outcome = "left_out"
        elif there is None:
            outcome = "new"
        else:
            outcome = "same" if (area, row.kind) in there.roles else "role"
        if outcome != "left_out":
            self.given.setdefault(key, row.row)
            self.first.setdefault(username.casefold(), row)
            self.by_name.setdefault(tone_key(row.full_name), {}).setdefault(username, row.email)
            if row.email and there is None:
                self.emails.setdefault(row.email, (username.casefold(), row.row))
        return StaffLine(
            row.sheet, row.row, row.full_name, outcome, row.kind, area, username,
            not row.username, row.email if there is None else "",
            there.account_id if there else None, tuple(said),
        )  # fmt: skip

    def _place(self, row: StaffRow, say: _Say) -> Place | None:
        """The area a row names: by code, by full name, or by the bare name where only one has it."""
        if not row.area:
            return self.here
        key = fold(row.area)
        for found in (
            [one for one in self.places if one.code == row.area],
            [one for one in self.places if fold(one.full_name) == key],
            [one for one in self.places if fold(one.name) == key],
        ):
            exact = [one for one in found if tone_equal(one.full_name, row.area)] or found
            if len(exact) == 1:
                return exact[0]
            if exact:
                say("error", "staff.area_several", StaffField.AREA, written=row.area[:60])
                return None
        say("error", "staff.area_unknown", StaffField.AREA, written=row.area[:60])
        return None

    def _propose(self, row: StaffRow, area: str) -> str:
        """The name of somebody above who is the same person, else one that nobody has: the same by the
        e-mail address, or because nothing tells the two rows apart."""
        for username, email in self.by_name.get(tone_key(row.full_name), {}).items():
            says_again = (username.casefold(), area, row.kind) in self.given
            if (row.email and row.email == email) or (says_again and not (row.email and email)):
                return username
        base = username_from(row.full_name)
        return next(name for name in _numbered(base) if self._is_free(name))

    def _namesake(self, row: StaffRow, username: str) -> str:
        """The user name of somebody else of this name, here already or in a row above; else ""."""
        above = self.by_name.get(tone_key(row.full_name), {})
        if username in above:
            return ""
        near = self.near.get(tone_key(row.full_name))
        return near.username if near else next(iter(above), "")

    def _is_free(self, username: str) -> bool:
        return username not in self.known and username.casefold() not in self.first

    def _look_at_name(self, row: StaffRow, there: KnownStaff | None, say: _Say) -> None:
        first = self.first.get(row.username.casefold())
        if first is not None and not same_name(first.full_name, row.full_name):
            say("error", "staff.username_doubled", StaffField.USERNAME, other=first.row)
        elif there is None:
            return
        elif not there.is_near or not same_name(there.full_name, row.full_name):
            say("error", "staff.username_taken", StaffField.USERNAME, written=row.username)
        elif not there.is_active:
            say("error", "staff.closed", StaffField.USERNAME, written=row.username)

    def _look_at_email(self, row: StaffRow, username: str, say: _Say) -> None:
        owner, other = self.emails.get(row.email, ("", 0))
        if row.email in self.taken_emails:
            say("error", "staff.email_taken", StaffField.EMAIL)
        elif owner and owner != username.casefold():
            say("error", "staff.email_doubled", StaffField.EMAIL, other=other)
