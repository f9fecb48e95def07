"""The shipped packs of criteria, read from `criteria/data`."""

from __future__ import annotations

from importlib.resources import files

_DATA = files("tungngo.criteria") / "data"
#: The default, and what provinces have of their own.
SHIPPED = ("vn", "19-thai-nguyen", "52-gia-lai")


def shipped_packs() -> list[bytes]:
    """The files, the default first."""
    return [(_DATA / f"{name}.toml").read_bytes() for name in SHIPPED]
