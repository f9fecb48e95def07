"""What the matrix of roles × pages needs of demands about personal data."""

from __future__ import annotations

import uuid

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.privacy.actions import DemandEntry, record_demand
from tungngo.privacy.models import Erasure
from tungngo.territory.models import Area, Resident

#: What makes the forms about personal data say yes.
DEMANDED = {
    **{"right": "see", "asker": "Bà Sáu", "identity": "đã xem căn cước", "demand_via": "person"},
    **{"received_on": "2026-01-05", "asked_as": "self", "ended": "done"},
}
#: Pages about personal data that change nothing when posted to with that.
UNMOVED = {
    **dict.fromkeys(["privacy", "demand", "person_data", "person_file"], "only shows"),
    **dict.fromkeys(["erasures", "erasure", "keeping"], "only shows"),
    "demand_reopen": "the demand is open",
    "person_erase": "nobody asked for it",
}


def demand_at(area: Area, resident: Resident, mark: str) -> uuid.UUID:
    """A demand that waits, of a person of this side."""
    made = DemandEntry("see", "paper", f"{mark} Sáu", mark, clock.today(), words=mark)
    return record_demand(actor=None, area=area, entry=made, resident=resident).id


def erasure_at(area: Area, resident: Resident, actor: Account, mark: str) -> uuid.UUID:
    """The proof that somebody of this side was erased."""
    made = DemandEntry("erase", "paper", f"{mark} Sáu", mark, clock.today())
    demand = record_demand(actor=None, area=area, entry=made)
    return Erasure.objects.create(
        **{"origin": resident.origin, "resident_id": uuid.uuid4(), "path": resident.path},
        **{"demand_id": demand.id, "done_at": clock.now(), "done_by": actor},
    ).id
