"""GeoJSON (RFC 7946) and TopoJSON (its specification 1.0): bytes in, features with their rings out.

Rings that cross themselves are taken: they are only ever filled. What is no map, or lies in another
system of coordinates, is refused with a stable code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import Refused, worded

Point = tuple[float, float]
Ring = list[Point]

MOST_BYTES = 40 * 2**20
#: Degrees within which Việt Nam lies, Hoàng Sa and Trường Sa included, with room around.
LONGITUDES = (101.0, 119.0)
LATITUDES = (5.0, 25.0)
#: How names of the world's own system of degrees end (WGS 84, longitude first).
_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")

REFUSALS = {
    "boundaries.too_large": _(
        "The file is larger than %(limit_mb)s MB. Simplify it, or load it province by province."
    ),
    "boundaries.not_json": _(
        "This is no GeoJSON or TopoJSON. Shapefile, KML and others can be turned into GeoJSON"
        " with QGIS or ogr2ogr."
    ),
    "boundaries.not_a_map": _("This JSON holds no shapes: neither GeoJSON nor TopoJSON."),
    "boundaries.empty": _("There is no area in this file: only areas (polygons) can be used."),
    "boundaries.broken": _("Shape %(place)s of the file is broken: its points cannot be read."),
    "boundaries.other_system": _(
        "The file says its coordinates are in %(system)s. Turn them into WGS 84 (EPSG:4326) first."
    ),
    "boundaries.in_metres": _(
        "The coordinates are metres (VN-2000 or another plane), not degrees:"
        " turn them into WGS 84 (EPSG:4326) first."
    ),
    "boundaries.swapped": _(
        "Latitude and longitude are swapped in this file: the longitude must come first."
    ),
    "boundaries.elsewhere": _("What is drawn in this file does not lie in Việt Nam."),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a map file: what it says of itself, and its rings in degrees (longitude, latitude).

    Holes are rings like others: shapes are filled by the even-odd rule.
    """

    id: str
    properties: Mapping[str, Any]
    rings: list[Ring]


def read_features(content: bytes) -> list[Feature]:
    """The areas of a GeoJSON or TopoJSON file; points and lines in it are passed over.

    Raises Refused with a code of REFUSALS.
    """
    with worded(REFUSALS):
        if len(content) > MOST_BYTES:
            raise Refused("boundaries.too_large", "", {"limit_mb": MOST_BYTES // 2**20})
        try:
            whole = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise Refused("boundaries.not_json", "") from None
        if not isinstance(whole, dict):
            raise Refused("boundaries.not_a_map", "")
        features = [one for one in _features(whole) if one.rings]
        if not features:
            raise Refused("boundaries.empty", "")
        _check_system(whole.get("crs"), features)
        return features


def _features(whole: dict[str, Any]) -> Iterator[Feature]:
    if whole.get("type") == "Topology":
        yield from _of_topology(whole)
    elif whole.get("type") == "FeatureCollection" and isinstance(whole.get("features"), list):
        for place, one in enumerate(whole["features"], start=1):
            yield _feature(place, one, lambda shape: _rings(shape, shape.get("coordinates")))
    elif whole.get("type") == "Feature":
        yield _feature(1, whole, lambda shape: _rings(shape, shape.get("coordinates")))
    else:
        raise Refused("boundaries.not_a_map", "")


def _feature(place: int, one: Any, rings_of: Any, shape: Any = None) -> Feature:
    try:
        shape = one.get("geometry") if shape is None else shape
        rings = rings_of(shape) if shape else []
        if any(len(ring) < 3 for ring in rings):
            rings = [ring for ring in rings if len(ring) >= 3]
        return Feature(str(one.get("id") or ""), dict(one.get("properties") or {}), rings)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError):
        raise Refused("boundaries.broken", "", {"place": place}) from None


def _rings(shape: Mapping[str, Any], drawn: Any) -> list[Ring]:
    """The rings of a GeoJSON geometry, whichever polygon of it they belong to."""
    if shape["type"] == "GeometryCollection":
        inside = (_rings(part, part.get("coordinates")) for part in shape["geometries"])
        return [ring for part in inside for ring in part]
    return [[(float(x), float(y)) for x, y, *_height in ring] for ring in _flat(shape, drawn)]


def _flat(shape: Mapping[str, Any], drawn: Any) -> list[Any]:
    """The rings of a Polygon or MultiPolygon, as written; of anything else none."""
    if shape["type"] == "Polygon":
        return list(drawn)
    if shape["type"] == "MultiPolygon":
        return [ring for polygon in drawn for ring in polygon]
    return []


# ---------------------------------------------------------------------------------------- TopoJSON


def _of_topology(whole: dict[str, Any]) -> Iterator[Feature]:
    """Rings are put together from arcs, which neighbours share."""
    try:
        arcs = _arcs(whole["arcs"], whole.get("transform"))
        layers = list(whole["objects"].values())
    except (TypeError, ValueError, KeyError, AttributeError):
        raise Refused("boundaries.not_a_map", "") from None

    def rings_of(shape: Mapping[str, Any]) -> list[Ring]:
        if shape["type"] == "GeometryCollection":
            return [ring for part in shape["geometries"] for ring in rings_of(part)]
        return [_joined(arcs, numbers) for numbers in _flat(shape, shape.get("arcs"))]

    place = 0
    for layer in layers:
        parts = layer.get("geometries") if isinstance(layer, dict) else None
        for one in [layer] if parts is None else parts:
            place += 1
            yield _feature(place, one, rings_of, shape=one)


def _arcs(written: Sequence[Any], transform: Mapping[str, Any] | None) -> list[Ring]:
    """Arcs in degrees: quantized ones are steps from point to point."""
    if transform is None:
        return [[(float(x), float(y)) for x, y, *_height in arc] for arc in written]
    (by_x, by_y), (from_x, from_y) = transform["scale"], transform["translate"]
    return [
        [
            (x * by_x + from_x, y * by_y + from_y)
            for x, y in accumulate(
                ((step[0], step[1]) for step in arc), lambda at, by: (at[0] + by[0], at[1] + by[1])
            )
        ]
        for arc in written
    ]


def _joined(arcs: Sequence[Ring], numbers: Iterable[int]) -> Ring:
    """One ring of several arcs; `~n` is arc n from its end. The point where two meet stands once."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


# ------------------------------------------------------------------------------------- coordinates


def _check_system(crs: Any, features: Iterable[Feature]) -> None:
    """Refuse what is not in degrees of WGS 84, by what the file says and by where its points lie."""
    named = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    if named and not str(named).endswith(_DEGREES):
        raise Refused("boundaries.other_system", "", {"system": str(named)[:60]})
    points = [point for one in features for ring in one.rings for point in ring]
    across, up = [x for x, _y in points], [y for _x, y in points]
    if _within(across, LONGITUDES) and _within(up, LATITUDES):
        return
    if _within(across, LATITUDES) and _within(up, LONGITUDES):
        raise Refused("boundaries.swapped", "")
    if not (_within(across, (-180, 180)) and _within(up, (-90, 90))):
        raise Refused("boundaries.in_metres", "")
    raise Refused("boundaries.elsewhere", "")


def _within(values: Sequence[float], limits: tuple[float, float]) -> bool:
    """Whether all lie between two limits; what is no number does not."""
    return all(limits[0] <= value <= limits[1] for value in values)
