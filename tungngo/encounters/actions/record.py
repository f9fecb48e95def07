"""Appending what was seen at the doors, and bringing everybody's standing up to it."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.encounters import queries, rules
from tungngo.encounters.models import Encounter, HouseholdStanding, Teaching
from tungngo.encounters.rules import STANDING, Fact, Stand
from tungngo.intake.kinds import Batch, Item
from tungngo.intake.rules import meant
from tungngo.lib import clock, rows
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.teams.work import work_of
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.doors import paths_of
from tungngo.territory.doubled import erased_behind, kept_doors, once_one

EVERYTHING = Reach.everything()
#: A household in a campaign, as keys: (campaign, household).
Door = tuple[Key, Key]


class Found(NamedTuple):
    """What judging found out about an encounter: where its door lies (empty: nowhere), where it is
    filed, and its id, campaign, household and the residents of its outcomes as keys. `said` is the
    household it names, a double where `household` stands for it; `astray` are other households where
    somebody it speaks of lives by now. `taught` has (learner, skill, teacher, how near they live) of
    each resident who taught another."""

    path: str
    filed: str
    id: Key
    campaign: Key
    household: Key
    said: Key
    outcomes: list[tuple[Key, str, int]]
    astray: frozenset[Key] = frozenset()
    taught: Sequence[tuple[Key, str, Key, str]] = ()


#: Who taught, where it was not the author: a member of the team, or a resident.
MEMBER, RESIDENT = "member", "resident"
#: One and the same for all: a column of one value is written once.
NOTHING: tuple[()] = ()
COLUMNS = (
    *("origin", "id", "op_id", "campaign_id", "household_id", "path", "place_kind", "result"),
    *("outcomes", "come_back_on", "come_back_for", "account_id", "team_id", "device_id"),
    *("happened_at", "phone_at", "received_at", "amends_id", "withdrawn"),
    *("taught", "consents", "consent_text", "near", "photos", "gathering_id"),
)


def record(*, actor: Account, batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append the facts of one origin, bring the standings up to them, mark what must be recounted.

    Part of the intake's transaction: the receipts are in, the doors locked, `item.found` is a `Found`.
    Raises IntegrityError where a fact of that id has come meanwhile.
    """
    team_at = batch.once("work", lambda: work_of(batch.actor)).team_at
    said_late = _said_of_erased(origin, items)
    values = []
    told: dict[Door, list[Fact]] = defaultdict(list)
    for item in items:
        body, found, at = item.body, item.found, item.at
        assert at is not None
        gone = said_late.get(item.key)
        come_back_for = "" if gone is not None else body.come_back_for.strip()
        consents = [
            (of, skill, how, "" if gone and of in gone else who.strip())
            for of, skill, how, who in body.consents
        ]
        near = None if gone is not None else body.near
        values.append(
            (
                *(origin, found.id, item.key, found.campaign, found.said, found.filed),
                *(body.place, body.result, body.outcomes),
                *(body.come_back_on, come_back_for, actor.id),
                *(team_at(found.filed), batch.device.id, at, meant(body.at)),
                *(batch.received_at, body.amends, body.withdrawn),
                body.taught or NOTHING,
                consents or NOTHING,
                body.consent_text if consents else None,
                *(rules.coarse(near), body.photos or NOTHING, body.gathering),
            )
        )
        told[found.campaign, found.household].append(
            Fact(
                *(body.id, actor.id, body.result, at, clock.day_of(at), found.outcomes),
                *(body.come_back_on, come_back_for, body.amends, body.withdrawn),
            )
        )
    rows.insert(Encounter, COLUMNS, values)
    _note_teaching(origin, items)
    astray = {(item.found.campaign, door) for item in items for door in item.found.astray}
    beside = _stand_up(origin, told, astray)
    # A correction waits where it is filed, and changes where its door stands today.
    changed = dict.fromkeys([*beside, *(item.found.path for item in items)], 0)
    mark_stale(changed | Counter(item.found.filed for item in items))
    journal.write(actor=actor, verb="encounter.recorded", subject=batch.device.id, count=len(items))


def _note_teaching(origin: str, items: Sequence[Item]) -> None:
    """Keep which residents taught which, as these facts say, to be found by place and by teacher. In one
    meeting one person teaches somebody a skill: a phone asks once for each, so of two the later holds."""
    said = {
        (item.found.id, learner, skill): (
            *(teacher, near, item.found.campaign, item.found.said, item.found.filed, item.at),
        )
        for item in items
        if not item.body.withdrawn
        for learner, skill, teacher, near in item.found.taught
    }
    rows.insert(
        Teaching,
        (
            *("origin", "encounter_id", "learner_id", "skill", "teacher_id", "near"),
            *("campaign_id", "household_id", "path", "happened_at"),
        ),
        [(origin, *fact, *rest) for fact, rest in said.items()],
    )


def _said_of_erased(origin: str, items: Sequence[Item]) -> dict[Key, set[uuid.UUID]]:
    """operation → who was erased behind its door after it happened, of those that say words or a place:
    a phone that was away brings what it knew. What they counted counts; the words are left out."""
    worded = [
        item
        for item in items
        if item.body.come_back_for or item.body.near or any(row[3] for row in item.body.consents)
    ]
    if not worded:
        return {}
    gone = erased_behind(EVERYTHING, origin, min(item.at for item in worded if item.at))
    return {
        item.key: gone[door][1]
        for item in worded
        if item.at and (door := item.body.household) in gone and item.at <= gone[door][0]
    }


def _stand_up(
    origin: str, told: Mapping[Door, Sequence[Fact]], astray: Collection[Door]
) -> set[str]:
    """Bring the standings of these doors, which the caller holds, up to the facts just appended.

    They join what stands there; where something corrects something, all facts of the door are folded, and
    with it those of doors that were one with it for a while. So are `astray`, where people live of whom
    something was said at one of these. Gives where these others lie.
    """
    stands, corrected = queries.stands_of(EVERYTHING, origin, told)
    plain = {
        door: sorted(facts, key=lambda fact: (fact.at, fact.id))
        for door, facts in told.items()
        if door not in corrected and rules.joins(stands.get(door, Stand()), facts)
    }
    again = told.keys() - plain.keys()
    after = {door: rules.join(stands.get(door) or Stand(), facts) for door, facts in plain.items()}
    beside = {*astray, *_parted_from(origin, again)}
    others = {key_to_uuid(household) for _campaign, household in beside}
    paths = paths_of(EVERYTHING, origin, others, lock=True) if others else {}
    folded = _facts_at(origin, again | beside)
    after |= {door: _stand_of(facts) for door, facts in folded.items()}
    _write(origin, after, corrected | {door for door, facts in folded.items() if _corrects(facts)})
    return set(paths.values())


def _corrects(facts: Iterable[Fact]) -> bool:
    return any(fact.amends_id or fact.withdrawn for fact in facts)


def _parted_from(origin: str, doors: Collection[Door]) -> set[Door]:
    """Doors that were one with these for a while: what is corrected here may have counted there."""
    if not doors:
        return set()
    once = once_one(EVERYTHING, origin, {key_to_uuid(one) for _campaign, one in doors})
    others = {other for some in once.values() for other in some}
    kept = kept_doors(EVERYTHING, origin, others)
    return {
        (campaign, key(kept.get(other, other)))
        for campaign, household in doors
        for other in once.get(key_to_uuid(household), ())
    }


def _facts_at(origin: str, doors: Collection[Door]) -> dict[Door, list[Fact]]:
    """All facts that count at these doors."""
    if not doors:
        return {}
    households = {key_to_uuid(household) for _campaign, household in doors}
    found = queries.facts_counting(EVERYTHING, origin, households)
    return {
        door: facts
        for (campaign, household), facts in found.items()
        if (door := (key(campaign), key(household))) in doors
    }


def _stand_of(facts: Iterable[Fact]) -> Stand:
    """Where a door stands after all its facts, the people behind it by their keys."""
    stand = rules.fold(facts)
    stand.residents = {key(uuid.UUID(who)): stood for who, stood in stand.residents.items()}
    return stand


@transaction.atomic
def fold_again(*, actor: Account | None, origin: str, households: Collection[uuid.UUID]) -> None:
    """Bring the standings of these doors to what their facts say, after doors or people became one, or
    two again. A double has no standing of its own. The journal line is the caller's."""
    doubles = kept_doors(EVERYTHING, origin, households)
    filed = Teaching.objects.filter(origin=origin, household_id__in=list(households))
    mark_stale(dict.fromkeys(filed.values_list("path", flat=True).distinct(), 0))
    HouseholdStanding.objects.filter(origin=origin, household_id__in=list(households)).delete()
    told = queries.facts_counting(EVERYTHING, origin, set(households).difference(doubles))
    stands = {
        (key(campaign), key(door)): _stand_of(facts) for (campaign, door), facts in told.items()
    }
    corrected = {
        (key(campaign), key(door)) for (campaign, door), facts in told.items() if _corrects(facts)
    }
    _write(origin, stands, corrected)


def _write(origin: str, stands: Mapping[Door, Stand], corrected: set[Door]) -> None:
    """Keep where doors and their people stand, in one order for every writer."""
    said = attrgetter(*STANDING)
    rows.insert(
        HouseholdStanding,
        ("origin", "household_id", "campaign_id", *STANDING, "corrected"),
        [
            (origin, household, campaign, *said(stand), (campaign, household) in corrected)
            for (campaign, household), stand in sorted(stands.items(), key=itemgetter(0))
        ],
        conflict=("origin", "household_id", "campaign_id"),
        update=(*STANDING, "corrected"),
    )
