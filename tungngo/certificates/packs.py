"""The shipped example of completion rules, read from `certificates/data`."""

from __future__ import annotations

from importlib.resources import files

_DATA = files("tungngo.certificates") / "data"
SHIPPED = ("example",)


def shipped_packs() -> list[bytes]:
    """The files."""
    return [(_DATA / f"{name}.toml").read_bytes() for name in SHIPPED]
