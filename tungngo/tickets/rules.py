"""How long a call for help may wait, how its number is shown, how long it is kept. Pure.

The days are the project's own rule, written in no regulation; they are changed here and nowhere else.
"""

from __future__ import annotations

from datetime import date, timedelta

#: Days within which somebody should have come; people with priority are visited the next day.
DAYS, PRIORITY_DAYS = 3, 1
#: Days after closing until name, number, place and words are erased, at the most: whoever asks is told.
KEPT_DAYS = 30
#: Days a call waits until nobody comes for it any more, unless an operator sets others.
WAITING_DAYS = 180
#: Open calls from one telephone number, and public calls in a commune in 24 hours, before the page
#: asks to ring instead.
MOST_OPEN_OF_NUMBER, MOST_A_DAY = 3, 200

#: Why a phone gives a call back: the state it goes to.
WHYS_OF_PHONES = {"cannot": "open", "not_needed": "dropped", "not_found": "dropped"}


def due_on(asked_on: date, wished_on: date | None, *, priority: bool) -> date:
    """The last day a visit is in time: the day wished for, or so many days after asking."""
    if wished_on is not None and wished_on >= asked_on:
        return wished_on
    return asked_on + timedelta(days=PRIORITY_DAYS if priority else DAYS)


def is_late(due: date, today: date) -> bool:
    """From the day after the last day in time."""
    return today > due


def masked(phone: str) -> str:
    """A number that is recognised by who knows it, and of no use to others: "09•• ••• 678"."""
    if not phone:
        return ""
    national = f"0{phone[3:]}" if phone.startswith("+84") else phone
    return f"{national[:2]}•• ••• {national[-3:]}"


def national(phone: str) -> str:
    """A number as it is dialled in Vietnam: "+84912345678" → "0912345678"."""
    return f"0{phone[3:]}" if phone.startswith("+84") else phone
