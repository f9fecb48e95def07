"""Scenes: a phone's screen in a few lines of words, from which the step's drawing is made.

    bar VNeID                       the coloured bar on top
    field Số định danh = 0010…      a field; what follows the = is filled in
    secret Mật khẩu                 a field with dots in it
    > button Đăng nhập              > marks what to tap
    tiles Ví giấy tờ | > Sổ sức khỏe | Dịch vụ công

One part a line, from top to bottom; `PARTS` lists them. Small enough to write beside the sentence it
belongs to, in every language, and drawn alike in every pack.
"""

from __future__ import annotations

from dataclasses import dataclass

from tungngo.lib.problems import Refused

WIDE = 33
"""Letters in one line of a part that is as wide as the screen."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many labels a part has, letters in each at most, and its height in the drawing."""

    least: int
    most: int
    letters: int
    height: int


PARTS: dict[str, Shape] = {
    "bar": Shape(1, 1, 30, 34),
    "head": Shape(1, 1, 30, 24),
    "text": Shape(1, 3, 37, 20),
    "field": Shape(1, 2, 33, 34),
    "secret": Shape(1, 1, 20, 34),
    "button": Shape(1, 1, 28, 36),
    "row": Shape(1, 1, 28, 34),
    "tick": Shape(1, 1, 29, 30),
    "tiles": Shape(2, 4, 16, 74),
    "icon": Shape(1, 1, 26, 92),
    "qr": Shape(0, 0, 0, 104),
    "face": Shape(0, 0, 0, 104),
    "paper": Shape(1, 1, 22, 60),
    "sign": Shape(0, 0, 0, 56),
    "amount": Shape(1, 1, 16, 40),
    "item": Shape(2, 2, 20, 52),
    "call": Shape(1, 1, 24, 100),
    "said": Shape(1, 3, 30, 22),
    "asked": Shape(1, 3, 30, 22),
    "good": Shape(1, 1, 27, 42),
    "care": Shape(1, 2, 28, 42),
    "stop": Shape(1, 2, 28, 42),
    "people": Shape(0, 0, 0, 150),
}
"""What a scene may hold. `text`, `said`, `asked`, `care` and `stop` grow with each line."""

SCREEN = 186
"""Height of the drawn screen: as much of a phone as fits above the step's words."""
GAP = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a scene. `tap` is the place of the label to tap, None when it is not tapped."""

    kind: str
    labels: tuple[str, ...]
    tap: int | None = None

    @property
    def height(self) -> int:
        """Its height in the drawing."""
        shape = PARTS[self.kind]
        more = max(0, len(self.labels) - 1)
        if self.kind in {"text", "care", "stop", "said", "asked"}:
            return shape.height + more * 20 + (10 if self.kind in {"said", "asked"} else 0)
        return shape.height


def read_scene(written: str, *, place: str = "") -> tuple[Part, ...]:
    """The parts of a scene. Raises Refused `guide.scene_…` with place and line."""
    parts = []
    for number, line in enumerate(written.strip().splitlines(), start=1):
        if line.strip():
            parts.append(_part(line.strip(), f"{place}:{number}"))
    height = sum(part.height for part in parts) + GAP * (len(parts) - 1)
    if height > SCREEN:
        raise Refused("guide.scene_too_tall", "", {"height": height, "most": SCREEN}, place=place)
    return tuple(parts)


def _part(line: str, place: str) -> Part:
    whole = line.startswith(">")
    kind, _space, rest = line.removeprefix(">").strip().partition(" ")
    shape = PARTS.get(kind)
    if shape is None:
        raise Refused("guide.scene_part_unknown", "", {"part": kind}, place=place)
    divider = "=" if kind == "field" else "|"
    labels = [label.strip() for label in rest.split(divider)] if rest.strip() else []
    tap = 0 if whole else None
    for at, label in enumerate(labels):
        if label.startswith(">"):
            tap = at
            labels[at] = label.removeprefix(">").strip()
    if not shape.least <= len(labels) <= shape.most or not all(labels):
        raise Refused("guide.scene_labels", "", {"part": kind}, place=place)
    room = shape.letters
    if kind == "tiles":
        room = WIDE // len(labels) + 1
    for label in [" ".join(labels)] if kind == "field" else labels:
        if len(label) > room:
            raise Refused("guide.scene_label_long", "", {"label": label, "most": room}, place=place)
    return Part(kind, tuple(labels), tap)
