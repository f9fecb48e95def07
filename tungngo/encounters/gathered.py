"""Who came to a gathering: what its check-ins say, each person once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tungngo.encounters.models import Encounter
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib.reach import Reach
from tungngo.territory.named import origins_at

EVERYTHING = Reach.everything()


class Came(NamedTuple):
    """Somebody checked in by name: when first, and at which door they are listed, both under `origin`."""

    origin: str
    resident_id: uuid.UUID
    household_id: uuid.UUID
    at: datetime


def came_to(reach: Reach, origin: str, gathering_id: uuid.UUID, path: str) -> list[Came]:
    """Everybody within reach who was checked in to a gathering of `origin` at `path` and not taken back
    since, by when they came; people and doors merged with others are named by who stands for them. Where
    communes were merged, people of all their origins come."""
    first: dict[uuid.UUID, Came] = {}
    for at in sorted({origin, *origins_at(EVERYTHING, path)}):
        found = reach.filter(Encounter.objects.filter(origin=at, gathering_id=gathering_id))
        checked: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        for household, fact in found.values_list("household_id", "id"):
            checked[household].add(fact)
        if checked:
            _come_in(reach, at, checked, first)
    return sorted(first.values(), key=lambda one: (one.at, one.resident_id))


def _come_in(
    reach: Reach,
    origin: str,
    checked: Mapping[uuid.UUID, set[uuid.UUID]],
    first: dict[uuid.UUID, Came],
) -> None:
    """Who came from the doors of one origin. `checked`: door → the facts there that name the gathering."""
    for (_campaign, household), facts in facts_of(reach, origin, checked).items():
        for fact in in_force(facts):
            if fact.id not in checked[household]:
                continue
            for resident, _skill, _level in fact.outcomes:
                who = uuid.UUID(resident)
                if who not in first or fact.at < first[who].at:
                    first[who] = Came(origin, who, household, fact.at)
