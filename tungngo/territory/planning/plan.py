"""The plan of a commit: rows to write, counts to show, and what became of each row of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from tungngo.territory.group_lists import GroupDraft
from tungngo.territory.listing.findings import SENTENCES, Finding


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return sentence


PLAN_SENTENCES: dict[str, str] = {
    "household.rows_joined": gettext_noop(
        "The same household code stands on row %(first)s too; the rows were joined."
    ),
    "household.code_taken": gettext_noop(
        "Row %(first)s of the sheet “%(first_sheet)s” has the same household code, "
        "so this household was left out."
    ),
    "household.was_ended": gettext_noop(
        "This household was taken off the list on %(day)s and is not put back by a file."
    ),
    "resident.was_erased": gettext_noop(
        "The data of this person were erased at their demand; a file does not bring them back."
    ),
    "household.named_again": gettext_noop(
        "Names of this household had been deleted after a campaign; this list fills them in again."
    ),
    "resident.was_ended": gettext_noop(
        "This person was taken off the list on %(day)s and is not put back by a file."
    ),
}
"""Sentences of what only shows when a list is compared with what is known."""


def sentence_of(code: str) -> str:
    """The English sentence of a finding, to be translated before its params are put in."""
    return PLAN_SENTENCES.get(code) or SENTENCES[code]


#: Columns of a new row, in the order of the values a plan gives.
NEW_HOUSEHOLD = (
    *("origin", "id", "path", "code", "head_name", "address", "lane_key", "lane_name", "house"),
    *("walk_key", "source", "language", "smartphone", "chat_group", "poor", "near_poor"),
    *("priority", "folded", "listed_at", "updated_at", "version", "ended_reason"),
    "list_import_id",
)
NEW_RESIDENT = (
    *("origin", "id", "household_id", "path", "full_name", "sort_key", "folded", "birth_year"),
    *("birth_on", "sex", "relation", "occupation", "segment", "reasons", "phone"),
    *("place_in_household", "updated_at", "version", "ended_reason", "list_import_id"),
)


class Change(NamedTuple):
    """A row that changes: its key, and the columns as they will be."""

    origin: str
    id: UUID
    after: dict[str, Any]


@dataclass(slots=True)
class Counts:
    """How many rows of a kind are new, change, or stay as they are; how many are refused; and how
    many are known in the same groups but missing from the list (they stay)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    missing: int = 0


@dataclass(slots=True)
class ListPlan:
    """Everything a commit writes, ready to be written, and what is to be told before."""

    households: Counts = field(default_factory=Counts)
    residents: Counts = field(default_factory=Counts)
    new_groups: list[GroupDraft] = field(default_factory=list)
    new_households: list[tuple[Any, ...]] = field(default_factory=list)
    new_residents: list[tuple[Any, ...]] = field(default_factory=list)
    changed_households: list[Change] = field(default_factory=list)
    changed_residents: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: (sheet, row) → "new", "changed", "same" or "refused".
    statuses: dict[tuple[str, int], str] = field(default_factory=dict)
    #: Paths whose households or people change: they are to be recounted.
    touched: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether committing would write no row."""
        return not (
            self.new_households
            or self.new_residents
            or self.changed_households
            or self.changed_residents
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list belongs: the commune's code and path, its groups, and where to put households
    whose group is not known (`path`, the commune itself or one group)."""

    origin: str
    path: str
    commune_path: str
    group_paths: Mapping[str, str]
    #: Own codes of groups in use, ended ones too.
    taken_codes: frozenset[str] = frozenset()
    #: The kind of a group written as a number only; empty to make no groups at all.
    make_groups_of: str = ""
