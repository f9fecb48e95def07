"""Packs made for tests: a folder with one guide, a picture and a voice."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

WARNING = "Never tell anybody a code or a password."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def png(width: int = 4, height: int = 3) -> bytes:
    """A small real picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\0" + b"\x0b\x6e\x63" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _page(nth: int, packets: list[bytes], *, samples: int = 0, last: bool = False) -> bytes:
    """A page of an Ogg stream (RFC 3533) of packets shorter than 255 bytes."""
    kind = 2 if nth == 0 else 4 if last else 0
    head = b"OggS" + struct.pack("<BBQII", 0, kind, samples, 1, nth)
    body = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    digest = 0
    for byte in head + bytes(4) + body:
        digest ^= byte << 24
        for _bit in range(8):
            digest = digest << 1 ^ (0x104C11DB7 if digest & 0x80000000 else 0)
    return head + struct.pack("<I", digest) + body


def voice(seconds: float = 0.8) -> bytes:
    """A recording that any browser plays: Opus in Ogg (RFC 7845), 20 ms of silence in each packet."""
    packets = round(seconds * 50)
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<II", 0, 0)
    silence = _page(2, [b"\xf8\xff\xfe"] * packets, samples=packets * 960, last=True)
    return _page(0, [head]) + _page(1, [tags]) + silence


VOICE = voice()


def guide(version: int = 1, title: str = "A guide", extra: str = "") -> str:
    """A guide of two steps: one with a scene, one with a picture and a voice unless told else."""
    second = extra or 'picture = "one.png"\nalt = "A phone"\naudio = "one.opus"'
    return (
        f'version = {version}\ntitle = "{title}"\n'
        '[[steps]]\ntitle = "Open it"\ntext = "Tap the sign."\nscene = """\nbar VNeID\n> button Go\n"""\n'
        f'[[steps]]\ntitle = "Look"\ntext = "There it is."\n{second}\n'
    )


def pack(language: str = "blt-Tavt", **guides: str) -> dict[str, bytes]:
    """The files of a pack, by name; `vneid="…"` is the guide of that skill."""
    written = guides or {"vneid": guide()}
    return {
        "pack.toml": f'language = "{language}"\nwarning = "{WARNING}"\n'.encode(),
        "one.png": png(),
        "one.opus": VOICE,
        **{f"{skill.replace('_', '-')}.toml": said.encode() for skill, said in written.items()},
    }


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a pack to disk."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
