"""The operation `walk.reorder`: somebody who walks a group corrects the order of its lanes and doors."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from tungngo.intake.kinds import Batch, Item, Kind
from tungngo.intake.wire import NO_NUL, Moment
from tungngo.lib.reach import Reach
from tungngo.teams.work import worked_at
from tungngo.territory.actions import reorder_walk
from tungngo.territory.walks import group_paths

#: Who may correct a walk is judged group by group, by day (`worked_at`).
EVERYTHING = Reach.everything()

Lane = Annotated[str, Meta(max_length=160, pattern=NO_NUL)]
Path = Annotated[str, Meta(max_length=60, pattern=NO_NUL)]


class Reorder(Struct):
    """`path`: the group; `seen`: the version of its order the phone had, 0 for none; `lanes`: lane keys in
    their new order, empty when none was moved; `doors`: lane key → households in their new order."""

    id: uuid.UUID
    path: Path
    at: Moment
    seen: Annotated[int, Meta(ge=0)] = 0
    lanes: Annotated[list[Lane], Meta(max_length=2000)] = []
    doors: Annotated[
        dict[Lane, Annotated[list[uuid.UUID], Meta(max_length=2000)]], Meta(max_length=2000)
    ] = {}


def judge(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Give each correction of a group that is not there, or not theirs to walk, its code."""
    might_work = batch.once("worked_at", lambda: worked_at(batch.actor))
    groups = group_paths(EVERYTHING, origin, {item.body.path for item in items})
    for item in items:
        assert item.at is not None
        if item.body.path not in groups:
            item.code = "walk.group_unknown"
        elif not might_work(item.body.path, item.at):
            item.code = "walk.out_of_reach"


def apply(batch: Batch, origin: str, items: Sequence[Item]) -> None:
    """Lay the corrections over the walks, one after the other."""
    for item in items:
        assert item.at is not None
        reorder_walk(
            actor=batch.actor,
            origin=origin,
            path=item.body.path,
            seen=item.body.seen,
            lanes=item.body.lanes,
            doors={lane: [str(id_) for id_ in ids] for lane, ids in item.body.doors.items()},
            at=item.at,
        )


REORDER = Kind(
    name="walk.reorder",
    body=Reorder,
    judge=judge,
    apply=apply,
    sentences={
        "walk.group_unknown": _(
            "This residential group is no longer there. The order stays as it was."
        ),
        "walk.out_of_reach": _("This group is walked by another team. The order stays as it was."),
    },
)
