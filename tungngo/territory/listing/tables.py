"""Finding the list on a sheet: titles above, the heading lines, where the rows begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from tungngo.lib import legacy_text
from tungngo.lib.sheets import Cell, Sheet
from tungngo.lib.sheets.values import as_text
from tungngo.lib.text import fold, nfc

from ..rules import read_group_name
from .mapping import Column, ListMapping, columns_of, guess_mapping, meaning
from .words import Field

_LOOKED_AT = 80
"""Rows from the top among which the headings are looked for."""
_LONGEST_HEADING = 90
_HEADING_LINES = 3
"""Lines of headings above or below the one where most are known."""
_SAMPLED = 50


@dataclass(frozen=True, slots=True)
class Table:
    """A list on a sheet. Rows count from 0; `last_row` is included."""

    sheet: str
    header_row: int
    """The first line of the headings."""
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    """Texts above the headings."""
    group: str = ""
    """The residential group the sheet's name or a title speaks of, as written."""
    is_known: bool = True
    """Whether some of its headings are those of a household list."""


def find_tables(sheet: Sheet, *, extra_aliases: Mapping[str, str] | None = None) -> list[Table]:
    """The lists on a sheet: one, or none when no row of headings is found.

    The heading row is the one where most cells are known headings; where none is known, the first
    row as full as those below it, so that any list can be mapped by hand. Titles and headings
    typed in an old encoding are understood; they are not changed.
    """
    rows = sheet.rows
    extra = frozenset(fold(k) for k in extra_aliases or ())
    best, best_score = -1, 0.0
    for index, row in enumerate(rows[:_LOOKED_AT]):
        score = _heading_score(row, extra)
        if score > best_score:
            best, best_score = index, score
    is_known = best_score >= 2
    if not is_known:
        best = _first_full_row(rows)
    if best < 0:
        return []
    top, bottom = _heading_lines(sheet, best)
    columns = columns_of(_headings(sheet, top, bottom))
    first = bottom + 1
    while first < len(rows) and _numbers_columns(rows[first]):
        first += 1
    titles = tuple(
        dict.fromkeys(
            as_text(c) for row in rows[:top] for c in row if isinstance(c, str) and c.strip()
        )
    )
    group = next(filter(None, map(group_in_title, (sheet.name, *reversed(titles)))), "")
    return [Table(sheet.name, top, first, len(rows) - 1, tuple(columns), titles, group, is_known)]


def samples_of(sheet: Sheet, table: Table) -> dict[str, list[Cell]]:
    """Column key → the first filled cells below its heading."""
    found: dict[str, list[Cell]] = {}
    for column in table.columns:
        values: list[Cell] = []
        for row in sheet.rows[table.first_row : table.first_row + 4 * _SAMPLED]:
            cell = row[column.index] if column.index < len(row) else ""
            if cell != "":
                values.append(cell)
                if len(values) == _SAMPLED:
                    break
        found[column.key] = values
    return found


def guess_for(
    sheets: list[Sheet], *, extra_aliases: Mapping[str, str] | None = None
) -> tuple[list[Table], ListMapping]:
    """The tables of all sheets and one mapping for all their headings.

    Where some sheet has known headings, sheets without any (instructions, sums) are left aside.
    """
    found = [
        (sheet, table)
        for sheet in sheets
        for table in find_tables(sheet, extra_aliases=extra_aliases)
    ]
    if any(table.is_known for _, table in found):
        found = [(sheet, table) for sheet, table in found if table.is_known]
    tables: list[Table] = []
    seen: dict[str, Column] = {}
    samples: dict[str, list[Cell]] = {}
    for sheet, table in found:
        tables.append(table)
        for key, values in samples_of(sheet, table).items():
            samples.setdefault(key, []).extend(values[: _SAMPLED - len(samples.get(key, ()))])
        for column in table.columns:
            if column.parts or samples[column.key]:
                seen.setdefault(column.key, column)
    return tables, guess_mapping(seen.values(), samples=samples, extra_aliases=extra_aliases)


# ---------------------------------------------------------------------------------- headings


def _readings(text: str) -> tuple[str, ...]:
    """A text as it stands and, where it may be old, as it would read."""
    if text.isascii() or legacy_text.is_unicode_vietnamese(text):
        return (text,)
    return (text, *(legacy_text.decode(text, e) for e in legacy_text.ENCODINGS))


def _readable(text: str) -> str:
    """A heading in Unicode: the first reading that is a known one, else as it stands."""
    for reading in _readings(text):
        guess = meaning((nfc(reading),))
        if guess.field or guess.left_out:
            return nfc(reading)
    return nfc(text)


def _heading_score(row: list[Cell], extra: frozenset[str]) -> float:
    """How much a row looks like headings: different known ones, less for filled cells that are
    none."""
    known: set[Field] = set()
    left_out = strangers = 0
    for cell in row:
        if cell == "":
            continue
        if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING:
            strangers += 1
            continue
        guess = meaning((_readable(cell),))
        if guess.field and guess.confidence >= 0.7:
            known.add(guess.field)
        elif guess.left_out:
            left_out += 1
        elif fold(cell) in extra:
            known.add(Field.IGNORED)
        else:
            strangers += 1
    if len(known) < 2:
        return 0.0
    return len(known) + left_out - 0.5 * strangers


def _first_full_row(rows: list[list[Cell]]) -> int:
    """Where nothing is known: the first row of short texts that is as wide as the rows below."""
    filled = [sum(cell != "" for cell in row) for row in rows[:_LOOKED_AT]]
    for index, count in enumerate(filled[:-1]):
        texts = [c for c in rows[index] if isinstance(c, str) and 0 < len(c) <= _LONGEST_HEADING]
        if count >= 2 and len(set(texts)) == count and filled[index + 1] >= 2:
            return index
    return -1


_SUB_HEADINGS = {
    "nam", "nu", "ngay", "thang", "co", "khong", "ho ten", "nam sinh", "ngay sinh", "so", "ngo",
}  # fmt: skip


def _heading_lines(sheet: Sheet, best: int) -> tuple[int, int]:
    """First and last line of the headings around the row where most were found."""
    top = bottom = best
    merged = [m for m in sheet.facts.merged if m[0] <= best + 2 and m[2] >= best - 2]
    wide = sheet.width
    for first, left, last, right in merged:
        is_title = right - left + 1 >= max(wide - 1, 2) and first < best
        if first <= best <= last and not is_title:
            top, bottom = min(top, first), max(bottom, last)
        elif last == best - 1 and right > left and not is_title and _is_caption(sheet, best - 1):
            top = min(top, first)
    if bottom == best and best + 1 < len(sheet.rows) and _is_sub_heading(sheet, best):
        bottom = best + 1
    return max(top, best - _HEADING_LINES), min(bottom, best + _HEADING_LINES, len(sheet.rows) - 1)


def _is_caption(sheet: Sheet, row: int) -> bool:
    """A line of captions over groups of columns: at least two of them."""
    return len({as_text(c) for c in sheet.rows[row] if c != ""}) >= 2


def _is_sub_heading(sheet: Sheet, above: int) -> bool:
    """Whether the row below the headings only divides them (Nam | Nữ)."""
    row = sheet.rows[above + 1]
    texts = [as_text(c) for c in row if c != ""]
    if not texts or not all(isinstance(c, str) for c in row):
        return False
    heading = sheet.rows[above]
    # Somewhere a heading goes on over two columns, so that the one above stands empty.
    if not any(c != "" and (i >= len(heading) or heading[i] == "") for i, c in enumerate(row)):
        return False
    return all(
        fold(t) in _SUB_HEADINGS or (meaning((_readable(t),)).confidence >= 0.9) for t in texts
    )


def _headings(sheet: Sheet, top: int, bottom: int) -> list[tuple[str, ...]]:
    """The heading of every column from its top line down, merged cells filled in."""
    width = max((len(row) for row in sheet.rows[top : bottom + 1]), default=0)
    grid = [
        [as_text(row[c]) if c < len(row) else "" for c in range(width)]
        for row in sheet.rows[top : bottom + 1]
    ]
    covered = set()
    for first, left, last, right in sheet.facts.merged:
        if first >= top and first <= bottom:
            for r in range(first, min(last, bottom) + 1):
                for c in range(left, min(right, width - 1) + 1):
                    grid[r - top][c] = grid[first - top][left] if left < width else ""
                    covered.add((r - top, c))
    if len(grid) > 1 and not covered:
        # A text file has no merged cells: a top line goes on to the right over its sub-headings.
        for c in range(1, width):
            if not grid[0][c] and grid[1][c]:
                grid[0][c] = grid[0][c - 1]
    headings = []
    for c in range(width):
        parts = dict.fromkeys(_readable(line[c]) for line in grid if line[c])
        headings.append(tuple(parts))
    return headings


_COLUMN_NUMBER = re.compile(r"\(?\s*(?:[0-9]{1,2}|[A-Z]{1,2})\s*\)?(?:\.0)?")


def _numbers_columns(row: list[Cell]) -> bool:
    """The line that numbers the columns: (1) (2) (3) …, or A B 1 2 3."""
    texts = [as_text(c) for c in row if c != ""]
    if len(texts) < 3 or not all(_COLUMN_NUMBER.fullmatch(t) for t in texts):
        return False
    numbers = [int(n) for t in texts if (n := re.sub(r"\D", "", t))]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


# ---------------------------------------------------------------------------------- groups

_NUMBERED = re.compile(
    r"\b(tổ dân phố|to dan pho|tổ dân cư|tdp|tổ|khu phố|khu dân cư|kdc|kp|thôn|bản|ấp|buôn|xóm|khu"
    r"|to|thon|ban|xom)\.?\s*(?:số|so)?\s*[:.]?\s*(\d{1,3}[a-z]?)\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(thôn|bản|ấp|buôn|làng|xóm|sóc|tổ dân phố|khu phố|khu dân cư)\s*[:.]?\s+(?=[^\W\d_])", re.I
)
_NO_NAMES = {"so", "dan", "truong", "ban", "nhan", "to", "van", "phuong", "xa", "nam", "gom"}
_AFTER_A_NAME = {"PHƯỜNG", "XÃ", "NĂM", "THÁNG", "QUÝ", "HUYỆN", "QUẬN", "TỈNH", "ĐẶC"}


def group_in_title(title: str) -> str:
    """The residential group a title or a sheet's name speaks of, as written; "" for none.

    "DANH SÁCH HỘ TỔ DÂN PHỐ SỐ 7 - PHƯỜNG …" → "TỔ DÂN PHỐ 7"; a sheet named "7" → "7".
    """
    for text in _readings(nfc(title)):
        if re.fullmatch(r"0*\d{1,3}", text):
            return text
        found = _NUMBERED.search(text)
        if found:
            return f"{found[1]} {found[2]}"
        found = _NAMED.search(text)
        if found:
            name: list[str] = []
            for word in re.split(r"\s*[-–,;(]|\s+", text[found.end() :]):
                if not word or not word[0].isupper() or (text.isupper() and word in _AFTER_A_NAME):
                    break
                name.append(word)
            if name and fold(name[0]) not in _NO_NAMES:
                return f"{found[1]} {' '.join(name)}"
    return ""


def is_group_title(text: str) -> str:
    """The group of a row that holds nothing but its name ("Tổ dân phố số 8"); "" otherwise."""
    if len(text) > 60:
        return ""
    text = text.strip(" :.-*")
    text = re.sub(r"^(?:[IVX]+|[0-9A-Z])[.)]\s+", "", text)
    text = re.split(r"\s*[(:–-]\s*", text)[0]
    return text if read_group_name(text).kind else ""
