"""What members say of days they are away: `leave.note`, `leave.end` (docs/wire.md). Why is nobody's business.

Nothing is refused because of a duty: whoever is away is away. The roster shows what has to be filled.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import Moment
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries, rules
from tungngo.points.models import Leave
from tungngo.teams.queries import memberships_of

#: Whether somebody may say so is judged operation by operation: of oneself alone.
EVERYTHING = Reach.everything()
SENTENCES: Mapping[str, Any] = {
    "leave.ends_before": _("The last day away lies before the first. The record is kept."),
    "leave.too_long": _("More than a year away is for the desk to note. The record is kept."),
    "leave.not_member": _(
        "Only a member of a team here says that they are away. The record is kept; tell the ward."
    ),
    "leave.id_taken": _("Another record already has this number. The record is kept."),
    "leave.unknown": _("There is no such note of days away. The record is kept."),
    "leave.not_yours": _("These are somebody else's days away."),
}


class NoteBody(Struct):
    """I am away from `first` to `last`, both days included. `withdrawn`: what `amends` (a leave) said does
    not hold: a phone takes back like this what it may have sent."""

    id: uuid.UUID
    first: dt.date
    last: dt.date
    at: Moment
    amends: uuid.UUID | None = None
    withdrawn: bool = False


class EndBody(Struct):
    """I am not away after all: `leave` no longer holds."""

    id: uuid.UUID
    leave: uuid.UUID
    at: Moment


def _judge_note(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The days make sense, and the author is of a team in this commune. `item.found` becomes its area, or
    stays None for what is there already and for what is withdrawn."""
    there = queries.leaves_named(EVERYTHING, origin, set(map(_about, items)))
    areas = [one.team.area for one in memberships_of(EVERYTHING, batch.actor)]
    area = next((one for one in areas if one.commune_code == origin), None)
    for item in items:
        known = there.get(_about(item))
        if item.body.withdrawn:
            if known is not None and known.account_id != batch.actor.id:
                item.code = "leave.not_yours"
        elif item.body.last < item.body.first:
            item.code = "leave.ends_before"
        elif (item.body.last - item.body.first).days >= rules.LONGEST_LEAVE:
            item.code = "leave.too_long"
        elif known is not None:
            item.code = "" if known.account_id == batch.actor.id else "leave.id_taken"
        elif area is None:
            item.code = "leave.not_member"
        else:
            item.found = area


def _about(item: Item) -> uuid.UUID:
    """The leave a note is about: its own, or the one it takes back."""
    about: uuid.UUID = (item.body.withdrawn and item.body.amends) or item.body.id
    return about


def _note(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """What is taken back may have come in the same call, and never when it was refused."""
    for item in items:
        if item.found is not None:
            actions.note_leave(
                actor=batch.actor,
                area=item.found,
                account=batch.actor,
                first=item.body.first,
                last=item.body.last,
                id=item.body.id,
                noted_at=item.at,
            )
    gone = {_about(item) for item in items if item.body.withdrawn}
    for leave in queries.leaves_named(EVERYTHING, origin, gone).values() if gone else ():
        _take_back(batch, leave)


def _judge_end(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """The leave is there and the author's own, whoever noted it. `item.found` becomes the leave."""
    found = queries.leaves_named(EVERYTHING, origin, {item.body.leave for item in items})
    for item in items:
        item.found = found.get(item.body.leave)
        if item.found is None:
            item.code = "leave.unknown"
        elif item.found.account_id != batch.actor.id:
            item.code = "leave.not_yours"


def _end(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    for leave in {item.found.id: item.found for item in items}.values():
        _take_back(batch, leave)


def _take_back(batch: Batch, leave: Leave) -> None:
    """Once, and of oneself: what was ended stays as it was."""
    if leave.ended_at is None and leave.account_id == batch.actor.id:
        actions.end_leave(actor=batch.actor, leave=leave)


NOTE = Kind("leave.note", NoteBody, _judge_note, _note, SENTENCES)
END = Kind("leave.end", EndBody, _judge_end, _end, SENTENCES)
