"""Vietnamese text typed before Unicode: TCVN3 (ABC fonts, .VnTime) and VNI-Windows (VNI-Times).

Both put Vietnamese letters in the places of Western ones, so that a file opened today shows
"TiÕng ViÖt" or "Tieáng Vieät" for "Tiếng Việt". Tables: TCVN 5712:1993 (VN3) and the VNI Windows
character set. Nothing here converts unasked: `guess` says what a column looks like, `decode` is
called once a person has confirmed it.

TCVN3 has capitals only for Ă Â Ê Ô Ơ Ư Đ. Every other toned capital came from a font whose name
ends in H (.VnTimeH) and looks small in the file: give `capitals=True` where the font is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

TCVN3 = "tcvn3"
VNI = "vni"
ENCODINGS = (TCVN3, VNI)

# ---------------------------------------------------------------------------------- the tables

_TCVN3_RUNS = (
    # first code, letters from there on; a space is a code without a Vietnamese letter
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ ằẳẵắ"),
    (0xC6, "ặầẩẫấậè ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"),
)
_TCVN3 = {
    first + i: letter
    for first, letters in _TCVN3_RUNS
    for i, letter in enumerate(letters)
    if letter != " "
}


def _vni_table() -> dict[str, str]:
    """VNI sequence → letter: a base letter and the mark written after it, or one special letter."""
    tones = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
    table = {
        "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư",
    }  # fmt: skip
    for base, letter in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")):
        table |= {base + mark: letter + tone for mark, tone in tones.items()}
    del table["yï"]  # ỵ has a letter of its own
    for base, letters in (("a", "âấầẩẫậ"), ("e", "êếềểễệ"), ("o", "ôốồổỗộ")):
        table |= {base + mark: letter for mark, letter in zip("âáàåãä", letters, strict=True)}
    table |= {"a" + mark: letter for mark, letter in zip("êéèúüë", "ăắằẳẵặ", strict=True)}
    table = {k: unicodedata.normalize("NFC", v) for k, v in table.items()}
    capitals: dict[str, str] = {}
    for written, letter in table.items():
        capitals[written.upper()] = letter.upper()
        # "Aùnh": only the first letter of the word was typed as a capital.
        capitals[written[0].upper() + written[1:]] = letter.upper()
    return table | capitals


_VNI = _vni_table()
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
"""Longest first: "ôø" is ờ, not ơ and a stray mark."""

_BEYOND_LATIN_1 = re.compile(r"[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")
_MARKED = re.compile(r"[\u00a1-\u00ff]")


def is_unicode_vietnamese(text: str) -> bool:
    """Whether the text has a letter neither old encoding could have left: it is already Unicode."""
    return bool(_BEYOND_LATIN_1.search(text))


def decode(text: str, encoding: str, *, capitals: bool = False) -> str:
    """The text in Unicode (NFC). A text that is Unicode Vietnamese already comes back unchanged.

    `encoding` is "tcvn3" or "vni"; ValueError for another. `capitals` for a TCVN3 text shown in
    an all-capitals font.
    """
    if encoding not in ENCODINGS:
        raise ValueError(f"unknown encoding: {encoding}")
    if is_unicode_vietnamese(text):
        return text
    if encoding == TCVN3:
        read = text.translate(_TCVN3)
        return read.upper() if capitals else read
    return _VNI_SEQUENCE.sub(lambda m: _VNI[m.group()], text)


def encoding_of_font(font: str) -> tuple[str, bool] | None:
    """What a font name says of the text shown in it: (encoding, all capitals), or None."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return TCVN3, name.endswith("h")
    if name.startswith("vni-"):
        return VNI, False
    return None


# ---------------------------------------------------------------------------------- likeness

_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|ph|th|tr|ch|kh|qu|[bcdđhklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oao|oay|oeo|uai|uây|uôi|uya|uyê|uyu|ươi|ươu|uêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uă|uâ|ue|uê|ui|uô|uơ|uy"
    r"|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_BREAKS = re.compile(r"[\s!-&(-/:-@\[-`{-~0-9]+")


def _is_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable: letters that go together, one tone."""
    bare, tones = _TONE_MARKS.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def likeness(texts: Iterable[str]) -> tuple[int, int]:
    """(words that are Vietnamese syllables, words judged); words of plain ASCII are not judged."""
    good = judged = 0
    for text in texts:
        for word in _BREAKS.split(text):
            if word and not word.isascii():
                judged += 1
                good += _is_syllable(word)
    return good, judged


class Guess(NamedTuple):
    """What a column looks like: the encoding, and the share (0 to 1) of its words that then read
    as Vietnamese."""

    encoding: str
    confidence: float


_READS_WELL = 0.75
_MARGIN = 0.25


def guess(texts: Iterable[str], *, font_encoding: str | None = None) -> Guess | None:
    """The old encoding these texts of one column were most likely typed in, or None for Unicode.

    By the share of words that are possible Vietnamese syllables as they stand and after each
    conversion. A font known to be of one encoding decides where the words leave it open.
    """
    old = [t for t in texts if _MARKED.search(t) and not is_unicode_vietnamese(t)]
    if not old:
        return None
    as_is, judged = likeness(old)
    if not judged:
        return None
    shares = {}
    for encoding in ENCODINGS:
        good, count = likeness(decode(t, encoding) for t in old)
        shares[encoding] = good / count if count else 0.0
    best = max(shares, key=lambda e: (shares[e], e == font_encoding))
    plain = as_is / judged
    if font_encoding and shares[font_encoding] >= max(plain, _READS_WELL):
        return Guess(font_encoding, shares[font_encoding])
    if shares[best] >= _READS_WELL and shares[best] - plain >= _MARGIN:
        return Guess(best, shares[best])
    return None
