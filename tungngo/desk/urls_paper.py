"""Addresses of lists on paper: printing them, and typing what came back."""

from django.urls import path

from tungngo.desk.views import paper, typing

_SHEET = "desk/paper/<str:origin>/<uuid:sheet_id>/"

urlpatterns = [
    path("desk/areas/<str:code>/paper/", paper.paper, name="paper"),
    path("desk/areas/<str:code>/paper/print/", paper.paper_print, name="paper_print"),
    path(_SHEET, typing.paper_sheet, name="paper_sheet"),
    path(f"{_SHEET}lines/<int:line>/", typing.paper_line, name="paper_line"),
    path(f"{_SHEET}print/", paper.paper_sheets, name="paper_sheets"),
    path("desk/paper/find/", paper.paper_find, name="paper_find"),
    # Short, because it stands in a QR as small as a thumbnail.
    path("w/<str:mark>/", paper.paper_code, name="paper_code"),
]
