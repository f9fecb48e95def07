"""Where the pictures of encounters lie: in the private storage, under names that say nothing."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from django.core.files.storage import storages


def path_of(origin: str, photo_id: uuid.UUID, *, arriving: bool = False) -> Path:
    """The file of a photo; `arriving`: of the pieces that are here so far."""
    name = f"photos/{origin}/{photo_id}.{'part' if arriving else 'jpg'}"
    return Path(storages["default"].path(name))


def put(path: Path, at: int, piece: bytes) -> None:
    """Write `piece` at byte `at`, onto the disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(at)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def drop(origin: str, photo_id: uuid.UUID) -> None:
    """Remove whatever there is of a photo."""
    for arriving in (True, False):
        path_of(origin, photo_id, arriving=arriving).unlink(missing_ok=True)
