"""Writes about calls for help. Each leaves a journal line with codes and ids, never with a name,
a number or an address."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Household
from tungngo.tickets import queries, rules
from tungngo.tickets.models import ClosedWhy, HelpCall, Via

State = HelpCall.State
EVERYTHING = Reach.everything()
#: A call of which nothing is left that was told in confidence.
_NOTHING_TOLD = dict.fromkeys(("name", "phone", "place", "words", "closed_words"), "")


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """What somebody asks for. `phone` in international form; `skills` codes of the campaign."""

    name: str = ""
    place: str = ""
    phone: str = ""
    skills: list[str] = field(default_factory=list)
    words: str = ""
    wished_on: date | None = None
    wished_part: str = ""
    priority: bool = False


@transaction.atomic
def ask_help(
    *,
    actor: Account | None,
    area: Area,
    entry: HelpEntry,
    via: str = Via.DESK,
    household: Household | None = None,
) -> HelpCall:
    """Take up a call for help in `area` (a group, or the commune while the group is not known).

    Of a listed household its own place and priority count. Raises Refused `help.nowhere` when
    neither a household nor a place nor a number is given, and `help.day_past` for a day gone by.
    """
    if household is None and not entry.place and not entry.phone:
        raise Refused(
            "help.nowhere", _("Say where to go, or give a number to ring."), place="place"
        )
    if entry.wished_on is not None and entry.wished_on < clock.today():
        raise Refused("help.day_past", _("The wished day has already gone by."), place="wished_on")
    now = clock.now()
    priority = entry.priority or bool(household and household.priority)
    origin = household.origin if household else area.commune_code
    call = HelpCall.objects.create(
        origin=origin,
        number=_free_number(origin),
        household_id=household.id if household else None,
        path=household.path if household else area.path,
        name=entry.name.strip(),
        place="" if household else entry.place.strip(),
        phone=entry.phone,
        skills=entry.skills,
        words=entry.words.strip(),
        wished_on=entry.wished_on,
        wished_part=entry.wished_part,
        priority=priority,
        via=via,
        asked_at=now,
        waiting_since_at=now,
        due_on=rules.due_on(clock.day_of(now), entry.wished_on, priority=priority),
    )
    _journal(actor, "help.asked", call, via=str(via), priority=priority)
    return call


def _free_number(origin: str) -> str:
    """Six digits nobody in this commune has, not guessable from the last ones."""
    while True:
        number = f"{secrets.randbelow(900_000) + 100_000}"
        if not HelpCall.objects.filter(origin=origin, number=number).exists():
            return number


def _journal(actor: Account | None, verb: str, call: HelpCall, **details: Any) -> None:
    journal.write(actor=actor, verb=verb, subject=call.id, path=call.path, **details)


def _journal_each(
    actor: Account | None, verb: str, calls: Collection[HelpCall], **details: Any
) -> None:
    """A line for each call, written, and listened to, at once."""
    about = [(call.id, call.path) for call in calls]
    if about:
        journal.write_each(actor=actor, verb=verb, about=about, **details)


def _locked(call: HelpCall) -> HelpCall:
    return queries.locked_calls(EVERYTHING, call.origin, [call.id])[call.id]


def _waiting(call: HelpCall) -> HelpCall:
    """The call, locked. Raises Refused `help.closed`."""
    locked = _locked(call)
    if not locked.is_waiting:
        raise Refused("help.closed", _("This call for help has already been closed."))
    return locked


@transaction.atomic
def give_help(*, actor: Account, call: HelpCall, account: Account) -> None:
    """Have `account` go there, whoever had it before. Raises Refused `help.closed`."""
    locked = _waiting(call)
    _take(locked, account, clock.now())
    _journal(actor, "help.given", locked, account=str(account.id))


def _take(call: HelpCall, account: Account, at: datetime) -> None:
    call.state, call.taken_by, call.taken_at = State.TAKEN, account, at
    call.save(update_fields=["state", "taken_by", "taken_at"])


@transaction.atomic
def free_help(*, actor: Account, call: HelpCall) -> None:
    """Nobody has it any more; any of the team may take it. Raises Refused `help.closed`."""
    locked = _waiting(call)
    _free(locked)
    _journal(actor, "help.freed", locked)


def _free(call: HelpCall) -> None:
    call.state, call.taken_by, call.taken_at = State.OPEN, None, None
    call.save(update_fields=["state", "taken_by", "taken_at"])


@transaction.atomic
def close_help(*, actor: Account, call: HelpCall, why: str, words: str = "") -> None:
    """Close a call: done when `why` says so, else dropped. Raises Refused `help.closed`."""
    locked = _waiting(call)
    _close(locked, clock.now(), why, words)
    _journal(actor, "help.closed", locked, why=str(why))


def _close(call: HelpCall, at: datetime, why: str, words: str = "") -> None:
    call.state = State.DONE if why in (ClosedWhy.MET, ClosedWhy.SAID) else State.DROPPED
    call.closed_at, call.closed_why, call.closed_words = at, why, words.strip()
    call.save(update_fields=["state", "closed_at", "closed_why", "closed_words"])


@transaction.atomic
def reopen_help(*, actor: Account, call: HelpCall) -> None:
    """Open a closed call again, to whoever had it; only a visit from now on counts for it.

    Raises Refused `help.not_closed`, or `help.erased` when nobody would know where to go any more.
    """
    locked = _locked(call)
    if locked.is_waiting:
        raise Refused("help.not_closed", _("This call for help is open."))
    if locked.erased_at and not locked.household_id:
        raise Refused(
            "help.erased",
            _("Where this was has been erased since, as was promised. Take the call up anew."),
        )
    locked.state = State.TAKEN if locked.taken_by_id else State.OPEN
    locked.closed_at, locked.closed_why, locked.closed_words = None, "", ""
    locked.waiting_since_at = clock.now()
    locked.save(
        update_fields=["state", "closed_at", "closed_why", "closed_words", "waiting_since_at"]
    )
    _journal(actor, "help.reopened", locked)


@transaction.atomic
def settle_door(*, actor: Account, call: HelpCall, household: Household) -> None:
    """Say which household on the list a call comes from.

    Raises Refused `help.closed`, or `help.other_commune` when another commune lists the household.
    """
    locked = _waiting(call)
    if household.origin != locked.origin:
        raise Refused("help.other_commune", _("This household is on the list of another commune."))
    locked.household_id = household.id
    locked.priority = locked.priority or household.priority > 0
    locked.due_on = rules.due_on(
        clock.day_of(locked.asked_at), locked.wished_on, priority=locked.priority
    )
    locked.save(update_fields=["household_id", "priority", "due_on"])
    _journal(actor, "help.door_settled", locked, household=str(household.id))


def read_number(*, actor: Account, call: HelpCall) -> str:
    """The telephone number in full, for somebody at the desk who must ring; the journal says who."""
    _journal(actor, "help.number_read", call)
    return call.phone


@transaction.atomic
def take_calls(*, actor: Account, calls: Mapping[UUID, tuple[HelpCall, datetime]]) -> None:
    """A volunteer takes calls, each at a moment; the caller holds them locked and has judged them."""
    for call, at in calls.values():
        _take(call, actor, at)
    _journal_each(actor, "help.taken", [call for call, _at in calls.values()])


class Ending(NamedTuple):
    """What a volunteer says of a call at a moment, in their words; `why`: of rules.WHYS_OF_PHONES."""

    call: HelpCall
    at: datetime
    words: str
    why: str = ""


@transaction.atomic
def drop_calls(*, actor: Account, drops: Iterable[Ending]) -> None:
    """A volunteer gives calls back, or says that no visit is needed.

    The caller holds them locked and has judged them; what was said before the last taking is late news
    and changes nothing.
    """
    dropped: dict[str, list[HelpCall]] = defaultdict(list)
    for call, at, words, why in drops:
        if not call.is_waiting or (call.taken_at is not None and at < call.taken_at):
            continue
        if rules.WHYS_OF_PHONES[why] == State.OPEN:
            _free(call)
        else:
            _close(call, at, why, words)
        dropped[why].append(call)
    for why, calls in dropped.items():
        _journal_each(actor, "help.given_back", calls, why=why)


@transaction.atomic
def finish_calls(*, actor: Account, ends: Iterable[Ending]) -> None:
    """A volunteer says that calls are done, where no encounter can say so; locked by the caller."""
    finished = []
    for call, at, words, _why in ends:
        if call.is_waiting:
            _close(call, at, ClosedWhy.SAID, words)
            finished.append(call)
    _journal_each(actor, "help.closed", finished, why="said")


@transaction.atomic
def close_met(*, actor: Account | None, origin: str, met: Mapping[UUID, datetime]) -> int:
    """Close the calls of households where somebody was met; how many. `met`: household → the last
    moment somebody was met there. Only a visit after a call began to wait counts for it."""
    waiting = queries.waiting_at_door(EVERYTHING, origin, met)
    answered = [
        (call, met[door])
        for call in waiting
        if (door := call.household_id) and met[door] >= call.waiting_since_at
    ]
    for call, at in answered:
        _close(call, at, ClosedWhy.MET)
    _journal_each(actor, "help.closed", [call for call, _at in answered], why="met")
    return len(answered)


@transaction.atomic
def forget_calls(*, actor: Account | None, before: datetime) -> int:
    """Erase what was told in confidence from calls closed before a moment; how many."""
    past = queries.calls_past(EVERYTHING, before)
    count = past.update(**_NOTHING_TOLD, erased_at=clock.now())
    if count:
        journal.write(actor=actor, verb="help.erased", count=count)
    return count


@transaction.atomic
def give_up_calls(*, actor: Account | None, before: datetime) -> int:
    """Close the calls that wait since before a moment, and erase what was told in them; how many."""
    now = clock.now()
    past = queries.waiting_past(EVERYTHING, before)
    count = past.update(
        **_NOTHING_TOLD,
        **{"state": State.DROPPED, "closed_why": ClosedWhy.OTHER, "closed_at": now},
        erased_at=now,
    )
    if count:
        journal.write(actor=actor, verb="help.given_up", count=count)
    return count


@transaction.atomic
def move_calls(
    *,
    actor: Account | None,
    origin: str,
    of: UUID,
    to: UUID,
    only: Collection[UUID] | None = None,
) -> list[str]:
    """Calls of the household `of` are those of `to` from now on, because the two were found to be one, or
    two; `only` these, when given. Gives their ids. The journal line is the caller's."""
    found = HelpCall.objects.filter(origin=origin, household_id=of)
    if only is not None:
        found = found.filter(id__in=list(only))
    ids = list(found.values_list("id", flat=True))
    HelpCall.objects.filter(origin=origin, id__in=ids).update(household_id=to)
    return [str(id_) for id_ in ids]


@transaction.atomic
def erase_calls(
    *,
    actor: Account | None,
    origin: str,
    doors: Collection[UUID],
    phones: Collection[str],
    mentions: Callable[[str], bool],
    beside: Collection[UUID] = (),
) -> int:
    """Erase what was told in confidence in calls that speak of somebody: from these households or these
    numbers, or the calls `beside`, where `mentions` says so; how many. One that waits is closed."""
    known = [phone for phone in phones if phone]
    asked = HelpCall.objects.filter(origin=origin, erased_at=None)
    theirs = Q(household_id__in=list(doors)) | Q(phone__in=known) | Q(id__in=list(beside))
    found = asked.filter(theirs)
    count = 0
    for call in found:
        if call.phone not in known and not mentions(f"{call.name} {call.words}"):
            continue
        if call.is_waiting:
            _close(call, clock.now(), ClosedWhy.OTHER)
        call.name = call.phone = call.place = call.words = call.closed_words = ""
        call.erased_at = clock.now()
        call.save()
        count += 1
    if count:
        journal.write(actor=actor, verb="help.erased", subject=origin, count=count)
    return count
