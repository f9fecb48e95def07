"""`tungngo backup FILE`: everything in one file, while the server goes on working."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tungngo.cli.keeping import archive, engines
from tungngo.lib import clock


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("backup", help="database, photos and key into one file")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes FILE, readable by its owner only. Raises Refused `backup.…`; FILE is not there then."""
    target: Path = arguments.file.resolve()
    with archive.writing(target) as whole, tempfile.TemporaryDirectory(dir=target.parent) as work:
        made_at = clock.now().isoformat(timespec="seconds")
        copy = Path(work) / "database"
        # The database first: what it speaks of lies on the disk already.
        rows, migrations = engines.copy_out(copy)
        engine = engines.engine()
        archive.put_manifest(whole, archive.Manifest(engine, made_at, rows, migrations))
        whole.add(copy, archive.DATABASES[engine], filter=_ours)
        key = settings.DATA / archive.KEY
        if key.exists() and not os.environ.get("TUNGNGO_SECRET"):
            whole.add(key, archive.KEY, filter=_ours)
        files = archive.put_uploads(whole, settings.DATA / archive.UPLOADS)
    print(
        _(
            "%(rows)s rows and %(files)s files are in %(file)s. It holds personal data: lock it away."
        )
        % {"rows": sum(rows.values()), "files": files, "file": target}
    )
    return 0


def _ours(entry: Any) -> Any:
    """Nobody's name and no other's rights in the archive."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry
