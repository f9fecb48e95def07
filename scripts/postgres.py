"""A PostgreSQL server of one's own for as long as a `with` lasts; nothing of it is left behind.

    with throwaway_server() as url:
        ...  # url: postgresql://tungngo:…@127.0.0.1:PORT/postgres, a superuser

The cluster lies in a temporary folder, listens on a free loopback port, and asks for a password
that is new each time. It runs as the caller, or as an unprivileged user when the caller is root,
whom PostgreSQL refuses.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
START_SECONDS = 60
# Tests have nothing to lose in a power cut, and no disk to wait for. They ask each thing a few times of a few
# rows, over tables nobody has counted yet: machine code for a statement costs more than it ever saves.
CARELESS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("wal_level=minimal", "max_wal_senders=0", "jit=off"),
)


class NotStarted(RuntimeError):
    """PostgreSQL did not start; the text says why."""


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: Debian's newest, else the PATH's, else None."""
    folders = sorted(
        (folder.parent for folder in DEBIAN_BINARIES.glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    if folders:
        return folders[0]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotStarted("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(folder: Path, port: int) -> bool:
    """Whether the server takes connections; it listens a moment before it does."""
    asked = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(asked, stdin=subprocess.DEVNULL).returncode == 0


@contextlib.contextmanager
def throwaway_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server, give its URL, stop it and remove its files, whatever happens inside.

    `durable` keeps fsync on, for whoever measures. Raises NotStarted.
    """
    folder = binaries()
    if folder is None:
        raise NotStarted("PostgreSQL's server programs were not found")
    home = Path(tempfile.mkdtemp(prefix="tungngo-postgres-"))
    try:
        with _running(folder, home, () if durable else CARELESS, signal.SIGQUIT) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def kept_server(home: Path, settings: Sequence[str] = ()) -> Iterator[str]:
    """As `throwaway_server`, durable, but its files stay in `home` for the next time.

    `settings` are written as `name=value`. Raises NotStarted.
    """
    folder = binaries()
    if folder is None:
        raise NotStarted("PostgreSQL's server programs were not found")
    home.mkdir(parents=True, exist_ok=True)
    with _running(folder, home, settings, signal.SIGINT) as url:
        yield url


@contextlib.contextmanager
def _running(
    folder: Path, home: Path, settings: Sequence[str], ending: signal.Signals
) -> Iterator[str]:
    """A server over the files in `home`, made when there are none; stopped by the signal `ending`."""
    user = _unprivileged()
    identity: dict[str, object] = {"cwd": home}
    if user is not None:
        os.chown(home, user.pw_uid, user.pw_gid)
        identity |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    password_file = home / "password"
    if not (home / "data" / "PG_VERSION").exists():
        _make(folder, home, password_file, user, identity, careless=settings == CARELESS)
    password = password_file.read_text(encoding="ascii")

    log = home / "log"
    needed = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100")
    options = [part for setting in (*needed, *settings) for part in ("-c", setting)]
    for _ in range(3):  # another program may take the port between our look and PostgreSQL's
        port = _free_port()
        with log.open("ab") as output:
            server = subprocess.Popen(
                [folder / "postgres", "-D", home / "data", "-p", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is for us: the server goes last, when its clients are gone.
                start_new_session=True,
                **identity,  # type: ignore[call-overload]
            )
        try:
            if _came_up(server, folder, port):
                yield f"postgresql://tungngo:{password}@127.0.0.1:{port}/postgres"
                return
        finally:
            _stop(server, ending)
    raise NotStarted(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def _make(
    folder: Path,
    home: Path,
    password_file: Path,
    user: pwd.struct_passwd | None,
    identity: dict[str, object],
    *,
    careless: bool,
) -> None:
    """Make the files of a cluster, and a password for it. Raises NotStarted."""
    password_file.touch(mode=0o600)
    password_file.write_text(secrets.token_hex(16), encoding="ascii")
    if user is not None:
        os.chown(password_file, user.pw_uid, user.pw_gid)
    made = subprocess.run(
        [
            *(folder / "initdb", "--pgdata", home / "data", "--username=tungngo"),
            *("--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions"),
            *("--encoding=UTF8", "--locale=C.UTF-8", *(("--no-sync",) if careless else ())),
        ],
        capture_output=True,
        text=True,
        **identity,  # type: ignore[call-overload]
    )
    if made.returncode:
        raise NotStarted(f"PostgreSQL could not make a database folder: {made.stderr.strip()}")


def _came_up(server: subprocess.Popen[bytes], folder: Path, port: int) -> bool:
    """Wait until the server is ready; False when it ended instead. Raises NotStarted when slow."""
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        if server.poll() is not None:
            return False
        if _is_ready(folder, port):
            return True
        time.sleep(0.05)
    raise NotStarted(f"PostgreSQL was not ready within {START_SECONDS} seconds")


def _stop(server: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """Stop by SIGQUIT at once without tidying (for files that are thrown away), by SIGINT properly."""
    if server.poll() is None:
        server.send_signal(ending)
        try:
            server.wait(timeout=20 if ending == signal.SIGQUIT else 300)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
