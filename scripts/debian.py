"""What the tests need from Debian: PostgreSQL's server programs and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from scripts import postgres

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
SHELL = "chromium-headless-shell"


class Missing(RuntimeError):
    """A program is missing and may not be installed; the text says what to type."""


def chromium() -> str | None:
    """The browser's path: `CHROMIUM` when set, else Debian's, else the PATH's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for candidate in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", SHELL):
        found = shutil.which(candidate)
        if found:
            return found
    return None


def windowless_chromium() -> str | None:
    """The same engine without a desktop browser's windows, which nobody sees and which cost a third:
    `CHROMIUM` when set, else Debian's headless shell, else what `chromium` finds."""
    shell = None if os.environ.get("CHROMIUM") else shutil.which(SHELL)
    return shell or chromium()


FINDERS: dict[str, Callable[[], object]] = {
    "postgresql": postgres.binaries,
    "chromium": chromium,
    SHELL: lambda: os.environ.get("CHROMIUM") or shutil.which(SHELL),
}


def ensure(packages: list[str], again: str, *, better: Sequence[str] = ()) -> None:
    """Install the Debian `packages` whose programs are missing, if we may. Raises Missing.

    Packages that are `better` to have are tried too, and done without.
    """
    for package in better:
        _wish(package, again)
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
    if trouble := _install(become, missing):
        print(trouble, file=sys.stderr)
        raise Missing(f"The Debian packages {names} could not be installed: {advice}")
    if still := [package for package in missing if FINDERS[package]() is None]:
        raise Missing(f"{' and '.join(still)} cannot be found even after installing: {advice}")


def _wish(package: str, again: str) -> None:
    """Install one that is missing, if we may and can; else say how."""
    if FINDERS[package]() is not None:
        return
    become = _become_root()
    if become is None or shutil.which("apt-get") is None or _install(become, [package]):
        print(f"`sudo apt install {package}` would make `{again}` quicker.", flush=True)


def _install(become: list[str], packages: list[str]) -> str:
    """Have apt install them; what it says when it cannot, else nothing."""
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    for step in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", *packages)):
        done = subprocess.run(
            [*become, *environment, *APT, *step],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    # A package list that could not be renewed may still know them: only `install` rules.
    return done.stderr.strip()[-1500:] if done.returncode else ""


def _become_root() -> list[str] | None:
    """What to write before a command that needs root; None when we may not run it unasked."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
