"""The menu of an area's pages: its entries in the order of the work, near ones standing together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tungngo.territory.models import Area, Level

_EVERYWHERE = (Level.NATION, Level.PROVINCE, Level.COMMUNE, Level.GROUP)
_ON_THE_GROUND = (Level.COMMUNE, Level.GROUP)
_COMMUNE = (Level.COMMUNE,)

#: (url name, words, levels that have it) of each entry; entries of one line belong together.
_GROUPS: tuple[tuple[tuple[str, Any, tuple[int, ...]], ...], ...] = (
    (
        ("board", _("Progress"), _EVERYWHERE),
        ("map", _("Map"), _EVERYWHERE),
        ("reports", _("Reports"), _EVERYWHERE),
        ("campaign", _("Campaign"), _EVERYWHERE),
    ),
    (
        ("households", _("Households"), _EVERYWHERE),
        ("groups", _("Residential groups"), _COMMUNE),
        ("lists", _("Lists"), _COMMUNE),
    ),
    (
        ("teams", _("Teams"), _ON_THE_GROUND),
        ("assignment", _("Assignment"), _ON_THE_GROUND),
        ("paper", _("On paper"), _ON_THE_GROUND),
        ("staff", _("Staff"), _EVERYWHERE),
    ),
    (("help", _("Help at home"), _ON_THE_GROUND), ("points", _("Sessions"), _ON_THE_GROUND)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`is_apart`: the first of a group, a little away from the one before it."""

    words: Any
    url: str
    is_here: bool
    is_apart: bool


def entries_of(area: Area, here: str) -> list[Entry]:
    """What the menu of `area` leads to; `here` is the url name of the entry a page stands under."""
    found: list[Entry] = []
    for group in _GROUPS:
        shown = [(name, words) for name, words, levels in group if area.level in levels]
        for place, (name, words) in enumerate(shown):
            url = reverse(name, args=[area.code])
            is_apart = bool(found) and place == 0
            found.append(Entry(words, url, is_here=name == here, is_apart=is_apart))
    return found
