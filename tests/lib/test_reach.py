"""Paths: what lies directly below an area."""

from __future__ import annotations

import pytest

from tungngo.lib.reach import path_below


@pytest.mark.parametrize(
    ("above", "path", "found"),
    [
        ("", "01.00322.07.", "01."),
        ("01.", "01.00322.07.", "01.00322."),
        ("01.", "01.00322.", "01.00322."),
        ("01.00322.", "01.00322.07.", "01.00322.07."),
        ("01.", "01.", "01."),
        ("", "", ""),
    ],
)
def test_the_path_directly_below(above: str, path: str, found: str) -> None:
    assert path_below(above, path) == found
