"""Identity numbers are not needed to visit a household, so they are never kept.

Personal numbers have twelve digits (Decree 137/2015/NĐ-CP, article 13), identity cards of before had
nine. They are found as people type them: in one piece, or in groups of three.
"""

from __future__ import annotations

import re

_IN_ONE = r"(?<!\d)(?<!\+84)(?<!\+84[ .-])(?:\d{12}|\d{9})(?!\d)"
_IN_THREES = r"(?<!\d)(?<!\d[ .-])\d{3}([ .-])\d{3}\1\d{3}(?:\1\d{3})?(?![ .-]?\d)"
_NUMBER = re.compile(f"{_IN_ONE}|{_IN_THREES}")


def holds_number(written: str) -> bool:
    """Whether something in a text looks like an identity number. A phone number does not."""
    return _NUMBER.search(written) is not None


def without_numbers(written: str) -> str:
    """The text without what looks like an identity number, spaces put right again."""
    return " ".join(_NUMBER.sub(" ", written).split()) if holds_number(written) else written
