"""Boundaries for the screen: on a plane, on a grid, with fewer points, and neighbours still meeting.

The plane is Web Mercator, as tiles of maps are drawn on. A unit of the grid is some metres on it (GRID),
counted right and down from the north-west of Việt Nam; a boundary is simplified to within TOLERANCE
units. Where two areas share a border its points are the same in both, so it is cut out once between
the points where borders part (as TopoJSON does), simplified once, and put back into both.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tungngo.territory.boundaries.files import Ring

Point = tuple[int, int]
Line = tuple[Point, ...]

#: Level of an area (territory.models.Level) → metres of the plane that one unit stands for.
GRID = {0: 100, 1: 100, 2: 10, 3: 1}
TOLERANCE = 4
_EARTH = 6_378_137.0
_WEST, _NORTH = 101.0, 25.0


class Box(NamedTuple):
    """A rectangle of the grid: its upper left corner and its sides."""

    x: int
    y: int
    width: int
    height: int


class Shape(NamedTuple):
    """A boundary as it is kept: an SVG path, its box, and the point inside where a name fits best,
    with the width there is for it. Units of the grid."""

    path: str
    box: Box
    at: Point
    room: int


def on_grid(longitude: float, latitude: float, grid: int) -> Point:
    """Where a place lies on the grid of `grid` metres."""
    east = _EARTH * math.radians(longitude - _WEST)
    south = _northing(_NORTH) - _northing(latitude)
    return round(east / grid), round(south / grid)


def _northing(latitude: float) -> float:
    return _EARTH * math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def degrees_of(point: Point, grid: int) -> tuple[float, float]:
    """(latitude, longitude) of a point of the grid."""
    longitude = _WEST + math.degrees(point[0] * grid / _EARTH)
    northing = _northing(_NORTH) - point[1] * grid
    return math.degrees(2 * math.atan(math.exp(northing / _EARTH)) - math.pi / 2), longitude


def shapes_of(rings: Mapping[str, Sequence[Ring]], grid: int) -> dict[str, Shape]:
    """Code → shape, for rings in degrees by code. What has no room on the grid is left out."""
    drawn = {
        code: [line for ring in some if len(set(line := _line(ring, grid))) > 2]
        for code, some in rings.items()
    }
    return {code: _shape(lines) for code, lines in simplified(drawn).items() if lines}


def _line(ring: Ring, grid: int) -> Line:
    """A ring on the grid, without points that fell together; its end is not written again."""
    points: list[Point] = []
    for place in ring:
        point = on_grid(*place, grid)
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return tuple(points)


# ------------------------------------------------------------------------------------- simplifying


def simplified(rings: Mapping[str, Sequence[Line]]) -> dict[str, list[Line]]:
    """The same rings with fewer points: none moves, none is farther than TOLERANCE from its new line,
    and what neighbours shared they still share. Rings in which nothing is left but a line go, unless
    an area has no other."""
    partings = _partings(rings.values())
    done: dict[Line, Line] = {}
    found = {}
    for code, some in rings.items():
        kept = [_thinned(ring, partings, done) for ring in some]
        whole = [ring for ring in kept if len(ring) > 2]
        found[code] = whole or list(some[:1])
    return found


def _partings(areas: Iterable[Sequence[Line]]) -> set[Point]:
    """The points at which borders part: those that do not have the same two neighbours everywhere."""
    beside: dict[Point, tuple[Point, Point]] = {}
    partings = set()
    for ring in (ring for some in areas for ring in some):
        for place, point in enumerate(ring):
            before, after = ring[place - 1], ring[(place + 1) % len(ring)]
            pair = (before, after) if before < after else (after, before)
            if beside.setdefault(point, pair) != pair:
                partings.add(point)
    return partings


def _thinned(ring: Line, partings: set[Point], done: dict[Line, Line]) -> Line:
    """A ring with each of its stretches simplified; `done` holds the stretches met so far."""
    starts = [place for place, point in enumerate(ring) if point in partings]
    # Nothing parts from it: it begins at one point, the same for whoever has the ring beside it.
    first = starts[0] if starts else ring.index(min(ring))
    turned = (*ring[first:], *ring[: first + 1])
    cuts = [*(place - first for place in starts), len(ring)] if starts else [0, len(ring)]
    points: list[Point] = []
    for begin, end in itertools.pairwise(cuts):
        stretch = turned[begin : end + 1]
        forward = stretch <= stretch[::-1]
        canonical = stretch if forward else stretch[::-1]
        if canonical not in done:
            done[canonical] = _fewer(canonical)
        thin = done[canonical] if forward else done[canonical][::-1]
        points.extend(thin[:-1])
    return tuple(points)


def _fewer(line: Line) -> Line:
    """Ramer, Douglas and Peucker's way; of a closed line two more points than its end stay."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    if line[0] == line[-1] and len(line) > 3:
        far = _farthest(line, 0, len(line) - 1)[0]
        third = max(
            (_farthest(line, 0, far), _farthest(line, far, len(line) - 1)), key=lambda one: one[1]
        )[0]
        keep |= {far, third}
        order = sorted(keep)
        spans = list(itertools.pairwise(order))
    while spans:
        begin, end = spans.pop()
        if end - begin < 2:
            continue
        middle, distance = _farthest(line, begin, end)
        if distance > TOLERANCE * TOLERANCE:
            keep.add(middle)
            spans += [(begin, middle), (middle, end)]
    return tuple(line[place] for place in sorted(keep))


def _farthest(line: Line, begin: int, end: int) -> tuple[int, float]:
    """Of the points between two of a line, the one farthest from the straight way; its distance
    squared. (begin, -1) when there is none between."""
    (ax, ay), (bx, by) = line[begin], line[end]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    best, at = -1.0, begin
    for place in range(begin + 1, end):
        x, y = line[place][0] - ax, line[place][1] - ay
        along = x * dx + y * dy
        if along <= 0 or not length:
            distance = float(x * x + y * y)
        elif along >= length:
            distance = float((x - dx) ** 2 + (y - dy) ** 2)
        else:
            distance = (x * dy - y * dx) ** 2 / length
        if distance > best:
            best, at = distance, place
    return at, best


# ----------------------------------------------------------------------------------------- keeping


def _shape(lines: Sequence[Line]) -> Shape:
    box = box_of(point for line in lines for point in line)
    mainland: Line = max(lines, key=_extent)
    at, room = _roomiest(lines, box_of(mainland))
    return Shape("".join(_path(line) for line in lines), box, at, room)


def _extent(line: Line) -> int:
    """Twice the area a ring encloses."""
    closed = itertools.pairwise((*line, line[0]))
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in closed))


def box_of(points: Iterable[Point]) -> Box:
    """The smallest box around points. ValueError without any."""
    across, down = zip(*points, strict=True)
    x, y = min(across), min(down)
    return Box(x, y, max(across) - x, max(down) - y)


def _path(line: Line) -> str:
    """A ring as an SVG path in steps: "m5 5l3 0 0-3z" after the first, which is absolute."""
    (x, y), *_rest = line
    steps = "".join(_steps(line))
    return f"M{x} {y}l{steps.lstrip()}z"


def _steps(line: Line) -> Iterator[str]:
    for (ax, ay), (bx, by) in itertools.pairwise(line):
        for by_much in (bx - ax, by - ay):
            yield str(by_much) if by_much < 0 else f" {by_much}"


def _roomiest(lines: Sequence[Line], box: Box) -> tuple[Point, int]:
    """The middle of the widest stretch inside, looked for at five heights of `box` (that of the largest
    ring: a name belongs on the mainland, not among islands), and how wide it is."""
    best = ((box.x + box.width // 2, box.y + box.height // 2), 0)
    for part in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = box.y + box.height * part
        crossed = sorted(
            ax + (y - ay) * (bx - ax) / (by - ay)
            for line in lines
            for (ax, ay), (bx, by) in zip(line, (*line[1:], line[0]), strict=True)
            if (ay > y) != (by > y)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            # A little more room farther from the middle does not make a better place.
            if right - left > best[1] * (1.15 if best[1] else 1):
                best = ((round((left + right) / 2), round(y)), int(right - left))
    return best
