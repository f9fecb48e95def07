"""What is said about the rows of a sheet of people, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tungngo.lib.sheets import SheetProblem
from tungngo.teams.findings import SheetFinding
from tungngo.territory.listing.findings import SENTENCES

LEVEL_SIGNS = {"error": "missed", "warning": "risk", "info": "ahead"}


def file_problem(problem: SheetProblem) -> str:
    """Why a file cannot be read at all, with the code to quote."""
    return f"{_(SENTENCES[problem.code]) % problem.params} ({problem.code})"


def finding_rows(
    findings: Iterable[SheetFinding], *, names_sheet: bool = True
) -> list[dict[str, Any]]:
    """Findings for `desk/teams/findings.html`: the worst first, otherwise in the order of the sheet.
    `names_sheet`: whether a place says which sheet of the book it is in."""
    order = list(LEVEL_SIGNS)
    return [
        {
            "sign": LEVEL_SIGNS[finding.level],
            "word": _word_of(finding.level),
            "place": place_words(finding.sheet if names_sheet else "", finding.row, finding.column),
            "text": _(finding.sentence) % finding.params,
            "code": finding.code,
        }
        for finding in sorted(findings, key=lambda one: order.index(one.level))
    ]


def _word_of(level: str) -> str:
    return {"error": _("left out"), "warning": _("look at it"), "info": _("for information")}[level]


def place_words(sheet: str, row: int, column: str) -> str:
    """Where in a book something stands: "sheet Staff, row 4, column C", as far as it is
    given; "" for nowhere."""
    if not sheet and row:
        return (
            _("row %(row)s, column %(column)s") % {"row": row, "column": column}
            if column
            else _("row %(row)s") % {"row": row}
        )
    if not sheet:
        return ""
    if not row:
        return _("sheet %(sheet)s") % {"sheet": sheet}
    if not column:
        return _("sheet %(sheet)s, row %(row)s") % {"sheet": sheet, "row": row}
    return _("sheet %(sheet)s, row %(row)s, column %(column)s") % {
        "sheet": sheet,
        "row": row,
        "column": column,
    }
