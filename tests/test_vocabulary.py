"""One word for one thing, as docs/glossary.md chose it, in every sentence people read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tungngo.lib import catalogues

FIELD = catalogues.PACKAGE / "field" / "static" / "field"

#: What is not said (without regard to capitals) and what is said instead.
NOT_SAID = [
    (r"đếm lại|số đếm", "tính lại, số liệu: the program counts again"),
    (r"bản ghi(?! âm)", "kết quả (what was recorded), or nội dung đã ghi"),
    (r"tình nguyện viên", "thành viên, thành viên tổ"),
    (r"đội(?! ngũ)", "tổ, tổ công tác; người cùng tổ"),
    (r"tổ công nghệ(?! số cộng đồng)", "tổ công tác at the desk, its full name to residents"),
    (r"lần gặp|lượt thăm|lượt đi|lượt đến", "lượt gặp"),
    (r"thăm", "đến, đến nhà"),
    (r"buổi học", "buổi hướng dẫn, buổi"),
    (r"yêu cầu (?:hỗ trợ|giúp đỡ)", "yêu cầu giúp tại nhà"),
    (r"đề xuất", "điều khác với danh sách (what was told), gợi ý (what is advised)"),
    (r"bước thứ hai", "xác thực hai bước"),
    (r"báo nghỉ", "báo vắng, ngày vắng: nghỉ is a holiday or lunch"),
    (r"thu lại", "thu hồi (a badge, a link), rút lại (a list, a result)"),
    (r"xã, phường(?!, đặc khu)", "phường, xã"),
    (r"địa bàn (?:được giao|đang phụ trách)", "địa bàn phụ trách"),
    (r"bàn làm việc|tại bàn", "trang làm việc, cán bộ, phường, xã"),
    (r"e-?mail", "thư điện tử"),
    (r"camera", "máy ảnh"),
    (r"tại cửa|cửa nhà", "tại nhà, tại hộ"),
    (r"bố/mẹ|bố mẹ", "cha, mẹ"),
    (r"số căn cước|số giấy tờ", "số định danh"),
    (r"danh sách giấy|danh sách đi từng nhà", "phiếu đi từng nhà"),
    (r"vui lòng|\Ahãy|(?<=[.?!:;,] )hãy", "the plain verb, or cần; nobody is ordered about"),
    # One of the two ways to place a tone mark: hòa, khóa, thủy, ủy.
    (r"\w*(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])", "the mark on the first vowel: hòa, khóa, ủy"),
]  # fmt: skip
NOT_SAID_IN_ENGLISH = [(r"volunteers?", "member (of a team), helper (who meets residents)")]
#: Where a word that is not said elsewhere is the right one, by the beginning of its sentence.
RIGHT_HERE = (
    "Khi mất điện thoại. Xác minh đúng người đó rồi hãy làm.",
)  # fmt: skip
PLACES = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}|<[^>]+>|https?://\S+")

Sentence = tuple[str, str]


def of_catalogues() -> Iterator[Sentence]:
    for room in catalogues.rooms():
        path = catalogues.catalogue_of(room)
        if not path.exists():
            continue
        for message in catalogues.read(path):
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id:
                yield from ((room, one) for one in said)


def of_catalogues_in_english() -> Iterator[Sentence]:
    for room in catalogues.rooms():
        path = catalogues.catalogue_of(room)
        for message in catalogues.read(path) if path.exists() else ():
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            yield from ((room, one) for one in said)


def of_the_phone(language: str = "vi") -> Iterator[Sentence]:
    for path in [FIELD / f"words.{language}.js", *sorted(FIELD.glob("later/*/words.js"))]:
        text = path.read_text(encoding="utf-8")
        book = json.loads(text.partition("export default ")[2].rstrip().rstrip(";"))
        for key, words in book.get(language, book).items():
            said = words.values() if isinstance(words, dict) else [words]
            yield from ((f"phone, {key}", one) for one in said)


def of_what_is_shipped() -> Iterator[Sentence]:
    """Guides, criteria, rules, campaigns, question banks and the wording of papers, line by line."""
    for kind in ("*/data/**/*.toml", "*/data/**/*.gift", "*/typst/*.typ"):
        for path in sorted(catalogues.PACKAGE.glob(kind)):
            yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())


def unsaid(sentences: Iterator[Sentence], rules: list[tuple[str, str]]) -> list[str]:
    patterns = [(re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE), say) for one, say in rules]
    return [
        f"{where}: “{sentence}” says “{found[0].strip()}”; said is: {say}"
        for where, sentence in sentences
        if sentence not in RIGHT_HERE
        for pattern, say in patterns
        if (found := pattern.search(PLACES.sub("…", sentence)))
    ]


def test_the_catalogues_and_the_phone_say_one_word_for_one_thing() -> None:
    sentences = [*of_catalogues(), *of_the_phone()]
    assert len(sentences) > 4000, "the sentences are no longer found"
    found = unsaid(iter(sentences), NOT_SAID)
    assert not found, "\n".join(found)


def test_in_english_too_one_word_is_said_for_whoever_is_in_a_team() -> None:
    sentences = [*of_catalogues_in_english(), *of_the_phone("en")]
    assert len(sentences) > 4000, "the sentences are no longer found"
    found = unsaid(iter(sentences), NOT_SAID_IN_ENGLISH)
    assert not found, "\n".join(found)


def test_what_is_shipped_places_tone_marks_as_everything_else_does() -> None:
    lines = list(of_what_is_shipped())
    assert len(lines) > 1000, "the packs are no longer found"
    found = unsaid(iter(lines), NOT_SAID[-1:])
    assert not found, "\n".join(found)


def test_no_sentence_of_the_phone_forgets_the_communes() -> None:
    """A phone in a xã reads the same words as one in a phường."""
    alone = re.compile(r"phường(?!, xã)", re.IGNORECASE)
    found = [f"{where}: {sentence}" for where, sentence in of_the_phone() if alone.search(sentence)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        ("Số liệu được tính lại.", True),
        ("Số liệu được đếm lại.", False),
        ("Đội ngũ cán bộ", True),
        ("Bản ghi vẫn được giữ.", False),
        ("Tệp là bản ghi âm.", True),
        ("Cần xem lại. Hãy mở lại trang.", False),
        ("quý, quỹ, tuổi, hoàn, thoại, Trần Quý", True),
        ("xoá", False),
        ("Uỷ ban", False),
        ("Gửi tới %(email)s.", True),
    ],
)
def test_a_word_that_is_not_said_is_found(sentence: str, is_said: bool) -> None:
    assert (not unsaid(iter([("here", sentence)]), NOT_SAID)) is is_said
