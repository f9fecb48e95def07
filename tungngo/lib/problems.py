"""Refusing out loud: one kind of error that carries a stable code, a plain sentence and a place."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Refused(Exception):
    """An action was asked for that cannot be done as asked; nothing was written.

    `code` is stable (`badge.used`), `sentence` a lazy translation with %-placeholders from
    `details`, `place` where it happened (a field, or sheet, row, column).
    """

    def __init__(
        self,
        code: str,
        sentence: Any,
        details: Mapping[str, Any] | None = None,
        *,
        place: str = "",
    ):
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.details = dict(details or {})
        self.place = place

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % self.details if self.details else text


class NotReached(Refused):
    """The thing exists but not for this caller (or does not exist: both sound the same)."""


@contextmanager
def worded(sentences: Mapping[str, Any]) -> Iterator[None]:
    """Gives a refusal of rules, which know codes only, its sentence on its way out; a sentence that
    names `%(place)s` gets the place of the refusal."""
    try:
        yield
    except Refused as refusal:
        if not refusal.sentence:
            refusal.sentence = sentences[refusal.code]
            if "%(place)s" in str(refusal.sentence):
                refusal.details.setdefault("place", refusal.place)
        raise


def whereabouts(fault: Exception) -> str:
    """What kind of fault and where in the code, without its message: a database's may quote a row."""
    return type(fault).__name__ + "\n" + "".join(traceback.format_tb(fault.__traceback__))
