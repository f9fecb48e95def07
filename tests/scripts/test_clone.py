"""What is here is what a clone gets: git must not ignore a file that the product needs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE_BY_MACHINE = {".mo", ".pyc"}


def git(*command: str) -> list[str]:
    return subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), *command],
        capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this folder is not a git clone")
def test_git_ignores_nothing_the_product_needs() -> None:
    ignored = git(
        *("ls-files", "-z", "--others", "--ignored", "--exclude-standard"), "--", "tungngo", "docs"
    )
    needed = [name for name in ignored if name and Path(name).suffix not in MADE_BY_MACHINE]
    assert not needed, (
        "git ignores these, so a clone would lack them: write the line of .gitignore with a slash "
        f"before it (`/data/`): {needed[:10]}"
    )
