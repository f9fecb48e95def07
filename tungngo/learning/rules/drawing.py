"""A scene as a drawing: part of a phone, what is on its screen, and the thing to tap.

The drawing is SVG without script, style or reference. Its colours are the tokens of
look/tokens.css, so that it follows the page into the dark; where they are missing (a picture on its
own) the light ones stand behind each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from tungngo.learning.rules.scenes import GAP, Part

WIDTH, HEIGHT = 320, 214
LEFT, RIGHT, TOP = 30, 290, 24
ACROSS = RIGHT - LEFT

INK = "var(--ink,#1b2430)"
SOFT = "var(--ink-soft,#525c68)"
SURFACE = "var(--surface,#fff)"
SUNKEN = "var(--sunken,#f4f1eb)"
LINE = "var(--line,#e4e0d8)"
EDGE = "var(--line-strong,#857f73)"
PRIMARY = "var(--primary,#0b6e63)"
PRIMARY_SOFT = "var(--primary-soft,#e3f1ee)"
PRIMARY_INK = "var(--primary-ink,#0a655b)"
ON_PRIMARY = "var(--on-primary,#fff)"
SAFFRON = "var(--saffron,#d98a00)"
SAFFRON_SOFT = "var(--saffron-soft,#fdf2dc)"
SAFFRON_INK = "var(--saffron-ink,#7d5000)"
BRICK = "var(--brick,#b3382c)"
BRICK_SOFT = "var(--brick-soft,#fbeae7)"
BRICK_INK = "var(--brick-ink,#a63226)"
ON_BRICK = "var(--on-brick,#fff)"

Box = tuple[int, int, int, int]
"""x, y, width, height."""


def draw(parts: Sequence[Part]) -> str:
    """The scene as one SVG element, 320 × 214, hidden from screen readers: the step says it all."""
    pieces = [] if _bare(parts) else [_phone()]
    height = sum(part.height for part in parts) + GAP * (len(parts) - 1)
    y = TOP + max(0, (HEIGHT - TOP - 10 - height) // (1 if _bare(parts) else 3))
    if parts and parts[0].kind == "bar":
        y = TOP
    taps: list[Box] = []
    for part in parts:
        piece, box = DRAWN[part.kind](part, y)
        pieces.append(piece)
        if part.tap is not None:
            taps.append(box)
        y += part.height + GAP
    pieces += [_tap(box) for box in taps]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false" fill="none"'
        f' stroke-linecap="round" stroke-linejoin="round">{"".join(pieces)}</svg>'
    )


def _bare(parts: Sequence[Part]) -> bool:
    """Drawn without a phone around it."""
    return any(part.kind == "people" for part in parts)


# ------------------------------------------------------------------------------------ pieces


def _rect(box: Box, fill: str, *, stroke: str = "", radius: int = 8, width: float = 1.5) -> str:
    x, y, w, h = box
    edge = f' stroke="{stroke}" stroke-width="{width}"' if stroke else ""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}" fill="{fill}"{edge}/>'


def _words(
    x: int,
    y: int,
    said: str,
    *,
    size: int = 15,
    fill: str = INK,
    bold: bool = False,
    middle: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{weight}{anchor}>'
        f"{escape(said)}</text>"
    )


def _path(d: str, stroke: str, *, width: float = 2, fill: str = "none", at: str = "") -> str:
    place = f' transform="{at}"' if at else ""
    return f'<path d="{d}" stroke="{stroke}" stroke-width="{width}" fill="{fill}"{place}/>'


def _circle(x: int, y: int, r: int, fill: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>'


def _phone() -> str:
    """The upper part of a phone, going on below the edge of the drawing."""
    frame = f"M14 {HEIGHT}V30Q14 6 38 6H282Q306 6 306 30V{HEIGHT}"
    screen = f"M22 {HEIGHT}V30Q22 14 38 14H282Q298 14 298 30V{HEIGHT}"
    return (
        f'<path d="{frame}" fill="{EDGE}"/><path d="{screen}" fill="{SURFACE}"/>'
        f'<rect x="140" y="8" width="40" height="3" rx="1.5" fill="{SURFACE}"/>'
    )


def _tap(box: Box) -> str:
    """A ring around what is to be tapped, and a finger on it."""
    x, y, w, h = box
    ring = _rect((x - 3, y - 3, w + 6, h + 6), "none", stroke=SAFFRON, radius=11, width=3.5)
    hand = (
        "M8 15V4.6a2.3 2.3 0 0 1 4.6 0V11l5.6 1.5a3 3 0 0 1 2.2 3.5l-1.2 5.6A4 4 0 0 1 15.3 25"
        "h-3.6a4 4 0 0 1-3-1.4L3.6 17.5a2.1 2.1 0 0 1 3-2.9z"
    )
    # On a small thing the finger lies over its middle, beside the words; on a wide one at its end.
    at_x, at_y = (x + w // 2 + 4, y + 18) if w < 100 else (min(x + w - 22, RIGHT - 14), y + h - 11)
    place = f"translate({at_x} {min(at_y, HEIGHT - 32)}) scale(1.1)"
    return ring + _path(hand, SAFFRON_INK, width=1.8, fill=SAFFRON_SOFT, at=place)


def _full(y: int, height: int) -> Box:
    return LEFT, y, ACROSS, height


CHECK = "m-7 0 5 5 9-10"
TRIANGLE = "M0-11 12 10H-12zM0-4v6M0 6v.1"
OCTAGON = "M-5-12H5l7 7V5l-7 7H-5l-7-7V-5zM0-6V2M0 6v.1"


# ------------------------------------------------------------------------------------- parts


Drawn = tuple[str, Box]


def _bar(part: Part, y: int) -> Drawn:
    shape = "M22 52V30Q22 14 38 14H282Q298 14 298 30V52z"
    bar = f'<path d="{shape}" fill="{PRIMARY_SOFT}"/>'
    return bar + _words(160, y + 16, part.labels[0], fill=PRIMARY_INK, bold=True, middle=True), (
        22, 14, 276, 38,
    )  # fmt: skip


def _head(part: Part, y: int) -> Drawn:
    return _words(160, y + 17, part.labels[0], size=16, bold=True, middle=True), _full(y, 24)


def _text(part: Part, y: int) -> Drawn:
    lines = [
        _words(LEFT + 2, y + 15 + 20 * at, label, size=14, fill=SOFT)
        for at, label in enumerate(part.labels)
    ]
    return "".join(lines), _full(y, part.height)


def _field(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    label = _words(LEFT + 10, y + 22, part.labels[0], size=14, fill=SOFT)
    if len(part.labels) > 1:
        value = part.labels[1]
        label += (
            f'<text x="{RIGHT - 10}" y="{y + 22}" font-size="15" font-weight="600" '
            f'text-anchor="end" fill="{INK}">{escape(value)}</text>'
        )
    return _rect(box, SURFACE, stroke=EDGE, radius=6) + label, box


def _secret(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    dots = "".join(_circle(RIGHT - 70 + 11 * at, y + 17, 3, INK) for at in range(6))
    label = _words(LEFT + 10, y + 22, part.labels[0], size=14, fill=SOFT)
    return _rect(box, SURFACE, stroke=EDGE, radius=6) + label + dots, box


def _button(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    label = _words(160, y + 23, part.labels[0], fill=ON_PRIMARY, bold=True, middle=True)
    return _rect(box, PRIMARY) + label, box


def _row(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    mark = _rect((LEFT + 7, y + 7, 20, 20), PRIMARY, radius=6) + _circle(
        LEFT + 17, y + 17, 4, ON_PRIMARY
    )
    arrow = _path(f"m{RIGHT - 14} {y + 12} 5 5-5 5", SOFT, width=1.8)
    label = _words(LEFT + 34, y + 22, part.labels[0])
    return _rect(box, SUNKEN, radius=7) + mark + label + arrow, box


def _tick(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    square = _rect((LEFT + 3, y + 5, 20, 20), PRIMARY, radius=5)
    sign = _path(CHECK, ON_PRIMARY, width=2.5, at=f"translate({LEFT + 13} {y + 15}) scale(.8)")
    return square + sign + _words(LEFT + 33, y + 20, part.labels[0]), box


GLYPHS = (
    "M-6-8H4l3 3V8H-6zM-3-1H3M-3 3H3",
    "M-8-5H8V6H-8zM-8-1H8",
    "M0 7C-12-1-6-9 0-4 6-9 12-1 0 7z",
    "M-7-7H-1V-1H-7zM1-7H7V-1H1zM-7 1H-1V7H-7zM2 2H7V7H2z",
)


def _tiles(part: Part, y: int) -> Drawn:
    count = len(part.labels)
    width = ACROSS // count
    pieces, tapped = [], _full(y, part.height)
    for at, label in enumerate(part.labels):
        middle = LEFT + width * at + width // 2
        pieces.append(_rect((middle - 20, y + 4, 40, 40), PRIMARY_SOFT, radius=10))
        pieces.append(
            _path(GLYPHS[at % 4], PRIMARY_INK, width=1.8, at=f"translate({middle} {y + 24})")
        )
        pieces.append(_words(middle, y + 62, label, size=13, middle=True))
        if at == part.tap:
            tapped = (LEFT + width * at + 3, y, width - 6, 70)
    return "".join(pieces), tapped


def _icon(part: Part, y: int) -> Drawn:
    """An app on the home screen, known by its name: no maker's sign is drawn."""
    initials = "".join(word[0] for word in part.labels[0].split()[:2]).upper()
    square = _rect((130, y + 2, 60, 60), PRIMARY, radius=15)
    letter = _words(160, y + 42, initials, size=26, fill=ON_PRIMARY, bold=True, middle=True)
    name = _words(160, y + 83, part.labels[0], bold=True, middle=True)
    return square + letter + name, (124, y - 2, 72, 68)


def _corners(x: int, y: int, size: int) -> str:
    a, b, far, low = 14, size - 14, x + size, y + size
    d = (
        f"M{x} {y + a}V{y}H{x + a}M{x + b} {y}H{far}V{y + a}"
        f"M{far} {y + b}V{low}H{x + b}M{x + a} {low}H{x}V{y + b}"
    )
    return _path(d, PRIMARY, width=4)


QR_SIDE = 19
QR_EYES = ((0, 0), (12, 0), (0, 12))


def _dotted(column: int, line: int) -> bool:
    """Whether a place of the drawn code is dark: three eyes as every code has, the rest scattered."""
    for left, top in QR_EYES:
        x, y = column - left, line - top
        if -1 <= x <= 7 and -1 <= y <= 7:
            ring = max(abs(x - 3), abs(y - 3))
            return ring == 3 or ring <= 1
    return (column * 7 + line * 13 + column * line * 5 + (column ^ line)) % 5 < 2


def _qr(part: Part, y: int) -> Drawn:
    """A code held in the camera's frame. It leads nowhere: its dots are drawn, not computed."""
    dot, size, x = 4, 104, 108
    inner = (size - QR_SIDE * dot) // 2
    cells = "".join(
        f"M{x + inner + dot * column} {y + inner + dot * line}h{dot}v{dot}h-{dot}z"
        for line in range(QR_SIDE)
        for column in range(QR_SIDE)
        if _dotted(column, line)
    )
    return f'<path d="{cells}" fill="{INK}"/>' + _corners(x, y, size), (x, y, size, size)


def _face(part: Part, y: int) -> Drawn:
    x, size = 108, 104
    head = (
        f'<ellipse cx="160" cy="{y + 48}" rx="25" ry="31" fill="{SUNKEN}" stroke="{INK}"'
        f' stroke-width="2"/>'
    )
    eyes = _circle(151, y + 44, 3, INK) + _circle(169, y + 44, 3, INK)
    mouth = _path(f"M152 {y + 60}q8 6 16 0", INK)
    shoulders = _path(f"M122 {y + 98}q8-16 38-16t38 16", INK)
    return head + eyes + mouth + shoulders + _corners(x, y, size), (x, y, size, size)


def _paper(part: Part, y: int) -> Drawn:
    """A card or paper held by its owner: a portrait and lines, nothing to read."""
    box = (60, y, 200, part.height)
    person = _circle(88, y + 21, 8, PRIMARY) + (
        f'<path d="M72 {y + 48}q0-16 16-16t16 16z" fill="{PRIMARY}"/>'
    )
    lines = _path(f"M118 {y + 36}h124M118 {y + 48}h84", LINE, width=5)
    label = _words(118, y + 22, part.labels[0], size=13, bold=True)
    return _rect(box, SURFACE, stroke=EDGE) + person + label + lines, box


def _sign(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    written = (
        f"M{LEFT + 34} {y + 36}c14-34 24-30 18-6s-6 14 8-4 12-12 12 0 10 2 18-6 10 10 20 2 20-14 28-2"
        f" 20 6 62-6"
    )
    line = _path(f"M{LEFT + 20} {y + 46}H{RIGHT - 20}", EDGE, width=1.5)
    return _rect(box, SUNKEN) + line + _path(written, INK, width=2.5), box


def _amount(part: Part, y: int) -> Drawn:
    return _words(160, y + 29, part.labels[0], size=27, bold=True, middle=True), (
        76, y + 2, 168, 38,
    )  # fmt: skip


def _item(part: Part, y: int) -> Drawn:
    box = _full(y, part.height)
    thing = _rect((LEFT + 8, y + 8, 36, 36), PRIMARY_SOFT)
    bag = _path(
        "M-10-5H10L8 11H-8zM-5-5q0-8 5-8t5 8", PRIMARY_INK, at=f"translate({LEFT + 26} {y + 27})"
    )
    name = _words(LEFT + 54, y + 23, part.labels[0], bold=True)
    price = _words(LEFT + 54, y + 42, part.labels[1], size=14, fill=SOFT)
    return _rect(box, SUNKEN) + thing + bag + name + price, box


def _call(part: Part, y: int) -> Drawn:
    """A call coming in; what is tapped is the red button: hang up."""
    name = _words(160, y + 18, part.labels[0], size=17, bold=True, middle=True)
    receiver = "M-8-6q-3 3 2 9t10 7q3-1 3-4l-5-3-3 2q-4-2-6-6l2-3-3-5q-3 0-4 3z"
    pieces = [name]
    for x, fill, over in ((104, BRICK, ON_BRICK), (216, PRIMARY, ON_PRIMARY)):
        pieces.append(_circle(x, y + 66, 25, fill))
        turned = " rotate(135)" if x == 104 else ""
        pieces.append(
            _path(receiver, over, width=1, fill=over, at=f"translate({x} {y + 66}){turned}")
        )
    return "".join(pieces), (74, y + 36, 60, 60)


def _bubble(part: Part, y: int, *, left: bool) -> Drawn:
    width = min(236, 24 + 8 * max(len(label) for label in part.labels))
    x = LEFT if left else RIGHT - width
    box = (x, y, width, part.height)
    fill = SUNKEN if left else PRIMARY_SOFT
    lines = "".join(
        _words(x + 12, y + 21 + 20 * at, label, size=14) for at, label in enumerate(part.labels)
    )
    return _rect(box, fill, radius=12) + lines, box


def _said(part: Part, y: int) -> Drawn:
    return _bubble(part, y, left=True)


def _asked(part: Part, y: int) -> Drawn:
    return _bubble(part, y, left=False)


def _note(part: Part, y: int, tones: tuple[str, str, str], sign: str, width: float) -> Drawn:
    fill, edge, ink = tones
    box = _full(y, part.height)
    middle = y + part.height // 2
    mark = _path(sign, ink, width=width, at=f"translate({LEFT + 22} {middle})")
    first = middle + 5 - 10 * (len(part.labels) - 1)
    lines = "".join(
        _words(LEFT + 44, first + 20 * at, label, fill=ink, bold=True)
        for at, label in enumerate(part.labels)
    )
    return _rect(box, fill, stroke=edge) + mark + lines, box


def _good(part: Part, y: int) -> Drawn:
    return _note(part, y, (PRIMARY_SOFT, PRIMARY, PRIMARY_INK), CHECK, 3.5)


def _care(part: Part, y: int) -> Drawn:
    return _note(part, y, (SAFFRON_SOFT, SAFFRON, SAFFRON_INK), TRIANGLE, 2.2)


def _stop(part: Part, y: int) -> Drawn:
    return _note(part, y, (BRICK_SOFT, BRICK, BRICK_INK), OCTAGON, 2.2)


def _people(part: Part, y: int) -> Drawn:
    """A resident with a phone in the own hands; the helper beside, pointing, touching nothing."""
    top = y + 8

    def person(x: int, fill: str) -> str:
        return _circle(x, top + 26, 22, fill) + (
            f'<path d="M{x - 40} {top + 142}v-34q0-48 40-48t40 48v34z" fill="{fill}"/>'
        )

    phone = _rect((138, top + 88, 30, 52), SURFACE, stroke=INK, radius=5, width=2.5)
    hand = _path(f"M106 {top + 92}q18 34 36 30", SOFT, width=11)
    arm = _path(f"M216 {top + 90}q-12 22-30 18", PRIMARY, width=11)
    lock = _rect((146, top + 113, 14, 11), SAFFRON, radius=2) + _path(
        f"M149 {top + 112}v-3a4 4 0 0 1 8 0v3", SAFFRON
    )
    return person(92, SOFT) + person(232, PRIMARY) + phone + lock + hand + arm, (
        138, top + 88, 30, 52,
    )  # fmt: skip


DRAWN: dict[str, Callable[[Part, int], Drawn]] = {
    "bar": _bar,
    "head": _head,
    "text": _text,
    "field": _field,
    "secret": _secret,
    "button": _button,
    "row": _row,
    "tick": _tick,
    "tiles": _tiles,
    "icon": _icon,
    "qr": _qr,
    "face": _face,
    "paper": _paper,
    "sign": _sign,
    "amount": _amount,
    "item": _item,
    "call": _call,
    "said": _said,
    "asked": _asked,
    "good": _good,
    "care": _care,
    "stop": _stop,
    "people": _people,
}
