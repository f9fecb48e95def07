"""The teams of a province or of the whole country, in numbers: a line an area, no persons."""

from __future__ import annotations

from typing import Any

from tungngo.desk.lock import Seat
from tungngo.lib import clock
from tungngo.teams.models import Force
from tungngo.teams.queries import Strength, strength_below, teams_under
from tungngo.teams.rules import ACTIVE_WITHIN
from tungngo.territory.models import Area
from tungngo.territory.queries import children_of


def strength_context(seat: Seat, area: Area) -> dict[str, Any]:
    """What the page of teams shows of an area above communes: `whole`, `lines` of (area below, its
    strength) in the order of names, and `own`, the teams that work for the area itself."""
    children = list(children_of(seat.reach, area))
    paths = [child.path for child in children]
    since = clock.now() - ACTIVE_WITHIN
    found = strength_below(seat.reach, area.path, paths, since)
    whole = sum(found.values(), Strength())
    return {
        "whole": whole,
        "lines": [(child, found.get(child.path, Strength())) for child in children],
        "own": list(teams_under(seat.reach, area.path).filter(area=area)),
        "active_days": ACTIVE_WITHIN.days,
        "forces": [(Force(force).label, count) for force, count in whole.forces.most_common()],
        "may_write": seat.may("officer", area.path),
    }
