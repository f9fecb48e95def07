"""What the matrix of roles × pages needs of learning: a result on the learning platform."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tungngo.accounts.models import Account
from tungngo.campaigns.queries import campaign_for
from tungngo.encounters.models import Encounter
from tungngo.learning.actions import PlatformEntry, record_platform_result
from tungngo.learning.models import Guide
from tungngo.learning.rules.cards import Card, Step, card_bytes, digest_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.territory.models import Resident

#: Pages that change nothing when posted to, each with its reason.
QUIET = dict.fromkeys(["lessons", "lesson_sheet", "spread"], "only shows")


def posted(person: Resident) -> dict[str, Any]:
    """What makes the forms about learning say yes."""
    return {
        **{"person": str(person.id), "skill": "vneid", "what": "certificate"},
        **{"came": [str(person.id)], "place_kind": "desk", "level": "2"},
        **dict.fromkeys(["earned_on", "met_on"], clock.today().isoformat()),
    }


def things_of(owner: Account, person: Resident, mark: str) -> dict[str, Any]:
    """The ids that stand in addresses about learning, of one side."""
    entry = PlatformEntry("vneid", "finished", clock.today() - dt.timedelta(1), course=mark)
    result = record_platform_result(actor=owner, resident=person, entry=entry)
    now = clock.now()
    running = campaign_for(Reach.everything(), person.path)
    fact = Encounter.objects.create(
        **{"origin": person.origin, "id": uuid7(), "op_id": uuid7(), "device_id": uuid7()},
        **{"household_id": person.household_id, "path": person.path, "account_id": owner.id},
        **{
            "result": "met",
            "place_kind": "desk",
            "campaign_id": running.id if running else uuid7(),
        },
        **{"happened_at": now, "phone_at": now, "received_at": now},
    )
    # Lessons are the same for everybody.
    card = card_bytes(Card("vneid", "vi", 1, "VNeID", "Không nói mã.", (Step("Mở", "Bấm."),)))
    said = {"version": 1, "title": "VNeID", "step_count": 1, "size": len(card)}
    kept = {"digest": digest_of(card), "card": card.decode(), "loaded_at": clock.now()}
    Guide.objects.get_or_create(skill_id="vneid", language="vi", defaults=said | kept)
    lesson = {"skill": "vneid", "level": 0, "language": "vi"}
    return {"result_id": result.id, "fact_id": fact.id, **lesson}
