"""The doors of a phone's world: whom to visit, in walking order, and where they stand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from tungngo.accounts.models import Account
from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.encounters import queries
from tungngo.encounters.due import due_at
from tungngo.encounters.models import HouseholdStanding
from tungngo.encounters.whole_groups import group_at
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.territory.doors import DoorCard, PersonCard, cards_by_key
from tungngo.territory.rules import household_reasons, person_reasons
from tungngo.territory.walks import corrected_keys


def doors_document(
    reach: Reach, account: Account, campaign: Campaign | None, memberships: Sequence[Membership]
) -> dict[str, Any]:
    """My assigned doors in the order of my walk; in a group not yet split, all of its doors.

    Each door once, also for a member of two teams one of which works inside the other's area. `place`
    counts them along the lanes, whatever their priority. `counts` says whether some of them are
    `shared`: given to nobody yet, and therefore in the counts of every member. Without a campaign there
    are none: people's names leave the phone with it.
    """
    if campaign is None:
        return {"doors": [], "counts": {"doors": 0, "reached": 0, "shared": False}}
    walk = [(row.origin, row.household_id) for row in campaigns.walk_of(reach, campaign, account)]
    cards = cards_by_key(reach, walk)
    given = len(cards)
    ready: dict[tuple[str, uuid.UUID], dict[str, Any]] = {}
    for path in sorted({membership.team.path for membership in memberships}):
        if not campaigns.assignments_under(reach, campaign, path).exists():
            group = group_at(
                reach, campaign, path, lambda some: _with_standings(reach, campaign, some)
            )
            cards += group.cards
            ready |= group.bodies
    cards = list({(card.origin, card.id): card for card in cards}.values())
    keys = corrected_keys(reach, {card.path for card in cards})

    def along(card: DoorCard) -> tuple[str, str, str]:
        return card.path, keys.get(card.id, card.walk_key), str(card.id)

    if keys:
        cards = _corrected(cards, given, along)
    mine = [card for card in cards if (card.origin, card.id) not in ready]
    made = iter(_with_standings(reach, campaign, mine))
    found = (ready.get((card.origin, card.id)) for card in cards)
    bodies = [dict(body) if body is not None else next(made) for body in found]
    for place, nth in enumerate(
        sorted(range(len(cards)), key=lambda nth: along(cards[nth])), start=1
    ):
        bodies[nth]["place"] = place
    for position, body in enumerate(bodies, start=1):
        body["position"] = position
    reached = sum(1 for body in bodies if body["stand"]["reached_on"])
    counts = {"doors": len(bodies), "reached": reached, "shared": len(bodies) > given}
    return {"doors": bodies, "counts": counts}


def _corrected(
    cards: list[DoorCard], given: int, along: Callable[[DoorCard], tuple[str, str, str]]
) -> list[DoorCard]:
    """The doors of each group in their corrected order, in the places they hold together. A walk comes
    through a group twice (priority first), so the two passes stay apart in the first `given` doors."""
    passes: dict[tuple[str, bool], list[int]] = {}
    for nth, card in enumerate(cards):
        passes.setdefault((card.path, nth < given and card.priority == 0), []).append(nth)
    found = list(cards)
    for places in passes.values():
        for nth, card in zip(places, sorted((cards[n] for n in places), key=along), strict=True):
            found[nth] = card
    return found


def _with_standings(
    reach: Reach, campaign: Campaign, cards: list[DoorCard]
) -> list[dict[str, Any]]:
    doors: dict[tuple[str, uuid.UUID], HouseholdStanding] = {}
    places: dict[tuple[str, uuid.UUID], list[float]] = {}
    for origin in {card.origin for card in cards}:
        ids = [card.id for card in cards if card.origin == origin]
        found = queries.household_standings(reach, origin, campaign.id, ids)
        doors |= {(origin, id_): row for id_, row in found.items()}
        if campaign.asks_place:
            known = queries.places_of(reach, origin, campaign.id, ids)
            places |= {(origin, id_): place for id_, place in known.items()}
    return [
        _door(card, doors.get((card.origin, card.id)), campaign.practise_after)
        | ({"near": places[card.origin, card.id]} if (card.origin, card.id) in places else {})
        for card in cards
    ]


def _door(
    card: DoorCard, standing: HouseholdStanding | None, practise_after: int
) -> dict[str, Any]:
    today = clock.today()
    persons = [_person(person, standing, today) for person in card.people]
    return {
        "origin": card.origin,
        "id": card.id,
        "path": card.path,
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
        "version": card.version,
        "stand": {
            "reached_on": standing.reached_on if standing else None,
            "last_met_on": standing.last_met_on if standing else None,
            "attempts": standing.attempts if standing else 0,
            "last_result": standing.last_result if standing else "",
            "last_on": clock.day_of(standing.last_at) if standing and standing.last_at else None,
            "come_back_on": standing.come_back_on if standing else None,
            "come_back_for": standing.come_back_for if standing else "",
        },
        "due": due_at(standing, [person["levels"] for person in persons], practise_after),
        "people": persons,
    }


def _person(person: PersonCard, standing: HouseholdStanding | None, today: Any) -> dict[str, Any]:
    return {
        "id": person.id,
        "version": person.version,
        "name": person.full_name,
        "birth_year": person.birth_year,
        "sex": person.sex,
        "relation": person.relation,
        "segment": person.segment,
        "reasons": person_reasons(person.reasons, person.birth_year, person.birth_on, today),
        "levels": standing.levels_of(person.id) if standing else {},
    }
