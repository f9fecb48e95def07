"""Addresses of the reports of an area."""

from django.urls import path, re_path

from tungngo.desk.views import exports, links, reports

_AREA = "desk/areas/<str:code>/reports/"
_EXPORT = "desk/exports/<uuid:export_id>/"

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
    path(f"{_AREA}files/", exports.exports, name="exports"),
    path(f"{_EXPORT}file/", exports.export_file, name="export_file"),
    path(f"{_EXPORT}progress/", exports.export_progress, name="export_progress"),
    path(f"{_EXPORT}delete/", exports.export_delete, name="export_delete"),
    path(f"{_AREA}links/", links.links, name="links"),
    path("desk/links/<uuid:link_id>/revoke/", links.link_revoke, name="link_revoke"),
    path(f"{_AREA}mail/", links.mail, name="brief_mail"),
    path("desk/mail/<uuid:order_id>/end/", links.mail_end, name="brief_mail_end"),
]
