"""One sentence in both languages, for a terminal whose reader nobody knows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override


def in_both(sentence: Any, details: dict[str, Any] | None = None) -> str:
    """A lazy translation in Vietnamese and, after a dot, in English; once when both are the same."""
    spoken = []
    for language in ("vi", "en"):
        with override(language):
            text = str(sentence)
            spoken.append(text % details if details else text)
    return " · ".join(dict.fromkeys(spoken))
