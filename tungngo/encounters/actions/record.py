"""Appending what was seen at the doors, and bringing everybody's standing up to it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.encounters import queries, rules
from tungngo.encounters.models import Encounter, HouseholdStanding, ResidentStanding
from tungngo.intake.kinds import Batch, Item
from tungngo.lib import rows
from tungngo.lib.reach import Reach
from tungngo.teams.queries import team_at
from tungngo.territory.actions.stale import mark_stale

EVERYTHING = Reach.everything()


def record(*, actor: Account, batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append the facts of one origin, bring the standings up to them, mark what must be recounted.

    Part of the intake's transaction: the receipts are in, the doors locked, `item.found` is their path.
    """
    columns = [
        *("origin", "id", "op_id", "campaign_id", "household_id", "path", "place_kind", "result"),
        *("outcomes", "come_back_on", "come_back_for", "account_id", "team_id", "device_id"),
        *("happened_at", "phone_at", "received_at", "amends_id", "withdrawn"),
        *("taught", "consents", "near", "photos"),
    ]
    teams = team_at(actor)
    values = []
    for item in items:
        body = item.body
        values.append(
            (
                *(origin, body.id, item.id, body.campaign, body.household, item.found),
                *(body.place, body.result),
                [[str(resident), skill, level] for resident, skill, level in body.outcomes],
                *(body.come_back_on, body.come_back_for.strip(), actor.id),
                *(teams(item.found), batch.device.id, item.at, body.at),
                *(batch.received_at, body.amends, body.withdrawn),
                [[str(of), skill, kind, str(who)] for of, skill, kind, who in body.taught],
                [[str(of), skill, how, who.strip()] for of, skill, how, who in body.consents],
                rules.coarse(body.near),
                [str(photo) for photo in body.photos],
            )
        )
    rows.insert(Encounter, columns, values, conflict=["origin", "id"])
    pairs = {(item.body.campaign, item.body.household) for item in items}
    stand_up(
        actor=actor,
        origin=origin,
        pairs=pairs,
        corrected=any(item.body.amends for item in items),
    )
    mark_stale(Counter(item.found for item in items))
    journal.write(actor=actor, verb="encounter.recorded", subject=batch.device.id, count=len(items))


def stand_up(
    *,
    actor: Account | None,
    origin: str,
    pairs: set[tuple[uuid.UUID, uuid.UUID]],
    corrected: bool,
) -> None:
    """Fold the facts of each (campaign, household) into its standing and its residents'.

    Runs inside the caller's transaction, which holds the doors locked. `corrected`: some fact was
    amended, so a resident may have fallen out and their old standing is taken away first.
    """
    households = {household for _campaign, household in pairs}
    facts = queries.facts_of(EVERYTHING, origin, households)
    doors: list[tuple[Any, ...]] = []
    people: list[tuple[Any, ...]] = []
    for campaign, household in sorted(pairs):
        stand = rules.fold(facts.get((campaign, household), ()))
        doors.append(
            (
                *(origin, household, campaign, stand.reached_on, stand.last_met_on, stand.attempts),
                *(stand.last_result, stand.last_at, stand.come_back_on, stand.come_back_for),
            )
        )
        for resident, (met_on, levels) in sorted(stand.residents.items()):
            people.append((origin, uuid.UUID(resident), campaign, household, met_on, levels))
    if corrected:
        for campaign, household in pairs:
            ResidentStanding.objects.filter(
                origin=origin, household_id=household, campaign_id=campaign
            ).delete()
    standing = [
        *("reached_on", "last_met_on", "attempts", "last_result", "last_at"),
        *("come_back_on", "come_back_for"),
    ]
    rows.insert(
        HouseholdStanding,
        ["origin", "household_id", "campaign_id", *standing],
        doors,
        conflict=["origin", "household_id", "campaign_id"],
        update=standing,
    )
    rows.insert(
        ResidentStanding,
        ["origin", "resident_id", "campaign_id", "household_id", "met_on", "levels"],
        people,
        conflict=["origin", "resident_id", "campaign_id"],
        update=["household_id", "met_on", "levels"],
    )
