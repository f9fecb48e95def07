"""Banks as files: GIFT and sheets, read with the place of every fault, written so that they read back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from tests.quizzes.bank import banks
from tungngo.quizzes.rules import gift, rows
from tungngo.quizzes.rules.questions import Choice, Kind, Place, Question

HEAD = [
    "Mã",
    "Loại",
    "Kỹ năng",
    "Mức",
    "Câu hỏi",
    "Lựa chọn A",
    "B",
    "C",
    "Đáp án đúng",
    "Giải thích",
]


@settings(max_examples=50, deadline=None)
@given(banks)
def test_a_bank_written_as_gift_reads_back_the_same(bank: list[Question]) -> None:
    reading = gift.read(gift.write(bank, head="Anything // at all {"))
    assert (reading.questions, reading.faults, reading.notes) == (bank, [], [])


@settings(max_examples=30, deadline=None)
@given(banks)
def test_a_bank_laid_out_as_rows_reads_back_the_same(bank: list[Question]) -> None:
    head = [*rows.BEFORE, *"ABCDEFGHIJ", *rows.AFTER]
    laid = [rows.laid_out(one, {kind: kind.value for kind in Kind}) for one in bank]
    reading = rows.read_rows([head, *laid])
    assert (reading.questions, reading.faults) == (bank, [])


def test_gift_as_moodle_writes_it_is_understood() -> None:
    reading = gift.read(
        "// question: 1  name: Q1\n"
        "$CATEGORY: $course$/top/Safety\n\n"
        "// [id:otp] [tag:skill:vneid] [tag:level:2]\n"
        "::Q1::[html]<p>Who may ask for an <b>OTP</b>?</p>{\n"
        "\t~[html]<p>A bank</p>#no\n\t=<nobody>\n\t####[html]<p>Never &amp; nobody.</p>\n}\n\n"
        "::tf::Mật khẩu nên dùng chung {FALSE}\n\n"
        "::m::Which are safe? {~%50%a ~%50%b\\=c ~%-100%d}\n\n"
        "::o::Put in order {>3 ALL VERTICAL ABSOLUTE_POSITION\nfirst\nsecond\nthird\n}\n\n"
        "::gap::An OTP is for {=me ~you} alone.\n",
        language="vi",
    )
    assert reading.faults == []
    otp, truth, several, order, gap = reading.questions
    assert otp == Question(
        "otp", Kind.SINGLE, "Who may ask for an OTP?",
        (Choice("A bank"), Choice("<nobody>", True)), "vneid", 2, "Never & nobody.",
    )  # fmt: skip
    assert [(one.text, one.right) for one in truth.choices] == [("Đúng", False), ("Sai", True)]
    assert [(one.text, one.right) for one in several.choices] == [
        ("a", True), ("b=c", True), ("d", False),
    ]  # fmt: skip
    assert (order.kind, [one.text for one in order.choices]) == (
        Kind.ORDERING, ["first", "second", "third"],
    )  # fmt: skip
    assert gap.text == "An OTP is for _____ alone."
    assert [(note.code, note.place.line) for note in reading.notes] == [
        ("gift.category_not_kept", 2),
        ("gift.feedback_not_kept", 6),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\n\n::a::Q {=x =y ~z}", "question.two_right", 3),
        ("Q {~x ~y}", "question.no_right", 1),
        ("Q {=x ~X}", "question.choice_twice", 1),
        ("fine {=x ~y}\n\nQ\n{=x\n~y", "gift.brace_open", 4),
        ("Q without answers", "gift.brace_missing", 1),
        ("Q {=x ~y} and {=z ~w}", "gift.brace_stray", 1),
        ("::a {=x ~y}", "gift.title_open", 1),
        ("Q {}", "gift.kind_unread", 1),
        ("Q {#3.14:0.1}", "gift.kind_unread", 1),
        ("Q {=x -> y =z -> w}", "gift.kind_unread", 1),
        ("Q {=only}", "gift.kind_unread", 1),
        ("Q {x ~y}", "gift.answer_unmarked", 1),
        ("[html]<script>x</script> {=x ~y}", "gift.html_unknown", 1),
        ('Q {=[html]<img src\\="cat.png" alt\\="c"> ~d}', "question.picture_unknown", 1),
        ("::a::Q {=x ~y}\n\n::a::R {=x ~y}", "question.key_twice", 3),
        ("// [tag:skill:juggling]\nQ {=x ~y}", "question.skill_unknown", 2),
        ("// [tag:level:9]\nQ {=x ~y}", "question.level_unknown", 2),
        ("// nothing at all", "bank.empty", 0),
    ],
)  # fmt: skip
def test_every_fault_of_a_gift_text_has_its_code_and_line(text: str, code: str, line: int) -> None:
    reading = gift.read(text, skills=["vneid"])
    assert (code, line) in [(fault.code, fault.place.line) for fault in reading.faults]


def test_faults_of_rows_say_row_and_column() -> None:
    reading = rows.read_rows(
        [
            ["Ngân hàng câu hỏi"],
            HEAD,
            ["a", "Một đáp án", "vneid", 2, "Ai được hỏi OTP?", "Không ai", "Công an", "", "A", ""],
            [],
            ["b", "", "", "", "Hai đáp án?", "x", "y", "z", "A, C", ""],
            ["c", "ghép đôi", "", "cao", "Loại lạ?", "x", "y", "", "Z", ""],
            ["d", "Nhiều đáp án", "", "", "Ngày?", dt.date(2026, 3, 12), "y", "", "B", ""],
            ["a", "Sắp xếp", "", "", "Thứ tự?", "hai", "một", "", "BA", ""],
        ]
    )
    assert [(fault.place, fault.code) for fault in reading.faults] == [
        (Place(5, "I"), "question.two_right"),
        (Place(6, "B"), "question.kind_unknown"),
        (Place(6, "D"), "question.level_unreadable"),
        (Place(6, "I"), "question.right_unreadable"),
        (Place(7, "F"), "question.cell_is_day"),
        (Place(7, "F"), "question.choice_empty"),
        (Place(8), "question.key_twice"),
    ]
    assert [one.text for one in reading.questions[-1].choices] == ["một", "hai"]
    assert [fault.code for fault in rows.read_rows([["x", "y"]]).faults] == ["bank.no_header"]
