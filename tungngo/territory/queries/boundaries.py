"""Reads about boundaries and the points of areas: what a map of an area's children is drawn from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tungngo.lib.reach import Reach
from tungngo.territory.boundaries.frames import around, framed
from tungngo.territory.boundaries.matching import Place
from tungngo.territory.boundaries.shapes import GRID, Box, Point, degrees_of, on_grid
from tungngo.territory.models import Area, AreaBoundary, Kind


@dataclass(frozen=True, slots=True)
class Drawn:
    """One area on a map: its boundary as an SVG path, or none and only the point where it lies; the
    point of its name, with the room there is for it."""

    code: str
    path: str
    box: Box
    at: Point
    room: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map of areas of one level: what is drawn, what is shown first, what lies far outside it."""

    grid: int
    areas: list[Drawn]
    shown: Box
    far: list[str]

    @property
    def frame(self) -> Box:
        """The box around everything drawn."""
        return around(*(one.box for one in self.areas))

    def corners(self, box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
        """(latitude, longitude) of the lower left and the upper right corner of a box."""
        left, top, width, height = box
        return (
            degrees_of((left, top + height), self.grid),
            degrees_of((left + width, top), self.grid),
        )


def places_known(reach: Reach, *, within: Area | None = None) -> list[Place]:
    """Every area of today within reach, but for the nation, to be found in a map file."""
    found = (reach.within(within.path) if within else reach).filter(
        Area.objects.filter(valid_to_on=None, level__gt=0).order_by("path")
    )
    return [
        Place(area.code, area.level, area.parent_id or "", area.kind, area.name, area.full_name)
        for area in found
    ]


def map_version(reach: Reach, areas: Sequence[Area]) -> str:
    """What changes whenever the map of `areas`, which the caller reaches, would be drawn otherwise;
    empty when nothing is known of where they lie. One query."""
    if not reach.paths:
        return ""
    codes = [area.code for area in areas]
    known = dict(
        AreaBoundary.objects.filter(area_id__in=codes).values_list("area_id", "digest").order_by()
    )
    lines = [
        f"{area.code} {known.get(area.code) or f'{area.latitude} {area.longitude}'}"
        for area in areas
        if area.code in known or area.latitude is not None
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else ""


def map_of(reach: Reach, areas: Sequence[Area]) -> Sheet | None:
    """The map of `areas`, of one level and reached by the caller; None when nobody knows where any
    of them lies. One query."""
    if not areas or not reach.paths:
        return None
    grid = GRID[areas[0].level]
    known = AreaBoundary.objects.in_bulk([area.code for area in areas])
    drawn = []
    for area in areas:
        if boundary := known.get(area.code):
            box = Box(boundary.x, boundary.y, boundary.width, boundary.height)
            at = (boundary.name_x, boundary.name_y)
            drawn.append(Drawn(area.code, boundary.shape, box, at, boundary.name_room))
        elif area.latitude is not None and area.longitude is not None:
            at = on_grid(area.longitude, area.latitude, grid)
            drawn.append(Drawn(area.code, "", Box(*at, 0, 0), at, 0))
    if not drawn:
        return None
    shown, far = framed({one.code: one.box for one in drawn})
    return Sheet(grid, drawn, shown, far)


#: How far from its province, in metres, a special zone lies that is named on the map of the nation.
_FAR_OFF = 200_000


def far_names(reach: Reach, area: Area, sheet: Sheet) -> list[tuple[Area, Point]]:
    """On the map of the nation, the special zones that lie far from the name of their province (Hoàng Sa,
    Trường Sa …), and where. One query; elsewhere none."""
    if area.parent_id is not None:
        return []
    provinces = {one.code: one.at for one in sheet.areas}
    zones = reach.filter(
        Area.objects.filter(
            kind=Kind.SPECIAL_ZONE, valid_to_on=None, parent__in=provinces, latitude__isnull=False
        )
    )
    found = []
    for zone in zones.order_by("code"):
        x, y = on_grid(zone.longitude, zone.latitude, sheet.grid)
        from_x, from_y = provinces[zone.parent_id]
        if ((x - from_x) ** 2 + (y - from_y) ** 2) ** 0.5 * sheet.grid > _FAR_OFF:
            found.append((zone, (x, y)))
    return found
