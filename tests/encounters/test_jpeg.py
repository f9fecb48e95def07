"""A picture alone: nothing a camera wrote beside it, nothing behind its end."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.encounters.jpeg import MOST_PIXELS, NotPicture, picture_alone


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def frame(height: int = 480, width: int = 640) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return segment(0xC0, b"\x08" + size + b"\x01\x01\x11\x00")


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"ab\xff\x00cd\xff\xd3ef"
JFIF = segment(0xE0, b"JFIF\x00\x01\x02")
EXIF = segment(0xE1, b"Exif\x00\x00GPS 20.995,105.852")
START, END = b"\xff\xd8", b"\xff\xd9"


def test_what_a_camera_wrote_goes_and_the_picture_stays():
    beside = [EXIF, segment(0xE2, b"ICC"), segment(0xFE, b"comment"), segment(0xED, b"IPTC")]
    adobe = segment(0xEE, b"Adobe")
    whole = START + JFIF + b"".join(beside) + adobe + frame() + SCAN + END + b"hidden behind it"
    assert picture_alone(whole) == START + JFIF + adobe + frame() + SCAN + END


def test_a_picture_in_several_scans_stays_whole():
    whole = START + segment(0xC2, frame()[4:]) + SCAN + segment(0xC4, b"table") + SCAN + END
    assert picture_alone(whole) == whole


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        START,
        START + END,
        START + frame() + END,
        START + frame() + SCAN,
        START + frame(MOST_PIXELS + 1) + SCAN + END,
        START + frame(0) + SCAN + END,
        START + b"\xff\xe1\x00\x01" + frame() + SCAN + END,
        START + b"\xff\xe1\xff\xff" + frame() + SCAN + END,
        START + b"\xff\xff\xff",
    ],
)
def test_what_is_no_picture_is_not_kept(content):
    with pytest.raises(NotPicture):
        picture_alone(content)


@given(st.binary(max_size=200), st.integers(0, 60))
def test_nothing_that_arrives_breaks_the_reading(noise, at):
    whole = START + JFIF + EXIF + frame() + SCAN + END
    broken = whole[:at] + noise + whole[at:]
    with contextlib.suppress(NotPicture):
        assert picture_alone(broken).startswith(START)
    assert picture_alone(picture_alone(whole)) == picture_alone(whole)
