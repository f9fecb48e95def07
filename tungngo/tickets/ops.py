"""What phones say of calls for help: `help.take`, `help.drop`, `help.done` (docs/wire.md)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tungngo.accounts.models import Account
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import Code, Moment, Short
from tungngo.lib.reach import Reach
from tungngo.teams.work import worked_at
from tungngo.territory.doors import paths_of
from tungngo.tickets import actions, queries
from tungngo.tickets.models import HelpCall
from tungngo.tickets.refusals import SENTENCES
from tungngo.tickets.rules import WHYS_OF_PHONES

#: Whether somebody may speak of a call is judged operation by operation, by day (`worked_at`).
EVERYTHING = Reach.everything()


class TakeBody(Struct):
    """I go there. `request` is the call."""

    id: uuid.UUID
    request: uuid.UUID
    at: Moment


class DropBody(Struct):
    """I cannot go (`cannot`), or nobody needs to (`not_needed`, `not_found`)."""

    id: uuid.UUID
    request: uuid.UUID
    at: Moment
    why: Code
    words: Short = ""


class DoneBody(Struct):
    """I was there, and there is no household to record an encounter at."""

    id: uuid.UUID
    request: uuid.UUID
    at: Moment
    words: Short = ""


def _judge(
    batch: Batch, origin: str, items: Sequence[Item], *, works_there_now: bool = False
) -> None:
    """What holds for all three: the call is there, and lies where the actor worked at that moment, or
    works today: whoever takes one gets to know who asked and their number.

    `item.found` becomes the call, locked, so that of two phones that take it one is told.
    """
    calls = queries.locked_calls(EVERYTHING, origin, {item.body.request for item in items})
    doors = {call.household_id for call in calls.values() if call.household_id}
    paths = paths_of(EVERYTHING, origin, doors) if doors else {}
    might_work = batch.once("worked_at", lambda: worked_at(batch.actor))
    for item in items:
        call = item.found = calls.get(item.body.request)
        if call is None:
            item.code = "help.unknown"
            continue
        path = paths.get(call.household_id, call.path) if call.household_id else call.path
        # What the desk gave me is mine wherever it lies (a call that names no group, say).
        is_mine = call.taken_by_id == batch.actor.id
        moment = batch.received_at if works_there_now else item.at or batch.received_at
        if not is_mine and not might_work(path, moment):
            item.code = "help.out_of_reach"


def _judge_take(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    _judge(batch, origin, items, works_there_now=True)
    for item in items:
        if item.code:
            continue
        if not item.found.is_waiting:
            item.code = "help.closed"
        elif _is_anothers(item.found, batch.actor):
            item.code = "help.taken"


def _judge_given_back(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    _judge(batch, origin, items)
    for item in items:
        if item.code or not item.found.is_waiting:
            continue
        if _is_anothers(item.found, batch.actor):
            item.code = "help.not_mine"
        elif isinstance(item.body, DropBody) and item.body.why not in WHYS_OF_PHONES:
            item.code = "help.why_unknown"


def _is_anothers(call: HelpCall, actor: Account) -> bool:
    return call.taken_by_id is not None and call.taken_by_id != actor.id


def _moment(batch: Batch, item: Item) -> datetime:
    """The phone's moment, never later than ours."""
    return min(item.at or batch.received_at, batch.received_at)


def _take(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    calls = {item.found.id: (item.found, _moment(batch, item)) for item in items}
    actions.take_calls(actor=batch.actor, calls=calls)


def _drop(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    drops = [
        actions.Ending(item.found, _moment(batch, item), item.body.words, item.body.why)
        for item in items
    ]
    actions.drop_calls(actor=batch.actor, drops=drops)


def _done(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    ends = [actions.Ending(item.found, _moment(batch, item), item.body.words) for item in items]
    actions.finish_calls(actor=batch.actor, ends=ends)


TAKE = Kind("help.take", TakeBody, _judge_take, _take, SENTENCES)
DROP = Kind("help.drop", DropBody, _judge_given_back, _drop, SENTENCES)
DONE = Kind("help.done", DoneBody, _judge_given_back, _done, SENTENCES)
