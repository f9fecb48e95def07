"""What the tests need from Debian: installed when we may, else one sentence with the command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import debian


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A made-up machine: which packages it has, whether root is free, what apt was told."""
    state: dict[str, object] = {"installed": set(), "become": [], "told": [], "apt": 0}

    def apt(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        state["told"].append(command)  # type: ignore[attr-defined]
        if "install" in command and state["apt"] == 0:
            state["installed"] |= {*command}  # type: ignore[operator]
        return subprocess.CompletedProcess(command, int(state["apt"]), "", "E: no network")  # type: ignore[call-overload]

    def finder(package: str) -> object:
        return lambda: True if package in state["installed"] else None  # type: ignore[operator]

    monkeypatch.setattr(debian, "FINDERS", {p: finder(p) for p in debian.FINDERS})
    monkeypatch.setattr(debian, "_become_root", lambda: state["become"])
    monkeypatch.setattr(debian.shutil, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(debian.subprocess, "run", apt)
    monkeypatch.delenv("CHROMIUM", raising=False)
    return state


def test_nothing_is_installed_when_nothing_is_missing(machine: dict[str, object]) -> None:
    machine["installed"] = {"postgresql", "chromium"}
    debian.ensure(["postgresql", "chromium"], "make test")
    assert machine["told"] == []


def test_only_what_is_missing_is_installed(machine: dict[str, object]) -> None:
    machine["installed"] = {"chromium"}
    machine["become"] = ["sudo", "-n"]
    debian.ensure(["postgresql", "chromium"], "make test")
    update, install = machine["told"]  # type: ignore[misc]
    assert "update" in update
    assert install[:2] == ["sudo", "-n"]
    assert install[-1] == "postgresql"


def test_who_may_not_install_is_told_what_to_type(machine: dict[str, object]) -> None:
    machine["become"] = None
    with pytest.raises(debian.Missing) as refusal:
        debian.ensure(["postgresql", "chromium"], "make test")
    assert str(refusal.value) == (
        "The tests need postgresql and chromium: run `sudo apt install postgresql chromium`, "
        "then `make test` again."
    )
    assert machine["told"] == []


def test_an_installation_that_fails_says_so(machine: dict[str, object]) -> None:
    machine["apt"] = 100
    with pytest.raises(debian.Missing, match="could not be installed: run `sudo apt install"):
        debian.ensure(["chromium"], "make test")


@pytest.mark.parametrize("become", [None, []])
def test_what_is_better_to_have_is_tried_and_done_without(
    machine: dict[str, object], become: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    machine |= {"installed": {"chromium"}, "become": become, "apt": 100}
    debian.ensure(["chromium"], "make test", better=[debian.SHELL])
    assert "sudo apt install chromium-headless-shell" in capsys.readouterr().out
    machine |= {"apt": 0, "become": [], "told": []}
    debian.ensure(["chromium"], "make test", better=[debian.SHELL])
    assert machine["told"][-1][-1] == "chromium-headless-shell"  # type: ignore[index]
    assert capsys.readouterr().out == ""


def test_a_named_browser_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "browser"))
    assert debian.chromium() is None
    with pytest.raises(debian.Missing, match="name the browser"):
        debian.ensure(["chromium"], "make test")
