"""Lists in the terminal: a heading with how many there are, and the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tungngo.look.words import number

SHOWN = 20


def section(heading: str, lines: Sequence[str]) -> Iterable[str]:
    """The heading and the first lines, indented; nothing when there is none."""
    if lines:
        yield f"{heading}: {number(len(lines))}"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"  … {number(len(lines) - SHOWN)}"
