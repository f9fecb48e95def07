"""Reading what a list says of one person: names, relations, occupations, reasons."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tungngo.lib.sheets import Cell
from tungngo.lib.sheets.values import as_text
from tungngo.lib.text import fold, nfc

from .words import (
    LANGUAGES,
    OCCUPATIONS,
    REASON_WORDS,
    RELATIONS,
    RELATIONS_BY_TONE,
)


class Name(NamedTuple):
    """A name as it is kept; whether its case was mended, and whether it looks like no name."""

    text: str
    was_recased: bool = False
    is_odd: bool = False
    held_number: bool = False


_NUMBERING = re.compile(r"^\s*(?:\d{1,3}\s*[.)/-]|[-–•+*])\s*")
_REMARK = re.compile(r"\s*[(\[](?:[^)\]]*)[)\]]\s*$")
_ROLE = re.compile(r"\s*[-–:,]\s*(?:chủ hộ|chu ho|ch)\s*$|^\s*(?:chủ hộ|chu ho)\s*[:\-–]\s*", re.I)
_LONG_NUMBER = re.compile(r"\b\d[\d .]{7,}\d\b")
_ODD = re.compile(r"[\d@#$%^&*_=+<>{}\\|/?!:;~\"]|\.\.")


@lru_cache(maxsize=65_536)
def read_name(written: str) -> Name:
    """A full name, never split: without numbering ("1. ") and without "(chủ hộ)".

    A name all in capitals, or with a word that begins small, is written with capitals at the
    beginnings. Spelling and tone placement stay the family's affair.
    """
    text = nfc(written)
    bare, numbers = _LONG_NUMBER.subn("", text)
    bare = _ROLE.sub("", _NUMBERING.sub("", bare))
    remark = _REMARK.search(bare)
    if remark and fold(remark.group()) in RELATIONS:
        bare = bare[: remark.start()]
    bare = nfc(bare).strip(" .,;:-–")
    if not bare:
        return Name("", held_number=bool(numbers))
    is_odd = bool(_ODD.search(bare)) or len(bare) < 2 or len(bare.split()) > 8
    letters = [c for c in bare if c.isalpha()]
    small_start = any(word[0].islower() for word in bare.split())
    if len(letters) > 1 and (not any(c.islower() for c in letters) or small_start):
        return Name(proper_case(bare), True, is_odd, bool(numbers))
    return Name(bare, False, is_odd, bool(numbers))


_WORD = re.compile(r"[^\W\d_]+")


def proper_case(name: str) -> str:
    """Every run of letters with a capital first: "NGUYỄN VĂN ÁNH" → "Nguyễn Văn Ánh", "H'BIA" →
    "H'Bia"."""
    return nfc(_WORD.sub(lambda m: m.group()[0].upper() + m.group()[1:].lower(), name))


@lru_cache(maxsize=4096)
def read_relation(written: str) -> str:
    """The code of a relation to the head, "other" for a wording not known, "" for none."""
    text = nfc(written).lower().strip(" .-")
    if text in RELATIONS_BY_TONE:
        return RELATIONS_BY_TONE[text]
    key = fold(re.sub(r"\(.*\)|[0-9]+", " ", text))
    if not key:
        return ""
    for end in (" cua chu ho", " chu ho", " cua ch"):
        if key != "chu ho" and key.endswith(end) and key[: -len(end)] in RELATIONS:
            key = key[: -len(end)]
    return RELATIONS.get(key, "other")


_OCCUPATIONS = [(code, re.compile(rf"\b(?:{words})\b")) for code, words in OCCUPATIONS]
_RETIRED = dict(_OCCUPATIONS)["retired"]
_NONE = {"", "khong", "chua co", "k", "0", "con nho", "nho", "tre em"}


@lru_cache(maxsize=4096)
def read_occupation(written: str) -> str:
    """The code of an occupation, "other" for a wording not known, "" for none."""
    key = fold(written)
    if key in _NONE:
        return ""
    if _RETIRED.search(key):
        return "retired"
    for code, words in _OCCUPATIONS:
        if words.search(key):
            return code
    return "other"


@lru_cache(maxsize=4096)
def read_reasons(written: str) -> tuple[str, ...]:
    """The reasons a text speaks of: poor, near_poor, disabled, mobility, merit, living_alone."""
    key = fold(written)
    return tuple(reason for reason, words in REASON_WORDS if words.search(key))


_MALE = {"nam", "m", "male", "trai", "n am", "0 nam", "ong", "nam gioi"}
_FEMALE = {"nu", "f", "female", "gai", "ba", "nu gioi", "w"}


def read_sex(cell: Cell) -> str | None:
    """ "m", "f", "" for an empty cell, None for anything else."""
    key = fold(as_text(cell))
    if key in _MALE:
        return "m"
    if key in _FEMALE:
        return "f"
    return None if key else ""


def read_language(written: str) -> str:
    """The tag of a language name, "" when the name is not known."""
    key = fold(written).removeprefix("tieng ")
    return LANGUAGES.get(key) or LANGUAGES.get(fold(written), "")
