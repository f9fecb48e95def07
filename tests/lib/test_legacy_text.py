"""Old Vietnamese encodings: the tables, what is recognised, and what must never be touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib import legacy_text
from tungngo.lib.legacy_text import TCVN3, VNI, decode, encoding_of_font, guess

VECTORS = [
    ("Tiếng Việt có 29 chữ cái", "TiÕng ViÖt cã 29 ch÷ c¸i", "Tieáng Vieät coù 29 chöõ caùi"),
    ("Tôi đi học", "T«i ®i häc", "Toâi ñi hoïc"),
]
LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) + "đ"  # fmt: skip


@pytest.mark.parametrize(("text", "tcvn3", "vni"), VECTORS)
def test_sentences_read_back_from_both_encodings(text, tcvn3, vni):
    assert decode(tcvn3, TCVN3) == text
    assert decode(vni, VNI) == text


def test_vni_takes_the_longest_sequence_first():
    assert decode("ôø ö ôï öõ eä", VNI) == "ờ ư ợ ữ ệ"
    assert decode("Aùnh AÙNH ÑÖÔØNG", VNI) == "Ánh ÁNH ĐƯỜNG"


def test_every_vietnamese_letter_has_one_place_in_each_table():
    lower = set(LETTERS) - set("aeiouy")
    tcvn3 = [v for v in legacy_text._TCVN3.values() if v.islower()]
    assert sorted(tcvn3) == sorted(lower)
    vni = set(legacy_text._VNI.values())
    assert {c for c in vni if c.islower()} == lower
    assert {c.upper() for c in lower} == {c for c in vni if c.isupper()}


def test_tcvn3_capitals_come_from_the_font():
    assert decode("nguyÔn v¨n ¸nh", TCVN3, capitals=True) == "NGUYỄN VĂN ÁNH"
    assert encoding_of_font(".VnTimeH") == (TCVN3, True)
    assert encoding_of_font(".VnArial") == (TCVN3, False)
    assert encoding_of_font("VNI-Times") == (VNI, False)
    assert encoding_of_font("Times New Roman") is None


@given(st.text(alphabet=LETTERS + "bcdghklmnpqrstvx ", max_size=60))
def test_unicode_vietnamese_is_never_changed(text):
    if legacy_text.is_unicode_vietnamese(text):
        assert decode(text, TCVN3) == text
        assert decode(text, VNI) == text


@pytest.mark.parametrize(
    "texts",
    [
        ["Nguyễn Văn Á", "Lê Thị Bình"],
        ["Hà Nội", "Hòa", "Chú Tú", "Lò Văn Hà", "Và Á Dé"],
        ["plain ascii", "12/3"],
        [],
    ],
)
def test_unicode_columns_are_left_alone(texts):
    assert guess(texts) is None


def test_columns_are_recognised_by_their_words():
    assert guess(["NguyÔn V¨n Hïng", "TrÇn ThÞ B×nh", "Lª §øc ThuËn"]).encoding == TCVN3
    assert guess(["Nguyeãn Vaên Huøng", "Traàn Thò Bình", "Leâ Ñöùc Thuaän"]).encoding == VNI


def test_the_font_decides_where_words_leave_it_open():
    # "cã" is a syllable as it stands too.
    assert guess(["cã"]) is None
    assert guess(["cã"], font_encoding=TCVN3).encoding == TCVN3
    # A font left over on text that was retyped in Unicode decides nothing.
    assert guess(["Nguyễn Văn Á"], font_encoding=TCVN3) is None


def test_an_unknown_encoding_is_refused():
    with pytest.raises(ValueError, match="viscii"):
        decode("x", "viscii")
