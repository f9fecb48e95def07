"""The Vietnamese lunar calendar against published days of Tết, and the holidays by law."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.holidays import announced, holidays_between, holidays_of
from tungngo.lib.lunar import LunarDay, lunar_day, new_year, solar_day

#: Tết as it was or will be kept in Vietnam. In 1968, 1969, 1985, 2007, 2030 and 2053 China's was another
#: day: 30 January 1968, 17 February 1969, 20 February 1985, 18 February 2007, 3 February 2030, 19
#: February 2053.
TET = """
1968-01-29 1969-02-16 1975-02-11 1976-01-31 1985-01-21 1986-02-09 1990-01-27 1995-01-31 1999-02-16
2000-02-05 2001-01-24 2004-01-22 2007-02-17 2008-02-07 2012-01-23 2015-02-19 2017-01-28 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26
2029-02-13 2030-02-02 2031-01-23 2033-01-31 2034-02-19 2053-02-18
"""


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


@pytest.mark.parametrize("tet", [day(one) for one in TET.split()])
def test_tet_is_on_its_published_day(tet: dt.date) -> None:
    assert new_year(tet.year) == tet
    assert lunar_day(tet) == LunarDay(tet.year, 1, 1)


@pytest.mark.parametrize(
    ("when", "lunar"),
    [
        ("2023-03-22", LunarDay(2023, 2, 1, is_leap=True)),
        ("2025-07-25", LunarDay(2025, 6, 1, is_leap=True)),
        ("2020-05-23", LunarDay(2020, 4, 1, is_leap=True)),
        ("2024-09-17", LunarDay(2024, 8, 15)),
        ("2025-02-12", LunarDay(2025, 1, 15)),
        ("2026-02-16", LunarDay(2025, 12, 29)),
    ],
)
def test_leap_months_and_known_days(when: str, lunar: LunarDay) -> None:
    assert lunar_day(day(when)) == lunar


@given(st.dates(dt.date(1900, 2, 1), dt.date(2100, 12, 1)))
def test_there_and_back(when: dt.date) -> None:
    lunar = lunar_day(when)
    assert 1 <= lunar.month <= 12
    assert 1 <= lunar.day <= 30
    if not lunar.is_leap:
        assert solar_day(lunar.year, lunar.month, lunar.day) == when
    following = lunar_day(when + dt.timedelta(days=1))
    assert following.day in (1, lunar.day + 1)


@pytest.mark.parametrize(
    ("year", "hung_kings"), [(2024, "2024-04-18"), (2025, "2025-04-07"), (2027, "2027-04-16")]
)
def test_hung_kings_day(year: int, hung_kings: str) -> None:
    assert holidays_of(year)[day(hung_kings)].code == "hung_kings"


def test_by_law_eleven_days_of_a_year_nobody_has_announced() -> None:
    found = holidays_of(2031)
    assert not {one for one in announced() if one.year == 2031}
    by_code: dict[str, list[str]] = {}
    for when, one in found.items():
        by_code.setdefault(one.code, []).append(f"{when:%m-%d}" + ("" if one.is_sure else "?"))
    # 1 January 2031 is a Wednesday, Tết a Thursday, 10/3 lunar a Tuesday.
    assert by_code["tet"] == ["01-22", "01-23", "01-24", "01-25", "01-26?"]
    assert by_code["national"] == ["09-01?", "09-02"]
    assert by_code["new_year"] == ["01-01"]
    assert (by_code["victory"], by_code["labour"]) == (["04-30"], ["05-01"])
    assert by_code["hung_kings"] == [f"{solar_day(2031, 3, 10):%m-%d}"]
    assert by_code["instead"] == ["01-27?"], "the third of the first month is a Saturday"


def test_what_was_announced_holds() -> None:
    found = holidays_between(day("2026-02-10"), day("2026-02-25"))
    assert [f"{when:%d}" for when in found] == ["16", "17", "18", "19", "20"]
    assert all(one.code == "tet" and one.is_sure for one in found.values())
    assert holidays_of(2026)[day("2026-04-27")].code == "instead"
    assert day("2026-09-03") not in holidays_of(2026)
