"""What the matrix of roles × pages needs of upkeep: a double that was merged, and one that may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.encounters.street import Street
from tungngo.lib import clock
from tungngo.territory.models import Area, Household
from tungngo.upkeep.actions import ask_change, merge_households
from tungngo.upkeep.plans import Resolution, plan_rename


def upkeep_at(
    street: Street, group: Area, door: Household, mark: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ids that stand in addresses, and what makes the forms say yes, on one side's ground."""
    origin = door.origin
    twin, double = (street.door(group, n, origin=origin) for n in (78, 79))
    for row in (twin, double):
        Household.objects.filter(id=row.id).update(head_name=f"{mark} Hai", address=mark)
    done = merge_households(actor=None, kept=twin, double=double)
    assert group.parent is not None
    planned = ask_change(
        actor=None,
        commune=group.parent,
        kind="rename",
        plan=plan_rename(group, "to_dan_pho", mark),
        by=Resolution(mark, None, clock.today() + timedelta(days=9)),
    )
    posted = {"with": str(twin.id), "who": str(street.people(door)[1].id)}
    ids = {"doubling_id": done.id, "change_id": planned.id, "change_kind": "rename"}
    return ids, posted | {
        "group": group.code,
        "number": "12/NQ",
        "holds_on": clock.today().isoformat(),
        "carry_out": "",
    }
