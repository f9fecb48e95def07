"""Making sense of a cell: texts, whole numbers, births, ticks, phones, as offices write them.

Every reader takes a cell of any type and returns what it could read together with what is worth
telling about it (a short code), so that the caller can name the place.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from ..text import fold, nfc
from .book import Cell

_DITTO = re.compile(r"[-–—.\s]*(?:nt|n/t|như trên|nhu tren|ditto|[\"”“″〃]|'')[-–—.\s]*", re.I)
_EXCEL_EPOCH = date(1899, 12, 30)


_kept = lru_cache(maxsize=65_536)(nfc)
"""A list says the same things over and over."""


def as_text(cell: Cell) -> str:
    """The cell as kept text (see `text.nfc`): 12.0 is "12", a day is "31/08/2026"."""
    if cell.__class__ is str:
        return _kept(cell)  # type: ignore[arg-type]
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    if isinstance(cell, time | timedelta):
        return str(cell)
    return nfc(str(cell))


def is_ditto(cell: Cell) -> bool:
    """Whether the cell only says "as above": nt, -nt-, như trên, a quotation mark."""
    return isinstance(cell, str) and bool(cell) and bool(_DITTO.fullmatch(cell.strip()))


def padded(cell: Cell, width: int) -> str:
    """A code of digits that lost its leading zeros to a number cell, as wide as it must be."""
    text = as_text(cell)
    return text.zfill(width) if text.isdigit() else text


def day_taken_for_number(cell: Cell) -> str | None:
    """ "12/3" that a spreadsheet turned into the 12th of March, as it was typed; else None."""
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}"
    return None


# ---------------------------------------------------------------------------------- births


class BirthDoubt(StrEnum):
    """What is worth telling about a birth that was read, or why it could not be."""

    UNREADABLE = "unreadable"
    IMPOSSIBLE_DAY = "impossible_day"
    """No such day (31/02/1960); its year was kept."""
    OUT_OF_RANGE = "out_of_range"
    """In the future or more than 125 years ago; nothing was kept."""
    SHORT_YEAR = "short_year"
    """Two digits of a year, read as the latest that is not in the future."""


class Birth(NamedTuple):
    """Year of birth, and the day where it is known."""

    year: int | None = None
    on: date | None = None
    doubt: BirthDoubt | None = None


_OLDEST = 125
_DAY = re.compile(
    r"(?P<day>\d{1,2}|[?xX*_.…-]{1,3}|\s)\s*[/.\-\s]\s*(?P<month>\d{1,2}|[?xX*_.…-]{1,3}|\s)"
    r"\s*[/.\-\s]\s*(?P<year>\d{4}|\d{2})(?:\s+00?:00(?::00)?)?"
)
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"(?:\d{1,2}|[?xX*_.…-]{1,3})\s*[/.\-]\s*(\d{4})")
_YEAR = re.compile(r"(?:năm|nam|sn|sinh năm|sinh nam)?[\s:.?/_-]*(\d{4})\b\s*(?:\(.*\))?", re.I)
_WRITTEN = re.compile(
    r"(?:ngày|ngay)?\s*(\d{1,2})\s*(?:tháng|thang)\s*(\d{1,2})\s*(?:năm|nam)\s*(\d{4})", re.I
)


def read_birth(cell: Cell, today: date) -> Birth:
    """A birth as lists have it: dd/mm/yyyy, d-m-yy, ??/??/1961, 1958, a day cell, an Excel serial.

    A day that cannot be leaves its year; a year in the future or beyond 125 years leaves nothing.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        # A year typed into a day cell is shown as a day of 1905: 1958 is the 11th of May 1905.
        serial = (cell - _EXCEL_EPOCH).days
        if 1900 <= serial <= today.year:
            return _year(serial, today)
        return _day(cell.year, cell.month, cell.day, today)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not float(cell).is_integer():
            return Birth(doubt=BirthDoubt.UNREADABLE)
        number = int(cell)
        if number > 9_999 and number < 80_000:
            found = _EXCEL_EPOCH + timedelta(days=number)
            return _day(found.year, found.month, found.day, today)
        if 1_000 <= number <= 9_999:
            return _year(number, today)
        return _compact(str(number), today)
    return _read_birth_text(as_text(cell), today)


@lru_cache(maxsize=16_384)
def _read_birth_text(text: str, today: date) -> Birth:
    if not text:
        return Birth()
    if found := _DAY.fullmatch(text):
        year, short = _full_year(found["year"], today)
        day, month = found["day"], found["month"]
        if not (day.isdigit() and month.isdigit()) or int(day) == 0 or int(month) == 0:
            birth = _year(year, today)
        else:
            birth = _day(year, int(month), int(day), today)
        return birth._replace(doubt=BirthDoubt.SHORT_YEAR) if short and not birth.doubt else birth
    if found := _ISO_DAY.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), today)
    if found := _WRITTEN.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]), today)
    if (found := _MONTH.fullmatch(text)) or (found := _YEAR.fullmatch(text)):
        return _year(int(found[1]), today)
    return _compact(text, today)


def _compact(text: str, today: date) -> Birth:
    """Eight digits without signs between, day first as people type, or year first as programs do;
    a serial number that arrived as text."""
    if not text.isdigit():
        return Birth(doubt=BirthDoubt.UNREADABLE)
    if len(text) in (7, 8):
        text = text.zfill(8)
        for year, month, day in (
            (text[4:], text[2:4], text[:2]),
            (text[:4], text[4:6], text[6:]),
        ):
            birth = _day(int(year), int(month), int(day), today)
            if birth.on:
                return birth
    if len(text) == 5:
        found = _EXCEL_EPOCH + timedelta(days=int(text))
        return _day(found.year, found.month, found.day, today)
    return Birth(doubt=BirthDoubt.UNREADABLE)


def _full_year(digits: str, today: date) -> tuple[int, bool]:
    if len(digits) == 4:
        return int(digits), False
    year = today.year - today.year % 100 + int(digits)
    return (year if year <= today.year else year - 100), True


def _year(year: int, today: date) -> Birth:
    if today.year - _OLDEST <= year <= today.year:
        return Birth(year)
    return Birth(doubt=BirthDoubt.OUT_OF_RANGE)


def _day(year: int, month: int, day: int, today: date) -> Birth:
    birth = _year(year, today)
    if birth.year is None:
        return birth
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return birth._replace(doubt=BirthDoubt.IMPOSSIBLE_DAY)
    on = date(year, month, day)
    return Birth(year, on) if on <= today else Birth(doubt=BirthDoubt.OUT_OF_RANGE)


# ---------------------------------------------------------------------------------- ticks


_YES = {"x", "xx", "v", "co", "1", "yes", "y", "true", "dung", "da co", "tick", "c", "+"}
_NO = {"khong", "k", "0", "no", "n", "false", "sai", "chua", "chua co", "khong co", "ko", "-"}
_TICK_SIGNS = {"✓", "✔", "√", "☑", "☒", "✗", "✘", "×", "*", "●", "■", "ü", "þ", "+"}
"""Among them ü and þ: the ticks of the Wingdings font, read without it."""
_BLANK_SIGNS = {"☐", "□", "-", "–", "—", "."}


def read_tick(cell: Cell) -> bool | None:
    """True or False for a tick as people make it; None when the cell says something else.

    An empty cell is False here: whether that means "no" or "not asked" is for the caller.
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return cell > 0 if float(cell).is_integer() else None
    text = as_text(cell)
    if not text or text in _BLANK_SIGNS:
        return False
    if text in _TICK_SIGNS:
        return True
    key = fold(text)
    if key in _YES:
        return True
    return False if key in _NO else None


# ---------------------------------------------------------------------------------- phones


class PhoneDoubt(StrEnum):
    """What is worth telling about a phone number."""

    UNREADABLE = "unreadable"
    OLD_NUMBER = "old_number"
    """An eleven-digit mobile number of before 2018, converted."""
    SEVERAL = "several"
    """More than one number stood there; the first that is valid was taken."""


class Phone(NamedTuple):
    """A number in E.164 ("+84912345678"), or "" when there is none."""

    number: str = ""
    doubt: PhoneDoubt | None = None


_OLD_PREFIXES = {
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38",
    "169": "39", "120": "70", "121": "79", "122": "77", "126": "76", "128": "78", "123": "83",
    "124": "84", "125": "85", "127": "81", "129": "82", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
"""Prefixes of the mobile numbers converted from eleven to ten digits between 15 September and
15 November 2018 (Ministry of Information and Communications, Decision 798/QĐ-BTTTT 2018)."""

_NUMBERS = re.compile(r"[+0-9][0-9 .\-()]*")
_NO_PHONE = {"", "khong", "khong co", "ko", "k", "0", "chua co"}


def read_phone(cell: Cell) -> Phone:
    """A Vietnamese phone number, with the zero that a number cell lost put back."""
    text = as_text(cell)
    if fold(text) in _NO_PHONE:
        return Phone()
    found: list[Phone] = []
    for part in re.split(r"[/;,\n]|\s-\s|\s{2,}|hoặc|và", text):
        for digits in _NUMBERS.findall(part):
            digits = "".join(c for c in digits if c.isdigit())
            if digits:
                found.append(_read_number(digits))
    valid = [p for p in found if p.number]
    if not valid:
        return Phone(doubt=PhoneDoubt.UNREADABLE)
    if len({p.number for p in valid}) > 1:
        return Phone(valid[0].number, PhoneDoubt.SEVERAL)
    return valid[0]


def _read_number(digits: str) -> Phone:
    """One run of digits: with 84, with 0, or with neither."""
    national = digits
    if digits.startswith("84") and len(digits) >= 11:
        national = digits[2:]
    elif digits.startswith("0084"):
        national = digits[4:]
    national = national.removeprefix("0")
    if len(national) == 10 and national[:3] in _OLD_PREFIXES:
        converted = _OLD_PREFIXES[national[:3]] + national[3:]
        if _is_valid(converted):
            return Phone(f"+84{converted}", PhoneDoubt.OLD_NUMBER)
    if _is_valid(national):
        return Phone(f"+84{national}")
    return Phone(doubt=PhoneDoubt.UNREADABLE)


def _is_valid(national: str) -> bool:
    if not 7 <= len(national) <= 10:
        return False
    return phonenumbers.is_valid_number(
        phonenumbers.PhoneNumber(country_code=84, national_number=int(national))
    )
