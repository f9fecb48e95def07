"""The Vietnamese lunar calendar, reckoned at UTC+7. Pure.

A month begins on the day of the new moon; the month with the winter solstice is the eleventh; of
thirteen months between two solstices the first in which the sun enters no principal term is the leap
month. What day it is depends on the meridian: Vietnam counts at 105° east, China at 120°, so Tết is not
always one day (1985 a month apart, 2007 and 2030 a day). New moons after J. Meeus, "Astronomical Formulae
for Calculators", chapter 32; the sun's longitude after his "Astronomical Algorithms", chapter 25; the way
they are put together is that published by Hồ Ngọc Đức. Good from 1900 to 2100; the meridian has been in
force since 1968.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import floor, pi, radians, sin
from typing import NamedTuple

#: Days of UTC+7 before UTC.
_AHEAD = 7 / 24
_SYNODIC = 29.530588853
#: The new moon of 1 January 1900 and the Julian day number of a proleptic ordinal 0.
_FIRST_MOON = 2415021.076998695
_ORDINAL = 1721425


class LunarDay(NamedTuple):
    """A day of the lunar calendar; `is_leap`: in the second month of that number."""

    year: int
    month: int
    day: int
    is_leap: bool = False


def lunar_day(day: date) -> LunarDay:
    """The lunar day of a day from 1900 to 2100."""
    number = day.toordinal() + _ORDINAL
    k = floor((number - _FIRST_MOON) / _SYNODIC)
    begins = _moon_day(k + 1)
    if begins > number:
        begins = _moon_day(k)
    eleventh, next_eleventh = _eleventh(day.year), _eleventh(day.year)
    if eleventh >= begins:
        eleventh, year = _eleventh(day.year - 1), day.year
    else:
        next_eleventh, year = _eleventh(day.year + 1), day.year + 1
    months = (begins - eleventh) // 29
    month, is_leap = months + 11, False
    if next_eleventh - eleventh > 365:
        leap = _leap_offset(eleventh)
        if months >= leap:
            month -= 1
            is_leap = months == leap
    if month > 12:
        month -= 12
    if month >= 11 and months < 4:
        year -= 1
    return LunarDay(year, month, number - begins + 1, is_leap)


@cache
def solar_day(year: int, month: int, day: int) -> date:
    """The day on which a lunar day falls, of the month that is no leap month."""
    eleventh = _eleventh(year - 1 if month < 11 else year)
    offset = month - 11 if month >= 11 else month + 1
    if _eleventh(year if month < 11 else year + 1) - eleventh > 365:
        offset += offset >= _leap_offset(eleventh)
    k = floor(0.5 + (eleventh - _FIRST_MOON) / _SYNODIC)
    return date.fromordinal(_moon_day(k + offset) - _ORDINAL) + timedelta(days=day - 1)


def new_year(year: int) -> date:
    """Tết: the first day of the lunar year that begins in `year`."""
    return solar_day(year, 1, 1)


def _eleventh(year: int) -> int:
    """The Julian day on which the month with the winter solstice of a year begins."""
    end = date(year, 12, 31).toordinal() + _ORDINAL
    k = floor((end - 2415021) / _SYNODIC)
    begins = _moon_day(k)
    return _moon_day(k - 1) if _sun(begins) >= 9 else begins


def _leap_offset(eleventh: int) -> int:
    """How many months after the eleventh the leap month of a long year is."""
    k = floor((eleventh - _FIRST_MOON) / _SYNODIC + 0.5)
    sun, months = _sun(_moon_day(k + 1)), 1
    while months < 14:
        last, months = sun, months + 1
        sun = _sun(_moon_day(k + months))
        if sun == last:
            break
    return months - 1


@cache
def _moon_day(k: int) -> int:
    """The Julian day number, at UTC+7, of the k-th new moon since 1900."""
    t = k / 1236.85
    moment = 2415020.75933 + 29.53058868 * k + (0.0001178 - 0.000000155 * t) * t * t
    moment += 0.00033 * sin(radians(166.56 + (132.87 - 0.009173 * t) * t))
    m = radians(359.2242 + 29.10535608 * k - (0.0000333 + 0.00000347 * t) * t * t)
    moon = radians(306.0253 + 385.81691806 * k + (0.0107306 + 0.00001236 * t) * t * t)
    f = radians(21.2964 + 390.67050646 * k - (0.0016528 + 0.00000239 * t) * t * t)
    moment += (0.1734 - 0.000393 * t) * sin(m) + 0.0021 * sin(2 * m)
    moment += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    moment += 0.0104 * sin(2 * f) - 0.0051 * sin(m + moon) - 0.0074 * sin(m - moon)
    moment += 0.0004 * sin(2 * f + m) - 0.0004 * sin(2 * f - m)
    moment += -0.0006 * sin(2 * f + moon) + 0.0010 * sin(2 * f - moon) + 0.0005 * sin(m + 2 * moon)
    # Dynamical time runs ahead of the day.
    moment -= -0.000278 + 0.000265 * t + 0.000262 * t * t
    return floor(moment + 0.5 + _AHEAD)


@cache
def _sun(number: int) -> int:
    """In which twelfth of its way (0 from the spring equinox) the sun stands as a day begins at UTC+7."""
    t = (number - 0.5 - _AHEAD - 2451545.0) / 36525
    m = radians(357.52910 + (35999.05030 - (0.0001559 + 0.00000048 * t) * t) * t)
    long = 280.46645 + (36000.76983 + 0.0003032 * t) * t
    long += (1.914600 - (0.004817 + 0.000014 * t) * t) * sin(m)
    long += (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000290 * sin(3 * m)
    return floor(radians(long) % (2 * pi) / pi * 6)
