"""Search finds the same on the phone as at the desk: both folds agree."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from tungngo.lib import text

WORDS = [
    "Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "Đặng Đình Ðức", "TRƯƠNG ĐỊNH", "Ngách 281/58 Đường Trương Định",
    "12A", "Số 12/34/5", "P.1203 CT2", "H’Hen Niê", "H`Mông", "Y-Bhăm Êban", "Quỳnh—Quình", "  hai   cách ",
    "Guðrún", "Straße", "ŒUVRE", "İstanbul", "ǅ", "ﬁ", "①½", "Ⅻ", "naïve café", "ꪀꪱꪫꪲ", "ⴰⵣⵓⵍ", "ΟΔΟΣ",
    "a\u200bb", "Lê\u00a0Văn\u2003Tám", "tổ dân phố số 7 (cũ)", "", "'''", "Ł ø ƀ ħ", "ɖ Ɖ",
]  # fmt: skip
RANGES = ((0x20, 0x250), (0x1E00, 0x1F00), (0x2000, 0x2070), (0xAA80, 0xAAE0), (0xFF00, 0xFFF0))


def test_both_folds_agree_on_words(in_module: Callable[..., Any]) -> None:
    spellings = WORDS + [unicodedata.normalize("NFD", word) for word in WORDS]
    on_the_phone = {word: in_module("fold", "fold", word) for word in spellings}
    assert on_the_phone == {word: text.fold(word) for word in spellings}


def test_both_folds_agree_on_every_letter_in_use(in_module: Callable[..., Any]) -> None:
    letters = [chr(code) for first, last in RANGES for code in range(first, last)]
    line = "|".join(letters)
    assert in_module("fold", "fold", line) == text.fold(line)
    for at in range(0, len(letters), 100):
        some = "x".join(letters[at : at + 100])
        assert in_module("fold", "fold", some) == text.fold(some), some


def test_the_beginning_of_any_word_finds(in_module: Callable[..., Any]) -> None:
    key = text.fold("12A Ngách 281/58 Đường Trương Định Nguyễn Thị Hoà")
    for query, found in {
        "truong di": True,
        "281 hoa": True,
        "12a": True,
        "2a": False,
        "ruong": False,
        "thi hoa binh": False,
    }.items():
        assert in_module("fold", "matches", key, query) is found, query
