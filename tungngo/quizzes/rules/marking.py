"""What an answer is worth: 0 to 1 for each question. Pure.

- single and picture: 1 when the right one is chosen;
- multiple: the share of the right ones chosen, less the share of the wrong ones chosen, never under 0, so
  that choosing everything earns nothing;
- ordering: of all pairs, the share in the right order, doubled less 1, never under 0, so that an order by
  chance earns nothing on average;
- observation: the share of steps that were seen.

What was not answered earns 0 and counts as asked. The credit for parts is the project's own rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from tungngo.quizzes.rules.questions import ONE_RIGHT, Kind, Question

Answers = Mapping[str, Sequence[int]]


def is_possible(question: Question, answer: Sequence[int]) -> bool:
    """Whether an answer names choices of the question, each once, and not more than may be chosen."""
    if len(set(answer)) < len(answer) or not set(answer) <= set(range(len(question.choices))):
        return False
    return len(answer) <= 1 or question.kind not in ONE_RIGHT


def mark(question: Question, answer: Sequence[int]) -> float:
    """The credit for an answer: places of choices (from 0, as in the bank)."""
    chosen = set(answer)
    if question.kind == Kind.ORDERING:
        return _mark_order(len(question.choices), answer)
    if question.kind == Kind.OBSERVATION:
        return len(chosen) / len(question.choices)
    right = {place for place, one in enumerate(question.choices) if one.right}
    if question.kind in ONE_RIGHT:
        return float(chosen == right)
    wrong = len(question.choices) - len(right)
    credit = len(chosen & right) / len(right) - (len(chosen - right) / wrong if wrong else 0)
    return max(0.0, credit)


def _mark_order(count: int, answer: Sequence[int]) -> float:
    pairs = count * (count - 1) / 2
    rising = sum(first < second for first, second in combinations(answer, 2))
    return max(0.0, 2 * rising / pairs - 1)


def marks(questions: Sequence[Question], answers: Answers) -> list[float]:
    """The credit for each question, in their order."""
    return [mark(question, answers.get(question.key, ())) for question in questions]


def unknown_keys(questions: Sequence[Question], answers: Answers) -> list[str]:
    """Keys under which something was answered that is no question here, or no answer to it."""
    by_key = {question.key: question for question in questions}
    return [
        key
        for key, answer in answers.items()
        if key not in by_key or not is_possible(by_key[key], answer)
    ]
