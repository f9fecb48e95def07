"""Judgements about territory: what a group is called, who comes first, who counts as what.

Pure: no database, no clock. Days are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tungngo.lib import ages, text

# ---------------------------------------------------------------------------------- search


def searchable(*parts: str) -> str:
    """What is kept beside a row to be searched: folded words, each led by one space.

    So " tuong" finds a word that begins with it by a plain LIKE, on every engine. i and y are one
    letter where both are in use (Lý = Lí).
    """
    words = text.fold_loose(" ".join(part for part in parts if part))
    return f" {words}" if words else ""


def search_words(written: str) -> list[tuple[str, ...]]:
    """What to look for in a `searchable` column: for each word typed, the beginnings that answer it."""
    sought: list[tuple[str, ...]] = []
    for word in text.fold(written).split():
        loose = text.fold_loose(word)
        sought.append((f" {word}",) if word == loose else (f" {word}", f" {loose}"))
    return sought


# ---------------------------------------------------------------------------------- groups

#: How sheets and people write the kinds of residential groups.
GROUP_WORDS = {
    "tổ dân phố": "to_dan_pho",
    "tổ dân cư": "to_dan_pho",
    "tdp": "to_dan_pho",
    "tổ": "to_dan_pho",
    "khu phố": "khu_pho",
    "kp": "khu_pho",
    "khu dân cư": "khu_dan_cu",
    "kdc": "khu_dan_cu",
    "khu": "khu_dan_cu",
    "thôn": "thon",
    "bản": "ban",
    "ấp": "ap",
    "buôn": "buon",
    "làng": "lang",
    "xóm": "xom",
    "sóc": "soc",
}
_LONGEST_FIRST = sorted(GROUP_WORDS, key=lambda word: -word.count(" "))
_GLUED = re.compile(r"(tdp|kp|kdc|tổ|to|t)\.?\s*0*([0-9]{1,3})", re.IGNORECASE)
#: More groups than one commune has: a longer span is a slip of the keyboard.
MOST_NUMBERED = 300
_NUMBER = re.compile(r"\s*(?:(?:số|so|sô)\b)?\.?\s*0*([0-9]{1,3}\s*[a-zA-Z]?)\s*", re.IGNORECASE)


class GroupName(NamedTuple):
    """A residential group as it is written: its kind (empty when not said) and its own name."""

    kind: str
    name: str


@lru_cache(maxsize=4096)
def read_group_name(written: str) -> GroupName:
    """How a group is written, taken apart: "TDP số 07" → (to_dan_pho, "số 7"), "Thôn Rõm" →
    (thon, "Rõm"), "7" → ("", "7").

    Urban groups are officially "Tổ dân phố số 7"; other kinds keep the plain number. A word with
    other tones is another word: "Tô Hiệu" is no tổ.
    """
    kept = text.nfc(written)
    kind, rest = "", kept
    words = kept.split()
    for beginning in _LONGEST_FIRST:
        length = beginning.count(" ") + 1
        if len(words) > length and _says(" ".join(words[:length]), beginning):
            kind, rest = GROUP_WORDS[beginning], " ".join(words[length:])
            break
    else:
        glued = _GLUED.fullmatch(kept)
        if glued:
            short = glued[1].lower()
            kind, rest = GROUP_WORDS.get(short, "to_dan_pho"), glued[2]
    number = _NUMBER.fullmatch(rest)
    if number:
        digits = number[1].replace(" ", "").upper()
        rest = f"số {digits}" if kind == "to_dan_pho" else digits
    return GroupName(kind, rest.strip(" .,:;"))


def _says(written: str, word: str) -> bool:
    """Whether somebody wrote this word: with its marks, or without any."""
    if text.has_vietnamese_marks(written):
        return text.tone_equal(written, word)
    return text.fold(written) == text.fold(word)


def group_key(name: str) -> str:
    """What two spellings of one group's own name share: "số 07", "7" → "7"; "Rõm" → "rom"."""
    number = _NUMBER.fullmatch(text.nfc(name))
    return number[1].replace(" ", "").lower() if number else text.fold(name)


def group_numbers(line: str) -> list[str]:
    """The groups a line means: "1-74" is each of them, any other line itself.

    Two numbers side by side stay one name: "3-4" is what a merged group is called.
    """
    span = re.fullmatch(r"([0-9]{1,3}) *(?:-|–|đến) *([0-9]{1,3})", line.strip())
    if span is None or not 1 < int(span[2]) - int(span[1]) < MOST_NUMBERED:
        return [line]
    return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]


def group_code(name: str, taken: Collection[str]) -> str:
    """An own code for a group of a commune, at most 17 characters: "số 7" → "07", "Rõm" → "rom".

    `taken` are the own codes in use; a code never holds a dot, which closes the parts of a path.
    """
    key = group_key(name)
    number = re.fullmatch(r"([0-9]+)([a-z]?)", key)
    wanted = (
        f"{int(number[1]):02d}{number[2]}" if number else key.encode("ascii", "ignore").decode()
    )
    wanted = re.sub(r"[^0-9a-z]+", "-", wanted).strip("-")[:14].strip("-") or "g"
    code, again = wanted, 1
    while code in taken:
        again += 1
        code = f"{wanted}-{again}"
    return code


# ---------------------------------------------------------------------------------- priority

ELDERLY = "elderly"
#: What one reason weighs. Directive 11/CT-UBND (Hà Nội, 2025-07-24) names the order in which people
#: are reached first: the elderly, the disabled, the poor. The places of the others are this
#: project's reading of it.
REASON_WEIGHTS = {
    ELDERLY: 64,
    "disabled": 32,
    "mobility": 16,
    "poor": 8,
    "near_poor": 4,
    "living_alone": 2,
    "merit": 1,
}


def person_reasons(
    reasons: Iterable[str], birth_year: int | None, birth_on: date | None, day: date
) -> tuple[str, ...]:
    """All reasons why a person is reached first on a day, heaviest first.

    Age gives "elderly" from 60 completed years (Law 39/2009/QH12). Where only the year is known and
    the 60th birthday may still be ahead, it does not: nobody is called old by guess.
    """
    found = set(reasons)
    if ages.is_elderly(birth_year, birth_on, day):
        found.add(ELDERLY)
    return tuple(sorted(found, key=lambda reason: (-REASON_WEIGHTS.get(reason, 0), reason)))


def household_reasons(
    poor: bool, near_poor: bool, people: Iterable[Iterable[str]]
) -> tuple[str, ...]:
    """The reasons behind one door: the household's own and those of its people, heaviest first."""
    found = {reason for reasons in people for reason in reasons}
    if poor:
        found.add("poor")
    if near_poor and not poor:
        found.add("near_poor")
    return tuple(sorted(found, key=lambda reason: (-REASON_WEIGHTS.get(reason, 0), reason)))


def priority(reasons: Iterable[str]) -> int:
    """How early a door is visited: 0 none, more is earlier. Each kind of reason counts once.

    The weights are powers of two, so a door with a reason higher in the order is never behind one
    with lower reasons only, however many; at the same highest reason, more come first.
    """
    return sum(REASON_WEIGHTS.get(reason, 0) for reason in set(reasons))


# ---------------------------------------------------------------------------------- segments

SCHOOL_FROM = 6
"""Law on Education 43/2019/QH14, article 28: first grade in the year a child becomes 6."""
ADULT_FROM = 18
_OFFICIAL = {"official"}
_STUDENT = {"pupil", "student"}


def segment_of(occupation: str, birth_year: int | None, birth_on: date | None, day: date) -> str:
    """The population segment a target counts a person in: official, student, child or adult.

    What the sheet says of the occupation comes first. Without it, age decides: below the school
    year in which one becomes 6 a child, below 18 years a pupil, else (and with no birth) an adult.
    """
    if occupation in _OFFICIAL:
        return "official"
    if occupation in _STUDENT:
        return "student"
    year = birth_on.year if birth_on else birth_year
    if year is None:
        return "adult"
    if day.year - year < SCHOOL_FROM:
        return "child"
    # A year alone: of age when the year of the 18th birthday has come.
    if birth_on is None:
        return "student" if day.year - year < ADULT_FROM else "adult"
    return "adult" if ages.has_completed(ADULT_FROM, birth_year, birth_on, day) else "student"


# ---------------------------------------------------------------------------------- doubles

#: Why two households may be one, the strongest reason first.
LIKELY = ("door_and_head", "door_and_person", "people")


def likely_double(*, same_door: bool, same_head: bool, people_alike: int) -> str:
    """Why two households may be one (LIKELY), or empty: the same house of the same lane with a head of the
    same name or with somebody of the same name and birth year; or two such people, wherever they live.

    One house holds many households, and one name many people: either alone says nothing.
    """
    if same_door and same_head:
        return "door_and_head"
    if same_door and people_alike:
        return "door_and_person"
    return "people" if people_alike > 1 else ""
