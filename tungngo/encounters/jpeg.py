"""What may be kept of a JPEG: the picture alone, without what a camera wrote beside it. Pure.

Structure after ITU-T T.81 annex B: a file is SOI, then segments (a marker of two bytes, then for most a
length of two bytes that counts itself), after each SOS entropy-coded data, at last EOI.
"""

from __future__ import annotations

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
#: Frames: their first bytes are precision, height, width.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
#: Of the application segments only what a decoder needs: JFIF's (APP0) and Adobe's (APP14, colours).
DROPPED = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
#: Markers without a length: restarts and a stray TEM.
BARE = {0x01, *range(0xD0, 0xD8)}
MOST_PIXELS = 4096


class NotPicture(ValueError):
    """The bytes are no JPEG, or not a whole one."""


def picture_alone(content: bytes) -> bytes:
    """`content` without comments and application data (EXIF, its place and time, thumbnails, colour
    profiles), and without anything behind the picture's end. Raises NotPicture."""
    if content[:2] != bytes((0xFF, SOI)):
        raise NotPicture
    kept = [content[:2]]
    at, seen_frame, seen_scan = 2, False, False
    while True:
        marker, at = _marker(content, at)
        if marker == EOI:
            if not (seen_frame and seen_scan):
                raise NotPicture
            return b"".join([*kept, bytes((0xFF, EOI))])
        if marker in BARE:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) < length:
            raise NotPicture
        at += length
        if marker in FRAMES:
            height, width = (int.from_bytes(segment[n : n + 2], "big") for n in (3, 5))
            if not (0 < height <= MOST_PIXELS and 0 < width <= MOST_PIXELS):
                raise NotPicture
            seen_frame = True
        if marker not in DROPPED:
            kept += [bytes((0xFF, marker)), segment]
        if marker == SOS:
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            at, seen_scan = end, True


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, and where what follows it begins. Fill bytes may stand before it."""
    if content[at : at + 1] != b"\xff":
        raise NotPicture
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise NotPicture
    return content[at], at + 1


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the entropy-coded data that begins at `at` ends: before a marker that is neither a stuffed
    zero nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if not following:
            break
        if following[0] != 0 and following[0] not in BARE and following[0] != 0xFF:
            return at
        at += 1 if following[0] == 0xFF else 2
    raise NotPicture
