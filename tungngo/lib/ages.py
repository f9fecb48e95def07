"""Ages from what is known of a birth: often the whole day, for old people often the year only.

With a year only, the age is one of two numbers. Nothing here guesses which: it says both, and a
threshold that falls between them is answered "cannot tell" (None).
"""

from datetime import date
from typing import NamedTuple

ELDERLY_FROM = 60
"""Law on the Elderly 39/2009/QH12, article 2: citizens who have completed 60 years."""


class Age(NamedTuple):
    """Completed years, at least and at most; equal when the day of birth is known."""

    at_least: int
    at_most: int

    @property
    def is_exact(self) -> bool:
        return self.at_least == self.at_most

    def __str__(self) -> str:
        return str(self.at_least) if self.is_exact else f"{self.at_least}–{self.at_most}"


def age_on(birth_year: int | None, birth_on: date | None, day: date) -> Age | None:
    """The completed years on a day, or None when no birth is known or it lies after the day.

    The day of birth wins over the year where both are given. Somebody born on 29 February
    completes a year on 1 March of a year without that day.
    """
    if birth_on is not None:
        years = day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
        return Age(years, years) if birth_on <= day else None
    if birth_year is None or birth_year > day.year:
        return None
    years = day.year - birth_year
    # On 31 December everybody born in a year has completed it.
    at_least = years if (day.month, day.day) == (12, 31) else max(years - 1, 0)
    return Age(at_least, years)


def has_completed(
    years: int, birth_year: int | None, birth_on: date | None, day: date
) -> bool | None:
    """Whether somebody has completed so many years on a day; None when that cannot be told."""
    age = age_on(birth_year, birth_on, day)
    if age is None or age.at_least < years <= age.at_most:
        return None
    return age.at_least >= years


def is_elderly(birth_year: int | None, birth_on: date | None, day: date) -> bool | None:
    """Whether somebody counts as elderly (60 completed years) on a day; None: cannot be told."""
    return has_completed(ELDERLY_FROM, birth_year, birth_on, day)
