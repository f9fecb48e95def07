"""What each column of a list means: guessed from its heading, confirmed by a person.

A column is known by its folded heading (`Column.key`), not by its letter, so that one confirmed
mapping serves every sheet of a book, and the next book with the same wordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tungngo.lib.sheets import Cell, column_letters
from tungngo.lib.sheets.values import as_text
from tungngo.lib.text import fold, nfc

from .words import ALIASES, LEFT_OUT, MEMBER_HEADING, NAME_FIELDS, Field, LeftOut

SURE = 0.9
"""From here on a guess needs no look; below, the person is asked to."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where it is (from 0), and its heading from the top line down."""

    index: int
    parts: tuple[str, ...]
    key: str

    @property
    def letters(self) -> str:
        return column_letters(self.index)

    @property
    def header(self) -> str:
        return " / ".join(self.parts)


@dataclass(frozen=True, slots=True)
class Guess:
    """The meaning of one heading: a field, or why it is left out, or neither (None, "")."""

    field: Field | None
    confidence: float = 0.0
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column with its meaning."""

    column: Column
    field: Field | None
    confidence: float
    left_out: LeftOut | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ListMapping:
    """Every heading of a book with its meaning."""

    columns: tuple[MappedColumn, ...]

    def field_of(self, column: Column) -> Field | None:
        """What the column means, None when it is not read."""
        for mapped in self.columns:
            if mapped.column.key == column.key:
                return mapped.field if mapped.left_out is None else None
        return None

    def fields(self) -> dict[str, str]:
        """Column key → field ("" for none), to be kept between two steps."""
        return {m.column.key: m.field or "" for m in self.columns if m.left_out is None}

    def with_fields(self, chosen: Mapping[str, str]) -> ListMapping:
        """The mapping as a person confirmed it: column key → field, "" for none.

        Columns that are left out by law stay left out whatever is chosen. ValueError for a field
        that does not exist.
        """
        return ListMapping(
            tuple(
                replace(
                    m,
                    field=Field(chosen[m.column.key]) if chosen[m.column.key] else None,
                    confidence=1.0,
                    is_confirmed=True,
                )
                if m.left_out is None and m.column.key in chosen
                else m
                for m in self.columns
            )
        )

    def learned(self, guessed: ListMapping) -> dict[str, Field]:
        """Headings a person mapped otherwise than `guessed`: folded heading → field, to be kept
        and handed to `guess_mapping` next time."""
        before = guessed.fields()
        return {
            fold(m.column.header): m.field
            for m in self.columns
            if m.is_confirmed and m.field and before.get(m.column.key) != m.field
        }

    @property
    def known(self) -> frozenset[Field]:
        """All fields that some column means."""
        return frozenset(m.field for m in self.columns if m.field and m.left_out is None)

    @property
    def left_out(self) -> list[MappedColumn]:
        """Columns recognised and never stored."""
        return [m for m in self.columns if m.left_out is not None]

    @property
    def unknown(self) -> list[MappedColumn]:
        """Columns with a heading nobody recognised."""
        return [m for m in self.columns if m.field is None and m.left_out is None]

    @property
    def is_household_list(self) -> bool:
        """Whether these are households: names, and something said of the people or their door."""
        told = self.known - NAME_FIELDS - {Field.ORDER, Field.NOTE, Field.IGNORED}
        return bool(self.known & NAME_FIELDS) and bool(told)


def guess_mapping(
    headers: Iterable[str | Column],
    *,
    samples: Mapping[str, Sequence[Cell]] | None = None,
    extra_aliases: Mapping[str, str] | None = None,
) -> ListMapping:
    """What the columns of one table mean, by their headings.

    `samples` (column key → some of its values) guard against identity numbers under an innocent
    heading; `extra_aliases` (folded heading → field) are wordings learnt before, which win.
    """
    columns = columns_of(h if isinstance(h, Column) else (h,) for h in headers)
    extra = {fold(k): Field(v) for k, v in (extra_aliases or {}).items()}
    guesses = [_learnt(c, extra) or meaning(c.parts) for c in columns]
    mapped = []
    for column, guess in zip(columns, guesses, strict=True):
        if guess.left_out is None and _holds_identity_numbers((samples or {}).get(column.key, ())):
            guess = Guess(None, 1.0, LeftOut.IDENTITY)
        mapped.append(MappedColumn(column, guess.field, guess.confidence, guess.left_out))
    return ListMapping(tuple(mapped))


def _learnt(column: Column, extra: Mapping[str, Field]) -> Guess | None:
    """The learnt meaning of a heading, if there is one and the law does not forbid it."""
    learnt = extra.get(fold(column.header))
    if learnt is None and column.parts:
        learnt = extra.get(fold(column.parts[-1]))
    if learnt is None or meaning(column.parts).left_out:
        return None
    return Guess(learnt, 1.0)


def columns_of(headings: Iterable[Column | tuple[str, ...]]) -> list[Column]:
    """Columns with keys of their own: a second "Năm sinh" is "nam sinh#2"."""
    counts: dict[str, int] = {}
    columns = []
    for index, heading in enumerate(headings):
        if isinstance(heading, Column):
            columns.append(heading)
            continue
        key = " / ".join(filter(None, map(fold, heading))) or f"#{column_letters(index)}"
        counts[key] = counts.get(key, 0) + 1
        if counts[key] > 1:
            key = f"{key}#{counts[key]}"
        columns.append(Column(index, heading, key))
    return columns


# ---------------------------------------------------------------------------------- one heading

_EXACT = {alias: field for field, aliases in ALIASES.items() for alias in aliases}
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TRAILER = re.compile(r"\b(?:neu co|ghi ro|danh dau x|tich x|bat buoc|dd mm yyyy|x|co khong)$")
_CONTAINED = sorted(
    ((alias, field) for alias, field in _EXACT.items() if len(alias) >= 5),
    key=lambda pair: -len(pair[0]),
)
_MALE = {"nam"}
_FEMALE = {"nu"}


@lru_cache(maxsize=4096)
def meaning(parts: tuple[str, ...]) -> Guess:
    """The meaning of a heading given from its top line down: ("Năm sinh", "Nam") is the birth of
    men."""
    folded = [fold(p) for p in parts if fold(p)]
    if not folded:
        return Guess(None)
    whole = " ".join(folded)
    if len(folded) > 1:
        two = _two_lines(parts, folded)
        if two:
            return two
    exact = _EXACT.get(whole)
    if exact:
        # "Họ" over a family name, "Nam" over a year: too short to be sure of.
        return Guess(exact, 0.7 if len(whole) < 3 and exact is not Field.ORDER else 1.0)
    for reason, pattern in LEFT_OUT:
        if pattern.search(whole):
            return Guess(None, 1.0, reason)
    if MEMBER_HEADING.search(whole):
        rest = MEMBER_HEADING.sub("", whole).strip()
        found = _EXACT.get(rest)
        if not rest or found in NAME_FIELDS:
            return Guess(Field.MEMBER_NAME, 1.0)
        if found:
            return Guess(found, 0.95)
    if len(folded) > 1:
        last = meaning((parts[-1],))
        if last.field or last.left_out:
            return replace(last, confidence=min(last.confidence, 0.95))
    bare = fold(_REMARK.sub(" ", " ".join(parts)))
    bare = _TRAILER.sub("", bare).strip()
    if bare and bare != whole:
        found = _EXACT.get(bare)
        if found:
            return Guess(found, 0.95)
    padded = f" {bare or whole} "
    for alias, field in _CONTAINED:
        if f" {alias} " in padded:
            return Guess(field, round(0.5 + 0.4 * len(alias) / len(padded.strip()), 2))
    return Guess(None)


def _two_lines(parts: tuple[str, ...], folded: list[str]) -> Guess | None:
    """Sub-headings that mean something only under their top line: Nam | Nữ, Ngày | Tháng | Năm."""
    top = _EXACT.get(" ".join(folded[:-1])) or _EXACT.get(folded[-2])
    last, written = folded[-1], nfc(parts[-1]).lower()
    if MEMBER_HEADING.fullmatch(folded[0]):
        bottom = meaning(parts[1:])
        if bottom.field in NAME_FIELDS:
            return Guess(Field.MEMBER_NAME, 1.0)
        return bottom
    if top is Field.BIRTH:
        if last in ("ngay", "thang"):
            return Guess(Field.BIRTH_DAY if last == "ngay" else Field.BIRTH_MONTH, 0.95)
        if written.startswith("năm"):
            return Guess(Field.BIRTH_YEAR, 0.95)
        if last in _MALE:
            return Guess(Field.BIRTH_MALE, 1.0 if written == "nam" else 0.9)
        if last in _FEMALE:
            return Guess(Field.BIRTH_FEMALE, 1.0)
    if top is Field.SEX and last in _MALE | _FEMALE:
        return Guess(Field.SEX_MALE if last in _MALE else Field.SEX_FEMALE, 1.0)
    return None


_IDENTITY_NUMBER = re.compile(r"'?\d{12}")


def looks_like_identity(text: str) -> bool:
    """Twelve digits alone: a personal number (Decree 137/2015/NĐ-CP, article 13)."""
    return bool(_IDENTITY_NUMBER.fullmatch(text.replace(" ", "").replace(".", "")))


def _holds_identity_numbers(values: Sequence[Cell]) -> bool:
    texts = [text for text in map(as_text, values) if text]
    return len(texts) >= 2 and sum(map(looks_like_identity, texts)) * 2 > len(texts)
