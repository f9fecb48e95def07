"""Residential groups: how they are written, added, renamed, ended; and the tree as it is reached."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.actions import add_group, add_groups, end_group, mark_stale, rename_group
from tungngo.territory.group_lists import GroupDraft, clean_lines
from tungngo.territory.models import Area, Household, StaleArea
from tungngo.territory.naming import ancestors, name_on
from tungngo.territory.queries import area_at, area_of, children_of, doors_by_group, groups_of


@pytest.fixture
def ward(db: None) -> Area:
    """Phường Tương Mai under its city and nation, and a neighbour."""
    above = None
    day = date(2025, 7, 1)
    for code, path, kind, name in (
        ("VN", "", "nation", "Việt Nam"),
        ("01", "01.", "thanh_pho", "Hà Nội"),
        ("00322", "01.00322.", "phuong", "Tương Mai"),
    ):
        level = 0 if above is None else above.level + 1
        above = Area.objects.create(
            code=code, parent=above, level=level, path=path, kind=kind, name=name, valid_from_on=day
        )
    Area.objects.create(
        code="0032",
        parent_id="01",
        level=2,
        path="01.0032.",
        kind="xa",
        name="X",
        valid_from_on=day,
    )
    return above


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("TDP số 07", "to_dan_pho", "số 7"),
        ("Tổ 7", "to_dan_pho", "số 7"),
        ("to dan pho 12a", "to_dan_pho", "số 12A"),
        ("TDP7", "to_dan_pho", "số 7"),
        ("Khu phố 3", "khu_pho", "3"),
        ("Thôn Rõm", "thon", "Rõm"),
        ("Bản Nà Khoang 2", "ban", "Nà Khoang 2"),
        ("Làng Kép 2", "lang", "Kép 2"),
        ("7", "", "7"),
        ("Tô Hiệu", "", "Tô Hiệu"),
        ("Bàn Cờ", "", "Bàn Cờ"),
        ("Tổ", "", "Tổ"),
    ],
)
def test_a_group_as_it_is_written(written: str, kind: str, name: str) -> None:
    assert rules.read_group_name(written) == (kind, name)


@given(st.text(max_size=40))
def test_any_text_is_read_and_gives_a_code_that_fits_a_path(written: str) -> None:
    read = rules.read_group_name(written)
    code = rules.group_code(read.name, {"07", "g"})
    assert code not in {"07", "g"}
    assert 0 < len(code) <= 17
    assert all(c.isascii() and (c.isalnum() or c == "-") and c == c.lower() for c in code)


@given(st.integers(1, 999))
def test_every_spelling_of_a_number_is_one_group(number: int) -> None:
    spellings = [f"Tổ {number}", f"TDP số {number:02d}", f"tổ dân phố {number:03d}", f"TDP{number}"]
    assert len({rules.group_key(rules.read_group_name(s).name) for s in spellings}) == 1


def test_a_span_of_numbers_is_each_group_and_any_other_line_itself() -> None:
    look = clean_lines(["2 - 4", "Rõm", "3"], "to_dan_pho", [])
    assert [draft.name for draft in look.new] == ["số 2", "số 3", "số 4", "Rõm"]
    assert (look.there, look.lines) == (["3"], ["2 - 4", "Rõm", "3"])
    assert rules.group_numbers("1–74")[-1] == "74"
    for name in ("3-4", "4-1", "1-999", "7", "Tổ 1-74"):
        assert rules.group_numbers(name) == [name]


def test_adding_a_group_by_hand(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="to_dan_pho", name="7")
    assert (group.code, group.path, group.full_name) == (
        "00322.07",
        "01.00322.07.",
        "Tổ dân phố số 7",
    )
    assert group.commune_code == "00322"
    assert group.folded == " to dan pho so 7 phuong tuong mai thanh pho ha noi"
    named = add_group(actor=None, commune=ward, kind="to_dan_pho", name="Thôn Rõm")
    assert (named.kind, named.path) == ("thon", "01.00322.rom.")
    assert JournalLine.objects.filter(verb="group.added").count() == 2


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("to_dan_pho", " ", "group.name_empty"),
        ("", "Giáp Bát", "group.kind_unknown"),
        ("phuong", "Giáp Bát", "group.kind_unknown"),
        ("thon", "x" * 81, "group.name_too_long"),
        ("to_dan_pho", "Tổ 07", "group.name_taken"),
    ],
)
def test_what_is_no_group_is_refused(ward: Area, kind: str, name: str, code: str) -> None:
    add_group(actor=None, commune=ward, kind="to_dan_pho", name="7")
    with pytest.raises(Refused) as refused:
        add_group(actor=None, commune=ward, kind=kind, name=name)
    assert refused.value.code == code
    assert Area.objects.filter(parent=ward).count() == 1


def test_a_group_belongs_to_a_commune(ward: Area) -> None:
    with pytest.raises(Refused) as refused:
        add_group(actor=None, commune=Area.objects.get(pk="01"), kind="thon", name="1")
    assert refused.value.code == "group.not_in_commune"


def test_groups_of_one_number_and_two_kinds_get_two_codes(ward: Area) -> None:
    drafts = [
        GroupDraft("to_dan_pho", "số 7"),
        GroupDraft("thon", "7"),
        GroupDraft("ban", "Rõm", "x1"),
    ]
    added = add_groups(actor=None, commune=ward, drafts=drafts)
    assert [group.code for group in added] == ["00322.07", "00322.07-2", "00322.x1"]
    assert JournalLine.objects.filter(verb="group.added").get().details == {"count": 3}


def test_groups_come_all_or_none(ward: Area) -> None:
    with pytest.raises(Refused):
        add_groups(
            actor=None, commune=ward, drafts=[GroupDraft("thon", "1"), GroupDraft("thon", "1")]
        )
    assert not Area.objects.filter(parent=ward).exists()


def test_a_renamed_group_keeps_its_code_path_and_old_name(ward: Area, monkeypatch) -> None:
    group = add_group(actor=None, commune=ward, kind="to_dan_pho", name="7")
    monkeypatch.setenv("TUNGNGO_NOW", "2031-05-01T08:00:00+07:00")
    rename_group(actor=None, group=group, kind="khu_pho", name="7")
    group.refresh_from_db()
    assert (group.code, group.full_name) == ("00322.07", "Khu phố 7")
    assert name_on(group, date(2031, 4, 30)) == "Tổ dân phố số 7"
    assert name_on(group, date(2031, 5, 1)) == "Khu phố 7"


def test_an_ended_group_frees_its_name_but_not_its_code(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="thon", name="3")
    end_group(actor=None, group=group)
    assert group.valid_to_on == clock.today()
    assert not groups_of(Reach.everything(), ward).exists()
    assert add_group(actor=None, commune=ward, kind="thon", name="3").code == "00322.03-2"
    with pytest.raises(Refused) as refused:
        end_group(actor=None, group=group)
    assert refused.value.code == "group.ended"


def test_a_group_with_doors_is_not_ended(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="thon", name="3")
    now = clock.now()
    Household.objects.create(origin="00322", path=group.path, listed_at=now, updated_at=now)
    with pytest.raises(Refused) as refused:
        end_group(actor=None, group=group)
    assert refused.value.code == "group.has_households"
    assert doors_by_group(Reach.everything(), ward) == {group.path: 1}
    assert doors_by_group(Reach.of(["01.00322.99."]), ward) == {}


def test_groups_stand_in_the_order_of_their_numbers(ward: Area) -> None:
    for name in ("12", "2", "1", "10a", "10"):
        add_group(actor=None, commune=ward, kind="to_dan_pho", name=name)
    names = [group.name for group in groups_of(Reach.everything(), ward)]
    assert names == ["số 1", "số 2", "số 10", "số 10A", "số 12"]


# ------------------------------------------------------------------------------- the tree, reached


def test_areas_outside_the_reach_do_not_exist(ward: Area) -> None:
    reach = Reach.of(["01.00322."])
    assert area_of(reach, "00322") == ward
    for code in ("01", "VN", "0032", "99999"):
        with pytest.raises(NotReached):
            area_of(reach, code)
    # The closing dot: 0032 must not be reached through 00322, nor the other way round.
    with pytest.raises(NotReached):
        area_of(Reach.of(["01.0032."]), "00322")


def test_an_area_is_found_at_its_path(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="thon", name="3")
    for area in (Area.objects.get(pk="VN"), Area.objects.get(pk="01"), ward, group):
        assert area_at(Reach.everything(), area.path) == area


def test_the_way_down_is_shown_to_who_reaches_only_the_end(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="thon", name="3")
    add_group(actor=None, commune=ward, kind="thon", name="4")
    reach = Reach.of([group.path])
    assert [a.code for a in children_of(reach, Area.objects.get(pk="VN"))] == ["01"]
    assert [a.code for a in children_of(reach, Area.objects.get(pk="01"))] == ["00322"]
    assert [a.code for a in children_of(reach, ward)] == ["00322.03"]
    assert len(children_of(Reach.everything(), ward)) == 2
    assert [a.code for a in ancestors(group)] == ["VN", "01", "00322"]


def test_children_as_of_a_day(ward: Area) -> None:
    group = add_group(actor=None, commune=ward, kind="thon", name="3")
    Area.objects.filter(pk=group.pk).update(
        valid_from_on=date(2026, 1, 1), valid_to_on=date(2026, 5, 1)
    )
    everything = Reach.everything()
    assert not children_of(everything, ward)
    assert not children_of(everything, ward, on=date(2025, 12, 31))
    assert children_of(everything, ward, on=date(2026, 1, 1))
    assert children_of(everything, ward, on=date(2026, 4, 30))
    assert not children_of(everything, ward, on=date(2026, 5, 1))


# ------------------------------------------------------------------------------- stale marks


def test_marks_add_up_and_keep_since_when(db: None) -> None:
    first = clock.now()
    mark_stale({"01.00322.07.": 2, "01.00322.08.": 0}, at=first)
    mark_stale({"01.00322.07.": 3})
    marks = {mark.path: mark for mark in StaleArea.objects.all()}
    assert {path: mark.waiting for path, mark in marks.items()} == {
        "01.00322.07.": 5,
        "01.00322.08.": 0,
    }
    assert marks["01.00322.07."].since_at == first
    assert {mark.origin for mark in marks.values()} == {"00322"}
    mark_stale({})
