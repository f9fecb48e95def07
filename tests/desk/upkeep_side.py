"""What the matrix of roles × pages needs of upkeep: a double that was merged, and one that may be."""

from __future__ import annotations

from typing import Any

from tests.encounters.street import Street
from tungngo.territory.models import Area, Household
from tungngo.upkeep.actions import merge_households


def upkeep_at(
    street: Street, group: Area, door: Household, mark: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ids that stand in addresses, and what makes the forms say yes, on one side's ground."""
    origin = door.origin
    twin, double = (street.door(group, n, origin=origin) for n in (78, 79))
    for row in (twin, double):
        Household.objects.filter(id=row.id).update(head_name=f"{mark} Hai", address=mark)
    done = merge_households(actor=None, kept=twin, double=double)
    posted = {"with": str(twin.id), "who": str(street.people(door)[1].id)}
    return {"doubling_id": done.id}, posted
