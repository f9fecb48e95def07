import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.text import (
    clock,
    day,
    fold,
    fold_loose,
    has_vietnamese_marks,
    is_nfc,
    matches,
    name_sort_key,
    nfc,
    number,
    percent,
    search_rank,
    sort_key,
    tone_equal,
    tone_key,
)

LETTERS = (
    "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
)
vietnamese = st.text(st.sampled_from(LETTERS + LETTERS.upper() + "  '-0123456789"), max_size=40)
anything = st.one_of(vietnamese, st.text(max_size=40))


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Phường \u00a0 Tương\tMai\n", "Phường Tương Mai"),
        (unicodedata.normalize("NFD", "Tổ dân phố số 7, Hoà Bình"), "Tổ dân phố số 7, Hoà Bình"),
        ("ê\u0301 ê\u0323", "ế ệ"),
        ("a\u0340", "à"),
        ("Ðường Ðiện Biên", "Đường Điện Biên"),
        ("Ɖống Ɖa, ðường", "Đống Đa, đường"),
        ("QÐ-UBND HÐND", "QĐ-UBND HĐND"),
        ("Guðrún", "Guðrún"),
        ("H’Hen Niê, H`Mông, H‘Bia", "H'Hen Niê, H'Mông, H'Bia"),
        ("Tương\u200b Mai\ufeff", "Tương Mai"),
        ("a\x00b", "a b"),
        ("Mỹ Mĩ Hoà Hòa", "Mỹ Mĩ Hoà Hòa"),
        ("", ""),
    ],
)
def test_kept_form(raw, kept):
    assert nfc(raw) == kept


@given(anything)
def test_kept_form_is_stable_composed_and_storable(s):
    kept = nfc(s)
    assert nfc(kept) == kept
    assert is_nfc(kept)
    kept.encode()
    assert "\x00" not in kept


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Đường Trương Định", "duong truong dinh"),
        ("H’Hen Niê", "hhen nie"),
        ("P.1203 - CT2/A", "p 1203 ct2 a"),
        ("Ðiện  Biên", "dien bien"),
        ("Tổ dân phố số 07", "to dan pho so 07"),
        ("Ƀ đ", "b d"),
        ("…", ""),
    ],
)
def test_search_key(raw, key):
    assert fold(raw) == key


@given(anything)
def test_search_key_does_not_depend_on_encoding_case_or_cleaning(s):
    key = fold(s)
    assert fold(key) == key
    assert fold(unicodedata.normalize("NFD", s)) == fold(unicodedata.normalize("NFC", s)) == key


@given(vietnamese)
def test_search_key_of_vietnamese_is_plain_ascii_and_survives_capitals(s):
    assert fold(s).isascii()
    assert fold(s.upper()) == fold(s.lower()) == fold(nfc(s)) == fold(s)
    assert not has_vietnamese_marks(fold(s))


def test_search_key_keeps_the_vowels_of_other_scripts():
    assert fold("ꪼꪕ") != fold("ꪕ")
    assert len({fold(s) for s in ("ꪀꪱ", "ꪀꪲ", "ꪀꪳ")}) == 3


def test_loose_search_key_joins_i_and_y_only_where_both_are_written():
    for one, other in [("Lý", "Lí"), ("Mỹ Đình", "Mĩ Đình"), ("Quỳnh", "Quình"), ("y tế", "i tế")]:
        assert fold_loose(one) == fold_loose(other)
    for one, other in [("Tây", "Tai"), ("Thúy", "Thúi"), ("Huyền", "Hiền")]:
        assert fold_loose(one) != fold_loose(other)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hòa", "hoà"), ("Thúy", "THUÝ"), ("khỏe", "khoẻ"), ("Khánh Hòa", "Khánh Hoà"),
        ("ngụy", "nguỵ"), ("lũy", "luỹ"), ("lóe", "loé"), ("ủy ban", "uỷ ban"),
        ("hòa", unicodedata.normalize("NFD", "hoà")),
    ],
)  # fmt: skip
def test_one_word_under_two_tone_placements(a, b):
    assert tone_equal(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hòa", "hóa"), ("Ba Tơ", "Ba Tô"), ("Sơn Hà", "Sơn Hạ"), ("năm", "Nam"), ("quý", "qúy"),
        ("mía", "miá"), ("của", "cuả"), ("lý", "lí"), ("đa", "da"), ("hòan", "hoàn"),
    ],
)  # fmt: skip
def test_different_words_stay_different(a, b):
    assert not tone_equal(a, b)


@given(vietnamese)
def test_tone_key_changes_marks_only(s):
    assert tone_key(tone_key(s)) == tone_key(s)
    assert fold(tone_key(s)) == fold(s)


def test_exact_tones_rank_above_typing_without_them():
    texts = ["Năm Căn", "Tổ Nam", "Nam Định"]
    assert search_rank("nam", "Nam Định") > search_rank("nam", "Năm Căn") > 0
    assert search_rank("năm", "Năm Căn") > search_rank("năm", "Nam Định") > 0
    assert all(matches("nam", t) for t in texts)
    assert search_rank("hoà", "Hòa Bình") > search_rank("hoà", "Hóa An")
    assert search_rank("nă", "Năm Căn") > search_rank("nă", "Nam Định")
    assert search_rank("tương mai", "Tương Mai") > search_rank("tuong mai", "Tương Mai")
    assert search_rank("an", "An") > search_rank("an", "Anh")


def test_words_are_found_by_their_beginning_in_any_order():
    assert matches("mai tuo", "Phường Tương Mai")
    assert matches("ĐỊNH truong", "Trương Định")
    assert matches("ly", "Lí Thái Tổ")
    assert matches("hmong", "Bản H'Mông")
    assert not matches("ương", "Phường Tương Mai")
    assert not matches("mai mai", "Phường Tương Mai")
    assert matches("an anh", "Anh An")
    assert matches("a an", "An Anh")
    assert matches("", "Phường Tương Mai")
    assert not matches("x", "")


@given(vietnamese)
def test_everything_finds_itself_with_or_without_marks(s):
    assert matches(s, s)
    assert matches(fold(s), s)


def test_tones_and_letters_sort_as_in_the_dictionary():
    words = [
        "a",
        "ai",
        "az",
        "ăn",
        "ân",
        "ba",
        "da",
        "dy",
        "đa",
        "ê",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
        "va",
    ]
    words += ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "Nguyễn Văn An", "Nguyễn Văn Anh"]
    words += ["Nguyễn Văn Ân"]
    order = sorted(set(words), key=sort_key)
    assert order == [
        "a", "ai", "az", "ăn", "ân", "ba", "da", "dy", "đa", "ê", "ma", "mà", "mả", "mã", "má",
        "mạ", "mai", "Nguyễn Văn An", "Nguyễn Văn Anh", "Nguyễn Văn Ân", "o", "ô", "ơ", "u", "ư",
        "va",
    ]  # fmt: skip
    assert sort_key("an") < sort_key("An") < sort_key("àn")
    assert sort_key("ma zz") < sort_key("mà zz") < sort_key("maa")


def test_numbers_sort_by_value():
    names = ["Tổ dân phố số 2", "Tổ dân phố số 9", "Tổ dân phố số 10", "Tổ dân phố số 10A"]
    names += ["Tổ dân phố số 100"]
    assert sorted(set(names), key=sort_key) == names
    assert sort_key("Tổ 07") < sort_key("Tổ 8")
    huge = ["9" * n for n in (8, 9, 10, 40)]
    assert sorted(set(huge), key=sort_key) == huge


@given(st.lists(vietnamese, min_size=2, max_size=6))
def test_python_and_byte_order_agree_and_keys_are_ascii(texts):
    by_text = sorted(sort_key(t) for t in texts)
    assert by_text == sorted(by_text, key=str.encode)
    for text in texts:
        assert sort_key(text).isascii()
        assert len(sort_key(text)) <= 4 * len(text) + 2
        assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text))


@given(vietnamese, vietnamese)
def test_letters_count_before_tones_and_tones_before_case(a, b):
    if sort_key(a) == sort_key(b):
        assert fold(a) == fold(b) or any(c.isdigit() for c in a)
    if sort_key(a.lower()) < sort_key(b.lower()):
        assert sort_key(a) < sort_key(b)


def test_people_are_listed_by_given_name_then_from_the_family_name():
    people = [
        "Lê An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Ái", "Vũ Anh", "Bùi Văn Ân",
        "Đỗ Bình", "Trần Hoà", "Trần Văn Hòa", "Bùi Hóa", "Hờ A Vàng",
    ]  # fmt: skip
    expected = [
        "Trần Ái", "Lê An", "Nguyễn Thị An", "Nguyễn Văn An", "Vũ Anh", "Bùi Văn Ân",
        "Đỗ Bình", "Trần Hoà", "Trần Văn Hòa", "Bùi Hóa", "Hờ A Vàng",
    ]  # fmt: skip
    assert sorted(set(people), key=name_sort_key) == expected
    an = [name_sort_key(n) for n in ("Nguyễn Văn An", "Nguyễn Văn An (Tèo)", "Nguyễn Văn Anh")]
    assert all(a < b for a, b in pairwise(an))
    assert name_sort_key("(Tèo)")
    assert name_sort_key("") < name_sort_key("A")


@given(anything)
def test_sort_keys_never_fail_and_fit_a_database(s):
    for key in (sort_key(s), name_sort_key(s)):
        key.encode()
        assert "\x00" not in key


def test_has_marks():
    assert has_vietnamese_marks("Đ")
    assert has_vietnamese_marks(unicodedata.normalize("NFD", "mạ"))
    assert not has_vietnamese_marks("Tuong Mai 12/3")
    assert not is_nfc(unicodedata.normalize("NFD", "mạ"))


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234.5, "1.234,5", "1,234.5"),
        (1234567, "1.234.567", "1,234,567"),
        (0, "0", "0"),
        (12.0, "12", "12"),
        (0.25, "0,3", "0.3"),
        (-1234.56, "-1.234,6", "-1,234.6"),
        (-0.04, "0", "0"),
        (Decimal("1000000.00"), "1.000.000", "1,000,000"),
        (1000.0, "1.000", "1,000"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
        (float("inf"), "–", "–"),
    ],
)
def test_figures(value, vi, en):
    assert number(value, "vi") == vi
    assert number(value, "en") == en
    assert number(value, "en-gb") == en


def test_figures_with_more_decimals():
    assert number(1.005, decimals=2) == "1,01"
    assert number(1500.0, decimals=0) == "1.500"
    assert number(10.0, decimals=0) == "10"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, "–"), (None, 5, "–"), (5, None, "–"), (5, 0, "–"),
        (0, 3, "0%"), (3, 3, "100%"), (1, 2, "50%"), (3, 40, "7,5%"), (1, 20, "5%"),
        (705, 1000, "71%"), (999, 1000, "99%"), (995, 1000, "99%"), (99_999, 100_000, "99%"),
        (1, 100_000, "<0,1%"), (1, 1000, "0,1%"), (996, 10_000, "10%"), (994, 10_000, "9,9%"),
        (21, 20, "105%"), (3000, 2, "150.000%"), (-1, 20, "-5%"),
    ],
)  # fmt: skip
def test_shares(part, whole, shown):
    assert percent(part, whole) == shown


def test_shares_in_english():
    assert percent(3, 40, "en") == "7.5%"
    assert percent(1, 100_000, "en") == "<0.1%"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_never_claims_all_or_nothing_wrongly(part, whole):
    part = min(part, whole)
    assert (percent(part, whole) == "100%") == (part == whole)
    assert (percent(part, whole) == "0%") == (part == 0)


def test_days_and_clocks_are_those_of_vietnam():
    late = datetime(2026, 8, 30, 17, 30, tzinfo=UTC)
    assert day(late) == "31/08/2026"
    assert clock(late) == "00:30"
    assert day(date(2026, 9, 5)) == "05/09/2026"
    assert day(None) == clock(None) == "–"
    with pytest.raises(ValueError, match="time zone"):
        clock(datetime(2026, 8, 30, 17, 30))
