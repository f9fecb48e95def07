"""Codes of lines on paper: what is typed wrong is noticed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tungngo.lib.line_codes import ALPHABET, MOST_LINES, SHEET_NUMBERS, code_of, read_code

SHEETS = st.integers(0, SHEET_NUMBERS - 1)
LINES = st.integers(0, MOST_LINES)


@given(SHEETS, LINES)
def test_a_code_is_read_as_it_was_made(sheet: int, line: int) -> None:
    written = code_of(sheet, line)
    assert len(written) == 11
    assert read_code(written) == (sheet, line)


def test_it_is_read_as_people_and_scanners_write_it() -> None:
    code = code_of(1, 1)
    assert "O" not in code
    assert "I" not in code
    for written in (
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' ')} ",
        code.replace("0", "o").replace("1", "l"),
        f"https://phuong.example.vn/w/{code.replace('-', '')}",
        f"https://phuong.example.vn/w/{code.replace('-', '')}/",
    ):
        assert read_code(written) == (1, 1), written


@given(SHEETS, LINES, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(sheet: int, line: int, place: int, letter: str) -> None:
    letters = list(code_of(sheet, line).replace("-", ""))
    assume(letters[place] != letter)
    letters[place] = letter
    assert read_code("".join(letters)) is None


@given(SHEETS, LINES, st.integers(0, 8), st.integers(0, 8))
def test_two_exchanged_characters_are_noticed(sheet: int, line: int, one: int, other: int) -> None:
    letters = list(code_of(sheet, line).replace("-", ""))
    assume(letters[one] != letters[other])
    letters[one], letters[other] = letters[other], letters[one]
    assert read_code("".join(letters)) is None


@pytest.mark.parametrize(
    "written", ["", "-", "K7M", "UUU-UUU-UUU", "số 12", "0" * 10, "https://x/"]
)
def test_what_is_no_code_is_none(written: str) -> None:
    assert read_code(written) is None


@pytest.mark.parametrize(("sheet", "line"), [(-1, 0), (SHEET_NUMBERS, 0), (0, MOST_LINES + 1)])
def test_there_is_no_code_out_of_range(sheet: int, line: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        code_of(sheet, line)
