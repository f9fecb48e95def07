"""Whether a text speaks of somebody: by their ids, their name, or their number. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from uuid import UUID

from tungngo.lib.text import fold


def mentions(
    ids: Iterable[UUID], names: Iterable[str], phones: Iterable[str]
) -> Callable[[str], bool]:
    """Asks whether a text speaks of somebody. A name counts as whole words, whatever its marks; one of a
    single word is too common to tell. Numbers count as +84912345678 and 0912345678, spaced or not."""
    exact = {form for one in ids for form in (str(one), one.hex)}
    folded = {fold(name) for name in names if len(name.split()) > 1}
    numbers = {phone.removeprefix("+84").lstrip("0") for phone in phones if len(phone) > 8}

    def asked(written: str) -> bool:
        if any(one in written for one in exact):
            return True
        if folded:
            words = f" {' '.join(re.split(r'[^a-z0-9]+', fold(written)))} "
            if any(f" {name} " in words for name in folded):
                return True
        if numbers:
            digits = re.sub(r"(?<=\d)[ .-](?=\d)", "", written)
            return any(number in digits for number in numbers)
        return False

    return asked
