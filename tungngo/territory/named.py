"""Whom an id means, where a ward is made of several communes.

A row keeps the origin it was first listed under; what lies in a commune today is said by paths. Where
communes were merged, a session, a quiz or a task of one origin speaks of people of another, by their ids
alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from tungngo.lib.reach import Reach, commune_path
from tungngo.territory.models import Household, Resident


class Named(NamedTuple):
    """The origin of somebody's entry, and who stands for them (mostly themselves)."""

    origin: str
    id: UUID


def origins_at(reach: Reach, path: str) -> list[str]:
    """The origins under which things of the commune of `path` are kept: its own code, and those of the
    households listed there within reach. One query over its doors: for what one origin does not know."""
    commune = commune_path(path)
    here = reach.within(commune).filter(Household.objects.all())
    found = set(here.values_list("origin", flat=True).distinct().order_by())
    if commune.count(".") > 1 and reach.touches(commune):
        found.add(commune.split(".")[1])
    return sorted(found)


def people_named(reach: Reach, origin: str, path: str, ids: Iterable[UUID]) -> dict[UUID, Named]:
    """Whom these ids mean, as something of `origin` at `path` says them: people of that origin, else of any
    that is listed in the commune of `path`. Those nobody knows are left out. One query where all are known.
    """
    asked = set(ids)
    if not asked:
        return {}
    found = _named(reach, Q(origin=origin), asked)
    if missing := asked - found.keys():
        others = [one for one in origins_at(reach, path) if one != origin]
        if others:
            here = reach.within(commune_path(path))
            found |= _named(here, Q(origin__in=others), missing)
    return found


def _named(reach: Reach, where: Q, ids: Iterable[UUID]) -> dict[UUID, Named]:
    rows = reach.filter(Resident.objects.filter(where, id__in=list(ids)))
    return {
        id_: Named(origin, kept or id_)
        for origin, id_, kept in rows.values_list("origin", "id", "kept_id")
    }
