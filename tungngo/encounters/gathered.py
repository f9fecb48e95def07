"""Who came to a gathering: what its check-ins say, each person once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from tungngo.encounters.models import Encounter
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib.reach import Reach


class Came(NamedTuple):
    """Somebody checked in by name: when first, and at which door they are listed."""

    resident_id: uuid.UUID
    household_id: uuid.UUID
    at: datetime


def came_to(reach: Reach, origin: str, gathering_id: uuid.UUID) -> list[Came]:
    """Everybody within reach who was checked in to a gathering and not taken back since, by when they
    came; people and doors merged with others are named by who stands for them."""
    found = reach.filter(Encounter.objects.filter(origin=origin, gathering_id=gathering_id))
    checked: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for household, fact in found.values_list("household_id", "id"):
        checked[household].add(fact)
    first: dict[uuid.UUID, Came] = {}
    for (_campaign, household), facts in facts_of(reach, origin, checked).items():
        for fact in in_force(facts):
            if fact.id not in checked[household]:
                continue
            for resident, _skill, _level in fact.outcomes:
                who = uuid.UUID(resident)
                if who not in first or fact.at < first[who].at:
                    first[who] = Came(who, household, fact.at)
    return sorted(first.values(), key=lambda one: (one.at, one.resident_id))
