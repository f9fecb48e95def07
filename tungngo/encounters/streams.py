"""Every encounter within reach, one after another, for files that take them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tungngo.encounters.models import Encounter
from tungngo.lib.reach import Reach

#: Rows fetched at a time.
CHUNK = 2_000


class Met(NamedTuple):
    """One encounter with its door. `outcomes` as in the model; `state` is what became of it."""

    at: datetime
    path: str
    place_kind: str
    result: str
    outcomes: list[tuple[str, str, int]]
    come_back_on: date | None
    team_id: UUID | None
    campaign_id: UUID
    code: str
    address: str
    head_name: str
    state: str


def encounter_count(reach: Reach, path: str) -> int:
    """How many encounters are filed at or under `path`."""
    return _under(reach, path).count()


def encounters_under(
    reach: Reach, path: str, among: QuerySet[Encounter] | None = None
) -> Iterator[Met]:
    """Every encounter filed at or under `path`, or those `among` them, place by place and in the order of
    time.

    `state` is "" for one that stands, "corrected" when another replaced it, "withdrawn" when it
    was taken back, "withdrawal" for the record that took it back.
    """
    replaced: dict[Any, bool] = {}
    mine = _under(reach, path)
    amending = mine.filter(amends_id__isnull=False).values_list("amends_id", "withdrawn")
    for amended, is_withdrawn in amending.order_by("received_at"):
        replaced[amended] = is_withdrawn
    rows = mine if among is None else reach.filter(among)
    columns = rows.order_by("path", "happened_at").values_list(
        *("id", "withdrawn", "happened_at", "path", "place_kind", "result", "outcomes"),
        *("come_back_on", "team_id", "campaign_id"),
        *("household__code", "household__address", "household__head_name"),
    )
    for id_, is_withdrawn, *rest in columns.iterator(chunk_size=CHUNK):
        state = "withdrawal" if is_withdrawn else ""
        if id_ in replaced:
            state = "withdrawn" if replaced[id_] else "corrected"
        yield Met._make((*rest, state))


def _under(reach: Reach, path: str) -> QuerySet[Encounter]:
    return reach.within(path).filter(Encounter.objects.all())
