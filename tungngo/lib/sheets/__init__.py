"""Spreadsheets from offices and for them: reading XLSX and CSV safely, and writing XLSX.

Read with `open_book`; a file that cannot be read is a `SheetProblem`, oddities of single cells
are `Notice`s of the `Book`. Values are made sense of in `values`. Nothing here knows households.
"""

from .book import MAX_FILE, Book, Cell, LegacyColumn, Sheet, open_book
from .places import column_index, column_letters
from .problems import NOTICES, REFUSALS, Notice, SheetProblem
from .writing import (
    RowStatus,
    TemplateColumn,
    TemplateSpec,
    safe_cell,
    table,
    template,
    write_status,
)

__all__ = [
    "MAX_FILE",
    "NOTICES",
    "REFUSALS",
    "Book",
    "Cell",
    "LegacyColumn",
    "Notice",
    "RowStatus",
    "Sheet",
    "SheetProblem",
    "TemplateColumn",
    "TemplateSpec",
    "column_index",
    "column_letters",
    "open_book",
    "safe_cell",
    "table",
    "template",
    "write_status",
]
