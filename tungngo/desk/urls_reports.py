"""Addresses of the reports of an area."""

from django.urls import path, re_path

from tungngo.desk.views import reports

_AREA = "desk/areas/<str:code>/reports/"

urlpatterns = [
    path(_AREA, reports.reports, name="reports"),
    path(f"{_AREA}brief.pdf", reports.brief_pdf, name="brief_pdf"),
    path(f"{_AREA}brief.xlsx", reports.brief_xlsx, name="brief_xlsx"),
    re_path(
        r"^desk/areas/(?P<code>[^/]+)/reports/(?P<kind>weekly|closing)\.pdf$",
        reports.letter_pdf,
        name="letter_pdf",
    ),
    path(f"{_AREA}letterhead/", reports.letterhead, name="letterhead"),
]
