"""The word by which everything of a training installation is known, on screens, paper and in file names."""

from __future__ import annotations

from django.conf import settings

#: Vietnamese in every language: who finds a sheet in the street must know what it is.
WORD = "TẬP HUẤN"
#: The same where only plain letters do.
PLAIN = "TAP-HUAN"


def training_word() -> str:
    """{% training_word as training %} → the word on a training installation, else nothing."""
    return WORD if settings.TRAINING else ""


def named(title: str, most: int = 0) -> str:
    """`title` with the word before it on a training installation, else as it is; at most `most` letters
    where that is not 0."""
    if settings.TRAINING and not title.startswith(WORD):
        title = f"{WORD} · {title}"
    return title[:most] if most else title


def file_named(name: str) -> str:
    """The name of a file that leaves a training installation; elsewhere as it is."""
    return f"{PLAIN}-{name}" if settings.TRAINING and not name.startswith(PLAIN) else name
