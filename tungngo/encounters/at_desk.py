"""Encounters that an officer writes down at the desk: somebody came to the one-stop desk, to a point, to a
class, or was met elsewhere by who has no phone of ours.

As with paper, the operation goes the way of every other: the same judge, the same receipts, the same fold.
The officer is its author, and their desk stands in for the phone.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account, Device
from tungngo.encounters.models import Encounter
from tungngo.encounters.ops import RECORD, EncounterBody
from tungngo.encounters.paper import moment_of
from tungngo.intake.actions import take_sealed
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.territory.models import Household

DESKS = uuid.UUID("3d3dd0a4-5a0b-5c39-9c9c-1f7f6f8f54c1")


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who came, where and when, and how far each got with a service; `teacher` is the resident who
    taught, None for the officer. `op` is minted where the form is made, so that it counts once."""

    op: uuid.UUID
    place: str
    day: date
    people: Sequence[uuid.UUID]
    skill: str
    level: int
    teacher: uuid.UUID | None = None


def record_at_desk(
    *, actor: Account, household: Household, campaign_id: uuid.UUID, met: Meeting
) -> uuid.UUID:
    """Write a meeting down; its encounter's id. Raises Refused with what the intake says of it; then
    nothing was written. Sent twice it is one."""
    if met.day > clock.today():
        code = "encounter.in_the_future"
        raise Refused(code, SENTENCES[code], place="met_on")
    taught = [
        (one, met.skill, "resident", met.teacher) for one in met.people if met.teacher is not None
    ]
    body = EncounterBody(
        id=uuid.uuid5(DESKS, str(met.op)),
        campaign=campaign_id,
        household=household.id,
        result="met",
        at=moment_of(met.day, clock.now()),
        place=met.place,  # type: ignore[arg-type]
        outcomes=[(one, met.skill, met.level) for one in met.people],
        taught=taught,  # type: ignore[arg-type]
    )
    _take(actor, household.origin, household.path, met.op, body, "encounter.at_desk")
    return body.id


def take_back_at_desk(*, actor: Account, fact: Encounter) -> None:
    """Take back what the same officer wrote down. Raises Refused."""
    body = EncounterBody(
        id=uuid7(),
        campaign=fact.campaign_id,
        household=fact.household_id,
        result=fact.result,  # type: ignore[arg-type]
        at=fact.happened_at,
        place=fact.place_kind,  # type: ignore[arg-type]
        amends=fact.id,
        withdrawn=True,
    )
    _take(actor, fact.origin, fact.path, uuid7(), body, "encounter.at_desk_taken_back")


@transaction.atomic
def _take(
    actor: Account, origin: str, path: str, op: uuid.UUID, body: EncounterBody, verb: str
) -> None:
    said = {"op": op, "kind": RECORD.name, "origin": origin, "body": body}
    [verdict] = take_sealed(
        actor=actor,
        device=Device(id=uuid.uuid5(DESKS, str(actor.id)), account=actor),
        offset=timedelta(0),
        ops=[msgspec.Raw(msgspec.json.encode(said))],
    )
    if verdict.verdict == "refused":
        raise Refused(verdict.code, SENTENCES.get(verdict.code, verdict.sentence))
    if verdict.verdict != "had":
        journal.write(
            actor=actor, verb=verb, subject=f"{origin}:{body.household}", path=path, op=str(op)
        )


#: Said for a desk, refusals whose sentence speaks of a phone.
SENTENCES: dict[str, Any] = {
    "encounter.before_campaign": _("The day lies before the campaign."),
    "encounter.after_campaign": _("The day lies after the campaign's last day."),
    "encounter.in_the_future": _("The day is still to come."),
    "encounter.household_unknown": _("This household is no longer on the list."),
    "encounter.resident_unknown": _(
        "Somebody here no longer lives here by the list. Open it again."
    ),
    "encounter.teacher_unknown": _("Who taught is no resident of this commune by the list."),
    "encounter.household_out_of_reach": _("Only who works in this area writes down what happened."),
}
