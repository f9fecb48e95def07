"""Static files are gathered when one has changed, and only then."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tungngo.cli import statics
from tungngo.cli.statics import MARK, gather_statics


@pytest.fixture
def sheet(settings: Any, tmp_path: Path) -> Path:
    """One of our style sheets; the static files lie in `gathered` beside it."""
    ours = tmp_path / "ours"
    ours.mkdir()
    settings.STATICFILES_DIRS = [ours]
    settings.STATIC_ROOT = tmp_path / "gathered"
    sheet = ours / "sheet.css"
    sheet.write_text("a { color: red }")
    return sheet


def test_a_second_start_has_nothing_to_gather(sheet: Path, tmp_path: Path) -> None:
    assert gather_statics()
    assert (tmp_path / "gathered" / "sheet.css").read_text() == "a { color: red }"
    assert not gather_statics()


def test_a_change_is_seen_by_content_alone(sheet: Path, tmp_path: Path) -> None:
    gather_statics()
    sheet.write_text("a { color: tan }")  # as long as before
    later = sheet.stat().st_mtime + 5
    os.utime(sheet, (later, later))
    assert gather_statics()
    assert (tmp_path / "gathered" / "sheet.css").read_text() == "a { color: tan }"
    sheet.rename(sheet.with_name("leaf.css"))
    assert gather_statics()


def test_what_was_interrupted_or_lost_is_gathered_again(
    sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather_statics()
    sheet.write_text("b {}")
    with monkeypatch.context() as broken:
        broken.setattr(statics, "call_command", lambda *_args, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gather_statics()
    assert gather_statics()
    (tmp_path / "gathered" / MARK).unlink()
    assert gather_statics()
