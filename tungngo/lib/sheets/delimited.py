"""Text files with one record a line: which bytes mean which letters, and where cells end."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter

from .. import legacy_text
from .archive import MAX_CELLS
from .places import column_letters
from .problems import SheetProblem

DELIMITERS = "\t;|,"
_SAMPLE = 64 * 1024
_SAMPLE_RECORDS = 60
_MOSTLY = 0.6
_BROKEN_LETTERS = 0.01
"""Share of a UTF-8 text's letters that may be damaged before it is taken for another encoding."""


def read_text(data: bytes) -> tuple[str, str]:
    """(text, encoding) of a text file: "utf-8", "utf-16", "cp1258", or "western" for bytes whose
    meaning lies in the font (TCVN3, VNI), which a person must confirm column by column.

    Raises SheetProblem for bytes that are no text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding[:6].rstrip("-")
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even or odd:
        if odd > len(sample) // 6 and even < odd // 4:
            return data.decode("utf-16-le", "replace"), "utf-16"
        if even > len(sample) // 6 and odd < even // 4:
            return data.decode("utf-16-be", "replace"), "utf-16"
        raise SheetProblem("sheet.not_a_spreadsheet")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    marked = sum(not c.isascii() for c in mended)
    if mended.count("\ufffd") <= marked * _BROKEN_LETTERS:
        return mended, "utf-8"
    return _read_single_bytes(data)


def _read_single_bytes(data: bytes) -> tuple[str, str]:
    """CP1258 when its letters make Vietnamese words; otherwise Western letters as they stand."""
    western = data.decode("cp1252", "surrogateescape")
    western = "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in western)
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return western, "western"

    def share(text: str) -> float:
        good, judged = legacy_text.likeness(text[:_SAMPLE].splitlines())
        return good / judged if judged else 0.0

    others = [western, *(legacy_text.decode(western[:_SAMPLE], e) for e in legacy_text.ENCODINGS)]
    if share(windows) > max(map(share, others)):
        return windows, "cp1258"
    return western, "western"


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first records into rows of one width.

    The comma is asked last: it stands in addresses as often as between cells.
    """
    best, best_share = ",", 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
        try:
            widths = [len(r) for r, _ in zip(reader, range(_SAMPLE_RECORDS), strict=False) if r]
        except csv.Error:
            continue
        counts = Counter(w for w in widths if w > 1)
        share = max(counts.values(), default=0) / max(len(widths), 1)
        if share >= _MOSTLY:
            return delimiter
        if share > best_share:
            best, best_share = delimiter, share
    return best


def read_rows(text: str) -> list[list[str]]:
    """The records of a delimited text, cells as they stand. Raises SheetProblem with its row when
    it cannot be cut or holds too many cells."""
    delimiter = ""
    rows: list[list[str]] = []
    if text[:4].lower() == "sep=" and len(text) > 4:
        # Excel's own first line, which it does not show as a row.
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
    known: dict[str, str] = {}
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text))
    try:
        for row in reader:
            cells += len(row) + 1
            if cells > MAX_CELLS:
                place = f"{column_letters(max(len(row) - 1, 0))}{len(rows) + 1}"
                raise SheetProblem("sheet.too_many_cells", last_cell=place)
            rows.append([known.setdefault(c, c) for c in row])
    except csv.Error as error:
        raise SheetProblem("sheet.broken", row=len(rows) + 1) from error
    return rows
