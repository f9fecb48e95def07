"""The operation `door.give`: a team leader gives a door to another member of the team."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from tungngo.campaigns.actions import move_household
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import campaign_of
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import Moment
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import led_by, membership_of
from tungngo.territory.doubled import kept_doors
from tungngo.territory.models import Household
from tungngo.territory.queries import household_of


class Give(Struct):
    """`membership`: who has the door from now on; null: nobody."""

    id: uuid.UUID
    campaign: uuid.UUID
    household: uuid.UUID
    at: Moment
    membership: uuid.UUID | None = None


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """`item.found` becomes campaign, household and membership, all within the leader's own teams."""
    reach: Reach = batch.once("led_by", lambda: led_by(batch.actor))
    for item in items:
        found = _within(reach, origin, item.body)
        if isinstance(found, str):
            item.code = found
        else:
            item.found = found


def _within(reach: Reach, origin: str, body: Any) -> tuple[Campaign, Household, Any] | str:
    try:
        # What a phone says of a double is meant of the household that stands for it.
        stands = kept_doors(reach, origin, [body.household]).get(body.household, body.household)
        household = household_of(reach, origin, stands).household
        campaign = campaign_of(reach, body.campaign)
    except NotReached:
        return "door.out_of_reach"
    if body.membership is None:
        return campaign, household, None
    try:
        member: Membership = membership_of(reach, body.membership)
    except NotReached:
        return "door.member_unknown"
    gone = member.until_at is not None or member.team.dissolved_at is not None
    if gone or not household.path.startswith(member.team.path):
        return "door.member_unknown"
    return campaign, household, member


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for item in items:
        campaign, household, member = item.found
        move_household(actor=batch.actor, campaign=campaign, household=household, membership=member)


GIVE = Kind(
    name="door.give",
    body=Give,
    judge=judge,
    apply=apply,
    sentences={
        "door.out_of_reach": _("This door lies outside the teams led from this phone."),
        "door.member_unknown": _("This person no longer works in a team that reaches the door."),
    },
    decides=True,
)
