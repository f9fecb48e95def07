"""The app's own frame: one page for every screen, the worker that keeps it, and the manifest."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from tungngo.field.parcel import parcel
from tungngo.look.icons import PATHS
from tungngo.look.training import named, training_word


def _etag(request: HttpRequest) -> str:
    """The page and its worker change when any file of the parcel does, and only then."""
    return f'"{parcel().version}"'


@require_safe
@gzip_page
@condition(etag_func=_etag)
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for everybody, on /field/ and on a badge's /b/: nothing in it is personal.

    What follows the # of a badge link stays in the phone and never arrives here.
    """
    page = render(request, "field/shell.html", {"parcel": parcel(), "signs": PATHS})
    page["Cache-Control"] = "no-cache"
    page["Referrer-Policy"] = "no-referrer"
    return page


@require_safe
@gzip_page
@condition(etag_func=_etag)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the version and every file's digest written into it."""
    packed = parcel()
    page = render(
        request,
        "field/sw.js",
        {
            "version": packed.version,
            "files": json.dumps(packed.files, indent=1),
            "later": json.dumps(packed.later, indent=1),
            "training": settings.TRAINING,
        },
        content_type="text/javascript; charset=utf-8",
    )
    page["Cache-Control"] = "no-cache"
    return page


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone shows when the app is put on its home screen."""
    icons = [
        {
            "src": static(f"look/icons/icon{maskable}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "maskable" if maskable else "any",
        }
        for maskable in ("", "-maskable")
        for size in (192, 512)
    ]
    card = {
        "id": "/field/",
        "name": named("Từng Ngõ"),
        "short_name": training_word() or "Từng Ngõ",
        "description": "Đi từng ngõ, gõ từng nhà, rà từng người.",
        "lang": "vi",
        "start_url": "/field/",
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#fbfaf7",
        "theme_color": "#f0ae45" if settings.TRAINING else "#ffffff",
        "icons": icons,
    }
    return JsonResponse(
        card,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
        headers={"Cache-Control": "no-cache"},
    )
