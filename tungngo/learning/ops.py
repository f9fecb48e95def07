"""What phones say of the national learning platform: `platform.result` (docs/wire.md)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from tungngo.campaigns.queries import skill_codes
from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import NO_NUL, Code, Moment
from tungngo.learning import queries
from tungngo.learning.actions import take_platform_results
from tungngo.learning.refusals import SENTENCES
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.teams.work import work_of
from tungngo.territory.queries import residents_among

#: Whether somebody may speak of a person is judged operation by operation, by day.
EVERYTHING = Reach.everything()


class ResultBody(Struct):
    """`resident` finished something on the platform `on` a day; the helper saw it there."""

    id: uuid.UUID
    resident: uuid.UUID
    skill: Code
    what: Literal["finished", "certificate"]
    on: date
    at: Moment
    course: Annotated[str, Meta(max_length=120, pattern=NO_NUL)] = ""
    reference: Annotated[str, Meta(max_length=40, pattern=NO_NUL)] = ""


class Found(NamedTuple):
    """Who stands for the person that was named, and where they live."""

    id: uuid.UUID
    path: str


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Give each result that cannot be taken its code; `item.found` becomes its `Found`."""
    named = {item.body.resident for item in items}
    rows = {one.id: one for one in residents_among(EVERYTHING, origin, named)}
    doubles = {one.kept_id for one in rows.values() if one.kept_id}
    rows |= {one.id: one for one in residents_among(EVERYTHING, origin, doubles)}
    skills = batch.once("skills", lambda: skill_codes(EVERYTHING))
    taken = queries.results_named(EVERYTHING, origin, [item.body.id for item in items])
    work = batch.once("work", lambda: work_of(batch.actor))
    for item in items:
        said = rows.get(item.body.resident)
        if said is None:
            item.code = "platform.resident_unknown"
            continue
        stands = rows[said.kept_id] if said.kept_id else said
        item.found = Found(stands.id, stands.path)
        at = item.at or batch.received_at
        if not any(work.might(path, at) for path in {said.path, stands.path}):
            item.code = "platform.out_of_reach"
        elif item.body.skill not in skills:
            item.code = "platform.skill_unknown"
        elif item.body.on > clock.day_of(batch.received_at):
            item.code = "platform.in_the_future"
        elif item.body.id in taken:
            item.code = "platform.taken"
        else:
            taken.add(item.body.id)


def take(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Keep what was seen."""
    take_platform_results(actor=batch.actor, batch=batch, origin=origin, items=items)


RESULT = Kind("platform.result", ResultBody, judge, take, SENTENCES)
