"""A phone's world: what travels down, one document per room, each with a fingerprint (docs/wire.md)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings
from django.urls import reverse

from tungngo.accounts.models import Account, Device
from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign, Ladder
from tungngo.encounters.world import doors_document
from tungngo.field.crew import crew_of
from tungngo.intake.queries import settled_for
from tungngo.learning.queries import guides_document
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.parcels.queries import sealing_document
from tungngo.points.calendars import token_of
from tungngo.points.queries import duties_for, shifts_for
from tungngo.points.world import points_document
from tungngo.privacy.consent_texts import text_on
from tungngo.quizzes.world import quizzes_document
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of, team_mates
from tungngo.territory.walks import walk_orders
from tungngo.tickets.queries import help_for

#: How long a phone is told what a person settled of its refused records.
SETTLED_DAYS = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for the world, from which phone, and what every document needs to know of them."""

    reach: Reach
    account: Account
    device: Device
    memberships: tuple[Membership, ...]
    campaign: Campaign | None
    duties: list[dict[str, Any]]


def caller_of(reach: Reach, account: Account, device: Device) -> Caller:
    """The caller with their memberships, their duties, and the campaign that runs where they work."""
    memberships = tuple(memberships_of(reach, account))
    held = (campaigns.campaign_on_phones(reach, member.team.path) for member in memberships)
    campaign = next((found for found in held if found), None)
    return Caller(reach, account, device, memberships, campaign, duties_for(reach, account))


def _me(caller: Caller) -> dict[str, Any]:
    account = caller.account
    mates = team_mates(caller.reach, {member.team_id for member in caller.memberships})
    return {
        "account": {"id": account.id, "name": account.full_name, "language": account.language},
        "device": caller.device.id,
        "pin": settings.FIELD_PIN,
        "teams": [
            {
                "id": membership.team_id,
                "name": membership.team.name,
                "area": membership.team.area.full_name,
                "path": membership.team.path,
                "part": membership.part,
                "members": [
                    {"id": id_, "name": name}
                    for id_, name in mates.get(membership.team_id, ())
                    if id_ != account.id
                ],
            }
            for membership in caller.memberships
        ],
    }


def _campaign(caller: Caller) -> dict[str, Any] | None:
    campaign = caller.campaign
    if campaign is None:
        return None
    skills = campaigns.skills_of(caller.reach, campaign)
    targets = campaigns.targets_at(caller.reach, campaign, caller.memberships[0].team.path)
    return {
        "id": campaign.id,
        "name": campaign.name,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "state": campaign.state,
        "practise_after": campaign.practise_after,
        "skills": [
            {
                "code": skill.code,
                "name": {"vi": skill.name_vi, "en": skill.name_en},
                "short": skill.short,
                "consent": skill.asks_consent,
            }
            for skill in skills
        ],
        "levels": len(Ladder),
        "asks_place": campaign.asks_place,
        "photo_of": campaign.photo_of,
        "consent_text": _consent_text(),
        "milestones": [
            {
                "indicator": series.indicator,
                "segment": series.segment,
                "due_on": milestone.due_on,
                "percent": float(milestone.percent),
            }
            for series in targets
            for milestone in series.milestones
        ],
    }


def _consent_text() -> dict[str, Any] | None:
    """What is read before somebody agrees, as it holds today: a phone says with the visit which it showed."""
    shown = text_on(clock.today())
    return {"version": shown.version, "vi": shown.vi, "en": shown.en} if shown else None


def _doors(caller: Caller) -> dict[str, Any]:
    return doors_document(caller.reach, caller.account, caller.campaign, caller.memberships)


def _walks(caller: Caller) -> list[dict[str, Any]]:
    """Of the groups where I work: whose order was corrected, which version it has, by whom and when."""
    orders = walk_orders(caller.reach, [member.team.path for member in caller.memberships])
    return [
        {
            "path": order.path,
            "version": order.version,
            "changed_at": order.changed_at,
            "changed_by": order.changed_by.full_name if order.changed_by else "",
        }
        for order in orders
    ]


def _receipts(caller: Caller) -> dict[str, Any]:
    """What a person settled of this phone's refused records."""
    since = clock.now() - dt.timedelta(days=SETTLED_DAYS)
    settled = settled_for(caller.reach, caller.device.id, since)
    return {"settled": [{"op": op, "verdict": verdict} for op, verdict in settled]}


def _crew(caller: Caller) -> dict[str, Any] | None:
    return crew_of(caller.reach, caller.account, caller.campaign, caller.memberships)


def _quizzes(caller: Caller) -> dict[str, Any]:
    """The quizzes of the sessions this phone knows of."""
    gatherings = [(duty["origin"], duty["id"]) for duty in caller.duties]
    return quizzes_document(caller.reach, gatherings)


def _shifts(caller: Caller) -> dict[str, Any]:
    """My shifts and those I may take, and where a calendar finds mine."""
    feed = reverse("duties_feed", args=[token_of(caller.device.id)])
    return {**shifts_for(caller.reach, caller.account), "feed": feed}


def _points(caller: Caller) -> list[dict[str, Any]]:
    """The points of the communes where I work: what anybody may read of them."""
    return points_document(
        Reach.everything(), [commune_path(member.team.path) for member in caller.memberships]
    )


#: Room → what it sends. A room that sends something to phones is listed here.
DOCUMENTS: Mapping[str, Callable[[Caller], Any]] = {
    "me": _me,
    "campaign": _campaign,
    "doors": _doors,
    "walks": _walks,
    "receipts": _receipts,
    "crew": _crew,
    "help": lambda caller: help_for(caller.reach, caller.account),
    "duties": lambda caller: caller.duties,
    "shifts": _shifts,
    "points": _points,
    "quizzes": _quizzes,
    "parcels": lambda caller: sealing_document(caller.reach),
    "guides": lambda caller: guides_document(caller.reach, caller.campaign),
}


def world_of(reach: Reach, account: Account, device: Device) -> dict[str, tuple[str, Any]]:
    """Room → (fingerprint, body) for one phone, as docs/wire.md describes."""
    caller = caller_of(reach, account, device)
    bodies = {room: document(caller) for room, document in DOCUMENTS.items()}
    return {room: (fingerprint(body), body) for room, body in bodies.items()}


def fingerprint(body: Any) -> str:
    """16 hex digits that change when the document does."""
    return hashlib.blake2b(msgspec.json.encode(body), digest_size=8).hexdigest()
