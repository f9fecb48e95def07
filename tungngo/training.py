"""On a training installation no answer leaves without the word: what this file marks, no view can forget.

Pages carry their band by the frame they extend (look/page.html, field/shell.html); here are the names of
files, and a line for whoever collects pages by machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from tungngo.look.training import file_named

_FILE_NAME = re.compile(r'(filename=")([^"]+)|(filename\*=[^\']*\'[^\']*\')([^;]+)')


class Training:
    """Django's middleware that does what this file is about; elsewhere it is not there at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRAINING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer["X-Robots-Tag"] = "noindex"
        if "Content-Disposition" in answer:
            answer["Content-Disposition"] = _FILE_NAME.sub(_marked, answer["Content-Disposition"])
        return answer


def _marked(found: re.Match[str]) -> str:
    """The part of a Content-Disposition that names the file, with the word before the name."""
    return "".join(
        (found[1] or found[3], file_named(found[2] or found[4])),
    )
