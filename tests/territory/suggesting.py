"""A street whose phone suggests: what the tests of suggestions share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.encounters.street import Street
from tungngo.accounts.models import Device
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.progress.actions import recount_stale
from tungngo.progress.models import NO_CAMPAIGN, Population
from tungngo.territory import actions
from tungngo.territory.models import Household, Resident, Suggestion


class Lane(Street):
    """A street whose phone suggests."""

    def say(self, what: str, door: Any, *, said: Any = None, **changes: Any) -> dict[str, Any]:
        """The operation of a suggestion about a household (a row, or a minted id)."""
        body = {
            "id": str(uuid7()),
            "what": what,
            "household": str(getattr(door, "id", door)),
            "resident": None,
            "seen": None,
            "said": said or {},
            "note": "",
            "at": (clock.now() - dt.timedelta(hours=2)).isoformat(),
        } | {name: str(v) if name == "resident" else v for name, v in changes.items()}
        return self.op(body, kind="suggestion.make")

    def found(self, **said: Any) -> dict[str, Any]:
        house = {"group": self.group7.path, "house": "99", "lane": "Ngõ 281 Đường Trương Định"}
        return self.say("household_found", uuid7(), said=house | {"head": "Lò Thị Mới"} | said)

    def wrong(self, row: Household | Resident, said: Any, **changes: Any) -> dict[str, Any]:
        seen = {"seen": row.version, "said": said} | changes
        if isinstance(row, Resident):
            return self.say("wrong", row.household_id, resident=row.id, **seen)
        return self.say("wrong", row, **seen)

    def told(self, op: dict[str, Any], phone: Device | None = None) -> Suggestion:
        """Send one suggestion that is taken, and give what became of it."""
        [verdict] = self.push(op, phone=phone)
        assert verdict.verdict == "accepted", verdict
        return Suggestion.objects.get(id=op["body"]["id"])

    def refusal(self, op: dict[str, Any], phone: Device | None = None) -> str:
        """Send one suggestion that is not taken: why."""
        before = list(Household.objects.order_by("id").values())
        [verdict] = self.push(op, phone=phone)
        assert verdict.verdict == "refused"
        assert verdict.sentence
        assert verdict.sentence != verdict.code
        assert Receipt.objects.get(op_id=op["op"]).payload
        assert not Suggestion.objects.filter(id=op["body"]["id"]).exists()
        assert list(Household.objects.order_by("id").values()) == before
        return verdict.code

    def listed(self) -> int:
        recount_stale()
        found = Population.objects.get(path=self.group7.path, campaign_id=NO_CAMPAIGN)
        return found.counts["h"]


def settle(lane: Lane, suggestion: Suggestion, accept: bool, **more: Any) -> None:
    actions.settle_suggestion(actor=lane.admin, suggestion=suggestion, accept=accept, **more)
