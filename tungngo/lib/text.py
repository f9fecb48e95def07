"""Vietnamese text: how it is kept, searched, put in order and shown.

Four things that look alike and must not be mixed up:

* `nfc` is what is *kept*: the words as their writer meant them, cleaned of typing accidents only.
* `fold` is what is *searched*: lower case without any marks. Different words meet in it (năm and
  Nam), so it finds candidates and never proves that two things are the same.
* `tone_equal` says that two spellings are the *same word* (hoà and hòa).
* `sort_key` is how a list is *ordered* in Vietnamese, as a string that plain byte order sorts
  rightly, so that SQLite, PostgreSQL (collation "C") and Python agree.

Personal names are never rewritten beyond `nfc`: whether a family writes Mỹ or Mĩ, Hoà or Hòa, is
the family's affair.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOTHING = "–"
"""What stands where a figure or a day would, when there is none."""

# ---------------------------------------------------------------------------------- kept form

_APOSTROPHES = "'‘’‛ʼʻʹ′＇"
# Typed for an apostrophe only between letters (H`Mông); elsewhere they are what they are.
_ACCENT_FOR_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[`´](?=[^\W\d_])")
# Zero-width and direction characters that copying from web pages and chat leaves behind, and the
# soft hyphen.
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_CLEAN: dict[int, str] = {
    **{ord(c): "'" for c in _APOSTROPHES},
    **{ord(c): "" for c in _INVISIBLE},
    # Control characters: PostgreSQL refuses NUL in text, no screen shows the others.
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " "),
    # Half of a surrogate pair cannot be stored at all.
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_WORD_WITH_ETH = re.compile(r"[^\W\d_]*[ÐðƉɖ][^\W\d_]*")
_ETH_TO_D = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_ONLY_VIETNAMESE = re.compile(r"[ơưƠƯ\u1ea0-\u1ef9]")


def _vietnamese_d(found: re.Match[str]) -> str:
    """Look-alikes of Đ (U+00D0, U+00F0 of Windows-1252; U+0189) become Đ where Vietnamese has one.

    Vietnamese has đ at the beginning of a syllable, inside a word only in abbreviations (QĐ, HĐND)
    and in names of the highlands, whose other letters give them away. Guðrún keeps its eth.
    """
    word = found.group()
    at_start = word[0] in "ÐðƉɖ"
    abbreviation = len(word) <= 5 and word.isupper()
    if at_start or abbreviation or _ONLY_VIETNAMESE.search(word):
        return word.translate(_ETH_TO_D)
    return word


def nfc(s: str) -> str:
    """The form in which text is kept: NFC, trimmed, single spaces, plain apostrophes, true Đ.

    Spelling, case and tone placement stay as they are. Idempotent.
    """
    if s.isascii() and s.isprintable() and "`" not in s:
        return " ".join(s.split())
    s = unicodedata.normalize("NFC", s.translate(_CLEAN))
    s = _ACCENT_FOR_APOSTROPHE.sub("'", s)
    s = _WORD_WITH_ETH.sub(_vietnamese_d, s)
    return " ".join(s.split())


def is_nfc(s: str) -> bool:
    """Whether the text is already composed (NFC), as this project keeps it."""
    return unicodedata.is_normalized("NFC", s)


# ---------------------------------------------------------------------------------- search form

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Combining tone → its place in the dictionary order: (level), huyền, hỏi, ngã, sắc, nặng."""
_STROKED = {"đ": "d", "ð": "d", "ɖ": "d", "ƀ": "b", "ħ": "h", "ł": "l", "ø": "o"}
"""Letters whose stroke is no combining mark, so that decomposition leaves it."""


class _FoldTable(dict[int, str]):
    """Code point → its search form, worked out when first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = self._fold(chr(code))
        return found

    def _fold(self, char: str) -> str:
        if char in _APOSTROPHES or char in _INVISIBLE or char in "`´":
            return ""
        out = []
        for c in unicodedata.normalize(
            "NFKD", unicodedata.normalize("NFKD", char).casefold()
        ).casefold():
            c = _STROKED.get(c, c)
            # Only the Latin diacritics go: in Tai Viet and other scripts the vowels are marks too.
            if "\u0300" <= c <= "\u036f" or c in _APOSTROPHES:
                continue
            out.append(c if unicodedata.category(c)[0] in "LNM" else " ")
        return "".join(out)


_FOLD = _FoldTable()


def fold(s: str) -> str:
    """Search key: lower case, no marks, đ → d, no apostrophes, punctuation as single spaces.

    Typing without tones, either tone placement, NFC and NFD all give the same key. Idempotent.
    Other scripts (Tai Viet) keep their vowels.
    """
    if s.isascii():
        return " ".join(s.translate(_FOLD).split())
    folded = " ".join(unicodedata.normalize("NFC", s).translate(_FOLD).split())
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


# y alone after its consonant, and every quy…, where both spellings live side by side (kỹ/kĩ,
# lý/lí, quỳnh/quình). Not -ay/-uy, which are other words than -ai/-ui.
_LOOSE_Y = re.compile(r"\b((?:[bcdghklmnpqrstvx]{1,3})?)y\b|\bquy")


def fold_loose(s: str) -> str:
    """`fold` with i and y as one letter where both are in use (Lý = Lí, Mỹ = Mĩ, Quỳnh = Quình).

    For finding only, never for judging that two names are the same.
    """
    return _LOOSE_Y.sub(lambda m: "qui" if m[1] is None else m[1] + "i", fold(s))


_TONED = "àảãáạèẻẽéẹỳỷỹýỵ"
_TONE_PAIRS = {
    first + plain: bare + toned
    for bare, plain, firsts, toneds in (
        ("o", "a", "òỏõóọ", "àảãáạ"),
        ("o", "e", "òỏõóọ", "èẻẽéẹ"),
        ("u", "y", "ùủũúụ", "ỳỷỹýỵ"),
    )
    for first, toned in zip(firsts, toneds, strict=True)
}
_OLD_PLACEMENT = re.compile(r"(?<!q)(?:[òỏõóọ][ae]|[ùủũúụ]y)(?!\w)")


def tone_key(s: str) -> str:
    """Lower-case text with every tone where Decision 1989/QĐ-BGDĐT (2018) puts it: hòa → hoà.

    Only oa, oe and uy at the end of a syllable are written both ways; quý and gì are not. A key
    to compare by, never a spelling to store or show.
    """
    return _OLD_PLACEMENT.sub(lambda m: _TONE_PAIRS[m.group()], nfc(s).lower())


def tone_equal(a: str, b: str) -> bool:
    """Whether two texts are the same words, whatever the case and the tone placement."""
    return tone_key(a) == tone_key(b)


_MARKED = re.compile(r"[đĐ\u0300-\u036f]")


def has_vietnamese_marks(s: str) -> bool:
    """Whether any letter carries a mark or is đ; False for text typed without them."""
    return bool(_MARKED.search(unicodedata.normalize("NFD", s)))


_WORD_BREAK = re.compile(r"[\s\-/.,;:()+]+")


def _words(s: str) -> list[tuple[str, str, str]]:
    """Each word as (with its tones, folded, folded loosely)."""
    words = ((tone_key(word), fold(word)) for word in _WORD_BREAK.split(nfc(s)))
    return [(toned, plain, fold_loose(plain)) for toned, plain in words if plain]


def _word_rank(sought: tuple[str, str, str], found: tuple[str, str, str]) -> int:
    """5 the very word, 4 its beginning with the same marks, 3 the word without marks,
    2 its beginning without marks, 1 with i for y, 0 another word."""
    if found[0] == sought[0]:
        return 5
    if found[1].startswith(sought[1]):
        # A query typed without marks gives no evidence about tones beyond the whole word.
        if sought[0] != sought[1] and found[0].startswith(sought[0]):
            return 4
        return 3 if found[1] == sought[1] else 2
    return 1 if found[2].startswith(sought[2]) else 0


def search_rank(query: str, text: str) -> int:
    """How well the text answers the query: 0 not at all, more is better, for one query comparable.

    Every word of the query must begin a different word of the text, in any order. Words written
    with the same tones rank above the same letters without them ("nam": Nam before Năm), whole
    words above beginnings. An empty query finds everything equally.
    """
    sought = sorted(_words(query), key=lambda word: -len(word[1]))
    left = _words(text)
    # Longest first: what a longer beginning fits, a shorter one fits too, so taking the best for
    # the longer never takes the only one from the shorter.
    total = 1
    for word in sought:
        rank, at = max(
            ((_word_rank(word, found), -i) for i, found in enumerate(left)), default=(0, 0)
        )
        if not rank:
            return 0
        total += rank
        del left[-at]
    return total


def matches(query: str, text: str) -> bool:
    """Whether `search_rank` finds the text at all."""
    return search_rank(query, text) > 0


# ---------------------------------------------------------------------------------- order

# Letters that follow their plain sister in the alphabet get a suffix above every ASCII letter, so
# that "az" < "ă" < "â" < "b" in byte order and the key stays readable.
_ALPHABET = {
    "ă": "a{", "â": "a|", "ƀ": "b{", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{",
}  # fmt: skip
_OTHER_MARK = "6"
_LEVEL = "\t"
"""Parts the levels of a key; below the space, so that a shorter text comes first."""


class _SortTable(dict[str, tuple[str, str, str]]):
    """Composed character → (primary, tone, case) parts of the sort key, worked out when met."""

    def __missing__(self, char: str) -> tuple[str, str, str]:
        found = self[char] = self._parts(char)
        return found

    def _parts(self, char: str) -> tuple[str, str, str]:
        if char in _APOSTROPHES:
            return "", "", ""
        lower = char.lower()
        if lower in _ALPHABET:
            return _ALPHABET[lower], "", "01"[lower != char]
        category = unicodedata.category(char)[0]
        if category not in "LNM":
            return " ", "", ""
        base, *marks = list(unicodedata.normalize("NFD", lower))
        if not marks:
            return base, "", "01"[lower != char]
        tone = "".join(_TONES[m] for m in marks if m in _TONES)
        letter = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in _TONES))
        if letter not in _ALPHABET and letter != base:
            if not all("\u0300" <= m <= "\u036f" for m in marks):
                return lower, "", "0"
            tone += _OTHER_MARK
        return _ALPHABET.get(letter, base), tone, "01"[lower != char]


_SORT = _SortTable()
_DIGITS = re.compile(r"[0-9]+")


def _number_key(found: re.Match[str]) -> str:
    """Digits led by their count, so that 9 < 10 in byte order; leading zeros do not count."""
    digits = found.group().lstrip("0")
    count = len(digits)
    return (str(count) if count < 9 else f"9{min(count, 99):02d}") + digits


def natural_key(s: str) -> str:
    """`fold` with its numbers made to sort by value in byte order: tổ 9 before tổ 10."""
    folded = fold(s)
    return _DIGITS.sub(_number_key, folded)


def _levels(words: Iterable[str]) -> tuple[str, str, str]:
    """The words' letters, their tones (one digit a word), and their case."""
    letters, tones, cases = [], [], []
    for word in words:
        parts = [_SORT[c] for c in word]
        plain = "".join(p[0] for p in parts)
        letters.append(_DIGITS.sub(_number_key, plain) if _DIGITS.search(plain) else plain)
        # The tone belongs to the syllable, wherever its mark is written.
        tones.append("".join(p[1] for p in parts) or "0")
        cases.append("".join(p[2] for p in parts))
    return " ".join(" ".join(letters).split()), "".join(tones), "".join(cases).rstrip("0")


def sort_key(s: str) -> str:
    """Vietnamese dictionary order as a string that sorts rightly byte by byte.

    First the letters (a ă â b c d đ e ê …, spaces before everything, numbers by their value),
    then the tones (level, huyền, hỏi, ngã, sắc, nặng), then case (lower first). Either tone
    placement gives the same key. At most 4 × len(s) + 2 characters for Vietnamese text.
    """
    return _LEVEL.join(_levels(nfc(s).split()))


_IN_BRACKETS = re.compile(r"\s*[(\[].*$")


def name_sort_key(full_name: str) -> str:
    """Order of a Vietnamese list of people: by given name (the last word), then from the first.

    All of one given name stand together, so its tone counts before the family name. A remark in
    brackets after the name ("Nguyễn Văn An (Tèo)") is not taken for the given name. Sorts byte by
    byte like `sort_key`; the name itself is not changed.
    """
    name = nfc(full_name)
    words = _IN_BRACKETS.sub("", name).split() or name.split()
    remark = name.split()[len(words) :]
    given, given_tones, given_case = _levels(words[-1:])
    rest, rest_tones, rest_case = _levels(words[:-1] + remark)
    return _LEVEL.join((given, given_tones, rest, rest_tones, given_case, rest_case))


# ---------------------------------------------------------------------------------- shown form


def _localise(digits: str, lang: str) -> str:
    """English figures ("1,234.5") as the language writes them."""
    return digits if lang.startswith("en") else digits.translate({44: ".", 46: ","})


def number(value: int | float | Decimal | None, lang: str = "vi", *, decimals: int = 1) -> str:
    """A figure for people: 1234.5 → "1.234,5", in English "1,234.5"; None → "–".

    Rounds half away from zero to `decimals` places and drops zeros at the end (12.0 → "12").
    """
    if value is None:
        return NOTHING
    if isinstance(value, int):
        return _localise(f"{value:,d}", lang)
    exact = Decimal(str(value))
    if not exact.is_finite():
        return NOTHING
    shown = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return _localise("0" if shown == "-0" else shown, lang)


def percent(
    part: int | float | Decimal | None, whole: int | float | Decimal | None, lang: str = "vi"
) -> str:
    """A share for people: "70%", below ten per cent with one decimal "4,2%"; "–" without a whole.

    Never rounded into a claim: less than all is never shown as 100%, more than none never as 0%
    ("<0,1%").
    """
    if part is None or not whole:
        return NOTHING
    # Two whole numbers in the same proportion: exact, and a page has a thousand of them.
    if not (isinstance(part, int) and isinstance(whole, int)):
        share = Fraction(part) / Fraction(whole)
        part, whole = share.numerator, share.denominator
    if whole < 0:
        part, whole = -part, -whole
    if part < 0:
        return "-" + percent(-part, whole, lang)
    if 0 < part * 1000 < whole:
        return f"<{_localise('0.1', lang)}%"
    tenths = (2000 * part + whole) // (2 * whole)
    if tenths < 100:
        units, tenth = divmod(tenths, 10)
        return _localise(f"{units}.{tenth}" if tenth else str(units), lang) + "%"
    units = (200 * part + whole) // (2 * whole)
    if units >= 100 and part < whole:
        units = 99
    return _localise(f"{units:,d}", lang) + "%"


def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy in either language; a moment is shown as its day in Vietnam; None → "–"."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = _in_vietnam(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def clock(value: datetime | None) -> str:
    """HH:MM, 24 hours, in Vietnam; None → "–". Raises ValueError without a time zone."""
    return NOTHING if value is None else f"{_in_vietnam(value):%H:%M}"


def _in_vietnam(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(VIETNAM)
