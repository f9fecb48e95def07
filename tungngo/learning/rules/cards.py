"""The card: a guide as phones and pages receive it."""

from __future__ import annotations

import hashlib

import msgspec


class File(msgspec.Struct, frozen=True):
    """A picture or recording of a card: SHA-256 of its bytes, media type, bytes."""

    digest: str
    kind: str
    size: int


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step. It has a drawing (SVG of our own making), or a picture, or neither."""

    title: str
    text: str
    drawing: str = ""
    picture: File | None = None
    #: What the picture shows, for whoever cannot see it.
    alt: str = ""
    audio: File | None = None


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """A guide. `warning` is shown before the first step and after the last."""

    skill: str
    language: str
    version: int
    title: str
    warning: str
    steps: tuple[Step, ...]
    language_name: str = ""
    warning_audio: File | None = None
    #: The level of the ladder it leads to, 1–4; 0: the service from its beginning.
    level: int = 0
    #: Where the national platform teaches the same; empty: nowhere that is known.
    platform: str = ""

    def files(self) -> dict[str, File]:
        """Every picture and recording, by digest."""
        found = [self.warning_audio]
        for step in self.steps:
            found += [step.picture, step.audio]
        return {file.digest: file for file in found if file}


def digest_of(content: bytes) -> str:
    """What a card or file is kept and asked for by: its SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def card_bytes(card: Card) -> bytes:
    """The card as it travels, always the same bytes for the same card."""
    return msgspec.json.encode(card)


def card_from(written: str) -> Card:
    """The card of stored JSON."""
    return msgspec.json.decode(written, type=Card)
