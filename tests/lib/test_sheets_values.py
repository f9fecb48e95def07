"""Cells as people fill them: births, ticks, phones, codes."""

from datetime import date, datetime, timedelta

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.sheets.values import (
    Birth,
    BirthDoubt,
    Phone,
    PhoneDoubt,
    as_text,
    day_taken_for_number,
    is_ditto,
    padded,
    read_birth,
    read_phone,
    read_tick,
)

TODAY = date(2026, 8, 1)
ON = date(1961, 5, 2)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("02/05/1961", Birth(1961, ON)),
        ("2/5/1961", Birth(1961, ON)),
        ("2-5-1961", Birth(1961, ON)),
        ("02.05.1961", Birth(1961, ON)),
        (" 02 / 05 / 1961 ", Birth(1961, ON)),
        ("1961-05-02", Birth(1961, ON)),
        ("1961-05-02T00:00:00", Birth(1961, ON)),
        ("02051961", Birth(1961, ON)),
        ("19610502", Birth(1961, ON)),
        (2051961.0, Birth(1961, ON)),
        ("ngày 2 tháng 5 năm 1961", Birth(1961, ON)),
        (ON, Birth(1961, ON)),
        (datetime(1961, 5, 2, 7, 0), Birth(1961, ON)),
        (22403.0, Birth(1961, ON)),
        ("22403", Birth(1961, ON)),
        ("1958", Birth(1958)),
        (1958.0, Birth(1958)),
        ("năm 1958", Birth(1958)),
        ("1958 (68 tuổi)", Birth(1958)),
        ("??/??/1961", Birth(1961)),
        ("--/--/1961", Birth(1961)),
        ("../../1961", Birth(1961)),
        ("00/00/1961", Birth(1961)),
        ("??/5/1961", Birth(1961)),
        ("05/1961", Birth(1961)),
        ("", Birth()),
        ("2-5-61", Birth(1961, ON, BirthDoubt.SHORT_YEAR)),
        ("2/5/25", Birth(2025, date(2025, 5, 2), BirthDoubt.SHORT_YEAR)),
        ("31/02/1960", Birth(1960, None, BirthDoubt.IMPOSSIBLE_DAY)),
        ("29/02/1961", Birth(1961, None, BirthDoubt.IMPOSSIBLE_DAY)),
        ("05/23/1980", Birth(1980, None, BirthDoubt.IMPOSSIBLE_DAY)),
        ("01/01/2031", Birth(doubt=BirthDoubt.OUT_OF_RANGE)),
        ("02/08/2026", Birth(doubt=BirthDoubt.OUT_OF_RANGE)),
        ("1861", Birth(doubt=BirthDoubt.OUT_OF_RANGE)),
        ("không nhớ", Birth(doubt=BirthDoubt.UNREADABLE)),
        (0.5, Birth(doubt=BirthDoubt.UNREADABLE)),
        (float("inf"), Birth(doubt=BirthDoubt.UNREADABLE)),
        # 1958 typed into a cell made for days.
        (date(1905, 5, 11), Birth(1958)),
    ],
)
def test_births_as_lists_have_them(cell, expected):
    assert read_birth(cell, TODAY) == expected


@given(
    st.dates(date(1906, 1, 1), TODAY),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]),
)
def test_every_day_reads_back_from_every_spelling(day, spelling):
    assert read_birth(day.strftime(spelling), TODAY) == Birth(day.year, day)
    if day > date(1930, 1, 1):
        assert read_birth(float((day - date(1899, 12, 30)).days), TODAY) == Birth(day.year, day)


@given(
    st.one_of(
        st.text(max_size=20), st.floats(allow_nan=False), st.integers(), st.dates(), st.booleans()
    )
)
def test_nothing_typed_for_a_birth_breaks_the_reading(cell):
    birth = read_birth(cell, TODAY)
    assert birth.on is None or (birth.on.year == birth.year and birth.on <= TODAY)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x", True), ("X", True), ("✓", True), ("√", True), ("v", True), ("có", True), (1.0, True),
        ("1", True), (True, True), ("Có", True), ("", False), ("-", False), ("0", False),
        (0.0, False), ("không", False), ("Không", False), (2.0, True), ("hạng 2", None),
        ("?", None),
    ],
)  # fmt: skip
def test_ticks(cell, expected):
    assert read_tick(cell) is expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0912345678", Phone("+84912345678")),
        ("0912 345 678", Phone("+84912345678")),
        ("0912.345.678", Phone("+84912345678")),
        (912345678.0, Phone("+84912345678")),
        ("912345678", Phone("+84912345678")),
        ("+84 912 345 678", Phone("+84912345678")),
        ("84912345678", Phone("+84912345678")),
        ("0084912345678", Phone("+84912345678")),
        ("02438645432", Phone("+842438645432")),
        ("01689123456", Phone("+84389123456", PhoneDoubt.OLD_NUMBER)),
        (1689123456.0, Phone("+84389123456", PhoneDoubt.OLD_NUMBER)),
        ("0912345678; 0987654321", Phone("+84912345678", PhoneDoubt.SEVERAL)),
        ("0912345678 / 0912345678", Phone("+84912345678")),
        ("091234", Phone(doubt=PhoneDoubt.UNREADABLE)),
        ("chưa nhớ", Phone(doubt=PhoneDoubt.UNREADABLE)),
        ("không", Phone()),
        ("", Phone()),
    ],
)
def test_phones(cell, expected):
    assert read_phone(cell) == expected


@pytest.mark.parametrize("old", [
    "0120", "0121", "0122", "0126", "0128", "0123", "0124", "0125", "0127", "0129", "0162", "0163",
    "0164", "0165", "0166", "0167", "0168", "0169", "0186", "0188", "0199",
])  # fmt: skip
def test_every_old_prefix_becomes_a_valid_mobile_number(old):
    read = read_phone(f"{old}2345678")
    assert read.doubt is PhoneDoubt.OLD_NUMBER
    number = phonenumbers.parse(read.number)
    assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def test_texts_codes_dittos_and_days_that_were_numbers():
    assert as_text(12.0) == "12"
    assert as_text(12.5) == "12.5"
    assert as_text(date(2026, 8, 31)) == "31/08/2026"
    assert as_text(" Nguye\u0302\u0303n  Ðức ") == "Nguyễn Đức"
    assert as_text(timedelta(hours=1)) == "1:00:00"
    assert padded(322.0, 5) == "00322"
    assert padded("Tổ 3", 5) == "Tổ 3"
    for mark in ("nt", "-nt-", "NT", '"', "''", "như trên", "- nt -", "”"):
        assert is_ditto(mark), mark
    for text in ("", "ngõ 2", "Nt An", "-", 1.0):
        assert not is_ditto(text), text
    assert day_taken_for_number(date(2026, 3, 12)) == "12/3"
    assert day_taken_for_number("12/3") is None
