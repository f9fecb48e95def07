"""Weekly and closing reports stand in the form of Decree 30/2020 and say the board's figures."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.encounters.street import Street
from tests.reports.days import three_of_eight
from tests.reports.test_briefs import pages_of
from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.reports import actions, letters, typesetting
from tungngo.reports.models import Letterhead
from tungngo.reports.offices import signed_in, symbol_of, written_day, written_place
from tungngo.reports.queries import letterhead_of, stretch_of
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

ALL = Reach.everything()


@pytest.mark.parametrize(
    ("on", "monday", "sunday"),
    [
        (dt.date(2026, 11, 16), dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
        (dt.date(2026, 11, 22), dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
        (dt.date(2027, 1, 1), dt.date(2026, 12, 28), dt.date(2027, 1, 3)),
    ],
)
def test_a_week_is_monday_to_sunday(on, monday, sunday):
    assert letters.week_of(on) == (monday, sunday)


@pytest.fixture
def street(db) -> Street:
    return three_of_eight()


@pytest.mark.parametrize("code", ["VN", "01", "00322", "00322.07"])
@pytest.mark.parametrize("kind", [letters.WEEKLY, letters.CLOSING])
def test_every_level_has_its_letter(street, code, kind):
    area = area_of(ALL, code)
    first, last = letters.week_of(clock.today())
    stretch = stretch_of(ALL, area, first, last)
    data = letters.as_letter(stretch, letterhead_of(ALL, area), kind, dated=dt.date(2027, 2, 3))
    assert data["dated"] == ["03", "02", "2027"]
    doors = data["figures"][0]
    assert (doors["part"], doors["whole"], doors["share"], doors["gained"]) == (
        "3",
        "8",
        "38%",
        "3",
    )
    assert data["head"]["recipients"][-1].startswith("Lưu")
    assert pages_of(typesetting.pdf("letter", data)) >= 1


def test_the_rows_of_the_table_add_up_to_its_last(street):
    stretch = stretch_of(ALL, street.ward, clock.today(), clock.today())
    data = letters.as_letter(
        stretch, letterhead_of(ALL, street.ward), letters.WEEKLY, dated=clock.today()
    )
    for column in (1, 2, 4, 5, 6):
        assert sum(int(row[column]) for row in data["places"]) == int(data["total"][column]), column


@pytest.mark.parametrize(
    ("kind", "name", "written"),
    [
        ("phuong", "Tương Mai", "Tương Mai"),
        ("xa", "Sơn Kim 1", "Xã Sơn Kim 1"),
        ("thanh_pho", "Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("thanh_pho", "Hà Nội", "Hà Nội"),
    ],
)
def test_the_place_of_a_letter_is_in_full_where_the_decree_says_so(kind, name, written):
    assert written_place(Area(kind=kind, name=name)) == written


def test_a_deputy_signs_below_their_office():
    plain = Letterhead(authority="TM. Ủy ban nhân dân")
    deputy = Letterhead(authority="TM. Ủy ban nhân dân KT. Chủ tịch")
    assert signed_in(Letterhead()) == []
    assert signed_in(plain) == ["TM. ỦY BAN NHÂN DÂN"]
    assert signed_in(deputy) == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]


@pytest.mark.parametrize("kept", ["BC-UBND", "UBND"])
def test_a_confirmation_has_a_symbol_of_its_own_kind(kept):
    assert symbol_of(Letterhead(symbol=kept), "GXN") == "GXN-UBND"


def test_days_and_the_first_two_months_have_two_digits():
    assert written_day(dt.date(2027, 2, 3)) == ["03", "02", "2027"]
    assert written_day(dt.date(2026, 9, 12)) == ["12", "9", "2026"]


def test_a_letterhead_is_kept_and_the_journal_names_nobody(street):
    area = area_of(ALL, "00322")
    usual = letterhead_of(ALL, area)
    assert usual.body == "Ủy ban nhân dân phường Tương Mai"
    entry = {name: getattr(usual, name) for name in actions.LETTERHEAD}
    entry |= {"signer": "Nguyễn  Thị Bình", "recipients": "Như trên;\n\n Lưu: VT. "}
    actions.keep_letterhead(actor=street.admin, area=area, entry=entry)
    kept = letterhead_of(ALL, area)
    assert (kept.signer, kept.recipients) == ("Nguyễn Thị Bình", "Như trên;\nLưu: VT.")
    line = JournalLine.objects.get(verb="letterhead.kept")
    assert (line.subject, line.details) == ("00322", {})
