"""How the days of a demand read: "1 working day left", "3 days overdue"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.look.words import number
from tungngo.privacy import rules
from tungngo.privacy.days_off import shipped_calendar
from tungngo.privacy.models import Demand


def clock_words(due: date, today: date) -> str:
    """How long there is until the end of `due`, in working days."""
    left = rules.working_days_left(today, due, shipped_calendar())
    if today > due:
        days = (today - due).days
        return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {
            "days": number(days)
        }
    if today == due:
        return _("today is the last day")
    left -= shipped_calendar().is_working(today)
    return ngettext("%(days)s working day left", "%(days)s working days left", left) % {
        "days": number(left)
    }


def demand_row(demand: Demand, today: date) -> dict[str, Any]:
    """A demand as a line of a table: what comes next, by when, and how pressing it is."""
    due = rules.next_due(demand.state, demand.answer_on, demand.carry_out_on)
    late = due is not None and today > due
    near = due is not None and rules.working_days_left(today, due, shipped_calendar()) <= 2
    sign = "missed" if late else "late" if near else "ahead"
    if not demand.is_waiting:
        sign = "done" if demand.state == Demand.State.DONE else "ahead"
    return {
        "demand": demand,
        "number": f"{demand.number[:3]} {demand.number[3:]}",
        "due": due,
        "next": _("answer") if demand.state == Demand.State.OPEN else _("carry out"),
        "left": clock_words(due, today) if due else "",
        "is_late": late,
        "sign": sign,
        "days_known": shipped_calendar().knows(demand.carry_out_on),
    }
