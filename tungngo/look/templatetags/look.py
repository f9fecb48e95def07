"""Template tags of the visual language: figures, states, forms and notices from plain data.

`{% load look %}`. Tags take strings, numbers, days, lists and mappings, never models. Words given
to a tag are shown as they are: translate them where they are written.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tungngo.lib import text
from tungngo.look import icons

register = template.Library()

Amount = int | float | Decimal


def _lang() -> str:
    return (get_language() or "vi")[:2]


@register.filter
def number(value: Amount | None) -> str:
    """{{ 9870|number }} → 9.870 (9,870 in English); nothing → –."""
    return text.number(value, _lang())


@register.filter
def percent(part: Amount | None, whole: Amount | None) -> str:
    """{{ part|percent:whole }} → 63%; always write the whole beside it. No whole → –."""
    return text.percent(part, whole, _lang())


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ due_on|day }} → 31/08/2026; nothing → –."""
    return text.day(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "check" %} → one sign of icons.py, hidden from screen readers."""
    return mark_safe(icons.svg(name))


TONES = {"success": "good", "warning": "care", "error": "bad", "info": "note", "debug": "note"}
NOTICE_ICONS = {"good": "counted", "care": "alert", "bad": "refused", "note": "info"}


@register.inclusion_tag("look/notice.html")
def notice(level: str, words: Any, heading: str = "") -> dict[str, Any]:
    """{% notice "success" "The list is in." heading="" %}: level as in Django messages."""
    tone = TONES.get(level, "note")
    return {"tone": tone, "icon": NOTICE_ICONS[tone], "words": words, "heading": heading}
