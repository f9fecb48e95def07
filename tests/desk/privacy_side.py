"""What the matrix of roles × pages needs of demands about personal data."""

from __future__ import annotations

import uuid

from tungngo.lib import clock
from tungngo.privacy.actions import DemandEntry, record_demand
from tungngo.territory.models import Area, Resident

#: What makes the forms about personal data say yes.
DEMANDED = {
    **{"right": "see", "asker": "Bà Sáu", "identity": "đã xem căn cước", "demand_via": "person"},
    **{"received_on": "2026-01-05", "asked_as": "self", "ended": "done"},
}


def demand_at(area: Area, resident: Resident, mark: str) -> uuid.UUID:
    """A demand that waits, of a person of this side."""
    made = DemandEntry("see", "paper", f"{mark} Sáu", mark, clock.today(), words=mark)
    return record_demand(actor=None, area=area, entry=made, resident=resident).id
