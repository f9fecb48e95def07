"""What refusals of the rules say. Rules are pure and name a code; the sentence is put to it here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tungngo.quizzes.rules.questions import Fault

#: Faults of a file of questions.
FAULTS = {
    "gift.title_open": _("The title begins with :: and does not end with ::."),
    "gift.brace_missing": _("There are no answers in braces { } after the question."),
    "gift.brace_open": _("The brace { is not closed before the blank line."),
    "gift.brace_stray": _(
        "There is a brace that does not belong here. Write \\{ or \\} when it is meant as a letter."
    ),
    "gift.kind_unread": _(
        "This is a question of another kind (%(kind)s), which is not marked here. Read are: one right"
        " answer, several right answers, true or false, putting in order."
    ),
    "gift.answer_unmarked": _("Every answer begins with = (right) or ~ (wrong)."),
    "gift.ordering_head": _("After > the items to be put in order stand one on each line."),
    "gift.html_unknown": _(
        "The text holds <%(tag)s>, which is not shown. Write it as plain words."
    ),
    "gift.picture_in_text": _("Pictures are possible in answers only."),
    "gift.level_unreadable": _("The level “%(written)s” is not a number from 1 to 4."),
    "gift.category_not_kept": _("The category of Moodle is not kept."),
    "gift.feedback_not_kept": _(
        "Remarks on single answers are not kept; the explanation (####) is."
    ),
    "gift.weights_not_kept": _(
        "The weights are not kept: right answers weigh the same, and a wrong one earns nothing."
    ),
    "bank.empty": _("There is no question in this file."),
    "bank.too_many": _("There are %(count)s questions; a bank holds at most %(most)s. Split it."),
    "bank.no_header": _(
        "There is no header with a column “Question” and a column “A”. The template shows how."
    ),
    "question.key_unreadable": _(
        "The code “%(key)s” may hold letters without marks, digits, dots and dashes, at most 40."
    ),
    "question.key_twice": _("The code “%(key)s” stands in line or row %(other)s already."),
    "question.no_text": _("The question has no words."),
    "question.too_long": _("The question or its explanation is longer than %(most)s letters."),
    "question.choice_too_long": _("An answer is longer than %(most)s letters."),
    "question.choice_count": _("A question has from %(least)s to %(most)s answers."),
    "question.choice_empty": _("An answer between others is empty."),
    "question.choice_twice": _("The answer “%(choice)s” stands here twice."),
    "question.no_right": _("No answer is marked as right."),
    "question.two_right": _(
        "%(count)s answers are marked as right, but only one may be chosen. Leave one, or say that"
        " several are right."
    ),
    "question.picture_unknown": _(
        "There is no picture “%(picture)s”. Pictures are: %(known)s. Write [lock] before the words."
    ),
    "question.picture_misplaced": _("Only a question of the kind “choose a picture” has pictures."),
    "question.level_unknown": _("A level is a number from 1 to %(most)s, or empty."),
    "question.level_unreadable": _("The level “%(written)s” is not a number from 1 to 4."),
    "question.skill_unknown": _("The catalogue has no skill “%(skill)s”."),
    "question.kind_unknown": _("There is no kind of question called “%(written)s”."),
    "question.cell_is_day": _(
        "The spreadsheet has made a day or time of this cell. Format it as text and write it again."
    ),
    "question.right_unreadable": _(
        "“%(written)s” does not name answers of this question. Write their letters: A, or A, C."
    ),
    "question.order_incomplete": _(
        "“%(written)s” leaves answers out. Name all, in the right order."
    ),
}

#: Kinds of questions that GIFT has and nobody marks here, by the word of `rules.gift`.
UNREAD = {
    "essay": _("free text"),
    "numerical": _("a number"),
    "matching": _("pairs to match"),
    "short answer": _("a word to fill in"),
}

#: What phones are told.
SENTENCES = {
    "quiz.unknown": _("This quiz is not on the server. Its answers are kept."),
    "quiz.out_of_reach": _("This quiz belongs to an area outside your team's."),
    "quiz.attempt_taken": _("Another record has this number already. Nothing was changed."),
    "quiz.answers_unknown": _(
        "The answers do not belong to the questions of this quiz; updating the app may help."
    ),
    "quiz.learner_unknown": _("This person is not on the list any more. The answers are kept."),
    "quiz.late": _(
        "These answers were finished after the quiz had closed. They are kept; the desk may count them."
    ),
    "quiz.double": _(
        "This learner has handed in answers already, and those count. The second ones are kept."
    ),
}


def sentence(fault: Fault) -> str:
    """What a fault of a file says, in the language that is active."""
    said, details = str(FAULTS[fault.code]), dict(fault.details)
    if fault.code == "gift.kind_unread":
        details["kind"] = UNREAD[details["kind"]]
    return said % details if details else said


def told(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults with their places, as a page lists them: line or row, column, sentence, code."""
    return [
        {
            "line": fault.place.line,
            "column": fault.place.column,
            "sentence": sentence(fault),
            "code": fault.code,
        }
        for fault in faults
    ]
