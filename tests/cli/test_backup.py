"""A backup made while phones send, restored into an empty place: every row, every photo, every count."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tungngo.cli.keeping import archive
from tungngo.lib.problems import Refused

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")
IS_POSTGRES = SERVER.startswith("postgres")

#: What a place says of itself, as one line of JSON.
LOOK = """
import json, django; django.setup()
from tungngo.intake.models import Receipt
from tungngo.encounters.models import Encounter
from tungngo.accounts.models import Account
from tungngo.cli.keeping.engines import rows_here
print(json.dumps({"facts": Encounter.objects.count(), "receipts": Receipt.objects.count(),
  "names": sorted(Account.objects.values_list("full_name", flat=True)),
  "first": Encounter.objects.order_by("id").values_list("happened_at", flat=True)[0].isoformat(),
  "rows": rows_here()}))
"""

#: Numbers that the database itself gives go on where they were.
GO_ON = """
import django; django.setup()
from django.contrib.contenttypes.models import ContentType
ContentType.objects.create(app_label="new", model="new")
"""


class Place:
    """An installation of its own: a data folder, and on PostgreSQL a database."""

    def __init__(self, data: Path, url: str) -> None:
        data.mkdir()
        self.data = data
        kept = {name: said for name, said in os.environ.items() if not name.startswith("TUNGNGO_")}
        kept.pop("DATABASE_URL", None)
        self.environment = kept | {
            **{"TUNGNGO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tungngo.settings"},
            **({"DATABASE_URL": url} if url else {}),
        }

    def run(self, *words: str, fails: bool = False) -> str:
        """`tungngo WORDS`; what it said."""
        return self.python("-m", "tungngo", *words, fails=fails)

    def python(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            **{"cwd": ROOT, "env": self.environment, "stdin": subprocess.DEVNULL},
            **{"capture_output": True, "text": True, "timeout": 300},
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def look(self) -> dict:
        return json.loads(self.python("-c", LOOK).splitlines()[-1])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Make installations; `on` names the engine, this run's unless said otherwise."""
    with contextlib.ExitStack() as stack:

        def make(name: str, on: str = "postgresql" if IS_POSTGRES else "sqlite") -> Place:
            url = stack.enter_context(database()) if on == "postgresql" else ""
            return Place(tmp_path / name, url)

        yield make


@contextlib.contextmanager
def database() -> Iterator[str]:
    name = f"kept_{secrets.token_hex(6)}"
    with psycopg.connect(SERVER, autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(SERVER, autocommit=True) as line:
            line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def sending(there: Place) -> Iterator[subprocess.Popen[str]]:
    """A phone that sends batch after batch; the block begins when some have been taken."""
    phone = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.pushing", "-1"],
        **{"cwd": ROOT, "env": there.environment, "stdout": subprocess.PIPE, "text": True},
    )
    try:
        assert phone.stdout is not None
        for _ in range(4):
            assert phone.stdout.readline()
        yield phone
        assert phone.poll() is None, "it was still sending"
    finally:
        phone.kill()
        phone.wait()


def with_photos(there: Place) -> dict[str, bytes]:
    """Files as photos lie, one of them while it still arrives."""
    kept = {"photos/00322/a.webp": b"\x00webp" * 9000, "photos/00322/b.arriving": b"half"}
    for name, body in kept.items():
        path = there.data / "uploads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return kept


def test_a_backup_made_while_phones_send_is_whole(
    tmp_path: Path, place: Callable[..., Place]
) -> None:
    there, file = place("there"), tmp_path / "night.tar"
    there.run("setup")
    photos = with_photos(there)
    with sending(there) as phone:
        said = there.run("backup", str(file))
        assert phone.stdout is not None
        assert phone.stdout.readline(), "writers were not stopped"
    assert "lock it away" in said or "cất" in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("night.tar.*"))
    after = there.look()

    here = place("here")
    here.run("restore", str(file))
    seen = here.look()
    with archive.reading(file) as (_whole, manifest):
        assert seen["rows"] == manifest.rows
    assert 0 < seen["facts"] == seen["receipts"] <= after["facts"]
    assert seen["facts"] % 25 == 0, "whole batches only"
    assert (seen["names"], seen["first"]) == (after["names"], after["first"])
    for name, body in photos.items():
        assert (here.data / "uploads" / name).read_bytes() == body
    key = "secret-key"
    assert (here.data / key).read_text() == (there.data / key).read_text()
    here.run("setup")
    here.run("recount")
    here.run("recount", "--check")

    # Neither over what is there, nor over a file that is there.
    assert "restore.not_empty" in here.run("restore", str(file), fails=True)
    assert "backup.exists" in there.run("backup", str(file), fails=True)
    assert here.look()["facts"] == seen["facts"]


@pytest.mark.skipif(not IS_POSTGRES, reason="needs PostgreSQL to move to: make test ONLY=postgres")
def test_a_ward_that_has_grown_moves_from_sqlite_to_postgresql(
    tmp_path: Path, place: Callable[..., Place]
) -> None:
    there, file = place("small", "sqlite"), tmp_path / "small.tar"
    there.run("setup")
    there.python("-m", "tests.cli.pushing", "6")
    photos = with_photos(there)
    there.run("backup", str(file))
    before = there.look()
    here = place("large")
    here.run("restore", str(file))
    seen = here.look()
    for table in before["rows"].keys() - {"sqlite_sequence"}:
        assert seen["rows"][table] == before["rows"][table], table
    assert {name: seen[name] for name in ("facts", "names", "first")} == {
        name: before[name] for name in ("facts", "names", "first")
    }
    assert (here.data / "uploads" / min(photos)).exists()
    here.run("setup")
    here.run("recount")
    here.run("recount", "--check")
    here.python("-c", GO_ON)
    again = tmp_path / "large.tar"
    here.run("backup", str(again))
    back = place("back", "sqlite")
    assert "restore.other_engine" in back.run("restore", str(again), fails=True)
    assert not (back.data / "tungngo.sqlite3").exists()


@pytest.mark.parametrize("harm", ["nothing", "words", "cut", "no database", "newer", "later"])
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    tmp_path: Path, place: Callable[..., Place], harm: str
) -> None:
    file = tmp_path / "x.tar"
    if harm == "words":
        file.write_text("no tar")
    elif harm == "cut":
        with archive.writing(file) as whole:
            archive.put_manifest(whole, archive.Manifest("sqlite", "", {}, []))
        file.write_bytes(file.read_bytes()[:300])
    elif harm != "nothing":
        with archive.writing(file) as whole:
            later = ["accounts.0999_from_the_future"] if harm == "later" else []
            form = 2 if harm == "newer" else 1
            archive.put_manifest(whole, archive.Manifest("sqlite", "", {}, later, format=form))
    here = place("here")
    said = here.run("restore", str(file), fails=True)
    code = "backup.newer" if harm in ("newer", "later") else "backup.unreadable"
    assert code in said
    assert "Traceback" not in said
    assert not (here.data / "tungngo.sqlite3").exists()


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "x.tar"
    with pytest.raises(FileNotFoundError), archive.writing(target) as whole:
        whole.add(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
    with archive.writing(target) as whole:
        archive.put_uploads(whole, tmp_path)
    with tarfile.open(target) as found:
        assert [name for name in found.getnames() if name.startswith("/") or ".." in name] == []
    with pytest.raises(Refused), archive.writing(target):
        pass


def test_a_file_of_an_archive_stays_in_its_folder(tmp_path: Path) -> None:
    evil, folder = tmp_path / "evil.tar", tmp_path / "uploads"
    with tarfile.open(evil, "w") as made:
        made.addfile(tarfile.TarInfo("uploads/../../outside"))
    with tarfile.open(evil) as found, pytest.raises(tarfile.TarError):
        archive.take_uploads(found, folder)
    assert not (tmp_path.parent / "outside").exists()
