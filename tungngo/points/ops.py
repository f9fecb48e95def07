"""What phones say of gatherings: `gathering.heads`, and the encounters of check-ins (docs/wire.md)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from tungngo.intake.kinds import Batch, Guard, Item, Kind
from tungngo.intake.wire import Moment
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import queries
from tungngo.points.actions import count_heads
from tungngo.points.models import Gathering
from tungngo.teams.work import work_of

#: Whether somebody may count is judged operation by operation.
EVERYTHING = Reach.everything()
SENTENCES = {
    "gathering.unknown": _("There is no such session. The record is kept."),
    "gathering.taken_back": _(
        "This session was taken back and never took place. The record is kept; write it down at another"
        " session, or as a visit."
    ),
    "gathering.not_on_duty": _(
        "Only who is on duty at a session, or works in its area, counts who came. The record is kept."
    ),
    "gathering.heads_early": _("The day of this session has not come yet. The record is kept."),
}


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
    """Somebody checked in by name came to a session that is there: encounters name it by id alone."""
    asked = {item.body.gathering for item in items if item.body.gathering}
    found = queries.gatherings_named(EVERYTHING, origin, asked) if asked else {}
    if missing := asked - found.keys():
        found |= queries.gatherings_elsewhere(EVERYTHING, missing)
    for item in items:
        if item.body.gathering and not item.body.withdrawn:
            item.code = _no_session(found.get(item.body.gathering))


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Append the counts."""
    count_heads(actor=batch.actor, batch=batch, origin=origin, items=items)


CHECK_IN = Guard(judge=judge_check_ins, sentences=SENTENCES)
HEADS = Kind(name="gathering.heads", body=HeadsBody, judge=judge, apply=apply, sentences=SENTENCES)
