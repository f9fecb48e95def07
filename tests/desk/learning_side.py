"""What the matrix of roles × pages needs of learning: a result on the learning platform."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tungngo.accounts.models import Account
from tungngo.learning.actions import PlatformEntry, record_platform_result
from tungngo.lib import clock
from tungngo.territory.models import Resident

#: Pages that change nothing when posted to, each with its reason.
QUIET: dict[str, str] = {}


def posted(person: Resident) -> dict[str, Any]:
    """What makes the forms about learning say yes."""
    return {
        **{"person": str(person.id), "skill": "vneid", "what": "certificate"},
        "earned_on": clock.today().isoformat(),
    }


def things_of(owner: Account, person: Resident, mark: str) -> dict[str, Any]:
    """The ids that stand in addresses about learning, of one side."""
    entry = PlatformEntry("vneid", "finished", clock.today() - dt.timedelta(1), course=mark)
    return {"result_id": record_platform_result(actor=owner, resident=person, entry=entry).id}
