"""Questions as rows of a sheet: reading them with the place of every fault, and laying them out. Pure.

One row a question. Headers and kinds are read in Vietnamese and in English, with or without marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tungngo.lib.sheets import column_letters
from tungngo.lib.sheets.values import as_text
from tungngo.lib.text import fold
from tungngo.quizzes.rules.questions import (
    ALL_RIGHT,
    LETTERS,
    Choice,
    Fault,
    Kind,
    Place,
    Question,
    Reading,
    faults_of,
    faults_together,
    key_of,
    tidy,
)

#: The columns before and after the choices, and what their headers may say.
BEFORE = ("key", "kind", "skill", "level", "text")
AFTER = ("right", "why")
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "key": ("ma", "ma cau", "ma cau hoi", "key", "code"),
    "kind": ("loai", "loai cau hoi", "kind", "type"),
    "skill": ("ky nang", "dich vu", "skill"),
    "level": ("muc", "bac", "level"),
    "text": ("cau hoi", "noi dung", "question", "text"),
    "right": ("dap an dung", "dap an", "right answer", "right", "answer", "key answer"),
    "why": ("giai thich", "vi sao", "explanation", "why"),
}
_CHOICE = re.compile(r"(?:lua chon|phuong an|choice|option) ?([a-j])|([a-j])")
_KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    "": Kind.SINGLE,
    "mot dap an": Kind.SINGLE,
    "one right answer": Kind.SINGLE,
    "nhieu dap an": Kind.MULTIPLE,
    "several right answers": Kind.MULTIPLE,
    "sap xep": Kind.ORDERING,
    "put in order": Kind.ORDERING,
    "chon hinh": Kind.PICTURE,
    "choose a picture": Kind.PICTURE,
    "quan sat": Kind.OBSERVATION,
    "observe": Kind.OBSERVATION,
}
_PICTURED = re.compile(r"\[([a-z-]+)\]\s*(.*)", re.DOTALL)
#: Rows looked through for the header.
_HEAD_ROWS = 20


def read_rows(rows: Sequence[Sequence[Any]], skills: Iterable[str] | None = None) -> Reading:
    """The questions of a sheet (`lib.sheets.Sheet.rows`), each fault with its row and column."""
    reading = Reading()
    known = set(skills) if skills is not None else None
    head, columns = _header(rows)
    if not columns:
        reading.faults.append(Fault("bank.no_header"))
        return reading
    found: list[tuple[Question, Place]] = []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if not any(as_text(cell).strip() for cell in row):
            continue
        line = _Row(number, row, columns)
        question = line.question()
        place = Place(number)
        faults = [*line.faults, *faults_of(question, place, known)]
        reading.faults += [line.placed(fault) for fault in faults]
        found.append((question, place))
    reading.questions = [question for question, _place in found]
    reading.faults += faults_together(found)
    reading.faults.sort(key=lambda fault: fault.place.line)
    return reading


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The row of the header (from 0) and where its columns stand: names as in `_HEADERS`, and "A" …"""
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            if name := _column_name(fold(as_text(cell))):
                columns.setdefault(name, place)
        if "text" in columns and "A" in columns:
            return number, columns
    return 0, {}


def _column_name(said: str) -> str:
    for name, words in _HEADERS.items():
        if said in words:
            return name
    choice = _CHOICE.fullmatch(said)
    return (choice[1] or choice[2]).upper() if choice else ""


class _Row:
    """One row on its way to a question."""

    def __init__(self, number: int, row: Sequence[Any], columns: Mapping[str, int]) -> None:
        self.number, self.row, self.columns = number, row, columns
        self.faults: list[Fault] = []

    def _say(self, name: str) -> str:
        place = self.columns.get(name)
        cell = self.row[place] if place is not None and place < len(self.row) else ""
        if isinstance(cell, date | datetime | time | timedelta):
            self._fault("cell_is_day", name)
            return ""
        return tidy(as_text(cell))

    def _fault(self, code: str, name: str, **details: Any) -> None:
        self.faults.append(Fault(f"question.{code}", self._place(name), details))

    def _place(self, name: str) -> Place:
        place = self.columns.get(name)
        return Place(self.number, column_letters(place) if place is not None else "")

    def placed(self, fault: Fault) -> Fault:
        """A fault of the whole question, at the column it is about."""
        name = _COLUMN_OF.get(fault.code.removeprefix("question."), "")
        if fault.place.column or not name:
            return fault
        return Fault(fault.code, self._place(name), fault.details)

    def question(self) -> Question:
        said = self._say("kind")
        kind = _KINDS.get(fold(said))
        if kind is None:
            self._fault("kind_unknown", "kind", written=said)
            kind = Kind.SINGLE
        level = self._say("level") or "0"
        if not (level.isascii() and level.isdigit()):
            self._fault("level_unreadable", "level", written=level)
            level = "0"
        written = [self._say(letter) for letter in LETTERS]
        count = max((place + 1 for place, one in enumerate(written) if one), default=0)
        text = self._say("text")
        return Question(
            key=self._say("key") or key_of(text),
            kind=kind,
            text=text,
            choices=tuple(self._choices(kind, written[:count])),
            skill=self._say("skill").lower(),
            level=int(level),
            why=self._say("why"),
        )

    def _choices(self, kind: Kind, written: Sequence[str]) -> Iterator[Choice]:
        said = self._say("right")
        letters = [one for one in said.upper() if one.isalnum()]
        if not set(letters) <= set(LETTERS[: len(written)]) or len(set(letters)) < len(letters):
            self._fault("right_unreadable", "right", written=said)
            letters = list(LETTERS[: len(written)]) if kind in ALL_RIGHT else ["A"]
        if kind in ALL_RIGHT and letters and len(letters) < len(written):
            self._fault("order_incomplete", "right", written=said)
        if kind == Kind.ORDERING and len(letters) == len(written):
            written = [written[LETTERS.index(one)] for one in letters]
        for letter, one in zip(LETTERS, written, strict=False):
            pictured = _PICTURED.fullmatch(one) if kind == Kind.PICTURE else None
            picture, text = (pictured[1], pictured[2]) if pictured else ("", one)
            yield Choice(text, kind not in ALL_RIGHT and letter in letters, picture)


_COLUMN_OF = {
    **dict.fromkeys(["key_unreadable", "key_twice"], "key"),
    **dict.fromkeys(["no_text", "too_long"], "text"),
    **dict.fromkeys(["choice_too_long", "choice_count", "choice_empty", "choice_twice"], "A"),
    **dict.fromkeys(["no_right", "two_right"], "right"),
    **dict.fromkeys(["picture_unknown", "picture_misplaced"], "A"),
    "level_unknown": "level",
    "skill_unknown": "skill",
}


def laid_out(question: Question, kind_words: Mapping[Kind, str]) -> list[str | int]:
    """A question as a row: `BEFORE`, a cell for each letter, `AFTER`. `kind_words` name the kinds."""
    choices = [
        f"[{one.picture}] {one.text}" if one.picture else one.text for one in question.choices
    ]
    right = [
        letter for letter, one in zip(LETTERS, question.choices, strict=False) if one.right
    ]  # fmt: skip
    return [
        question.key,
        kind_words[question.kind],
        question.skill,
        question.level or "",
        question.text,
        *choices,
        *[""] * (len(LETTERS) - len(choices)),
        ", ".join(right),
        question.why,
    ]
