"""Taking what phones send: exactly once, set-wise, one bad operation never blocking the next."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec import Raw

from tungngo.accounts import journal
from tungngo.accounts.actions import note_sync
from tungngo.accounts.models import Account, Device
from tungngo.campaigns.terms import Terms, intake_terms
from tungngo.encounters import queries, rules
from tungngo.encounters.models import Encounter, HouseholdStanding, Receipt, ResidentStanding
from tungngo.encounters.refusals import SENTENCES
from tungngo.encounters.wire import (
    UNREADABLE,
    EncounterBody,
    Op,
    Verdict,
    read_encounter,
    read_name,
    read_op,
    unnamed_id,
)
from tungngo.lib import clock, rows
from tungngo.lib.reach import Reach
from tungngo.teams.queries import team_at, worked_at
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.doors import doors_of_people, paths_of

RECORD = "encounter.record"
#: Whether somebody may record at a door is judged operation by operation, by day (`worked_at`).
EVERYTHING = Reach.everything()


@dataclass(slots=True)
class _Item:
    """One operation on its way through: what it is, and the code it is refused with, if any.

    `name` is the id as the phone wrote it, `id` one made of the bytes when there is none.
    """

    raw: Raw
    name: uuid.UUID | None
    id: uuid.UUID
    op: Op | None = None
    body: EncounterBody | None = None
    code: str = ""
    happened_at: datetime | None = None
    path: str = ""


@dataclass(slots=True)
class _Batch:
    """What a batch is judged against."""

    actor: Account
    device: Device
    received_at: datetime
    might_work: Callable[[str, datetime], bool]
    offset: Any
    terms: dict[uuid.UUID, Terms] = field(default_factory=dict)


def take_ops(
    *, actor: Account, device: Device, sent_at: datetime, waiting: int, ops: Sequence[Raw]
) -> list[Verdict]:
    """Take a batch of operations as a phone sent them; one verdict for each, in order.

    Each origin is its own transaction (one commune a write, so that the tables can be distributed):
    receipts first, which decide what is new; then facts, standings and the marks for the recount.
    `sent_at` is the phone's clock at sending; `waiting` what it said waits on it then, these
    operations included.
    """
    now = clock.now()
    offset = rules.clock_offset(sent_at, now)
    batch = _Batch(actor, device, now, worked_at(actor), offset)
    items = [_read(raw) for raw in ops]
    by_origin: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        by_origin[item.op.origin if item.op else ""].append(item)
    batch.terms = intake_terms(
        EVERYTHING, {item.body.campaign for item in items if item.body is not None}
    )
    verdicts: dict[int, Verdict] = {}
    for origin, part in sorted(by_origin.items()):
        verdicts |= _take_origin(batch, origin, part)
    note_sync(
        actor=actor,
        device_id=device.id,
        seen_at=now,
        clock_offset=round(offset.total_seconds()),
        # Every verdict is a receipt: what was sent no longer waits.
        waiting=max(0, waiting - len(ops)),
    )
    return [verdicts[id(item)] for item in items]


def _read(raw: Raw) -> _Item:
    """An operation as far as it can be read; what cannot gets its code."""
    try:
        op = read_op(raw)
    except UNREADABLE:
        name = read_name(raw)
        return _Item(raw, name, name or unnamed_id(raw), code="op.unreadable")
    item = _Item(raw, op.op, op.op, op)
    if op.kind != RECORD:
        item.code = "op.kind_unknown"
        return item
    try:
        item.body = read_encounter(op.body)
    except UNREADABLE:
        item.code = "op.unreadable"
    return item


@transaction.atomic
def _take_origin(batch: _Batch, origin: str, items: Sequence[_Item]) -> dict[int, Verdict]:
    """The operations of one origin, in one transaction. Gives verdicts by `id(item)`."""
    _judge(batch, origin, items)
    first_of: dict[uuid.UUID, _Item] = {}
    for item in items:
        first_of.setdefault(item.id, item)
    new = _receive(batch, origin, list(first_of.values()))
    known = _known_receipts(origin, [key for key in first_of if key not in new])
    accepted = [item for key, item in first_of.items() if key in new and not item.code]
    _record(batch, origin, accepted)
    verdicts = {}
    for item in items:
        is_first = first_of[item.id] is item
        if item.id in new and is_first:
            verdicts[id(item)] = _verdict(item, item.code)
        elif item.id in new:
            verdicts[id(item)] = _verdict(item, first_of[item.id].code, had=True)
        else:
            verdicts[id(item)] = _verdict(item, known[item.id], had=True)
    return verdicts


def _verdict(item: _Item, code: str, *, had: bool = False) -> Verdict:
    if code:
        return Verdict(item.name, "refused", code, str(SENTENCES[code]))
    return Verdict(item.name, "had" if had else "accepted")


def _judge(batch: _Batch, origin: str, items: Sequence[_Item]) -> None:
    """Give each item that cannot be taken its code; the others their path and corrected time.

    The doors are locked before anything else is read: of two batches about one door the second
    folds what the first committed, and no door moves or goes while facts are filed under it.
    """
    bodies = [item.body for item in items if item.body is not None]
    paths = paths_of(EVERYTHING, origin, {body.household for body in bodies}, lock=True)
    people = doors_of_people(
        EVERYTHING, origin, {row[0] for body in bodies for row in body.outcomes}
    )
    authors = queries.authors_of(
        EVERYTHING, origin, {body.amends for body in bodies if body.amends}
    )
    taken = queries.ops_taken(EVERYTHING, origin, {body.id for body in bodies})
    for item in items:
        if item.body is None:
            continue
        item.happened_at = rules.corrected(item.body.at, batch.offset)
        item.path = paths.get(item.body.household, "")
        item.code = _refusal(batch, item, people, authors)
        if not item.code and taken.get(item.body.id, item.id) != item.id:
            item.code = "encounter.id_taken"
        if not item.code:
            taken.setdefault(item.body.id, item.id)


def _refusal(
    batch: _Batch,
    item: _Item,
    people: dict[uuid.UUID, uuid.UUID],
    authors: dict[uuid.UUID, uuid.UUID],
) -> str:
    """The code this item is refused with, or an empty string."""
    body, happened_at = item.body, item.happened_at
    assert body is not None
    assert happened_at is not None
    if not item.path:
        return "encounter.household_unknown"
    if not batch.might_work(item.path, happened_at):
        return "encounter.household_out_of_reach"
    terms = batch.terms.get(body.campaign)
    if terms is None or not item.path.startswith(terms.path):
        return "encounter.campaign_unknown"
    if happened_at > batch.received_at + rules.FUTURE_TOLERANCE:
        return "encounter.in_the_future"
    if clock.day_of(happened_at) < terms.starts_on:
        return "encounter.before_campaign"
    if clock.day_of(happened_at) > terms.ends_on:
        return "encounter.after_campaign"
    for resident, skill, level in body.outcomes:
        # A person stands where their own door's facts say: another door's cannot be folded in.
        if people.get(resident) != body.household:
            return "encounter.resident_unknown"
        if skill not in terms.skills:
            return "encounter.skill_unknown"
        if not 0 <= level <= rules.LEVELS:
            return "encounter.level_impossible"
    if body.amends and authors.get(body.amends, batch.actor.id) != batch.actor.id:
        return "encounter.amends_foreign"
    return ""


def _receive(batch: _Batch, origin: str, items: Sequence[_Item]) -> set[uuid.UUID]:
    """Insert the receipts; those inserted are new, and only they are worked on."""
    columns = ["origin", "op_id", "device_id", "received_at", "verdict", "code", "payload"]
    inserted = rows.insert(
        Receipt,
        columns,
        [
            (
                origin,
                item.id,
                batch.device.id,
                batch.received_at,
                Receipt.Verdict.REFUSED if item.code else Receipt.Verdict.ACCEPTED,
                item.code,
                bytes(item.raw).decode(errors="replace") if item.code else None,
            )
            for item in sorted(items, key=lambda item: item.id)
        ],
        conflict=["origin", "op_id"],
        returning=["op_id"],
    )
    return {row[0] for row in inserted}


def _known_receipts(origin: str, op_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """op id → the code it was refused with before ("" when it was accepted)."""
    if not op_ids:
        return {}
    return dict(
        Receipt.objects.filter(origin=origin, op_id__in=op_ids).values_list("op_id", "code")
    )


def _record(batch: _Batch, origin: str, items: Sequence[_Item]) -> None:
    """Append the facts, bring the standings up to them, and mark what must be recounted."""
    if not items:
        return
    columns = [
        *("origin", "id", "op_id", "campaign_id", "household_id", "path", "place_kind", "result"),
        *("outcomes", "come_back_on", "come_back_for", "account_id", "team_id", "device_id"),
        *("happened_at", "phone_at", "received_at", "amends_id", "withdrawn"),
    ]
    teams = team_at(batch.actor)
    values = []
    for item in items:
        body = item.body
        assert body is not None
        values.append(
            (
                *(origin, body.id, item.id, body.campaign, body.household, item.path),
                *(body.place, body.result),
                [[str(resident), skill, level] for resident, skill, level in body.outcomes],
                *(body.come_back_on, body.come_back_for.strip(), batch.actor.id),
                *(teams(item.path), batch.device.id, item.happened_at, body.at),
                *(batch.received_at, body.amends, body.withdrawn),
            )
        )
    rows.insert(Encounter, columns, values, conflict=["origin", "id"])
    pairs = {(item.body.campaign, item.body.household) for item in items if item.body}
    stand_up(
        actor=batch.actor,
        origin=origin,
        pairs=pairs,
        corrected=any(item.body and item.body.amends for item in items),
    )
    mark_stale(Counter(item.path for item in items))
    journal.write(
        actor=batch.actor, verb="encounter.recorded", subject=batch.device.id, count=len(items)
    )


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
                *(origin, household, campaign, stand.reached_on, stand.attempts),
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
    standing = ["reached_on", "attempts", "last_result", "last_at", "come_back_on", "come_back_for"]
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
