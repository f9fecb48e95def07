import json
import os
import unicodedata
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.addresses import parse, street_book, walk_key, walk_order

STREETS = [
    "Đường Trương Định", "Phố Tân Mai", "Hoàng Mai", "Phố Vọng", "đ. Lĩnh Nam", "Lý Thường Kiệt",
    "Xã Đàn", "Đường Dương Văn Bé", "Phố Nguyễn Tri Phương", "Ngõ Gốc Đề", "Ngõ Trại Cá",
    "Đường số 7", "Phố 8/3", "Ngõ Chùa Hưng Ký", "Đường Láng",
]  # fmt: skip


def untoned(s: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFD", s.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(c)
    )  # fmt: skip


number = st.builds(
    lambda n, letter: f"{n}{letter}", st.integers(1, 900), st.sampled_from(["", "", "", "A", "b"])
)
alleys = st.builds(
    lambda ngo, ngach, hem, style: {
        "none": "",
        "ngo": f"Ngõ {ngo}",
        "slash": f"ngách {ngo}/{ngach}",
        "apart": f"Ngách {ngach} Ngõ {ngo}",
        "twice": f"Ngách {ngo}/{ngach} ngõ {ngo}",
        "deep": f"hẻm {hem} ngách {ngach} ngõ {ngo}",
        "deep slash": f"Hẻm {ngo}/{ngach}/{hem}",
    }[style],
    number,
    number,
    number,
    st.sampled_from(["none", "ngo", "slash", "apart", "twice", "deep", "deep slash"]),
)
houses = st.one_of(
    st.just(""),
    st.builds("{}{}".format, st.sampled_from(["", "Số ", "SN ", "số nhà "]), number),
    st.builds("P.{} CT{}".format, st.integers(101, 3515), st.integers(1, 9)),
)
areas = st.sampled_from(
    ["", ", P. Tương Mai, Hà Nội", " Phường Tương Mai TP. Hà Nội", ", tổ 14, Quận Hoàng Mai"]
)
lanes = st.builds("{} {}".format, alleys, st.sampled_from(STREETS))
written = st.builds("{} {}{}".format, houses, lanes, areas)
village = st.builds(
    "{} {}{}".format,
    st.sampled_from(["", "Số 5,", "12/3"]),
    st.sampled_from(["thôn 3", "Bản Nà Lốc", "buôn Ea Tul", "Làng Kép 2", "tổ 14, thôn Đông"]),
    st.sampled_from(["", ", xã Hát Môn", " xã Mường Lạn, tỉnh Sơn La"]),
)
PIECES = (
    "Số số 12 12A 12/3 281/58 P.1203 P. CT2 Ngõ ngách Hẻm Đường phố đ. Tổ thôn xã TP. , - ( ) /"
    " Trương Định Kiệt tòa A tầng căn hộ KĐT tháng 4 bis gần + Khu Xã Đàn"
)
fragments = st.lists(st.sampled_from(PIECES.split(" ")), max_size=9).map(" ".join)
anything = st.one_of(st.text(max_size=60), fragments, written, village)


@pytest.mark.parametrize(
    ("text", "lane_key", "house"),
    [
        ("Số 12A Ngách 281/58 Ngõ 281 Đường Trương Định", "truong dinh/281/58", "12A"),
        ("12a ngách 58 ngõ 281 Trương Định", "truong dinh/281/58", "12A"),
        ("281/58/12A Trương Định", "truong dinh/281/58", "12A"),
        ("Số 281/58/12A Ngách 281/58 Trương Định", "truong dinh/281/58", "12A"),
        ("Số 12, ngõ 281, ngách 58, Trương Định", "truong dinh/281/58", "12"),
        ("SN12 ng.281/58 đ.Truong Dinh P Tuong Mai", "truong dinh/281/58", "12"),
        ("S.12 N.281/58 đg Trương Định", "truong dinh/281/58", "12"),
        ("Số12 Ngõ281 Trương Định", "truong dinh/281", "12"),
        ("12/34/5 Tân Mai", "tan mai/12/34", "5"),
        ("Số 5 ngách 34 ngõ 12 phố Tân Mai", "tan mai/12/34", "5"),
        ("Hẻm 281/58/8D", "/281/58/8d", ""),
        ("Hẻm 8D Ngách 281/58 Trương Định", "truong dinh/281/58/8d", ""),
        ("Hẻm 58/8D Ngõ 281 Trương Định", "truong dinh/281/58/8d", ""),
        ("Ngách 35 Ngõ 35 Phố Nguyễn An Ninh", "nguyen an ninh/35/35", ""),
        ("Ngõ 48", "/48", ""),
        ("Ngõ 091 Hoàng Mai", "hoang mai/91", ""),
        ("Ngõ 91+93 Đường Hoàng Mai", "hoang mai/91-93", ""),
        ("Ngõ 35-37 Phố Đại La", "dai la/35-37", ""),
        ("Ngõ Gốc Đề", "ngo:goc de", ""),
        ("Số 3 Hẻm 28 Ngách 15 Ngõ Gốc Đề", "ngo:goc de/15/28", "3"),
        ("Hẻm 15/28 Ngo Goc De", "ngo:goc de/15/28", ""),
        ("Ngách 5 Gốc Đề", "ngo:goc de/5", ""),
        ("12-14 Tân Mai", "tan mai", "12-14"),
        ("12 – 14 Tân Mai", "tan mai", "12-14"),
        ("12 bis Tân Mai", "tan mai", "12 bis"),
        ("12 B Tân Mai", "tan mai", "12B"),
        ("Số 5 hẻm 34 hẻm 12 Lê Lợi", "le loi/12/34", "5"),
        ("Hẻm 12/34 Lê Lợi, P.5, Q.3, TP.HCM", "le loi/12/34", ""),
        ("K12/H5/3 Lê Lợi", "le loi/12/5", "3"),
        ("Kiệt 12 Lê Lợi", "le loi/12", ""),
        ("5 Lý Thường Kiệt", "ly thuong kiet", "5"),
        ("12 Xã Đàn", "xa dan", "12"),
        ("12 Đội Cấn, Hà Nội", "doi can", "12"),
        ("12 ngo quyen", "ngo quyen", "12"),
        ("5 Đường 30/4", "duong 30-4", "5"),
        ("5 đường 30 tháng 4", "duong 30-4", "5"),
        ("Số 3 đường số 7", "duong 7", "3"),
        ("12 phố 8/3", "duong 8-3", "12"),
        ("12 QL1A", "quoc lo 1a", "12"),
        ("Ngõ 12 P. Vọng", "vong/12", ""),
        ("12 Trương Định Hà Nội", "truong dinh", "12"),
        ("Xa lộ Hà Nội", "ha noi", ""),
        ("Số 12 tổ 14 Tân Mai", "tan mai", "12"),
        ("Số 2 thôn Đông", "thon:dong", "2"),
        ("Số 123/4 ấp 3 xã Tân Thành", "thon:3", "123/4"),
        ("Tổ 14, thôn 3 xã Hát Môn", "thon:3/to:14", ""),
        ("tổ dân phố số 14", "to:14", ""),
        ("TDP14", "to:14", ""),
        ("Ngõ 2 thôn Đông", "thon:dong/2", ""),
        ("Xóm 5, thôn Đông", "thon:dong/xom:5", ""),
        ("Làng Kép 2, xã Ia Mơ Nông", "thon:kep 2", ""),
        ("bản Nà Lốc, xã Mường Lạn, tỉnh Sơn La", "thon:na loc", ""),
        ("Nà Lốc 2", "na loc 2", ""),
        ("Phường Tương Mai", "", ""),
        ("Số, Ngõ 12 Tân Mai", "tan mai/12", ""),
        ("Tầng 4, số 5 Tân Mai", "tan mai", "Tầng 4 Số 5"),
        ("", "", ""),
    ],
)
def test_lane_and_door(text, lane_key, house):
    address = parse(text)
    assert (address.lane_key, address.house) == (lane_key, house)
    assert "/".join(address.lane) == address.lane_key


@pytest.mark.parametrize(
    ("text", "root", "block", "floor", "flat"),
    [
        ("P.1203 CT2 KĐT Đền Lừ I", "kdt:den lu 1", "CT2", 12, "1203"),
        ("CT2-1203 KDT Den Lu 1", "kdt:den lu 1", "CT2", 12, "1203"),
        ("Phòng 305 nhà A5 tập thể Giáp Bát", "ktt:giap bat", "A5", 3, "305"),
        ("A5-305 KTT Giáp Bát", "ktt:giap bat", "A5", 3, "305"),
        ("Căn hộ 12-03 tòa CT2A", "", "CT2A", 12, "12-03"),
        ("căn hộ 12A03 toà CT2A", "", "CT2A", 13, "12A03"),
        ("P.5 tầng 12 tòa B, số 8 Tam Trinh", "tam trinh", "B", 12, "5"),
        ("1203 tòa CT2A chung cư Hoàng Huy", "cc:hoang huy", "CT2A", 12, "1203"),
    ],
)
def test_flats(text, root, block, floor, flat):
    address = parse(text)
    assert address.lane_key == root
    assert (address.block, address.floor, address.flat) == (block, floor, flat)


def test_names_for_people():
    for text, name in [
        ("ngách 58 ngõ 281 đường trương định", "Ngách 281/58 Đường Trương Định"),
        ("Hẻm 28 Ngách 15 Ngõ Gốc Đề", "Hẻm 15/28 Ngõ Gốc Đề"),
        ("NGÕ 281 ĐƯỜNG TRƯƠNG ĐỊNH", "Ngõ 281 Đường Trương Định"),
        ("Hẻm 12 Lê Lợi", "Hẻm 12 Lê Lợi"),
        ("K12/3 Lê Lợi", "Kiệt 12 Lê Lợi"),
        ("tổ 14 thôn 3", "Tổ 14 Thôn 3"),
    ]:
        assert parse(text).lane_name == name
    assert str(parse("12a ngo 281 Truong Dinh")) == "Số 12A, Ngõ 281 Truong Dinh"


def test_what_is_no_lane_is_kept():
    address = parse("Không số, Ngõ 12 Trương Định (gần chợ), tổ 14, P. Tương Mai, TP. Hà Nội")
    assert address.area == "Tổ 14, P. Tương Mai, TP. Hà Nội"
    assert address.rest == "Không số, (gần chợ)"
    assert parse("Số 5 Ngõ 12 Trương Định số 7").rest == "số 7"


def test_sides():
    assert [(parse(t).number, parse(t).side) for t in ("12A Tân Mai", "7 Tân Mai", "Tân Mai")] == [
        (12, "even"), (7, "odd"), (None, None),
    ]  # fmt: skip


def test_a_book_of_streets_settles_untyped_names():
    book = street_book(
        [
            "Ngõ Gốc Đề",
            "Số 3 Ngõ 281 Đường Trương Định",
            "truong dinh",
            "Phố Tân Mai",
            "Đền Lừ 1",
            "Đường Giáp Bát",
            "Ngõ Giáp Bát",
            "KĐT Vĩnh Hoàng",
        ]
    )
    assert parse("12 goc de", streets=book).lane_name == "Ngõ Gốc Đề"
    assert parse("ngo 5 truong dinh", streets=book).lane_name == "Ngõ 5 Đường Trương Định"
    near = parse("12 Trương Định Tương Mai Hà Nội", streets=book)
    assert (near.lane_key, near.area) == ("truong dinh", "Tương Mai Hà Nội")
    assert parse("Giáp Bát", streets=book).lane_key == "giap bat"
    assert parse("Ngách 5 Giáp Bát", streets=book).lane_key == "giap bat/5"
    assert parse("Ngõ Giáp Bát", streets=book).lane_key == "ngo:giap bat"
    assert parse("Trương Định 12", streets=book).house == "12"
    assert parse("Vinh Hoang", streets=book).lane_name == "KĐT Vĩnh Hoàng"


def test_doors_along_a_lane():
    doors = ["9", "12", "12-14", "12 bis", "12A", "12B", "12/3", "12/10", "14", "100", "1000"]
    keys = [parse(f"Số {door} thôn Đông").house_key for door in doors]
    assert all(a < b for a, b in pairwise(keys))
    flats = ["P.201 CT2", "P.202 CT2", "P.301 CT2", "P.1201 CT2", "P.101 CT10"]
    keys = [keys[-1]] + [parse(f"{flat} KĐT Đền Lừ").house_key for flat in flats]
    assert all(a < b for a, b in pairwise(keys))
    assert parse("Số 07 thôn Đông").house_key == parse("7 thôn Đông").house_key


def test_a_street_is_walked_up_the_odd_side_and_down_the_even_side():
    walk = [
        "Phố Tân Mai", "1 Tân Mai", "3 Tân Mai", "Số 2 Ngõ 3 Tân Mai", "3A Phố Tân Mai",
        "11 Tân Mai", "101 Tân Mai", "100 Tân Mai", "12A Tân Mai", "12 Tân Mai",
        "Ngõ 12 Tân Mai", "1 ngõ 12 Tân Mai", "Số 2 Ngõ 12 Tân Mai", "12/3 Tân Mai",
        "12/34 Tân Mai", "Số 1 Ngách 12/34 Tân Mai", "12/34/5 Tân Mai", "12/35 Tân Mai",
        "2 Tân Mai", "P.1203 CT2 Tân Mai", "P.1204 CT2 Tân Mai", "P.201 CT2 Tân Mai",
        "1 Phố Vọng",
    ]  # fmt: skip
    addresses = [parse(t) for t in walk]
    assert walk_order(addresses[::-1]) == list(range(len(walk)))[::-1]
    assert all(walk_key(a) < walk_key(b) for a, b in pairwise(addresses))


def test_villages_are_walked_by_number():
    walk = ["Thôn 2", "1 thôn 3", "2 thôn 3", "10 thôn 3", "1 tổ 2 thôn 3", "1 tổ 10 thôn 3"]
    walk += ["1 thôn 10"]
    keys = [walk_key(parse(t)) for t in walk]
    assert keys == sorted(set(keys))


@given(anything)
def test_nothing_makes_it_fail_and_nothing_is_unstorable(text):
    address = parse(text)
    assert walk_key(address).isprintable() or "\t" in walk_key(address)
    assert parse(unicodedata.normalize("NFD", text)) == parse(unicodedata.normalize("NFC", text))
    assert all("/" not in part for part in address.lane)


@given(st.one_of(written, village))
def test_the_canonical_spelling_means_the_same(text):
    once = parse(text)
    again = parse(str(once))
    assert (again.lane_key, again.house_key, again.house) == (
        once.lane_key, once.house_key, once.house,
    )  # fmt: skip
    assert walk_key(again) == walk_key(once)
    assert str(again) == str(once)
    assert not once.rest


@given(written)
def test_typing_without_marks_gives_the_same_lane_and_door(text):
    toned, plain = parse(text), parse(untoned(text).lower())
    assert (plain.lane_key, plain.house_key) == (toned.lane_key, toned.house_key)


@given(number, number, number, st.sampled_from(["Đường Trương Định", "Tân Mai", "Ngõ Gốc Đề"]))
def test_all_spellings_of_a_lane_meet(ngo, ngach, house, street):
    spellings = [
        f"{ngo}/{ngach}/{house} {street}",
        f"Số {house} Ngách {ngo}/{ngach} {street}",
        f"Số {house}, ngách {ngach}, ngõ {ngo}, {street}",
        f"{house} ngõ {ngo} ngách {ngach} {street}",
        f"{house} ngách {ngo}/{ngach} ngõ {ngo} {street}",
        f"Số {ngo}/{ngach}/{house} ngách {ngo}/{ngach} {street}",
    ]
    assert len({(parse(s).lane_key, parse(s).house_key) for s in spellings}) == 1


@given(st.lists(st.one_of(written, village), min_size=2, max_size=12))
def test_walking_keeps_every_lane_together(texts):
    addresses = [parse(t) for t in texts]
    order = [addresses[i] for i in walk_order(addresses)]
    assert sorted(walk_key(a).encode() for a in order) == [walk_key(a).encode() for a in order]
    streets = [a.lane[:1] for a in order]
    assert len({*streets}) == 1 + sum(a != b for a, b in pairwise(streets))


def shared_street_names() -> list[str]:
    root = Path(os.environ.get("TUNGNGO_SHARED", Path(__file__).parents[3] / "shared"))
    path = root / "data" / "osm" / "tuong-mai-streets.geojson"
    if not path.exists():
        pytest.skip(f"the street names of Phường Tương Mai are not here ({path})")
    names: set[str] = set()
    for feature in json.loads(path.read_text())["features"]:
        name = feature["properties"].get("name") or []
        names.update(name if isinstance(name, list) else [name])
    return sorted(names)


SAME_LANE = [
    {"Ngách 281/75 Đường Trương Định", "Ngách 75 Ngõ 281 Đường Trương Định"},
    {"Ngách 299/15 Đường Hoàng Mai", "Ngách 15 Ngõ 299 Hoàng Mai"},
    {"Ngách 259/5 Phố Vọng", "Ngách 5 Ngõ 259 Phố Vọng"},
    {"Ngách 197/32 Hoàng Mai", "Ngách 197/32 Đường Hoàng Mai"},
    {"Ngõ 151 Phố Nguyễn Đức Cảnh", "Ngõ 151 Đường Nguyễn Đức Cảnh"},
    {"Ngõ 104 Phố Nguyễn An Ninh", "Ngõ 104 Nguyễn An NInh"},
    {"Hẻm 207/51 Trương Định", "Ngách 207/51 Trương Định"},
]


def test_the_streets_of_a_real_ward():
    names = [n for n in shared_street_names() if not n.startswith(("Cầu", "Hồ"))]
    assert len(names) > 390
    lanes = defaultdict(set)
    for name in names:
        address = parse(name)
        lanes[address.lane_key].add(name)
        assert not address.rest, name
        plain = parse(untoned(name))
        assert plain.lane_key == address.lane_key, name
        assert parse(str(address)).lane_key == address.lane_key, name
        if name.startswith(("Ngõ", "Ngách", "Hẻm")):
            street, *numbers = address.lane
            digits = any(c.isdigit() for c in name)
            assert bool(numbers) == digits, name
            assert street or name == "Ngõ 48", name
            assert not address.house, name
            assert not address.area, name
            depth = len(numbers) + street.startswith("ngo:")
            least = {"Ngõ": 1, "Ngách": 2, "Hẻm": 2 + (name != "Hẻm 207/51 Trương Định")}
            assert depth >= least[name.split()[0]], name
    for pair in SAME_LANE:
        assert pair <= lanes[parse(min(pair)).lane_key]
    for meeting in (v for v in lanes.values() if len(v) > 1):
        # What meets differs in the type word, in its depth's spelling or in capitals only.
        numbers = [sorted("".join(c if c.isdigit() else " " for c in n).split()) for n in meeting]
        assert len({tuple(dict.fromkeys(n)) for n in numbers}) == 1, meeting
    assert parse("Ngõ Giáp Bát").lane != parse("Đường Giáp Bát").lane
    assert sum(len(v) > 1 for v in lanes.values()) >= 20
    book = street_book(names)
    assert book["truong dinh"] == "Đường Trương Định"
    assert book["ngo:goc de"] == "Ngõ Gốc Đề"
