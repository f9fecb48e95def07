"""The brief as a workbook: the same figures as numbers, each beside its whole."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tungngo.reports.briefs import Brief

#: No text is ever taken for a formula, a link or a number.
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def brief_book(brief: Brief) -> bytes:
    """An XLSX of the brief: figures, milestones, areas below, services."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SAFE)
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    page = book.add_worksheet(_("Summary"))
    page.write_string(0, 0, f"{brief.title} – {brief.area}", styles["title"])
    page.write_string(1, 0, brief.campaign)
    page.write_string(2, 0, brief.headline.sentence if brief.headline else "")
    heads = [_("Figure"), _("Count"), _("Of"), _("Share"), _("In these days"), _("Unit")]
    end = _rows(
        page,
        styles,
        4,
        heads,
        (
            (one.label, one.part, one.whole, _share(one.part, one.whole), one.gained, one.unit)
            for one in brief.figures
        ),
    )
    for line, words in enumerate(brief.sources):
        page.write_string(end + 1 + line, 0, words)
    _sheet(
        book,
        styles,
        _("Milestones"),
        [
            *(
                _("Milestone"),
                _("Per cent"),
                _("Due on"),
                _("Needed"),
                _("Reached so far"),
                _("Of"),
            ),
            _("Standing"),
        ],
        (
            (one.label, one.percent, one.due_on, one.needed, one.reached, one.whole, one.says)
            for one in brief.marks
        ),
    )
    if brief.places:
        _sheet(
            book,
            styles,
            _("Areas"),
            [
                *(_("Area"), _("Households reached"), _("Of"), _("Share"), _("In these days")),
                *(_("Short of its own pace"), _("Priority households reached"), _("Of")),
            ],
            (
                (
                    *(one.name, one.doors.part, one.doors.whole),
                    *(_share(one.doors.part, one.doors.whole), one.gained),
                    *(max(one.short, 0), one.priority.part, one.priority.whole),
                )
                for one in brief.places
            ),
        )
    if brief.skills:
        steps = [_("not yet"), _("installed"), _("does it with help"), _("does it alone")]
        _sheet(
            book,
            styles,
            _("Services"),
            [_("Service"), *steps, _("teaches others"), _("People listed")],
            ((one.name, *one.steps, one.whole) for one in brief.skills),
        )
    book.close()
    return target.getvalue()


def _share(part: int, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _sheet(
    book: Any,
    styles: dict[str, Any],
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    page = book.add_worksheet(name[:31])
    _rows(page, styles, 0, heads, rows)
    page.freeze_panes(1, 1)


def _rows(
    page: Any,
    styles: dict[str, Any],
    first: int,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Heads and rows from line `first` on; the line after the last."""
    page.set_column(0, 0, 44)
    page.set_column(1, len(heads), 16)
    for column, words in enumerate(heads):
        page.write_string(first, column, words, styles["head"])
    at = first
    for at, row in enumerate(rows, first + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, column, cell)
            elif isinstance(cell, Fraction):
                page.write_number(at, column, float(cell), styles["share"])
            elif isinstance(cell, int | float):
                page.write_number(at, column, cell, styles["count"])
            elif cell is not None:
                page.write_datetime(at, column, cell, styles["day"])
    return at + 1
