"""The daily brief says the board's figures in three forms, each with its whole and as of when."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from django.utils import translation

from tests.reports.days import three_of_eight
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.reports import briefs, typesetting, workbooks
from tungngo.reports.queries import Stretch, stretch_of

ALL = Reach.everything()


@pytest.fixture
def stretch(db) -> Stretch:
    """Today in a ward of eight doors: three reached."""
    street = three_of_eight()
    street.push(street.op(street.encounter(street.doors[4])))
    return stretch_of(ALL, street.ward, clock.today(), clock.today())


def test_the_text_is_the_board_of_the_day(stretch):
    board = stretch.until
    text = briefs.as_text(briefs.daily(stretch))
    lines = text.splitlines()
    assert lines[0] == f"BÁO CÁO NHANH NGÀY {clock.today():%d/%m/%Y}"
    assert (board.doors.part, board.doors.whole, board.people.part) == (3, 8, 3)
    assert "Hộ đã tiếp cận: 3/8 (38%; +3 trong ngày)" in lines
    assert f"Người đã được hướng dẫn: 3/{board.people.whole} (19%; +3 trong ngày)" in lines
    assert "Lượt gặp: 3 (+3 trong ngày)" in lines
    assert "Mẫu số là danh sách hộ hiện có." in lines
    assert "Chưa gồm 1 lượt gặp đã nhận, đang chờ tính và 0 lượt còn trên điện thoại." in lines
    assert any(line.startswith("Số liệu tính lúc") for line in lines)
    assert not any(sign in text for sign in "*_#`|")


def test_the_workbook_says_the_same_as_numbers(stretch):
    book = openpyxl.load_workbook(io.BytesIO(workbooks.brief_book(briefs.daily(stretch))))
    rows = {row[0]: row for row in book["Tổng hợp"].iter_rows(values_only=True) if row[0]}
    assert rows["Hộ đã tiếp cận"][1:5] == (3, 8, 0.375, 3)
    assert rows["Lượt gặp"][1:5] == (3, None, None, 3)
    places = list(book["Địa bàn"].iter_rows(min_row=2, values_only=True))
    assert sum(row[1] for row in places) == 3
    assert sum(row[2] for row in places) == 8


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_one_page_however_much_there_is_to_say(stretch, language):
    """A ward of eighty groups with long names, all behind; fifteen services, twelve milestones."""
    with translation.override(language):
        brief = briefs.daily(stretch)
        place = replace(
            brief.places[0], name="Tổ dân phố " + "rất dài " * 5, short=40, state="late"
        )
        full = replace(
            brief,
            places=[place] * 80,
            skills=(brief.skills * 15)[:15],
            marks=[replace(brief.marks[0], label="Kỹ năng số cơ bản của công chức")] * 12,
        )
        made = typesetting.pdf("brief", briefs.as_page(full))
    assert made.startswith(b"%PDF-")
    assert pages_of(made) == 1


def pages_of(made: bytes) -> int:
    """How many pages a PDF of typst has: the root of its page tree says it in plain bytes."""
    return int(re.search(rb"/Type\s*/Pages\s*/Count\s+(\d+)", made)[1])


def test_yesterday_is_yesterday(stretch):
    yesterday = clock.today() - dt.timedelta(days=1)
    area = stretch.until.area
    text = briefs.as_text(briefs.daily(stretch_of(ALL, area, yesterday, yesterday)))
    assert "Hộ đã tiếp cận: 0/8 (0%; 0 trong ngày)" in text
    assert "Chưa gồm" not in text


@pytest.mark.parametrize(("gained", "shown"), [(1215, "+1.215"), (0, "0"), (-3, "−3")])
def test_what_days_took_away_is_shown_as_such(gained, shown):
    with translation.override("vi"):
        assert briefs.signed(gained) == shown
