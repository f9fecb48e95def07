"""Encounters that were written on paper and typed in at the desk.

A line of a walk sheet says one encounter: the walker's, at that door, on the day of the walk. The sheet
stands in for the phone (its id is the `device_id`), and the operation goes the way of every other: the
same judge, the same receipts, the same fold. The first typing of a line has an id made from sheet and
line, so that two people who type one line make one encounter; each later typing is a correction. A
correction keeps its day: another day takes the line back and says it anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account, Device
from tungngo.campaigns.models import WalkSheet
from tungngo.encounters.models import Encounter
from tungngo.encounters.ops import RECORD, EncounterBody
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import Fact, in_force
from tungngo.intake.actions import take_sealed
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.doors import paths_of

LINES = uuid.UUID("0b6c86a4-6a2c-5f0e-9a55-0a4f8f8f2a11")
#: When on its day a walk is said to have happened: nobody writes the hour.
NOON = time(12, tzinfo=clock.VIETNAM)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for a line.

    `result` is empty to take back what was typed before. `outcomes` are (resident, skill, level 0–4).
    `op` is minted where it is typed and kept until it is answered; `seen` is the encounter that stood on
    the line when the typing began, `known` the others of that day that were shown beside it.
    """

    op: uuid.UUID
    result: str
    day: date
    outcomes: Sequence[tuple[uuid.UUID, str, int]] = ()
    come_back_on: date | None = None
    come_back_for: str = ""
    seen: uuid.UUID | None = None
    known: Collection[uuid.UUID] = ()


@dataclass(frozen=True, slots=True)
class LineState:
    """What a line says now (`fact`, None when nothing was typed or it was taken back), the id under
    which it would be said anew, and the other encounters in force at that door."""

    fact: Fact | None
    next_id: uuid.UUID
    others: Sequence[Fact] = ()


def first_id(sheet_id: uuid.UUID, line: int, again: int = 0) -> uuid.UUID:
    """The id of the encounter that typing a line makes, after it was taken back `again` times."""
    return uuid.uuid5(LINES, f"{sheet_id}:{line}:{again}")


def line_states(reach: Reach, sheet: WalkSheet) -> dict[int, LineState]:
    """Line number → what was typed there and what else was recorded at the door."""
    facts: dict[tuple[str, uuid.UUID], list[Fact]] = {}
    for origin in {origin for origin, _id in sheet.keys}:
        doors = [id_ for at, id_ in sheet.keys if at == origin]
        for (campaign, door), found in facts_of(reach, origin, doors).items():
            if campaign == sheet.campaign_id:
                facts[origin, door] = found
    return {
        line: _state(sheet.id, line, facts.get(key, ()))
        for line, key in enumerate(sheet.keys, start=1)
    }


def _state(sheet_id: uuid.UUID, line: int, facts: Iterable[Fact]) -> LineState:
    """Facts of one door, told apart: those this line made with their corrections, and the others."""
    found = list(facts)
    ours: set[uuid.UUID] = set()
    fact: Fact | None = None
    again = 0
    while chain := _chain(found, first_id(sheet_id, line, again)):
        ours |= {one.id for one in chain}
        fact = None if chain[-1].withdrawn else chain[-1]
        again += 1
    return LineState(
        fact=fact,
        next_id=first_id(sheet_id, line, again),
        others=[one for one in in_force(found) if one.id not in ours],
    )


def _chain(facts: Sequence[Fact], first: uuid.UUID) -> list[Fact]:
    """The fact `first` and all that amend it or each other, the one that counts last."""
    depths = {fact.id: 0 for fact in facts if fact.id == first}
    while more := {
        fact.id: depths[fact.amends_id] + 1
        for fact in facts
        if fact.amends_id in depths and fact.id not in depths
    }:
        depths |= more
    chain = [fact for fact in facts if fact.id in depths]
    return sorted(chain, key=lambda fact: (depths[fact.id], fact.id))


def typed_counts(reach: Reach, sheets: Collection[WalkSheet]) -> dict[uuid.UUID, int]:
    """Sheet id → how many of its lines say something now: typed, less taken back."""
    found = reach.filter(
        Encounter.objects.filter(
            origin__in={sheet.origin for sheet in sheets},
            device_id__in=[sheet.id for sheet in sheets],
        )
    )
    counted = (
        found.order_by()
        .values("device_id")
        .annotate(
            said=Count("id", filter=Q(amends_id=None)),
            taken_back=Count("id", filter=Q(withdrawn=True)),
        )
    )
    return {row["device_id"]: row["said"] - row["taken_back"] for row in counted}


@transaction.atomic
def type_line(*, actor: Account, sheet: WalkSheet, line: int, typed: Typed) -> bool:
    """Record what stands on a line as its walker's encounter, or correct what was typed before.

    Gives False when exactly this typing (`typed.op`) had been taken already. Raises Refused, with
    nothing written: `paper.*` for what only paper knows, else what the intake says of the encounter.
    Who typed it is in the journal.
    """
    origin, household = sheet.keys[line - 1]
    here = Reach.everything()
    paths_of(here, origin, [household], lock=True)
    taken = Encounter.objects.filter(origin=origin, household_id=household, op_id=typed.op)
    if taken.exists():
        return False
    facts = facts_of(here, origin, [household]).get((sheet.campaign_id, household), ())
    state = _state(sheet.id, line, facts)
    _look_at(sheet, state, typed)
    bodies = _bodies(sheet, household, state, typed)
    ops = {typed.op if body is bodies[-1] else uuid7(): body for body in bodies}
    walker = sheet.membership.account
    verdicts = take_sealed(
        actor=walker,
        device=Device(id=sheet.id, account=walker),
        offset=timedelta(0),
        ops=[
            msgspec.Raw(
                msgspec.json.encode({"op": op, "kind": RECORD.name, "origin": origin, "body": body})
            )
            for op, body in ops.items()
        ],
    )
    for verdict in verdicts:
        if verdict.verdict == "refused":
            raise Refused(verdict.code, SENTENCES.get(verdict.code, verdict.sentence))
    journal.write(
        actor=actor, verb="walk_sheet.typed", subject=sheet.id, path=sheet.path, line=line,
        op=str(typed.op),
    )  # fmt: skip
    return True


def _bodies(
    sheet: WalkSheet, household: uuid.UUID, state: LineState, typed: Typed
) -> list[EncounterBody]:
    """What the walker's phone would have said: a new encounter or a correction; for another day than
    the one that stands, both."""
    stands = state.fact
    moves = stands is not None and bool(typed.result) and typed.day != stands.day
    said = []
    if stands is not None and (moves or not typed.result):
        said.append(
            EncounterBody(
                id=uuid7(),
                campaign=sheet.campaign_id,
                household=household,
                result=stands.result,  # type: ignore[arg-type]
                at=stands.at,
                amends=stands.id,
                withdrawn=True,
            )
        )
    if typed.result:
        is_new = stands is None or moves
        said.append(
            EncounterBody(
                id=state.next_id if is_new else uuid7(),
                campaign=sheet.campaign_id,
                household=household,
                result=typed.result,  # type: ignore[arg-type]
                at=moment_of(typed.day, clock.now()),
                outcomes=list(typed.outcomes) if typed.result == "met" else [],
                come_back_on=typed.come_back_on,
                come_back_for=typed.come_back_for,
                amends=None if is_new or stands is None else stands.id,
            )
        )
    return said


def _look_at(sheet: WalkSheet, state: LineState, typed: Typed) -> None:
    """Raises Refused for what paper alone can get wrong."""
    if (state.fact.id if state.fact else None) != typed.seen:
        raise Refused("paper.line_changed", SENTENCES["paper.line_changed"])
    if not typed.result:
        if state.fact is None:
            raise Refused("paper.nothing_typed", SENTENCES["paper.nothing_typed"])
        return
    if code := doubt(sheet, typed, clock.today()):
        raise Refused(code, SENTENCES[code])
    shown = set(typed.known)
    if any(fact.day == typed.day and fact.id not in shown for fact in state.others):
        raise Refused("paper.also_recorded", SENTENCES["paper.also_recorded"])


def doubt(sheet: WalkSheet, typed: Typed, today: date) -> str:
    """The code of what cannot be true about the days on a sheet, or an empty string."""
    if typed.day > today:
        return "paper.day_to_come"
    if typed.day < clock.day_of(sheet.printed_at):
        return "paper.day_before_print"
    if typed.come_back_on is not None and typed.come_back_on < typed.day:
        return "paper.come_back_before"
    return ""


def moment_of(day: date, now: datetime) -> datetime:
    """The moment a walk of `day` is filed under: noon, or now when that is earlier."""
    return min(datetime.combine(day, NOON), now)


#: What only paper can get wrong; and, said for paper, refusals whose sentence speaks of a phone.
SENTENCES: dict[str, Any] = {
    "paper.line_changed": _(
        "Somebody else typed this line meanwhile. What they typed is shown; type again to correct it."
    ),
    "paper.nothing_typed": _("Nothing has been typed on this line, so nothing can be taken back."),
    "paper.also_recorded": _(
        "This household was also recorded otherwise on that day. Press Enter again to keep both."
    ),
    "paper.day_to_come": _("The day of the walk is still to come. Correct it at the top."),
    "paper.day_before_print": _(
        "The list was not printed yet on that day. Correct the day at the top."
    ),
    "paper.come_back_before": _("The day to come back lies before the day of the walk."),
    "encounter.before_campaign": _("The day of the walk lies before the campaign."),
    "encounter.after_campaign": _("The day of the walk lies after the campaign's last day."),
    "encounter.in_the_future": _("The day of the walk is still to come. Correct it at the top."),
    "encounter.household_out_of_reach": _(
        "Whoever walked this list was not in a team for this household on that day."
    ),
    "encounter.household_unknown": _("This household is no longer on the list."),
    "encounter.resident_unknown": _(
        "Somebody in this line no longer lives here by the list. Open the page again."
    ),
}
