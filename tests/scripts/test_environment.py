"""The first minute: whatever a machine lacks is said in one sentence that says what to do."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.town import free_port

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts and locks alone, in a folder with a space in its name."""
    folder = tmp_path / "từng ngõ"
    folder.mkdir()
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def pretend_python(folder: Path, body: str) -> str:
    """A program that answers as a Python on some other machine would."""
    path = folder / "pretend-python"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def run(clone: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(clone / "scripts" / command[0]), *command[1:]],
        env=ENVIRONMENT | environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a failed script leaves."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_no_python_at_all(clone: Path) -> None:
    said = sentence(run(clone, "environment", "run", "make demo", PYTHON="python-nowhere"))
    assert "sudo apt install python3 python3-venv" in said
    assert "`make demo` again" in said


def test_a_python_that_does_not_run(clone: Path) -> None:
    broken = pretend_python(clone, "exit 127")
    said = sentence(run(clone, "environment", "run", PYTHON=broken))
    assert "cannot be run here" in said


def test_an_old_python(clone: Path) -> None:
    old = pretend_python(clone, 'case "$2" in *exit*) exit 1;; *) echo 3.9;; esac')
    said = sentence(run(clone, "environment", "run", PYTHON=old))
    assert "Python 3.9 is too old" in said


def test_a_python_without_venv(clone: Path) -> None:
    bare = pretend_python(
        clone,
        f'case "$2" in *ensurepip*) exit 1;; *) exec "{sys.executable}" "$@";; esac',
    )
    said = sentence(run(clone, "environment", "test", "make test", PYTHON=bare))
    assert "sudo apt install python3-venv" in said
    assert "`make test` again" in said
    assert not (clone / ".venv").exists()


def without_roots_power(command: list[str]) -> list[str]:
    """Root may write where nobody else may; this takes that from it, and from it alone."""
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={powers}", *command] if os.geteuid() == 0 else command


def test_a_folder_of_somebody_else(clone: Path) -> None:
    clone.chmod(0o555)
    try:
        done = subprocess.run(
            without_roots_power([str(clone / "scripts" / "environment"), "run"]),
            env=ENVIRONMENT | {"PYTHON": sys.executable},
            capture_output=True,
            text=True,
        )
    finally:
        clone.chmod(0o755)
    assert f"The folder {clone} cannot be written to" in sentence(done)


def test_an_environment_that_is_there_costs_nothing(clone: Path) -> None:
    """With the lock's stamp in place nothing is looked for, not even a Python."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stamp = subprocess.run(
        ["sha256sum", clone / "requirements" / "run.lock"],
        capture_output=True, text=True, check=True,
    ).stdout.split()[0]  # fmt: skip
    (clone / ".venv" / "installed-run").write_text(stamp + "\n")
    assert run(clone, "environment", "run", PYTHON="python-nowhere").returncode == 0
    (clone / "requirements" / "run.lock").write_text("changed\n")
    assert run(clone, "environment", "run", PYTHON="python-nowhere").returncode == 1


def test_a_taken_port_is_said_before_anything_is_installed(clone: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence(run(clone, "demo", str(port), "", PYTHON=sys.executable))
    assert f"Port {port} is taken by another program" in said
    assert "make demo PORT=" in said
    assert not (clone / ".venv").exists()


def test_a_data_folder_that_cannot_be(clone: Path) -> None:
    blocked = clone / "a file"
    blocked.touch()
    port = str(free_port())
    done = run(clone, "demo", port, "", PYTHON=sys.executable, TUNGNGO_DATA=str(blocked / "data"))
    said = sentence(done)
    assert f"The data folder {blocked / 'data'} cannot be written to" in said
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000;ls"])
def test_a_port_that_is_none(clone: Path, port: str) -> None:
    said = sentence(run(clone, "demo", port, "", PYTHON=sys.executable))
    assert "write a number from 1 to 65535" in said


def test_a_free_port_is_not_complained_about() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "port_is_free.py", str(free_port())],
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
