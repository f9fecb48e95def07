"""Looking through an XLSX archive before any library opens it.

An upload is a zip that may be made to hurt: a few kilobytes that unpack to gigabytes, a header
that lies about sizes, one cell at XFD1048576 that makes a reader allocate the whole grid, one long
text that a million cells point to. So every part is unpacked here once, in a stream, counted, and
its cells' places and texts are measured; only then may the reader have it. The same pass collects
what the reader does not tell: formulas, error cells, merged ranges, fonts.
"""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from ..legacy_text import encoding_of_font
from .places import column_index, column_letters
from .problems import SheetProblem

MAX_UNPACKED = 400 * 2**20
"""Bytes all parts may unpack to together."""
MAX_RATIO = 250
"""Times a part above `RATIO_FROM` may grow; sheets of real lists grow 5 to 60 times."""
RATIO_FROM = 32 * 2**20
MAX_ENTRIES = 2_000
MAX_CELLS = 4_000_000
"""Rows × columns of the filled area of one workbook: 100,000 rows of 40 columns."""
MAX_TEXT = 300 * 2**20
"""Bytes of text the cells may hold together, shared texts counted as often as they are used."""
_MAX_SMALL_PART = 16 * 2**20
_MAX_ROW = 8 * 2**20
_CHUNK = 1 << 20
_MAX_LISTED = 1_000


@dataclass(slots=True)
class PartFacts:
    """What one worksheet part holds beside its values. Rows and columns count from 0."""

    rows: int = 0
    columns: int = 0
    placed_columns: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(first row, first column, last row, last column)"""
    formulas: dict[int, list[int]] = field(default_factory=dict)
    """column → [cells with a formula, row of the first]"""
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    """cells whose formula has no saved value"""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """cells that show an error, such as #REF!"""
    fonts: dict[int, Counter[str]] = field(default_factory=dict)
    """column → encodings that the fonts of its cells speak for"""
    capitals: set[tuple[int, int]] = field(default_factory=set)
    """cells shown in an all-capitals TCVN3 font"""
    shared_texts: int = 0


@dataclass(slots=True)
class ArchiveFacts:
    """What a whole workbook holds beside its values; sheets by their name."""

    sheets: dict[str, PartFacts] = field(default_factory=dict)
    has_external_links: bool = False


def inspect(file: BinaryIO) -> ArchiveFacts:
    """Measures an XLSX archive and collects its facts; the file may be read by a library after.

    Raises SheetProblem for an archive that is damaged, encrypted, no workbook, or too large
    unpacked.
    """
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise SheetProblem("sheet.broken") from error
    if any(e.flag_bits & 0x1 for e in entries):
        raise SheetProblem("sheet.encrypted")
    if sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise SheetProblem("sheet.unpacks_too_large")
    by_name = {e.filename.replace("\\", "/").lstrip("/"): e for e in entries}
    if not any(name.lower() == "[content_types].xml" for name in by_name):
        raise SheetProblem("sheet.not_a_spreadsheet")
    # The reader tries the binary and the OpenDocument kinds too: nothing of those was measured.
    if "xl/workbook.xml" not in by_name or {"xl/workbook.bin", "content.xml"} & set(by_name):
        raise SheetProblem("sheet.not_a_spreadsheet")
    return _Inspection(file, entries, by_name).run()


def _check_directory(file: BinaryIO) -> None:
    """Refuses a zip whose list of entries alone would fill the memory, before reading it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise SheetProblem("sheet.broken")
    entries, directory_size = struct.unpack("<HL", tail[at + 10 : at + 16])
    if entries > MAX_ENTRIES or directory_size > 2**20:
        raise SheetProblem("sheet.unpacks_too_large")


class _Inspection:
    """One pass over all parts of an archive."""

    def __init__(
        self,
        file: BinaryIO,
        entries: list[zipfile.ZipInfo],
        by_name: dict[str, zipfile.ZipInfo],
    ):
        self.file = file
        self.entries = entries
        self.by_name = by_name
        self.unpacked = 0
        self.fonts: dict[int, tuple[str, bool]] = {}
        self.parts: dict[str, PartFacts] = {}
        self.text_lengths = array("I")

    def run(self) -> ArchiveFacts:
        small = {}
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
            if name in self.by_name:
                small[name] = _small_xml(self._unpack(self.by_name[name], counted=False))
        self.fonts = _legacy_styles(small.get("xl/styles.xml"))
        for entry in self.entries:
            self._look_at(entry)
        self._check_texts()
        names = _sheet_parts(small.get("xl/workbook.xml"), small.get("xl/_rels/workbook.xml.rels"))
        return ArchiveFacts(
            {name: self.parts[part] for name, part in names.items() if part in self.parts},
            any(name.startswith("xl/externalLinks/") for name in self.by_name),
        )

    def _unpack(self, entry: zipfile.ZipInfo, *, counted: bool = True) -> Iterator[bytes]:
        """The part's bytes as the archive really holds them, not as its headers claim."""
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SheetProblem("sheet.broken")
        self.file.seek(entry.header_offset)
        header = self.file.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise SheetProblem("sheet.broken")
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        self.file.seek(name_length + extra_length, 1)
        left, size, checksum = entry.compress_size, 0, 0
        stream = zlib.decompressobj(-15) if entry.compress_type else None
        while left:
            packed = self.file.read(min(left, _CHUNK // 8))
            if not packed:
                raise SheetProblem("sheet.broken")
            left -= len(packed)
            at = self.file.tell()
            while packed:
                try:
                    chunk = stream.decompress(packed, _CHUNK) if stream else packed
                except zlib.error as error:
                    raise SheetProblem("sheet.broken") from error
                packed = stream.unconsumed_tail if stream else b""
                size += len(chunk)
                checksum = zlib.crc32(chunk, checksum)
                if counted:
                    self.unpacked += len(chunk)
                if self.unpacked > MAX_UNPACKED or (
                    size > RATIO_FROM and size > MAX_RATIO * entry.compress_size
                ):
                    raise SheetProblem("sheet.unpacks_too_large")
                if chunk:
                    yield chunk
            self.file.seek(at)
        if size != entry.file_size or checksum != entry.CRC:
            raise SheetProblem("sheet.broken")

    def _look_at(self, entry: zipfile.ZipInfo) -> None:
        """Unpacks one part; worksheets and shared texts are known by what they hold, not by
        their name, which an archive may choose."""
        chunks = self._unpack(entry)
        first = next(chunks, b"")
        head = first[:4096]
        if b"<!DOCTYPE" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            # Neither Excel nor LibreOffice writes such parts, and their cells cannot be measured.
            raise SheetProblem("sheet.broken")
        if re.search(rb"<(?:\w+:)?worksheet[\s>]", head):
            part = PartFacts()
            for block in _blocks(first, chunks):
                _read_block(block, part, self.fonts)
            self.parts[entry.filename.replace("\\", "/").lstrip("/")] = part
            area = sum(p.rows * p.columns for p in self.parts.values())
            if area > MAX_CELLS:
                raise SheetProblem(
                    "sheet.too_many_cells",
                    last_cell=f"{column_letters(part.columns - 1)}{part.rows}",
                )
        elif re.search(rb"<(?:\w+:)?sst[\s>]", head):
            _read_text_lengths(first, chunks, self.text_lengths)
        else:
            for _ in chunks:
                pass

    def _check_texts(self) -> None:
        """One long text shared by a million cells is a bomb that no unpacked size shows."""
        longest = max(self.text_lengths, default=0)
        if longest * sum(p.shared_texts for p in self.parts.values()) <= MAX_TEXT:
            return
        total, lengths = 0, self.text_lengths
        for name, part in self.parts.items():
            if not part.shared_texts:
                continue
            chunks = self._unpack(self.by_name[name], counted=False)
            for block in _blocks(b"", chunks):
                for index in map(int, _SHARED_INDEX.findall(block)):
                    total += lengths[index] if index < len(lengths) else 0
                if total > MAX_TEXT:
                    raise SheetProblem("sheet.unpacks_too_large")


# ---------------------------------------------------------------------------------- worksheets


def _blocks(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The part again, cut only between rows."""
    rest = first
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"row>") + 4
        if cut < 4:
            cut = max(rest.rfind(b"<row"), rest.rfind(b":row"), 0)
        if len(rest) - cut > _MAX_ROW:
            raise SheetProblem("sheet.unpacks_too_large")
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Za-z]{1,3})([1-9][0-9]{0,6})[\"'][^>]*(?<!/)>"
)
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?/>")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])")
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\s(?:[^>]*?\s)?r=[\"']([0-9]{1,7})[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"
)
_SHARED = re.compile(rb"\st=[\"']s[\"']")
_SHARED_INDEX = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v(?:\s[^>]*)?>([0-9]{1,9})<")
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<attributes>[^>]*)(?<!/)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v(?:\s[^>]*)?>(?P<value>[^<]*))?"
)
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<attributes>[^>]*\bt=[\"']e[\"'][^>]*)(?<!/)>.*?<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<"
)
_STYLED_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bs=[\"']([0-9]+)[\"'])(?=[^>]*\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])[^>]*(?<!/)>"
)
_PLACE = re.compile(rb"(?:^|\s)r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_ATTRIBUTES = re.compile(rb"<(?:\w+:)?(?:c|row)\s([^>]*)>")
_PLACED = re.compile(rb"(?:^|\s)r\s*=")
_PLAINLY_PLACED = re.compile(rb"(?:^|\s)r=[\"'](?:[A-Za-z]{1,3})?[0-9]{1,7}[\"']")


def _read_block(block: bytes, part: PartFacts, fonts: dict[int, tuple[str, bool]]) -> None:
    """Adds what some whole rows of a worksheet hold."""
    found = _CELL.findall(block)
    if found:
        letters = {column for column, _ in found}
        part.placed_columns = max(
            part.placed_columns, *(column_index(c.decode()) + 1 for c in letters)
        )
        part.columns = max(part.columns, part.placed_columns)
        part.rows = max(part.rows, max(int(row) for _, row in found))
        part.shared_texts += len(_SHARED.findall(block))
    if len(found) + len(_EMPTY_CELL.findall(block)) != _count_cells(block):
        _bound_unplaced(block, part)
    for first, top, last, bottom in _MERGED.findall(block):
        part.merged.append(
            (
                int(top) - 1,
                column_index(first.decode()),
                int(bottom) - 1,
                column_index(last.decode()),
            )
        )
    if b"<f" in block or b":f" in block:
        _read_formulas(block, part)
    if b't="e"' in block or b"t='e'" in block:
        for cell in _ERROR_CELL.finditer(block):
            place = _place(cell["attributes"])
            if place and len(part.errors) < _MAX_LISTED:
                part.errors[place] = cell[2].decode("utf-8", "replace")
    if fonts:
        for style, letters, row in _STYLED_CELL.findall(block):
            font = fonts.get(int(style))
            if font:
                column = column_index(letters.decode())
                part.fonts.setdefault(column, Counter())[font[0]] += 1
                if font[1]:
                    part.capitals.add((int(row) - 1, column))


def _count_cells(block: bytes) -> int:
    """Cells in some rows, however they are written; fast where no prefix is used."""
    if b":c" in block:
        return len(_ANY_CELL.findall(block))
    return block.count(b"<c ") + block.count(b"<c>") + block.count(b"<c/")


def _bound_unplaced(block: bytes, part: PartFacts) -> None:
    """Cells may leave their place out and stand one after the other: bounds their area above.

    A place that is written, but not as any office program writes it, would deceive the count.
    """
    for attributes in _ATTRIBUTES.findall(block):
        is_hidden = _PLACED.search(attributes) and not _PLAINLY_PLACED.search(attributes)
        if is_hidden or attributes.count(b'"') % 2 or attributes.count(b"'") % 2:
            raise SheetProblem("sheet.broken")
    rows = _ROW.split(block)[1:]
    width = max((len(_ANY_CELL.findall(row)) for row in rows), default=0)
    numbers = [int(n) for n in _ROW_NUMBER.findall(block)]
    part.columns = max(part.columns, part.placed_columns + width)
    part.rows = max([part.rows + len(rows), *numbers])
    part.shared_texts += len(_SHARED.findall(block))


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    return (int(found[2]) - 1, column_index(found[1].decode())) if found else None


def _read_formulas(block: bytes, part: PartFacts) -> None:
    for cell in _FORMULA_CELL.finditer(block):
        place = _place(cell["attributes"])
        if not place:
            continue
        row, column = place
        part.formulas.setdefault(column, [0, row])[0] += 1
        # A formula may rightly have given the empty text (t="str"); otherwise nothing was saved.
        if not cell["value"] and b't="str"' not in cell["attributes"]:
            part.uncomputed.add(place)


def _read_text_lengths(first: bytes, chunks: Iterator[bytes], lengths: array[int]) -> None:
    """Bytes of each shared text, markup included (an upper bound)."""
    rest = first
    for chunk in chunks:
        parts = re.split(rb"</(?:\w+:)?si>", rest + chunk)
        rest = parts.pop()
        lengths.extend(map(len, parts))
        if len(rest) > _MAX_ROW:
            raise SheetProblem("sheet.unpacks_too_large")
    lengths.extend(map(len, re.split(rb"</(?:\w+:)?si>", rest)[:-1]))


# ---------------------------------------------------------------------------------- small parts


def _small_xml(chunks: Iterator[bytes]) -> ET.Element:
    """A small part parsed. Entities, which could grow without end, are refused."""
    data = b""
    for chunk in chunks:
        data += chunk
        if len(data) > _MAX_SMALL_PART:
            raise SheetProblem("sheet.unpacks_too_large")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise SheetProblem("sheet.broken")
    try:
        return ET.fromstring(data)
    except (ET.ParseError, ValueError) as error:
        raise SheetProblem("sheet.broken") from error


def _named(element: ET.Element | None, name: str) -> list[ET.Element]:
    """Direct children by local name, whatever the namespace."""
    return [e for e in element or () if e.tag.rpartition("}")[2] == name]


def _legacy_styles(styles: ET.Element | None) -> dict[int, tuple[str, bool]]:
    """Cell style number → (encoding, all capitals) for styles in a font of an old encoding."""
    fonts: list[tuple[str, bool] | None] = []
    for group in _named(styles, "fonts"):
        for font in _named(group, "font"):
            names = [e.get("val", "") for e in _named(font, "name")]
            fonts.append(encoding_of_font(names[0]) if names else None)
    found: dict[int, tuple[str, bool]] = {}
    for group in _named(styles, "cellXfs"):
        for index, style in enumerate(_named(group, "xf")):
            number = style.get("fontId", "")
            meant = fonts[int(number)] if number.isdigit() and int(number) < len(fonts) else None
            if meant:
                found[index] = meant
    return found


def _sheet_parts(workbook: ET.Element | None, rels: ET.Element | None) -> dict[str, str]:
    """Sheet name → path of its part in the archive."""
    targets = {}
    for link in _named(rels, "Relationship") if rels is not None else ():
        target = link.get("Target", "")
        path = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
        targets[link.get("Id", "")] = path
    found = {}
    for group in _named(workbook, "sheets"):
        for sheet in _named(group, "sheet"):
            ids = [v for k, v in sheet.attrib.items() if k.rpartition("}")[2] == "id"]
            if ids and ids[0] in targets:
                found[sheet.get("name", "")] = targets[ids[0]]
    return found
