"""Traces of people who were erased: keyed, so that nobody without the key can try names. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable

from tungngo.lib.text import fold

#: Year of birth of a trace: not said by whoever asks, or not known when the person was erased.
_NOT_SAID, _NOT_KNOWN = "?", "*"
#: Hex digits kept of a hash: 128 bits.
_DIGITS = 32


def key_of(secret: str) -> bytes:
    """The key of traces, made of the installation's secret for this purpose alone."""
    return hmac.digest(secret.encode(), b"tungngo.forgotten", "sha256")


def door_keys(*, code: str, lane_key: str, house: str, address: str, path: str) -> list[str]:
    """Under what a door may be met in a list: its code, lane and house, its address as written; a door
    without a number by its group."""
    keys = [f"code {fold(code)}"] if code else []
    keys += [f"house {lane_key} {house}"] if house else [f"group {path}"]
    return keys + ([f"address {fold(address)}"] if address else [])


def _trace(key: bytes, name: str, born: str, door: str) -> str:
    said = "\n".join((fold(name), born, door))
    return hmac.digest(key, said.encode(), "sha256").hex()[:_DIGITS]


def traces_of(key: bytes, name: str, birth_year: int | None, doors: Iterable[str]) -> list[str]:
    """What is kept of somebody erased."""
    years = [str(birth_year), _NOT_SAID] if birth_year else [_NOT_KNOWN]
    return sorted({_trace(key, name, year, door) for door in doors for year in years})


#: (name, year of birth or none, doors) → whether it is somebody erased.
IsForgotten = Callable[[str, int | None, Iterable[str]], bool]


def is_forgotten(traces: Collection[str], key: bytes) -> IsForgotten:
    """Asks whether a name with a year of birth (or none) behind these doors is somebody erased. Of two
    who share name and year behind one door both are taken for them."""

    def asked(name: str, birth_year: int | None, doors: Iterable[str]) -> bool:
        if not traces or not name:
            return False
        years = (str(birth_year) if birth_year else _NOT_SAID, _NOT_KNOWN)
        return any(_trace(key, name, year, door) in traces for door in doors for year in years)

    return asked
