"""Reads about people who were erased, and about rows whose names were deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tungngo.forgotten.again import Again
from tungngo.forgotten.models import Forgotten, Unnamed
from tungngo.lib.reach import Reach


def traces_at(reach: Reach, origin: str) -> frozenset[str]:
    """The traces of everybody erased from the lists of a commune."""
    if not reach.paths:
        return frozenset()
    found = Forgotten.objects.filter(origin=origin).values_list("traces", flat=True)
    return frozenset(trace for traces in found for trace in traces)


def forgotten_since(reach: Reach, origin: str, moment: datetime) -> dict[UUID, datetime]:
    """Who was erased from the lists of a commune after a moment, and when."""
    if not reach.paths:
        return {}
    found = Forgotten.objects.filter(origin=origin, forgotten_at__gte=moment)
    return dict(found.values_list("resident_id", "forgotten_at"))


def traces_of_people(
    reach: Reach, origin: str, people: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """person → the traces kept when they were erased, of those of `people` who were."""
    if not reach.paths or not people:
        return {}
    found = Forgotten.objects.filter(origin=origin, resident_id__in=list(people))
    return {id_: frozenset(traces) for id_, traces in found.values_list("resident_id", "traces")}


def is_unnamed(reach: Reach, origin: str, row_id: UUID) -> bool:
    """Whether the name of a row was deleted because its time was over, not at somebody's demand."""
    found = Unnamed.objects.filter(origin=origin, row_id=row_id)
    return bool(reach.paths) and found.exists()


def traces_kept(reach: Reach, before: datetime) -> QuerySet[Unnamed]:
    """Traces beside rows that lost their name before a moment. For whoever reaches everything."""
    found = Unnamed.objects.filter(unnamed_at__lt=before).exclude(traces=[])
    return found if reach.covers("") else found.none()


def known_again(
    reach: Reach, key: bytes, origins: Collection[str], rows: Collection[UUID] | None = None
) -> Again | None:
    """Asks who of these communes (or of these rows) somebody is; None where no name was deleted."""
    if not reach.paths or not origins:
        return None
    found = Unnamed.objects.filter(origin__in=list(origins))
    if rows is not None:
        found = found.filter(row_id__in=list(rows))
    people: dict[UUID, frozenset[str]] = {}
    heads: dict[str, list[UUID]] = defaultdict(list)
    for id_, is_door, traces in found.values_list("row_id", "is_door", "traces"):
        if not is_door:
            people[id_] = frozenset(traces)
        else:
            for trace in traces:
                heads[trace].append(id_)
    return Again(key, people, heads) if people or heads else None
