"""Addresses of the pages about completion rules, evidence and certificates."""

from django.urls import path

from tungngo.desk.views import certificates, completions

_AREA = "desk/areas/<str:code>/certificates/"
_CERTIFICATE = "desk/certificate/<str:origin>/<uuid:certificate_id>/"
_CONFIRMATION = "desk/confirmation/<str:origin>/<uuid:confirmation_id>/"

urlpatterns = [
    path(_AREA, completions.completions, name="completions"),
    path(f"{_AREA}issue/", completions.issue, name="completions_issue"),
    path(f"{_AREA}rules/", completions.rules, name="completion_rules"),
    path(f"{_AREA}rules/example.toml", completions.example, name="completion_example"),
    path(f"{_AREA}issued/", certificates.certificates, name="certificates"),
    path(f"{_AREA}print.pdf", certificates.print_pdf, name="certificates_pdf"),
    path(f"{_AREA}undo/<int:moment>/", certificates.undo, name="certificates_undo"),
    path(_CERTIFICATE, certificates.certificate, name="certificate"),
    path(f"{_CERTIFICATE}revoke/", certificates.revoke, name="certificate_revoke"),
    path(f"{_CERTIFICATE}restore/", certificates.restore, name="certificate_restore"),
    path(
        "desk/resident/<str:origin>/<uuid:resident_id>/paper/",
        certificates.paper_new,
        name="confirmation_new",
    ),
    path(f"{_CONFIRMATION}withdraw/", certificates.paper_withdraw, name="confirmation_withdraw"),
    path(f"{_CONFIRMATION}restore/", certificates.paper_restore, name="confirmation_restore"),
]
