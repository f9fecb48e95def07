"""What a team leader's phone shows of the team: who synced when, what waits where, what needs them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import translation

from tungngo.accounts.models import Account, Device
from tungngo.accounts.queries import devices_of
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import assignments_under
from tungngo.encounters.queries import reached_among, reached_by_member
from tungngo.intake.kinds import sentences
from tungngo.intake.models import Receipt
from tungngo.intake.queries import open_receipts
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points.queries import absences
from tungngo.points.rules import DAYS_AHEAD
from tungngo.teams.models import Membership
from tungngo.teams.queries import MemberLine, led_by, member_lines, phones_under
from tungngo.teams.refused import answered_for, said_in
from tungngo.territory.doors import DoorCard, cards_by_key
from tungngo.territory.models import Household
from tungngo.territory.queries.suggestions import (
    SuggestionCard,
    suggestion_cards,
    suggestions_for,
)
from tungngo.territory.walks import WalkDoor, door_count, doors_along

#: A team of more doors than this gives them out at the desk, not on a phone.
MOST_DOORS = 1_500
MOST_OPEN = 200


def crew_of(
    reach: Reach, account: Account, campaign: Campaign | None, memberships: Iterable[Membership]
) -> dict[str, Any] | None:
    """The document `crew` (docs/wire.md): one team for each that `account` leads; None: leads none."""
    led = [member for member in memberships if member.part == Membership.Part.LEADER]
    if not led:
        return None
    mine = led_by(account)
    lines = member_lines(reach, [member.team for member in led])
    with translation.override(account.language):
        return {
            "teams": [_team(mine, campaign, member, lines[member.team_id]) for member in led],
            "refused": _refused(mine, {member.team.path for member in led}),
            "suggestions": [
                _suggestion(card)
                for path in mine.paths
                for card in suggestion_cards(mine, suggestions_for(mine, path)[:MOST_OPEN])
            ],
        }


def _team(
    reach: Reach, campaign: Campaign | None, leader: Membership, lines: list[MemberLine]
) -> dict[str, Any]:
    path = leader.team.path
    shares = reached_by_member(reach, campaign, path) if campaign else {}
    accounts = [line.membership.account_id for line in lines]
    phones: dict[uuid.UUID, list[Device]] = {}
    for phone in devices_of(reach, accounts):
        phones.setdefault(phone.account_id, []).append(phone)
    away = _away(accounts)
    return {
        "id": leader.team_id,
        "name": leader.team.name,
        "path": path,
        "area": leader.team.area.full_name,
        "members": [
            _member(line, shares.get(line.membership.id, (0, 0)), phones)
            | {"away": away.get(line.membership.account_id, [])}
            for line in lines
        ],
        "doors": _doors(reach, campaign, path) if campaign else None,
    }


def _member(
    line: MemberLine, share: tuple[int, int], phones: Mapping[uuid.UUID, list[Device]]
) -> dict[str, Any]:
    owned = phones.get(line.membership.account_id, [])
    return {
        "membership": line.membership.id,
        "account": line.membership.account_id,
        "name": line.name,
        "part": line.membership.part,
        "badge": line.badge_state,
        "reached": share[0],
        "doors": share[1],
        "seen_at": line.seen_at,
        "waiting": sum(phone.waiting for phone in owned if phone.revoked_at is None),
        # Phones whose badge was withdrawn while records waited on them.
        "lost": [
            {"label": phone.label, "waiting": phone.waiting, "seen_at": phone.seen_at}
            for phone in owned
            if phone.revoked_at is not None and phone.waiting
        ],
    }


def _away(accounts: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[date, date, int]]]:
    """Account → the days of the next fortnight they are away, each with how many duties that leaves open.
    Away is away wherever it was noted."""
    today = clock.today()
    until = today + timedelta(days=DAYS_AHEAD)
    found: dict[uuid.UUID, list[tuple[date, date, int]]] = {}
    for leave, duties in absences(Reach.everything(), list(accounts), today, until):
        days = (leave.first_on, leave.last_on, len(duties))
        found.setdefault(leave.account_id, []).append(days)
    return found


def _doors(reach: Reach, campaign: Campaign, path: str) -> list[list[Any]] | None:
    """[origin, id, name, membership or null, reached] of each door of the team in walking order; None
    when there are too many for a phone."""
    if door_count(reach, path) > MOST_DOORS:
        return None
    doors = doors_along(reach, path)
    given = {
        (row.origin, row.household_id): row.membership_id
        for row in assignments_under(reach, campaign, path)
    }
    met = reached_among(reach, campaign.id, [(door.origin, door.id) for door in doors])
    return [
        [door.origin, door.id, _words(door), given.get((door.origin, door.id)), door.id in met]
        for door in doors
    ]


def _words(door: WalkDoor | Household, *more: str) -> str:
    """A door in few words: 12A Ngách 281/58, Nguyễn Văn Hoà; then `more`."""
    place = " ".join(part for part in (door.house, door.lane_name) if part)
    return ", ".join(part for part in (place, door.head_name, *more) if part)


def _suggestion(card: SuggestionCard) -> dict[str, Any]:
    """`sides`: [field, as the list has it (null: nothing to compare), as it was found]; among them `why` a
    household is gone, and the `twin` it may be a double of."""
    found = card.suggestion
    return {
        "origin": found.origin,
        "id": found.id,
        "words": found.get_about_display(),
        "held": found.get_held_for_display() if found.held_for else "",
        "door": _words(card.household, card.group),
        "person": card.resident.full_name if card.resident else "",
        "sides": [[side.field, side.listed, side.found] for side in card.sides] + _beside(card),
        "note": found.note,
        "who": found.account.full_name,
        "at": found.happened_at,
    }


def _beside(card: SuggestionCard) -> list[list[Any]]:
    """What a leader has to know beside the fields of the list."""
    why, twin = card.suggestion.said.get("why"), card.twin
    beside: list[list[Any]] = [["why", None, why]] if why else []
    if twin is not None:
        known = _words(twin) if isinstance(twin, Household) else twin.full_name
        beside.append(["twin", None, known])
    return beside


def _refused(reach: Reach, paths: set[str]) -> list[dict[str, Any]]:
    """Refused records of the teams' phones, handed over first."""
    found: dict[uuid.UUID, tuple[Receipt, Device]] = {}
    for path in sorted(paths):
        phones = phones_under(reach, path).select_related("account")
        by_id = {phone.id: phone for phone in phones}
        receipts = open_receipts(reach, by_id)[:MOST_OPEN]
        sent = [(receipt, by_id[receipt.device_id]) for receipt in receipts]
        found |= {one[0].op_id: one for one in answered_for(reach, sent)}
    said = {op: said_in(receipt.payload) for op, (receipt, _phone) in found.items()}
    cards = _cards(reach, [(found[op][0].origin, body) for op, body in said.items()])
    why = sentences()
    return [
        {
            "origin": receipt.origin,
            "op": op,
            "kind": receipt.kind,
            "who": phone.account.full_name,
            "at": receipt.received_at,
            "code": receipt.code,
            "sentence": str(why.get(receipt.code, receipt.code)),
            "handed_at": receipt.handed_at,
            "note": receipt.note,
            "door": _door(cards.get((receipt.origin, str(said[op].get("household"))))),
            "said": {
                key: said[op].get(key)
                for key in ("household", "result", "at", "outcomes", "come_back_on")
            },
        }
        for op, (receipt, phone) in found.items()
    ]


def _cards(
    reach: Reach, bodies: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[tuple[str, str], DoorCard]:
    keys = []
    for origin, body in bodies:
        try:
            keys.append((origin, uuid.UUID(str(body.get("household")))))
        except ValueError:
            continue
    return {(card.origin, str(card.id)): card for card in cards_by_key(reach, keys)}


def _door(card: DoorCard | None) -> dict[str, Any] | None:
    if card is None:
        return None
    return {
        "house": card.house,
        "lane": card.lane_name,
        "head": card.head_name,
        "people": [[person.id, person.full_name] for person in card.people],
    }
