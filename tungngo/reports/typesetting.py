"""PDF by typst: a template of this room and plain data, with the project's own typefaces.

Nothing of the machine is used (no fonts of the system, no packages from anywhere), so that a page
looks the same wherever it is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tungngo.look.training import training_word

FOLDER = Path(__file__).resolve().parent / "typst"


def pdf(template: str, data: Mapping[str, Any], folder: Path = FOLDER) -> bytes:
    """The PDF of `template` ("brief", of `folder`) filled with `data`, which JSON must be able to say.

    Raises typst.TypstError when the template is wrong: a fault of ours, never of the data.
    """
    made = typst.compile(
        folder / f"{template}.typ",
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "across": training_word()},
        format="pdf",
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """The typefaces beside the templates, read once."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FOLDER / "fonts"],
    )
