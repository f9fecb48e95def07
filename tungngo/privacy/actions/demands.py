"""Writes about demands. Each leaves a journal line with codes and ids, never with a name or words."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.identity import holds_number
from tungngo.lib.problems import Refused
from tungngo.privacy import rules
from tungngo.privacy.days_off import shipped_calendar
from tungngo.privacy.models import AskedAs, Demand
from tungngo.territory.models import Area, Level, Resident

State = Demand.State
CLOSED_AS = (State.DONE, State.REFUSED, State.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class DemandEntry:
    """A demand as it is written down. `identity`: how it was made sure who asks, in words."""

    right: str
    via: str
    asker: str
    identity: str
    received_on: date
    asked_as: str = AskedAs.SELF
    words: str = ""
    with_others: bool = False


@transaction.atomic
def record_demand(
    *, actor: Account | None, area: Area, entry: DemandEntry, resident: Resident | None = None
) -> Demand:
    """Write down what somebody asks about their data, in `area` (a ward or commune, or a group of it).

    Raises Refused `demand.needs_commune`, `demand.day_ahead` for a day to come, `demand.identity_number`
    when a field holds what looks like the number of an identity paper.
    """
    if area.level < Level.COMMUNE:
        raise Refused("demand.needs_commune", _("A demand is recorded by a ward or commune."))
    if entry.received_on > clock.today():
        raise Refused("demand.day_ahead", _("This day is still to come."), place="received_on")
    for place in ("identity", "asker", "words"):
        _refuse_numbers(getattr(entry, place), place)
    calendar = shipped_calendar()
    due = rules.deadlines(entry.right, entry.received_on, calendar, with_others=entry.with_others)
    origin = resident.origin if resident else area.commune_code
    demand = Demand.objects.create(
        origin=origin,
        number=_free_number(origin),
        path=resident.path if resident else area.path,
        right=entry.right,
        resident_id=resident.id if resident else None,
        via=entry.via,
        asked_as=entry.asked_as,
        asker=entry.asker.strip(),
        identity=entry.identity.strip(),
        words=entry.words.strip(),
        received_on=entry.received_on,
        with_others=entry.with_others,
        answer_on=due.answer_on,
        carry_out_on=due.carry_out_on,
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    _journal(actor, "demand.recorded", demand, right=str(entry.right), via=str(entry.via))
    return demand


def _refuse_numbers(written: str, place: str) -> None:
    if holds_number(written):
        raise Refused(
            "demand.identity_number",
            _("This looks like an identity number. Say in words how it was checked."),
            place=place,
        )


def _free_number(origin: str) -> str:
    """Six digits no other demand of this commune has."""
    while True:
        number = f"{secrets.randbelow(900_000) + 100_000}"
        if not Demand.objects.filter(origin=origin, number=number).exists():
            return number


def _journal(actor: Account | None, verb: str, demand: Demand, **details: Any) -> None:
    subject = f"{demand.origin}:{demand.id}"
    journal.write(actor=actor, verb=verb, subject=subject, path=demand.path, **details)


def _waiting(demand: Demand, *states: str) -> Demand:
    """The demand, locked, in one of `states`. Raises Refused `demand.moved_on`."""
    found = Demand.objects.select_for_update(of=("self",)).filter(
        origin=demand.origin, id=demand.id, state__in=states
    )
    if (locked := found.first()) is None:
        raise Refused(
            "demand.moved_on", _("Somebody has dealt with this demand meanwhile. Look at it again.")
        )
    return locked


@transaction.atomic
def answer_demand(*, actor: Account, demand: Demand, words: str) -> None:
    """Note that whoever asked was told that it is here and what happens next.

    Raises Refused `demand.moved_on`, `demand.identity_number`.
    """
    _refuse_numbers(words, "words")
    locked = _waiting(demand, State.OPEN)
    locked.state, locked.answered_at, locked.answer = State.ANSWERED, clock.now(), words.strip()
    locked.save(update_fields=["state", "answered_at", "answer"])
    _journal(actor, "demand.answered", locked)


@transaction.atomic
def extend_demand(*, actor: Account, demand: Demand, why: str) -> None:
    """Take the one extension there is, with the reason that was told to whoever asked.

    Raises Refused `demand.moved_on`, `demand.extended_already`, `demand.why_empty`.
    """
    _refuse_numbers(why, "why")
    locked = _waiting(demand, State.OPEN, State.ANSWERED)
    if locked.extended_why:
        raise Refused("demand.extended_already", _("A demand is extended once only."))
    if not why.strip():
        raise Refused("demand.why_empty", _("Write the reason."), place="why")
    locked.extended_why = why.strip()
    locked.carry_out_on = rules.extended(locked.carry_out_on)
    locked.save(update_fields=["extended_why", "carry_out_on"])
    _journal(actor, "demand.extended", locked)


@transaction.atomic
def close_demand(*, actor: Account, demand: Demand, state: str, words: str) -> None:
    """End a demand: carried out, refused (with the reason) or taken back by whoever asked.

    Raises Refused `demand.moved_on`, `demand.why_empty` for a refusal without words.
    """
    _refuse_numbers(words, "words")
    locked = _waiting(demand, State.OPEN, State.ANSWERED)
    if state == State.REFUSED and not words.strip():
        raise Refused("demand.why_empty", _("Write the reason."), place="words")
    locked.state, locked.closed_at, locked.outcome = State(state), clock.now(), words.strip()
    locked.save(update_fields=["state", "closed_at", "outcome"])
    _journal(actor, "demand.closed", locked, state=str(state))


@transaction.atomic
def reopen_demand(*, actor: Account, demand: Demand) -> None:
    """Take the end of a demand back; its days run on as they did. Raises Refused `demand.moved_on`."""
    locked = _waiting(demand, *CLOSED_AS)
    locked.state = State.ANSWERED if locked.answered_at else State.OPEN
    locked.closed_at, locked.outcome = None, ""
    locked.save(update_fields=["state", "closed_at", "outcome"])
    _journal(actor, "demand.reopened", locked)


def empty_demands(*, actor: Account | None, found: QuerySet[Demand]) -> int:
    """Erase names and words; right, days and state stay as the proof. How many; inside the caller's
    transaction, which journals what `actor` did."""
    emptied: dict[str, Any] = dict.fromkeys(
        ("asker", "identity", "words", "answer", "outcome", "extended_why"), ""
    )
    return found.update(**emptied, erased_at=clock.now())
