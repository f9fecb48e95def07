"""What areas are called: above them, on a day, and in the words they are searched by.

All here begin with an area that somebody already holds; names of places are nobody's secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tungngo.lib import text
from tungngo.territory import rules
from tungngo.territory.models import Area, AreaName, Kind, Level


def ancestors(area: Area) -> list[Area]:
    """From the nation down to the area's parent."""
    found = []
    above = area.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found[::-1]


def where(area: Area) -> str:
    """The names above an area, nearest first, without the nation: "Phường Tương Mai, Thành phố
    Hà Nội"."""
    return ", ".join(a.full_name for a in reversed(ancestors(area)) if a.kind != Kind.NATION)


def name_on(area: Area, day: date) -> str:
    """What an area was called on a day, with its type word."""
    past = area.past_names.filter(until_on__gt=day).order_by("until_on").first()
    return str(past) if past else area.full_name


def names_of(area: Area) -> list[AreaName]:
    """What an area was called before, latest first."""
    return list(area.past_names.order_by("-until_on"))


def set_words(area: Area, above: Sequence[Area]) -> None:
    """Work out how an area is searched and sorted; `above` are those above it."""
    names = [parent.full_name for parent in above if parent.level > Level.NATION]
    area.folded = rules.searchable(area.full_name, *reversed(names))
    area.sort_key = text.sort_key(area.name)


def past_name(area: Area, until_on: date) -> AreaName:
    """What an area is called now, as its name until a day; not yet saved."""
    return AreaName(
        area=area,
        kind=area.kind,
        name=area.name,
        folded=rules.searchable(area.full_name),
        until_on=until_on,
    )
