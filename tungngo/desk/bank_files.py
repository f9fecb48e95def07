"""Question banks as files: reading what was uploaded or pasted, and what is handed out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tungngo.desk.quiz_words import KIND_WORDS
from tungngo.lib.sheets import TemplateColumn, TemplateSpec, open_book, table, template
from tungngo.quizzes.rules import gift, rows
from tungngo.quizzes.rules.questions import LETTERS, Fault, Kind, Question, Reading

#: Bytes of a bank's file, at most.
MOST_BYTES = 2 * 2**20


def read_bank(name: str, content: bytes, language: str, skills: Iterable[str]) -> Reading:
    """The questions of a file: GIFT, or else a sheet. Raises SheetProblem for a file that is neither."""
    text, ending = _text(content), name.rpartition(".")[2].lower()
    if text is not None and "{" in text and ending != "csv":
        return gift.read(text, language, skills)
    book = open_book(content, name)
    found = [rows.read_rows(sheet.rows, skills) for sheet in book.sheets]
    if headed := [one for one in found if _headed(one)]:
        return headed[0]
    # What was pasted is called .csv, whatever it is.
    return gift.read(text, language, skills) if text and "{" in text else found[0]


def _headed(reading: Reading) -> bool:
    return Fault("bank.no_header") not in reading.faults


def _text(content: bytes) -> str | None:
    """A text in UTF-8; None for anything else."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _headings() -> list[str]:
    letters = [_("Choice %(letter)s") % {"letter": letter} for letter in LETTERS]
    return [
        _("Code"), _("Type"), _("Skill"), _("Level"), _("Question"),
        *letters, _("Right answer"), _("Explanation"),
    ]  # fmt: skip


def bank_book(questions: Sequence[Question], name: str) -> bytes:
    """Questions as XLSX that reads back the same."""
    words = {kind: str(word) for kind, word in KIND_WORDS.items()}
    widths = [16, 20, 14, 8, 50, *[24] * len(LETTERS), 14, 40]
    return table(name, _headings(), [rows.laid_out(one, words) for one in questions], widths)


def bank_template() -> bytes:
    """An empty sheet for questions, with one example of every kind."""
    words = {kind: str(word) for kind, word in KIND_WORDS.items()}
    explained = [
        _("Stays the same from version to version. Empty: one is made."),
        _("How the question is answered."),
        _("The code of a skill of the catalogue, or empty."),
        _("The level it asks about, 1 to 4, or empty."),
        _("What is asked."),
        _("The first answer. Before a picture: its name in brackets, [lock]."),
        _("The second answer."),
        *[_("A further answer, or empty.")] * (len(LETTERS) - 2),
        _("Letters: A, or A, C. Of items to be put in order, the right order: CAB."),
        _("What is shown with the answer key."),
    ]
    columns = tuple(
        TemplateColumn(
            heading,
            said,
            required=number in (4, 5, 6),
            choices=tuple(words.values()) if number == 1 else (),
            width=40 if number == 4 else 18,
            is_text=number > 3,
        )
        for number, (heading, said) in enumerate(zip(_headings(), explained, strict=True))
    )
    single = ["", words[Kind.SINGLE], "vneid", 2, _("Who may know the password?")]
    several = ["", words[Kind.MULTIPLE], "", "", _("Which are signs of fraud?")]
    order = ["", words[Kind.ORDERING], "", "", _("Put the steps in order")]
    empty = [""] * (len(LETTERS) - 3)
    urges, keeps = _("It urges to act at once"), _("It asks to keep it secret")
    examples = (
        (*single, _("Nobody else"), _("The bank"), _("A helper"), *empty, "A", ""),
        (*several, urges, keeps, _("It invites to the ward office"), *empty, "A, B", ""),
        (*order, _("Sign in"), _("Open the app"), _("Show the code"), *empty, "BAC", ""),
    )
    spec = TemplateSpec(
        sheet=_("Questions"),
        readme_sheet=_("How to fill it in"),
        title=_("Question bank"),
        readme=(_("One question a row. Nothing is written before you have seen it."),),
        columns=columns,
        examples=examples,
        columns_heading=(_("Column"), _("What stands in it")),
    )
    return template(spec)
