"""The real server when the ground gives way: the database is restarted under it, the disk is full."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import psycopg
import pytest

from scripts import postgres
from tests.town import ROOT, free_port, in_town, running_town
from tungngo.lib import clock
from tungngo.lib.ids import uuid7

PATIENCE = 60
#: Seconds for a server that first makes its database, on a machine that does much else.
SETTING_UP = 240


class Phone:
    """A phone that only knows the wire, of the lane that `tests.field.lane` lays."""

    def __init__(self, url: str, badge: str) -> None:
        self.url, self.secret = url, ""
        self.secret = self.call("/field/claim", {"badge": badge})[1]["secret"]

    def call(self, path: str, body: Any) -> tuple[int, Any, str]:
        """Status, what was said, and Retry-After of one call."""
        headers = {"Authorization": f"Device {self.secret}"} if self.secret else {}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}{path}", data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status, json.load(answer), ""
        except HTTPError as said:
            return said.code, json.loads(said.read()), said.headers.get("Retry-After", "")

    def push(self, ops: list[dict[str, Any]]) -> tuple[int, Any, str]:
        sent = {"sent_at": clock.now().isoformat(), "waiting": len(ops), "ops": ops}
        return self.call("/field/push", sent)


def op(door: dict[str, str], note: str = "") -> dict[str, Any]:
    at = clock.now().isoformat()
    body = door | {"id": str(uuid7()), "result": "met", "at": at, "outcomes": [], "note": note}
    return {"op": str(uuid7()), "kind": "encounter.record", "origin": "00322", "body": body}


def until(look: Callable[[], Any], what: str, patience: int = PATIENCE) -> Any:
    """What `look` gives once it is true; fails after so many seconds."""
    give_up_at = time.monotonic() + patience
    while time.monotonic() < give_up_at:
        with contextlib.suppress(OSError):
            if found := look():
                return found
        time.sleep(0.25)
    pytest.fail(f"{what} did not come about within {patience} seconds")


def health(url: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=15) as answer:
            return json.load(answer)
    except HTTPError as said:
        return json.loads(said.read())


#: A door and the campaign, and what became of what was sent, as JSON.
DOOR = """
import json, django; django.setup()
from tungngo.territory.models import Household
from tungngo.campaigns.models import Campaign
print(json.dumps({"household": str(Household.objects.order_by("id")[0].id),
  "campaign": str(Campaign.objects.get().id)}))
"""
LOOK = """
import json, django; django.setup()
from tungngo.intake.models import Receipt
from tungngo.encounters.models import Encounter
from tungngo.territory.models import StaleArea
print(json.dumps([Receipt.objects.count(), Encounter.objects.count(), StaleArea.objects.count()]))
"""


# ------------------------------------------------------------------------- the database restarts


@contextlib.contextmanager
def own_postgres() -> Iterator[tuple[str, Callable[[str], None]]]:
    """A server of this test's own: its URL, and `do("stop")` or `do("start")`."""
    folder = postgres.binaries()
    assert folder is not None
    with postgres.throwaway_server() as url:
        with psycopg.connect(url, autocommit=True) as line:
            [(data,)] = line.execute("SHOW data_directory").fetchall()
        user = postgres._unprivileged()
        options = Path(data, "postmaster.opts").read_text()
        identity: dict[str, Any] = {"cwd": "/"}
        if user is not None:
            identity |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

        def do(verb: str) -> None:
            words = [str(folder / "pg_ctl"), verb, "-w", "-D", data, "-m", "fast"]
            if verb == "start":
                given = options.split(" ", 1)[1].replace('"', "'").strip()
                words = [*words[:5], "-l", f"{data}/log", "-o", given]
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, **identity)
            assert done.returncode == 0, done.stdout + done.stderr

        try:
            yield url, do
        finally:
            if Path(data, "postmaster.pid").exists():
                do("stop")


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="SQLite has no server to restart: make test ONLY=journeys walks it on PostgreSQL",
)
def test_a_database_that_is_restarted_is_found_again_by_web_and_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_postgres() as (server, do):
        monkeypatch.setenv("DATABASE_URL", server)
        with running_town(tmp_path) as town:
            badges = in_town(town, "-m", "tests.field.lane")["badges"]
            phone = Phone(town.url, badges[0])
            door = in_town(town, "-c", DOOR)
            assert phone.push([op(door)])[0] == 200
            do("stop")
            lost = op(door)
            status, said, wait = phone.push([lost])
            assert (status, said["code"]) == (503, "wire.busy")
            assert int(wait) > 0
            assert health(town.url)["database"] == "away"
            with pytest.raises(HTTPError) as page:
                urllib.request.urlopen(f"{town.url}/p/00322/", timeout=30)
            assert page.value.code == 503
            do("start")
            assert until(lambda: phone.push([lost])[0] == 200, "an answer")
            assert until(lambda: health(town.url)["state"] == "ok", "health")
            assert until(lambda: in_town(town, "-c", LOOK) == [2, 2, 0], "counting")
            assert town.server.poll() is None
            assert "Traceback" not in town.log()
            town.run("recount")
            assert town.run("recount", "--check")


# ------------------------------------------------------------------------------ the disk is full


def _may_mount() -> bool:
    asked = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    with contextlib.suppress(OSError):
        return subprocess.run(asked, capture_output=True).returncode == 0
    return False


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="the disk is SQLite's here; PostgreSQL's own word for it is told in tests/watching",
)
@pytest.mark.skipif(not _may_mount(), reason="no small disk can be mounted here (unshare -rm)")
def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path) -> None:
    """A disk of 160 MB in a mount of the server's own, filled up and emptied again."""
    data, port = tmp_path / "disk", free_port()
    data.mkdir()
    said = tmp_path / "said"
    kept = {name: one for name, one in os.environ.items() if not name.startswith("TUNGNGO_")}
    kept.pop("DATABASE_URL", None)
    settings = {"TUNGNGO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tungngo.settings"}
    # Folders may have a space in their names.
    python, there, heard = map(shlex.quote, (sys.executable, str(data), str(said)))
    script = (
        f"mount -t tmpfs -o size=160m tmpfs {there} && {python} -m tungngo setup && "
        f"{python} -m tests.field.lane > {heard} && {python} -c '{DOOR}' >> {heard} && "
        f"exec {python} -m tungngo serve --port {port}"
    )
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", script],
            **{"cwd": ROOT, "env": kept | settings, "stdin": subprocess.DEVNULL},
            **{"stdout": log, "stderr": subprocess.STDOUT, "start_new_session": True},
        )
    url = f"http://127.0.0.1:{port}"
    try:
        # Of 160 MB so little is left that /health says “full” from the start.
        assert until(
            lambda: server.poll() is not None or health(url).get("worker") == "ok",
            "the start",
            SETTING_UP,
        )
        assert server.poll() is None, (tmp_path / "log").read_text()
        lane, door = (json.loads(line) for line in said.read_text().splitlines())
        phone = Phone(url, lane["badges"][0])
        assert phone.push([op(door)])[0] == 200
        disk = Path(f"/proc/{server.pid}/root{data}")
        filler = disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        batch = [op(door, note="x" * 190) for _ in range(200)]
        refused = phone.push(batch)
        for _ in range(20):  # the file may have had pages to spare
            if refused[0] != 200:
                break
            batch = [op(door, note="x" * 190) for _ in range(200)]
            refused = phone.push(batch)
        assert (refused[0], refused[1]["code"]) == (507, "wire.full")
        assert int(refused[2]) >= 60
        assert health(url)["disk"] == "full"
        assert server.poll() is None
        filler.unlink()
        assert until(lambda: phone.push(batch)[0] == 200, "room")
        verdicts = {one["verdict"] for one in phone.push(batch)[1]["verdicts"]}
        assert verdicts == {"had"}, "taken once, whole"
        inside = ["nsenter", "-t", str(server.pid), "-U", "-m", f"--wd={ROOT}"]
        inside += ["--preserve-credentials", "env", *(f"{k}={v}" for k, v in settings.items())]

        def look() -> list[int]:
            told = subprocess.run(
                [*inside, sys.executable, "-c", LOOK], env=kept, capture_output=True, text=True
            )
            assert told.returncode == 0, told.stderr
            return json.loads(told.stdout.splitlines()[-1])

        receipts, facts, _stale = look()
        assert receipts == facts >= 201
        assert until(lambda: look()[2] == 0, "counting")
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        if server.poll() is None:
            os.killpg(server.pid, 9)
            server.wait()
