"""Pictures and recordings of a pack: what they are by their bytes, and SVG made harmless."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tungngo.lib.problems import Refused

MOST_PICTURE = 400_000
MOST_AUDIO = 3_000_000
"""Bytes. A phone fetches them over the air, and often pays for it."""

SVG = "http://www.w3.org/2000/svg"
SVG_KIND = "image/svg+xml"
ELEMENTS = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "title", "desc", "defs", "symbol", "use", "clipPath", "mask"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("id", "class", "lang", "role", "aria-hidden", "aria-label", "href"),
        *("viewBox", "preserveAspectRatio", "width", "height", "transform", "offset", "points"),
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d"),
        *("dx", "dy", "fx", "fy", "pathLength", "vector-effect", "paint-order"),
        *("gradientTransform", "gradientUnits", "spreadMethod", "clipPathUnits", "maskUnits"),
        *("fill", "fill-opacity", "fill-rule", "opacity", "color", "display", "visibility"),
        *("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
        *("stroke-dashoffset", "stroke-miterlimit", "stroke-opacity"),
        *("clip-path", "clip-rule", "mask", "stop-color", "stop-opacity"),
        *("font-family", "font-size", "font-weight", "font-style", "text-anchor"),
        *("dominant-baseline", "letter-spacing"),
    }
)
DANGEROUS = frozenset(
    {
        *("script", "foreignObject", "image", "iframe", "audio", "video", "a", "style"),
        *("animate", "set", "animateTransform", "animateMotion", "handler", "listener", "feImage"),
    }
)
_REFERS = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!#)|javascript:|data:|expression\s*\(|\\", re.IGNORECASE
)


def picture_kind(content: bytes, place: str) -> tuple[str, bytes]:
    """Media type and bytes of a picture; SVG comes back clean (`clean_svg`).

    Raises Refused `guide.picture_unknown`, `guide.file_too_large`, `guide.svg_…`.
    """
    _fits(content, MOST_PICTURE, place)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", content
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", content
    if b"<svg" in content[:2000]:
        return SVG_KIND, clean_svg(content, place)
    raise Refused("guide.picture_unknown", "", place=place)


def audio_kind(content: bytes, place: str) -> tuple[str, bytes]:
    """Media type and bytes of a recording. Raises Refused `guide.audio_unknown` or too large."""
    _fits(content, MOST_AUDIO, place)
    if content.startswith(b"OggS"):
        return "audio/ogg", content
    if content.startswith(b"ID3") or (
        len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    ):
        return "audio/mpeg", content
    if content[4:8] == b"ftyp":
        return "audio/mp4", content
    raise Refused("guide.audio_unknown", "", place=place)


def _fits(content: bytes, most: int, place: str) -> None:
    if len(content) > most:
        raise Refused(
            "guide.file_too_large",
            "",
            {"size": round(len(content) / 1000), "most": most // 1000},
            place=place,
        )


def clean_svg(content: bytes, place: str) -> bytes:
    """An SVG that draws and does nothing else: no script, no style, nothing from elsewhere.

    What drawing programs add about themselves is left out; what could act or fetch is refused, so
    that nobody wonders why a picture looks different. Raises Refused `guide.svg_unreadable` or
    `guide.svg_unsafe` with the element or attribute.
    """
    try:
        text = content.decode("utf-8-sig")
        # A document type can define entities without end; no drawing needs one.
        if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise _unsafe("<!DOCTYPE>", place)
        root = ElementTree.fromstring(text.encode("utf-8"))
    except (UnicodeDecodeError, ElementTree.ParseError, LookupError) as broken:
        raise Refused("guide.svg_unreadable", "", place=place) from broken
    if root.tag != f"{{{SVG}}}svg":
        raise Refused("guide.svg_unreadable", "", place=place)
    _clean(root, place)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode").encode("utf-8")


def _clean(element: ElementTree.Element, place: str) -> None:
    for written in list(element.attrib):
        value = element.attrib.pop(written)
        space, _brace, name = written.rpartition("}")
        if name.lower().startswith("on"):
            raise _unsafe(name, place)
        if name == "href" and not value.strip().startswith("#"):
            raise _unsafe(f'href="{value[:60]}"', place)
        if name == "style":
            for declared in value.split(";"):
                property_name, _colon, given = declared.partition(":")
                if property_name.strip() in ATTRIBUTES and given.strip():
                    element.attrib[property_name.strip()] = _harmless(given.strip(), place)
        elif name in ATTRIBUTES and (not space or name == "href"):
            element.attrib[name] = _harmless(value, place)
    for child in list(element):
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in DANGEROUS:
            raise _unsafe(f"<{name}>", place)
        if isinstance(child.tag, str) and child.tag == f"{{{SVG}}}{name}" and name in ELEMENTS:
            _clean(child, place)
        else:
            element.remove(child)


def _harmless(value: str, place: str) -> str:
    if _REFERS.search(value):
        raise _unsafe(value[:60], place)
    return value


def _unsafe(what: str, place: str) -> Refused:
    return Refused("guide.svg_unsafe", "", {"what": what}, place=place)
