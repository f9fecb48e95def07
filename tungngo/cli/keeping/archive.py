"""The file of a backup: a tar of a manifest, the database, the secret key and all uploads.

    manifest.json          what this is: format, engine, when, rows of each table, migrations
    database.sqlite3.gz    or database.pgdump (PostgreSQL's custom format)
    secret-key             only when it lies in the data folder; seals parcels, so it must come along
    uploads/…              photos and lists, as they lie

It holds everything personal there is, so only its owner may read it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from tungngo.lib.problems import Refused

FORMAT = 1
MANIFEST, KEY, UPLOADS = "manifest.json", "secret-key", "uploads"
DATABASES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.pgdump"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `rows`: table → rows; `migrations`: `app.name` of each applied."""

    engine: str
    made_at: str
    rows: dict[str, int]
    migrations: list[str]
    format: int = field(default=FORMAT)


@contextlib.contextmanager
def writing(target: Path) -> Iterator[tarfile.TarFile]:
    """A new archive that appears under its name only once it is whole and on the disk.

    Raises Refused `backup.exists`.
    """
    if target.exists():
        raise Refused(
            "backup.exists", _("%(file)s exists already; nothing was written."), {"file": target}
        )
    part = target.with_name(f"{target.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def put_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(body), 0o600
    archive.addfile(entry, io.BytesIO(body))


def put_uploads(archive: tarfile.TarFile, folder: Path) -> int:
    """Every file under `folder`; how many. One that is deleted meanwhile, as old ones are, is left out;
    one that grows is kept as long as it was: its row, read before, speaks of no more."""
    count = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            continue
        entry = tarfile.TarInfo(f"{UPLOADS}/{path.relative_to(folder).as_posix()}")
        entry.size, entry.mode = len(body), 0o600
        archive.addfile(entry, io.BytesIO(body))
        count += 1
    return count


@contextlib.contextmanager
def reading(source: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """An archive and its manifest. Raises Refused `backup.unreadable` or `backup.newer`."""
    try:
        archive = tarfile.open(source, mode="r:")  # noqa: SIM115 - closed below
    except (OSError, tarfile.TarError) as broken:
        raise unreadable(source) from broken
    with archive:
        try:
            said = json.loads(opened(archive, MANIFEST).read())
            newer = int(said["format"]) > FORMAT
            manifest = Manifest(**said)
        except (KeyError, TypeError, ValueError, tarfile.TarError) as broken:
            raise unreadable(source) from broken
        if newer:
            raise Refused(
                "backup.newer",
                _("%(file)s was made by a newer version; update this one first."),
                {"file": source},
            )
        try:
            yield archive, manifest
        except tarfile.TarError as broken:
            raise unreadable(source) from broken


def unreadable(source: Path) -> Refused:
    return Refused(
        "backup.unreadable", _("%(file)s is no backup, or not a whole one."), {"file": source}
    )


def opened(archive: tarfile.TarFile, name: str | tarfile.TarInfo) -> IO[bytes]:
    """A file in the archive. Raises KeyError when it is not there."""
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def take_uploads(archive: tarfile.TarFile, folder: Path) -> int:
    """Lay every upload into `folder`; how many. Raises tarfile.TarError at a name that leads out of it.

    Only files are written, and by ourselves: the `filter` of tarfile is not in every Python 3.11, Debian's
    3.11.2 among them.
    """
    count = 0
    for entry in archive:
        if not entry.isfile() or not entry.name.startswith(f"{UPLOADS}/"):
            continue
        inside = PurePosixPath(entry.name.removeprefix(f"{UPLOADS}/"))
        if inside.is_absolute() or ".." in inside.parts:
            raise tarfile.TarError(f"{entry.name} leads out of its folder")
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened(archive, entry) as said, target.open("wb") as written:
            target.chmod(0o600)
            shutil.copyfileobj(said, written)
        count += 1
    return count
