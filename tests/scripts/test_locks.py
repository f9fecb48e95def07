"""The lock files: tests run the very versions that are shipped, and every file has its hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
PIN = re.compile(r"^([\w.\[\],-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return dict(PIN.findall(text))


def test_the_test_lock_holds_all_of_the_run_lock() -> None:
    run, test = pins("run.lock"), pins("test.lock")
    assert run
    assert {name: test.get(name) for name in run} == run, "run `make lock`"


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_lock_knows_every_requirement(name: str) -> None:
    """scripts/environment trusts the lock alone: a name added to .in must be locked."""
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = {
        re.split(r"[\[=<>~! ]", line.strip())[0].lower().replace("_", "-")
        for line in lines
        if line.strip() and not line.startswith(("#", "-r"))
    }
    locked = {pin.split("[")[0].lower().replace("_", "-") for pin in pins(f"{name}.lock")}
    assert wanted
    assert wanted - locked == set(), "run `make lock`"


@pytest.mark.parametrize("name", ["run.lock", "test.lock"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text)
    assert [b.split()[0] for b in blocks if PIN.match(b) and "--hash=sha256:" not in b] == []
    assert not re.search(r"://|--find-links|--index-url", text)
