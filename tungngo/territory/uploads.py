"""Uploaded lists on disk: taken in with a limit, opened safely, and how far the work on them is.

Files lie in the private storage (settings.STORAGES["default"]), under a name that says nothing, and
are readable by this system only. They hold people's data: they go when the import is undone, and
KEEP_DAYS after it at the latest.

How far the work is stands in a small file beside the upload, not in the database: a commit is one
transaction, and on SQLite nobody else could write meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import Refused
from tungngo.lib.sheets import MAX_FILE, REFUSALS, Book, SheetProblem, open_book

FOLDER = "lists"
KEEP_DAYS = 30
"""Days after which an uploaded file is deleted; the import itself stays known."""
LIMIT = MAX_FILE


def refusal(problem: SheetProblem) -> Refused:
    """A file that cannot be read, as a refusal with the same code and sentence."""
    return Refused(
        problem.code,
        _(REFUSALS[problem.code]),
        problem.params,
        place=f"{problem.sheet}!{problem.column}{problem.row or ''}" if problem.sheet else "",
    )


def open_list(
    path: str | Path, file_name: str = "", *, decode: dict[str, str] | None = None
) -> Book:
    """The spreadsheet at a path. Raises Refused with a `sheet.…` code when it cannot be read."""
    try:
        return open_book(path, file_name, decode=decode)
    except SheetProblem as problem:
        raise refusal(problem) from None
    except OSError:
        raise Refused(
            "sheet.missing", _("The file is not there any more. Load it again.")
        ) from None


def open_bytes(content: bytes, file_name: str) -> Book:
    """A small spreadsheet that is not kept. Raises Refused with a `sheet.…` code."""
    try:
        return open_book(content, file_name)
    except SheetProblem as problem:
        raise refusal(problem) from None


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload on disk: its name in the storage, its size in bytes, its SHA-256."""

    name: str
    size: int
    digest: str


def keep(upload_id: UUID, chunks: Iterable[bytes]) -> Kept:
    """Write an upload to disk as it arrives. Raises Refused `sheet.too_large` beyond LIMIT."""
    name = f"{FOLDER}/{upload_id.hex}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LIMIT:
                    raise SheetProblem("sheet.too_large", limit_mb=LIMIT // 2**20)
                digest.update(chunk)
                file.write(chunk)
    except SheetProblem as problem:
        target.unlink()
        raise refusal(problem) from None
    return Kept(name, size, digest.hexdigest())


def path_of(name: str) -> Path:
    """Where a kept file lies on disk."""
    return Path(storages["default"].path(name))


def forget(name: str) -> None:
    """Delete a kept file and what was noted beside it; nothing happens when it is gone."""
    if name:
        kept = path_of(name)
        for path in (kept, *kept.parent.glob(f"{kept.name}.*")):
            path.unlink(missing_ok=True)


# ---------------------------------------------------------------------------------- how far


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work on a list is: `done` of `whole`, begun so many seconds ago."""

    done: int
    whole: int
    seconds: float

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.whole) if self.whole else 0

    @property
    def seconds_left(self) -> int | None:
        """By the pace so far; None while it is too early to say."""
        if self.seconds < 2 or not self.done:
            return None
        return max(1, round(self.seconds * (self.whole - self.done) / self.done))


class Teller:
    """Notes how far a piece of work is, at most a few times a second."""

    def __init__(self, name: str, whole: int = 100):
        self._path = _progress_path(name) if name else None
        self._whole = whole
        self._began = time.monotonic()
        self._told = 0.0
        self.tell(0)

    def tell(self, done: int) -> None:
        """`done` of the whole."""
        since = time.monotonic() - self._began
        if self._path is None or (done and since - self._told < 0.3):
            return
        self._told = since
        part = self._path.with_suffix(".part")
        with suppress(OSError):  # a full disk must not stop the work because of its progress bar
            part.write_text(json.dumps([done, self._whole, self._began]))
            part.replace(self._path)


def progress_of(name: str) -> Progress | None:
    """How far the work on a kept file is, as last noted."""
    try:
        done, whole, began = json.loads(_progress_path(name).read_text())
    except (OSError, ValueError):
        return None
    return Progress(done, whole, max(0.0, time.monotonic() - began))


def _progress_path(name: str) -> Path:
    return path_of(name).with_suffix(".progress")
