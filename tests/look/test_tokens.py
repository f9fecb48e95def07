"""Every pair of tokens that stands as text on ground is readable, in light and in dark."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

import tungngo.look

STATIC = Path(tungngo.look.__file__).parent / "static" / "look"
TEMPLATES = Path(tungngo.look.__file__).parent / "templates" / "look"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
DARK_AT = TOKENS.index("@media screen and (prefers-color-scheme: dark)")
PRINT_AT = TOKENS.index("@media print")

COLOUR = re.compile(r"--([\w-]+):\s*#([0-9a-f]{6});")
LIGHT = dict(COLOUR.findall(TOKENS[:DARK_AT]))
DARK = LIGHT | dict(COLOUR.findall(TOKENS[DARK_AT:PRINT_AT]))
PRINT = LIGHT | dict(COLOUR.findall(TOKENS[PRINT_AT:]))

GROUNDS = ("paper", "surface", "sunken")
STEPS = ("none", "installed", "helped", "alone", "teaches")
TEXT = (
    [(ink, ground) for ink in ("ink", "ink-soft") for ground in GROUNDS]
    + [
        (f"{tone}-ink", ground)
        for tone in ("primary", "saffron", "brick", "sky")
        for ground in ("paper", "surface", f"{tone}-soft")
    ]
    + [("ink", f"{tone}-soft") for tone in ("primary", "saffron", "brick", "sky")]
    + [(f"on-step-{step}", f"step-{step}") for step in STEPS]
    + [
        ("on-primary", "primary"),
        ("on-primary", "primary-strong"),
        ("on-brick", "brick"),
        ("on-brick", "brick-strong"),
        ("primary-strong", "paper"),
        ("paper", "ink"),
        ("band-ink", "band-ground"),
    ]
)
# WCAG 2.2, 1.4.11: what must be seen to use a field or to read a drawing, 3:1.
SHAPES = [("line-strong", ground) for ground in GROUNDS] + [
    (shape, "surface") for shape in ("primary", "brick", "sky", "focus")
]


def luminance(colour: str) -> float:
    """Relative luminance of rrggbb, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_measures_it() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(theme: str, ink: str, ground: str) -> None:
    tokens = {"light": LIGHT, "dark": DARK, "print": PRINT}[theme]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_are_seen(tokens: dict[str, str], shape: str, ground: str) -> None:
    assert contrast(tokens[shape], tokens[ground]) >= 3


@pytest.mark.parametrize(
    ("tokens", "darkening"), [(LIGHT, True), (DARK, False), (PRINT, True)], ids=["l", "d", "p"]
)
def test_the_ladder_keeps_its_order_without_colour(tokens: dict[str, str], darkening: bool) -> None:
    depths = [luminance(tokens[f"step-{step}"]) for step in STEPS]
    assert depths == sorted(depths, reverse=darkening)
    for one, next_one in itertools.pairwise(STEPS):
        assert contrast(tokens[f"step-{one}"], tokens[f"step-{next_one}"]) >= 1.25


def test_dark_mode_repaints_every_colour_that_light_mode_paints() -> None:
    dark = dict(COLOUR.findall(TOKENS[DARK_AT:PRINT_AT]))
    assert set(LIGHT) == set(dark)


def test_the_sheets_use_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    for sheet in STATIC.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        local = set(re.findall(r"--([\w-]+):", text))
        used = set(re.findall(r"var\(--([\w-]+)", text))
        assert used <= defined | local, sheet.name


def test_colours_are_written_only_as_tokens() -> None:
    for sheet in STATIC.glob("*.css"):
        if sheet.name != "tokens.css":
            text = sheet.read_text(encoding="utf-8")
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == [], sheet.name


def test_every_sheet_is_on_the_page() -> None:
    listed = re.findall(r"look/(\w+\.css)", (TEMPLATES / "sheets.html").read_text("utf-8"))
    assert sorted(listed) == sorted(sheet.name for sheet in STATIC.glob("*.css"))


def test_every_file_a_sheet_asks_for_is_there() -> None:
    for sheet in STATIC.glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (STATIC / address).is_file(), address


def test_every_letter_of_vietnamese_has_a_face() -> None:
    """The unicode ranges of fonts.css cover the whole alphabet, composed, and its punctuation."""
    ranges = []
    for line in re.findall(
        r"unicode-range: ([^;]+);", (STATIC / "fonts.css").read_text(encoding="utf-8")
    ):
        for part in line.split(","):
            low, _, high = part.strip()[2:].partition("-")
            ranges.append((int(low, 16), int(high or low, 16)))
    letters = (
        "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    )
    for letter in letters + letters.upper() + "0123456789.,·–“”…₫%/":
        assert any(low <= ord(letter) <= high for low, high in ranges), letter
