"""Files of guides: packs as they are read, media as they are kept.

Media lie in the storage's folder `guides` under their digests. They are written before the rows
that name them and removed after those rows are gone, so that a row never points at nothing.
"""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from django.core.files.storage import storages

from tungngo.learning.refusals import UNKNOWN
from tungngo.learning.rules.pictures import MOST_AUDIO
from tungngo.lib.problems import Refused

FOLDER = "guides"
SHIPPED = Path(str(files("tungngo.learning") / "data" / "guides"))
READ = {".toml", ".svg", ".png", ".webp", ".ogg", ".opus", ".mp3", ".m4a"}


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a pack folder and those inside it: path with / → bytes.

    Links that lead out of the folder are left alone, and so is whatever no pack is made of. Raises
    Refused `guide.no_folder`.
    """
    try:
        top = folder.resolve(strict=True)
        if not top.is_dir():
            raise NotADirectoryError(top)
        found = {}
        for path in sorted(top.rglob("*")):
            if path.suffix.lower() not in READ or not path.is_file():
                continue
            if path.resolve().is_relative_to(top):
                found[path.relative_to(top).as_posix()] = _beginning(path)
        return found
    except OSError as broken:
        raise Refused("guide.no_folder", "", place=str(folder)) from broken


def _beginning(path: Path) -> bytes:
    """A file's bytes; of one that is too large in any case only as much as shows it."""
    with path.open("rb") as file:
        return file.read(MOST_AUDIO + 1)


def path_of(digest: str) -> Path:
    """Where a picture or recording lies."""
    return Path(storages["default"].path(f"{FOLDER}/{digest}"))


def keep(digest: str, content: bytes) -> None:
    """Put a picture or recording in its place, whole or not at all."""
    target = path_of(digest)
    if target.is_file() and target.stat().st_size == len(content):
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, target)


def media_bytes(digest: str) -> bytes:
    """A kept picture or recording. Raises Refused `guide.unknown` when it is gone."""
    try:
        return path_of(digest).read_bytes()
    except OSError as gone:
        raise Refused("guide.unknown", UNKNOWN) from gone


def forget(digest: str) -> None:
    """Remove a picture or recording; nothing happens when it is gone."""
    path_of(digest).unlink(missing_ok=True)
