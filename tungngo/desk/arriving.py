"""A hard limit on uploads while they arrive: a file of two gigabytes is never written to disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tungngo.territory.uploads import LIMIT

_FORM = 64 * 1024
"""Bytes a form may have besides its file."""


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file and hangs up when it grows beyond the limit."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > LIMIT:
            self.request.was_cut_off = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets a view take one file of at most `uploads.LIMIT` bytes.

    The protection against forged forms reads the form, and with it the file; so the limit stands
    before it. What says beforehand that it is too large is answered without reading it.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def arriving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT + _FORM:
                return _too_large(request)
            request.upload_handlers = [LimitedUpload(request)]
        answer = guarded(request, *args, **kwargs)
        # What was cut off never reached the view as a file, so nothing was done with it.
        return _too_large(request) if hasattr(request, "was_cut_off") else answer

    return arriving


def _too_large(request: HttpRequest) -> HttpResponse:
    limit = {"limit_mb": LIMIT // 2**20}
    return render(request, "desk/imports/too_large.html", limit, status=413)
