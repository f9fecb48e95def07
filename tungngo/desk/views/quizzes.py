"""Quizzes: put to a class, printed, typed back, and what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.campaigns.queries import campaign_for, skills_at, skills_of
from tungngo.desk.forms.quizzes import QuizChangeForm, QuizForm, closing, closing_fields
from tungngo.desk.lock import Seat, staff
from tungngo.desk.quiz_words import coefficient, item_line
from tungngo.desk.showing import or_404, put_on, shown, tried
from tungngo.desk.views.points import staff_near
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.points.models import Gathering
from tungngo.points.queries import gathering_of, gatherings_under
from tungngo.quizzes import actions, queries
from tungngo.quizzes.actions import Handed
from tungngo.quizzes.models import Attempt, Quiz
from tungngo.quizzes.rules.questions import ONE_RIGHT, Kind, Question
from tungngo.quizzes.rules.shuffling import (
    choices_shown,
    letters_of,
    places_of,
    questions_shown,
    right_places,
)
from tungngo.quizzes.rules.statistics import SMALL
from tungngo.quizzes.rules.timing import is_late
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of

HERE = "quizzes"
#: Quizzes on one page: the newest.
MOST_LISTED = 100
#: How far from today the sessions lie that a quiz may be set up for.
NEAR_BEHIND, NEAR_AHEAD = timedelta(days=30), timedelta(days=30)


def _area(seat: Seat, code: str, *, writes: bool = False) -> Area:
    with or_404():
        area = area_of(seat.reach, code)
    if writes:
        seat.must("officer", area.path)
    return area


def _quiz(seat: Seat, origin: str, quiz_id: UUID, *, writes: bool = False) -> tuple[Quiz, Area]:
    with or_404():
        found = queries.quiz_of(seat.reach, origin, quiz_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
def quizzes(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The quizzes of an area, newest first, and the banks their questions come from."""
    area = _area(seat, code)
    found = list(queries.quizzes_under(seat.reach, area.path)[:MOST_LISTED])
    counts = queries.attempt_counts(seat.reach, found)
    now = clock.now()
    return shown(
        request, seat, "desk/quizzes/quizzes.html", area, HERE,
        rows=[(one, counts.get(one.id, 0), one.closes_at > now) for one in found],
        banks=list(queries.banks_at(seat.reach, area.path)),
        may_write=seat.may("officer", area.path) and area.level >= Level.COMMUNE,
    )  # fmt: skip


@staff
def quiz_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Put questions of a bank to a class."""
    area = _area(seat, code, writes=True)
    if area.level < Level.COMMUNE:
        return redirect(HERE, area.code)
    banks = {str(one.id): one for one in queries.banks_at(seat.reach, area.path)}
    if not banks:
        return redirect("bank_new", area.code)
    campaign = campaign_for(seat.reach, area.path)
    skills = skills_of(seat.reach, campaign) if campaign else list(skills_at(seat.reach, area.path))
    earlier = {
        str(one.id): one for one in queries.quizzes_under(seat.reach, area.path)[:MOST_LISTED]
    }
    form = QuizForm(
        request.POST or None,
        banks=banks.values(),
        earlier=earlier.values(),
        skills=skills,
        gatherings=_gatherings_near(seat, area.path),
        staff=staff_near(seat, area.path),
        initial={
            "bank": request.GET.get("bank", ""),
            "gathering": request.GET.get("gathering", ""),
            "closes_on": clock.today(),
            "closes": "21:00",
        },
    )
    if request.method == "POST" and form.is_valid():
        version = queries.version_of(seat.reach, banks[form.cleaned_data["bank"]])
        questions = queries.questions_in(seat.reach, version)
        before = earlier.get(form.cleaned_data.get("before") or "")
        try:
            made = actions.plan_quiz(
                actor=seat.account, area=area, version=version, plan=form.plan(questions, before)
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The quiz is set up. Now print it."))
            return redirect("quiz", made.origin, made.id)
    return _form_page(request, seat, area, _("New quiz"), form, _("Set it up"))


def _gatherings_near(seat: Seat, path: str, quiz: Quiz | None = None) -> list[Gathering]:
    """The sessions a quiz may belong to: a few weeks around today, the latest first; and its own."""
    today = clock.today()
    found = gatherings_under(seat.reach, path, today - NEAR_BEHIND, today + NEAR_AHEAD)
    near = [one for one in found if one.state == Gathering.State.PLANNED][::-1]
    if quiz is not None:  # a quiz and its session are kept under one origin
        near = [one for one in near if one.origin == quiz.origin]
    own = _gathering_of(seat, quiz) if quiz else None
    return near if own is None or own in near else [own, *near]


def _gathering_of(seat: Seat, quiz: Quiz) -> Gathering | None:
    """The session a quiz belongs to, where it is within reach."""
    if quiz.gathering_id is None:
        return None
    try:
        return gathering_of(seat.reach, quiz.origin, quiz.gathering_id)
    except NotReached:
        return None


def _form_page(
    request: HttpRequest, seat: Seat, area: Area, heading: str, form: Any, button: str
) -> HttpResponse:
    return shown(
        request, seat, "desk/points/form.html", area, HERE, heading,
        heading=heading, form=form, button=button, status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def quiz_change(request: HttpRequest, seat: Seat, origin: str, quiz_id: UUID) -> HttpResponse:
    """Give a quiz another title or end."""
    found, area = _quiz(seat, origin, quiz_id, writes=True)
    initial = {
        "title": found.title,
        "purpose": found.purpose,
        "gathering": found.gathering_id,
        "trainer": found.trainer_id,
        **closing_fields(found.closes_at),
    }
    form = QuizChangeForm(
        request.POST or None,
        gatherings=_gatherings_near(seat, area.path, found),
        staff=staff_near(seat, area.path),
        trainer=found.trainer,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        actions.change_quiz(
            actor=seat.account,
            quiz=found,
            title=form.cleaned_data["title"],
            closes_at=closing(form.cleaned_data),
            sitting=form.sitting,
        )
        messages.success(request, _("Saved."))
        return redirect("quiz", origin, quiz_id)
    return _form_page(request, seat, area, _("Change the quiz"), form, _("Save"))


# ----------------------------------------------------------------------------------------- results


@staff
def quiz(request: HttpRequest, seat: Seat, origin: str, quiz_id: UUID) -> HttpResponse:
    """What came of a quiz: how many, how well, what they gained, and how each question fared."""
    found, area = _quiz(seat, origin, quiz_id)
    results = queries.results_of(seat.reach, found)
    figures = results.figures
    lines = [
        item_line(question, one)
        for question, one in zip(results.questions, figures.items, strict=True)
    ]
    kept = [one for one in results.attempts if one.standing != Attempt.Standing.COUNTED]
    return shown(
        request, seat, "desk/quizzes/quiz.html", area, HERE, found.title,
        quiz=found,
        gathering=_gathering_of(seat, found),
        figures=figures,
        reliability=coefficient(figures.reliability),
        gained=results.gain,
        before=results.gain and results.gain.before * figures.most,
        after=results.gain and results.gain.after * figures.most,
        normalised=coefficient(results.gain.normalised) if results.gain else "",
        small=SMALL,
        lines=lines,
        flagged=sum(bool(line.faults) for line in lines),
        kept=kept,
        **_public(request, found, results.questions),
        is_open=not is_late(clock.now(), found.closes_at),
        may_write=seat.may("officer", found.path),
    )  # fmt: skip


def _public(request: HttpRequest, quiz: Quiz, questions: list[Question]) -> dict[str, Any]:
    """The address for learners' own phones and its QR; none where a helper has to look on."""
    if any(one.kind == Kind.OBSERVATION for one in questions):
        return {}
    link = request.build_absolute_uri(reverse("quiz_answer", args=[quiz.origin, quiz.token]))
    qr = segno.make(link, error="m", micro=False)
    drawn = qr.svg_inline(border=2, omitsize=True, light="#fff", title="QR")
    return {"public_url": link, "qr": mark_safe(drawn)}


@staff
@require_POST
def attempt_count(request: HttpRequest, seat: Seat, origin: str, attempt_id: UUID) -> HttpResponse:
    """Let late answers count."""
    with or_404():
        attempt = queries.attempt_of(seat.reach, origin, attempt_id)
    seat.must("officer", attempt.quiz.path)
    tried(
        request,
        lambda: actions.count_attempt(actor=seat.account, attempt=attempt),
        _("These answers count from now on."),
    )
    return redirect("quiz", origin, attempt.quiz_id)


# ------------------------------------------------------------------------------------------- paper


def _variants(quiz: Quiz) -> list[int]:
    return list(range(1, quiz.variants + 1)) or [0]


@staff
def quiz_print(request: HttpRequest, seat: Seat, origin: str, quiz_id: UUID) -> HttpResponse:
    """A quiz on A4 in each of its orders, and the answer key for whoever marks by hand."""
    found, area = _quiz(seat, origin, quiz_id)
    questions = queries.asked_in(seat.reach, found)
    papers = []
    for variant in _variants(found):
        in_order = questions_shown(questions, found.seed, variant)
        papers.append(
            {
                "variant": variant,
                "lines": [
                    item_line(one, None, choices_shown(one, found.seed, variant))
                    for one in in_order
                ],
                "right": [_right(found, one, variant) for one in in_order],
            }
        )
    return shown(
        request, seat, "desk/quizzes/print.html", area, HERE, found.title,
        quiz=found,
        papers=papers,
        key=list(zip(*(paper["right"] for paper in papers), strict=True)),
        language=_language_of(found),
        back=reverse("quiz", args=[origin, quiz_id]),
    )  # fmt: skip


def _language_of(quiz: Quiz) -> str:
    """The language of the paper's own words: the bank's, as far as there are words in it."""
    spoken = quiz.version.bank.language.split("-")[0]
    return spoken if spoken in dict(settings.LANGUAGES) else get_language() or "vi"


def _right(quiz: Quiz, question: Question, variant: int) -> str:
    if question.kind == Kind.OBSERVATION:
        return _("as seen")
    letters = letters_of(question, quiz.seed, variant, right_places(question))
    return letters if question.kind == Kind.ORDERING else "".join(sorted(letters))


@staff
def quiz_type(request: HttpRequest, seat: Seat, origin: str, quiz_id: UUID) -> HttpResponse:
    """Type answer sheets, one after the other, hands on the keys."""
    found, area = _quiz(seat, origin, quiz_id, writes=True)
    variants = _variants(found)
    asked = request.POST if request.method == "POST" else request.GET
    variant = int(asked.get("variant", "")) if asked.get("variant", "").isdecimal() else variants[0]
    variant = variant if variant in variants else variants[0]
    in_order = questions_shown(queries.asked_in(seat.reach, found), found.seed, variant)
    number, errors = asked.get("slip", "").strip(), dict[str, str]()
    if request.method == "POST":
        answers, errors = _typed(request, found, in_order, variant)
        if number and not (number.isascii() and number.isdigit() and 0 < int(number) <= 1_000_000):
            errors["number"] = _("A number, please.")
        if not errors:
            handed = Handed(
                answers=answers,
                happened_at=min(clock.now(), found.closes_at),
                number=int(number) if number else None,
                variant=variant,
            )
            try:
                made = actions.type_attempt(actor=seat.account, quiz=found, handed=handed)
            except Refused as refusal:
                errors[refusal.place or "number"] = str(refusal)
            else:
                said = _("Number %(number)s: %(points)s of %(most)s points.") % {
                    "number": number or "–",
                    "points": coefficient(made.points),
                    "most": len(in_order),
                }
                messages.success(request, said)
                after = f"slip={int(number) + 1}" if number else ""
                return redirect(
                    f"{reverse('quiz_type', args=[origin, quiz_id])}?variant={variant}&{after}"
                )
    rows = [
        {
            "line": item_line(one, None, choices_shown(one, found.seed, variant)),
            "name": f"q-{place}",
            "value": request.POST.get(f"q-{place}", ""),
            "error": errors.get(one.key, ""),
            "most": 1 if one.kind in ONE_RIGHT else len(one.choices),
        }
        for place, one in enumerate(in_order, 1)
    ]
    return shown(
        request, seat, "desk/quizzes/typing.html", area, HERE, found.title,
        quiz=found,
        rows=rows,
        number=number,
        number_error=errors.get("number", ""),
        variant=variant,
        variants=variants,
        count=queries.attempt_counts(seat.reach, [found]).get(found.id, 0),
        status=422 if errors else 200,
    )  # fmt: skip


def _typed(
    request: HttpRequest, quiz: Quiz, in_order: list[Question], variant: int
) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Key → the places behind the letters that were typed, and key → what is wrong with them."""
    answers, errors = dict[str, list[int]](), dict[str, str]()
    for place, question in enumerate(in_order, 1):
        letters = request.POST.get(f"q-{place}", "")
        found = places_of(question, quiz.seed, variant, letters)
        if found is None:
            errors[question.key] = _("“%(letters)s” names no answers here.") % {"letters": letters}
        elif found:
            answers[question.key] = found
    return answers, errors
