"""Fields with label, hint and error beside, and the list of what has to be put right."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.translation import gettext_noop, ngettext

from tungngo.look.words import number

DJANGO_SAYS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("The submitted file is empty."),
)
"""Sentences of Django's forms which this room's catalogue says in the words of the house."""


def field(bound: BoundField, hint: Any = "", optional: bool = True) -> dict[str, Any]:
    """{% field form.name hint="" %}: label, hint and error beside the input of a Django field.

    The hint is the field's help text unless given. Groups of choices become a fieldset. With
    `optional=False` nothing marks what may stay empty: for forms of which hardly anything is needed.
    """
    widget = bound.field.widget
    is_answered = isinstance(widget, RadioSelect) and bool(bound.value())
    return {
        "bound": bound,
        "hint": hint or bound.help_text,
        "group": widget.use_fieldset,
        "tick": isinstance(widget, CheckboxInput),
        "optional": optional
        and not (bound.field.required or is_answered or isinstance(widget, CheckboxInput)),
    }


def error_summary(source: Any) -> dict[str, Any]:
    """{% error_summary form %}: what has to be put right, at the top, each a link to its place.

    `source` is a bound Django form, or mappings of text, target (an id on the page, or empty), place
    ("sheet Tổ 7, row 12, column D", or empty) and code (stable, or empty). Nothing without errors.
    """
    rows: list[dict[str, Any]] = []
    if hasattr(source, "errors"):
        rows += [{"text": e} for e in source.non_field_errors()]
        for bound in source.visible_fields():
            target = bound.id_for_label or bound.auto_id
            place = str(bound.label).rstrip("?")
            rows += [{"text": e, "target": target, "place": place} for e in bound.errors]
    else:
        rows = [dict(row) for row in source]
    heading = ngettext(
        "%(count)s thing to put right", "%(count)s things to put right", len(rows)
    ) % {"count": number(len(rows))}
    return {"rows": rows, "heading": heading}
