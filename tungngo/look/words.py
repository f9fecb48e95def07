"""Figures, days and lengths of time as a reader of the current language writes them."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tungngo.lib import text

Amount = int | float | Decimal


def language() -> str:
    """The two letters of the language the page is being written in."""
    return (get_language() or "vi")[:2]


def known(value: Any) -> Any:
    """None for what a template passes when a name leads nowhere: an empty text."""
    return None if value == "" else value


def number(value: Amount | None) -> str:
    """{{ 9870|number }} → 9.870 (9,870 in English); nothing → –."""
    return text.number(known(value), language())


def percent(part: Amount | None, whole: Amount | None) -> str:
    """{{ part|percent:whole }} → 63%; always write the whole beside it. No whole → –."""
    return text.percent(known(part), known(whole), language())


def day(value: date | datetime | None) -> str:
    """{{ due_on|day }} → 31/08/2026; nothing → –."""
    return text.day(known(value))


def time_left(seconds: float) -> str:
    """About how long something still takes, in words a person would use."""
    if seconds < 10:
        return _("a few seconds left")
    if seconds < 60:
        tens = math.ceil(seconds / 10) * 10
        return _("about %(seconds)d seconds left") % {"seconds": tens}
    minutes = math.ceil(seconds / 60)
    return ngettext("about %(minutes)d minute left", "about %(minutes)d minutes left", minutes) % {
        "minutes": minutes
    }
