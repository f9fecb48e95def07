"""What part of a map is shown first: all of it, but for islands so far off that the rest would be small."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from tungngo.territory.boundaries.shapes import Box

#: How far from the others, in parts of their longer side, a box may lie and still be shown with them.
_NEAR = 0.75


def around(*boxes: Box) -> Box:
    """The smallest box around boxes. ValueError without any."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x, y, right - x, bottom - y)


def framed(boxes: Mapping[str, Box]) -> tuple[Box, list[str]]:
    """The box to show first, and the codes of those far outside it, which get a frame of their own
    beside the map (as Hoàng Sa beside Đà Nẵng). ValueError without any."""
    middle_x = median(box.x + box.width / 2 for box in boxes.values())
    middle_y = median(box.y + box.height / 2 for box in boxes.values())

    def distance(code: str) -> float:
        box = boxes[code]
        return (box.x + box.width / 2 - middle_x) ** 2 + (box.y + box.height / 2 - middle_y) ** 2

    order = sorted(boxes, key=distance)
    # Most of them lie together, whatever the others do.
    sure = order[: len(order) * 2 // 3 + 1]
    shown = around(*(boxes[code] for code in sure))
    far = []
    for code in order[len(sure) :]:
        if _gap(shown, boxes[code]) > _NEAR * max(shown.width, shown.height):
            far.append(code)
        else:
            shown = around(shown, boxes[code])
    return shown, far


def _gap(one: Box, other: Box) -> int:
    """How far apart two boxes are, along the axis on which they are farther."""
    across = max(one.x - (other.x + other.width), other.x - (one.x + one.width), 0)
    down = max(one.y - (other.y + other.height), other.y - (one.y + one.height), 0)
    return max(across, down)
