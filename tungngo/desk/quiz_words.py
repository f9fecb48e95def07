"""Questions as pages show them: their choices with letters, how they fared, and what speaks against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tungngo.lib import text
from tungngo.look.words import language
from tungngo.quizzes.rules.pictures import svg
from tungngo.quizzes.rules.questions import ALL_RIGHT, LETTERS, Kind, Question
from tungngo.quizzes.rules.statistics import ItemFigures

#: What the kinds are called; a sheet is read back by the same words (`rules.rows`).
KIND_WORDS = {
    Kind.SINGLE: _("One right answer"),
    Kind.MULTIPLE: _("Several right answers"),
    Kind.ORDERING: _("Put in order"),
    Kind.PICTURE: _("Choose a picture"),
    Kind.OBSERVATION: _("Observe"),
}
#: What a paper asks of the pen.
HOW_WORDS = {
    Kind.MULTIPLE: _("Several answers are right: circle each."),
    Kind.ORDERING: _("Write the letters in the right order into the boxes."),
    Kind.OBSERVATION: _("Filled in by the helper: circle what was seen."),
}
#: What speaks against a question, by the code of `rules.statistics`.
FAULT_WORDS = {
    "negative": _(
        "Those who know more get it wrong more often. Check whether the right answer is marked right."
    ),
    "weak": _("It hardly tells those who know from those who do not."),
    "wrong_preferred": _("The best choose a wrong answer more often than the right one."),
    "too_hard": _("Hardly anybody gets it right."),
    "too_easy": _("Nearly everybody gets it right, so it tells nothing."),
    "choice_unused": _("A wrong answer is chosen by hardly anybody: find a likelier one."),
}


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice with its letter; `share` of those who chose it, in hundredths, None where nobody was asked."""

    letter: str
    text: str
    is_right: bool
    picture: SafeString | str = ""
    count: int | None = None
    share: int | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A question as a page shows it; figures as words, "–" where there are none."""

    question: Question
    choices: list[ChoiceLine]
    figures: ItemFigures | None = None
    difficulty: str = text.NOTHING
    discrimination: str = text.NOTHING
    upper_lower: str = text.NOTHING
    faults: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> Any:
        """The kind, in words."""
        return KIND_WORDS[self.question.kind]

    @property
    def how(self) -> Any:
        """What a paper asks of the pen; empty where it is plain."""
        return HOW_WORDS.get(self.question.kind, "")

    @property
    def is_ordered(self) -> bool:
        return self.question.kind == Kind.ORDERING

    @property
    def is_observed(self) -> bool:
        return self.question.kind == Kind.OBSERVATION


def coefficient(value: float | None) -> str:
    """A correlation or reliability: "0,43"; "–" without one."""
    return text.number(value, language(), decimals=2).replace("-", "−")


def item_line(
    question: Question, figures: ItemFigures | None, order: Sequence[int] | None = None
) -> ItemLine:
    """A question with how it fared; `order` is the order its choices are shown in."""
    counts = {one.place: one.count for one in figures.choices} if figures else {}
    places = list(range(len(question.choices))) if order is None else order
    choices = [
        ChoiceLine(
            letter=letter,
            text=question.choices[place].text,
            is_right=question.choices[place].right or question.kind in ALL_RIGHT,
            picture=_picture(question.choices[place].picture),
            count=counts.get(place),
            share=round(100 * counts[place] / figures.n)
            if figures and figures.n and place in counts
            else None,
        )
        for letter, place in zip(LETTERS, places, strict=False)
    ]
    if figures is None or not figures.n:
        return ItemLine(question, choices)
    return ItemLine(
        question=question,
        choices=choices,
        figures=figures,
        difficulty=text.percent(figures.difficulty, 1, language()),
        discrimination=coefficient(figures.discrimination),
        upper_lower=coefficient(figures.upper_lower),
        faults=[FAULT_WORDS[code] for code in figures.faults],
    )


def _picture(name: str) -> SafeString | str:
    return mark_safe(svg(name)) if name else ""
