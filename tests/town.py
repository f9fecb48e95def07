"""A whole town for a journey: its own database, the real server and the real worker."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.clerk import ROOT, Clerk

START_SECONDS = 240  # as long as it may take on a machine that has other things to do
STOP_SECONDS = 20
SETTINGS = "tests.quick"


class NoTown(RuntimeError):
    """The server did not come up, or a command failed; the text holds what it said."""


@dataclass(frozen=True)
class Ground:
    """What `tungngo setup` makes of nothing, for towns to begin as: a data folder, and on PostgreSQL the
    name of a database."""

    data: Path
    database: str


@dataclass
class Town:
    """A running installation."""

    url: str
    data: Path
    environment: dict[str, str]
    server: subprocess.Popen[bytes]

    def run(self, *command: str, timeout: float = 300) -> str:
        """Run `python -m tungngo COMMAND…` beside the server; what it printed. Raises NoTown."""
        return _run(command, self.environment, timeout)

    @cached_property
    def clerk(self) -> Clerk:
        """Who runs Python programs beside the server, as `in_town` asks."""
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": SETTINGS}
        return Clerk(environment, self.data / "clerk.log")

    def log(self) -> str:
        """What server and worker have said so far."""
        return (self.data / "serve.log").read_text(encoding="utf-8", errors="replace")

    def rise_again(self) -> None:
        """A server that died is started on the same port and data, as whoever watches over it does.

        Raises NoTown, also when it does not die.
        """
        try:
            self.server.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired as alive:
            raise NoTown("the server still lives") from alive
        self.server = _serve(self.url, self.data, self.environment)
        _wait_until_healthy(self)


def _serve(url: str, data: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with (data / "serve.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tungngo", "serve", "--port", str(urlsplit(url).port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _run(command: tuple[str, ...], environment: dict[str, str], timeout: float) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tungngo", *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
    )
    if done.returncode:
        raise NoTown(f"`tungngo {' '.join(command)}` ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def in_town(town: Town, *command: str) -> Any:
    """What a Python program beside the server prints as its last line, read as JSON."""
    return json.loads(town.clerk(*command).splitlines()[-1])


@contextlib.contextmanager
def prepared_ground(data: Path) -> Iterator[Ground]:
    """Run `tungngo setup` in an empty folder, on a new database; it goes at the end. Raises NoTown."""
    environment = _environment(data)
    with _own_database(environment) as name:
        _run(("setup",), environment, START_SECONDS)
        yield Ground(data, name)


@contextlib.contextmanager
def running_town(data: Path, ground: Ground | None = None, **settings: str) -> Iterator[Town]:
    """Start `tungngo serve` on a database of its own, wait for /health, stop it at the end.

    `data` is an empty folder; the town begins as a copy of `ground`, or as nothing at all; `settings`
    are environment variables (TUNGNGO_NOW="…"). Raises NoTown.
    """
    with _starting_town(data, ground, **settings) as town:
        _wait_until_healthy(town)
        yield town


class Towns:
    """One fresh town after another. While one is lived in, the next is already starting, and the last is
    still stopping: a server, a worker and a clerk each take seconds to come, and nobody waits for them."""

    def __init__(self, folders: Callable[[], Path], ground: Ground) -> None:
        """`folders` gives an empty folder each time."""
        self.folders, self.ground = folders, ground
        self._spare: tuple[Town, contextlib.ExitStack] | None = None
        self._stopper = ThreadPoolExecutor(max_workers=1)
        self._stopping: list[Future[None]] = []

    @contextlib.contextmanager
    def one(self, *, another: bool) -> Iterator[Town]:
        """A town that answers; `another` will be wanted after it. Raises NoTown."""
        town, stack = self._spare or self._start()
        self._spare = None
        try:
            _wait_until_healthy(town)
            if another:
                self._spare = self._start()
            yield town
        finally:
            self._stopping.append(self._stopper.submit(stack.close))

    def close(self) -> None:
        """Wait until all have stopped. Raises NoTown for one that did not."""
        if self._spare:
            self._stopping.append(self._stopper.submit(self._spare[1].close))
        self._stopper.shutdown()
        for one in self._stopping:
            one.result()

    def _start(self) -> tuple[Town, contextlib.ExitStack]:
        with contextlib.ExitStack() as stack:
            town = stack.enter_context(_starting_town(self.folders(), self.ground))
            _clerk = town.clerk  # comes while the server does
            return town, stack.pop_all()


@contextlib.contextmanager
def _starting_town(data: Path, ground: Ground | None = None, **settings: str) -> Iterator[Town]:
    """As `running_town`, without waiting."""
    environment = _environment(data, **settings)
    if ground:
        shutil.copytree(ground.data, data, dirs_exist_ok=True)
    with _own_database(environment, ground.database if ground else ""):
        url = f"http://127.0.0.1:{free_port()}"
        town = Town(url, data, environment, _serve(url, data, environment))
        try:
            yield town
        finally:
            try:
                _stop(town.server)
            finally:
                if "clerk" in town.__dict__:
                    town.clerk.go_home()


def _environment(data: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUNGNGO_")}
    ours = {"TUNGNGO_DATA": str(data), "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": SETTINGS}
    return kept | ours | settings


@contextlib.contextmanager
def _own_database(environment: dict[str, str], template: str = "") -> Iterator[str]:
    """On PostgreSQL, make a database of one's own, as a copy of `template` if given, and name it in
    `environment`; its name, or "" on SQLite."""
    server_url = environment.get("DATABASE_URL", "")
    if not server_url.startswith("postgres"):
        environment.pop("DATABASE_URL", None)
        yield ""
        return
    name = f"town_{secrets.token_hex(6)}"
    as_it = sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template1"))
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), as_it))
    environment["DATABASE_URL"] = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    try:
        yield name
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _wait_until_healthy(town: Town) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        if town.server.poll() is not None:
            ended = town.server.returncode
            raise NoTown(f"`tungngo serve` ended with {ended}:\n{town.log()}")
        # Anything but 200 raises; URLError is an OSError.
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{town.url}/health", timeout=2).close()
            return
        time.sleep(0.1)
    raise NoTown(f"/health did not answer within {START_SECONDS} seconds:\n{town.log()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server as an administrator would; one that does not end is an error, and killed."""
    server.terminate()
    try:
        server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired as slow:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, 9)
        server.wait()
        raise NoTown(f"`tungngo serve` did not stop within {STOP_SECONDS} seconds") from slow
