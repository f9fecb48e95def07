"""Writes about personal data. Each leaves one journal line; none of them names a person."""

from tungngo.privacy.actions.demands import (
    DemandEntry,
    answer_demand,
    close_demand,
    extend_demand,
    record_demand,
    reopen_demand,
)
from tungngo.privacy.actions.erasing import RIGHTS, erase_person
from tungngo.privacy.actions.keeping import delete_past, keep_for
from tungngo.privacy.actions.looks import note_dossier, note_sought, read_number

__all__ = [
    "RIGHTS",
    "DemandEntry",
    "answer_demand",
    "close_demand",
    "delete_past",
    "erase_person",
    "extend_demand",
    "keep_for",
    "note_dossier",
    "note_sought",
    "read_number",
    "record_demand",
    "reopen_demand",
]
