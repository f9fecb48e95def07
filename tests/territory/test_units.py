"""National lists: read as they come, compared by code, applied without losing an old name."""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from tungngo.accounts.models import JournalLine
from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import open_book
from tungngo.territory import units_source
from tungngo.territory.actions import add_group, install_units, load_units
from tungngo.territory.models import Area, AreaName, AreaSuccession, Kind, Level
from tungngo.territory.naming import name_on
from tungngo.territory.queries import find_areas, known_units, unit_differences
from tungngo.territory.unit_lists import Differences, UnitList, read_units

SHARED = Path(os.environ.get("TUNGNGO_SHARED") or Path(__file__).resolve().parents[3] / "shared")
EVERYTHING = Reach.everything()
LATER = date(2026, 4, 30)
HEADING = "level,code,parent_code,name,full_name\n"
LANDS = (
    "province,01,,Hà Nội,Thành phố Hà Nội\n"
    "province,75,,Đồng Nai,Tỉnh Đồng Nai\n"
    "commune,00322,01,Tương Mai,Phường Tương Mai\n"
    "commune,09772,01,Hát Môn,Xã Hát Môn\n"
    "commune,25217,75,Lộc Thành,Xã Lộc Thành\n"
)


def listed(body: str, heading: str = HEADING) -> UnitList:
    return read_units(open_book((heading + body).encode(), "units.csv"))


@pytest.fixture
def lands(db: None) -> None:
    """Two provinces and three communes, as a list of 2025-07-01 has them."""
    Area.objects.create(
        code="VN", level=0, path="", kind="nation", name="Việt Nam", valid_from_on=date(2025, 7, 1)
    )
    load_units(actor=None, listed=listed(LANDS).units, as_of=date(2025, 7, 1))


def load(body: str, as_of: date = LATER) -> Differences:
    return load_units(actor=None, listed=listed(body).units, as_of=as_of)


# ------------------------------------------------------------------------------- what is shipped


def test_the_shipped_table_is_whole_and_clean() -> None:
    with units_source.TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    provinces = {line["code"] for line in lines if line["parent"] == "VN"}
    communes = [line for line in lines if line["parent"] != "VN"]
    assert (len(provinces), len(communes)) == (34, 3321)
    assert len({line["code"] for line in lines}) == len(lines)
    assert all(len(code) == 2 for code in provinces)
    assert all(len(line["code"]) == 5 and line["parent"] in provinces for line in communes)
    kinds = [line["kind"] for line in communes]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "xa": 2621,
        "phuong": 687,
        "dac_khu": 13,
    }
    assert all(
        text.is_nfc(line["name"]) and text.nfc(line["name"]) == line["name"] for line in lines
    )
    # Every point lies in or off Vietnam.
    assert all(7 < float(line["latitude"]) < 24 for line in lines)
    assert all(102 < float(line["longitude"]) < 115 for line in lines)
    assert units_source.TABLE.with_suffix(".LICENSE").read_text().startswith("MIT License")


def test_installing_twice_changes_nothing(db: None) -> None:
    assert install_units(actor=None) == 3356
    assert JournalLine.objects.get().verb == "units.installed"
    Area.objects.filter(pk="00322").update(name="Tên mới")
    assert install_units(actor=None) == 0
    assert Area.objects.get(pk="00322").name == "Tên mới"
    assert Area.objects.get(pk="00082").path == "01.00082."
    assert Area.objects.get(pk="VN").path == ""
    assert JournalLine.objects.count() == 1


# ------------------------------------------------------------------------------- reading a list


def test_reads_headings_below_a_motto_and_in_vietnamese() -> None:
    found = listed(
        "01,Hà Nội,Thành phố,\n00322,Tương Mai,Phường,01\n",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM,,,\n,,,\nMã,Tên,Cấp,Mã TP\n",
    )
    assert [(u.code, u.full_name, u.row) for u in found.units] == [
        ("01", "Thành phố Hà Nội", 4),
        ("00322", "Phường Tương Mai", 5),
    ]


def test_reads_the_type_from_its_own_column() -> None:
    found = listed(
        "01,Hà Nội,Thành phố,\n00322,Tương Mai,Phường,01\n", "Mã,Tên,Loại,Mã tỉnh\n"
    ).units
    assert [(u.code, u.kind, u.name, u.parent, u.level) for u in found] == [
        ("01", Kind.CITY, "Hà Nội", "VN", Level.PROVINCE),
        ("00322", Kind.WARD, "Tương Mai", "01", Level.COMMUNE),
    ]


def test_a_name_that_begins_like_a_type_keeps_its_own_word() -> None:
    found = listed("p,01,,Hà Nội,Thành phố Hà Nội\nc,00001,01,Xã Đàn,Phường Xã Đàn\n").units
    assert (found[1].kind, found[1].name) == (Kind.WARD, "Xã Đàn")


def test_lost_leading_zeros_are_restored_and_said() -> None:
    found = listed("p,1,,Hà Nội,Thành phố Hà Nội\nc,322,1,Tương Mai,Phường Tương Mai\n")
    assert [(u.code, u.parent) for u in found.units] == [("01", "VN"), ("00322", "01")]
    assert found.restored == [(2, "01"), (3, "00322")]


@pytest.mark.parametrize(
    ("body", "heading", "code", "said"),
    [
        ("Tương Mai,Hà Nội\n", "Phường,Thành phố\n", "units.columns_missing", "code"),
        ("c,00322x,01,Tương Mai,Phường Tương Mai\n", HEADING, "units.code_unreadable", "00322x"),
        ("c,003220,01,Tương Mai,Phường Tương Mai\n", HEADING, "units.code_unreadable", "B2"),
        (
            "c,00322,01,Tương Mai,Phường Tương Mai\nc,322,01,Hát Môn,Xã Hát Môn\n",
            HEADING,
            "units.code_twice",
            "Rows 2 and 3",
        ),
        ("c,00322,01,Tương Mai,Tương Mai\n", HEADING, "units.kind_unknown", "Tương Mai"),
        ("c,00322,01,,\n", HEADING, "units.name_empty", "Row 2"),
        (
            "p,01,,Hà Nội,Thành phố Hà Nội\nc,00322,79,Tương Mai,Phường Tương Mai\n",
            HEADING,
            "units.parent_unknown",
            "79",
        ),
    ],
)
def test_refuses_with_code_and_place(body: str, heading: str, code: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        listed(body, heading)
    assert refused.value.code == code
    with translation.override("en"):
        assert said in f"{refused.value} {refused.value.place}"


# ------------------------------------------------------------------------------- comparing


def test_nothing_differs_from_itself(lands: None) -> None:
    found = unit_differences(EVERYTHING, listed(LANDS).units)
    assert found.is_empty
    assert found.same == 5


def test_renamed_retyped_moved_new_ended_are_told_apart(lands: None) -> None:
    found = unit_differences(
        EVERYTHING,
        listed(
            "province,01,,Hà Nội,Thành phố Hà Nội\n"
            "province,75,,Đồng Nai,Thành phố Đồng Nai\n"
            "commune,00322,75,Tương Mai,Phường Tương Mai\n"
            "commune,09772,01,Hát Môn Mới,Phường Hát Môn Mới\n"
            "commune,00999,01,Mới,Phường Mới\n"
        ).units,
    )
    assert [(was.name, unit.name) for was, unit in found.renamed] == [("Hát Môn", "Hát Môn Mới")]
    assert [unit.code for _was, unit in found.retyped] == ["75", "09772"]
    assert [(was.parent, unit.parent) for was, unit in found.moved] == [("01", "75")]
    assert [unit.code for unit in found.new] == ["00999"]
    assert [unit.code for unit in found.ended] == ["25217"]
    assert found.same == 1


def test_another_tone_placement_is_no_other_name(lands: None) -> None:
    load(LANDS.replace("Hát Môn", "Khánh Hòa"), date(2025, 8, 1))
    found = unit_differences(EVERYTHING, listed(LANDS.replace("Hát Môn", "Khánh Hoà")).units)
    assert [(was.name, unit.name) for was, unit in found.respelt] == [("Khánh Hòa", "Khánh Hoà")]
    assert not found.renamed


def test_the_list_of_one_province_ends_nothing_elsewhere(lands: None) -> None:
    Area.objects.bulk_create(
        Area(
            code=code,
            parent_id="VN",
            level=1,
            path=f"{code}.",
            kind="tinh",
            name=code,
            valid_from_on=date(2025, 7, 1),
        )
        for code in ("02", "04", "06")
    )
    found = unit_differences(
        EVERYTHING,
        listed("p,01,,Hà Nội,Thành phố Hà Nội\nc,00322,01,Tương Mai,Phường Tương Mai\n").units,
    )
    assert [unit.code for unit in found.ended] == ["09772"]


def test_a_commune_under_a_province_that_nobody_knows_is_refused(lands: None) -> None:
    with pytest.raises(Refused) as refused:
        unit_differences(EVERYTHING, listed("c,00999,99,Mới,Phường Mới\n").units)
    assert refused.value.code == "units.parent_unknown"


# ------------------------------------------------------------------------------- applying


def test_xa_becomes_phuong_and_the_old_name_holds_until_its_day(lands: None) -> None:
    load(
        LANDS.replace("Xã Hát Môn", "Phường Hát Môn").replace("Tỉnh Đồng Nai", "Thành phố Đồng Nai")
    )
    area = Area.objects.get(pk="09772")
    assert area.full_name == "Phường Hát Môn"
    assert name_on(area, date(2026, 4, 29)) == "Xã Hát Môn"
    assert name_on(area, LATER) == "Phường Hát Môn"
    assert area.path == "01.09772."
    assert name_on(Area.objects.get(pk="75"), date(2026, 1, 1)) == "Tỉnh Đồng Nai"
    # What lies below is found under the province's new type at once.
    assert "thanh pho dong nai" in Area.objects.get(pk="25217").folded
    line = JournalLine.objects.filter(verb="units.loaded").latest("done_at")
    assert (line.details["retyped"], line.details["as_of"]) == (2, "2026-04-30")


def test_three_names_resolve_by_their_days(lands: None) -> None:
    load(LANDS.replace("Hát Môn", "Phúc Thọ"), date(2026, 1, 1))
    load(LANDS.replace("Hát Môn", "Phúc Lộc"), date(2026, 3, 1))
    area = Area.objects.get(pk="09772")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [name_on(area, day) for day in days] == [
        "Xã Hát Môn",
        "Xã Phúc Thọ",
        "Xã Phúc Thọ",
        "Xã Phúc Lộc",
    ]


def test_applying_the_same_list_twice_changes_nothing(lands: None) -> None:
    changed = LANDS.replace("Xã Hát Môn", "Phường Hát Môn")
    load(changed)
    names, lines = AreaName.objects.count(), JournalLine.objects.count()
    assert load(changed).is_empty
    assert (AreaName.objects.count(), JournalLine.objects.count()) == (names, lines)


def test_an_older_list_is_refused_after_a_newer_one(lands: None) -> None:
    load(LANDS.replace("Xã Hát Môn", "Phường Hát Môn"))
    with pytest.raises(Refused) as refused:
        load(LANDS, date(2026, 4, 29))
    assert refused.value.code == "units.older_than_known"
    assert "30/04/2026" in str(refused.value)


def test_ended_units_stay_and_say_into_what_they_went(lands: None) -> None:
    heading = "level,code,parent_code,name,full_name,successors\n"
    body = (
        LANDS.replace("commune,09772,01,Hát Môn,Xã Hát Môn\n", "").replace("\n", ",\n")
        + "commune,09999,01,Phúc Thọ,Xã Phúc Thọ,\n"
    )
    units = listed(body, heading).units
    found = load_units(actor=None, listed=units, as_of=LATER)
    assert [unit.code for unit in found.ended] == ["09772"]
    ended = Area.objects.get(pk="09772")
    assert ended.valid_to_on == LATER
    assert not find_areas(EVERYTHING, "hat mon")
    assert known_units(EVERYTHING)["09772"].is_ended


def test_successions_are_taken_from_their_column_once(lands: None) -> None:
    heading = "level,code,parent_code,name,full_name,predecessors\n"
    body = LANDS.replace("Phường Tương Mai\n", "Phường Tương Mai,09772\n").replace(
        "commune,09772,01,Hát Môn,Xã Hát Môn\n", ""
    )
    units = listed(body, heading).units
    load_units(actor=None, listed=units, as_of=LATER)
    assert load_units(actor=None, listed=units, as_of=LATER).is_empty
    succession = AreaSuccession.objects.get()
    assert (succession.predecessor_id, succession.successor_id) == ("09772", "00322")
    assert succession.happened_on == LATER


def test_a_unit_that_only_got_another_code_is_followed(lands: None) -> None:
    found = load(LANDS.replace("09772", "09775"))
    assert found.successions == [("09772", "09775")]


def test_a_moved_commune_takes_its_groups_along(lands: None) -> None:
    group = add_group(actor=None, commune=Area.objects.get(pk="09772"), kind="thon", name="3")
    load(LANDS.replace("commune,09772,01", "commune,09772,75"))
    group.refresh_from_db()
    assert group.path == "75.09772.03."
    assert "dong nai" in group.folded
    assert Area.objects.get(pk="09772").parent_id == "75"
    line = JournalLine.objects.filter(verb="units.loaded").latest("done_at")
    assert line.details["moved"] == [["01.09772.", "75.09772."]]


def test_a_code_listed_again_lives_again(lands: None) -> None:
    load(LANDS.replace("commune,09772,01,Hát Môn,Xã Hát Môn\n", ""), date(2026, 1, 1))
    assert Area.objects.get(pk="09772").valid_to_on == date(2026, 1, 1)
    found = load(LANDS)
    assert [unit.code for unit in found.new] == ["09772"]
    assert Area.objects.get(pk="09772").valid_to_on is None


def test_the_real_list_differs_sanely_from_the_shipped_table(db: None) -> None:
    path = SHARED / "data" / "admin-units" / "units-2025-07-29.csv"
    if not path.exists():
        pytest.skip("the shared data folder is not here (set TUNGNGO_SHARED)")
    install_units(actor=None)
    units = read_units(open_book(path))
    assert len(units.units) == 34 + 3321
    assert not units.restored
    found = load_units(actor=None, listed=units.units, as_of=date(2025, 7, 29))
    assert found.retyped == found.moved == []
    assert [(was.name, unit.name) for was, unit in found.renamed] == [("Phố Bảng", "Phó Bảng")]
    assert [u.full_name for u in found.new] == [u.full_name for u in found.ended] == ["Xã Ba Chẽ"]
    assert found.same == 3353
    assert unit_differences(EVERYTHING, units.units).is_empty
    hit = find_areas(EVERYTHING, "phố bảng")[0]
    assert (hit.area.full_name, hit.formerly) == ("Xã Phó Bảng", "Xã Phố Bảng")


def test_reads_the_same_list_from_xlsx_with_codes_as_numbers() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(HEADING + LANDS)):
        workbook.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    target = io.BytesIO()
    workbook.save(target)
    found = read_units(open_book(target.getvalue(), "units.xlsx"))
    assert [unit.code for unit in found.units] == ["01", "75", "00322", "09772", "25217"]
    assert [row for row, _code in found.restored] == [2, 4, 5]
