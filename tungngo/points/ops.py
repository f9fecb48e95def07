"""What phones say of gatherings: `gathering.heads`, and the encounters of check-ins (docs/wire.md)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from tungngo.intake.kinds import Batch, Guard, Item, Kind
from tungngo.intake.wire import Moment
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.actions import count_heads
from tungngo.points.models import Gathering
from tungngo.points.refusals import SENTENCES
from tungngo.teams.work import work_of

#: Whether somebody may count is judged operation by operation.
EVERYTHING = Reach.everything()


class HeadsBody(Struct):
    """`heads` people came to `gathering` who were not checked in by name."""

    id: uuid.UUID
    gathering: uuid.UUID
    heads: Annotated[int, Meta(ge=0, le=5000)]
    at: Moment


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The session is there and its day has come, and the author is or was on duty at it, or works where
    it is. `item.found` becomes the session."""
    asked = {item.body.gathering for item in items}
    found = queries.gatherings_named(EVERYTHING, origin, asked)
    mine = queries.ever_on_duty(EVERYTHING, origin, batch.actor, asked)
    work = batch.once("work", lambda: work_of(batch.actor))
    for item in items:
        gathering = item.found = found.get(item.body.gathering)
        at = item.at or batch.received_at
        if gathering is None or gathering.state == Gathering.State.UNDONE:
            item.code = _no_session(gathering)
        elif gathering.id not in mine and not work.might(gathering.path, at):
            item.code = "gathering.not_on_duty"
        elif clock.day_of(batch.received_at) < clock.day_of(gathering.starts_at):
            item.code = "gathering.heads_early"


def _no_session(gathering: Gathering | None) -> str:
    """Why nobody can have come to a gathering: it is not there, or was planned by mistake. Who came to one
    that was called off came all the same."""
    if gathering is None:
        return "gathering.unknown"
    return "gathering.taken_back" if gathering.state == Gathering.State.UNDONE else ""


def judge_check_ins(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Somebody checked in by name came to a session that is there, on its day or soon after: encounters name
    it by id alone. What corrects a check-in is judged by the day of the one it corrects, which was taken."""
    asked = {item.body.gathering for item in items if item.body.gathering}
    found = queries.gatherings_named(EVERYTHING, origin, asked) if asked else {}
    if missing := asked - found.keys():
        found |= queries.gatherings_elsewhere(EVERYTHING, missing)
    for item in items:
        if not item.body.gathering or item.body.withdrawn:
            continue
        gathering = found.get(item.body.gathering)
        item.code = _no_session(gathering)
        if gathering is not None and not item.code and not item.body.amends:
            at = item.at or batch.received_at
            item.code = rules.check_in_refusal(gathering.starts_at, gathering.ends_at, at)


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append the counts."""
    count_heads(actor=batch.actor, batch=batch, origin=origin, items=items)


CHECK_IN = Guard(judge=judge_check_ins, sentences=SENTENCES)
HEADS = Kind(name="gathering.heads", body=HeadsBody, judge=judge, apply=apply, sentences=SENTENCES)
