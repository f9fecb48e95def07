"""Static files as the web serves them, named by content and compressed: made anew when one has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: Lies in STATIC_ROOT and says of which files the rest was made.
MARK = ".made-of"


def gather_statics() -> bool:
    """`collectstatic`, unless STATIC_ROOT was filled from these very files; whether it was needed.

    To compress takes seconds, to read everything next to nothing: a server that only starts again does
    not wait for the first.
    """
    mark = Path(settings.STATIC_ROOT, MARK)
    now = _fingerprint()
    if mark.exists() and mark.read_text() == now:
        return False
    mark.unlink(missing_ok=True)  # what is interrupted below is done again
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(now)
    return True


def _fingerprint() -> str:
    """Of every file there is, its place and content, and of how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            content = Path(storage.path(path)).read_bytes()
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
