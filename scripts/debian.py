"""What the tests need from Debian: PostgreSQL's server programs and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from scripts import postgres

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")


class Missing(RuntimeError):
    """A program is missing and may not be installed; the text says what to type."""


def chromium() -> str | None:
    """The browser's path: `CHROMIUM` when set, else Debian's, else the PATH's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for candidate in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(candidate)
        if found:
            return found
    return None


FINDERS: dict[str, Callable[[], object]] = {"postgresql": postgres.binaries, "chromium": chromium}


def ensure(packages: list[str], again: str) -> None:
    """Install the Debian `packages` whose programs are missing, if we may. Raises Missing."""
    missing = [package for package in packages if FINDERS[package]() is None]
    if not missing:
        return
    names = " ".join(missing)
    advice = f"run `sudo apt install {names}`, then `{again}` again."
    if os.environ.get("CHROMIUM") and "chromium" in missing:
        raise Missing(f"CHROMIUM={os.environ['CHROMIUM']} is not a program: name the browser.")
    become = _become_root()
    if become is None or shutil.which("apt-get") is None:
        raise Missing(f"The tests need {' and '.join(missing)}: {advice}")
    print(f"Installing the Debian packages the tests need: {names}.", flush=True)
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    install = ("install", "-y", "-qq", "--no-install-recommends", *missing)
    for step in (("update", "-qq"), install):
        done = subprocess.run(
            [*become, *environment, *APT, *step],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        # A package list that could not be renewed may still know them: only `install` rules.
        if done.returncode and step is install:
            print(done.stderr.strip()[-1500:], file=sys.stderr)
            raise Missing(f"The Debian packages {names} could not be installed: {advice}")
    if still := [package for package in missing if FINDERS[package]() is None]:
        raise Missing(f"{' and '.join(still)} cannot be found even after installing: {advice}")


def _become_root() -> list[str] | None:
    """What to write before a command that needs root; None when we may not run it unasked."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
