"""A quiz on a learner's own phone: without an account, without a name, without a script.

Whoever has the address may answer; what was answered is kept under an id the page makes, so that a form
sent twice is one attempt. Against floods: so many an hour from one internet address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.public.asking import calls_from_address
from tungngo.quizzes import queries
from tungngo.quizzes.actions import Handed, give_attempt
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.rules.pictures import svg
from tungngo.quizzes.rules.questions import ONE_RIGHT, Kind, Question
from tungngo.quizzes.rules.shuffling import choices_shown, questions_shown
from tungngo.quizzes.rules.timing import is_late

#: What the public reaches: the quiz whose secret it has.
PUBLIC = Reach.everything()
#: Attempts from one internet address in an hour: a whole class may share one.
MOST_AN_HOUR = 300
#: Orders on phones; neighbours rarely have the same.
ORDERS = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice as the form offers it: its place in the bank, and what was said of it."""

    place: int
    text: str
    picture: SafeString | str
    is_chosen: bool
    rank: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form asks it."""

    question: Question
    name: str
    offers: list[Offer]
    error: str

    @property
    def is_single(self) -> bool:
        return self.question.kind in ONE_RIGHT

    @property
    def is_ordered(self) -> bool:
        return self.question.kind == Kind.ORDERING


def _quiz(origin: str, token: str) -> Quiz:
    try:
        return queries.quiz_by_token(PUBLIC, origin, token)
    except NotReached as refusal:
        raise Http404 from refusal


@never_cache
def answer(request: HttpRequest, origin: str, token: str) -> HttpResponse:
    """The questions, and handing the answers in. One with steps to observe is done with a helper."""
    quiz = _quiz(origin, token)
    questions = queries.asked_in(PUBLIC, quiz)
    if any(one.kind == Kind.OBSERVATION for one in questions):
        return render(request, "public/quiz_together.html", {"quiz": quiz})
    said = request.POST
    attempt_id = _id(said.get("attempt", ""))
    variant = 1 + attempt_id.int % ORDERS
    in_order = questions_shown(questions, quiz.seed, variant)
    errors = dict[str, str]()
    if request.method == "POST":
        answers, errors = _answers(said, in_order)
        number = said.get("slip", "").strip()
        if number and not (number.isascii() and number.isdigit() and 0 < int(number) < 10**6):
            errors["slip"] = _("A number, please.")
        if not errors and calls_from_address(request, "quiz") > MOST_AN_HOUR:
            errors["slip"] = _("Very many people are answering just now. Please try again later.")
        if not errors:
            handed = Handed(
                answers=answers,
                happened_at=clock.now(),
                id=attempt_id,
                number=int(number) if number else None,
                variant=variant,
            )
            try:
                give_attempt(actor=None, quiz=quiz, handed=handed)
            except Refused as refusal:
                errors["slip"] = str(refusal)
            else:
                return redirect("quiz_done", origin, token, attempt_id)
    context: dict[str, Any] = {
        "quiz": quiz,
        "asked": [_asked(said, one, quiz, variant, errors) for one in in_order],
        "attempt": attempt_id,
        "slip": said.get("slip", ""),
        "slip_error": errors.get("slip", ""),
        "wrong": len(errors),
        "is_closed": is_late(clock.now(), quiz.closes_at),
    }
    return render(request, "public/quiz.html", context, status=422 if errors else 200)


def _id(written: str) -> UUID:
    """The id the page made when it was opened; a new one for a page just opened."""
    try:
        return UUID(written)
    except ValueError:
        return uuid7()


def _answers(
    said: QueryDict, questions: list[Question]
) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Key → the places chosen, and key → what is wrong. Whatever is no choice is left out."""
    answers, errors = dict[str, list[int]](), dict[str, str]()
    for question in questions:
        places = range(len(question.choices))
        if question.kind == Kind.ORDERING:
            ranks = [said.get(f"{question.key}-{place}", "") for place in places]
            if not any(ranks):
                continue
            if sorted(ranks) != sorted(str(place + 1) for place in places):
                errors[question.key] = _("Give each line a number of its own.")
                continue
            answers[question.key] = sorted(places, key=lambda place: int(ranks[place]))
            continue
        chosen = {place for place in places if str(place) in said.getlist(question.key)}
        if chosen:
            most = 1 if question.kind in ONE_RIGHT else len(chosen)
            answers[question.key] = sorted(chosen)[:most]
    return answers, errors


def _asked(
    said: QueryDict, question: Question, quiz: Quiz, variant: int, errors: dict[str, str]
) -> Asked:
    chosen = said.getlist(question.key)
    offers = [
        Offer(
            place=place,
            text=question.choices[place].text,
            picture=mark_safe(svg(question.choices[place].picture))
            if question.choices[place].picture
            else "",
            is_chosen=str(place) in chosen,
            rank=said.get(f"{question.key}-{place}", ""),
        )
        for place in choices_shown(question, quiz.seed, variant)
    ]
    return Asked(question, question.key, offers, errors.get(question.key, ""))


@never_cache
@require_safe
def done(request: HttpRequest, origin: str, token: str, attempt_id: UUID) -> HttpResponse:
    """That the answers arrived, whether they count, and the points."""
    quiz = _quiz(origin, token)
    try:
        attempt = queries.own_attempt(PUBLIC, quiz, attempt_id)
    except NotReached as refusal:
        raise Http404 from refusal
    context = {
        "quiz": quiz,
        "points": attempt.points,
        "most": len(quiz.keys),
        "is_late": attempt.standing == Attempt.Standing.LATE,
        "is_double": attempt.standing == Attempt.Standing.DOUBLE,
    }
    return render(request, "public/quiz_done.html", context)
