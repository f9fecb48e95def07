"""What a list says, before anything is written: households, the people in them, and where in the
file each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .findings import Finding
from .mapping import ListMapping
from .tables import Table


@dataclass(frozen=True, slots=True)
class CommuneRef:
    """The commune a list is loaded for. `name` with its kind ("Phường Tương Mai").

    `former_names` are names under which its addresses may still be written, with or without kind:
    old wards that went into it, earlier names of its own.
    """

    code: str
    name: str
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A residential group of the commune: `code` is what drafts give back, `kind` as in
    `rules.read_group_name` (may be empty), `name` its own name ("số 7", "Nà Khoang")."""

    code: str
    kind: str
    name: str


@dataclass(slots=True)
class ResidentDraft:
    """A person of a list."""

    full_name: str
    row: int
    """Row in the file, from 1."""
    birth_year: int | None = None
    birth_on: date | None = None
    sex: str = ""
    """"m", "f", or "" for not known."""
    relation: str = ""
    """A code of `words.RELATIONS`, "other", or "" for not given."""
    relation_written: str = ""
    occupation: str = ""
    """A code of `words.OCCUPATION_CODES`, or "" for not given."""
    segment: str = ""
    """See `rules.segment_of`."""
    reasons: tuple[str, ...] = ()
    """disabled, mobility, merit, living_alone; sorted. Age and poverty are not among them: age is
    computed, poverty belongs to the household."""
    phone: str = ""
    """E.164, or ""."""


@dataclass(slots=True)
class HouseholdDraft:
    """A household of a list. `smartphone` and `chat_group`: None is "not known"."""

    sheet: str
    rows: list[int]
    """Rows in the file, from 1; the first is where the household begins."""
    code: str = ""
    number: str = ""
    """Its number in the list, when households are numbered."""
    head_name: str = ""
    address: str = ""
    group_written: str = ""
    group_code: str | None = None
    source: str = ""
    language: str = ""
    smartphone: bool | None = None
    chat_group: bool | None = None
    poor: bool = False
    near_poor: bool = False
    residents: list[ResidentDraft] = field(default_factory=list)

    @property
    def row(self) -> int:
        return self.rows[0]


@dataclass(slots=True)
class Listing:
    """A list read whole: what would be created, what is to be told, which rows are nobody."""

    households: list[HouseholdDraft]
    findings: list[Finding]
    mapping: ListMapping
    tables: list[Table]
    skipped: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Kind of a row that is nobody (blank, total, signature, heading, group) → (sheet, row)."""

    @property
    def residents_count(self) -> int:
        return sum(len(h.residents) for h in self.households)

    @property
    def header_rows(self) -> dict[str, int]:
        """Sheet → row (from 1) of the first line of its headings, for `write_status`."""
        return {t.sheet: t.header_row + 1 for t in self.tables}
