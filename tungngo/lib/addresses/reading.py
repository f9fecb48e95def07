"""Reads the words of an address from left to right into its parts, before any judgement on them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tungngo.lib.addresses.tokens import STOP, Token, tokens
from tungngo.lib.addresses.words import (
    BLOCK_CODES,
    LONGEST,
    MARKS,
    PROVINCES,
    SHORT_AREAS,
    Kind,
    Mark,
)
from tungngo.lib.text import fold, nfc

_SUFFIXES = frozenset("abcdegh")
_PROVINCE_ENDS = frozenset(name.split()[-1] for name in PROVINCES)
_PLAIN = re.compile(r"[0-9]{1,2}")


@dataclass(slots=True)
class Name:
    """A named thing as written: its kind ("Đường", or "" when untyped) and the words after it."""

    kind: str = ""
    key: str = ""
    rank: int = 0
    words: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join([self.kind, *self.words] if self.kind else self.words)


@dataclass(slots=True)
class Step:
    """A numbered alley: "Ngách" of rank 2 with the number, or path of numbers, as written."""

    rank: int
    kind: str
    path: str


@dataclass(slots=True)
class Parts:
    """What stands in an address, each as written."""

    house: str = ""
    steps: list[Step] = field(default_factory=list)
    street: Name | None = None
    alley: Name | None = None
    place: Name | None = None
    village: Name | None = None
    groups: list[Name] = field(default_factory=list)
    block: Name | None = None
    flat: str = ""
    floor: str = ""
    areas: list[list[str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


class _Reader:
    """One pass over the tokens; `run` is the name that further words belong to."""

    def __init__(self, text: str, streets: Mapping[str, str]) -> None:
        self.tokens = tokens(text)
        self.untoned = text.isascii()
        self.streets = streets
        self.parts = Parts()
        self.at = 0
        self.run: list[str] | None = None

    def read(self) -> Parts:
        while self.at < len(self.tokens):
            kind, raw, low = self.tokens[self.at]
            if kind == "word":
                self._word(raw, low)
            elif kind == "num":
                self._number()
            else:
                if kind != "stop":
                    self.parts.rest.append(raw)
                self.at += 1
                if kind != "other":
                    self.run = None
        return self.parts

    # ------------------------------------------------------------------ words

    def _word(self, raw: str, low: str) -> None:
        found = self._mark(low)
        if found is not None:
            mark, count = found
            if mark.kind is Kind.NAME:
                for _, word, _ in self._take(count):
                    self._name_word(word)
                return
            if self._admits(mark, count):
                written = [word for _, word, _ in self._take(count)]
                getattr(self, f"_{mark.kind.name.lower()}")(mark, written)
                return
            if mark.needs_number and self.run is None and not self._name_follows(count):
                self.parts.rest += [word for _, word, _ in self._take(count)]  # "Số", left blank
                return
        self._name_word(raw)
        self.at += 1

    def _mark(self, low: str) -> tuple[Mark, int] | None:
        longest = LONGEST.get(low)
        if longest is None:
            return None
        words = [word for _, _, word in self.tokens[self.at : self.at + longest]]
        for count in range(len(words), 0, -1):
            mark = MARKS.get(" ".join(words[:count]))
            if mark is not None:
                return mark, count
        return None

    def _take(self, count: int) -> list[Token]:
        self.at += count
        return self.tokens[self.at - count : self.at]

    def _peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else STOP

    def _number_follows(self, ahead: int = 0) -> bool:
        """Whether the number of the mark comes next, or after "số"."""
        kind, _, low = self._peek(ahead)
        return kind == "num" or (low in ("số", "so") and self._peek(ahead + 1)[0] == "num")

    def _name_follows(self, ahead: int) -> bool:
        kind, _, low = self._peek(ahead)
        return kind == "word" and low not in LONGEST

    def _admits(self, mark: Mark, count: int) -> bool:
        """Whether the word is a mark here rather than part of a name."""
        numbered = self._number_follows(count)
        code = mark.kind is Kind.BLOCK and self._is_letter_code(self._peek(count)[1])
        if mark.needs_dot and not self._peek()[1].endswith("."):
            return False
        if mark.needs_number and not (numbered or code):
            return False
        if self.run is None:
            return True
        if not self.run:
            # First word of a name that was announced ("Đường Láng", "Phố Xóm Hạ").
            return mark.kind in (Kind.ALLEY, Kind.HOUSE) and numbered
        if mark.word == "Kiệt":
            return False  # Lý Thường Kiệt 12
        if numbered or code or self._peek()[2] in SHORT_AREAS:
            return True
        # Inside a name only what is surely a mark, and has something to mark, ends the name.
        certain = mark.toned or (mark.kind is Kind.AREA and self.untoned)
        return certain and self._peek(count)[0] == "word"

    def _is_letter_code(self, raw: str) -> bool:
        return len(raw) <= 2 and raw.isalpha() and raw.isupper()

    def _name_word(self, raw: str) -> None:
        if self.run is None:
            self.run = self._untyped()
        self.run.append(raw)

    def _untyped(self) -> list[str]:
        """Where a name without a type word belongs: the street if none is known, else an area."""
        p = self.parts
        rooted = p.street or p.alley or p.village or p.place
        if rooted or (p.groups and not (p.house or p.steps)):
            p.areas.append([])
            return p.areas[-1]
        p.street = Name()
        return p.street.words

    # ------------------------------------------------------------------ numbers

    def _take_number(self) -> str:
        """The number next in line, with a letter or "bis" that stands apart from it."""
        if self._peek()[0] != "num":
            self.at += 1
        number = self._peek()[1]
        self.at += 1
        kind, raw, low = self._peek()
        if kind == "word" and number[-1].isdigit() and not raw.endswith("."):
            if low in ("bis", "ter"):
                number += f" {low}"
                self.at += 1
            elif low in _SUFFIXES and raw.isascii():
                number += raw.upper()
                self.at += 1
        return number

    def _number(self) -> None:
        p, raw, run = self.parts, self._peek()[1], self.run
        if run and _PLAIN.fullmatch(raw) and self._continues(run):
            run.append(raw)
            self.at += 1
        elif p.block is None and self._block_code(raw):
            self.at += 1
        elif not p.house:
            p.house = self._take_number()
        else:
            p.rest.append(self._take_number())
        self.run = None

    def _continues(self, name: list[str]) -> bool:
        """Whether a small number after a name belongs to it: Làng Kép 2, KĐT Đền Lừ 1, Nà Lốc 2.

        After a street that says so, or that the book knows, it is a door.
        """
        p = self.parts
        if p.alley is not None and name is p.alley.words:
            return False
        if p.street is not None and name is p.street.words:
            return not p.street.kind and fold(" ".join(name)) not in self.streets
        return True

    def _block_code(self, raw: str) -> bool:
        """Takes "CT2", "CT2-1203" and "1203-CT2" as a block and its flat."""
        p = self.parts
        codes = re.split(r"\s?[\-–.]\s?", raw) if "/" not in raw else [raw]
        blocks = [c for c in codes if re.sub(r"[0-9].*", "", c).lower() in BLOCK_CODES]
        if len(blocks) != 1 or len(codes) > 2:
            return False
        p.block = Name(words=blocks)
        others = [c for c in codes if c is not blocks[0]]
        if others and p.flat:
            p.rest += others
        elif others:
            p.flat = others[0]
        return True

    # ------------------------------------------------------------------ one for each kind of mark

    def _house(self, mark: Mark, written: list[str]) -> None:
        self.run = None
        number = self._take_number()
        if self.parts.house:
            self.parts.rest.append(" ".join([*written, number]))
        else:
            self.parts.house = number

    def _alley(self, mark: Mark, written: list[str]) -> None:
        self.run = None
        if self._number_follows():
            self.parts.steps.append(Step(mark.rank, mark.word, self._take_number()))
            return
        name = Name(mark.word)
        if self.parts.alley is None:
            self.parts.alley, self.run = name, name.words
        else:
            self.parts.areas.append(written)
            self.run = written

    def _street(self, mark: Mark, written: list[str]) -> None:
        p = self.parts
        if p.street is not None and p.street.kind:
            p.areas.append(written)
            self.run = written
            return
        if p.street is not None and p.street.words:
            p.areas.append(p.street.words)  # what has a type word is the street
        p.street = Name(mark.word, mark.key)
        self.run = p.street.words
        if self._number_follows():
            if self._peek()[0] != "num":
                self.run.append(self._peek()[1])
                self.at += 1
            self.run.append(self._take_number())
            if self._peek()[2] in ("tháng", "thang") and self._peek(1)[0] == "num":
                self.run += (self._peek()[1], self._peek(1)[1])  # Đường 30 tháng 4
                self.at += 2
            self.run = None

    def _named(self, mark: Mark) -> Name:
        """The name after a village, group or place: a number, or the words that follow."""
        name = Name(mark.word, mark.key, mark.rank)
        if self._number_follows():
            name.words.append(self._take_number())
            self.run = None
        else:
            self.run = name.words
        return name

    def _village(self, mark: Mark, written: list[str]) -> None:
        name = self._named(mark)
        if self.parts.village is None:
            self.parts.village = name
        else:
            self.parts.groups.append(name)

    def _group(self, mark: Mark, written: list[str]) -> None:
        self.parts.groups.append(self._named(mark))

    def _place(self, mark: Mark, written: list[str]) -> None:
        p = self.parts
        if p.place is None and not (mark.word == "KTT" and written == ["TT."] and p.street):
            p.place = self._named(mark)
            return
        p.areas.append(written)
        self.run = written

    def _block(self, mark: Mark, written: list[str]) -> None:
        p = self.parts
        self.run = None
        name = Name(mark.word)
        if self._number_follows():
            taken = self._take_number()
            if p.block is None and self._block_code(taken):
                return
            name.words.append(taken)
        elif self._is_letter_code(self._peek()[1]):
            name.words.append(self._peek()[1])
            self.at += 1
        else:
            self.run = name.words
        if p.block is None:
            p.block = name
        else:
            p.areas.append([name.kind, *name.words])
            if self.run is not None:
                self.run = p.areas[-1]

    def _flat(self, mark: Mark, written: list[str]) -> None:
        self.run = None
        number = self._take_number()
        if self.parts.flat or (self.parts.block is None and self._block_code(number)):
            if self.parts.flat and number not in self.parts.flat:
                self.parts.rest.append(" ".join([*written, number]))
        else:
            self.parts.flat = number

    def _floor(self, mark: Mark, written: list[str]) -> None:
        self.run = None
        number = self._take_number()
        if self.parts.floor:
            self.parts.rest.append(" ".join([*written, number]))
        else:
            self.parts.floor = number

    def _area(self, mark: Mark, written: list[str]) -> None:
        self.parts.areas.append(written)
        self.run = written
        if self._peek()[0] == "num":
            written.append(self._peek()[1])
            self.at += 1
            self.run = None

    def _room_or_ward(self, mark: Mark, written: list[str]) -> None:
        p = self.parts
        kind, raw, _ = self._peek()
        after_number = self.at > 1 and self.tokens[self.at - 2][0] == "num"
        first = not (p.house or p.steps or p.street or p.alley)
        if kind == "num" and (first or not _PLAIN.fullmatch(raw)):
            self._flat(mark, written)
        elif kind == "word" and after_number and not (p.street or p.alley):
            # Straight after a number a name is missing: "Ngõ 12 P. Vọng" is Phố Vọng.
            self._street(MARKS["phố"], written)
        else:
            self._area(mark, written)

    def _remark(self, mark: Mark, written: list[str]) -> None:
        """A hint for people ("gần chợ"): kept as written up to the next comma."""
        while self._peek()[0] != "stop":
            written.append(self._peek()[1])
            self.at += 1
        self.parts.rest.append(" ".join(written))
        self.run = None


def _without_region(p: Parts, streets: Mapping[str, str]) -> None:
    """Moves a ward or province typed after a street without a comma to the areas."""
    street = p.street or p.alley
    if street is None or len(street.words) < 2:
        return
    words, count = street.words, len(street.words)
    if streets:
        beginnings = (n for n in range(count, 0, -1) if fold(" ".join(words[:n])) in streets)
        count = next(beginnings, count)
    if count == len(words) and fold(words[-1]) in _PROVINCE_ENDS:
        ends = (n for n in (3, 2, 1) if n < count and fold(" ".join(words[-n:])) in PROVINCES)
        count -= next(ends, 0)
    if 0 < count < len(words):
        p.areas.insert(0, words[count:])
        del words[count:]


def read(text: str, streets: Mapping[str, str]) -> Parts:
    """The parts of an address. Never raises: what fits nowhere goes to `rest`."""
    parts = _Reader(nfc(text), streets).read()
    _without_region(parts, streets)
    return parts
