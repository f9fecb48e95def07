"""Reports of an area: the daily brief as a page, a text to paste, a PDF and a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tungngo.desk.days import DayShown, day_asked
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, shown
from tungngo.desk.views.imports import XLSX
from tungngo.reports import briefs, typesetting, workbooks
from tungngo.reports.queries import counted_at, stretch_of
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

PDF = "application/pdf"


def area_and_day(request: HttpRequest, seat: Seat, code: str) -> tuple[Area, DayShown, bool]:
    """The area of a report, the day asked for with `?on=`, and whether anything is counted there."""
    with or_404():
        area = area_of(seat.reach, code)
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
        day=day, text=text, is_counted=is_counted,
    )  # fmt: skip


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
