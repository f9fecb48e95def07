"""Reading what a list says of a place: which group, which house, which commune."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tungngo.lib.sheets import Cell
from tungngo.lib.sheets.values import as_text, day_taken_for_number
from tungngo.lib.text import fold, nfc

from ..rules import group_key, read_group_name
from .drafts import CommuneRef, GroupRef


class GroupIndex:
    """Finds the residential group a list means, by its kind and name, or by its name alone."""

    def __init__(self, groups: Sequence[GroupRef]):
        self._by_kind: dict[tuple[str, str], str] = {}
        self._by_name: dict[str, set[str]] = {}
        self._found: dict[str, str | None] = {}
        for group in groups:
            key = group_key(group.name)
            self._by_kind[group.kind, key] = group.code
            self._by_name.setdefault(key, set()).add(group.code)

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def find(self, written: str) -> str | None:
        """The code of the group, None when there is none or more than one of that name."""
        if written not in self._found:
            self._found[written] = self._find(written)
        return self._found[written]

    def _find(self, written: str) -> str | None:
        for text in (written, re.split(r"\s*[-–,;(]\s*", written)[0]):
            read = read_group_name(text)
            key = group_key(read.name)
            if read.kind:
                exact = self._by_kind.get((read.kind, key))
                if exact:
                    return exact
            named = self._by_name.get(key, set())
            # A number says nothing without its kind; a name mostly does.
            if len(named) == 1 and not (read.kind and key[:1].isdigit()):
                return next(iter(named))
        return None


_HAS_HOUSE_WORD = re.compile(r"\b(?:số|so|nhà|nha|sn|p|căn|phòng|tầng|ct|lô)\b", re.I)
_HAS_LANE_WORD = re.compile(r"\b(?:ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet)\b", re.I)
_HAS_STREET_WORD = re.compile(r"\b(?:đường|duong|phố|pho|đ|quốc lộ|ql)\b", re.I)


def house_number(cell: Cell) -> tuple[str, bool]:
    """(house number as typed, whether a spreadsheet had turned it into a day)."""
    typed = day_taken_for_number(cell)
    return (typed, True) if typed else (as_text(cell), False)


def join_address(house: str, alley: str, street: str, address: str) -> str:
    """One address out of its columns: "12A", "281/58", "Trương Định" → "Số 12A, Ngõ 281/58,
    Đường Trương Định"."""
    parts = []
    if house:
        parts.append(house if _HAS_HOUSE_WORD.search(house) else f"Số {house}")
    if alley:
        parts.append(alley if _HAS_LANE_WORD.search(alley) else f"Ngõ {alley}")
    if street:
        parts.append(street if _HAS_STREET_WORD.search(street) else f"Đường {street}")
    if address and fold(address) not in fold(" ".join(parts)):
        if house and fold(address).startswith((fold(parts[0]), f"{fold(house)} ")):
            parts = parts[1:]
        parts.append(address)
    return ", ".join(parts)


_KIND = re.compile(r"(?<!\w)(?P<kind>phường|xã|đặc khu|thị trấn|P\.)\s*(?=[^\d\W])", re.I)
_NOT_A_NAME = {"hoi", "vien", "doi", "giao", "luan", "he"}
"""What follows "xã" or "phường" in other words: xã hội, xã viên, xã đội …"""


class CommuneCheck:
    """Whether a text names another commune than the one a list is loaded for."""

    def __init__(self, commune: CommuneRef):
        self.commune = commune
        self._own = {
            fold(re.sub(r"^(?:phường|xã|đặc khu|thị trấn)\s+", "", nfc(name), flags=re.I))
            for name in (commune.name, *commune.former_names)
        }

        self._known: dict[str, str] = {}

    def other(self, text: str) -> str:
        """The name of another commune as written, "" when there is none."""
        if text not in self._known:
            self._known[text] = self._other(text)
        return self._known[text]

    def _other(self, text: str) -> str:
        for found in _KIND.finditer(text):
            after = text[found.end() :]
            rest = f"{fold(after)} "
            if any(rest.startswith(f"{own} ") for own in self._own):
                continue
            name: list[str] = []
            for word in re.split(r"\s*[,;(–-]\s*", after)[0].split()[:4]:
                if not word[0].isupper():
                    break
                name.append(word)
            if name and fold(name[0]) not in _NOT_A_NAME:
                return f"{found['kind']} {' '.join(name)}"
        return ""
