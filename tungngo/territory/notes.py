"""What is noted beside an upload while it is worked on: its columns, and what was found in its rows.

These notes hold words from people's rows, so they lie in the private storage beside the file and go
with it; the database keeps counts and codes only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any, TypeVar

import msgspec

from tungngo.lib.problems import Refused
from tungngo.lib.sheets import REFUSALS, Book
from tungngo.lib.sheets.values import as_text
from tungngo.territory.listing.findings import Finding, Severity, by_code
from tungngo.territory.listing.mapping import ListMapping
from tungngo.territory.listing.tables import Table
from tungngo.territory.models import Kind
from tungngo.territory.planning import NEW_HOUSEHOLD, NEW_RESIDENT, ListPlan
from tungngo.territory.uploads import path_of

SAMPLES = 3
DOORS = 12
MOST_FINDINGS = 5_000
Note = TypeVar("Note", bound=msgspec.Struct)
_READ, _CHECK = ".read", ".check"


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return sentence


OWN_REFUSALS: dict[str, str] = {
    "sheet.missing": gettext_noop("The file is not there any more. Load it again."),
    "list.failed": gettext_noop(
        "Something went wrong while the list was read; nothing was written. Load it again, and if "
        "it happens again, tell whoever looks after the system this code."
    ),
}
"""Code → English sentence of refusals that are not about the file itself."""


class ColumnNote(msgspec.Struct):
    """A column as the person who confirms the mapping sees it. `field` is "" when it is not read."""

    key: str
    header: str
    letters: str
    sheet: str
    field: str
    confidence: float
    left_out: str
    samples: list[str]


class LegacyNote(msgspec.Struct):
    """A column that looks typed in an old encoding: (as it stands, as it would read)."""

    key: str
    sheet: str
    letters: str
    encoding: str
    confidence: float
    samples: list[tuple[str, str]]


class ReadNote(msgspec.Struct):
    """What a file looks like before anything is taken from it."""

    columns: list[ColumnNote]
    legacy: list[LegacyNote]
    #: (sheet, rows of the list in it).
    tables: list[tuple[str, int]]
    titles: list[str]
    encoding: str
    groups: list[str]


class FindingNote(msgspec.Struct):
    """A finding with its place; see listing.findings.Finding."""

    level: str
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: dict[str, Any] = {}
    more_rows: list[int] = []


class DoorNote(msgspec.Struct):
    """A new household as it will stand: how its address was understood shows in lane and house."""

    head_name: str
    address: str
    house: str
    lane_name: str
    people: int


class CheckNote(msgspec.Struct):
    """What a check (or a commit) said of the rows, and the first new households."""

    findings: list[FindingNote]
    doors: list[DoorNote]
    #: sheet → row → "new", "changed", "same" or "refused".
    statuses: dict[str, dict[int, str]]
    header_rows: dict[str, int]


def read_note(book: Book, tables: list[Table], mapping: ListMapping) -> ReadNote:
    """What is shown of a book whose tables and columns were guessed."""
    rows = {sheet.name: sheet.rows for sheet in book.sheets}
    columns = []
    for mapped in mapping.columns:
        column = mapped.column
        table = next((t for t in tables if column in t.columns), None)
        samples: list[str] = []
        if table and not mapped.left_out:
            for row in rows[table.sheet][table.first_row : table.first_row + 200]:
                shown = as_text(row[column.index]) if column.index < len(row) else ""
                if shown and shown not in samples:
                    samples.append(shown[:60])
                if len(samples) == SAMPLES:
                    break
        columns.append(
            ColumnNote(
                *(column.key, column.header, column.letters, table.sheet if table else ""),
                *(mapped.field or "", mapped.confidence, mapped.left_out or "", samples),
            )
        )
    return ReadNote(
        columns,
        [
            LegacyNote(c.key, c.sheet, c.column, c.encoding, c.confidence, list(c.samples))
            for c in book.legacy_columns()
        ],
        [(table.sheet, table.last_row - table.first_row + 1) for table in tables],
        list(dict.fromkeys(title for table in tables for title in table.titles))[:6],
        book.encoding,
        list(dict.fromkeys(table.group for table in tables if table.group)),
    )


def check_note(plan: ListPlan, header_rows: dict[str, int]) -> CheckNote:
    """What is shown of a plan, the gravest findings first when there are very many."""
    grave = list(Severity)
    findings = sorted(plan.findings, key=lambda finding: grave.index(finding.level))
    statuses: dict[str, dict[int, str]] = {}
    for (sheet, row), status in plan.statuses.items():
        statuses.setdefault(sheet, {})[row] = status
    return CheckNote(
        [_note(finding) for finding in findings[:MOST_FINDINGS]],
        _doors(plan),
        statuses,
        header_rows,
    )


def _doors(plan: ListPlan) -> list[DoorNote]:
    at = {column: NEW_HOUSEHOLD.index(column) for column in NEW_HOUSEHOLD}
    behind = NEW_RESIDENT.index("household_id")
    people = Counter(row[behind] for row in plan.new_residents[: DOORS * 40])
    return [
        DoorNote(
            *(row[at["head_name"]], row[at["address"]], row[at["house"]], row[at["lane_name"]]),
            people[row[at["id"]]],
        )
        for row in plan.new_households[:DOORS]
    ]


def _note(finding: Finding) -> FindingNote:
    return FindingNote(
        *(str(finding.level), finding.code, finding.sheet, finding.row, finding.column),
        *(dict(finding.params), list(finding.more_rows)),
    )


def keep_read(name: str, note: ReadNote) -> None:
    """Note the columns beside an upload."""
    _keep(name, _READ, note)


def keep_check(name: str, note: CheckNote) -> None:
    """Note the findings beside an upload, in place of earlier ones."""
    _keep(name, _CHECK, note)


def read_of(name: str) -> ReadNote | None:
    """The columns noted beside an upload; None when they are gone or were never noted."""
    return _get(name, _READ, ReadNote)


def check_of(name: str) -> CheckNote | None:
    """The findings noted beside an upload; None when they are gone or were never noted."""
    return _get(name, _CHECK, CheckNote)


def _keep(name: str, kind: str, note: msgspec.Struct) -> None:
    path = path_of(name).with_suffix(kind)
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(note))


def _get(name: str, kind: str, note: type[Note]) -> Note | None:
    try:
        return msgspec.json.decode(path_of(name).with_suffix(kind).read_bytes(), type=note)
    except (OSError, msgspec.DecodeError):
        return None


# ---------------------------------------------------------------------------------- for the database


def counts(plan: ListPlan) -> dict[str, int]:
    """How many rows of each kind a plan makes, changes, leaves, refuses; for the journal."""
    return {
        f"{kind}_{what}": getattr(getattr(plan, kind), what)
        for kind in ("households", "residents")
        for what in ("new", "changed", "same", "refused")
    }


def report(plan: ListPlan) -> dict[str, Any]:
    """A plan in numbers and codes, without a word of anybody's row."""
    return {
        "households": asdict(plan.households),
        "residents": asdict(plan.residents),
        "into": Counter(row[NEW_HOUSEHOLD.index("path")] for row in plan.new_households),
        "groups": [f"{Kind(draft.kind).label} {draft.name}" for draft in plan.new_groups],
        "kinds": [
            {"level": kind.level, "code": kind.code, "count": kind.count}
            for kind in by_code(plan.findings)
        ],
        "writes": not plan.is_empty,
    }


def refusal_note(problem: Refused) -> dict[str, Any]:
    """Why a file was refused, to be said again in any language."""
    return {"code": problem.code, "params": problem.details, "place": problem.place}


def refusal_sentence(code: str) -> str:
    """The English sentence of a refusal kept in the report, by its code; "" for another code."""
    return REFUSALS.get(code) or OWN_REFUSALS.get(code, "")
