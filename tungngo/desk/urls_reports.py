"""Addresses of the reports of an area."""

from django.urls import path

from tungngo.desk.views import reports

_AREA = "desk/areas/<str:code>/reports/"

urlpatterns = [
    path(_AREA, reports.reports, name="reports"),
    path(f"{_AREA}brief.pdf", reports.brief_pdf, name="brief_pdf"),
    path(f"{_AREA}brief.xlsx", reports.brief_xlsx, name="brief_xlsx"),
]
