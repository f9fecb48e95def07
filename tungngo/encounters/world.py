"""A phone's world: what travels down, one document per room, each with a fingerprint."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import msgspec

from tungngo.accounts.models import Account, Device
from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign, Ladder
from tungngo.encounters import queries
from tungngo.encounters.rules import highest
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of
from tungngo.territory.doors import DoorCard, PersonCard, cards_at, cards_by_key
from tungngo.territory.rules import household_reasons, person_reasons

Document = tuple[str, Any]


def world_of(reach: Reach, account: Account, device: Device) -> dict[str, Document]:
    """Room → (fingerprint, body) for one phone, as docs/wire.md describes: me, campaign, doors."""
    memberships = list(memberships_of(reach, account))
    campaign = next(
        (
            found
            for membership in memberships
            if (found := campaigns.campaign_for(reach, membership.team.path))
        ),
        None,
    )
    bodies = {
        "me": _me(account, device, memberships),
        "campaign": _campaign(reach, campaign, memberships),
        "doors": _doors(reach, account, campaign, memberships),
    }
    return {room: (fingerprint(body), body) for room, body in bodies.items()}


def fingerprint(body: Any) -> str:
    """16 hex digits that change when the document does."""
    return hashlib.blake2b(msgspec.json.encode(body), digest_size=8).hexdigest()


def _me(account: Account, device: Device, memberships: list[Membership]) -> dict[str, Any]:
    return {
        "account": {"id": account.id, "name": account.full_name, "language": account.language},
        "device": device.id,
        "teams": [
            {
                "id": membership.team_id,
                "name": membership.team.name,
                "area": membership.team.area.full_name,
                "part": membership.part,
            }
            for membership in memberships
        ],
    }


def _campaign(
    reach: Reach, campaign: Campaign | None, memberships: list[Membership]
) -> dict[str, Any] | None:
    if campaign is None:
        return None
    skills = campaigns.skills_of(reach, campaign)
    targets = campaigns.targets_at(reach, campaign, memberships[0].team.path)
    return {
        "id": campaign.id,
        "name": campaign.name,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "state": campaign.state,
        "skills": [
            {
                "code": skill.code,
                "name": {"vi": skill.name_vi, "en": skill.name_en},
                "short": skill.short,
            }
            for skill in skills
        ],
        "levels": len(Ladder),
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


def _doors(
    reach: Reach, account: Account, campaign: Campaign | None, memberships: list[Membership]
) -> dict[str, Any]:
    """My assigned doors in the order of my walk; in a group not yet split, all of its doors.

    Each door once, also for a member of two teams one of which works inside the other's area.
    """
    cards: list[DoorCard] = []
    if campaign is not None:
        walk = [
            (row.origin, row.household_id) for row in campaigns.walk_of(reach, campaign, account)
        ]
        cards += cards_by_key(reach, walk)
    for path in sorted({membership.team.path for membership in memberships}):
        if campaign is None or not campaigns.assignments_under(reach, campaign, path).exists():
            cards += cards_at(reach, path)
    cards = list({(card.origin, card.id): card for card in cards}.values())
    bodies = (
        _with_standings(reach, campaign.id, cards)
        if campaign
        else [_door(card, {}, {}) for card in cards]
    )
    for position, body in enumerate(bodies, start=1):
        body["position"] = position
    reached = sum(1 for body in bodies if body["stand"]["reached_on"])
    return {"doors": bodies, "counts": {"doors": len(bodies), "reached": reached}}


def _with_standings(
    reach: Reach, campaign_id: uuid.UUID, cards: list[DoorCard]
) -> list[dict[str, Any]]:
    doors: dict[tuple[str, uuid.UUID], Any] = {}
    people: dict[tuple[str, uuid.UUID], Any] = {}
    for origin in {card.origin for card in cards}:
        ids = [card.id for card in cards if card.origin == origin]
        found = queries.household_standings(reach, origin, campaign_id, ids)
        doors |= {(origin, id_): row for id_, row in found.items()}
        met = queries.resident_standings(reach, origin, campaign_id, ids)
        people |= {(origin, id_): row for id_, row in met.items()}
    return [_door(card, doors, people) for card in cards]


def _door(card: DoorCard, doors: dict, people: dict) -> dict[str, Any]:
    standing = doors.get((card.origin, card.id))
    today = clock.today()
    persons = [_person(card, person, people, today) for person in card.people]
    return {
        "origin": card.origin,
        "id": card.id,
        "house": card.house,
        "lane": card.lane_name,
        "lane_key": card.lane_key,
        "group": card.group,
        "code": card.code,
        "address": card.address,
        "head": card.head_name,
        "priority": card.priority,
        "reasons": household_reasons(
            "poor" in card.reasons,
            "near_poor" in card.reasons,
            [person["reasons"] for person in persons],
        ),
        "language": card.language,
        "stand": {
            "reached_on": standing.reached_on if standing else None,
            "attempts": standing.attempts if standing else 0,
            "last_result": standing.last_result if standing else "",
            "last_on": clock.day_of(standing.last_at) if standing and standing.last_at else None,
            "come_back_on": standing.come_back_on if standing else None,
            "come_back_for": standing.come_back_for if standing else "",
        },
        "people": persons,
    }


def _person(card: DoorCard, person: PersonCard, people: dict, today: Any) -> dict[str, Any]:
    standing = people.get((card.origin, person.id))
    return {
        "id": person.id,
        "name": person.full_name,
        "birth_year": person.birth_year,
        "sex": person.sex,
        "relation": person.relation,
        "segment": person.segment,
        "reasons": person_reasons(person.reasons, person.birth_year, person.birth_on, today),
        "levels": highest(standing.levels) if standing else {},
    }
