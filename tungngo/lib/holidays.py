"""The public holidays of Vietnam: by law, by the lunar calendar, and as announced.

Labour Code 45/2019/QH14, article 112: 1 January one day; Tết five days; Hùng Kings, the tenth of the third
lunar month; 30 April; 1 May; National Day two days, 2 September and the day before or after. Which the
fifth day of Tết is and on which side of 2 September the second lies is announced year by year
(data/days_off.json); of years not announced yet they are the fourth of the first month and 1 September,
and not sure. A holiday on a Saturday or Sunday is made up for on the next working day (article 111).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from tungngo.lib.lunar import new_year, solar_day

_FILE = Path(__file__).parent / "data" / "days_off.json"
_DAY = timedelta(days=1)
_SATURDAY = 5

#: Which holidays there are.
CODES = ("new_year", "tet", "hung_kings", "victory", "labour", "national", "instead")


class Holiday(NamedTuple):
    """Which holiday a day is (one of CODES); `is_sure`: by law or announced."""

    code: str
    is_sure: bool = True


class _Shipped(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    off: dict[date, str]


@cache
def announced() -> frozenset[date]:
    """The days off that were announced, of the years that are known."""
    return frozenset(msgspec.json.decode(_FILE.read_bytes(), type=_Shipped).off)


def holidays_between(first: date, last: date) -> dict[date, Holiday]:
    """Day → holiday, for every holiday from `first` to `last`, both included."""
    found: dict[date, Holiday] = {}
    for year in range(first.year, last.year + 1):
        found |= {day: one for day, one in holidays_of(year).items() if first <= day <= last}
    return dict(sorted(found.items()))


@cache
def holidays_of(year: int) -> Mapping[date, Holiday]:
    """Day → holiday, of one year."""
    tet = new_year(year)
    found = {
        date(year, 1, 1): Holiday("new_year"),
        # The last day of the old year and the first three of the new are in every arrangement.
        **{tet + _DAY * n: Holiday("tet") for n in range(-1, 3)},
        solar_day(year, 3, 10): Holiday("hung_kings"),
        date(year, 4, 30): Holiday("victory"),
        date(year, 5, 1): Holiday("labour"),
        date(year, 9, 2): Holiday("national"),
    }
    off = {day for day in announced() if day.year == year}
    for day in off - found.keys():
        found[day] = Holiday(_near(day, tet, year))
    if sum(one.code == "tet" for one in found.values()) < 5:
        found[tet + 3 * _DAY] = Holiday("tet", is_sure=False)
    if sum(one.code == "national" for one in found.values()) < 2:
        found[date(year, 9, 1)] = Holiday("national", is_sure=False)
    if not off:
        found |= _in_lieu(found)
    return MappingProxyType(dict(sorted(found.items())))


def _near(day: date, tet: date, year: int) -> str:
    """What an announced day off that no law names belongs to."""
    if -5 <= (day - tet).days <= 7:
        return "tet"
    return "national" if abs((day - date(year, 9, 2)).days) == 1 else "instead"


def _in_lieu(found: Mapping[date, Holiday]) -> dict[date, Holiday]:
    """The working days after holidays that fall on a Saturday or Sunday."""
    made: dict[date, Holiday] = {}
    for day in sorted(found):
        if day.weekday() < _SATURDAY or not found[day].is_sure:
            continue
        free = day
        while free.weekday() >= _SATURDAY or free in found or free in made:
            free += _DAY
        made[free] = Holiday("instead", is_sure=False)
    return made
