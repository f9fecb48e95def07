"""What is said about a list: a stable code, the place, and one plain sentence.

`error`: the row, or the person on it, is not taken over until somebody mends the file. `warning`:
taken over, but a value was left empty or is doubtful. `info`: worth knowing, nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tungngo.lib.sheets.problems import NOTICES, REFUSALS, gettext_noop


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, on one row or alike on several.

    `row` counts from 1 (0: the whole sheet), `column` is its letters. `more_rows` are further rows
    of the same sheet with the same finding. `params` fill the sentence and hold nothing personal
    beyond the one value it is about.
    """

    level: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    more_rows: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The English sentence to be translated, before `params` are put in."""
        return SENTENCES[self.code]


SENTENCES: dict[str, str] = {
    **REFUSALS,
    **NOTICES,
    # The list.
    "listing.no_table": gettext_noop(
        "No row of headings was found on this sheet, so nothing was read from it."
    ),
    "listing.not_households": gettext_noop(
        "This does not look like a list of households: no column of names with address, "
        "birth or relation was recognised."
    ),
    "listing.nothing_found": gettext_noop("No household was found below the headings."),
    "listing.column_left_out": gettext_noop(
        "The column “%(header)s” is not stored: the law asks to keep only what is needed."
    ),
    "listing.column_unknown": gettext_noop(
        "The column “%(header)s” is not recognised and was not read."
    ),
    "listing.notes_not_kept": gettext_noop(
        "Notes are read for priority reasons only and are not stored."
    ),
    "listing.each_row_a_household": gettext_noop(
        "Nothing says which people live together, so each row was taken as one household."
    ),
    "listing.nothing_above": gettext_noop(
        "The cell says “as above”, but there is nothing above it."
    ),
    "listing.other_commune": gettext_noop(
        "The title names %(found)s, but the list is being loaded for %(expected)s."
    ),
    "listing.identity_number_dropped": gettext_noop(
        "A number that looks like an identity number stood here. It was not stored."
    ),
    # Households.
    "household.no_head": gettext_noop(
        "No head of household is named; the first person listed stands for the household."
    ),
    "household.nobody": gettext_noop(
        "The household has no name at all. It is kept as a door to knock on."
    ),
    "household.key_missing": gettext_noop(
        "What tells households apart is missing here, but the row names a house or number of its "
        "own: it was read as a household (%(count)s rows)."
    ),
    "household.two_heads": gettext_noop("Two people of one household are listed as its head."),
    "household.address_missing": gettext_noop("The household has no address."),
    "household.two_addresses": gettext_noop(
        "The household has another address on this row; the first one was kept."
    ),
    "household.address_cut": gettext_noop(
        "The address is longer than %(limit)s characters and was cut."
    ),
    "household.code_too_long": gettext_noop(
        "The household code is longer than %(limit)s characters and was left empty."
    ),
    "household.number_was_a_day": gettext_noop(
        "Excel had turned the house number into a date; it was read as %(value)s."
    ),
    "household.group_unknown": gettext_noop(
        "There is no residential group “%(value)s” in this commune."
    ),
    "household.group_missing": gettext_noop("No residential group is given for the household."),
    "household.other_commune": gettext_noop(
        "The address names %(found)s, which is not %(expected)s."
    ),
    "household.code_of_other_commune": gettext_noop(
        "The household code begins with %(found)s, the code of another commune."
    ),
    "household.poor_and_near_poor": gettext_noop(
        "The household is marked both poor and near-poor; it was taken as poor."
    ),
    # Residents.
    "resident.name_missing": gettext_noop(
        "The row has no name, so this person was not taken over."
    ),
    "resident.name_too_long": gettext_noop(
        "The name is longer than %(limit)s characters, so this person was not taken over."
    ),
    "resident.name_odd": gettext_noop("“%(value)s” is an unusual name; check whether it is one."),
    "resident.name_case": gettext_noop(
        "Names in capital or small letters only were written with capitals at the beginnings "
        "(%(count)s names)."
    ),
    "resident.birth_unreadable": gettext_noop(
        "“%(value)s” cannot be read as a birth; it was left empty."
    ),
    "resident.birth_impossible_day": gettext_noop(
        "There is no day %(value)s; only the year of birth was kept."
    ),
    "resident.birth_out_of_range": gettext_noop(
        "A birth in %(value)s is not possible; it was left empty."
    ),
    "resident.birth_short_year": gettext_noop(
        "Births with a two-digit year were read as the latest possible year (%(count)s rows)."
    ),
    "resident.birth_two_columns": gettext_noop(
        "The birth is filled in for both male and female; the sex was left empty."
    ),
    "resident.sex_unreadable": gettext_noop("“%(value)s” is not a sex; it was left empty."),
    "resident.relation_unknown": gettext_noop(
        "The relation “%(value)s” is not known; it was kept as “other” (%(count)s rows)."
    ),
    "resident.occupation_unknown": gettext_noop(
        "The occupation “%(value)s” is not known; it was kept as “other” (%(count)s rows)."
    ),
    "resident.priority_unknown": gettext_noop(
        "“%(value)s” is not a known priority reason and was not kept (%(count)s rows)."
    ),
    "resident.phone_unreadable": gettext_noop(
        "“%(value)s” is not a telephone number; it was left empty."
    ),
    "resident.phone_old_number": gettext_noop(
        "Old eleven-digit mobile numbers were converted to ten digits (%(count)s rows)."
    ),
    "resident.phone_several": gettext_noop("More than one telephone number; the first was kept."),
    "resident.died": gettext_noop("The note says that this person has died; not taken over."),
    "resident.moved": gettext_noop("The note says that this person has moved away."),
    "row.tick_unreadable": gettext_noop(
        "“%(value)s” is neither a tick nor empty; it was left empty."
    ),
    # Look-alikes (duplicates).
    "household.same_code": gettext_noop("The same household code stands on several rows."),
    "household.same_door": gettext_noop("The same head and the same house stand on several rows."),
    "household.same_code_listed": gettext_noop(
        "A household with this code is already in the list."
    ),
    "household.same_door_listed": gettext_noop(
        "A household with this head at this house is already in the list."
    ),
    "resident.same_in_household": gettext_noop(
        "The same person stands more than once in one household."
    ),
    "resident.same_elsewhere": gettext_noop(
        "The same name and the same birth stand in several households."
    ),
    "resident.same_listed": gettext_noop(
        "A person with this name and birth is already in the list, in another household."
    ),
}
"""Code → English sentence, those of `lib.sheets` among them. Codes are stable; the Vietnamese is in
the catalogues."""


class Findings:
    """Collects findings while a list is read; alike ones can be kept as one with many rows."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._together: dict[tuple[Any, ...], tuple[Finding, list[int]]] = {}

    def add(
        self,
        level: Severity,
        code: str,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        **params: Any,
    ) -> None:
        """One finding at one place."""
        self._found.append(Finding(level, code, sheet, row, column, params))

    def together(
        self, level: Severity, code: str, sheet: str, row: int, column: str = "", **params: Any
    ) -> None:
        """One more row of a finding that is told once for each sheet, column and value."""
        key = (level, code, sheet, column, *sorted(params.items()))
        known = self._together.get(key)
        if known:
            if known[1][-1] != row:
                known[1].append(row)
        else:
            self._together[key] = (Finding(level, code, sheet, row, column, params), [row])

    def all(self) -> list[Finding]:
        """All findings, in order of sheet as met and row."""
        merged = [
            Finding(
                f.level,
                f.code,
                f.sheet,
                f.row,
                f.column,
                {**f.params, "count": len(rows)},
                tuple(rows[1:]),
            )
            for f, rows in self._together.values()
        ]
        order = {sheet: i for i, sheet in enumerate(dict.fromkeys(f.sheet for f in self._found))}
        return sorted(
            [*self._found, *merged], key=lambda f: (order.get(f.sheet, len(order)), f.row, f.column)
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """All findings of one code: how often, and the first places."""

    level: Severity
    code: str
    count: int
    first: tuple[Finding, ...]


def by_code(findings: Iterable[Finding], *, first: int = 5) -> list[Kind]:
    """Findings grouped by level and code, the gravest and most frequent first."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    counts: dict[tuple[Severity, str], int] = {}
    for finding in findings:
        key = (finding.level, finding.code)
        group = groups.setdefault(key, [])
        counts[key] = counts.get(key, 0) + 1 + len(finding.more_rows)
        if len(group) < first:
            group.append(finding)
    grave = list(Severity)
    return sorted(
        (Kind(level, code, counts[level, code], tuple(g)) for (level, code), g in groups.items()),
        key=lambda kind: (grave.index(kind.level), -kind.count, kind.code),
    )
