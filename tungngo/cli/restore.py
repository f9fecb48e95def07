"""`tungngo restore FILE`: what `tungngo backup` wrote, into an empty place."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from tarfile import TarFile
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from tungngo.cli.keeping import archive, engines, moving
from tungngo.lib.problems import Refused
from tungngo.watching import machine

#: Written by whoever restores: what Django keeps of its own kinds of rows differs from version to version.
OF_DJANGO = ("django_migrations", "django_content_type", "auth_permission")


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("restore", help="a backup into an empty place")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fills an empty database and an empty folder. Raises Refused `restore.…` or `backup.…`."""
    source: Path = arguments.file.resolve()
    uploads = settings.DATA / archive.UPLOADS
    with archive.reading(source) as (whole, manifest):
        if not engines.is_empty() or (uploads.exists() and any(uploads.rglob("*"))):
            raise Refused(
                "restore.not_empty",
                _("There is data here already. Restore into a new database and an empty folder."),
            )
        if unknown := set(manifest.migrations) - machine.migrations_of_this_version():
            raise Refused(
                "backup.newer",
                _("%(file)s was made by a newer version; update this one first."),
                {"file": f"{source} ({len(unknown)})"},
            )
        settings.DATA.mkdir(parents=True, exist_ok=True)
        try:
            body = archive.opened(whole, archive.DATABASES[manifest.engine])
        except KeyError as missing:
            raise archive.unreadable(source) from missing
        rows = _database(body, manifest)
        _compare(manifest.rows, rows)
        files = archive.take_uploads(whole, uploads)
        has_key = _key(whole)
    print(
        _("%(rows)s rows and %(files)s files of %(at)s are here. Now run `tungngo setup`.")
        % {"rows": sum(rows.values()), "files": files, "at": manifest.made_at}
    )
    if not has_key:
        print(_("The key was not in the backup: set TUNGNGO_SECRET to the one used before."))
    return 0


def _database(body: IO[bytes], manifest: archive.Manifest) -> dict[str, int]:
    """The database into its place; gives table → rows."""
    here = engines.engine()
    if manifest.engine == here:
        return engines.copy_in(body)
    if here != "postgresql":
        raise Refused(
            "restore.other_engine",
            _("A backup of PostgreSQL cannot be restored into SQLite."),
        )
    with tempfile.TemporaryDirectory(dir=settings.DATA) as work:
        place = Path(work) / "moved.sqlite3"
        engines.unpack_sqlite(body, place)
        return moving.move_in(place)


def _compare(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Raises Refused `restore.counts_differ` when a table of the backup has not all its rows here."""
    wrong = [
        table
        for table, count in wanted.items()
        if table not in OF_DJANGO and found.get(table, 0) != count
    ]
    if wrong:
        raise Refused(
            "restore.counts_differ",
            _("Not all rows arrived: %(tables)s. Do not work with this; restore again."),
            {"tables": ", ".join(sorted(wrong))},
        )


def _key(whole: TarFile) -> bool:
    """The key into the data folder, unless the environment gives one; False when there is neither."""
    if os.environ.get("TUNGNGO_SECRET"):
        return True
    try:
        key = archive.opened(whole, archive.KEY).read()
    except KeyError:
        return False
    place = settings.DATA / archive.KEY
    place.touch(mode=0o600)
    place.write_bytes(key)
    return True
