"""How long an office has for what a person asks about their own data. Pure.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, in force since 01/01/2026: an answer within two working days;
withdrawal, restriction and objection carried out in 15 days, 20 where a processor or third party has to
act, one extension of 15 days; the other rights in 10 to 20 days. Which of the others has how many is not
known to us, so they get the shortest. Days to carry out are counted as calendar days, which is the
stricter reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ANSWER_WORKING_DAYS = 2
EXTENSION_DAYS = 15
#: right → (days to carry out, days where somebody else has to act as well).
DAYS: Mapping[str, tuple[int, int]] = {
    "see": (10, 10),
    "correct": (10, 10),
    "erase": (10, 20),
    "restrict": (15, 20),
    "object": (15, 20),
    "withdraw": (15, 20),
}
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off besides Saturdays and Sundays, and the years of which they are known."""

    off: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.off

    def knows(self, day: date) -> bool:
        """Whether the holidays of its year are known."""
        return day.year in self.years


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The last of `count` working days after `day`; the day itself is not counted."""
    while count:
        day += _DAY
        count -= calendar.is_working(day)
    return day


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """Working days from today to `due`, both included; negative: working days gone by since."""
    if today <= due:
        days = (due - today).days + 1
        return sum(calendar.is_working(today + _DAY * n) for n in range(days))
    return -sum(calendar.is_working(due + _DAY * (n + 1)) for n in range((today - due).days))


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days on which an answer and the deed are in time."""

    answer_on: date
    carry_out_on: date


def deadlines(right: str, received_on: date, calendar: Calendar, *, with_others: bool) -> Deadlines:
    """By when a demand received on a day is answered and carried out. KeyError for an unknown right."""
    return Deadlines(
        working_days_after(received_on, ANSWER_WORKING_DAYS, calendar),
        received_on + timedelta(days=DAYS[right][with_others]),
    )


def extended(carry_out_on: date) -> date:
    """The last day after the one extension there is."""
    return carry_out_on + timedelta(days=EXTENSION_DAYS)


def next_due(state: str, answer_on: date, carry_out_on: date) -> date | None:
    """The day that counts now: until it is answered the answer's, then the deed's; none once closed."""
    return {"open": min(answer_on, carry_out_on), "answered": carry_out_on}.get(state)
