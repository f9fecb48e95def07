"""A lesson as a page shows it: one card with the addresses of its pictures and voices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tungngo.learning.models import Guide
from tungngo.learning.rules.cards import File, Step, card_from

#: How many steps a sheet of A4 takes in each of its layouts.
LAYOUTS = ((4, "few"), (6, "some"), (9, "many"), (12, "most"))


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step; `picture` and `voice` are addresses, empty where there is none."""

    title: str
    text: str
    drawing: str
    picture: str
    alt: str
    voice: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson; `layout` says how many steps stand beside each other, `host` whose platform it points to."""

    title: str
    language: str
    name: str
    warning: str
    warning_voice: str
    steps: list[ShownStep]
    platform: str
    host: str
    layout: str

    @property
    def voices(self) -> str:
        """Whether it can be heard: "all" of its steps, "some", or "none"."""
        heard = {bool(step.voice) for step in self.steps}
        return "some" if len(heard) > 1 else "all" if True in heard else "none"


def sheet_of(guide: Guide, address: Callable[[str], str]) -> Sheet:
    """`guide` to be shown; `address` gives that of a picture or voice by its digest."""
    card = card_from(guide.card)

    def of(file: File | None) -> str:
        return address(file.digest) if file else ""

    def shown(step: Step) -> ShownStep:
        return ShownStep(
            *(step.title, step.text, step.drawing, of(step.picture), step.alt, of(step.audio))
        )

    return Sheet(
        title=card.title,
        language=card.language,
        name=language_words(card.language, card.language_name),
        warning=card.warning,
        warning_voice=of(card.warning_audio),
        steps=[shown(step) for step in card.steps],
        platform=card.platform,
        host=urlsplit(card.platform).netloc,
        layout=next(name for most, name in LAYOUTS if len(card.steps) <= most),
    )


def language_words(tag: str, name: str) -> str:
    """What its speakers call a language; with the tag where that is in letters few can read, the tag
    alone where nobody said."""
    is_latin = all(ord(letter) < 0x2000 for letter in name)
    return f"{name} ({tag})" if name and not is_latin else name or tag
