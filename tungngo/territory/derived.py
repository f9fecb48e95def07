"""What follows from the columns of a household or person, and how a value is kept in JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from tungngo.lib import text
from tungngo.territory import rules
from tungngo.territory.models import Household, Resident


def derive(row: Household | Resident, today: date) -> None:
    """Set the columns that follow from others, in memory."""
    if isinstance(row, Household):
        row.folded = rules.searchable(row.head_name, row.address, row.code)
        return
    if not row.full_name:
        # Erased: the segment goes on to count as it was, although nothing says why any more.
        return
    row.folded = rules.searchable(row.full_name)
    row.sort_key = text.name_sort_key(row.full_name)
    row.segment = rules.segment_of(row.occupation, row.birth_year, row.birth_on, today)


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value
