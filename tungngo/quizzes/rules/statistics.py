"""What answers say about questions, a quiz and a class. Pure; classical test theory.

`scores` is a table: a row for each attempt, a column for each question, credits from 0 to 1. Figures over
fewer than `SMALL` attempts are marked small, and judge no question. Sources: Ebel & Frisbie, *Essentials
of Educational Measurement* (difficulty, upper and lower 27 %); Henrysson 1963 (the item taken out of the
total it is correlated with); Kuder & Richardson 1937 and Cronbach 1951 (reliability); Hake 1998 (gain).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from tungngo.quizzes.rules.questions import Kind, Question
from tungngo.quizzes.rules.shuffling import right_places

#: Fewer attempts than this say little.
SMALL = 30
#: The share of attempts in the upper and in the lower group.
GROUP = 0.27
#: Where a question is pointed out.
TOO_HARD, TOO_EASY, WEAK, UNUSED = 0.2, 0.95, 0.1, 0.05

Table = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """How often a choice was chosen: by all, by the upper and by the lower group."""

    place: int
    count: int
    upper: int
    lower: int
    right: bool


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question. `difficulty` is the mean credit: high means easy. `discrimination` is the correlation
    with the credits for all other questions, None where one of both never varies; `upper_lower` the mean
    credit of the upper group less that of the lower. `faults` are codes of what speaks against it."""

    key: str
    n: int
    difficulty: float
    discrimination: float | None
    upper_lower: float | None
    choices: tuple[ChoiceCount, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def is_small(self) -> bool:
        return self.n < SMALL


@dataclass(frozen=True, slots=True)
class Figures:
    """A whole quiz. Means and deviations in points; one question is one point. `reliability` is
    Cronbach's alpha, which is KR-20 where every credit is 0 or 1 (`is_kr20`); `error` the standard error
    of measurement in points. Both None where they cannot be computed."""

    n: int
    most: int
    mean: float
    deviation: float
    reliability: float | None
    error: float | None
    is_kr20: bool
    items: tuple[ItemFigures, ...] = field(default=())

    @property
    def is_small(self) -> bool:
        return self.n < SMALL


@dataclass(frozen=True, slots=True)
class Gain:
    """Before and after of the same people, as shares of what could be earned. `normalised` is what was
    gained of what was still to be gained; None where nothing was."""

    n: int
    before: float
    after: float
    normalised: float | None

    @property
    def is_small(self) -> bool:
        return self.n < SMALL


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def variance(values: Sequence[float]) -> float:
    """The variance of these values as a whole (divided by their number); 0 of nothing."""
    middle = mean(values)
    return mean([(one - middle) ** 2 for one in values])


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's correlation; None where one of both never varies."""
    spread = variance(one) * variance(other)
    if spread < 1e-18:
        return None
    first, second = mean(one), mean(other)
    shared = mean([(a - first) * (b - second) for a, b in zip(one, other, strict=True)])
    return max(-1.0, min(1.0, shared / sqrt(spread)))


def reliability(scores: Table) -> float | None:
    """Cronbach's alpha; None for fewer than two questions or where totals never vary."""
    if len(scores) < 2 or len(scores[0]) < 2:
        return None
    count = len(scores[0])
    spread = variance([sum(row) for row in scores])
    if spread < 1e-12:
        return None
    parts = sum(variance(column) for column in zip(*scores, strict=True))
    return count / (count - 1) * (1 - parts / spread)


def groups(totals: Sequence[float]) -> tuple[list[int], list[int]]:
    """Rows of the upper and of the lower group by total, 27 % of all each; empty under four rows.

    Ties go by the order in which attempts came, so that the same table gives the same groups.
    """
    size = round(len(totals) * GROUP) if len(totals) >= 4 else 0
    if not size:
        return [], []
    ranked = sorted(range(len(totals)), key=lambda row: (-totals[row], row))
    return ranked[:size], ranked[-size:]


@dataclass(slots=True)
class Asked:
    """What became of one question wherever it was asked, attempt by attempt: the credit, what was earned
    with all others, the total, and the places chosen. Shares where quizzes ask different questions."""

    credits: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)
    chosen: list[Sequence[int]] = field(default_factory=list)

    def add(self, place: int, credits: Sequence[float], chosen: Sequence[int]) -> None:
        """One attempt in which the question stood at a place, beside all its credits."""
        total, count = sum(credits), len(credits)
        self.credits.append(credits[place])
        self.others.append((total - credits[place]) / (count - 1) if count > 1 else 0.0)
        self.totals.append(total / count)
        self.chosen.append(chosen)


def item_figures(question: Question, asked: Asked) -> ItemFigures:
    """One question over every attempt at it."""
    return _item(question, asked.credits, asked.others, asked.totals, asked.chosen)


def figures(
    questions: Sequence[Question],
    scores: Table,
    chosen: Sequence[Sequence[Sequence[int]]] = (),
) -> Figures:
    """Everything about a quiz. `chosen` has the places that were chosen, a row for each attempt and
    a column for each question; without it choices are not counted."""
    totals = [sum(row) for row in scores]
    alpha = reliability(scores)
    deviation = sqrt(variance(totals))
    items = []
    for place, question in enumerate(questions):
        answers = [row[place] for row in chosen]
        credits = [row[place] for row in scores]
        others = [total - credit for total, credit in zip(totals, credits, strict=True)]
        items.append(_item(question, credits, others, totals, answers))
    error = deviation * sqrt(1 - alpha) if alpha is not None and alpha <= 1 else None
    return Figures(
        n=len(scores),
        most=len(questions),
        mean=mean(totals),
        deviation=deviation,
        reliability=alpha,
        error=error,
        is_kr20=all(credit in (0, 1) for row in scores for credit in row),
        items=tuple(items),
    )


def _item(
    question: Question,
    credits: Sequence[float],
    others: Sequence[float],
    totals: Sequence[float],
    answers: Sequence[Sequence[int]],
) -> ItemFigures:
    upper, lower = groups(totals)
    upper_lower = None
    if upper:
        upper_lower = mean([credits[row] for row in upper]) - mean([credits[row] for row in lower])
    difficulty, discrimination = mean(credits), correlation(credits, others)
    choices = _choices(question, answers, upper, lower) if answers else ()
    return ItemFigures(
        key=question.key,
        n=len(credits),
        difficulty=difficulty,
        discrimination=discrimination,
        upper_lower=upper_lower,
        choices=choices,
        faults=_faults(len(credits), difficulty, discrimination, choices),
    )


def _choices(
    question: Question,
    answers: Sequence[Sequence[int]],
    upper: Sequence[int],
    lower: Sequence[int],
) -> tuple[ChoiceCount, ...]:
    if question.kind == Kind.ORDERING:  # every item is in every answer
        return ()
    right = right_places(question)
    return tuple(
        ChoiceCount(
            place=place,
            count=sum(place in one for one in answers),
            upper=sum(place in answers[row] for row in upper),
            lower=sum(place in answers[row] for row in lower),
            right=place in right,
        )
        for place in range(len(question.choices))
    )


def _faults(
    n: int,
    difficulty: float,
    discrimination: float | None,
    choices: Sequence[ChoiceCount],
) -> tuple[str, ...]:
    """Codes of what speaks against a question; none while too few answered."""
    if n < SMALL:
        return ()
    found = []
    if discrimination is not None and discrimination < 0:
        found.append("negative")
    elif discrimination is not None and discrimination < WEAK:
        found.append("weak")
    best_wrong = max((one.upper for one in choices if not one.right), default=0)
    best_right = max((one.upper for one in choices if one.right), default=0)
    if choices and best_wrong > best_right:
        found.append("wrong_preferred")
    if difficulty < TOO_HARD:
        found.append("too_hard")
    elif difficulty > TOO_EASY:
        found.append("too_easy")
    elif any(not one.right and one.count < n * UNUSED for one in choices):
        found.append("choice_unused")
    return tuple(found)


def gain(pairs: Sequence[tuple[float, float]]) -> Gain:
    """What a class gained. `pairs`: of everybody who answered both, the share before and after.

    Hake's gain of a class goes by the means, so that nobody who began near the top tilts it.
    """
    before, after = mean([one for one, _ in pairs]), mean([one for _, one in pairs])
    left = 1 - before
    normalised = (after - before) / left if pairs and left > 1e-9 else None
    return Gain(len(pairs), before, after, normalised)
