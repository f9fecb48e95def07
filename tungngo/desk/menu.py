"""The menu of an area's pages: a few sections in the order of the work, and what each leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tungngo.territory.models import Area, Level

_EVERYWHERE = (Level.NATION, Level.PROVINCE, Level.COMMUNE, Level.GROUP)
_ON_THE_GROUND = (Level.COMMUNE, Level.GROUP)
_COMMUNE = (Level.COMMUNE,)

#: Of each section its words and its entries: (url name, words, levels that have it).
_SECTIONS: tuple[tuple[Any, tuple[tuple[str, Any, tuple[int, ...]], ...]], ...] = (
    (
        _("Progress"),
        (
            ("board", _("Board"), _EVERYWHERE),
            ("map", _("Map"), _EVERYWHERE),
            ("digital", _("Digital models"), _EVERYWHERE),
            ("reports", _("Reports"), _EVERYWHERE),
        ),
    ),
    (
        _("Campaign"),
        (
            ("campaign", _("Plan and targets"), _EVERYWHERE),
            ("teams", _("Teams"), _EVERYWHERE),
            ("assignment", _("Assignment"), _ON_THE_GROUND),
            ("paper", _("On paper"), _ON_THE_GROUND),
        ),
    ),
    (
        _("Households"),
        (
            ("households", _("Household list"), _EVERYWHERE),
            ("groups", _("Residential groups"), _COMMUNE),
            ("lists", _("Bring in lists"), _COMMUNE),
            ("privacy", _("Personal data"), _EVERYWHERE),
        ),
    ),
    (
        _("Support"),
        (
            ("help", _("Help at home"), _ON_THE_GROUND),
            ("points", _("Sessions"), _ON_THE_GROUND),
            ("rotas", _("Duty rosters"), _ON_THE_GROUND),
            ("lessons", _("Lessons"), _ON_THE_GROUND),
            ("spread", _("Teaching on"), _ON_THE_GROUND),
            ("quizzes", _("Quizzes"), _ON_THE_GROUND),
            ("results", _("Results"), _EVERYWHERE),
            ("completions", _("Certificates"), _ON_THE_GROUND),
        ),
    ),
    (
        _("Staff"),
        (
            ("staff", _("Staff"), _EVERYWHERE),
            ("journal", _("Journal"), _EVERYWHERE),
        ),
    ),
)
#: Entries only for whoever has this power over the area; the pages say the same.
_NEEDS = {"journal": "admin"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a section."""

    words: Any
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Entries that belong together; `url` leads to the first of them."""

    words: Any
    entries: list[Entry]

    @property
    def url(self) -> str:
        return self.entries[0].url

    @property
    def is_here(self) -> bool:
        return any(entry.is_here for entry in self.entries)


def sections_of(area: Area, here: str, may: Callable[[str], bool]) -> list[Section]:
    """What the menu of `area` leads to; `here` is the url name of the entry a page stands under, `may`
    says whether the reader has a power there."""
    found = []
    for words, entries in _SECTIONS:
        shown = [
            Entry(label, reverse(name, args=[area.code]), name == here)
            for name, label, levels in entries
            if area.level in levels and may(_NEEDS.get(name, "viewer"))
        ]
        if shown:
            found.append(Section(words, shown))
    return found
