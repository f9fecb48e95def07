"""Reads about visitors who confirmed on their own phones that they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from tungngo.lib.reach import Reach
from tungngo.points.models import Arrival, Gathering


def confirmed_at(reach: Reach, gatherings: Iterable[Gathering]) -> dict[UUID, int]:
    """Gathering id → how many confirmed on their own phones that they came."""
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for one in gatherings:
        if reach.covers(one.path):
            by_origin[one.origin].append(one.id)
    found: dict[UUID, int] = {}
    for origin, ids in by_origin.items():
        rows = Arrival.objects.filter(origin=origin, gathering_id__in=ids, withdrawn_at=None)
        found |= dict(rows.values_list("gathering_id").annotate(n=Count("id")).order_by())
    return found


def has_confirmed(reach: Reach, gathering: Gathering, arrival_id: UUID) -> bool:
    """Whether this confirmation of coming holds."""
    rows = Arrival.objects.filter(origin=gathering.origin, gathering_id=gathering.id)
    return reach.covers(gathering.path) and rows.filter(id=arrival_id, withdrawn_at=None).exists()
