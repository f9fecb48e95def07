"""The wire as OpenAPI, for whoever writes another app (`field/published.py`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tungngo.field.published import interface


@require_safe
@gzip_page
def openapi(request: HttpRequest) -> HttpResponse:
    """The same for everybody, without sign-in: it names no person and no place."""
    page = HttpResponse(interface(), content_type="application/json; charset=utf-8")
    page["Cache-Control"] = "no-cache"
    return page
