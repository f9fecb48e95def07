from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.ages import Age, age_on, has_completed, is_elderly

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_a_whole_day_gives_one_age():
    assert age_on(None, date(1966, 9, 1), date(2026, 8, 31)) == (59, 59)
    assert age_on(None, date(1966, 9, 1), date(2026, 9, 1)) == (60, 60)
    assert age_on(1900, date(1966, 9, 1), date(2026, 9, 1)) == (60, 60)
    assert age_on(None, date(2004, 2, 29), date(2025, 2, 28)) == (20, 20)
    assert age_on(None, date(2004, 2, 29), date(2025, 3, 1)) == (21, 21)
    assert str(age_on(None, date(1966, 9, 1), date(2026, 9, 1))) == "60"


def test_a_year_alone_gives_two_ages():
    assert age_on(1940, None, date(2026, 6, 1)) == Age(85, 86)
    assert str(age_on(1940, None, date(2026, 6, 1))) == "85–86"
    assert age_on(1940, None, date(2026, 12, 31)) == Age(86, 86)
    assert age_on(2026, None, date(2026, 6, 1)) == Age(0, 0)


def test_no_birth_no_age():
    assert age_on(None, None, date(2026, 6, 1)) is None
    assert age_on(2027, None, date(2026, 6, 1)) is None
    assert age_on(None, date(2026, 6, 2), date(2026, 6, 1)) is None
    assert is_elderly(None, None, date(2026, 6, 1)) is None


def test_elderly_from_sixty_completed_years():
    assert is_elderly(None, date(1966, 9, 1), date(2026, 9, 1)) is True
    assert is_elderly(None, date(1966, 9, 2), date(2026, 9, 1)) is False
    assert is_elderly(1965, None, date(2026, 9, 1)) is True
    assert is_elderly(1967, None, date(2026, 9, 1)) is False
    assert is_elderly(1966, None, date(2026, 9, 1)) is None
    assert is_elderly(1966, None, date(2026, 12, 31)) is True


@given(days, days, st.integers(0, 110))
def test_the_year_alone_never_contradicts_the_day(born, on, years):
    exact, rough = age_on(None, born, on), age_on(born.year, None, on)
    if exact is not None:
        assert rough.at_least <= exact.at_least <= rough.at_most
        guess = has_completed(years, born.year, None, on)
        assert guess in (None, has_completed(years, None, born, on))
