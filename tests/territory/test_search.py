"""Finding an area as one types: marks or none, either tone placement, old names, homonyms."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tungngo.accounts.models import JournalLine
from tungngo.lib.reach import Reach
from tungngo.territory.actions import add_group, end_group, install_units, rename_group
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import AreaFound, find_areas

EVERYTHING = Reach.everything()


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: object):
    """The whole shipped tree with two groups, once for all of these."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        install_units(actor=None)
        for code in ("00322", "00082"):
            for name in ("7", "17"):
                add_group(
                    actor=None, commune=Area.objects.get(pk=code), kind="to_dan_pho", name=name
                )
        yield
        JournalLine.objects.all().delete()
        Area.objects.filter(level=Level.GROUP).delete()
        for level in (Level.COMMUNE, Level.PROVINCE, Level.NATION):
            Area.objects.filter(level=level).delete()


@pytest.fixture
def found(country: None, db: None):
    """Search everything; what is found as words."""

    def search(written: str, **options: object) -> list[str]:
        return [str(hit) for hit in find_areas(EVERYTHING, written, **options)]  # type: ignore[arg-type]

    return search


TUONG_MAI = "Phường Tương Mai, Thành phố Hà Nội"


@pytest.mark.parametrize(
    "written",
    [
        "tuong mai",
        "Tương Mai",
        "TƯƠNG  MAI",
        "phường tương m",
        "mai tuong",
        unicodedata.normalize("NFD", "Tương Mai"),
        "tuong mai ha noi",
        " tương-mai, hà nội",
    ],
)
def test_finds_however_it_is_typed(found, written: str) -> None:
    assert found(written)[0] == TUONG_MAI


def test_a_word_is_found_by_its_beginning_only(found) -> None:
    assert found("uong mai") == []
    assert found("tuong xyz") == []
    assert found("") == found("  . ") == []


@pytest.mark.parametrize("written", ["thanh hoá", "Thanh Hóa", "thanh hoa"])
def test_either_tone_placement_finds_the_province_first(found, written: str) -> None:
    assert found(written)[0].startswith("Tỉnh Thanh H")


@pytest.mark.parametrize("written", ["Đà Nẵng", "Ðà Nẵng", "da nang", "ÐÀ NẴNG"])
def test_every_look_alike_of_dd_finds(found, written: str) -> None:
    assert found(written)[0] == "Thành phố Đà Nẵng"


def test_the_same_tones_come_first(found) -> None:
    assert found("Ba Tơ")[0].startswith("Xã Ba Tơ,")
    assert found("Ba Tô")[0].startswith("Xã Ba Tô,")
    assert {"Xã Ba Tơ, Tỉnh Quảng Ngãi", "Xã Ba Tô, Tỉnh Quảng Ngãi"} <= set(found("ba to"))


def test_homonyms_are_told_apart_by_their_province(found) -> None:
    homonyms = [name for name in found("xã tân thành", limit=50) if "Xã Tân Thành," in name]
    assert len(homonyms) == len(set(homonyms)) >= 7
    only = found("tân thành tây ninh")
    assert only
    assert all("Tây Ninh" in name for name in only)


def test_apostrophes_of_every_kind_are_one(found) -> None:
    Area.objects.filter(pk="00322").update(name="Ia H'Drai", folded=" phuong ia hdrai")
    assert (
        found("H’Drai")
        == found("h'drai")
        == found("hdrai")
        == ["Phường Ia H'Drai, Thành phố Hà Nội"]
    )


def test_i_and_y_find_each_other(found) -> None:
    with_y, with_i = set(found("mỹ an", limit=50)), set(found("mĩ an", limit=50))
    assert with_y == with_i
    assert with_y


def test_groups_stand_behind_their_commune_and_name_it(found) -> None:
    assert found("tổ 7 tương mai") == [
        "Tổ dân phố số 7, Phường Tương Mai, Thành phố Hà Nội",
    ]
    assert found("tuong mai")[0] == TUONG_MAI
    assert found("to dan pho so 7") == [
        "Tổ dân phố số 7, Phường Cửa Nam, Thành phố Hà Nội",
        "Tổ dân phố số 7, Phường Tương Mai, Thành phố Hà Nội",
    ]


def test_within_level_and_limit(found) -> None:
    hanoi = Area.objects.get(pk="01")
    assert all("Hà Nội" in name for name in found("tan", within=hanoi))
    assert found("tuong mai", level=Level.GROUP) == [
        "Tổ dân phố số 7, Phường Tương Mai, Thành phố Hà Nội",
        "Tổ dân phố số 17, Phường Tương Mai, Thành phố Hà Nội",
    ]
    assert len(found("a", limit=3)) == 3


def test_only_what_is_reached_is_found(country: None, db: None) -> None:
    reach = Reach.of(["01.00322."])
    assert {hit.area.code for hit in find_areas(reach, "phuong", limit=50)} == {
        "00322",
        "00322.07",
        "00322.17",
    }
    assert find_areas(Reach.nothing(), "tuong mai") == []
    # Reaching one ward, "within" another gives nothing.
    assert find_areas(reach, "cua nam", within=Area.objects.get(pk="00082")) == []


def test_old_names_find_and_say_so(country: None, db: None, monkeypatch) -> None:
    group = Area.objects.get(pk="00322.07")
    monkeypatch.setenv("TUNGNGO_NOW", "2031-01-01T08:00:00+07:00")
    rename_group(actor=None, group=group, kind="khu_pho", name="Giáp Bát")
    assert find_areas(EVERYTHING, "tổ dân phố số 7 tương mai") == []
    old = find_areas(EVERYTHING, "tổ dân phố số 7", within=Area.objects.get(pk="00322"))
    assert old == [
        AreaFound(group, "Phường Tương Mai, Thành phố Hà Nội", formerly="Tổ dân phố số 7")
    ]
    new = find_areas(EVERYTHING, "giap bat")
    assert [(hit.area.full_name, hit.formerly) for hit in new][:1] == [("Khu phố Giáp Bát", "")]
    end_group(actor=None, group=Area.objects.get(pk=group.pk))
    assert group.code not in {hit.area.code for hit in find_areas(EVERYTHING, "giap bat")}


def test_a_search_is_two_queries_however_much_it_finds(country: None, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(find_areas(EVERYTHING, "tan", limit=20)) == 20
    assert len(queries) == 2


def test_a_name_given_and_changed_on_one_day_was_never_anybodys(
    country: None, db: None, monkeypatch
) -> None:
    monkeypatch.setenv("TUNGNGO_NOW", "2031-01-01T08:00:00+07:00")
    group = Area.objects.get(pk="00322.17")
    rename_group(actor=None, group=group, kind="khu_pho", name="Một")
    rename_group(actor=None, group=group, kind="khu_pho", name="Hai")
    assert [(past.name, past.until_on) for past in group.past_names.all()] == [
        ("số 17", date(2031, 1, 1))
    ]
