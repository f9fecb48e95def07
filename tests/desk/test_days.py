"""A day is typed and shown dd/mm/yyyy at the desk, whatever language the browser speaks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

import tungngo.desk
from tungngo.desk.days import read_day
from tungngo.desk.forms.campaigns import DayField

FIFTH = dt.date(2026, 9, 5)


class WhenForm(forms.Form):
    day = DayField()


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_every_day_is_read_as_it_may_be_written(day: dt.date) -> None:
    for shape in (
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%d %m %Y",
        "%d%m%Y",
        "%Y-%m-%d",
        " %d/%m/%Y ",
    ):
        assert read_day(f"{day:{shape}}") == day
    assert read_day(f"{day.day}/{day.month}/{day.year}") == day


NO_DAYS = [
    "",
    "mai",
    "9/13/2026",
    "31/02/2026",
    "0/9/2026",
    "5/9",
    "5/9/26",
    "5/9/20260",
    "5//2026",
]
NO_DAYS += ["5/9.2026", "20260905", "05/09/0026", "٥/٩/2026", "2026-09-05T07:30"]


@pytest.mark.parametrize("written", NO_DAYS)
def test_what_is_no_day_is_refused_with_how_one_is_written(written: str) -> None:
    assert read_day(written) is None
    form = WhenForm({"day": written})
    assert not form.is_valid()
    if written:
        assert "31/08/2026" in form.errors["day"][0]


@pytest.mark.parametrize("written", ["5/9/2026", "05/09/2026", "2026-09-05", " 05092026"])
def test_a_form_shows_the_day_as_the_house_writes_it(written: str) -> None:
    form = WhenForm({"day": written})
    assert form.is_valid()
    assert form.cleaned_data["day"] == FIFTH
    shown = str(form["day"])
    assert 'value="05/09/2026"' in shown
    assert 'type="text"' in shown
    assert 'inputmode="numeric"' in shown
    assert 'value="05/09/2026"' in str(WhenForm(initial={"day": FIFTH})["day"])
    assert not WhenForm({"day": written}, initial={"day": FIFTH}).has_changed()
    assert 'value="mai"' in str(WhenForm({"day": "mai"})["day"]), (
        "what was typed stays to be mended"
    )


def test_no_field_of_the_desk_leaves_the_order_to_the_browser() -> None:
    room = Path(tungngo.desk.__path__[0])
    files = [*room.rglob("*.html"), *room.rglob("*.py"), *(room / "static" / "desk").glob("*.js")]
    assert len(files) > 200
    assert not [file.name for file in files if 'type="date"' in file.read_text()]
    assert not [file.name for file in files if '"type": "date"' in file.read_text()]
