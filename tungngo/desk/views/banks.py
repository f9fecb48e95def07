"""Question banks: what there is, bringing one in, and how its questions fare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.campaigns.queries import skill_codes
from tungngo.desk import bank_files
from tungngo.desk.forms.quizzes import BankFileForm, BankForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.quiz_words import item_line
from tungngo.desk.showing import or_404, put_on, shown
from tungngo.lib.language_tags import language_tag
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import REFUSALS, SheetProblem
from tungngo.quizzes import actions, queries
from tungngo.quizzes.models import Bank, BankVersion
from tungngo.quizzes.refusals import told
from tungngo.quizzes.rules import gift
from tungngo.quizzes.rules.questions import Question, Reading
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

HERE = "quizzes"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _area(seat: Seat, code: str, *, writes: bool = False) -> Area:
    with or_404():
        area = area_of(seat.reach, code)
    if writes:
        seat.must("officer", area.path)
    return area


def _bank(seat: Seat, area: Area, bank_id: UUID) -> tuple[Bank, BankVersion, list[Question]]:
    with or_404():
        bank = queries.bank_of(seat.reach.within(area.path), bank_id)
        version = queries.version_of(seat.reach, bank)
    return bank, version, queries.questions_in(seat.reach, version)


@staff
def bank(request: HttpRequest, seat: Seat, code: str, bank_id: UUID) -> HttpResponse:
    """The questions of a bank, and how each fared wherever it was asked at or below the area."""
    area = _area(seat, code)
    found, version, questions = _bank(seat, area, bank_id)
    fared = queries.bank_figures(seat.reach.within(area.path), version)
    lines = [item_line(question, fared.get(question.key)) for question in questions]
    return shown(
        request, seat, "desk/quizzes/bank.html", area, HERE, found.name,
        bank=found,
        version=version,
        lines=lines,
        attempts=max((one.n for one in fared.values()), default=0),
        flagged=sum(bool(line.faults) for line in lines),
        may_write=seat.may("officer", area.path),
        may_renew=not found.shipped and seat.may("officer", found.path),
    )  # fmt: skip


@staff
def bank_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Bring in a bank: read, shown with every fault, and only then taken."""
    area = _area(seat, code, writes=True)
    form: Any = BankForm(request.POST or None, request.FILES or None)
    reading: Reading | None = None
    if request.method == "POST":
        if taken := _taken(request):
            return _load(request, seat, area, taken)
        if form.is_valid():
            reading = _read(seat, form)
    return _reading_page(request, seat, area, _("Bring in a question bank"), form, reading)


def _load(
    request: HttpRequest, seat: Seat, area: Area, questions: Sequence[Question]
) -> HttpResponse:
    name, language = request.POST.get("name", "")[:120], request.POST.get("language", "")
    form = BankForm(request.POST)
    try:
        made = actions.load_bank(
            actor=seat.account,
            area=area,
            name=name or _("Question bank"),
            language=language,
            questions=questions,
        )
    except Refused as refusal:
        form.errors.clear()
        put_on(form, refusal)
        return _reading_page(request, seat, area, _("Bring in a question bank"), form, None)
    messages.success(request, _("The bank is there. Now put a quiz to a class."))
    return redirect("bank", area.code, made.id)


@staff
def bank_renew(request: HttpRequest, seat: Seat, code: str, bank_id: UUID) -> HttpResponse:
    """Bring in the next version of a bank."""
    area = _area(seat, code)
    found, _version, _questions = _bank(seat, area, bank_id)
    seat.must("officer", found.path)
    form: Any = BankFileForm(request.POST or None, request.FILES or None)
    reading: Reading | None = None
    if request.method == "POST":
        if taken := _taken(request):
            return _renew(request, seat, area, found, taken)
        if form.is_valid():
            reading = _read(seat, form, found.language)
    return _reading_page(request, seat, area, _("Newer version"), form, reading, bank=found)


def _renew(
    request: HttpRequest, seat: Seat, area: Area, found: Bank, questions: Sequence[Question]
) -> HttpResponse:
    try:
        changed = actions.renew_bank(actor=seat.account, bank=found, questions=questions)
    except Refused as refusal:
        messages.error(request, f"{refusal} ({refusal.code})")
    else:
        said = _("The newer version is there.") if changed else _("Nothing has changed.")
        messages.success(request, said)
    return redirect("bank", area.code, found.id)


def _taken(request: HttpRequest) -> list[Question]:
    """The questions somebody has seen and takes: they come back as GIFT, which reads back the same."""
    if not request.POST.get("take"):
        return []
    return gift.read(request.POST.get("questions", "")).questions


def _read(seat: Seat, form: Any, language: str = "") -> Reading | None:
    """What the file holds; None with an error on the form when it cannot be read at all."""
    given = form.cleaned_data
    try:
        language = language or language_tag(given.get("language", "vi"))
    except ValueError:
        form.add_error("language", _("This is not a language tag."))
        return None
    name, content = form.sheet(bank_files.MOST_BYTES)
    if len(content) > bank_files.MOST_BYTES:
        form.add_error("file", _("The file is larger than 2 MB."))
        return None
    try:
        return bank_files.read_bank(name, content, language, skill_codes(seat.reach))
    except SheetProblem as problem:
        form.add_error("file", _(REFUSALS[problem.code]) % problem.params)
        return None


def _reading_page(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    heading: str,
    form: Any,
    reading: Reading | None,
    **context: Any,
) -> HttpResponse:
    questions = reading.questions if reading else []
    refused = bool(form.errors) or bool(reading and reading.faults)
    return shown(
        request, seat, "desk/quizzes/bank_reading.html", area, HERE, heading,
        heading=heading,
        form=form,
        reading=reading,
        faults=told(reading.faults) if reading else [],
        notes=told(reading.notes) if reading else [],
        lines=[item_line(one, None) for one in questions],
        written=gift.write(questions) if reading and not reading.faults else "",
        status=422 if refused else 200,
        **context,
    )  # fmt: skip


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@staff
@require_safe
def bank_template(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """An empty sheet for questions."""
    _area(seat, code)
    return _file(bank_files.bank_template(), XLSX, "questions-template.xlsx")


@staff
@require_safe
def bank_gift(request: HttpRequest, seat: Seat, code: str, bank_id: UUID) -> HttpResponse:
    """A bank as GIFT, for Moodle."""
    found, version, questions = _bank(seat, _area(seat, code), bank_id)
    text = gift.write(questions, head=f"{found.name} · {found.language} · {version.number}")
    return _file(text, "text/plain; charset=utf-8", f"questions-{version.number}.gift")


@staff
@require_safe
def bank_xlsx(request: HttpRequest, seat: Seat, code: str, bank_id: UUID) -> HttpResponse:
    """A bank as a sheet."""
    found, version, questions = _bank(seat, _area(seat, code), bank_id)
    content = bank_files.bank_book(questions, found.name)
    return _file(content, XLSX, f"questions-{version.number}.xlsx")
