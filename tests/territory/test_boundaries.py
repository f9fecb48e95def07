"""Boundaries from map files: whose they are, what is refused, and neighbours that still meet."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.teams.people import area
from tungngo.accounts.models import JournalLine
from tungngo.cli import boundaries as command
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.actions.boundaries import clear_boundaries, keep_boundaries
from tungngo.territory.boundaries.files import MOST_BYTES, read_features
from tungngo.territory.boundaries.frames import framed
from tungngo.territory.boundaries.matching import Place, drawn_from, match
from tungngo.territory.boundaries.shapes import (
    GRID,
    TOLERANCE,
    Box,
    degrees_of,
    on_grid,
    shapes_of,
    simplified,
)
from tungngo.territory.models import Area, AreaBoundary, Kind, Level
from tungngo.territory.queries.boundaries import map_of, map_version, places_known

SHARED = Path(os.environ.get("TUNGNGO_SHARED") or Path(__file__).parents[3] / "shared")
REAL = SHARED / "data" / "boundaries"
real = pytest.mark.skipif(not REAL.is_dir(), reason=f"no map files in {REAL}")

#: Two wards side by side: they share the border at 105.86, with a bend in it.
WEST = [[105.84, 20.98], [105.86, 20.98], [105.861, 20.99], [105.86, 21.0], [105.84, 21.0]]
EAST = [[105.86, 20.98], [105.88, 20.98], [105.88, 21.0], [105.86, 21.0], [105.861, 20.99]]


def closed(ring: list[list[float]]) -> list[list[float]]:
    return [*ring, ring[0]]


def geojson(*features: tuple[dict[str, Any], list[list[float]]], **more: Any) -> bytes:
    listed = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [closed(ring)]},
        }
        for properties, ring in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed} | more).encode()


TWO = geojson(({"ma_xa": 322, "ten": "X"}, WEST), ({"ten_xa": "phuong cua nam"}, EAST))
#: The same two as TopoJSON: arc 0 is the border, going north.
TOPOLOGY = json.dumps(
    {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [105.84, 20.98]},
        "arcs": [
            [[20, 0], [1, 10], [-1, 10]],
            [[20, 20], [-20, 0], [0, -20], [20, 0]],
            [[20, 0], [20, 0], [0, 20], [-20, 0]],
        ],
        "objects": {
            "wards": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "00322", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "00082", "arcs": [[[2, ~0]]]},
                    {"type": "Point", "id": "x", "coordinates": [1, 1]},
                ],
            }
        },
    }
).encode()

PLACES = [
    Place("01", 1, "VN", "thanh_pho", "Hà Nội", "Thành phố Hà Nội"),
    Place("00322", 2, "01", "phuong", "Tương Mai", "Phường Tương Mai"),
    Place("00082", 2, "01", "phuong", "Cửa Nam", "Phường Cửa Nam"),
    Place("00322.07", 3, "00322", "to_dan_pho", "số 7", "Tổ dân phố số 7"),
    Place("00082.07", 3, "00082", "to_dan_pho", "số 7", "Tổ dân phố số 7"),
]


def test_topojson_is_what_geojson_is() -> None:
    """The arc that both share is read in both directions."""
    west, east = read_features(TOPOLOGY)
    assert [(one.id, len(one.rings)) for one in (west, east)] == [("00322", 1), ("00082", 1)]
    plain = read_features(TWO)
    for one, other in ((west, plain[0]), (east, plain[1])):
        points = {(round(x, 6), round(y, 6)) for x, y in one.rings[0]}
        assert points == set(other.rings[0])


METRES = [[587000.0, 2320000.0], [588000.0, 2320000.0], [588000.0, 2321000.0]]
OTHER = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04", "boundaries.not_json"),
        (b'{"type": "FeatureCollection"', "boundaries.not_json"),
        (b"[" * 100_000, "boundaries.not_json"),
        (b"[]", "boundaries.not_a_map"),
        (b'{"type": "Topology", "arcs": 3}', "boundaries.not_a_map"),
        (geojson(), "boundaries.empty"),
        (geojson(({}, [[105.8, "x"], [1, 2], [3, 4]])), "boundaries.broken"),
        (TOPOLOGY.replace(b"[[0, 1]]", b"[[0, 9]]"), "boundaries.broken"),
        (geojson(({}, METRES)), "boundaries.in_metres"),
        (geojson(({}, WEST), crs=OTHER), "boundaries.other_system"),
        (geojson(({}, [[y, x] for x, y in WEST])), "boundaries.swapped"),
        (geojson(({}, [[x - 100, y] for x, y in WEST])), "boundaries.elsewhere"),
        (geojson(({}, [[float("nan"), 21.0], *WEST])), "boundaries.in_metres"),
        (b" " * (MOST_BYTES + 1), "boundaries.too_large"),
    ],
)
def test_what_is_no_map_of_viet_nam_is_refused_out_loud(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_features(content)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_a_shape_is_found_by_code_without_its_zeros_else_by_name() -> None:
    found = match(read_features(TWO), PLACES)
    assert list(found.features) == ["00322", "00082"]
    assert found.renamed == [("00322", "Phường Tương Mai", "X")]


def test_a_name_counts_within_its_parent_only() -> None:
    by_name = read_features(geojson(({"TEN_TDP": "TDP số 07"}, WEST)))
    with pytest.raises(Refused) as refusal:
        match(by_name, PLACES)
    assert refusal.value.code == "boundaries.nothing_matched"
    assert list(match(by_name, PLACES, within="00082").features) == ["00082.07"]
    said = read_features(geojson(({"TEN_TDP": "Tổ 7", "ma_xa": "322"}, WEST)))
    assert "00322" in match(said, PLACES).features, "a code of its own comes before a name"
    asked = match(
        read_features(geojson(({"nhan": "to 7"}, EAST))), PLACES, name_in="nhan", within="00322"
    )
    assert list(asked.features) == ["00322.07"]


def test_running_numbers_are_not_taken_for_codes() -> None:
    wrong = [({"code": code, "name": name}, WEST) for code, name in (("322", "A"), ("82", "B"))]
    with pytest.raises(Refused) as refusal:
        match(read_features(geojson(*wrong)), PLACES)
    assert refusal.value.code == "boundaries.other_codes"


# ------------------------------------------------------------------------------------- simplifying


@given(st.integers(3, 12), st.integers(2, 5), st.randoms(use_true_random=False))
def test_neighbours_still_meet_and_nothing_moves_far(
    points: int, columns: int, chance: Any
) -> None:
    """A row of areas with ragged borders: each border is the same line in both of its areas, made of
    points it had, and never farther than the tolerance from any it lost."""
    borders = [
        [(column * 400 + chance.randint(-60, 60), row * 40) for row in range(points)]
        for column in range(columns + 1)
    ]
    areas = {str(n): [(*borders[n], *reversed(borders[n + 1]))] for n in range(columns)}
    thin = simplified(areas)
    for n in range(columns - 1):
        mine, its = set(thin[str(n)][0]), set(thin[str(n + 1)][0])
        border = set(borders[n + 1])
        assert mine & border == its & border
        assert {borders[n + 1][0], borders[n + 1][-1]} <= mine
    for code, (ring,) in areas.items():
        (kept,) = thin[code]
        assert set(kept) <= set(ring)
        assert max(_distance(point, kept) for point in ring) <= TOLERANCE


def _distance(point: tuple[int, int], ring: Any) -> float:
    x, y = point
    nearest = []
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        dx, dy = bx - ax, by - ay
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / ((dx * dx + dy * dy) or 1)))
        nearest.append(((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) ** 0.5)
    return min(nearest)


def test_an_enclave_fills_its_hole_exactly() -> None:
    hole = ((100, 100), (101, 150), (100, 200), (200, 200), (199, 150), (200, 100))
    around = ((0, 0), (300, 0), (300, 300), (0, 300))
    turned = (*hole[2:], *hole[:2])[::-1]
    thin = simplified({"ring": [around, hole], "inside": [turned]})
    assert set(thin["ring"][1]) == set(thin["inside"][0]) == {*hole} - {(101, 150), (199, 150)}


def test_an_island_of_a_few_metres_stays_on_the_map() -> None:
    """Hoàng Sa and Trường Sa are reefs of a few hundred metres on a map of the nation."""
    reef = [(112.0, 16.5), (112.004, 16.5), (112.004, 16.504), (112.0, 16.504)]
    assert shapes_of({"48": [reef]}, GRID[1])["48"].path.startswith("M")


def test_the_grid_can_be_turned_back() -> None:
    latitude, longitude = degrees_of(on_grid(105.8466, 20.9903, 1), 1)
    assert (round(latitude, 4), round(longitude, 4)) == (20.9903, 105.8466)


def test_what_lies_far_off_has_a_frame_of_its_own() -> None:
    boxes = {str(n): Box(n % 3 * 100, n // 3 * 100, 100, 100) for n in range(9)}
    assert framed(boxes | {"near": Box(400, 0, 50, 50)}) == (Box(0, 0, 450, 300), [])
    assert framed(boxes | {"far": Box(1200, 800, 90, 90)}) == (Box(0, 0, 300, 300), ["far"])


# ----------------------------------------------------------------------------------------- keeping


@pytest.fixture
def wards(db: None) -> list[Area]:
    nation = area("VN", Level.NATION, Kind.NATION, "Việt Nam", None)
    city = area("01", Level.PROVINCE, Kind.CITY, "Hà Nội", nation)
    ward = area("00322", Level.COMMUNE, Kind.WARD, "Tương Mai", city)
    other = area("00082", Level.COMMUNE, Kind.WARD, "Cửa Nam", city)
    Area.objects.filter(pk="00082").update(latitude=20.99, longitude=105.87)
    other.refresh_from_db()
    return [ward, other]


def load(tmp_path: Path, content: bytes, *more: str) -> None:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    file = tmp_path / "map.geojson"
    file.write_bytes(content)
    arguments = parser.parse_args(["boundaries", "load", str(file), *more])
    assert arguments.run(arguments) == 0


def test_loading_keeps_replaces_and_is_journaled(wards, tmp_path, capsys) -> None:
    everything = Reach.everything()
    points_only = map_version(everything, wards)
    load(tmp_path, TWO, "--preview")
    assert not AreaBoundary.objects.exists()
    assert "Phường Tương Mai ← X" in capsys.readouterr().out
    load(tmp_path, TOPOLOGY)
    first = map_version(everything, wards)
    assert first != points_only
    sheet = map_of(everything, wards)
    assert [one.code for one in sheet.areas if one.path] == ["00322", "00082"]
    (south, west), (north, east) = sheet.corners(sheet.shown)
    assert (round(south, 2), round(west, 2)) == (20.98, 105.84)
    assert (round(north, 2), round(east, 2)) == (21.0, 105.88)
    load(tmp_path, TOPOLOGY)
    assert map_version(everything, wards) == first, "the same file makes the same map"
    load(tmp_path, TOPOLOGY.replace(b"[1, 10]", b"[9, 10]").replace(b"[-1, 10]", b"[-9, 10]"))
    assert map_version(everything, wards) != first
    assert clear_boundaries(actor=None, area=wards[0]) == 1
    assert [bool(one.path) for one in map_of(everything, wards).areas] == [True]
    assert clear_boundaries(actor=None, area=wards[1]) == 1
    assert map_version(everything, wards) == points_only
    verbs = JournalLine.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["boundaries.loaded"] * 3 + ["boundaries.cleared"] * 2


@real
@pytest.mark.parametrize(
    ("name", "shapes"), [("hanoi-126.topo.json", 126), ("seed-places-fullres.geojson", 14)]
)
def test_files_as_the_world_has_them(name: str, shapes: int) -> None:
    features = read_features((REAL / name).read_bytes())
    places = [
        Place(one.id, 2, "01", "xa", str(one.properties["name"]), str(one.properties["name"]))
        for one in features
    ]
    found = match(features, places)
    assert not found.nobody
    drawn = drawn_from(found)
    assert len(drawn) == shapes
    assert sum(len(shape.path) for shape in drawn.values()) < 60_000
    # The name of a place lies inside it.
    assert all(
        shape.box.x < shape.at[0] < shape.box.x + shape.box.width for shape in drawn.values()
    )


def test_places_are_those_of_today(wards) -> None:
    assert {place.code for place in places_known(Reach.everything())} == {"01", "00322", "00082"}
    inside = places_known(Reach.everything(), within=wards[0])
    assert [place.code for place in inside] == ["00322"]


def test_a_shape_too_small_for_its_grid_is_left_out(wards) -> None:
    tiny = [[105.84, 20.98], [105.84001, 20.98], [105.84001, 20.98001]]
    found = match(
        read_features(geojson(({"code": "00322"}, tiny), ({"code": "00082"}, EAST))), PLACES
    )
    shapes = drawn_from(found)
    assert list(shapes) == ["00082"]
    assert keep_boundaries(actor=None, matched=found, shapes=shapes, digest="x") == {2: 1}
