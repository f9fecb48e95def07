"""Reports of an area: the daily brief as a page, a text to paste, a PDF and a workbook."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.desk.days import DayShown, day_asked
from tungngo.desk.forms.reports import LetterheadForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, reached, shown
from tungngo.desk.views.imports import XLSX
from tungngo.lib import clock
from tungngo.reports import actions, briefs, letters, typesetting, workbooks
from tungngo.reports.queries import counted_at, letterhead_of, stretch_of
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

PDF = "application/pdf"


def area_and_day(request: HttpRequest, seat: Seat, code: str) -> tuple[Area, DayShown, bool]:
    """The area of a report, the day asked for with `?on=`, and whether anything is counted there."""
    area = reached(seat, area_of, code)
    counted = counted_at(seat.reach, area.path)
    return area, day_asked(request.GET.get("on", "").strip(), counted), bool(counted)


@staff
@require_safe
def reports(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The daily brief of an area, today or `?on=`, with a way to every other report."""
    area, day, is_counted = area_and_day(request, seat, code)
    text = ""
    if is_counted:
        text = briefs.as_text(briefs.daily(stretch_of(seat.reach, area, day.on, day.on)))
    return shown(
        request, seat, "desk/reports/reports.html", area, "reports",
        day=day, text=text, is_counted=is_counted, weeks=_weeks(day) if is_counted else [],
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _weeks(day: DayShown) -> list[tuple[date, date]]:
    """The week of the day shown and the one before it, as far as the campaign has gone."""
    found = [letters.week_of(day.on), letters.week_of(day.on - timedelta(days=7))]
    first, today = day.first or day.on, clock.today()
    return [(max(begin, first), min(end, today)) for begin, end in found if end >= first]


@staff
@require_safe
def brief_pdf(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The daily brief as one page of A4."""
    area, day, is_counted = area_and_day(request, seat, code)
    if day.refusal or not is_counted:
        return _back(area, request)
    brief = briefs.daily(stretch_of(seat.reach, area, day.on, day.on))
    content = typesetting.pdf("brief", briefs.as_page(brief))
    return file_answer(content, PDF, f"bao-cao-nhanh-{area.code}-{day.on}.pdf")


@staff
@require_safe
def brief_xlsx(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The daily brief as a workbook."""
    area, day, is_counted = area_and_day(request, seat, code)
    if day.refusal or not is_counted:
        return _back(area, request)
    brief = briefs.daily(stretch_of(seat.reach, area, day.on, day.on))
    name = f"bao-cao-nhanh-{area.code}-{day.on}.xlsx"
    return file_answer(workbooks.brief_book(brief), XLSX, name)


@staff
@require_safe
def letter_pdf(request: HttpRequest, seat: Seat, code: str, kind: str) -> HttpResponse:
    """The weekly report of the week of `?on=`, or the closing report, as an administrative document."""
    area, day, is_counted = area_and_day(request, seat, code)
    if day.refusal or not is_counted or day.first is None:
        return _back(area, request)
    first, last = letters.week_of(day.on) if kind == letters.WEEKLY else (day.first, day.on)
    stretch = stretch_of(seat.reach, area, max(first, day.first), min(last, clock.today()))
    head = letterhead_of(seat.reach, area)
    data = letters.as_letter(stretch, head, kind, dated=clock.today())
    name = "tuan" if kind == letters.WEEKLY else "tong-ket"
    name = f"bao-cao-{name}-{area.code}-{stretch.last}.pdf"
    return file_answer(typesetting.pdf("letter", data), PDF, name)


@staff
def letterhead(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """How the office of an area signs its reports."""
    area = entrusted(seat, "officer", area_of, code)
    form = LetterheadForm(request.POST or None, head=letterhead_of(seat.reach, area))
    if request.method == "POST" and form.is_valid():
        actions.keep_letterhead(actor=seat.account, area=area, entry=form.cleaned_data)
        messages.success(request, _("Saved. The next reports are signed like this."))
        return redirect("reports", area.code)
    return shown(
        request, seat, "desk/reports/letterhead.html", area, "reports", _("Letterhead"),
        form=form, status=422 if form.errors else 200,
    )  # fmt: skip


def _back(area: Area, request: HttpRequest) -> HttpResponse:
    """To the page, which says why there is nothing for that day."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('reports', args=[area.code])}{f'?{query}' if query else ''}")


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep. Its figures change by the minute: nobody on the way keeps a copy."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
